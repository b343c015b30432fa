//! Reading audits: what is taken, what is refused and why.

use proptest::prelude::*;

use super::*;
use crate::exact::{integer, parse_decimal};
use crate::grid::{self, Grid};
use crate::syntax;

const GRID: &str = r#"
grille essai version "1"
plan : point
échelle cotation par défaut {
  non = 0
  partiel = 0,25
  oui = 1
  sans objet
}
échelle constat {
  mineure
  conforme
}
échelle avancement de 0 à 1
profil {
  svi : oui_non
  nature : choix { information, démarches }
  activités : ensemble { contrôle, recouvrement }
  agents : entier de 1 à 500 en "agents"
}
mesures {
  taux : pourcentage
  délai : durée en jours
  depuis : date
  surface : nombre
}
point 1.1 {
  exigence "Un"
  exige tous { identité "Identité", horaires "Horaires" } pour chaque { site "Site", lieux "Lieux" }
  admet fonction "Fonction" pour identité
}
point 1.2 {
  exigence "Deux"
  échelle constat
}
point 1.3 {
  exigence "Trois"
  échelle avancement
}
"#;

/// A grid with every type of input, every kind of scale, elements and a substitute.
pub(super) fn grid() -> Grid {
    let parsed = syntax::parse(GRID);
    assert_eq!(parsed.diagnostics, [], "the test grid is well written");
    let lowered = grid::lower(&parsed.file, &[]);
    assert!(!lowered.diagnostics.iter().any(crate::diagnostic::Diagnostic::is_error), "{:?}", lowered.diagnostics);
    lowered.grid
}

fn read_text(grid: &Grid, text: &[u8]) -> Result<Audit, Refused> {
    read(&Vocabulary::new(grid), &Entry::alone(text))
}

