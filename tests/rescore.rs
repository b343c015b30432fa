//! Archives scored under two versions: on random grids and random edits both sides are what the reference says, and every difference is
//! the sum of the parts it is put down to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::HashMap;

use grille::audit::{Archive, Audit, Format, Reader, Slots, Vocabulary};
use grille::diagnostic::Source;
use grille::exact::{Exact, Quantity, integer};
use grille::grid::{Grid, GroupId, PointId};
use grille::score::reference::Evaluator;
use grille::score::{Outcome, PointStatus, TotalState};
use grille::version::diff::{Bearing, Changes, Version, changes};
use grille::version::lineage::{Lineage, Lost};
use grille::version::rescore::{Differences, Impact, Rescored, Rescoring, Sets, of_all, of_point};
use support::random_audit::random_audit;
use support::random_edit::edit;
use support::random_pair::{audit, is_possible, random};
use support::rng::Rng;

const SEEDS: u64 = 48;
const AUDITS: u64 = 10;

/// What a version takes up of another, and what changed in meaning.
fn compare(source: &Source, old: &Grid, new: &Grid) -> (Lineage, Changes) {
    let lineage = Lineage::new(old, new);
    let found = changes(Version { grid: old, source }, Version { grid: new, source }, &lineage);
    (lineage, found)
}

/// An outcome without what results do not keep.
fn kept(mut outcome: Outcome) -> Outcome {
    outcome.points.iter_mut().for_each(|point| point.weight = None);
    outcome
}

fn total(parts: impl IntoIterator<Item = Exact>) -> Exact {
    parts.into_iter().fold(integer(0), |sum, part| sum + part)
}

/// Every total both sides have is the sum of its parts, exactly and as written. Gives how many there are, and how many differ.
fn adds_up(
    both: &Rescored<'_, '_>,
    (old, new): (&Outcome, &Outcome),
    lineage: &Lineage,
    case: &dyn Fn() -> String,
) -> (usize, usize) {
    let (mut attributed, mut different) = (0, 0);
    for (at, from) in lineage.groups.iter().enumerate() {
        let Some(from) = from else { continue };
        let (before, after) = (&old.groups[from.0], &new.groups[at]);
        let complete = |state: &TotalState| !matches!(state, TotalState::Incomplete(_));
        let told = both.attribution_of(GroupId(at));
        assert_eq!(told.is_some(), complete(&before.state) && complete(&after.state), "{}", case());
        let Some(told) = told else { continue };
        let movement = told.movement();
        let exact = |(obtained, possible): &(Quantity, Quantity)| (obtained.exact(), possible.exact());
        assert_eq!(exact(&movement.before), (before.obtained.clone(), before.possible.clone()), "{}", case());
        assert_eq!(exact(&movement.after), (after.obtained.clone(), after.possible.clone()), "{}", case());
        let shares: Vec<_> = told.shares().collect();
        let obtained = total(shares.iter().map(|share| share.obtained.exact()));
        let possible = total(shares.iter().map(|share| share.possible.exact()));
        assert_eq!(obtained, &after.obtained - &before.obtained, "group {at}: {told:#?}\n{}", case());
        assert_eq!(possible, &after.possible - &before.possible, "group {at}: {told:#?}\n{}", case());
        attributed += 1;
        if let (TotalState::Score(before), TotalState::Score(after)) = (&before.state, &after.state) {
            different += usize::from(before != after);
            let exact = told.exact().unwrap();
            assert_eq!(total(exact) * integer(100), after - before, "group {at}: {told:#?}\n{}", case());
            let written = |score: &Exact| grille::outcome::written_score(score) * integer(100);
            let difference = written(after) - written(before);
            assert_eq!(integer(told.difference.unwrap()), difference);
            let parts = told.written();
            assert_eq!(parts.len(), shares.len(), "{told:#?}\n{}", case());
            if !parts.is_empty() {
                assert_eq!(integer(parts.iter().sum()), difference, "{told:#?}\n{}", case());
            }
        } else {
            assert_eq!(told.difference, None);
        }
    }
    (attributed, different)
}

