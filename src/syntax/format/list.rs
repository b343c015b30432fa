//! Lists between braces: members of a requirement, options of a type, points retired. On one line when they fit, else one a line
//! with their labels in a column.

use super::super::tree::{Member, Name, Need, OptionDeclaration, RequirementClause, Retired, Text};
use super::condition::contained;
use super::page::Joint;
use super::words::{label, phrase, resumes};
use super::{Layout, STEP, WIDTH, width};
use crate::diagnostic::Span;

/// An entry of a list.
pub(super) struct Entry<'a> {
    /// Its name.
    name: &'a str,
    /// Its label.
    label: String,
    /// What is required of it, if it is an inner need.
    need: Option<&'a Need>,
    /// What comes last: `le cas échéant`, its lineage.
    tail: String,
    /// Where it stands.
    span: Span,
}

/// The stretch from a name to the last of the parts that follow it.
fn stretch<const N: usize>(name: Span, parts: [Option<Span>; N]) -> Span {
    parts.into_iter().flatten().fold(name, Span::to)
}

fn text_span(text: Option<&Text>) -> Option<Span> {
    text.map(|text| text.span)
}

fn name_span(name: Option<&Name>) -> Option<Span> {
    name.map(|name| name.span)
}

impl<'a> Entry<'a> {
    /// Members of a requirement.
    pub(super) fn members(members: &'a [Member]) -> Vec<Self> {
        let entry = |member: &'a Member| Entry {
            name: &member.name.text,
            label: label(member.label.as_ref()),
            need: member.need.as_ref(),
            tail: phrase([if member.if_any { "le cas échéant" } else { "" }, &resumes(member.resumes.as_ref())]),
            span: stretch(
                member.name.span,
                [
                    text_span(member.label.as_ref()),
                    member.need.as_ref().map(|need| need.span),
                    name_span(member.resumes.as_ref()),
                ],
            ),
        };
        members.iter().map(entry).collect()
    }

    /// Options of a choice, members of a set.
    pub(super) fn options(options: &'a [OptionDeclaration]) -> Vec<Self> {
        let entry = |option: &'a OptionDeclaration| Entry {
            name: &option.name.text,
            label: label(option.label.as_ref()),
            need: None,
            tail: resumes(option.resumes.as_ref()),
            span: stretch(option.name.span, [text_span(option.label.as_ref()), name_span(option.resumes.as_ref())]),
        };
        options.iter().map(entry).collect()
    }

    /// Points of the replaced version that are gone.
    pub(super) fn retired(retired: &'a [Retired]) -> Vec<Self> {
        let entry = |retired: &'a Retired| {
            let covering: Vec<_> = retired.covered_by.iter().map(|id| id.text.as_str()).collect();
            Entry {
                name: &retired.id.text,
                label: label(retired.reason.as_ref()),
                need: None,
                tail: if covering.is_empty() { String::new() } else { format!("par {}", covering.join(", ")) },
                span: stretch(
                    retired.id.span,
                    [text_span(retired.reason.as_ref()), name_span(retired.covered_by.last())],
                ),
            }
        };
        retired.iter().map(entry).collect()
    }

    fn flat(&self) -> String {
        let need = self.need.map(|need| format!(": {}", flat_need(need))).unwrap_or_default();
        phrase([self.name, &self.label, &need, &self.tail])
    }
}

/// A need on one line.
fn flat_need(need: &Need) -> String {
    format!("{} {}", contained(need.at_least), flat(&Entry::members(&need.members), false))
}

/// A list on one line, braces included.
pub(super) fn flat(entries: &[Entry], ordered: bool) -> String {
    if entries.is_empty() {
        return "{ }".to_owned();
    }
    let entries: Vec<_> = entries.iter().map(Entry::flat).collect();
    format!("{{ {} }}", entries.join(if ordered { " < " } else { ", " }))
}

