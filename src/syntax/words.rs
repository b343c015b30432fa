//! The words of the language, and those people write instead of them: one list, drawn from the grammar.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Every keyword, from the grammar itself: what its `kw_…` rules match, then the words of units.
pub(super) fn keywords() -> &'static [&'static str] {
    static KEYWORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let grammar = include_str!("../../grammar/grille.pest");
        let rules = grammar.lines().filter(|line| line.starts_with("kw_") || line.starts_with("unit_word"));
        rules.flat_map(|rule| rule.split('"').skip(1).step_by(2)).collect()
    });
    &KEYWORDS
}

/// The keyword a rule `kw_…` stands for, by the rest of its name.
pub(super) fn keyword_of_rule(name: &str) -> Option<&'static str> {
    let folded = |word: &str| if word == "à" { "a".to_owned() } else { fold(word) };
    keywords().iter().copied().find(|word| folded(word) == name)
}

/// The words that go on with a clause at the start of a line.
pub(super) const CONTINUING: [&str; 10] =
    ["et", "ou", "si", "alors", "sinon", "existe", "retenu", "pour", "parmi", "contient"];

/// The words a clause or a declaration begins with.
pub(super) const HEADS: [&str; 34] = [
    "grille",
    "remplace",
    "plan",
    "total",
    "échelle",
    "type",
    "profil",
    "mesures",
    "paramètre",
    "définition",
    "contrainte",
    "liste",
    "décision",
    "retire",
    "titre",
    "source",
    "exigence",
    "exemples",
    "note",
    "référence",
    "preuve",
    "interprétation",
    "hors",
    "applicable",
    "non",
    "facultatif",
    "dispense",
    "admet",
    "exige",
    "poids",
    "barème",
    "reprend",
    "nouveau",
    "sans",
];

/// Words of other languages and habits, and the keyword that says the same.
const ALIASES: [(&str, &str); 62] = [
    ("and", "et"),
    ("or", "ou"),
    ("not", "non"),
    ("pas", "non"),
    ("if", "si"),
    ("when", "si"),
    ("quand", "si"),
    ("lorsque", "si"),
    ("then", "alors"),
    ("else", "sinon"),
    ("otherwise", "sinon"),
    ("autrement", "sinon"),
    ("defaut", "sinon"),
    ("in", "parmi"),
    ("dans", "parmi"),
    ("among", "parmi"),
    ("contains", "contient"),
    ("comprend", "contient"),
    ("inclut", "contient"),
    ("all", "tous"),
    ("toutes", "tous"),
    ("tout", "tous"),
    ("yes", "oui"),
    ("true", "oui"),
    ("vrai", "oui"),
    ("no", "non"),
    ("false", "non"),
    ("faux", "non"),
    ("for", "pour"),
    ("each", "chaque"),
    ("every", "chaque"),
    ("grid", "grille"),
    ("title", "titre"),
    ("scale", "échelle"),
    ("profile", "profil"),
    ("inputs", "mesures"),
    ("measures", "mesures"),
    ("mesure", "mesures"),
    ("parameter", "paramètre"),
    ("param", "paramètre"),
    ("define", "définition"),
    ("definition", "définition"),
    ("constraint", "contrainte"),
    ("list", "liste"),
    ("decision", "décision"),
    ("requirement", "exigence"),
    ("example", "exemples"),
    ("exemple", "exemples"),
    ("evidence", "preuve"),
    ("reference", "référence"),
    ("require", "exige"),
    ("weight", "poids"),
    ("grading", "barème"),
    ("new", "nouveau"),
    ("boolean", "oui_non"),
    ("bool", "oui_non"),
    ("number", "nombre"),
    ("integer", "entier"),
    ("percentage", "pourcentage"),
    ("set", "ensemble"),
    ("enum", "choix"),
    ("exists", "existe"),
];

/// Signs of other languages, longest first, and what is written here.
pub(super) const SIGNS: [(&str, &str); 17] = [
    ("=/=", "≠"),
    ("===", "="),
    ("<=>", "="),
    ("=>", "≥"),
    ("=<", "≤"),
    ("==", "="),
    ("<>", "≠"),
    (":=", "="),
    ("&&", "et"),
    ("||", "ou"),
    ("⩾", "≥"),
    ("⩽", "≤"),
    ("&", "et"),
    ("|", "ou"),
    ("!", "non "),
    (";", ","),
    ("‹", "<"),
];

/// Numbers in words.
pub(super) const NUMBERS: [(&str, &str); 12] = [
    ("un", "1"),
    ("une", "1"),
    ("deux", "2"),
    ("trois", "3"),
    ("quatre", "4"),
    ("cinq", "5"),
    ("six", "6"),
    ("sept", "7"),
    ("huit", "8"),
    ("neuf", "9"),
    ("dix", "10"),
    ("douze", "12"),
];

/// A word without accents, in lower case.
pub(super) fn fold(word: &str) -> String {
    let bare = word.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    bare.flat_map(char::to_lowercase).collect::<String>().replace('œ', "oe")
}

/// True if two folded words differ by a slip: one letter in four or more, two in seven or more.
pub(super) fn is_near(known: &str, word: &str) -> bool {
    let length = known.chars().count().min(word.chars().count());
    let allowed = if length >= 7 { 2 } else { usize::from(length >= 4) };
    known != word && strsim::osa_distance(known, word) <= allowed
}

/// The keywords among `words` that a word may stand for, the likeliest first.
pub(super) fn meant(word: &str, words: &'static [&'static str]) -> Vec<&'static str> {
    let folded = fold(word);
    let mut meant: Vec<&str> = words.iter().copied().filter(|known| *known != word && fold(known) == folded).collect();
    meant.extend(
        ALIASES
            .iter()
            .filter(|(alias, known)| *alias == folded && *known != word && words.contains(known))
            .map(|(_, known)| *known),
    );
    let mut near: Vec<&str> = words.iter().copied().filter(|known| is_near(&fold(known), &folded)).collect();
    near.sort_by_key(|known| strsim::osa_distance(&fold(known), &folded));
    meant.extend(near);
    meant.dedup();
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_come_from_the_grammar() {
        for word in ["et", "barème", "échéant", "semaines", "oui_non"] {
            assert!(keywords().contains(&word), "{word}");
        }
        assert!(HEADS.iter().chain(&CONTINUING).all(|word| keywords().contains(word)));
        assert!(ALIASES.iter().all(|(_, word)| keywords().contains(word)));
    }

    #[test]
    fn a_slip_is_small() {
        assert!(is_near("bareme", "barem") && is_near("interpretation", "intreprettion"));
        assert!(!is_near("point", "poids") && !is_near("et", "ou") && !is_near("note", "note"));
    }
}
