//! What the clauses mean once lowered: the model of a small grid that uses most of the language.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use grille::exact::{Exact, integer};
use grille::grid::{
    Aggregate, Atom, Bound, Child, Comparison, Formula, Grid, GroupId, Need, NeedPart, NumberKind, Override,
    ParameterValue, Point, PointId, Rating, ResultAtom, Test, TimeUnit, lower,
};
use grille::syntax::{parse, parse_operand};

const GRID: &str = r#"
grille essai version "2" remplace "1"
titre "Essai"
plan : engagement | label > thème > point
total : moyenne pondérée

échelle cotation par défaut { bas = 0, moyen = 1/2, haut = 1
  sans objet }
échelle avancement de 0 à 1

type rythme : choix ordonné { annuel < trimestriel < mensuel }
profil {
  statut : choix { public, privé, mixte }
  canaux : ensemble { site, accueil, téléphone }
  svi    : oui_non
}
mesures {
  délai  : durée en jours existe si svi
  taux   : pourcentage
  suivi  : rythme
  visite : date
  agents : entier de 1 à 500
}
paramètre délai_visé = 2 semaines
paramètre suivi_visé : rythme = trimestriel
définition ouvert : statut parmi { mixte, public } et non (svi = non)
contrainte "un service ouvert mesure" : si ouvert alors taux > 0 %

liste simples """
  • [phrases] des phrases courtes,
  • [mots, le cas échéant] des mots simples
"""
liste claires """
  [simples]
  • [ordre] un ordre logique
"""

engagement 1 "Accueil" {
  poids 3/2 si svi sinon 1
  thème "Téléphone" {
    échelle avancement
    point 1.1 { exigence "Le service décroche." }
  }
  point 1.2 {
    exigence """
      Le service emploie un langage clair :
      [claires]
      • [relecture] relecture, par un tiers ;
      Fin.
    """
    exige tous { claires, relecture : au moins 1 parmi { pair "Par un pair", usager "Par un usager" } }
      pour chaque { site "Site", lieux "Lieux" }
      pour chaque { jour "Jour", nuit "Nuit" }
    dispense ordre si svi
    dispense nuit.pair si svi
    admet machine "Relecture automatique" pour lieux.jour.usager si svi
    barème {
      haut  si délai ≤ délai_visé et suivi ≥ suivi_visé
      moyen si statut ≠ public et canaux contient au moins 2 parmi { téléphone, site }
      bas   sinon
    }
  }
}
label OR "Plus" {
  hors total
  point OR.1 {
    exigence "Le service va plus loin."
    applicable si 3 > agents
    non applicable si visite < 12/10/2023
    reprend 9.1, 9.2 par minimum
  }
}
retire { 8.1 "hors périmètre", 8.2 "couvert" par 1.1 }

décision attribution par paliers {
  aucun  sinon
  bronze si score(1) ≥ 50 % et compte(bas) ≤ 3
  or     si score_minimum(engagement) ≥ 80 % ou niveau(1.2) > bas
}
décision suite {
  visite si attribution < or ou score non calculable
  rien   sinon
}
"#;

fn grid(overrides: &[(&str, &str)]) -> Grid {
    let overrides: Vec<_> = overrides
        .iter()
        .map(|(parameter, value)| Override {
            parameter: (*parameter).to_owned(),
            value: parse_operand(value).unwrap(),
            flag: "--set",
        })
        .collect();
    let parsed = parse(GRID);
    assert_eq!(parsed.diagnostics, []);
    let lowered = lower(&parsed.file, &overrides);
    assert_eq!(lowered.diagnostics, []);
    lowered.grid
}

fn point<'g>(grid: &'g Grid, id: &str) -> &'g Point {
    grid.point(grid.point_named(id).unwrap())
}

/// The tests of a condition, in order.
fn tests(condition: &Formula<Atom>) -> Vec<Test> {
    let mut found = Vec::new();
    condition.walk(&mut |atom| found.push(atom.test.clone()), &mut |_| {});
    found
}

