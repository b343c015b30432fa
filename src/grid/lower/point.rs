//! Points: the wording, the scale, the `barème`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Lowering;
use super::place::first_word;
use super::section::{Around, ChosenScale};
use super::wording::Reading;
use crate::diagnostic::{Braces, Diagnostic, Named, Room, Shape, Span};
use crate::grid::{Child, GradeLine, GradedScale, Point, PointId, Rating, Scale, ScaleId, ScaleKind};
use crate::syntax::tree::{self, Item, ItemKind, ProseKind, Section, Text};

impl<'a> Lowering<'a> {
    /// A point.
    pub(super) fn point(&mut self, section: &'a Section, span: Span, around: Around) {
        self.check_places(&section.items, Room::Point);
        let id = self.point_id(section);
        let scale = self.scale_of(section, around, &id);
        let common = self.common(section, span);
        let (mut reading, mut wording_span, mut rating) = (Reading::default(), None, Rating::Auditor);
        for item in &section.items {
            match &item.kind {
                ItemKind::Prose(prose) if prose.kind == ProseKind::Wording && wording_span.is_none() => {
                    reading = self.read(&prose.text);
                    wording_span = Some(item.span);
                }
                ItemKind::Grading(lines) => rating = self.grading(lines, item, scale),
                _ => {}
            }
        }
        let elements = self.elements(section, &reading, wording_span);
        let point = PointId(self.grid.points.len());
        // Without any scale, which has been said, an empty one keeps the model whole.
        let scale = scale.unwrap_or_else(|| self.no_scale(section.head));
        self.grid.points.push(Point {
            id,
            title: section.title.as_ref().map(Text::plain).unwrap_or_default(),
            group: around.group,
            wording: reading.lines.join("\n"),
            wording_span,
            requirement: elements.requirement,
            waivers: elements.waivers,
            substitutes: elements.substitutes,
            scale,
            rating,
            common,
        });
        self.grid.groups[around.group.0].children.push(Child::Point(point));
        self.orphans(section, around);
    }

    /// Sections inside a point: the parser takes them out where it can; those left are lowered beside it.
    fn orphans(&mut self, section: &'a Section, around: Around) {
        for item in &section.items {
            if let ItemKind::Section(inner) = &item.kind {
                self.point(inner, item.span, around);
            }
        }
    }

    /// The id of a point, unique in the grid.
    fn point_id(&mut self, section: &Section) -> String {
        let Some(id) = &section.id else {
            self.report(Shape::MissingId(section.word.text.clone()), section.head);
            return String::new();
        };
        match self.point_ids.entry(id.text.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(id.span);
            }
            Entry::Occupied(entry) => {
                let first = *entry.get();
                self.repeated(Named::Point, id, first);
            }
        }
        id.text.clone()
    }

    /// The scale a point is rated on: its own, its groups', the default one; `None` if there is none, which is said once.
    fn scale_of(&mut self, section: &Section, around: Around, id: &str) -> Option<ScaleId> {
        match (self.chosen_scale(&section.items, around.scale), self.default_scale) {
            (ChosenScale::Scale(scale), _) | (ChosenScale::None, Some(scale)) => return Some(scale),
            (ChosenScale::AtFault, _) => return None,
            (ChosenScale::None, None) => {}
        }
        if !self.scale_lacking && !self.unreadable {
            self.scale_lacking = true;
            let scales: Vec<_> = self.grid.scales.iter().map(|scale| scale.name.clone()).collect();
            if scales.is_empty() {
                self.report(Shape::MissingScale, section.head);
            } else {
                self.report(Shape::NoDefaultScale { point: id.to_owned(), scales }, section.head);
            }
        }
        None
    }

    fn no_scale(&mut self, span: Span) -> ScaleId {
        if self.grid.scales.is_empty() {
            self.grid.scales.push(Scale {
                name: String::new(),
                by_default: true,
                kind: ScaleKind::Levels(Vec::new()),
                allows_set_aside: false,
                name_span: span,
                span,
            });
        }
        ScaleId(0)
    }

    /// `barème`: the lines that could be resolved.
    fn grading(&mut self, lines: &[tree::GradeLine], item: &Item, scale: Option<ScaleId>) -> Rating {
        if lines.is_empty() {
            self.report(Shape::Empty(Braces::Grading), first_word(item, "barème"));
        }
        self.one_otherwise(lines.iter());
        let interval = scale.is_some_and(|scale| matches!(self.grid.scale(scale).kind, ScaleKind::Interval { .. }));
        let mut first: HashMap<&str, Span> = HashMap::new();
        let mut graded = GradedScale { lines: Vec::new(), span: item.span };
        for (at, line) in lines.iter().enumerate() {
            let condition = line.condition.as_ref().map(|condition| self.condition(condition));
            if let Some(first) = first.get(line.level.text.as_str()) {
                let diagnostic = Diagnostic::new(Shape::RepeatedLine(line.level.text.clone()), line.level.span);
                self.diagnostics.push(diagnostic.label(*first, "sa ligne"));
                continue;
            }
            first.insert(&line.level.text, line.level.span);
            // That an interval has no levels is said on the first line alone.
            let level = scale.filter(|_| !interval || at == 0).and_then(|scale| self.level_named(scale, &line.level));
            if let (Some(level), None | Some(Some(_))) = (level, &condition) {
                let (condition, level_span) = (condition.flatten(), line.level.span);
                graded.lines.push(GradeLine { level, condition, level_span, span: line.span });
            }
        }
        Rating::Computed(graded)
    }
}