impl Layout<'_> {
    /// The braces of a list: the opening one found after `from`, the closing one after the last entry.
    pub(super) fn braces(&self, from: u32, entries: &[Entry]) -> (Span, Span) {
        let open = self.find(from, '{');
        let last = entries.last().map_or(open.end, |entry| entry.span.end);
        (open, self.find(last, '}'))
    }

    /// The braces of a need.
    fn need_braces(&self, need: &Need) -> (Span, Span) {
        let open = self.find(need.span.start, '{');
        (open, Span { start: need.span.end.saturating_sub(1).max(open.end), end: need.span.end })
    }

    /// The entries of a list, one a line. Options in order have their `<` in a margin.
    pub(super) fn entries(&mut self, indent: usize, entries: &[Entry], ordered: bool) {
        let aligned = |entry: &&Entry| entry.need.is_none() && !entry.label.is_empty();
        let column = entries.iter().filter(aligned).map(|entry| width(entry.name)).max().unwrap_or(0);
        for (index, entry) in entries.iter().enumerate() {
            let Some(need) = entry.need else {
                let margin = match (ordered, index) {
                    (false, _) => "",
                    (true, 0) => "  ",
                    (true, _) => "< ",
                };
                let column = if entry.label.is_empty() { 0 } else { column };
                let name = format!("{margin}{:column$}", entry.name);
                self.push(indent, phrase([&name, &entry.label, &entry.tail]), Joint::Free, entry.span);
                continue;
            };
            let (open, close) = self.need_braces(need);
            let text = entry.flat();
            if indent + width(&text) <= WIDTH && self.is_bare(open, close) {
                self.push(indent, text, Joint::Free, entry.span);
            } else {
                let head = phrase([entry.name, &entry.label, ":", &contained(need.at_least), "{"]);
                self.push(indent, head, Joint::Open, Span { start: entry.span.start, end: open.end });
                self.entries(indent + STEP, &Entry::members(&need.members), false);
                let close = Span { end: entry.span.end, ..close };
                self.push(indent, phrase(["}", &entry.tail]), Joint::Close, close);
            }
        }
    }

    /// `exige … { … } pour chaque { … }`
    pub(super) fn requirement(&mut self, indent: usize, clause: &RequirementClause, span: Span) {
        let need = &clause.need;
        let members = Entry::members(&need.members);
        let (open, close) = self.need_braces(need);
        let mut last = need.span;
        let mut supports = Vec::new();
        let mut bare_between = true;
        for support in &clause.for_each {
            let entries = Entry::members(support);
            let (open, close) = self.braces(last.end, &entries);
            bare_between &= self.is_bare(last, open);
            last = close;
            supports.push((entries, (open, close)));
        }
        let bare_need = self.is_bare(open, close);
        let bare = bare_need && bare_between && supports.iter().all(|(_, (open, close))| self.is_bare(*open, *close));
        let head = format!("exige {}", contained(need.at_least));
        let needed = format!("{head} {}", flat(&members, false));
        let flats: Vec<_> =
            supports.iter().map(|(entries, _)| format!("pour chaque {}", flat(entries, false))).collect();
        let whole = std::iter::once(&needed).chain(&flats).map(String::as_str).collect::<Vec<_>>().join(" ");
        if bare && indent + width(&whole) <= WIDTH {
            self.push(indent, whole, Joint::Free, span);
            return;
        }
        if bare_need && indent + width(&needed) <= WIDTH {
            self.push(indent, needed, Joint::Free, Span { start: span.start, end: need.span.end });
        } else {
            self.push(indent, format!("{head} {{"), Joint::Open, Span { start: span.start, end: open.end });
            self.entries(indent + STEP, &members, false);
            self.push(indent, "}", Joint::Close, close);
        }
        let mut before = need.span;
        for ((entries, (open, close)), flat) in supports.iter().zip(flats) {
            let joined = self.is_bare(before, *open);
            self.support(indent, entries, (*open, *close), &flat, joined);
            before = *close;
        }
    }

    /// `pour chaque { … }`: behind the closing brace of what is required when that has a line to itself and no comment stands between
    /// (`joined`), else on the next line.
    fn support(&mut self, indent: usize, entries: &[Entry], (open, close): (Span, Span), flat: &str, joined: bool) {
        let bare = self.is_bare(open, close);
        if let Some(last) = self.lines.last_mut().filter(|line| joined && line.joint == Joint::Close) {
            if bare && last.indent + width(&last.text) + 1 + width(flat) <= WIDTH {
                last.text.push(' ');
                last.text.push_str(flat);
                last.span.end = close.end;
                return;
            }
            if last.text == "}" {
                last.text.push_str(" pour chaque {");
                last.joint = Joint::CloseOpen;
                last.span.end = open.end;
                let indent = last.indent;
                self.entries(indent + STEP, entries, false);
                self.push(indent, "}", Joint::Close, close);
                return;
            }
        }
        let indent = indent + STEP;
        if bare && indent + width(flat) <= WIDTH {
            self.push(indent, flat, Joint::Continued, Span { start: open.start, end: close.end });
        } else {
            self.push(indent, "pour chaque {", Joint::ContinuedOpen, open);
            self.entries(indent + STEP, entries, false);
            self.push(indent, "}", Joint::Close, close);
        }
    }
}