/// The audit of an object with these keys besides `audit`.
fn taken(keys: &str) -> Audit {
    read_text(&grid(), format!(r#"{{"audit":"a",{keys}}}"#).as_bytes()).unwrap()
}

/// The code and message an object with these keys is refused with.
fn refused(keys: &str) -> String {
    let refused = read_text(&grid(), format!(r#"{{"audit":"a",{keys}}}"#).as_bytes()).unwrap_err();
    assert_eq!(refused.audit.as_deref(), Some("a"));
    told(&refused)
}

fn told(refused: &Refused) -> String {
    format!("{} {}", refused.refusal.code(), refused.refusal.message())
}

fn value(audit: &Audit, name: &str) -> Option<Value> {
    audit.value(grid().input_named(name).unwrap()).cloned()
}

#[test]
fn values_are_taken_exactly() {
    let audit = taken(
        r#""grille":"essai@1","service":"libre","date":12,
        "profil":{"svi":false,"nature":"démarches","activités":["recouvrement"],"agents":1.2e1},
        "mesures":{"taux":87.5000000000000000000000000001,"délai":"2 semaines","depuis":"2023-10-12","surface":0.1}"#,
    );
    assert_eq!(value(&audit, "svi"), Some(Value::YesNo(false)));
    assert_eq!(value(&audit, "nature"), Some(Value::Choice(1)));
    assert_eq!(value(&audit, "activités"), Some(Value::Set(vec![false, true])));
    assert_eq!(value(&audit, "agents"), Some(Value::Number(integer(12))));
    let exact = |text| Some(Value::Number(parse_decimal(text, '.', false).unwrap()));
    assert_eq!(value(&audit, "taux"), exact("87.5000000000000000000000000001"));
    assert_eq!(value(&audit, "délai"), exact("14"));
    assert_eq!(value(&audit, "depuis"), exact("19642"));
    assert_eq!(value(&audit, "surface"), exact("0.1"));
}

#[test]
fn null_is_not_given_and_an_empty_list_is() {
    let audit = taken(
        r#""grille":null,"profil":{"svi":null,"activités":[]},"mesures":null,"cotations":{"1.1":null},"éléments":{"1.1":null}"#,
    );
    assert_eq!(value(&audit, "svi"), None);
    assert_eq!(value(&audit, "activités"), Some(Value::Set(vec![false, false])));
    assert_eq!(audit.rating(PointId(0)), None);
    assert_eq!(audit.recorded(PointId(0)), None);
}

#[test]
fn ratings_are_values_or_names() {
    let audit = taken(r#""cotations":{"1.1":0.250,"1.2":"conforme","1.3":0.333333}"#);
    assert_eq!(audit.rating(PointId(0)), Some(&RecordedRating::Level(1)));
    assert_eq!(audit.rating(PointId(1)), Some(&RecordedRating::Level(1)));
    assert!(matches!(audit.rating(PointId(2)), Some(RecordedRating::Value(_))));
}

#[test]
fn elements_and_substitutes_are_recorded_by_support() {
    let audit = taken(r#""éléments":{"1.1":["lieux.horaires","site.identité","lieux.fonction"],"1.2":[]}"#);
    let recorded = audit.recorded(PointId(0)).unwrap();
    let elements = &grid().points[0].requirement.as_ref().unwrap().elements.clone();
    let met: Vec<_> = recorded.met.iter().map(|at| elements[*at].key.as_str()).collect();
    assert_eq!(met, ["site.identité", "lieux.horaires"]);
    let [(0, element)] = recorded.substituted[..] else { panic!("{recorded:?}") };
    assert_eq!(elements[element].key, "lieux.identité");
    assert_eq!(audit.recorded(PointId(1)), Some(&RecordedElements::default()));
    assert_eq!(audit.recorded(PointId(2)), None);
}

#[test]
fn names_are_compared_after_nfc() {
    let decomposed = "\"mesures\":{\"de\u{301}lai\":\"1 anne\u{301}e\"},\"e\u{301}le\u{301}ments\":{\"1.1\":[\"lieux.identite\u{301}\"]}";
    let told = refused(decomposed);
    assert!(told.starts_with("R006 `mesures.délai`"), "{told}");
    let audit = taken(&decomposed.replace("1 anne\u{301}e", "3 jours"));
    assert_eq!(value(&audit, "délai"), Some(Value::Number(integer(3))));
    assert!(audit.recorded(PointId(0)).is_some());
}

#[test]
fn what_is_wrong_is_said_with_its_remedy() {
    let cases = [
        r#""grille":"essai@2","profil":{"inconnu":1}"#,
        r#""profil":{"acitvités":[]}"#,
        r#""profil":{"taux":1}"#,
        r#""profil":{"surface_au_sol":1}"#,
        r#""profil":{"svi":"oui"}"#,
        r#""profil":{"svi":true,"svi":null}"#,
        r#""profil":{},"profil":{}"#,
        r#""profil":[]"#,
        r#""elements":{}"#,
        r#""profil":{"nature":"demarches"}"#,
        r#""profil":{"nature":"autre"}"#,
        r#""profil":{"activités":"contrôle"}"#,
        r#""profil":{"activités":["contrôle",1]}"#,
        r#""profil":{"activités":["contrôle","contrôle"]}"#,
        r#""profil":{"agents":1.5}"#,
        r#""profil":{"agents":501}"#,
        r#""mesures":{"taux":"87,5 %"}"#,
        r#""mesures":{"taux":100.01}"#,
        r#""mesures":{"taux":1e-300}"#,
        r#""mesures":{"taux":0.00000000000000000000000000000000000000000001}"#,
        r#""mesures":{"taux":{}}"#,
        r#""mesures":{"délai":14}"#,
        r#""mesures":{"délai":"3 mois"}"#,
        r#""mesures":{"depuis":"12/10/2023"}"#,
        r#""cotations":{"1.11":1}"#,
        r#""cotations":{"1,1":1}"#,
        r#""cotations":{"1.1":0.5}"#,
        r#""cotations":{"1.1":"partielle"}"#,
        r#""cotations":{"1.1":true}"#,
        r#""cotations":{"1.2":1}"#,
        r#""cotations":{"1.3":0.1234567}"#,
        r#""cotations":{"1.3":2}"#,
        r#""cotations":{"1.3":"oui"}"#,
        r#""éléments":{"1.1":["identité"]}"#,
        r#""éléments":{"1.2":["identité"]}"#,
        r#""éléments":{"1.1":"site.identité"}"#,
        r#""éléments":{"1.1":["site.identité","lieux.horaires","site.identité"]}"#,
        r#""sans_objet":{"9":"motif"}"#,
        r#""sans_objet":{"1.1":" "}"#,
        r#""sans_objet":{"1.1":"\ud800"}"#,
    ];
    let told: Vec<String> = cases.iter().map(|case| format!("{case}\n    {}", refused(case))).collect();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(told.join("\n")) });
}

#[test]
fn what_is_no_audit_is_said() {
    let cases: [&[u8]; 13] = [
        b"",
        b"[1]",
        b"12",
        b"{}",
        b"{\"audit\":null}",
        b"{\"audit\":\"\"}",
        b"{\"audit\":412}",
        b"{\"audit\":\"a\"",
        b"{\"audit\":\"a\",}",
        b"{\"audit\":\"a\",\n \"profil\":{'svi':true}}",
        b"{\"audit\":\"a\",\"taux\":87,5}",
        b"{\"audit\":\"\xE9t\xE9\"}",
        b"\xE9t\xE9",
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|case| {
            let refused = read_text(&grid(), case).unwrap_err();
            assert_eq!(refused.audit, None);
            format!("{}\n    {}", String::from_utf8_lossy(case), told(&refused))
        })
        .collect();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(told.join("\n")) });
}

/// A good audit, to be spoilt.
pub(super) const GOOD: &str = r#"{"audit":"a","grille":"essai@1","profil":{"svi":true,"activités":["contrôle"],"agents":12},"mesures":{"taux":87.5,"délai":"2 semaines","depuis":"2023-10-12"},"cotations":{"1.1":0.25,"1.2":"conforme"},"éléments":{"1.1":["site.identité","lieux.fonction"]},"sans_objet":{"1.1":null},"constats":{"1.1":"libre"}}"#;

/// What the bytes of an audit may be spoilt with.
pub(super) fn scrap() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        proptest::collection::vec(any::<u8>(), 1..4),
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "true",
            "-",
            "1e9",
            "\\",
            "\\ud800",
            "é",
            "e\u{301}",
            "\u{feff}",
            "{\"audit\":\"b\"}",
            "\"profil\":",
            "\"cotations\":{\"1.3\":",
            "99999999999999999999999999999999999999999",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

/// What an entry was read as: the audit, or why it is refused.
fn come_to(grid: &Grid, read: Result<&Slots, Refused>) -> Result<Audit, (Option<String>, String)> {
    match read {
        Ok(slots) => Ok(slots.to_audit(grid)),
        Err(refused) => Err((refused.audit, refused.refusal.message())),
    }
}

proptest! {
    #[test]
    fn audits_read_together_are_those_read_alone(spoils in proptest::collection::vec(proptest::option::of((any::<prop::sample::Index>(), scrap())), 0..150)) {
        let lines = spoils.iter().enumerate().map(|(at, spoil)| {
            let mut line = GOOD.replacen("\"a\"", &format!("\"a{at}\""), 1).into_bytes();
            if let Some((place, scrap)) = spoil {
                let place = place.index(line.len());
                line.splice(place..place, scrap.iter().copied().filter(|byte| *byte != b'\n'));
            }
            line
        });
        let text = lines.collect::<Vec<_>>().join(&b'\n');
        let grid = grid();
        let names = Vocabulary::new(&grid);
        let mut archive = Archive::new("f", Format::Ndjson, text.as_slice());
        let (mut reader, mut other) = (Reader::new(&names), Reader::new(&names));
        while let Some(portion) = archive.next(None).unwrap() {
            let alone: Vec<_> = portion.entries().map(|mut entry| (entry.line, come_to(&grid, reader.read(&mut entry)))).collect();
            let mut together = Vec::new();
            other.read_all(portion.entries(), |entry, read| together.push((entry.line, come_to(&grid, read))));
            prop_assert_eq!(together, alone);
        }
    }

    #[test]
    fn spoilt_audits_are_read_or_refused(spoils in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..6, scrap()), 0..4)) {
        let mut text = GOOD.as_bytes().to_vec();
        for (at, length, scrap) in spoils {
            let start = at.index(text.len() + 1);
            let end = (start + length).min(text.len());
            text.splice(start..end, scrap);
        }
        let grid = grid();
        let names = Vocabulary::new(&grid);
        for format in [Format::Json, Format::Ndjson] {
            let mut archive = Archive::new("f", format, text.as_slice());
            while let Some(portion) = archive.next(None).unwrap() {
                for entry in portion.entries() {
                    match read(&names, &entry) {
                        Ok(audit) => prop_assert_eq!(audit.values.len(), grid.inputs.len()),
                        Err(refused) => prop_assert!(!refused.refusal.message().is_empty()),
                    }
                }
            }
        }
    }
}
