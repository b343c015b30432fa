//! Setting lines on the page: indentation, comments, blank lines.

use super::{super::tree::Comment, STEP};
use crate::diagnostic::Span;

/// A line of the canonical layout, with the source it comes from.
#[derive(Debug)]
pub(super) struct Line {
    /// In columns.
    pub(super) indent: usize,
    /// What it says; line breaks inside carry their own indentation.
    pub(super) text: String,
    /// How it hangs together with its neighbours.
    pub(super) joint: Joint,
    /// The source it comes from; spans follow each other in the order of lines.
    pub(super) span: Span,
    /// True if a blank line is due before it.
    pub(super) apart: bool,
}

/// How a line hangs together with its neighbours, which says where blank lines may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// It begins something.
    Free,
    /// It begins something and opens a block.
    Open,
    /// It goes on with the line before: no blank line between.
    Continued,
    /// It goes on with the line before and opens a block.
    ContinuedOpen,
    /// It closes a block.
    Close,
    /// It closes a block and opens another: `} pour chaque {`.
    CloseOpen,
    /// It is copied from the source, with the comments inside it.
    Verbatim,
}

impl Joint {
    fn is_continued(self) -> bool {
        matches!(self, Self::Continued | Self::ContinuedOpen)
    }

    fn opens(self) -> bool {
        matches!(self, Self::Open | Self::ContinuedOpen | Self::CloseOpen)
    }

    fn closes(self) -> bool {
        matches!(self, Self::Close | Self::CloseOpen)
    }
}

/// True if a comment stands behind what ends at `end`, on its line.
pub(super) fn is_behind(source: &str, end: u32, comment: &Comment) -> bool {
    let between = source.get(end as usize..comment.span.start as usize);
    !comment.own_line && between.is_some_and(|between| !between.contains('\n'))
}

/// Where the comments of a file go among its lines.
struct Places<'a> {
    /// For each line, the comments on lines of their own before it; one more entry for the end of the file.
    before: Vec<Vec<&'a Comment>>,
    /// For each line, the comment at its end.
    behind: Vec<Option<&'a Comment>>,
}

/// Finds every comment its place: at the end of the line it stands behind; else on a line of its own, before the line that follows
/// it or that it stands in.
fn place<'a>(source: &str, lines: &[Line], comments: &'a [Comment]) -> Places<'a> {
    let mut places = Places { before: vec![Vec::new(); lines.len() + 1], behind: vec![None; lines.len()] };
    let mut next = 0;
    for comment in comments {
        let at = comment.span.start;
        while lines.get(next).is_some_and(|line| line.span.end <= at) {
            next += 1;
        }
        let following = lines.get(next);
        if following.is_some_and(|line| line.joint == Joint::Verbatim && line.span.start <= at) {
            continue;
        }
        if let Some(last) = next.checked_sub(1)
            && following.is_none_or(|line| at < line.span.start)
            && places.behind[last].is_none()
            && is_behind(source, lines[last].span.end, comment)
        {
            places.behind[last] = Some(comment);
            continue;
        }
        places.before[next].push(comment);
    }
    places
}

/// Sets the lines with their comments: one blank line where the author left some or where one is due, never two, none at the
/// edges of a block.
pub(super) fn set(source: &str, lines: &[Line], comments: &[Comment]) -> String {
    let places = place(source, lines, comments);
    let mut page = Page { source, out: String::with_capacity(source.len() + source.len() / 8), last: 0, edge: true };
    for (index, line) in lines.iter().enumerate() {
        let closes = line.joint.closes();
        let indent = if closes { line.indent + STEP } else { line.indent };
        let mut due = line.apart;
        for comment in &places.before[index] {
            page.edge |= line.joint.is_continued();
            // A comment taken out of the line stands where the line does: a blank line inside a clause counts for nothing.
            let span = Span { start: comment.span.start.min(line.span.start), ..comment.span };
            page.write(indent, &comment.text, span, std::mem::take(&mut due));
        }
        page.edge |= closes || line.joint.is_continued();
        page.write(line.indent, &line.text, line.span, due);
        if let Some(comment) = places.behind[index] {
            page.out.push_str("  ");
            page.out.push_str(&comment.text);
            page.last = comment.span.end;
        }
        page.edge = line.joint.opens();
    }
    for comment in &places.before[lines.len()] {
        page.write(0, &comment.text, comment.span, false);
    }
    if !page.out.is_empty() {
        page.out.push('\n');
    }
    page.out
}

/// The page being written; the last line is left open for a comment.
struct Page<'a> {
    source: &'a str,
    out: String,
    /// Where the last thing written ended in the source.
    last: u32,
    /// True where no blank line may stand.
    edge: bool,
}

impl Page<'_> {
    /// Writes a line, after a blank one if it is due or the author left one.
    fn write(&mut self, indent: usize, text: &str, span: Span, due: bool) {
        if !self.out.is_empty() {
            self.out.push('\n');
            if !self.edge && (due || is_spaced(self.source, self.last, span.start)) {
                self.out.push('\n');
            }
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push_str(text);
        self.last = span.end;
        self.edge = false;
    }
}

/// True if the author left a blank line between two places.
pub(super) fn is_spaced(source: &str, end: u32, start: u32) -> bool {
    let between = source.get(end as usize..start as usize).unwrap_or("");
    let mut lines = between.split('\n');
    lines.next();
    lines.next_back();
    lines.any(|line| line.trim().is_empty())
}
