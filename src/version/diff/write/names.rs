//! What parts and natures of changes are called.

use crate::region::{Bounds, Limit};
use crate::version::class::{Class, Observed};
use crate::version::diff::{Change, Nature, Subject, Unproved, Word};

/// The no-break space before `:` and inside `« »`.
const NBSP: char = '\u{a0}';

/// A part: `point 6.2`, `point 2.5 → 2.4`.
pub(super) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Point { old, new } => {
            let word = if old.len() > 1 { "points" } else { "point" };
            format!("{word} {}", arrow(&old.join(", "), &new.join(", ")))
        }
        Subject::Group { old, new } => arrow(old.as_deref().unwrap_or_default(), new.as_deref().unwrap_or_default()),
        Subject::Input { old, new } => {
            format!("entrée {}", arrow(old.as_deref().unwrap_or_default(), new.as_deref().unwrap_or_default()))
        }
        Subject::Scale { old, new } => format!("échelle {}", arrow(old, new)),
        Subject::Parameter(name) => format!("paramètre {name}"),
        Subject::Decision(name) => format!("décision {name}"),
        Subject::Space => "audits acceptés".to_owned(),
        Subject::Grid => "grille".to_owned(),
    }
}

/// Both where they differ: `2.5 → 2.4`; else the one there is.
fn arrow(old: &str, new: &str) -> String {
    match (old, new) {
        (old, new) if old == new || new.is_empty() => old.to_owned(),
        ("", new) => new.to_owned(),
        (old, new) => format!("{old} → {new}"),
    }
}

/// The parts of a change, in one phrase: `points 1.10, 1.11`.
pub(super) fn subjects(change: &Change) -> String {
    let same = |one: &Subject| match one {
        Subject::Point { old, new } if old == new => Some(new.join(", ")),
        _ => None,
    };
    let names: Option<Vec<_>> = change.subjects.iter().map(same).collect();
    match (names, change.subjects.as_slice()) {
        (Some(names), [_, _, ..]) => format!("points {}", names.join(", ")),
        (_, all) => all.iter().map(subject).collect::<Vec<_>>().join(", "),
    }
}

/// A change in one phrase: « point 6.2 : barème ».
pub fn title(change: &Change) -> String {
    french(&format!("{} : {}", subjects(change), nature(change)))
}

/// What about it changed, agreeing with what it is.
pub(super) fn nature(change: &Change) -> &'static str {
    let feminine = matches!(change.subjects.first(), Some(Subject::Input { .. } | Subject::Decision(_)));
    let agreed = |feminine_word, masculine| if feminine { feminine_word } else { masculine };
    match change.nature {
        Nature::New => agreed("nouvelle", "nouveau"),
        Nature::Retired => agreed("retirée", "retiré"),
        Nature::Renamed => agreed("renommée", "renommé"),
        Nature::Moved => agreed("déplacée", "déplacé"),
        Nature::Split => "scindé",
        Nature::Merged => "réunis",
        Nature::Scale => "niveaux",
        nature => key(nature),
    }
}

/// The word of a nature in data.
pub(super) fn key(nature: Nature) -> &'static str {
    match nature {
        Nature::New => "nouveau",
        Nature::Retired => "retiré",
        Nature::Renamed => "renommé",
        Nature::Moved => "déplacé",
        Nature::Split => "scindé",
        Nature::Merged => "réuni",
        Nature::Applicability => "applicabilité",
        Nature::Rating => "cotation",
        Nature::Levels => "barème",
        Nature::Scale => "échelle",
        Nature::Weight => "poids",
        Nature::Requirement => "éléments exigés",
        Nature::OutOfTotal => "hors total",
        Nature::Total => "total",
        Nature::Type => "type",
        Nature::Options => "réponses",
        Nature::Bounds => "bornes",
        Nature::Existence => "existence",
        Nature::Refused => "refus",
        Nature::Accepted => "acceptation",
        Nature::Value => "valeur",
        Nature::Rule => "règle",
    }
}

/// The key of a part in data.
pub(super) fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Point { .. } => "point",
        Subject::Group { .. } => "groupe",
        Subject::Input { .. } => "entrée",
        Subject::Scale { .. } => "échelle",
        Subject::Parameter(_) => "paramètre",
        Subject::Decision(_) => "décision",
        Subject::Space => "audits",
        Subject::Grid => "grille",
    }
}

