//! What the engine writes can stand in a grid: read again, it means the same.

use std::fmt::Write;

use super::differential::Dice;
use super::*;
use crate::grid::{DefinitionId, Formula, Grid, lower};
use crate::syntax::parse;

/// One input of each kind, most of which exist only under some condition.
const INPUTS: &str = r#"
grille essai version "1"
mesures {
  mesuré    : oui_non
  suivi     : oui_non
    existe si mesuré
  nature    : choix { état, commune, hôpital }
    existe si non mesuré ou suivi
  rythme    : choix ordonné { annuel < trimestriel < mensuel }
  activités : ensemble { contrôle, conseil }
    existe si nature parmi { état, commune }
  agents    : entier de 0 à 3
  note      : nombre
    existe si agents ≥ 1 et (suivi ou rythme = mensuel)
  taux      : pourcentage
    existe si rythme ≥ trimestriel
  délai     : durée en jours
    existe si activités contient contrôle
  ouverture : date
}
contrainte "une commune est suivie" : si nature = commune alors suivi
définition active : activités contient au moins 1 parmi { contrôle, conseil } ou agents > 2
définition calme : non active
"#;

fn read(text: &str) -> Grid {
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics, [], "{text}");
    let lowered = lower(&parsed.file, &[]);
    let errors: Vec<_> = lowered.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    lowered.grid
}

fn definition(at: usize) -> Formula<crate::grid::Atom> {
    Formula::Definition(DefinitionId(at), crate::diagnostic::Span::default())
}

#[test]
fn conditions_and_covers_read_again_mean_the_same() {
    let grid = read(INPUTS);
    assert_eq!((grid.inputs.len(), grid.definitions.len()), (10, 2));
    let mut dice = Dice::new(1, false);
    let mut text = INPUTS.to_owned();
    let mut expected = Vec::new();
    for at in 0..300 {
        let over: Vec<_> = (0..4).map(|_| dice.roll(10)).collect();
        let condition = dice.condition(&grid, &over, 2);
        let (mut space, regions) = Space::new(&grid, &[&condition]).unwrap();
        let observable = space.observe(regions[0]).unwrap();
        let cover = space.cover(&grid, &observable);
        let zones: Vec<_> = cover.zones.iter().map(|zone| write_condition(&grid, &zone.condition)).collect();
        // The language has no word for "never" and "always".
        if !observable.never_holds() && !observable.always_holds() {
            writeln!(text, "définition écrite_{at} : {}", write_condition(&grid, &condition)).unwrap();
            writeln!(text, "définition couverte_{at} : ({})", zones.join(") ou (")).unwrap();
            expected.push(condition);
        }
    }
    assert!(expected.len() > 200);
    let again = read(&text);
    assert_eq!(again.definitions.len(), 2 + 2 * expected.len(), "a condition was not understood");
    for (at, condition) in expected.iter().enumerate() {
        let (written, covered) = (definition(2 + 2 * at), definition(3 + 2 * at));
        let (mut space, regions) = Space::new(&again, &[condition, &written, &covered]).unwrap();
        assert!(space.equal(regions[0], regions[1]).unwrap(), "{}", write_condition(&again, condition));
        assert!(space.equal(regions[0], regions[2]).unwrap(), "{}", write_condition(&again, condition));
    }
}
