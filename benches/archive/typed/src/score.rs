//! What an SP+ audit comes to.

use std::io::Write;

use crate::audit::{Audit, Frequency, Kind, Label, Points, Rating};

/// The groups that have a total, those of the grid's own total first.
const GROUPS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "OR"];

/// A total: quarters of a point obtained, points possible, whether something is still missing.
#[derive(Clone, Copy, Default)]
struct Total {
    obtained: u32,
    possible: u32,
    waits: bool,
}

impl Total {
    /// Adds a point: whether it applies (none: unknown), whether it is set aside, its rating.
    fn add(&mut self, applies: Option<bool>, aside: bool, rating: Option<u32>) {
        match (applies, aside, rating) {
            (Some(false), ..) | (_, true, _) => {}
            (Some(true), false, Some(rating)) => {
                self.obtained += rating;
                self.possible += 1;
            }
            (_, false, _) => self.waits = true,
        }
    }

    /// Obtained, possible and score in percent, half up to two decimals; nothing where there is no score.
    fn write(&self, out: &mut Vec<u8>) {
        if self.waits || self.possible == 0 {
            out.extend_from_slice(b",,,");
            return;
        }
        let (whole, quarters) = (self.obtained / 4, ["", ".25", ".5", ".75"][self.obtained as usize % 4]);
        let hundredths = (5_000 * self.obtained + self.possible) / (2 * self.possible);
        let _ = write!(out, ",{whole}{quarters},{},{}.{:02}", self.possible, hundredths / 100, hundredths % 100);
    }
}

/// The names of the columns.
pub fn header() -> String {
    let mut header = "audit,statut,obtenus,possibles,score".to_owned();
    for group in GROUPS {
        header += &format!(",groupes.{group}.obtenus,groupes.{group}.possibles,groupes.{group}.score");
    }
    header + "\n"
}

/// Scores an audit, and writes its row.
pub fn write(audit: &Audit, out: &mut Vec<u8>) {
    let groups = totals(audit);
    let mut grid = Total::default();
    for group in &groups[..8] {
        grid.obtained += group.obtained;
        grid.possible += group.possible;
        grid.waits |= group.waits;
    }
    field(&audit.audit, out);
    out.extend_from_slice(if grid.waits { b",incomplet" } else { b",complet" });
    grid.write(out);
    groups.iter().for_each(|group| group.write(out));
    out.push(b'\n');
}

/// A text as CSV has it.
fn field(text: &str, out: &mut Vec<u8>) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// `et`, `ou` on what may be unknown.
fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn totals(audit: &Audit) -> [Total; 9] {
    let (profile, measures) = (&audit.profil, &audit.mesures);
    let (ratings, aside): (&Points<Rating>, &Points<_>) = (&audit.cotations, &audit.sans_objet);
    let checks = profile.activities.as_ref().map(|activities| !activities.is_empty());
    let volunteers = [Kind::Collectivity, Kind::Union, Kind::Hospital];
    let participation = profile.kind.map(|kind| ![Kind::Collectivity, Kind::School].contains(&kind));
    let carbon = match profile.kind {
        Some(kind) if !volunteers.contains(&kind) => Some(true),
        _ => profile.volunteer,
    };
    let gold = profile.label.map(|label| label == Label::Gold);

    // What was not given but follows: a measure exists only if it is made.
    let graded =
        |frequency: Option<Frequency>| frequency.map(|often| if often >= Frequency::Trimestrielle { 4 } else { 3 });
    let rate_given = measures.rate.is_some() || measures.rate_frequency.is_some();
    let answered = match (measures.rate_measured.or(rate_given.then_some(true)), measures.rate) {
        (Some(false), _) => Some(0),
        (Some(true), Some(rate)) if rate < 85.0 => Some(1),
        (Some(true), Some(_)) => graded(measures.rate_frequency),
        _ => None,
    };
    let kept = measures.kept_measured.or(measures.kept_frequency.map(|_| true));
    let delays = measures.delays_measured.or(kept.filter(|kept| *kept));
    let respected = match (delays, kept) {
        (Some(false), _) => Some(0),
        (Some(true), Some(false)) => Some(1),
        (Some(true), Some(true)) => graded(measures.kept_frequency),
        _ => None,
    };

    let mut totals = [Total::default(); 9];
    macro_rules! add {
        ($group:literal: $($field:ident)*) => {
            $(totals[$group].add(Some(true), aside.$field.is_some(), ratings.$field.map(|rating| rating.0));)*
        };
        ($group:literal, $applies:expr => $($field:ident)*) => {
            $(totals[$group].add($applies, aside.$field.is_some(), ratings.$field.map(|rating| rating.0));)*
        };
        ($group:literal, computed $level:expr => $field:ident) => {
            totals[$group].add(Some(true), aside.$field.is_some(), $level.or(ratings.$field.map(|rating| rating.0)));
        };
    }
    add!(0: p1_1 p1_2 p1_3 p1_4 p1_5 p1_6 p1_7 p1_8 p1_9 p1_12 p1_13);
    add!(0, checks => p1_10 p1_11);
    add!(1: p2_1 p2_2 p2_3 p2_4 p2_5 p2_6 p2_7 p2_8 p2_11 p2_12 p2_13 p2_14 p2_15 p2_16);
    add!(1, or(profile.svi, profile.answering) => p2_9);
    add!(1, profile.svi => p2_10);
    add!(2: p3_1 p3_2 p3_3 p3_4 p3_5 p3_6 p3_7 p3_8 p3_9 p3_10 p3_11 p3_12);
    add!(3: p4_1 p4_2 p4_3 p4_4 p4_6 p4_7 p4_8);
    add!(3, profile.online => p4_5);
    add!(4: p5_1 p5_2 p5_3 p5_4 p5_5 p5_6 p5_7);
    add!(5: p6_1 p6_4 p6_5);
    add!(5, computed answered => p6_2);
    add!(5, computed respected => p6_3);
    add!(6: p7_2 p7_3 p7_4 p7_5 p7_6 p7_7 p7_8 p7_9 p7_10 p7_11 p7_12 p7_13 p7_14);
    add!(6, participation => p7_1);
    add!(7: p8_2 p8_3 p8_4 p8_5 p8_6 p8_7 p8_8 p8_9);
    add!(7, carbon => p8_1);
    add!(8, gold => por_1 por_2 por_3 por_4 por_5 por_6 por_7 por_8 por_9 por_10 por_11 por_12);
    totals
}