fn at(value: Exact, parameter: Option<usize>) -> Bound {
    Bound { value, parameter: parameter.map(grille::grid::ParameterId) }
}

#[test]
fn thresholds_are_in_the_unit_of_the_input_and_orders_become_sets() {
    let grid = grid(&[]);
    let Rating::Computed(graded) = &point(&grid, "1.2").rating else { panic!("1.2 a un barème") };
    let [haut, moyen, bas] = &graded.lines[..] else { panic!("trois lignes") };
    assert_eq!((haut.level, moyen.level, bas.level), (2, 1, 0));
    assert_eq!(
        tests(haut.condition.as_ref().unwrap()),
        [Test::Compare(Comparison::LessOrEqual, at(integer(14), Some(0))), Test::Among(vec![1, 2])]
    );
    assert_eq!(
        tests(moyen.condition.as_ref().unwrap()),
        [Test::Among(vec![1, 2]), Test::Contains { members: vec![0, 2], at_least: 2 }]
    );
    assert!(bas.condition.is_none());
    let clauses = &point(&grid, "OR.1").common.applicability;
    assert_eq!(tests(&clauses[0].condition), [Test::Compare(Comparison::Less, at(integer(3), None))]);
    assert_eq!(tests(&clauses[1].condition), [Test::Compare(Comparison::Less, at(integer(19_642), None))]);
    assert!(!clauses[0].negated && clauses[1].negated);
}

#[test]
fn a_parameter_given_from_outside_changes_what_it_stands_for() {
    let grid = grid(&[("délai_visé", "3 jours"), ("suivi_visé", "mensuel")]);
    assert_eq!(grid.parameters[0].value, ParameterValue::Duration(integer(3), TimeUnit::Days));
    assert_eq!(grid.parameters[0].written, "3 jours");
    assert!(grid.parameters.iter().all(|parameter| parameter.overridden));
    let Rating::Computed(graded) = &point(&grid, "1.2").rating else { panic!("1.2 a un barème") };
    assert_eq!(
        tests(graded.lines[0].condition.as_ref().unwrap()),
        [Test::Compare(Comparison::LessOrEqual, at(integer(3), Some(0))), Test::Among(vec![2])]
    );
}

#[test]
fn definitions_keep_their_name_and_constraints_are_said_without_si() {
    let grid = grid(&[]);
    assert_eq!(tests(&grid.definitions[0].condition), [Test::Among(vec![0, 2]), Test::Is(false)]);
    let Formula::Any(parts, _) = &grid.constraints[0].condition else { panic!("`si A alors B` est `non A ou B`") };
    assert!(matches!(&parts[0], Formula::Not(inner, _) if matches!(**inner, Formula::Definition(..))));
    assert!(grid.inputs[3].exists_if.is_some());
    assert!(matches!(
        grid.inputs[3].domain,
        grille::grid::Domain::Number { kind: NumberKind::Duration(TimeUnit::Days), .. }
    ));
}

#[test]
fn lists_stand_in_the_wording_and_supports_multiply_the_elements() {
    let grid = grid(&[]);
    let point = point(&grid, "1.2");
    assert_eq!(
        point.wording,
        "Le service emploie un langage clair :\n• des phrases courtes,\n• des mots simples\n• un ordre logique\n\
         • relecture, par un tiers ;\nFin."
    );
    let requirement = point.requirement.as_ref().unwrap();
    let keys: Vec<_> = requirement.elements.iter().map(|element| element.key.as_str()).collect();
    assert_eq!(keys.len(), 20);
    assert_eq!(
        keys[..5],
        ["site.jour.phrases", "site.jour.mots", "site.jour.ordre", "site.jour.pair", "site.jour.usager"]
    );
    assert_eq!(keys[19], "lieux.nuit.usager");
    assert!(requirement.elements[1].if_any && !requirement.elements[0].if_any);
    assert_eq!(requirement.elements[0].label, "des phrases courtes");
    let inner = |need: &Need, at: usize| match &need.parts[at] {
        NeedPart::Need(need) => need.clone(),
        NeedPart::Element(_) => panic!("une exigence"),
    };
    let night = inner(&inner(&requirement.needs[0], 1), 1);
    assert_eq!(night.name, "Nuit");
    let review = inner(&night, 3);
    assert_eq!((review.name.as_str(), review.at_least, review.parts.len()), ("relecture, par un tiers", Some(1), 2));
}

