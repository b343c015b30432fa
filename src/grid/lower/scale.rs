//! Scales: their levels, their values, and the one that holds by default.

use std::collections::HashMap;

use super::Lowering;
use super::constant::literal_value;
use super::names::unknown;
use super::types::inverted;
use crate::diagnostic::{Braces, Diagnostic, Named, Naming, NumberPlace, Shape, Span, Typing};
use crate::exact::{Exact, integer, to_text};
use crate::grid::{Level, ParameterValue, Scale, ScaleId, ScaleKind};
use crate::syntax::tree::{Bounds, ItemKind, LevelDeclaration, Literal, Name, ScaleDeclaration, Text};

impl Lowering<'_> {
    /// The scales, and which of them points are rated on unless they name another.
    pub(super) fn scales(&mut self) {
        let mut default: Option<(ScaleId, Span)> = None;
        for item in self.items() {
            let ItemKind::Scale(declaration) = &item.kind else { continue };
            let name = &declaration.name;
            if let Some(first) = self.grid.scales.iter().find(|scale| scale.name == name.text) {
                let first = first.name_span;
                self.repeated(Named::Scale, name, first);
                continue;
            }
            let id = ScaleId(self.grid.scales.len());
            let kind = match &declaration.interval {
                Some(bounds) => self.interval(bounds, name),
                None => ScaleKind::Levels(self.levels(declaration)),
            };
            if declaration.by_default {
                match default {
                    Some((_, first)) => {
                        let diagnostic = Diagnostic::new(Shape::SeveralDefaults, name.span);
                        self.diagnostics.push(diagnostic.label(first, "l’échelle par défaut"));
                    }
                    None => default = Some((id, name.span)),
                }
            }
            self.grid.scales.push(Scale {
                name: name.text.clone(),
                by_default: declaration.by_default,
                kind,
                allows_set_aside: declaration.set_aside.is_some(),
                name_span: name.span,
                span: item.span,
            });
        }
        // A lone scale needs no `par défaut`: there is nothing else a point could be rated on.
        self.default_scale = match default {
            Some((id, _)) => Some(id),
            None => (self.grid.scales.len() == 1).then_some(ScaleId(0)),
        };
    }

    /// The two ends of an interval scale. Ends at fault become 0 and 1, so that the rest of the grid keeps its meaning.
    fn interval(&mut self, bounds: &Bounds, name: &Name) -> ScaleKind {
        let whole = bounds.low.span.to(bounds.high.span);
        let (low, high) =
            (self.plain(&bounds.low, NumberPlace::ScaleBound), self.plain(&bounds.high, NumberPlace::ScaleBound));
        if let (Some(low), Some(high)) = (low, high) {
            let zero = integer(0);
            if low > high {
                let fix = inverted(bounds, &to_text(&low, ','), &to_text(&high, ','));
                self.diagnostics.push(Diagnostic::new(Typing::InvertedBounds, whole).fix(fix));
            } else if low < zero {
                self.report(Typing::ScaleValue { scale: name.text.clone(), negative: true }, bounds.low.span);
            } else if high == zero {
                self.report(Typing::ScaleValue { scale: name.text.clone(), negative: false }, bounds.high.span);
            } else {
                return ScaleKind::Interval { low, high };
            }
        }
        ScaleKind::Interval { low: integer(0), high: integer(1) }
    }

    /// The levels, whose values increase from 0 or more, or are all absent.
    fn levels(&mut self, declaration: &ScaleDeclaration) -> Vec<Level> {
        let scale = &declaration.name.text;
        if declaration.levels.is_empty() {
            self.report(Shape::Empty(Braces::Scale(scale.clone())), declaration.name.span);
            return Vec::new();
        }
        let mut levels: Vec<Level> = Vec::with_capacity(declaration.levels.len());
        let mut first: HashMap<&str, Span> = HashMap::new();
        for level in &declaration.levels {
            if let Some(first) = first.get(level.name.text.as_str()) {
                self.repeated(Named::Level, &level.name, *first);
                continue;
            }
            first.insert(&level.name.text, level.name.span);
            levels.push(Level {
                name: level.name.text.clone(),
                value: level.value.as_ref().and_then(|value| self.plain(value, NumberPlace::Level)),
                label: level.label.as_ref().map(Text::plain).unwrap_or_default(),
                resumes: level.resumes.as_ref().map(|name| name.text.clone()),
                name_span: level.name.span,
            });
        }
        self.check_values(&declaration.levels, scale);
        levels
    }

    /// Values present on all levels or on none, from 0 up, strictly increasing, the best above 0.
    fn check_values(&mut self, levels: &[LevelDeclaration], scale: &str) {
        if levels.iter().all(|level| level.value.is_none()) {
            return;
        }
        let mut previous: Option<(&LevelDeclaration, Exact)> = None;
        let mut at_fault = false;
        for level in levels {
            let Some(literal) = &level.value else {
                self.report(Typing::LevelWithoutValue(level.name.text.clone()), level.name.span);
                at_fault = true;
                continue;
            };
            let Some(ParameterValue::Number(value)) = literal_value(literal) else {
                at_fault = true;
                continue;
            };
            if value < integer(0) {
                self.report(Typing::ScaleValue { scale: scale.to_owned(), negative: true }, literal.span);
                at_fault = true;
            } else if let Some((before, least)) = &previous
                && value <= *least
            {
                let (level_name, previous) = (level.name.text.clone(), before.name.text.clone());
                let text = format!("`{previous}` vaut {}", to_text(least, ','));
                let problem = Typing::NotIncreasing { level: level_name, previous };
                let before = before.name.span;
                self.diagnostics.push(Diagnostic::new(problem, literal.span).label(before, text));
                at_fault = true;
            }
            previous = Some((level, value));
        }
        if let Some((best, value)) = previous
            && value == integer(0)
            && !at_fault
        {
            let span = best.value.as_ref().map_or(best.name.span, |literal| literal.span);
            self.report(Typing::ScaleValue { scale: scale.to_owned(), negative: false }, span);
        }
    }

    /// A plain number: no unit, no percentage.
    pub(super) fn plain(&mut self, literal: &Literal, place: NumberPlace) -> Option<Exact> {
        match literal_value(literal)? {
            ParameterValue::Number(value) => Some(value),
            other => {
                let diagnostic = Diagnostic::new(Typing::PlainNumber { place }, literal.span);
                self.diagnostics.push(match other {
                    ParameterValue::Percentage(value) => {
                        let ratio = to_text(&(value / integer(100)), ',');
                        diagnostic.fix(crate::diagnostic::Fix::replace(
                            format!("écrire `{ratio}`"),
                            literal.span,
                            ratio,
                        ))
                    }
                    _ => diagnostic,
                });
                None
            }
        }
    }

    /// The scale of a name.
    pub(super) fn scale_named(&mut self, name: &Name) -> Option<ScaleId> {
        let found = self.grid.scales.iter().position(|scale| scale.name == name.text).map(ScaleId);
        if found.is_none() {
            let unknown = unknown(name, self.grid.scales.iter().map(|scale| scale.name.as_str()).collect());
            self.unknown(Naming::UnknownScale, unknown, name.span);
        }
        found
    }

    /// The level of a name on a scale, and where it stands among the levels.
    pub(super) fn level_named(&mut self, scale: ScaleId, name: &Name) -> Option<usize> {
        let scale = self.grid.scale(scale);
        if let ScaleKind::Interval { .. } = scale.kind {
            let problem = Typing::NoLevels { scale: scale.name.clone() };
            self.report(problem, name.span);
            return None;
        }
        let found = scale.level_named(&name.text);
        // A scale without levels has been spoken of.
        if found.is_none() && !scale.levels().is_empty() {
            let unknown = unknown(name, scale.levels().iter().map(|level| level.name.as_str()).collect());
            let of = Some(scale.name.clone());
            self.unknown(|level| Naming::UnknownLevel { level, of }, unknown, name.span);
        }
        found
    }
}
