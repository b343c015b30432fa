//! Totals that one result tells as another does, of the same audit under another version: their text is taken over rather than written
//! again.

use std::ops::Range;

use super::form::Form;
use crate::grid::GroupId;
use crate::score::Scores;

/// Where the totals of groups stand in the text of a result: where the first begins, then where each ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written(Vec<usize>);

/// Where entries end, for those who want to know.
pub(super) type Ends<'w> = Option<&'w mut Vec<usize>>;

/// For each group the one of another grid whose total reads alike, where both came to the same.
#[derive(Debug)]
pub(crate) struct Likeness(Vec<Option<usize>>);

/// The first group told of among others: the grid's own total stands elsewhere.
const FIRST: usize = GroupId::ROOT.0 + 1;

impl Likeness {
    /// What the results of a form take over from those of another: groups of the same key. No separator stands before the first.
    pub(crate) fn new(form: &Form, other: &Form) -> Self {
        let (groups, others) = (&form.frame.grid.groups, &other.frame.grid.groups);
        let found = |at: usize| (FIRST..others.len()).find(|one| others[*one].key == groups[at].key);
        let alike = |at: usize| found(at).filter(|one| at >= FIRST && (at == FIRST) == (*one == FIRST));
        Self((0..groups.len()).map(alike).collect())
    }

    /// Where the total of a group stands in another result's text, if it reads alike there.
    #[inline]
    fn of(&self, at: usize, scores: &Scores, (before, written): (&Scores, &Written)) -> Option<Range<usize>> {
        let found = self.0[at]?;
        let (was, is) = (&before.groups[found], &scores.groups[at]);
        let is_alike = !was.is_incomplete() && !is.is_incomplete() && was.has_figures_of(is) == Some(true);
        is_alike.then(|| written.0[found - FIRST]..written.0[found + 1 - FIRST])
    }
}

/// How the totals of groups are written.
pub(crate) enum Way<'w> {
    /// One after the other.
    Plain,
    /// So, and it is noted where they stand.
    Noted(&'w mut Written),
    /// Those that read like another result's are taken over from the same text.
    Like(&'w Likeness, &'w Scores, &'w Written),
}

impl Way<'_> {
    /// Adds the totals of all groups but the grid's own; `write` adds some of them.
    pub(super) fn groups(
        &mut self,
        scores: &Scores,
        out: &mut Vec<u8>,
        write: impl Fn(Range<usize>, Ends<'_>, &mut Vec<u8>),
    ) {
        let groups = FIRST..scores.groups.len();
        match self {
            Self::Plain => write(groups, None, out),
            Self::Noted(Written(ends)) => {
                ends.clear();
                ends.push(out.len());
                write(groups, Some(ends), out);
            }
            Self::Like(like, before, written) => {
                take_over(groups, |at| like.of(at, scores, (before, written)), out, write);
            }
        }
    }
}

/// Adds entries: those that are found in the text so far from there, those that follow each other at once.
fn take_over(
    entries: Range<usize>,
    found: impl Fn(usize) -> Option<Range<usize>>,
    out: &mut Vec<u8>,
    write: impl Fn(Range<usize>, Ends<'_>, &mut Vec<u8>),
) {
    let Range { start: mut at, end } = entries;
    while at < end {
        let first = at;
        at += 1;
        if let Some(mut place) = found(first) {
            while let Some(next) = (at < end).then(|| found(at)).flatten().filter(|next| next.start == place.end) {
                place.end = next.end;
                at += 1;
            }
            out.extend_from_within(place);
        } else {
            while at < end && found(at).is_none() {
                at += 1;
            }
            write(first..at, None, out);
        }
    }
}