/// The points of the new version that came to something else than the reference says of the audit as it follows.
fn settled(plain: &Outcome, after: &Outcome) -> Vec<PointId> {
    let same = |at: &usize| plain.points[*at] == after.points[*at];
    (0..plain.points.len()).filter(|at| !same(at)).map(PointId).collect()
}

fn slots(rescoring: &Rescoring<'_>, audit: &Audit) -> Slots {
    let mut slots = Slots::new(rescoring.layout());
    slots.fill_from(audit);
    slots
}

/// What an audit comes to under the new version: as it follows, what cannot follow, what differs, and why it is refused.
type Told = (Audit, Vec<Lost>, Differences, Option<String>);

fn told(both: &Rescored<'_, '_>, new: &Grid) -> Told {
    let mut followed = both.followed.to_audit(new);
    // Why points are set aside is kept only for those who are told of points.
    followed.set_aside.iter_mut().flatten().for_each(String::clear);
    (followed, both.lost.to_vec(), both.differences(), both.reason())
}

/// What the audits of an archive come to when they are read and scored together, line by line.
fn together(rescoring: &Rescoring<'_>, lines: &str) -> HashMap<usize, Told> {
    let names = Vocabulary::new(rescoring.old());
    let (mut reader, mut rescorer) = (Reader::new(&names), rescoring.rescorer().without_points());
    let mut archive = Archive::new("essai", Format::Ndjson, lines.as_bytes());
    let mut found = HashMap::new();
    while let Some(portion) = archive.next(None).unwrap() {
        reader.read_all(portion.entries(), |entry, read| {
            if let Some(both) = read.ok().and_then(|slots| rescorer.rescore(slots).ok()) {
                found.insert(entry.line, told(&both, rescoring.new_grid()));
            }
        });
    }
    found
}

#[test]
fn a_grid_against_itself_changes_nothing() {
    for seed in 0..SEEDS / 4 {
        let (random, analysis) = random(seed);
        let grid = &analysis.grid;
        let (lineage, found) = compare(&analysis.source, grid, grid);
        let rescoring = Rescoring::new(grid, grid, &lineage, &found);
        let mut rescorer = rescoring.rescorer();
        for number in 0..AUDITS {
            let Some(audit) = audit(grid, &random_audit(&random, number).text) else { continue };
            let slots = slots(&rescoring, &audit);
            let Ok(both) = rescorer.rescore(&slots) else { continue };
            let after = both.after.as_ref().unwrap();
            assert_eq!(both.before.outcome(&slots, grid), after.outcome(both.followed, grid), "seed {seed}");
            assert_eq!((both.moved(), both.lost), (Vec::new(), &[][..]), "seed {seed}");
            let told = both.attribution();
            assert!(told.is_none_or(|told| told.is_empty() && told.difference.unwrap_or(0) == 0));
        }
    }
}

