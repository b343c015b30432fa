//! Which points come to the same on both sides: told from what each version says of a point and from the rating recorded, so that nothing
//! needs to be known of points that come to the same.

use std::collections::HashMap;
use std::ops::Range;

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
    pub(super) others: Vec<usize>,
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
    /// Every rating that may be recorded, as bits, if bits tell of all.
    all: u64,
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
    /// The pairs of each audit of a block that may come to something else, and which block it is.
    differing: Vec<Vec<usize>>,
    block: Option<u64>,
    /// For the pairs of a site, by its number and where what is said of it begins, where it stands among `same` with which ratings each
    /// comes to the same; none if all do with any.
    by_site: HashMap<(usize, u32, u32), Option<usize>, Quick>,
    /// As bits by the index of the old cell.
    same: Vec<u64>,
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
            let (first, len) = (RatingCell::FIRST_LEVEL.index(), pair.cells.len());
            // A scale without levels has other ratings.
            let all = if (first + 1..64).contains(&len) { (1 << len) - 1 } else { u64::MAX };
            this.pairs.push(Together { strand, old: pair.old, new: pair.new, start, len, all });
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
    /// Finds the strands that may bring a difference, beside those that always may, in the audit both sides scored last; if it was only
    /// carried over, and those of its block were [told](Self::tell), the ratings it has on one side tell those it has on the other.
    pub(super) fn compare(
        &self,
        compared: &Compared,
        [old, new]: [&Scorer<'_, '_>; 2],
        ([from, to], is_told): ([&Slots; 2], bool),
        differing: &mut Vec<usize>,
    ) {
        differing.clear();
        let mut look = |pair: &Together| {
            let (was, is) = (old.point(from, pair.old), new.point(to, pair.new));
            if !is_same(compared.cells(pair), &was, &is) {
                differing.push(pair.strand);
            }
        };
        if is_told {
            self.differing[from.at()].iter().for_each(|pair| look(&compared.pairs[*pair]));
        } else {
            compared.pairs.iter().for_each(look);
        }
    }

    /// Finds the pairs that may come to something else in each audit of a block; false if that is told already.
    pub(super) fn tell(&mut self, compared: &Compared, [was, is]: [Said<'_>; 2], slots: &Slots) -> bool {
        let eras = [was.era(), is.era()];
        if self.block.is_some() && self.block == slots.serial() && self.eras == eras {
            return false;
        }
        self.make_room(eras);
        self.block = slots.serial();
        self.differing.resize_with(slots.count().max(self.differing.len()), Vec::new);
        self.differing.iter_mut().for_each(Vec::clear);
        let mut first = 0;
        for (at, sites) in compared.sites.iter().enumerate() {
            let pairs = first..first + sites.count;
            first = pairs.end;
            let mut last = None;
            for (audit, now) in was.starts(sites.old).iter().zip(is.starts(sites.new)).enumerate().take(slots.count()) {
                let same = match last.filter(|(known, _)| *known == now) {
                    Some((_, same)) => same,
                    None => self.site(compared, at, pairs.clone(), (&was, &is), now),
                };
                last = Some((now, same));
                let Some(same) = same else { continue };
                for (pair, same) in pairs.clone().zip(&self.same[same..]) {
                    let recorded = slots.rating_cell(audit, compared.pairs[pair].old).index();
                    if recorded >= 64 || same >> recorded & 1 == 0 {
                        self.differing[audit].push(pair);
                    }
                }
            }
        }
        true
    }

    /// Where it stands with which ratings the pairs of a site come to the same; none if all do with any.
    fn site(
        &mut self,
        compared: &Compared,
        site: usize,
        pairs: Range<usize>,
        said: (&Said<'_>, &Said<'_>),
        starts: (&u32, &u32),
    ) -> Option<usize> {
        let Self { by_site, same, known, .. } = self;
        let key = (site, *starts.0, *starts.1);
        if let Some(found) = by_site.get(&key) {
            return *found;
        }
        let (start, pairs) = (same.len(), &compared.pairs[pairs]);
        same.extend(pairs.iter().map(|pair| {
            let these = (said.0.at(*starts.0, pair.old), said.1.at(*starts.1, pair.new));
            *known.entry((these.0, these.1, pair.start)).or_insert_with(|| learn(compared, pair, said, these))
        }));
        let is_quiet = pairs.iter().zip(&same[start..]).all(|(pair, same)| *same == pair.all);
        if is_quiet {
            same.truncate(start);
        }
        let found = Some(start).filter(|_| !is_quiet);
        by_site.insert(key, found);
        found
    }

    /// Forgets what was found when that is too much, or when either side forgot what it said.
    fn make_room(&mut self, eras: [u64; 2]) {
        if self.eras != eras || self.known.len() + self.by_site.len() + self.same.len() > MOST_KNOWN {
            self.eras = eras;
            self.known.clear();
            self.by_site.clear();
            self.same.clear();
        }
    }
}

/// The ratings with which a point comes to the same, given what both sides say of it, as numbers.
#[cold]
fn learn(compared: &Compared, pair: &Together, (was, is): (&Said<'_>, &Said<'_>), (old, new): (u32, u32)) -> u64 {
    let cells = compared.cells(pair);
    let is_told = |(from, to): (RatingCell, RatingCell)| {
        // What becomes of a level that is lost is not told by its cell.
        let is_lost = from >= RatingCell::FIRST_LEVEL && to < RatingCell::FIRST_LEVEL;
        let both = was.score(old, from).zip(is.score(new, to)).filter(|_| !is_lost);
        both.is_some_and(|(was, is)| is_same(cells, &was, &is))
    };
    let levels = (0..64 - RatingCell::FIRST_LEVEL.index()).filter_map(RatingCell::level);
    let recorded = [RatingCell::NONE, RatingCell::SET_ASIDE].into_iter().chain(levels);
    let told = recorded.zip(cells.iter().copied()).map(is_told);
    told.enumerate().fold(0, |bits, (at, same)| bits | u64::from(same) << at)
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
