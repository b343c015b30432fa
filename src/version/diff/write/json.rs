//! A diff for programs.

use serde_json::{Map, Value as Json, json};

use super::names::{key, kind, observed, unproved};
use crate::version::class::{Class, Difference, Example, Observed};
use crate::version::diff::{Bearing, Case, Change, Diff, Effect, Rewording, Subject, Word, words};

/// A diff as one JSON object.
pub fn json(diff: &Diff) -> Json {
    let mut object = Map::new();
    object.insert("ancienne".to_owned(), diff.old.as_str().into());
    object.insert("nouvelle".to_owned(), diff.new.as_str().into());
    object.insert("classe".to_owned(), diff.class.word().into());
    object.insert("démontrée".to_owned(), diff.class.is_proved().into());
    if let Class::Substantive { example: Some(one) } = &diff.class {
        object.insert("exemple".to_owned(), example(one));
    }
    object.insert("points_inchangés".to_owned(), diff.unchanged_points.into());
    object.insert("changements".to_owned(), diff.changes.iter().map(change).collect());
    object.insert("textes".to_owned(), diff.texts.iter().map(text).collect());
    object.insert("non_démontré".to_owned(), diff.unproved.iter().map(unproved).collect());
    Json::Object(object)
}

fn example(example: &Example) -> Json {
    json!({
        "réponses_décisives": example.decisive_answers,
        "audit": example.audit,
        "différences": example.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}

fn difference(difference: &Difference) -> Json {
    let (kind, name) = match &difference.observed {
        Observed::Acceptance => ("audit", ""),
        Observed::Point(id) => ("point", id.as_str()),
        Observed::Weight(id) => ("poids", id.as_str()),
        Observed::Total { key, .. } => ("total", key.as_str()),
        Observed::Decision(name) => ("décision", name.as_str()),
        Observed::Anomalies(id) => ("anomalies", id.as_str()),
    };
    json!({
        "objet": kind, "nom": name, "texte": observed(&difference.observed),
        "avant": difference.before, "après": difference.after,
    })
}

fn change(change: &Change) -> Json {
    let bearing = match change.bearing {
        Bearing::None => "aucune",
        Bearing::Names => "noms",
        Bearing::Results => "résultats",
    };
    json!({
        "objets": change.subjects.iter().map(subject).collect::<Vec<_>>(),
        "nature": key(change.nature),
        "portée": bearing,
        "effets": change.effects.iter().map(effect).collect::<Vec<_>>(),
        "causes": change.causes,
        "lignes": { "avant": change.old_lines, "après": change.new_lines },
    })
}

fn subject(subject: &Subject) -> Json {
    let (old, new): (Vec<&str>, Vec<&str>) = match subject {
        Subject::Point { old, new } => {
            (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect())
        }
        Subject::Group { old, new } | Subject::Input { old, new } => {
            (old.as_deref().into_iter().collect(), new.as_deref().into_iter().collect())
        }
        Subject::Scale { old, new } => (vec![old], vec![new]),
        Subject::Parameter(name) | Subject::Decision(name) => (vec![name], vec![name]),
        Subject::Space | Subject::Grid => (Vec::new(), Vec::new()),
    };
    json!({ "sorte": kind(subject), "avant": old, "après": new })
}

fn effect(effect: &Effect) -> Json {
    json!({
        "avant": effect.before,
        "après": effect.after,
        "régions": effect.cases.iter().map(case).collect::<Vec<_>>(),
        "autres_régions": effect.more,
        "toutes": effect.complete,
    })
}

fn case(case: &Case) -> Json {
    let [before, after] = &case.answers;
    json!({ "condition": case.condition, "exemple": case.witness, "réponses": { "avant": before, "après": after } })
}

fn text(rewording: &Rewording) -> Json {
    let word = |word: Word| match word {
        Word::Same(text) => json!(["=", text]),
        Word::Removed(text) => json!(["-", text]),
        Word::Added(text) => json!(["+", text]),
    };
    json!({
        "partie": rewording.place.part,
        "quoi": rewording.place.what,
        "avant": rewording.old,
        "après": rewording.new,
        "mots": words(&rewording.old, &rewording.new).into_iter().map(word).collect::<Vec<_>>(),
    })
}
