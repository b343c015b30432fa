//! A name changed wherever it stands, unless the grid would mean something else, or nothing, afterwards; and what of the audits
//! already written will have to follow.

use grille::check;
use grille::diagnostic::{Diagnostic, Edit, Source, Span};
use grille::grid::index::{Index, Symbol, SymbolId, SymbolKind};
use grille::grid::{InputId, is_reserved};
use grille::syntax::token::is_keyword;
use grille::syntax::{NameForm, is_name};
use unicode_normalization::UnicodeNormalization;

use crate::described::kind_of;
use crate::difference::applied;
use crate::document::Document;

/// A name changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    /// The edits.
    pub edits: Vec<Edit>,
    /// What of the audits already written no longer fits, one sentence each; empty if nothing.
    pub consequences: Vec<String>,
}

/// What can be renamed at an offset: the place of the name there. The error says why nothing can.
pub fn prepare(document: &Document, offset: u32) -> Result<Span, String> {
    let (_, span) = renamed(document, offset)?;
    Ok(span)
}

/// Renames what stands at an offset. The error says why it cannot be.
pub fn rename(document: &Document, offset: u32, new: &str) -> Result<Renaming, String> {
    let (id, _) = renamed(document, offset)?;
    let index = document.index();
    let symbol = index.symbol(id);
    let new: String = new.trim().nfc().collect();
    check_form(symbol, &new)?;
    if symbol.name == new {
        return Ok(Renaming { edits: Vec::new(), consequences: Vec::new() });
    }
    if let Some(taken) = clash(document, id, &new) {
        return Err(taken);
    }
    let mut edits: Vec<Edit> =
        index.occurrences_of(id).map(|place| Edit { span: place.span, text: new.clone() }).collect();
    edits.dedup();
    check_meaning(document, id, &edits)?;
    Ok(Renaming { edits, consequences: consequences(document, id, &new) })
}

/// The name at an offset, and its place there.
fn renamed(document: &Document, offset: u32) -> Result<(SymbolId, Span), String> {
    let index = document.index();
    match index.at(offset) {
        [only] => Ok((only.symbol, only.span)),
        [] if index.former_at(offset).is_some() => {
            Err("ce nom est celui de la version remplacée\u{a0}: il se change dans son fichier".to_owned())
        }
        [] => Err("il n’y a pas de nom à changer ici".to_owned()),
        [first, ..] => Err(format!(
            "`{}` désigne ici le niveau de plusieurs échelles\u{a0}: renommez-le là où l’une d’elles le déclare",
            index.symbol(first.symbol).name
        )),
    }
}

/// Refuses what is no name, or one the language keeps.
fn check_form(symbol: &Symbol, new: &str) -> Result<(), String> {
    use SymbolKind::{Choice, Decision, DecisionLevel, Definition, Group, Input, Level, Parameter, Point};
    let form = match symbol.kind {
        Point | Group => NameForm::Id,
        Level | Choice | DecisionLevel => NameForm::Value,
        _ => NameForm::Declared,
    };
    if !is_name(new, form) {
        let rule = match form {
            NameForm::Id => {
                "un identifiant commence par un chiffre ou une majuscule et se compose de lettres, de chiffres et de points"
            }
            _ if is_name(&new.replace([' ', '-', '\'', '’'], "_"), form) => {
                "un nom s’écrit sans espace, trait d’union ni apostrophe\u{a0}: mettez `_` à la place"
            }
            _ if is_keyword(new) => "c’est un mot du langage",
            _ => {
                "un nom se compose de lettres, de chiffres et de `_`, commence par une lettre et n’est pas un mot du langage"
            }
        };
        return Err(format!("`{new}`\u{a0}: {rule}"));
    }
    if matches!(symbol.kind, Input | Parameter | Definition | Decision) && is_reserved(new) {
        return Err(format!("`{new}` est réservé\u{a0}: il nomme un résultat ou une réponse"));
    }
    Ok(())
}