#[test]
fn differences_are_the_sum_of_their_parts() {
    let (mut attributed, mut different, mut refused) = (0, 0, 0);
    let (mut flips, mut open) = (0, 0);
    for seed in 0..SEEDS {
        let (random, analysis) = random(seed);
        let old = &analysis.grid;
        let mut rng = Rng::new(seed ^ 0xACE5);
        let mut new: Grid = old.clone();
        let edits: Vec<_> = (0..=rng.below(4)).filter_map(|_| edit(&mut new, &mut rng)).collect();
        if !is_possible(&new) {
            continue;
        }
        let (lineage, found) = compare(&analysis.source, old, &new);
        let rescoring = Rescoring::new(old, &new, &lineage, &found);
        let mut rescorer = rescoring.rescorer();
        let (before, after) = (Evaluator::new(old), Evaluator::new(&new));
        let silent = found.changes.iter().all(|change| change.bearing == Bearing::None) && found.unproved.is_empty();
        let (mut whole, mut parts) = (Impact::default(), [Impact::default(), Impact::default()]);
        let drawn: Vec<_> = (0..AUDITS).map(|number| random_audit(&random, number)).collect();
        let lines: Vec<_> = drawn.iter().map(|drawn| drawn.text.replace('\n', " ")).collect();
        let together = together(&rescoring, &lines.join("\n"));
        for (number, drawn) in drawn.iter().enumerate() {
            let Some(audit) = audit(old, &drawn.text) else { continue };
            let case = || format!("seed {seed}, {edits:?}\n{}\n{found:#?}\n{}", drawn.text, random.text);
            let slots = slots(&rescoring, &audit);
            let plain = before.score(&audit);
            let both = match (rescorer.rescore(&slots), &plain) {
                (Ok(both), Ok(_)) => both,
                (Err(_), Err(_)) => continue,
                (one, other) => panic!("{:?} {other:?}\n{}", one.is_ok(), case()),
            };
            let plain = kept(plain.unwrap());
            assert_eq!(both.before.outcome(&slots, old), plain, "{}", case());
            let followed = lineage.follow(old, &new, &audit);
            assert_eq!(both.lost, followed.lost, "{}", case());
            let scored = after.score(&followed.audit).ok().filter(|_| followed.is_readable());
            assert_eq!(together.get(&(number + 1)), Some(&told(&both, &new)), "{}", case());
            let told = both.differences();
            assert_eq!((told.points, told.total), (both.moved(), both.attribution()), "{}", case());
            let Ok(now) = &both.after else {
                refused += 1;
                assert!(scored.is_none() && both.moved().is_empty(), "{}", case());
                if let Some(Err(refusal)) = followed.is_readable().then(|| after.score(&followed.audit)) {
                    assert_eq!(both.reason(), Some(refusal.message()), "{}", case());
                }
                continue;
            };
            for (at, pair) in rescoring.pairs().enumerate() {
                let (Some(was), Some(is)) = pair else { continue };
                let statuses = (both.before.points()[was.0].status, now.points()[is.0].status);
                let is_moved = || both.moved().iter().any(|moved| moved.place == at);
                assert!(statuses.0 == statuses.1 || is_moved(), "{pair:?} {statuses:?}\n{}", case());
            }
            let now = now.outcome(both.followed, &new);
            let reference = kept(scored.unwrap_or_else(|| panic!("{}", case())));
            let known_better = settled(&reference, &now);
            if known_better.is_empty() {
                assert_eq!(both.followed.to_audit(&new), followed.audit, "{}", case());
                assert_eq!(now, reference, "{}", case());
            }
            for point in &known_better {
                // What stood in for what is not known says what the old version would have computed.
                assert!(reference.points[point.0].fallback, "{}", case());
                let status = now.points[point.0].status;
                assert!(matches!(status, PointStatus::Computed | PointStatus::Undetermined), "{}", case());
            }
            let differences = both.differences();
            whole.add(&both, &differences);
            parts[usize::from(number >= lines.len() / 2)].add(&both, &differences);
            let (one, other) = adds_up(&both, (&plain, &now), &lineage, &case);
            (attributed, different) = (attributed + one, different + other);
            for flip in &differences.decisions {
                let settled = flip.levels.0.is_some() && flip.levels.1.is_some();
                let complete = |outcome: &Outcome| {
                    outcome.groups.iter().all(|total| !matches!(total.state, TotalState::Incomplete(_)))
                };
                if settled && complete(&plain) && complete(&now) {
                    flips += 1;
                    open += usize::from(matches!(flip.sets, Sets::Open(_)));
                    if let Sets::Smallest(sets, _) = &flip.sets {
                        assert!(!sets.is_empty() && sets.iter().all(|set| set.len() == sets[0].len()), "{}", case());
                    }
                }
            }
            for moved in both.moved() {
                assert!(!moved.causes.is_empty());
                for cause in &moved.causes {
                    let known = &rescoring.causes()[*cause];
                    assert!(!known.changes.is_empty() || !found.unproved.is_empty(), "{moved:?}\n{}", case());
                }
            }
            if silent {
                assert_eq!(plain.points, now.points, "{}", case());
                assert!(both.moved().is_empty(), "{}", case());
            }
        }
        let [mut first, second] = parts;
        first.merge(&second);
        whole.merge(&Impact::default());
        assert_eq!(first, whole, "seed {seed}");
        of_all(&rescoring, &whole);
        (0..new.points.len()).for_each(|at| _ = of_point(&rescoring, &whole, PointId(at)));
    }
    assert!(attributed > 400 && different > 60, "{attributed} attributed, {different} different");
    assert!(flips > 10 && open * 3 < flips, "{flips} flips, {open} not looked into");
    assert!(refused > 0, "{refused} refused");
}
