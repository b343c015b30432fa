//! Two small versions, an archive, and what is said of them.

use std::fmt::Write;

use super::*;
use crate::audit::{Entry, Vocabulary, read};
use crate::check::{Analysis, analyse};
use crate::diagnostic::Source;
use crate::exact::to_text;
use crate::version::diff::{Version, changes};

const OLD: &str = r#"grille essai version "1"
plan : chapitre > point
total : somme pondérée
échelle cotation par défaut {
  non     = 0
  partiel = 0,5
  oui     = 1
}
mesures {
  taux   : pourcentage
  mesuré : oui_non
}
paramètre objectif = 80 %
chapitre 1 {
  point 1.1 { exigence "Décrocher."
              barème { non si taux < objectif
                       oui si taux ≥ objectif } }
  point 1.2 { exigence "Rappeler."
              poids 2 }
  point 1.3 { exigence "Annoncer."
              applicable si mesuré }
}
décision label par paliers { aucun sinon
                             bronze si score ≥ 50 %
                             or     si score ≥ 90 % }
"#;

fn versions(new: &str) -> [Analysis; 2] {
    [OLD, new].map(|text| {
        let analysis = analyse(Source::new("essai.grille", text), &[]);
        let errors: Vec<_> = analysis.diagnostics.iter().filter(|said| said.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        analysis
    })
}

/// What is told of each audit: the difference, the parts, the decision; then of all of them.
fn told(new: &str, audits: &[&str]) -> String {
    let [old, new] = versions(new);
    let lineage = Lineage::new(&old.grid, &new.grid);
    let found = changes(
        Version { grid: &old.grid, source: &old.source },
        Version { grid: &new.grid, source: &new.source },
        &lineage,
    );
    let rescoring = Rescoring::new(&old.grid, &new.grid, &lineage, &found);
    let mut rescorer = rescoring.rescorer();
    let (names, mut slots, mut impact) =
        (Vocabulary::new(&old.grid), Slots::new(rescoring.layout()), Impact::default());
    let mut out = String::new();
    for json in audits {
        let audit = read(&names, &Entry::alone(json.as_bytes())).unwrap();
        slots.fill_from(&audit);
        let both = rescorer.rescore(&slots).unwrap();
        let differences = both.differences();
        impact.add(&both, &differences);
        let causes = |causes: &[CauseId]| -> String {
            causes.iter().map(|cause| rescoring.causes()[*cause].title.clone()).collect::<Vec<_>>().join(" + ")
        };
        let figure = |hundredths: i64| to_text(&crate::exact::Exact::new(hundredths.into(), 100.into()), ',');
        out += &audit.id;
        if let Some(total) = &differences.total {
            let _ = write!(out, " {}", total.difference.map_or_else(String::new, figure));
            for (share, part) in total.shares().zip(&differences.written) {
                let _ = write!(out, "\n  {}: {}", causes(share.causes), figure(*part));
            }
        }
        for flip in &differences.decisions {
            let sets = match &flip.sets {
                Sets::Smallest(sets, _) => sets.iter().map(|set| causes(set)).collect::<Vec<_>>().join(" ou "),
                other => format!("{other:?}"),
            };
            let _ = write!(out, "\n  {:?} → {:?}: {sets}", flip.levels.0, flip.levels.1);
        }
        out += "\n";
    }
    let _ = writeln!(out, "= {}", of_all(&rescoring, &impact));
    for (at, point) in new.grid.points.iter().enumerate() {
        let _ = writeln!(out, "{}: {}", point.id, of_point(&rescoring, &impact, PointId(at)));
    }
    out.replace('\u{a0}', " ")
}

const ARCHIVE: [&str; 3] = [
    r#"{"audit":"a","mesures":{"taux":85,"mesuré":true},"cotations":{"1.2":"partiel","1.3":"oui"}}"#,
    r#"{"audit":"b","mesures":{"taux":95,"mesuré":false},"cotations":{"1.2":"oui"}}"#,
    r#"{"audit":"c","mesures":{"taux":20,"mesuré":true},"cotations":{"1.2":"oui","1.3":"non"}}"#,
];

#[test]
fn each_change_has_its_part() {
    let new = OLD
        .replace("version \"1\"", "version \"2\" remplace \"1\"")
        .replace("80 %", "90 %")
        .replace("poids 2", "poids 3")
        .replace("\n              applicable si mesuré", "");
    let said = told(&new, &ARCHIVE);
    insta::assert_snapshot!(said);
}

/// What a rating recorded for a computed point becomes: its status and level.
fn followed(old_scale: &str, new_scale: &str, audit: &str) -> String {
    let text = |version: &str, scale: &str| {
        format!(
            "grille essai version {version}\nplan : chapitre > point\n\
             échelle cotation par défaut {{\n  non = 0\n  partiel = 0,5\n  oui = 1\n}}\n\
             mesures {{\n  taux : pourcentage\n  délais : oui_non\n}}\n\
             chapitre 1 {{\n  point 1.1 {{\n    exigence \"Décrocher.\"\n    barème {{\n{scale}\n    }}\n  }}\n}}\n"
        )
    };
    let grids = [text("\"1\"", old_scale), text("\"2\" remplace \"1\"", new_scale)].map(|text| {
        let analysis = analyse(Source::new("essai.grille", text), &[]);
        let errors: Vec<_> = analysis.diagnostics.iter().filter(|said| said.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        analysis
    });
    let [old, new] = &grids;
    let lineage = Lineage::new(&old.grid, &new.grid);
    let version = |grid, source| Version { grid, source };
    let found = changes(version(&old.grid, &old.source), version(&new.grid, &new.source), &lineage);
    let rescoring = Rescoring::new(&old.grid, &new.grid, &lineage, &found);
    let mut slots = Slots::new(rescoring.layout());
    slots.fill_from(&read(&Vocabulary::new(&old.grid), &Entry::alone(audit.as_bytes())).unwrap());
    let mut rescorer = rescoring.rescorer();
    let both = rescorer.rescore(&slots).unwrap();
    let point = both.after.as_ref().unwrap().points()[0];
    let level = point.rating.as_level().filter(|_| point.status.counts());
    let level = level.map_or("", |at| new.grid.scales[0].levels()[at].name.as_str());
    format!("{}{} {level}", point.status.word(), if point.fallback { " (repli)" } else { "" }).trim().to_owned()
}

#[test]
fn a_rating_that_stands_in_says_what_the_old_version_would_have_computed() {
    const HALVES: &str = "non si taux < 50 %\npartiel si taux ≥ 50 % et taux < 80 %\noui si taux ≥ 80 %";
    const OTHERWISE: &str = "partiel si taux ≥ 50 % et taux < 80 %\noui si taux ≥ 80 %\nnon si taux < 50 %";
    const WIDER: &str = "non si taux < 50 %\npartiel si taux ≥ 50 % et taux < 90 %\noui si taux ≥ 90 %";
    const LATE: &str = "non si taux < 80 % et non délais\npartiel si taux < 80 % et délais\noui si taux ≥ 80 %";
    let rated = |level: &str| format!(r#"{{"audit":"a","cotations":{{"1.1":"{level}"}}}}"#);
    // The same function, however it is written: the rating stands.
    assert_eq!(followed(HALVES, OTHERWISE, &rated("partiel")), "coté (repli) partiel");
    // From 50 to 80 %: still partial. From 80 %: one or the other.
    assert_eq!(followed(HALVES, WIDER, &rated("partiel")), "calculé partiel");
    assert_eq!(followed(HALVES, WIDER, &rated("oui")), "indéterminé");
    assert_eq!(followed(HALVES, LATE, &rated("oui")), "calculé oui");
    assert_eq!(followed(HALVES, LATE, &rated("non")), "indéterminé");
    // What the archive did record counts too.
    let with = |level: &str| format!(r#"{{"audit":"a","mesures":{{"délais":true}},"cotations":{{"1.1":"{level}"}}}}"#);
    assert_eq!(followed(HALVES, LATE, &with("non")), "calculé partiel");
}

#[test]
fn a_decision_is_flipped_by_the_smallest_sets_of_changes() {
    let new = OLD
        .replace("version \"1\"", "version \"2\" remplace \"1\"")
        .replace("80 %\nchapitre", "90 %\nchapitre")
        .replace("poids 2", "poids 3")
        .replace("or     si score ≥ 90 %", "or     si score ≥ 85 %");
    let audits = [
        // The level computed is enough by itself; so is neither of the others.
        r#"{"audit":"barème","mesures":{"taux":85,"mesuré":false},"cotations":{"1.2":"oui"}}"#,
        // From 3,5 / 4 to 4,5 / 5: the weight alone reaches 90 %, and the rule alone asks for no more than there was.
        r#"{"audit":"règle","mesures":{"taux":95,"mesuré":true},"cotations":{"1.2":"oui","1.3":"partiel"}}"#,
    ];
    let rule = told(&new, &audits);
    let both = OLD
        .replace("version \"1\"", "version \"2\" remplace \"1\"")
        .replace("80 %\nchapitre", "90 %\nchapitre")
        .replace("poids 2", "poids 1")
        .replace("score ≥ 50 %", "score ≥ 45 %");
    // From (1 + 1 + 0) / 4 to (0 + 1/2 + 0) / 3: neither the level nor the weight alone goes below both thresholds.
    let needed = [r#"{"audit":"deux","mesures":{"taux":85,"mesuré":true},"cotations":{"1.2":"oui","1.3":"non"}}"#];
    insta::assert_snapshot!(format!("{rule}\n{}", told(&both, &needed)));
}

/// Every point of a version, to be written.
fn frame(analysis: &Analysis) -> crate::outcome::Frame<'_> {
    crate::outcome::Frame {
        source: &analysis.source,
        grid: &analysis.grid,
        fingerprint: "sha256:0",
        detail: crate::outcome::Detail::Point,
    }
}

#[test]
fn what_is_taken_over_from_the_old_result_reads_as_written() {
    let renamed = OLD.replace("version \"1\"", "version \"2\" remplace \"1\"").replace("partiel", "moyen");
    let moved =
        OLD.replace("version \"1\"", "version \"2\" remplace \"1\"").replace("point 1.2", "# Ailleurs.\n  point 1.2");
    let mut audits = ARCHIVE.to_vec();
    audits.extend([
        r#"{"audit":"d","mesures":{"taux":85,"mesuré":false},"cotations":{"1.2":"partiel","1.3":"oui"}}"#,
        r#"{"audit":"e","mesures":{"mesuré":true},"cotations":{"1.1":"partiel","1.3":"partiel"}}"#,
    ]);
    for new in [OLD.to_owned(), renamed, moved, OLD.replace("poids 2", "poids 4")] {
        let [old, new] = versions(&new);
        let lineage = Lineage::new(&old.grid, &new.grid);
        let version = |grid, source| Version { grid, source };
        let found = changes(version(&old.grid, &old.source), version(&new.grid, &new.source), &lineage);
        let rescoring = Rescoring::new(&old.grid, &new.grid, &lineage, &found);
        let format = crate::outcome::Format::Ndjson;
        let printer = write::Printer::new(&rescoring, [frame(&old), frame(&new)], format);
        let plain = crate::outcome::Printer::new(frame(&new), format);
        let (names, mut rescorer, mut slots) =
            (Vocabulary::new(&old.grid), rescoring.rescorer(), Slots::new(rescoring.layout()));
        for json in &audits {
            slots.fill_from(&read(&names, &Entry::alone(json.as_bytes())).unwrap());
            let both = rescorer.rescore(&slots).unwrap();
            let (mut rows, mut alone) = (crate::outcome::Rows::default(), crate::outcome::Rows::default());
            printer.add(&slots, &both, &both.differences(), &mut rows);
            plain.add(both.followed, both.after.as_ref().unwrap(), &mut alone);
            let [told, expected] = [rows, alone].map(|rows| String::from_utf8(rows.into_text()).unwrap());
            let (_, expected) = expected.trim().split_once(',').unwrap();
            assert!(told.contains(&format!(r#""après":{{{expected},"différence""#)), "{told}\n{expected}");
        }
    }
}
