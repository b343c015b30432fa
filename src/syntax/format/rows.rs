//! Blocks whose lines stand in columns: levels of a scale, inputs, lines of a `barème` or of a decision. A blank line the author
//! left begins new columns.

use super::super::tree::{GradeLine, InputBlock, InputDeclaration, LevelDeclaration, ScaleDeclaration};
use super::list::{self, Entry};
use super::page::{self, Joint};
use super::words::{label, options, phrase, resumes};
use super::{Layout, STEP, WIDTH, width};
use crate::diagnostic::Span;

/// The column after the widest of some words; 0 where there is none.
fn column<'a>(words: impl Iterator<Item = &'a str>) -> usize {
    words.map(width).max().unwrap_or(0)
}

/// A word set in a column.
fn set(word: &str, column: usize) -> String {
    format!("{word:column$}")
}

impl Layout<'_> {
    /// Cuts rows where the author left a blank line.
    fn groups<'r, T>(&self, rows: &'r [T], span: impl Fn(&T) -> Span) -> Vec<&'r [T]> {
        rows.chunk_by(|left, right| !page::is_spaced(self.source, span(left).end, span(right).start)).collect()
    }

    /// `échelle cotation par défaut { … }`, `échelle avancement de 0 à 1`
    pub(super) fn scale(&mut self, indent: usize, scale: &ScaleDeclaration, span: Span) {
        let by_default = if scale.by_default { "par défaut" } else { "" };
        let bounds = scale.interval.as_ref().map(|bounds| self.bounds(bounds)).unwrap_or_default();
        let head = phrase(["échelle", &scale.name.text, by_default, &bounds]);
        let open = self.find(scale.name.span.end, '{');
        if open.end > span.end || open.start == open.end {
            // No list at all.
            self.push(indent, head, Joint::Free, span);
            return;
        }
        let close = Span { start: span.end.saturating_sub(1).max(open.end), end: span.end };
        if scale.levels.is_empty() && self.is_bare(open, close) {
            let list = if scale.set_aside.is_some() { "{ sans objet }" } else { "{ }" };
            self.push(indent, phrase([&head, list]), Joint::Free, span);
            return;
        }
        self.push(indent, format!("{head} {{"), Joint::Open, Span { start: span.start, end: open.end });
        let indent_levels = indent + STEP;
        let mut set_aside = scale.set_aside;
        for group in self.groups(&scale.levels, |level| level.span) {
            let rows: Vec<_> = group.iter().map(|level| self.level_words(level)).collect();
            let values = column(rows.iter().filter(|row| !row[2].is_empty()).map(|row| row[1].as_str()));
            let names =
                column(rows.iter().filter(|row| row[1..].iter().any(|w| !w.is_empty())).map(|row| row[0].as_str()));
            for (level, [name, value, rest]) in group.iter().zip(&rows) {
                if let Some(span) = set_aside.take_if(|span| span.start < level.span.start) {
                    self.push(indent_levels, "sans objet", Joint::Free, span);
                }
                let text = phrase([&set(name, names), &set(value, values), rest]);
                self.push(indent_levels, text.trim_end(), Joint::Free, level.span);
            }
        }
        if let Some(span) = set_aside {
            self.push(indent_levels, "sans objet", Joint::Free, span);
        }
        self.push(indent, "}", Joint::Close, close);
    }

    /// The name, the value and the rest of a level.
    fn level_words(&self, level: &LevelDeclaration) -> [String; 3] {
        let value = level.value.as_ref().map(|value| format!("= {}", self.literal(value))).unwrap_or_default();
        let rest = phrase([&label(level.label.as_ref()), &resumes(level.resumes.as_ref())]);
        [level.name.text.clone(), value, rest]
    }

    /// `profil { … }`, `mesures { … }`
    pub(super) fn inputs(&mut self, indent: usize, block: &InputBlock, span: Span) {
        self.open_block(indent, block.section.word(), span, span.start);
        for group in self.groups(&block.inputs, |input| input.span) {
            let mut rest = group;
            while let Some(first) = rest.first() {
                // An input whose options need lines of their own stands out of the columns, and parts them.
                let length = rest.iter().take_while(|input| self.is_one_line(indent + STEP, input)).count();
                let (run, after) = rest.split_at(length.max(1));
                let names = column(run.iter().map(|input| input.name.text.as_str()));
                for input in run {
                    self.input(indent + STEP, input, if length == 0 { width(&first.name.text) } else { names });
                }
                rest = after;
            }
        }
        self.close_block(indent, span);
    }

    /// The type, the label and the lineage of an input whose options, if any, stand on the line. Whether they do is judged without
    /// the columns, so that a name that grows elsewhere moves nothing here.
    fn input_line(&self, input: &InputDeclaration) -> String {
        let list = options(&input.ty).map(|(options, ordered)| list::flat(&Entry::options(options), ordered));
        phrase([
            &self.type_head(&input.ty),
            &label(input.label.as_ref()),
            &list.unwrap_or_default(),
            &resumes(input.resumes.as_ref()),
        ])
    }

    /// True if an input takes one line, its `existe si` apart.
    fn is_one_line(&self, indent: usize, input: &InputDeclaration) -> bool {
        let Some((options, _)) = options(&input.ty) else { return true };
        let (open, close) = self.option_braces(input.ty.span, input.label.as_ref(), &Entry::options(options));
        indent + width(&input.name.text) + 3 + width(&self.input_line(input)) <= WIDTH && self.is_bare(open, close)
    }

    /// One input.
    fn input(&mut self, indent: usize, input: &InputDeclaration, names: usize) {
        let name = set(&input.name.text, names);
        let until = input.exists_if.as_ref().map_or(input.span.end, |condition| condition.span.start);
        let parts = [input.label.as_ref().map(|text| text.span.end), input.resumes.as_ref().map(|name| name.span.end)];
        let end = parts.into_iter().flatten().filter(|end| *end <= until).fold(input.ty.span.end, u32::max);
        match options(&input.ty) {
            Some((written, ordered)) if !self.is_one_line(indent, input) => {
                let entries = Entry::options(written);
                let (open, close) = self.option_braces(input.ty.span, input.label.as_ref(), &entries);
                let head = phrase([&name, ":", &self.type_head(&input.ty), &label(input.label.as_ref()), "{"]);
                self.push(indent, head, Joint::Open, Span { start: input.span.start, end: open.end });
                self.entries(indent + STEP, &entries, ordered);
                let text = phrase(["}", &resumes(input.resumes.as_ref())]);
                self.push(indent, text, Joint::Close, Span { end: end.max(close.end), ..close });
            }
            _ => {
                let text = format!("{name} : {}", self.input_line(input));
                self.push(indent, text, Joint::Free, Span { start: input.span.start, end });
            }
        }
        if let Some(condition) = &input.exists_if {
            let lines = self.condition(condition, "si ", indent + STEP + 7);
            self.follow(indent + STEP, "existe ", lines);
        }
    }

    /// The lines of a `barème` or of a decision.
    pub(super) fn grade_lines(&mut self, indent: usize, lines: &[GradeLine]) {
        for group in self.groups(lines, |line| line.span) {
            let labels: Vec<_> = group.iter().map(|line| label(line.label.as_ref())).collect();
            let levels = column(group.iter().map(|line| line.level.text.as_str()));
            let label_column = column(labels.iter().map(String::as_str));
            for (line, label) in group.iter().zip(&labels) {
                let level = set(&line.level.text, levels);
                let lead = if label_column == 0 { level } else { format!("{level} {}", set(label, label_column)) };
                let Some(condition) = &line.condition else {
                    self.push(indent, format!("{lead} sinon"), Joint::Free, line.span);
                    continue;
                };
                let lead = format!("{lead} ");
                let mut parts = self.condition(condition, "si ", indent + width(&lead));
                if let Some(first) = parts.first_mut() {
                    first.span.start = line.span.start;
                }
                self.begin(indent, &lead, Joint::Free, parts);
            }
        }
    }
}
