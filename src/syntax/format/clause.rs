//! Clauses and sections.

use super::super::tree::{
    Aggregation, Expression, ExpressionKind, Header, Item, ItemKind, Merge, Name, ProseKind, ResumesClause, Section,
    SubstituteClause, Text, TypeExpression, WeightClause,
};
use super::list::{self, Entry};
use super::page::{Joint, Line};
use super::words::{label, options, phrase, prose, text};
use super::{Layout, STEP, WIDTH, width};
use crate::diagnostic::Span;

/// The first words of a text clause.
fn prose_words(kind: ProseKind) -> &'static str {
    match kind {
        ProseKind::Title => "titre",
        ProseKind::Source => "source",
        ProseKind::Wording => "exigence",
        ProseKind::Examples => "exemples",
        ProseKind::Note => "note",
        ProseKind::Reference => "référence",
        ProseKind::Evidence => "preuve",
        ProseKind::Interpretation => "interprétation",
        ProseKind::OutOfScope => "hors champ",
    }
}

/// The text clause an item is.
fn prose_of(item: &Item) -> Option<(ProseKind, &Text)> {
    match &item.kind {
        ItemKind::Prose(prose) => Some((prose.kind, &prose.text)),
        _ => None,
    }
}

impl Layout<'_> {
    /// The whole file. A clause that takes several lines has a blank one on both sides.
    pub(super) fn file(&mut self, items: &[Item]) {
        let mut after_block = false;
        for (index, item) in items.iter().enumerate() {
            let first = self.lines.len();
            self.item(0, item, items.get(index + 1));
            let lines = &mut self.lines[first..];
            let is_block = lines.len() > 1 || lines.iter().any(|line| line.text.contains('\n'));
            if let Some(line) = lines.first_mut() {
                line.apart = index > 0 && (is_block || after_block);
            }
            after_block = is_block;
        }
    }

    /// One item, `next` being the one after it.
    fn item(&mut self, indent: usize, item: &Item, next: Option<&Item>) {
        let span = item.span;
        if let ItemKind::Section(section) = &item.kind {
            return self.section(indent, section, span);
        }
        if self.is_faulty(span) {
            return self.verbatim(indent, span);
        }
        match &item.kind {
            ItemKind::Header(header) => self.header(indent, header, span),
            ItemKind::Replaces(version) => self.words(indent, span, ["remplace", &text(version)]),
            ItemKind::Prose(clause) => {
                let beside_source = clause.kind == ProseKind::Title
                    && next.and_then(prose_of).is_some_and(|(kind, _)| kind == ProseKind::Source)
                    && !clause.text.block;
                let word = if beside_source { "titre " } else { prose_words(clause.kind) };
                self.words(indent, span, [word, &prose(&clause.text, indent)]);
            }
            ItemKind::Plan(ranks) => {
                let words =
                    |rank: &Vec<Name>| rank.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" | ");
                let ranks: Vec<_> = ranks.iter().map(words).collect();
                self.words(indent, span, ["plan :", &ranks.join(" > ")]);
            }
            ItemKind::Total(Aggregation::WeightedSum) => self.words(indent, span, ["total : somme pondérée"]),
            ItemKind::Total(Aggregation::WeightedMean) => self.words(indent, span, ["total : moyenne pondérée"]),
            ItemKind::Scale(scale) => self.scale(indent, scale, span),
            ItemKind::Type(declaration) => {
                let head = format!("type {} :", declaration.name.text);
                self.typed(indent, &head, &declaration.definition, declaration.label.as_ref(), span);
            }
            ItemKind::Inputs(block) => self.inputs(indent, block, span),
            ItemKind::Parameter(parameter) => {
                let ty = parameter.ty.as_ref().map(|ty| format!(": {}", self.flat_type(ty))).unwrap_or_default();
                let value = parameter.value.as_ref().map(|value| self.operand(value)).unwrap_or_default();
                let about = label(parameter.label.as_ref());
                self.words(indent, span, ["paramètre", &parameter.name.text, &ty, "=", &value, &about]);
            }
            ItemKind::Definition(definition) => {
                let head = phrase(["définition", &definition.name.text, &label(definition.label.as_ref()), ":"]);
                let known = definition.label.as_ref().map_or(definition.name.span, |label| label.span);
                self.formula(indent, &head, known.end, &definition.condition, span);
            }
            ItemKind::Constraint(constraint) => {
                let head = phrase(["contrainte", &label(constraint.label.as_ref()), ":"]);
                let known = constraint.label.as_ref().map_or(Span::at(span.start), |label| label.span);
                self.formula(indent, &head, known.end, &constraint.condition, span);
            }
            ItemKind::Checklist(checklist) => {
                self.words(indent, span, ["liste", &checklist.name.text, &prose(&checklist.text, indent)]);
            }
            ItemKind::Decision(decision) => {
                let tiers = if decision.tiered { "par paliers" } else { "" };
                let head = phrase(["décision", &decision.name.text, tiers, &label(decision.label.as_ref())]);
                let known = decision.label.as_ref().map_or(decision.name.span.end, |label| label.span.end);
                self.open_block(indent, &head, span, known);
                self.grade_lines(indent + STEP, &decision.lines);
                self.close_block(indent, span);
            }
            ItemKind::Retire(retired) => {
                self.open_block(indent, "retire", span, span.start);
                self.entries(indent + STEP, &Entry::retired(retired), false);
                self.close_block(indent, span);
            }
            ItemKind::Applicable(clause) => {
                let lead = if clause.negated { "non applicable " } else { "applicable " };
                self.conditional(indent, lead, &clause.condition, span);
            }
            ItemKind::OptIn(clause) => {
                self.conditional(indent, "facultatif ", &clause.optional_if, span);
                let retained = self.condition(&clause.retained_if, "si ", indent + STEP + 7);
                self.follow(indent + STEP, "retenu ", retained);
            }
            ItemKind::Waiver(clause) => {
                self.conditional(indent, &format!("dispense {} ", clause.element.text), &clause.condition, span);
            }
            ItemKind::Substitute(clause) => self.substitute(indent, clause, span),
            ItemKind::Requirement(clause) => self.requirement(indent, clause, span),
            ItemKind::Weight(clause) => self.weight(indent, clause, span),
            ItemKind::ScaleUse(name) => self.words(indent, span, ["échelle", &name.text]),
            ItemKind::Grading(lines) => {
                self.open_block(indent, "barème", span, span.start);
                self.grade_lines(indent + STEP, lines);
                self.close_block(indent, span);
            }
            ItemKind::OutOfTotal => self.words(indent, span, ["hors total"]),
            ItemKind::Resumes(clause) => self.resumes(indent, clause, span),
            ItemKind::New => self.words(indent, span, ["nouveau"]),
            ItemKind::Broken | ItemKind::Section(_) => self.verbatim(indent, span),
        }
    }

    /// A clause on one line.
    fn words<const N: usize>(&mut self, indent: usize, span: Span, words: [&str; N]) {
        self.push(indent, phrase(words), Joint::Free, span);
    }

    /// A clause as it stands in the source.
    fn verbatim(&mut self, indent: usize, span: Span) {
        let text = self.slice(span).trim_end().to_owned();
        self.push(indent, text, Joint::Verbatim, span);
    }

    /// `head {`; the brace is looked for from `known` on.
    pub(super) fn open_block(&mut self, indent: usize, head: &str, span: Span, known: u32) {
        let open = self.find(known, '{');
        self.push(indent, format!("{head} {{"), Joint::Open, Span { start: span.start, end: open.end });
    }

    /// The closing brace of a block that ends at the end of `span`.
    pub(super) fn close_block(&mut self, indent: usize, span: Span) {
        self.push(indent, "}", Joint::Close, Span { start: span.end.saturating_sub(1), end: span.end });
    }

    /// A group or a point. One that holds but a short text takes one line.
    fn section(&mut self, indent: usize, section: &Section, span: Span) {
        let inner = section.items.first().map_or(span.end, |item| item.span.start);
        let brace = self.find(section.head.end, '{');
        let brace = if brace.end <= inner { brace } else { Span::at(section.head.end) };
        let start = span.start.min(section.head.start);
        let id = section.id.as_ref().map_or("", |id| id.text.as_str());
        let head = phrase([&section.word.text, id, &label(section.title.as_ref()), "{"]);
        if self.is_faulty(Span { start, end: brace.end }) {
            let joint = if brace.start == brace.end { Joint::Verbatim } else { Joint::Open };
            let head = Span { start, end: brace.end };
            let text = self.slice(head).trim_end().to_owned();
            self.push(indent, text, joint, head);
        } else {
            if let Some(line) = self.short_section(indent, section, &head, span) {
                self.push(indent, line, Joint::Free, span);
                return;
            }
            self.push(indent, head, Joint::Open, Span { start, end: brace.end });
        }
        for (index, item) in section.items.iter().enumerate() {
            self.item(indent + STEP, item, section.items.get(index + 1));
        }
        if section.closed {
            self.close_block(indent, span);
        }
    }

    /// `point 2.1 { exigence "…" }`, if that is all there is and it fits.
    fn short_section(&self, indent: usize, section: &Section, head: &str, span: Span) -> Option<String> {
        if !section.closed || !self.comments_in(span).is_empty() || self.is_faulty(span) {
            return None;
        }
        let text = match section.items.as_slice() {
            [] => phrase([head, "}"]),
            [item] => {
                let (kind, content) = prose_of(item).filter(|(_, text)| !text.block)?;
                phrase([head, prose_words(kind), &text(content), "}"])
            }
            _ => return None,
        };
        (indent + width(&text) <= WIDTH).then_some(text)
    }

    /// `grille sp_plus version "2023" remplace "2022"`
    fn header(&mut self, indent: usize, header: &Header, span: Span) {
        let name = header.name.as_ref().map_or("", |name| name.text.as_str());
        let version = header.version.as_ref().map(|version| format!("version {}", text(version))).unwrap_or_default();
        let replaces = header.replaces.as_ref().map(|text| format!("remplace {}", label(Some(text))));
        self.words(indent, span, ["grille", name, &version, &replaces.unwrap_or_default()]);
    }

    /// A type on one line.
    fn flat_type(&self, ty: &TypeExpression) -> String {
        let list = options(ty).map(|(options, ordered)| list::flat(&Entry::options(options), ordered));
        phrase([&self.type_head(ty), &list.unwrap_or_default()])
    }

    /// The braces of the options of a type, whose label stands before them.
    pub(super) fn option_braces(&self, ty: Span, label: Option<&Text>, entries: &[Entry]) -> (Span, Span) {
        let before = label.map(|label| label.span).filter(|label| ty.contains(*label));
        self.braces(before.map_or(ty.start, |label| label.end), entries)
    }

    /// `head TYPE "label" { … }`
    fn typed(&mut self, indent: usize, head: &str, ty: &TypeExpression, about: Option<&Text>, span: Span) {
        let head = phrase([head, &self.type_head(ty), &label(about)]);
        let Some((written, ordered)) = options(ty) else {
            return self.push(indent, head, Joint::Free, span);
        };
        let entries = Entry::options(written);
        let (open, close) = self.option_braces(ty.span, about, &entries);
        let flat = phrase([&head, &list::flat(&entries, ordered)]);
        if indent + width(&flat) <= WIDTH && self.is_bare(open, close) {
            self.push(indent, flat, Joint::Free, span);
            return;
        }
        self.push(indent, format!("{head} {{"), Joint::Open, Span { start: span.start, end: open.end });
        self.entries(indent + STEP, &entries, ordered);
        self.push(indent, "}", Joint::Close, Span { start: close.start, end: close.end.max(span.end) });
    }

    /// Adds the lines of a condition behind `lead`, as a clause or line of its own.
    pub(super) fn begin(&mut self, indent: usize, lead: &str, joint: Joint, lines: Vec<Line>) {
        let shift = width(lead);
        for (index, mut line) in lines.into_iter().enumerate() {
            if index == 0 {
                line.text.insert_str(0, lead);
                line.indent = indent;
                line.joint = match (joint, line.joint) {
                    (Joint::Free, Joint::ContinuedOpen) => Joint::Open,
                    (_, Joint::ContinuedOpen) => Joint::ContinuedOpen,
                    _ => joint,
                };
            } else {
                line.indent += indent + shift;
            }
            self.lines.push(line);
        }
    }

    /// Adds the lines of a condition behind `lead`, as what goes on with the clause above.
    pub(super) fn follow(&mut self, indent: usize, lead: &str, lines: Vec<Line>) {
        self.begin(indent, lead, Joint::Continued, lines);
    }

    /// `lead si CONDITION`
    fn conditional(&mut self, indent: usize, lead: &str, condition: &Expression, span: Span) {
        let mut lines = self.condition(condition, "si ", indent + width(lead));
        if let Some(first) = lines.first_mut() {
            first.span.start = span.start;
        }
        self.begin(indent, lead, Joint::Free, lines);
    }

    /// `head CONDITION`, the colon of the head after `known`: a `si … alors …` that is too long has the next line to itself, any other condition goes on below.
    fn formula(&mut self, indent: usize, head: &str, known: u32, condition: &Expression, span: Span) {
        let implies = matches!(condition.kind, ExpressionKind::Implies { .. });
        let column = indent + width(head) + 1;
        let mut lines = self.condition(condition, "", if implies { column } else { indent + STEP });
        let fits = lines.len() == 1 && column + lines.first().map_or(0, |line| width(&line.text)) <= WIDTH;
        if implies && !fits {
            self.push(indent, head, Joint::Free, Span { start: span.start, end: self.find(known, ':').end });
            let lines = self.condition(condition, "", indent + STEP);
            return self.follow(indent + STEP, "", lines);
        }
        if !fits {
            lines = self.condition(condition, "", column);
        }
        for line in &mut lines {
            // What goes on below stands under the clause, not under a condition that may begin far to the right.
            line.indent += STEP;
        }
        if let Some(first) = lines.first_mut() {
            first.span.start = span.start;
            first.text.insert_str(0, &format!("{head} "));
        }
        self.begin(indent, "", Joint::Free, lines);
    }

    /// `admet OTHER "…" pour ELEMENT si …`
    fn substitute(&mut self, indent: usize, clause: &SubstituteClause, span: Span) {
        let head = phrase(["admet", &clause.name.text, &label(clause.label.as_ref())]);
        let element = format!("pour {}", clause.element.text);
        let condition = clause.condition.as_ref();
        let tail = condition.map(|condition| format!("si {}", self.flat(condition))).unwrap_or_default();
        let head_end = clause.label.as_ref().map_or(clause.name.span.end, |label| label.span.end);
        let bare = self.comments_in(Span { start: head_end, end: span.end }).is_empty();
        let whole = phrase([&head, &element, &tail]);
        if bare && indent + width(&whole) <= WIDTH {
            self.push(indent, whole, Joint::Free, span);
            return;
        }
        self.push(indent, head, Joint::Free, Span { start: span.start, end: head_end });
        let Some(condition) = condition else {
            let end = clause.element.span.end;
            return self.push(indent + STEP, element, Joint::Continued, Span { start: clause.element.span.start, end });
        };
        let mut lines = self.condition(condition, "si ", indent + STEP + width(&element) + 1);
        if let Some(first) = lines.first_mut() {
            first.span.start = clause.element.span.start;
        }
        self.follow(indent + STEP, &format!("{element} "), lines);
    }

    /// `poids 5/4 si …, 3/2 si … sinon 1`: one case a line when that is too long.
    fn weight(&mut self, indent: usize, clause: &WeightClause, span: Span) {
        let otherwise = clause.otherwise.as_ref().map(|weight| self.literal(weight));
        let cases: Vec<_> = clause
            .cases
            .iter()
            .map(|(weight, when)| format!("{} si {}", self.literal(weight), self.flat(when)))
            .collect();
        let sinon = match &otherwise {
            Some(weight) if cases.is_empty() => weight.clone(),
            Some(weight) => format!("sinon {weight}"),
            None => String::new(),
        };
        let whole = phrase(["poids", &cases.join(", "), &sinon]);
        let first = clause.cases.first().map_or(span, |(_, when)| when.span);
        let bare = clause.cases.iter().all(|(_, when)| self.is_flat(when)) && self.is_bare(first, Span::at(span.end));
        if cases.is_empty() || (bare && indent + width(&whole) <= WIDTH) {
            self.push(indent, whole, Joint::Free, span);
            return;
        }
        let indent_cases = indent + 6;
        let last = clause.cases.len() - 1;
        for (index, (weight, when)) in clause.cases.iter().enumerate() {
            let lead = format!("{} ", self.literal(weight));
            let mut lines = self.condition(when, "si ", indent_cases + width(&lead));
            if let Some(first) = lines.first_mut() {
                first.span.start = if index == 0 { span.start } else { weight.span.start };
            }
            if let Some(line) = lines.last_mut().filter(|_| index < last) {
                line.text.push(',');
            }
            if index == 0 {
                self.begin(indent, &format!("poids {lead}"), Joint::Free, lines);
            } else {
                self.follow(indent_cases, &lead, lines);
            }
        }
        if let Some(weight) = &clause.otherwise {
            self.push(indent_cases, sinon, Joint::Continued, weight.span);
        }
    }

    /// `reprend 2.5, 2.6 par minimum`
    fn resumes(&mut self, indent: usize, clause: &ResumesClause, span: Span) {
        let ids: Vec<_> = clause.ids.iter().map(|id| id.text.as_str()).collect();
        let merge = match clause.merge {
            Some(Merge::Minimum) => "par minimum",
            Some(Merge::Maximum) => "par maximum",
            None => "",
        };
        self.words(indent, span, ["reprend", &ids.join(", "), merge]);
    }
}
