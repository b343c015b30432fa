//! What each fuzz target holds of any bytes, apart from their making nothing panic. Shared by the coverage-guided targets
//! (`fuzz_targets/`) and by the short runs of `tests/fuzz.rs`.

use std::sync::OnceLock;

use grille::audit::{Archive, Audit, Format, Reader, RecordedElements, RecordedRating, Refusal, Slots, Vocabulary};
use grille::check::analyse;
use grille::diagnostic::Source;
use grille::exact::integer;
use grille::grid::{Domain, Grid, NumberKind, ScaleKind, Value};
use grille::score::Outcome;
use grille::score::program::Program;
use grille::score::reference::Evaluator;
use grille::syntax::{format, parse};

/// What a target does with its bytes.
pub(crate) type Body = fn(&[u8]);

/// The targets: the name, which is also that of the folder of its corpus, and what it holds.
pub(crate) const TARGETS: [(&str, Body); 6] =
    [("grid", grid), ("ndjson", ndjson), ("json", json), ("csv", csv), ("parquet", parquet), ("score", score)];

/// The longest text a grid is tried with: beyond, a run only gets slower.
const LONGEST_GRID: usize = 16_384;

/// A grid: whatever is wrong is told inside the text, and what is laid out stays as it is.
pub(crate) fn grid(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.len() > LONGEST_GRID {
        return;
    }
    let analysis = analyse(Source::new("essai.grille", text), &[]);
    for told in &analysis.diagnostics {
        assert!(
            text.get(told.span.start as usize..told.span.end as usize).is_some(),
            "{:?} is not in the text",
            told.span
        );
        assert!(!told.problem.message().is_empty());
    }
    let parsed = parse(text);
    if parsed.diagnostics.is_empty() {
        let once = format(text, &parsed.file);
        assert_eq!(once, format(&once, &parse(&once).file), "laying out twice changes something");
    }
}

/// An NDJSON archive.
pub(crate) fn ndjson(data: &[u8]) {
    archive(Format::Ndjson, data);
}

/// A JSON archive.
pub(crate) fn json(data: &[u8]) {
    archive(Format::Json, data);
}

/// A CSV archive.
pub(crate) fn csv(data: &[u8]) {
    archive(Format::Csv, data);
}

/// A Parquet archive.
pub(crate) fn parquet(data: &[u8]) {
    archive(Format::Parquet, data);
}

/// How many audits of an archive are looked at: a damaged file may say it has any number of rows.
const MOST_AUDITS: usize = 20_000;

/// The grid archives are read with.
fn accessibility() -> &'static Grid {
    static GRID: OnceLock<Grid> = OnceLock::new();
    GRID.get_or_init(|| read_grid(include_str!("../grids/exemples/conformite/accessibilite.grille")))
}

fn read_grid(text: &str) -> Grid {
    analyse(Source::new("essai.grille", text), &[]).grid
}

/// Each audit is read and scored the same both ways, or refused with a code and a reason that name something.
fn archive(format: Format, data: &[u8]) {
    let grid = accessibility();
    let (names, program) = (Vocabulary::new(grid), Program::new(grid));
    let mut scorer = program.scorer();
    let mut reader = Reader::new(&names);
    let mut archive = Archive::new("essai", format, data);
    let mut left = MOST_AUDITS;
    while let Ok(Some(portion)) = archive.next(None) {
        reader.read_all(portion.entries().take(left), |entry, read| {
            left -= 1;
            assert!(entry.line >= 1);
            match read {
                Ok(slots) => {
                    let result = scorer.score(slots).map(|scores| scores.outcome(slots, grid));
                    assert_eq!(result, expected(grid, &slots.to_audit(grid)));
                }
                Err(refused) => {
                    assert!(refused.refusal.code().starts_with('R'));
                    assert!(!refused.refusal.message().is_empty());
                }
            }
        });
        if left == 0 {
            return;
        }
    }
}

/// The compiled evaluator says what the reference says.
fn alike(grid: &Grid, audit: &Audit) {
    let program = Program::new(grid);
    let mut slots = Slots::new(program.layout());
    slots.fill_from(audit);
    let result = program.scorer().score(&slots).map(|scores| scores.outcome(&slots, grid));
    assert_eq!(result, expected(grid, audit));
}

/// What the reference says. Results do not keep the weights of points.
fn expected(grid: &Grid, audit: &Audit) -> Result<Outcome, Refusal> {
    let mut expected = Evaluator::new(grid).score(audit);
    expected.iter_mut().flat_map(|outcome| &mut outcome.points).for_each(|point| point.weight = None);
    expected
}

/// An audit made of bytes, whatever it says, of one of the shipped grids.
pub(crate) fn score(data: &[u8]) {
    static GRIDS: OnceLock<Vec<Grid>> = OnceLock::new();
    let grids = GRIDS.get_or_init(|| {
        [
            include_str!("../grids/exemples/conformite/accessibilite.grille"),
            include_str!("../grids/exemples/certification/qualite.grille"),
            include_str!("../grids/exemples/redistribution/sobriete.grille"),
            include_str!("../grids/sp_plus/2023.grille"),
        ]
        .map(read_grid)
        .to_vec()
    });
    let mut bytes = data.iter().copied();
    let mut below = |bound: usize| usize::from(bytes.next().unwrap_or_default()) % bound.max(1);
    let grid = &grids[below(grids.len())];
    let mut audit = Audit { id: "essai".to_owned(), ..Audit::default() };
    for input in &grid.inputs {
        let value = match &input.domain {
            Domain::YesNo => [None, Some(Value::YesNo(false)), Some(Value::YesNo(true))][below(3)].clone(),
            Domain::Choice { options, .. } => below(options.len() + 1).checked_sub(1).map(Value::Choice),
            Domain::Set(members) => (below(3) > 0).then(|| Value::Set(members.iter().map(|_| below(2) == 1).collect())),
            Domain::Number { kind, low, high, .. } => (below(4) > 0).then(|| {
                let step = integer(i64::try_from(below(256)).unwrap_or_default());
                let start = if *kind == NumberKind::Date { integer(19_000) } else { integer(0) };
                let number = low.clone().unwrap_or(start) + step;
                Value::Number(high.clone().map_or(number.clone(), |high| number.min(high)))
            }),
        };
        audit.values.push(value);
    }
    for point in &grid.points {
        let rating = match &grid.scale(point.scale).kind {
            ScaleKind::Levels(levels) => below(levels.len() + 1).checked_sub(1).map(RecordedRating::Level),
            ScaleKind::Interval { low, high } => {
                [None, Some(low.clone()), Some(high.clone())][below(3)].clone().map(RecordedRating::Value)
            }
        };
        audit.ratings.push(rating);
        audit.set_aside.push((below(16) == 15).then(|| "motif".to_owned()));
        let count = point.requirement.as_ref().map_or(0, |requirement| requirement.elements.len());
        let met = |below: &mut dyn FnMut(usize) -> usize| (0..count).filter(|_| below(2) == 1).collect();
        let recorded =
            (count > 0 && below(3) == 2).then(|| RecordedElements { met: met(&mut below), substituted: Vec::new() });
        audit.elements.push(recorded);
    }
    alike(grid, &audit);
}
