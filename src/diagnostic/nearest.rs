//! Near misses: the name that was probably meant, in a grid as in an audit.

use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The candidate a name was probably meant for: the same but for accents, capitals, underscores or plurals, else one that
/// few letters tell apart. Of several as near, the first.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = folded(name);
    let allowed = match wanted.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        length => (length / 4).max(2),
    };
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&wanted, &folded(candidate), allowed)?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The id that was probably meant: the same but for capitals and signs, `or,1` for `OR.1`. Another number is another point,
/// never a slip.
pub fn nearest_id<'c>(id: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let plain = |id: &str| id.to_lowercase().replace([',', '-', '_', ' '], ".");
    let wanted = plain(id);
    candidates.into_iter().find(|candidate| plain(candidate) == wanted)
}

/// True if a word is a name but for accents, capitals, underscores, plurals and one slip of the pen at most.
pub fn is_slip(word: &str, name: &str) -> bool {
    distance(&folded(word), &folded(name), 1).is_some()
}

/// How far two folded names are, plurals apart; `None` beyond what is allowed.
fn distance(wanted: &str, candidate: &str, allowed: usize) -> Option<usize> {
    let stem = |name: &str| name.trim_end_matches(['s', 'x']).to_owned();
    if wanted == candidate || stem(wanted) == stem(candidate) {
        return Some(0);
    }
    // Names that differ in a number are a series, not slips of each other.
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let close = Some(osa_distance(wanted, candidate)).filter(|distance| *distance <= allowed);
    close.filter(|_| digits(wanted) == digits(candidate))
}

/// Without accents, capitals, underscores.
fn folded(name: &str) -> String {
    name.nfd().filter(|letter| !is_combining_mark(*letter) && *letter != '_').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_recognised() {
        let names = ["taux_décroché", "taux_décroché_mesuré", "activités", "svi"];
        for (slip, meant) in [
            ("taux_decroche", "taux_décroché"),
            ("Taux_Décroché", "taux_décroché"),
            ("tauxdécroché", "taux_décroché"),
            ("activité", "activités"),
            ("taux_décorché", "taux_décroché"),
            ("SVI", "svi"),
        ] {
            assert_eq!(nearest(slip, names), Some(meant), "{slip}");
        }
    }

    #[test]
    fn another_word_is_no_slip() {
        assert_eq!(nearest("délais", ["taux_décroché", "svi"]), None);
        assert_eq!(nearest("or", ["et", "non"]), None);
        assert_eq!(nearest("étape_1", ["étape_2"]), None);
        assert_eq!(nearest_id("6.3", ["6.2", "6.4"]), None);
        assert_eq!(nearest_id("or,1", ["6.2", "OR.1"]), Some("OR.1"));
        assert!(is_slip("elements", "éléments") && is_slip("mesure", "mesures") && !is_slip("service", "mesures"));
    }
}