#[test]
fn waivers_and_substitutes_reach_the_elements_they_name() {
    let grid = grid(&[]);
    let point = point(&grid, "1.2");
    let elements = &point.requirement.as_ref().unwrap().elements;
    let keys = |at: &[usize]| at.iter().map(|at| elements[*at].key.clone()).collect::<Vec<_>>();
    assert_eq!(
        keys(&point.waivers[0].elements),
        ["site.jour.ordre", "site.nuit.ordre", "lieux.jour.ordre", "lieux.nuit.ordre"]
    );
    assert_eq!(keys(&point.waivers[1].elements), ["site.nuit.pair", "lieux.nuit.pair"]);
    let [(key, element)] = &point.substitutes[0].stands_for[..] else { panic!("un seul élément") };
    assert_eq!((key.as_str(), elements[*element].key.as_str()), ("lieux.jour.machine", "lieux.jour.usager"));
}

#[test]
fn groups_have_keys_and_points_their_scale() {
    let grid = grid(&[]);
    let keys: Vec<_> = grid.groups.iter().map(|group| group.key.as_str()).collect();
    assert_eq!(keys, ["", "1", "1/Téléphone", "OR"]);
    assert_eq!(grid.groups[1].children, [Child::Group(GroupId(2)), Child::Point(PointId(1))]);
    assert_eq!(grid.scale(point(&grid, "1.1").scale).name, "avancement");
    assert_eq!(grid.scale(point(&grid, "1.2").scale).best(), Some(&integer(1)));
    assert_eq!(grid.groups[1].common.weight.cases[0].0, integer(3) / integer(2));
    assert!(grid.groups[3].common.out_of_total);
    assert_eq!(point(&grid, "OR.1").common.resumes, ["9.1", "9.2"]);
    assert_eq!(grid.retired[1].covered_by, ["1.1"]);
    assert_eq!((grid.citation().as_str(), grid.replaces.as_deref()), ("essai@2", Some("1")));
}

#[test]
fn decisions_look_at_results() {
    let grid = grid(&[]);
    let atoms = |decision: usize, line: usize| {
        let mut found = Vec::new();
        let condition = grid.decisions[decision].lines[line].condition.as_ref().unwrap();
        condition.walk(&mut |atom| found.push(atom.clone()), &mut |_| {});
        found
    };
    let compared = |atom: &ResultAtom| match atom {
        ResultAtom::Compare { aggregate, bound, .. } => (aggregate.clone(), bound.clone()),
        other => panic!("{other:?}"),
    };
    let bronze = atoms(0, 1);
    assert_eq!(compared(&bronze[0]), (Aggregate::Score(GroupId(1)), integer(50)));
    assert_eq!(compared(&bronze[1]).0, Aggregate::Count { level: "bas".to_owned(), within: GroupId::ROOT });
    let gold = atoms(0, 2);
    let groups = vec![GroupId(1), GroupId(3)];
    assert_eq!(compared(&gold[0]).0, Aggregate::LeastScore { groups, within: GroupId::ROOT });
    assert!(matches!(&gold[1], ResultAtom::Level { point: PointId(1), levels, .. } if *levels == [1, 2]));
    let suite = atoms(1, 0);
    assert!(matches!(&suite[0], ResultAtom::Decision { lines, .. } if *lines == [0, 1]));
    assert!(matches!(suite[1], ResultAtom::NotComputable(Aggregate::Score(GroupId::ROOT), _)));
}
