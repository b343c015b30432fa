//! Both ways through an audit are held equal: whatever the quick one takes, the other takes, and takes the same.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::Quick;
use crate::audit::tests::{GOOD, grid, scrap};
use crate::audit::{Entry, Layout, Slots, Vocabulary, read};
use crate::grid::Grid;

/// A key, with ways to write a value it may take.
type Key = (&'static str, &'static [&'static str]);

/// A member of an object: its key and its value, as they are written.
type Member = (String, String);

/// The keys of each section, each with ways to write a value it may take.
const SECTIONS: [(&str, &[Key]); 5] = [
    (
        "profil",
        &[
            ("svi", &["true", "false", "null"]),
            ("nature", &["\"information\"", "\"démarches\"", "\"d\\u00e9marches\""]),
            (
                "activités",
                &["[]", "[\"contrôle\"]", "[ \"recouvrement\" , \"contrôle\" ]", "[\"contr\\u00f4le\"]", "null"],
            ),
            ("agents", &["1", "500", "12.0", "1.2e1", "007e0", "499.99"]),
        ],
    ),
    (
        "mesures",
        &[
            ("taux", &["0", "100", "87.5", "87.50", "8.75e1", "0.1234567890123456789", "100.0001", "-0"]),
            ("délai", &["\"2 semaines\"", "\"1,5 jour\"", "\"36 heures\"", "null", "\"3 mois\""]),
            ("depuis", &["\"2023-10-12\"", "\"2024-02-29\"", "\"2023-02-29\"", "null"]),
            ("surface", &["-12", "123456789012345678", "1234567890123456789", "1e5", "01"]),
        ],
    ),
    (
        "cotations",
        &[
            ("1.1", &["0", "0.25", "1", "\"oui\"", "\"partiel\"", "1.0", "0.250", "null", "2.5e-1", "0.3"]),
            ("1.2", &["\"conforme\"", "\"mineure\"", "1"]),
            ("1.3", &["0", "1", "0.333333", "0.5", "5e-1", "0.3333333", "1.1"]),
        ],
    ),
    (
        "éléments",
        &[
            (
                "1.1",
                &["[]", "[\"site.identité\",\"site.horaires\"]", "[\"lieux.horaires\", \"site.fonction\"]", "null"],
            ),
            ("1.2", &["[]", "null", "[\"x\"]"]),
        ],
    ),
    (
        "sans_objet",
        &[
            ("1.1", &["\"motif\"", "null", "\" \\n\"", "\"dit \\\"non\\\"\""]),
            ("1.2", &["\"aucun lieu d’accueil\"", "\"\""]),
        ],
    ),
];

/// Keys of the audit itself, with values.
const FREE: [(&str, &[&str]); 5] = [
    ("grille", &["\"essai@1\"", "null", "\"essai@2\""]),
    ("service", &["\"CAF (fictive)\"", "12", "null"]),
    ("référent", &["[1,{\"a\":[]}]", "\"\\ud800\""]),
    // Entries are known by how they are written only where more than they could hold follows.
    (
        "suite",
        &[
            "\"Les agents reçoivent, écoutent, orientent ; les délais annoncés sont tenus, et les horaires affichés devant chaque entrée du site.\"",
        ],
    ),
    ("constats", &["{\"1.1\":\"texte libre, avec {des} [crochets]\"}", "{ }", "[[[[]]]]"]),
];

/// How a text is laid out: what stands before a comma or bracket, after one, and around colons.
fn blanks() -> impl Strategy<Value = [&'static str; 3]> {
    select(vec![["", "", ""], ["", " ", " "], [" ", "\t", " "], ["", "\n  ", "\r\n"]])
}

/// A key as it may be written.
fn key(key: &'static str) -> impl Strategy<Value = String> {
    let escaped = key.replace('é', "\\u00e9").replace('1', "\\u0031");
    prop_oneof![9 => Just(key.to_owned()), 1 => Just(escaped)]
}

/// The members of an object: some of these keys, in any order, seldom one twice.
fn members(keys: &'static [(&'static str, &'static [&'static str])]) -> impl Strategy<Value = Vec<(String, String)>> {
    let member =
        |(name, values): (&'static str, &'static [&'static str])| (key(name), select(values).prop_map(str::to_owned));
    let one = select(keys).prop_flat_map(member);
    let each: Vec<_> = keys.iter().map(|entry| (proptest::bool::weighted(0.8), member(*entry))).collect();
    let some = each.prop_map(|each| each.into_iter().filter(|(kept, _)| *kept).map(|(_, member)| member).collect());
    let order = prop_oneof![3 => Just(false), 1 => Just(true)];
    (some, order, proptest::option::weighted(0.03, one)).prop_flat_map(
        |(mut some, shuffled, twice): (Vec<Member>, bool, Option<Member>)| {
            some.extend(twice);
            if shuffled { Just(some).prop_shuffle().boxed() } else { Just(some).boxed() }
        },
    )
}

fn object(members: &[(String, String)], [before, after, colon]: [&str; 3]) -> String {
    let members: Vec<String> = members.iter().map(|(key, value)| format!("\"{key}\"{before}:{colon}{value}")).collect();
    format!("{{{after}{}{before}}}", members.join(&format!("{before},{after}")))
}

/// An audit, most often one that is taken.
fn audit() -> impl Strategy<Value = String> {
    let sections: Vec<_> = SECTIONS.iter().map(|(name, keys)| (key(name), members(keys))).collect();
    let id = select(vec!["\"2023-0412\"", "\"é\\t\\u00e9\"", "\"\"", "412"]);
    let id = prop_oneof![9 => Just("\"2023-0412\""), 1 => id].prop_map(str::to_owned);
    (id, members(&FREE), sections, blanks(), any::<bool>()).prop_flat_map(
        |(id, mut all, sections, blanks, shuffled)| {
            all.insert(0, ("audit".to_owned(), id));
            let sections = sections.iter().filter(|(_, members)| !members.is_empty());
            all.extend(sections.map(|(name, members)| (name.clone(), object(members, blanks))));
            let all = if shuffled { Just(all).prop_shuffle().boxed() } else { Just(all).boxed() };
            all.prop_map(move |all| object(&all, blanks))
        },
    )
}

/// Spoils a text at some places.
fn spoil(text: String, spoils: Vec<(Index, usize, Vec<u8>)>) -> Vec<u8> {
    let mut text = text.into_bytes();
    for (at, length, scrap) in spoils {
        let start = at.index(text.len() + 1);
        let end = (start + length).min(text.len());
        text.splice(start..end, scrap);
    }
    text
}

/// Reads texts one after the other into the same block: how many went the quick way, of how many that could be taken.
fn compare(grid: &Grid, texts: &[Vec<u8>]) -> (usize, usize) {
    let names = Vocabulary::new(grid);
    let (mut quick, mut block) = (Quick::new(&names), Slots::block(Layout::new(grid)));
    block.begin(0);
    let (mut quickly, mut taken) = (0, 0);
    for text in texts {
        let slow = read(&names, &Entry::alone(text.as_slice()));
        taken += usize::from(slow.is_ok());
        if block.count() == Slots::MOST {
            block.begin(0);
        }
        let slots = block.add();
        if quick.read(text, slots).is_some() {
            quickly += 1;
            let slow = slow.map_err(|refused| (refused.refusal.message(), text.escape_ascii().to_string())).unwrap();
            assert_eq!(slots.to_audit(grid), slow, "{}", text.escape_ascii());
        } else {
            block.take_out();
        }
    }
    (quickly, taken)
}

/// A good audit, in which more than any entry could hold follows the last.
fn good() -> String {
    GOOD.replace("libre", &"libre, ".repeat(30))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn audits_are_taken_the_same_both_ways(audits in proptest::collection::vec(audit(), 1..12)) {
        let texts: Vec<_> = audits.into_iter().map(String::into_bytes).collect();
        let (quickly, taken) = compare(&grid(), &texts);
        // Every layout is read quickly, not only the usual one.
        prop_assert_eq!(quickly, taken);
    }

    #[test]
    fn spoilt_audits_are_never_taken_by_one_way_alone(
        audits in proptest::collection::vec((prop_oneof![Just(good()), audit()],
            proptest::collection::vec((any::<Index>(), 0_usize..6, scrap()), 0..3)), 1..12)
    ) {
        let texts: Vec<_> = audits.into_iter().map(|(text, spoils)| spoil(text, spoils)).collect();
        compare(&grid(), &texts);
    }
}

#[test]
fn every_byte_of_an_audit_counts() {
    let grid = grid();
    let good = good();
    let good = good.as_bytes();
    assert_eq!(compare(&grid, &[good.to_vec()]).0, 1);
    let mut texts = Vec::new();
    for at in 0..GOOD.len() {
        for byte in [0, b' ', b'"', b'\\', b',', b'}', b'0', b'x', good[at].wrapping_add(1)] {
            // The good one first: what follows what is known then.
            texts.push(good.to_vec());
            let mut text = good.to_vec();
            text.insert(at, byte);
            texts.push(text.clone());
            text.remove(at);
            text[at] = byte;
            texts.push(text.clone());
            text.remove(at);
            texts.push(text.clone());
            text.splice(at..at, [byte, byte]);
            texts.push(text);
        }
    }
    compare(&grid, &texts);
}

#[test]
fn what_is_no_utf8_is_taken_nowhere() {
    let grid = grid();
    let spaced = good().replace(",\"", " , \"").replace("é", "\\u00e9");
    for good in [good(), spaced].map(String::into_bytes) {
        let mut texts = Vec::new();
        for at in 0..=good.len() {
            for byte in [0x80, 0xC3, 0xE9, 0xFF] {
                let mut text = good.clone();
                text.insert(at, byte);
                texts.push(text.clone());
                text.drain(at + 1..(at + 2).min(good.len() + 1));
                texts.push(text);
            }
        }
        texts.retain(|text| std::str::from_utf8(text).is_err());
        texts.splice(0..0, vec![good; 3]);
        assert_eq!(compare(&grid, &texts), (3, 3));
    }
}

#[test]
fn what_is_known_counts_in_its_section_alone() {
    let grid = grid();
    let moved =
        |from: &str, to: &str| good().replacen(from, "", 1).replacen(to, &format!("{to}{from}"), 1).into_bytes();
    let texts = [
        good().into_bytes(),
        moved("\"svi\":true,", "\"mesures\":{"),
        moved("\"1.1\":0.25,", "\"éléments\":{"),
        good().replace("\"1.1\":0.25,", "\"1.1\":0.25,\"1.1\":0.25,").into_bytes(),
        good().replace("\"svi\":true,", "\"svi\":true,\"svi\":true,").into_bytes(),
    ];
    assert_eq!(compare(&grid, &texts), (1, 1));
    // The same audit again, of which nothing is read by its keys any more.
    assert_eq!(compare(&grid, &vec![good().into_bytes(); 3]), (3, 3));
}

#[test]
fn a_list_that_is_null_is_none_after_one_that_is_not() {
    let audit = |list| {
        format!("{{\"audit\":\"a\",\"éléments\":{{\"1.1\":{list}}},\"suite\":\"{}\"}}", "libre, ".repeat(30))
            .into_bytes()
    };
    let texts = ["[\"site.horaires\"]", "null", "null"].map(audit);
    assert_eq!(compare(&grid(), &texts), (3, 3));
}