/// What has the new name already, among those the name could be mistaken for.
fn clash(document: &Document, id: SymbolId, new: &str) -> Option<String> {
    use SymbolKind::{Decision, Definition, Input, Parameter};
    let index = document.index();
    let symbol = index.symbol(id);
    let shared = |kind| matches!(kind, Input | Parameter | Definition | Decision);
    let taken = index.symbols.iter().find(|other| {
        let same_space = other.kind == symbol.kind || shared(other.kind) && shared(symbol.kind);
        other.name == new && same_space && other.owner == symbol.owner
    })?;
    let line = document.lines.line(taken.declared.start) + 1;
    Some(format!("`{new}` est déjà {}, déclaré à la ligne {line}", kind_of(taken.kind).an))
}

/// Reads the grid again with the edits made, and refuses them if something is wrong that was not, or if the name has become
/// mixed up with another.
fn check_meaning(document: &Document, id: SymbolId, edits: &[Edit]) -> Result<(), String> {
    let after = check::read(Source::new("", applied(document.text(), edits)), &[]);
    let before = document.analysis();
    let errors = |diagnostics: &[Diagnostic]| diagnostics.iter().filter(|found| found.is_error()).count();
    if errors(&after.diagnostics) > errors(&before.diagnostics) {
        let known: Vec<&str> = before.diagnostics.iter().map(Diagnostic::code).collect();
        let new = after.diagnostics.iter().find(|found| found.is_error() && !known.contains(&found.code()));
        let why = new.or_else(|| after.diagnostics.iter().find(|found| found.is_error()));
        let why = why.map(|found| found.problem.message()).unwrap_or_default();
        return Err(format!("la grille n’aurait plus de sens\u{a0}: {why}"));
    }
    let index = document.index();
    let again = Index::new(&after.source, &after.file);
    let uses = |index: &Index, id| index.occurrences_of(id).count();
    let renamed = again.symbols.get(id.0);
    if again.symbols.len() != index.symbols.len()
        || renamed.is_none_or(|renamed| renamed.kind != index.symbol(id).kind)
        || uses(&again, id) != uses(index, id)
    {
        return Err("ce nom se confondrait avec un autre".to_owned());
    }
    Ok(())
}