/// What was observed, as people name it.
pub(super) fn observed(observed: &Observed) -> String {
    match observed {
        Observed::Acceptance => "l’audit".to_owned(),
        Observed::Point(id) => format!("point {id}"),
        Observed::Weight(id) => format!("poids du point {id}"),
        Observed::Total { key, .. } if key.is_empty() => "total de la grille".to_owned(),
        Observed::Total { name, .. } => format!("total, {name}"),
        Observed::Decision(name) => format!("décision {name}"),
        Observed::Anomalies(id) => format!("anomalies du point {id}"),
    }
}

/// The class in a sentence.
pub(super) fn class(class: &Class) -> String {
    let (meaning, proof) = match class {
        Class::Editorial => ("aucun audit ne change", "démontré"),
        Class::Compatible => ("aucun audit entièrement renseigné ne change de résultat", "démontré"),
        Class::Substantive { example: Some(_) } => ("des résultats changent", "démontré par un exemple"),
        Class::Substantive { example: None } => ("des résultats peuvent changer", "non démontré"),
    };
    format!("{}{NBSP}: {meaning} ({proof})", class.word())
}

/// What could not be compared, with the limit reached.
pub(super) fn unproved(one: &Unproved) -> String {
    let Bounds { nodes, runs, variables } = Bounds::default();
    let limit = match one.limit {
        Limit::Nodes => format!("plus de {nodes} nœuds de décision"),
        Limit::Runs => format!("plus de {runs} pas de calcul"),
        Limit::Variables => format!("plus de {variables} entrées liées entre elles"),
    };
    format!("{} ({limit})", one.what)
}

/// The lines of both texts: `ligne 12`, `lignes 12 → 14`.
pub(super) fn lines(change: &Change) -> String {
    let listed = |lines: &[usize]| lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    match (listed(&change.old_lines), listed(&change.new_lines)) {
        (old, new) if old.is_empty() && new.is_empty() => String::new(),
        (old, new) if old.is_empty() => format!("ligne {new}"),
        (old, new) if new.is_empty() => format!("ligne {old} d’avant"),
        (old, new) => format!("ligne {old} → {new}"),
    }
}

/// `before → after`, or what there is of them.
pub(super) fn change_of(before: &str, after: &str) -> String {
    match (before, after) {
        ("", "") => String::new(),
        ("", after) => after.to_owned(),
        (before, "") => format!("{before} → (rien)"),
        (before, after) => format!("{before} → {after}"),
    }
}

/// How much of unchanged text is kept beside what changed, in characters.
const CONTEXT: usize = 40;

/// The words of a text with long unchanged stretches cut.
pub(super) fn around(words: Vec<Word>) -> Vec<Word> {
    let last = words.len().saturating_sub(1);
    let cut = |(at, word): (usize, Word)| match word {
        Word::Same(text) => Word::Same(shortened(&text, at > 0, at < last)),
        other => other,
    };
    words.into_iter().enumerate().map(cut).collect()
}

/// A stretch without its middle: its beginning is kept if something stands before it, its end if something follows.
fn shortened(text: &str, before: bool, after: bool) -> String {
    let text = text.replace('\n', " ");
    let count = text.chars().count();
    if count <= CONTEXT * (usize::from(before) + usize::from(after)).max(1) + 3 {
        return text;
    }
    let head: String = text.chars().take(CONTEXT).collect();
    let tail: String = text.chars().skip(count - CONTEXT).collect();
    // Cut between words.
    let head = head.rsplit_once(' ').map_or(head.as_str(), |(whole, _)| whole);
    let tail = tail.split_once(' ').map_or(tail.as_str(), |(_, whole)| whole);
    match (before, after) {
        (true, true) => format!("{head} … {tail}"),
        (true, false) => format!("{head} …"),
        _ => format!("… {tail}"),
    }
}

/// The typography of French: no-break spaces before `:` and inside `« »`.
pub(super) fn french(text: &str) -> String {
    text.replace(" : ", &format!("{NBSP}: ")).replace("« ", &format!("«{NBSP}")).replace(" »", &format!("{NBSP}»"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_unchanged_stretches_are_cut_between_words() {
        let long = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit";
        assert_eq!(shortened(long, true, false), "un deux trois quatre cinq six sept huit …");
        assert_eq!(shortened(long, false, true), "… quatorze quinze seize dix-sept dix-huit");
        assert_eq!(shortened("court", true, true), "court");
    }
}
