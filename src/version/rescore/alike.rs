//! Which points come to the same on both sides: told from what each version says of a point and from the rating recorded, so that nothing
//! needs to be known of points that come to the same.

use std::collections::HashMap;

use foldhash::fast::FixedState as Quick;

use super::strand::{Pair, Strand};
use crate::audit::{RatingCell, Slots};
use crate::grid::PointId;
use crate::score::PointScore;
use crate::score::program::{Program, Said, Scorer};

/// The strands of two versions, as audits are compared.
pub(super) struct Compared {
    /// Those of which what is said and recorded may tell that they come to the same, site by site.
    pairs: Vec<Together>,
    sites: Vec<Sites>,
    /// The others.
    others: Vec<usize>,
    /// The cells of old ratings on new scales, table after table.
    cells: Vec<RatingCell>,
}

/// A point to compare on both sides.
struct Together {
    strand: usize,
    old: PointId,
    new: PointId,
    /// Its table among the cells.
    start: usize,
    len: usize,
}

/// The sites pairs are in, and how many are in both.
struct Sites {
    old: usize,
    new: usize,
    count: usize,
}

/// What was found of points so far.
#[derive(Default)]
pub(super) struct Alike {
    /// Where what is said of each site began in the audit before, on both sides.
    starts: Vec<Option<(u32, u32)>>,
    /// For each pair the ratings with which it came to the same then, as bits by the index of the old cell.
    same: Vec<u64>,
    /// The same of the pairs of a site, by its number and where what is said of it begins.
    by_site: HashMap<(usize, u32, u32), Box<[u64]>, Quick>,
    /// The same of a pair, by what both sides say and the table of cells.
    known: HashMap<(u32, u32, usize), u64, Quick>,
    /// When both sides said so.
    eras: [u64; 2],
}

/// The most combinations remembered.
const MOST_KNOWN: usize = 1 << 16;

impl Compared {
    /// Lays out what strands are compared by.
    pub(super) fn new(strands: &[Strand], [old, new]: &[Program<'_>; 2]) -> Self {
        let mut this = Self { pairs: Vec::new(), sites: Vec::new(), others: Vec::new(), cells: Vec::new() };
        let mut tables: HashMap<&[RatingCell], usize> = HashMap::new();
        for (strand, one) in strands.iter().enumerate() {
            let Strand::Pair(pair) = one else {
                this.others.push(strand);
                continue;
            };
            if pair.may_differ {
                this.others.push(strand);
                continue;
            }
            let start = *tables.entry(&pair.cells).or_insert(this.cells.len());
            if start == this.cells.len() {
                this.cells.extend_from_slice(&pair.cells);
            }
            this.pairs.push(Together { strand, old: pair.old, new: pair.new, start, len: pair.cells.len() });
        }
        let sites = |pair: &Together| (old.site(pair.old), new.site(pair.new));
        this.pairs.sort_by_key(sites);
        this.sites.extend(this.pairs.chunk_by(|one, other| sites(one) == sites(other)).map(|pairs| {
            let (old, new) = sites(&pairs[0]);
            Sites { old: old.unwrap_or_default(), new: new.unwrap_or_default(), count: pairs.len() }
        }));
        this
    }

    /// The cells of a pair.
    fn cells(&self, pair: &Together) -> &[RatingCell] {
        &self.cells[pair.start..pair.start + pair.len]
    }
}

impl Alike {
    /// Finds the strands that may bring a difference in the audit both sides scored last. It must be told whether the audit was only
    /// carried over: then the ratings it has on one side tell those it has on the other.
    pub(super) fn compare(
        &mut self,
        compared: &Compared,
        [old, new]: [&Scorer<'_, '_>; 2],
        ([from, to], is_as_carried): ([&Slots; 2], bool),
        active: &mut Vec<usize>,
    ) {
        active.clear();
        active.extend_from_slice(&compared.others);
        let mut look = |pair: &Together| {
            let (was, is) = (old.point(from, pair.old), new.point(to, pair.new));
            if !is_same(compared.cells(pair), &was, &is) {
                active.push(pair.strand);
            }
        };
        match old.said().zip(new.said()).filter(|_| is_as_carried) {
            Some((was, is)) => {
                self.make_room([was.era(), is.era()], compared);
                let ratings = from.ratings();
                let mut first = 0;
                for (at, (sites, start)) in compared.sites.iter().zip(&mut self.starts).enumerate() {
                    let these = first..first + sites.count;
                    first = these.end;
                    let (pairs, same) = (&compared.pairs[these.clone()], &mut self.same[these]);
                    let now = (was.start(sites.old), is.start(sites.new));
                    if start.replace(now) != Some(now) {
                        let known = self.by_site.entry((at, now.0, now.1));
                        same.copy_from_slice(known.or_insert_with(|| {
                            pairs.iter().map(|pair| learn(&mut self.known, compared, pair, (&was, &is))).collect()
                        }));
                    }
                    for (pair, same) in pairs.iter().zip(same) {
                        let recorded = ratings[pair.old.0].index();
                        if recorded >= 64 || *same >> recorded & 1 == 0 {
                            look(pair);
                        }
                    }
                }
            }
            None => compared.pairs.iter().for_each(look),
        }
        active.sort_unstable();
    }

    /// Forgets what was found when that is too much, or when either side forgot what it said.
    fn make_room(&mut self, eras: [u64; 2], compared: &Compared) {
        if self.eras != eras || self.known.len() + self.by_site.len() > MOST_KNOWN {
            self.eras = eras;
            self.known.clear();
            self.by_site.clear();
            self.starts.clear();
        }
        self.starts.resize(compared.sites.len(), None);
        self.same.resize(compared.pairs.len(), 0);
    }
}

/// The ratings with which a point comes to the same, given what both sides say of it.
#[cold]
fn learn(
    known: &mut HashMap<(u32, u32, usize), u64, Quick>,
    compared: &Compared,
    pair: &Together,
    (was, is): (&Said<'_>, &Said<'_>),
) -> u64 {
    let (old, new) = (was.of(pair.old), is.of(pair.new));
    let cells = compared.cells(pair);
    let is_told = |(from, to): (RatingCell, RatingCell)| {
        // What becomes of a level that is lost is not told by its cell.
        let is_lost = from >= RatingCell::FIRST_LEVEL && to < RatingCell::FIRST_LEVEL;
        let both = was.score(old, from).zip(is.score(new, to)).filter(|_| !is_lost);
        both.is_some_and(|(was, is)| is_same(cells, &was, &is))
    };
    *known.entry((old, new, pair.start)).or_insert_with(|| {
        let levels = (0..64 - RatingCell::FIRST_LEVEL.index()).filter_map(RatingCell::level);
        let recorded = [RatingCell::NONE, RatingCell::SET_ASIDE].into_iter().chain(levels);
        let told = recorded.zip(cells.iter().copied()).map(is_told);
        told.enumerate().fold(0, |bits, (at, same)| bits | u64::from(same) << at)
    })
}

/// True if a point has the same status and rating on both sides.
fn is_same(cells: &[RatingCell], before: &PointScore, after: &PointScore) -> bool {
    let follows = cells.get(before.rating.index()).copied().unwrap_or(before.rating);
    before.status == after.status && before.fallback == after.fallback && follows == after.rating
}

impl Pair {
    /// True if the point has the same status and rating on both sides.
    pub(super) fn is_same(&self, before: &PointScore, after: &PointScore) -> bool {
        is_same(&self.cells, before, after)
    }
}