/// What of the audits already written has to follow.
fn consequences(document: &Document, id: SymbolId, new: &str) -> Vec<String> {
    let index = document.index();
    let grid = &document.analysis().grid;
    let symbol = index.symbol(id);
    let old = &symbol.name;
    let owner = symbol.owner.map(|owner| index.symbol(owner));
    let key = |old: String, new: String| vec![format!("la clé `{old}` des audits devient `{new}`")];
    let section = |name: &str| {
        let InputId(at) = grid.input_named(name)?;
        grid.inputs.get(at).map(|input| input.section.word())
    };
    match symbol.kind {
        SymbolKind::Input => {
            let section = section(old).unwrap_or("mesures");
            key(format!("{section}.{old}"), format!("{section}.{new}"))
        }
        SymbolKind::Point => ["cotations", "éléments", "sans_objet"]
            .into_iter()
            .flat_map(|block| key(format!("{block}.{old}"), format!("{block}.{new}")))
            .collect(),
        SymbolKind::Element | SymbolKind::Support => match owner {
            Some(point) if point.kind == SymbolKind::Point => {
                vec![format!("`{old}` devient `{new}` sous `éléments.{}` des audits", point.name)]
            }
            _ => {
                vec![format!("`{old}` devient `{new}` sous `éléments` des audits, aux points qui reprennent la liste")]
            }
        },
        SymbolKind::Level => vec![format!("la cotation `{old}` des audits devient `{new}`")],
        SymbolKind::Choice => {
            let answered: Vec<String> = grid
                .inputs
                .iter()
                .filter(|input| input.domain.options().iter().any(|option| option.span == symbol.declared))
                .map(|input| format!("`{}.{}`", input.section.word(), input.name))
                .collect();
            vec![format!("la réponse `{old}` des audits devient `{new}` ({})", answered.join(", "))]
        }
        SymbolKind::Parameter => vec![format!("`--set {old}=…` devient `--set {new}=…`")],
        SymbolKind::Group => vec![format!("la clé `groupes.{old}` des résultats devient `groupes.{new}`")],
        SymbolKind::Decision => vec![format!("la clé `décisions.{old}` des résultats devient `décisions.{new}`")],
        SymbolKind::DecisionLevel => vec![format!("le niveau `{old}` des résultats devient `{new}`")],
        SymbolKind::Definition | SymbolKind::Type | SymbolKind::Scale | SymbolKind::Checklist | SymbolKind::Rank => {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, marked};

    /// Renames at the mark; the text afterwards and the consequences, or the refusal.
    fn check(text: &str, new: &str) -> Result<(String, Vec<String>), String> {
        let (document, at) = marked(text);
        let renaming = rename(&document, at, new)?;
        Ok((applied(document.text(), &renaming.edits), renaming.consequences))
    }

    #[test]
    fn a_name_changes_wherever_it_stands() {
        let (text, consequences) = check(&GRID.replace("  mesuré  ", "  mes$0uré  "), "suivi").unwrap();
        assert_eq!(
            text,
            GRID.replace("  mesuré  ", "  suivi  ").replace("si mesuré", "si suivi").replace("non mesuré", "non suivi")
        );
        assert_eq!(consequences, ["la clé `mesures.mesuré` des audits devient `mesures.suivi`"]);
        let (text, consequences) =
            check(&GRID.replace("tous { horaires", "tous { hor$0aires"), "heures_ouvrées").unwrap();
        assert_eq!(text, GRID.replace("[horaires]", "[heures_ouvrées]").replace("{ horaires", "{ heures_ouvrées"));
        assert_eq!(consequences, ["`horaires` devient `heures_ouvrées` sous `éléments.1.1` des audits"]);
        let (text, _) = check(&GRID.replace("point 1.2", "point 1.$02"), "1.3").unwrap();
        assert_eq!(text, GRID.replace("point 1.2", "point 1.3"));
        let (text, _) = check(&GRID.replace("plan : engag", "plan : $0engag"), "axe").unwrap();
        assert_eq!(text, GRID.replace("engagement", "axe"));
        let (_, consequences) = check(&GRID.replace("< mensuelle \"", "< mens$0uelle \""), "par_mois").unwrap();
        assert_eq!(consequences, ["la réponse `mensuelle` des audits devient `par_mois` (`mesures.fréquence`)"]);
    }

    #[test]
    fn what_would_not_be_a_name_is_refused() {
        let at_input = GRID.replace("  mesuré  ", "  mes$0uré  ");
        for (new, why) in [
            ("taux moyen", "sans espace"),
            ("si", "c’est un mot du langage"),
            ("oui", "mot du langage"),
            ("2a", "commence par une lettre"),
            ("", "commence par une lettre"),
            ("score", "réservé"),
            ("objectif", "est déjà un paramètre, déclaré à la ligne "),
            ("fréquence", "est déjà une entrée"),
            ("joignable", "est déjà une définition"),
        ] {
            let refused = check(&at_input, new).unwrap_err();
            assert!(refused.contains(why), "{new}: {refused}");
        }
        let refused = check(&GRID.replace("point 1.2", "point 1.$02"), "a b").unwrap_err();
        assert!(refused.contains("un identifiant commence"), "{refused}");
        let refused = check(&GRID.replace("point 1.2", "point 1.$02"), "1.1").unwrap_err();
        assert!(refused.contains("est déjà un point"), "{refused}");
    }

    #[test]
    fn what_would_change_the_meaning_is_refused() {
        // An option under the name of a parameter: nobody could tell which is meant.
        let refused = check(&GRID.replace("< mensuelle \"", "< mens$0uelle \""), "objectif").unwrap_err();
        assert!(refused.contains("n’aurait plus de sens"), "{refused}");
    }

    #[test]
    fn what_has_no_name_cannot_be_renamed() {
        let (document, at) = marked(&GRID.replace("exigence \"B\"", "exig$0ence \"B\""));
        assert_eq!(prepare(&document, at), Err("il n’y a pas de nom à changer ici".to_owned()));
        let two = GRID.replace("type périod", "échelle autre { conforme = 1 }\ntype périod")
            + "décision d {\n  a si compte(conf$0orme) > 1\n  b sinon\n}\n";
        let (document, at) = marked(&two);
        assert!(prepare(&document, at).unwrap_err().contains("plusieurs échelles"));
    }
}
