//! Tests on inputs: what is compared with what.

use std::collections::HashMap;

use super::Lowering;
use super::constant::{Constant, Quantity, Side, kind_of, kind_of_value, yes_or_no};
use super::names::{Symbol, unknown};
use super::result::is_result;
use crate::diagnostic::{Braces, Diagnostic, Fix, Kind, Named, Naming, Shape, Span, Typing};
use crate::exact::integer;
use crate::grid::{Atom, Choice, Domain, Formula, InputId, ParameterValue, Test};
use crate::syntax::tree::{Comparison, Expression, ExpressionKind, Name, Operand};

/// What is compared: the input, the sign as read from the input, and what stands opposite.
struct Sides<'e> {
    input: InputId,
    comparison: Comparison,
    sign: Span,
    other: &'e Operand,
    whole: Span,
}

impl Lowering<'_> {
    /// A single test over inputs.
    pub(super) fn input_test(&mut self, expression: &Expression) -> Option<Formula<Atom>> {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Bare(operand) => self.bare(operand, span),
            ExpressionKind::Compare { left, comparison, sign, right } => {
                self.compare(left, *comparison, *sign, right, span)
            }
            ExpressionKind::Among { left, options } => {
                let input = self.subject(left)?;
                self.among(input, left.span(), options, span)
            }
            ExpressionKind::Contains { left, at_least, members } => {
                let input = self.subject(left)?;
                self.contains(input, left.span(), *at_least, members, span)
            }
            ExpressionKind::NotComputable(operand) => {
                let name = match operand {
                    Operand::Name(name) => name.text.as_str(),
                    Operand::Call { function, .. } => function.text.as_str(),
                    Operand::Literal(_) => "non calculable",
                };
                self.result_outside(name, span);
                None
            }
            // The connectives are lowered before a test is reached.
            _ => None,
        }
    }

    /// A name standing alone: a yes/no, a definition, a yes/no parameter.
    fn bare(&mut self, operand: &Operand, span: Span) -> Option<Formula<Atom>> {
        let name = match operand {
            Operand::Name(name) => name,
            Operand::Literal(_) => {
                if let Side::Constant(_) = self.side(operand) {
                    self.report(Typing::NothingVaries, span);
                }
                return None;
            }
            Operand::Call { function, span, .. } => {
                self.result_outside(&function.text, *span);
                return None;
            }
        };
        if yes_or_no(&name.text).is_some() {
            self.report(Typing::NothingVaries, span);
            return None;
        }
        if self.names.get(&name.text).is_none() && !is_result(&name.text) && self.lone_option(name, span) {
            return None;
        }
        match self.resolve(name)? {
            Symbol::Input(id) => {
                let input = self.grid.input(id);
                if input.domain == Domain::YesNo {
                    return Some(Formula::Atom(Atom { input: id, test: Test::Is(true), span }));
                }
                let problem = Typing::NotACondition { name: name.text.clone(), kind: kind_of(&input.domain) };
                self.report(problem, span);
            }
            Symbol::Definition(id) => return Some(Formula::Definition(id, span)),
            Symbol::Parameter(id) => match self.grid.parameters[id.0].value {
                ParameterValue::YesNo(true) => return Some(Formula::All(Vec::new(), span)),
                ParameterValue::YesNo(false) => return Some(Formula::Any(Vec::new(), span)),
                _ => self.report(Typing::NotACondition { name: name.text.clone(), kind: Kind::Parameter }, span),
            },
            Symbol::Decision(_) | Symbol::Broken => {}
        }
        None
    }

    /// True if a name is no more than an option of some input: says so, and writes the comparison that was left out.
    fn lone_option(&mut self, name: &Name, span: Span) -> bool {
        let Some(owner) = self.owner_of_option(&name.text) else { return false };
        let input = self.grid.input(owner);
        let verb = if matches!(input.domain, Domain::Set(_)) { "contient" } else { "=" };
        let written = format!("{} {verb} {}", input.name, name.text);
        let diagnostic = Diagnostic::new(Typing::NotACondition { name: name.text.clone(), kind: Kind::Option }, span);
        self.diagnostics.push(diagnostic.fix(Fix::replace(format!("écrire `{written}`"), span, written)));
        true
    }

    /// The input a test is about; says so if there is none.
    fn subject(&mut self, operand: &Operand) -> Option<InputId> {
        match operand {
            Operand::Name(name) => match self.resolve(name)? {
                Symbol::Input(id) => return Some(id),
                Symbol::Definition(_) => {
                    self.report(Typing::AmongNeedsChoice { name: name.text.clone(), kind: Kind::Condition }, name.span);
                }
                Symbol::Parameter(_) => self.report(Typing::NothingVaries, name.span),
                Symbol::Decision(_) | Symbol::Broken => {}
            },
            Operand::Literal(_) => {
                if let Side::Constant(constant) = self.side(operand) {
                    self.report(Typing::NothingVaries, constant.span);
                }
            }
            Operand::Call { function, span, .. } => self.result_outside(&function.text, *span),
        }
        None
    }

    /// `left sign right`, whichever side the input is on.
    fn compare(
        &mut self,
        left: &Operand,
        comparison: Comparison,
        sign: Span,
        right: &Operand,
        whole: Span,
    ) -> Option<Formula<Atom>> {
        let sides = match (self.input_of(left), self.input_of(right)) {
            (Some(input), _) => Sides { input, comparison, sign, other: right, whole },
            (None, Some(input)) => Sides { input, comparison: comparison.mirrored(), sign, other: left, whole },
            (None, None) => return self.compare_without_input(left, comparison, right, whole),
        };
        let test = match &self.grid.input(sides.input).domain {
            Domain::YesNo => self.compare_yes_no(&sides)?,
            Domain::Choice { .. } => self.compare_choice(&sides)?,
            Domain::Set(_) => return self.compare_set(&sides),
            Domain::Number { kind, low, high, .. } => {
                let (kind, low, high) = (*kind, low.clone(), high.clone());
                let name = self.grid.input(sides.input).name.clone();
                let quantity = Quantity { name: &name, kind, low: low.as_ref(), high: high.as_ref() };
                Test::Compare(sides.comparison, self.bound(&quantity, sides.comparison, sides.other)?)
            }
        };
        Some(Formula::Atom(Atom { input: sides.input, test, span: whole }))
    }

    fn input_of(&self, operand: &Operand) -> Option<InputId> {
        match operand {
            Operand::Name(name) => match self.names.get(&name.text) {
                Some(Symbol::Input(id)) => Some(id),
                _ => None,
            },
            _ => None,
        }
    }

    /// A comparison without an input: a definition against `oui` or `non`, or a fault.
    fn compare_without_input(
        &mut self,
        left: &Operand,
        comparison: Comparison,
        right: &Operand,
        whole: Span,
    ) -> Option<Formula<Atom>> {
        let definition = |operand: &Operand| match operand {
            Operand::Name(name) => match self.names.get(&name.text) {
                Some(Symbol::Definition(id)) => Some((id, name.text.clone())),
                _ => None,
            },
            _ => None,
        };
        let found =
            definition(left).map(|found| (found, right)).or_else(|| definition(right).map(|found| (found, left)));
        if let Some(((id, name), other)) = found {
            let Side::Constant(constant) = self.side(other) else { return None };
            let holds = match (&constant.value, comparison) {
                (ParameterValue::YesNo(answer), Comparison::Equal) => *answer,
                (ParameterValue::YesNo(answer), Comparison::Different) => !*answer,
                _ => {
                    let found = kind_of_value(&constant.value);
                    let problem = Typing::Mismatch { name, expected: Kind::Condition, found, options: Vec::new() };
                    self.report(problem, constant.span);
                    return None;
                }
            };
            let formula = Formula::Definition(id, whole);
            return Some(if holds { formula } else { Formula::Not(Box::new(formula), whole) });
        }
        let constant = |side: &Side| matches!(side, Side::Constant(_));
        match (self.side(left), self.side(right)) {
            (Side::Silent, _) | (_, Side::Silent) => {}
            (left, right) if constant(&left) && constant(&right) => self.report(Typing::NothingVaries, whole),
            (Side::Name(name), _) | (_, Side::Name(name)) => {
                self.resolve(name);
            }
            _ => {}
        }
        None
    }

    fn compare_yes_no(&mut self, sides: &Sides) -> Option<Test> {
        let name = self.grid.input(sides.input).name.clone();
        let constant = self.constant_for(sides, Kind::YesNo)?;
        let ParameterValue::YesNo(answer) = constant.value else {
            let found = kind_of_value(&constant.value);
            let problem = Typing::Mismatch { name, expected: Kind::YesNo, found, options: Vec::new() };
            let mut diagnostic = self.about_constant(problem, &constant);
            let meant = match &constant.value {
                ParameterValue::Number(value) if *value == integer(1) => Some("oui"),
                ParameterValue::Number(value) if *value == integer(0) => Some("non"),
                _ => None,
            };
            if let Some(meant) = meant.filter(|_| constant.parameter.is_none()) {
                diagnostic = diagnostic.fix(Fix::replace(format!("écrire `{meant}`"), constant.span, meant));
            }
            self.diagnostics.push(diagnostic);
            return None;
        };
        match sides.comparison {
            Comparison::Equal => Some(Test::Is(answer)),
            Comparison::Different => Some(Test::Is(!answer)),
            sign => {
                self.report(Typing::NotOrdered { name, kind: Kind::YesNo, sign: sign.sign() }, sides.sign);
                None
            }
        }
    }

    fn compare_choice(&mut self, sides: &Sides) -> Option<Test> {
        let input = self.grid.input(sides.input);
        let (name, kind) = (input.name.clone(), kind_of(&input.domain));
        let options = input.domain.options().len();
        let written = match sides.other {
            Operand::Name(written) => input.domain.option_named(&written.text).map(|option| (written, option)),
            _ => None,
        };
        let wanted = if let Some((written, option)) = written {
            if let Some(Symbol::Parameter(id)) = self.names.get(&written.text) {
                let declared = self.grid.parameters[id.0].name_span;
                let problem = Naming::Ambiguous { name: written.text.clone(), input: name };
                self.diagnostics.push(Diagnostic::new(problem, written.span).label(declared, "le paramètre"));
                return None;
            }
            option
        } else {
            let constant = self.constant_for(sides, kind)?;
            self.option_of_parameter(sides.input, &constant)?
        };
        if kind == Kind::Choice && !matches!(sides.comparison, Comparison::Equal | Comparison::Different) {
            self.report(Typing::NotOrdered { name, kind, sign: sides.comparison.sign() }, sides.sign);
            return None;
        }
        Some(Test::Among((0..options).filter(|option| sides.comparison.holds(option.cmp(&wanted))).collect()))
    }

    /// The option a constant stands for, which it does only as a parameter of the same type.
    fn option_of_parameter(&mut self, input: InputId, constant: &Constant) -> Option<usize> {
        let Input { name, options } = self.described(input);
        let ParameterValue::Option(option) = &constant.value else {
            let (expected, found) = (kind_of(&self.grid.input(input).domain), kind_of_value(&constant.value));
            let problem = Typing::Mismatch { name, expected, found, options };
            let diagnostic = self.about_constant(problem, constant);
            self.diagnostics.push(diagnostic);
            return None;
        };
        let declared =
            constant.parameter.and_then(|id| self.parameter_types.get(&id.0)).map_or(&[][..], Domain::options);
        let domain = &self.grid.input(input).domain;
        let same = declared.iter().map(|option| &option.name).eq(domain.options().iter().map(|option| &option.name));
        if let (true, Some(index)) = (same, domain.option_named(option)) {
            return Some(index);
        }
        let owner = constant.parameter.map(|id| self.grid.parameters[id.0].name.clone()).unwrap_or_default();
        let diagnostic =
            self.about_constant(Typing::ForeignOption { option: option.clone(), owner, name, options }, constant);
        self.diagnostics.push(diagnostic);
        None
    }

    /// The constant opposite an input that is no number; names that are none are spoken of.
    fn constant_for(&mut self, sides: &Sides, kind: Kind) -> Option<Constant> {
        match self.side(sides.other) {
            Side::Constant(constant) => Some(constant),
            Side::Silent => None,
            Side::Name(name) if kind == Kind::YesNo => {
                let left = self.grid.input(sides.input).name.clone();
                match self.names.get(&name.text) {
                    Some(Symbol::Input(_)) => {
                        self.report(Typing::TwoVariables { left, right: name.text.clone() }, name.span);
                    }
                    None if self.owner_of_option(&name.text).is_some() => {
                        let problem =
                            Typing::Mismatch { name: left, expected: kind, found: Kind::Option, options: Vec::new() };
                        self.report(problem, name.span);
                    }
                    Some(Symbol::Definition(_)) => {
                        let problem = Typing::Mismatch {
                            name: left,
                            expected: kind,
                            found: Kind::Condition,
                            options: Vec::new(),
                        };
                        self.report(problem, name.span);
                    }
                    _ => {
                        self.resolve(name);
                    }
                }
                None
            }
            Side::Name(name) => {
                self.not_an_option(sides.input, name);
                None
            }
        }
    }

    /// Says why a name is no option of an input.
    fn not_an_option(&mut self, input: InputId, name: &Name) {
        let Input { name: of, options } = self.described(input);
        let unknown = unknown(name, options.iter().map(String::as_str).collect());
        let owner = self.owner_of_option(&name.text).map(|owner| self.grid.input(owner));
        match (self.names.get(&name.text), owner) {
            (Some(Symbol::Input(_)), None) => {
                self.report(Typing::TwoVariables { left: of, right: name.text.clone() }, name.span);
            }
            (_, Some(owner)) if unknown.near.is_none() => {
                let text = format!("`{}` est déclarée ici", name.text);
                let place = owner.domain.options().iter().find(|option| option.name == name.text);
                let place = place.map_or(owner.name_span, |option| option.span);
                let problem =
                    Typing::ForeignOption { option: name.text.clone(), owner: owner.name.clone(), name: of, options };
                self.diagnostics.push(Diagnostic::new(problem, name.span).label(place, text));
            }
            _ => self.unknown(|option| Naming::UnknownOption { option, of }, unknown, name.span),
        }
    }

    /// A set compared as if it had one value.
    fn compare_set(&mut self, sides: &Sides) -> Option<Formula<Atom>> {
        let name = self.grid.input(sides.input).name.clone();
        let diagnostic = Diagnostic::new(Typing::SetCompared(name), sides.sign);
        let is_member = match sides.other {
            Operand::Name(other) => self.grid.input(sides.input).domain.option_named(&other.text).is_some(),
            _ => false,
        };
        let left_to_right = sides.other.span().start > sides.sign.start;
        self.diagnostics.push(if is_member && left_to_right && sides.comparison == Comparison::Equal {
            diagnostic.fix(Fix::replace("écrire `contient`", sides.sign, "contient"))
        } else {
            diagnostic
        });
        None
    }

    /// `x parmi { … }`
    fn among(&mut self, input: InputId, left: Span, options: &[Name], span: Span) -> Option<Formula<Atom>> {
        let domain = &self.grid.input(input).domain;
        let kind = kind_of(domain);
        if !matches!(domain, Domain::Choice { .. }) {
            let name = self.grid.input(input).name.clone();
            let diagnostic = Diagnostic::new(Typing::AmongNeedsChoice { name, kind }, span);
            let rest = Span { start: left.end, end: span.end };
            self.diagnostics.push(if kind == Kind::Set && !options.is_empty() {
                let written = format!(" contient au moins 1 parmi {{ {} }}", joined(options));
                diagnostic.fix(Fix::replace(format!("écrire `{}`", written.trim_start()), rest, written))
            } else {
                diagnostic
            });
            return None;
        }
        let among = self.listed_options(input, options, Span { start: left.end, end: span.end })?;
        Some(Formula::Atom(Atom { input, test: Test::Among(among), span }))
    }

    /// `x contient X`, `contient tous { … }`, `contient au moins N parmi { … }`
    fn contains(
        &mut self,
        input: InputId,
        left: Span,
        at_least: Option<(u32, Span)>,
        members: &[Name],
        span: Span,
    ) -> Option<Formula<Atom>> {
        let domain = &self.grid.input(input).domain;
        let kind = kind_of(domain);
        let rest = Span { start: left.end, end: span.end };
        if !matches!(domain, Domain::Set(_)) {
            let name = self.grid.input(input).name.clone();
            let diagnostic = Diagnostic::new(Typing::ContainsNeedsSet { name, kind }, span);
            let written = match (kind, members, at_least) {
                (Kind::Choice | Kind::OrderedChoice, [only], _) => Some(format!(" = {}", only.text)),
                (Kind::Choice | Kind::OrderedChoice, [_, ..], Some((1, _))) => {
                    Some(format!(" parmi {{ {} }}", joined(members)))
                }
                _ => None,
            };
            self.diagnostics.push(match written {
                Some(written) => {
                    diagnostic.fix(Fix::replace(format!("écrire `{}`", written.trim_start()), rest, written))
                }
                None => diagnostic,
            });
            return None;
        }
        let found = self.listed_options(input, members, rest);
        let at_least = match at_least {
            None => members.len(),
            Some((asked, at)) => self.asked(asked, at, members.len())?,
        };
        Some(Formula::Atom(Atom { input, test: Test::Contains { members: found?, at_least }, span }))
    }

    /// `au moins N`, checked against how many there are.
    pub(super) fn asked(&mut self, asked: u32, at: Span, among: usize) -> Option<usize> {
        let count = usize::try_from(asked).unwrap_or(usize::MAX);
        if count == 0 || (count > among && among > 0) {
            let diagnostic = Diagnostic::new(Typing::AtLeast { asked, among }, at);
            let meant = if count == 0 { 1 } else { among };
            self.diagnostics.push(diagnostic.fix(Fix::replace(format!("écrire `{meant}`"), at, meant.to_string())));
            return None;
        }
        Some(count)
    }

    /// The options named between braces: sorted, each once.
    fn listed_options(&mut self, input: InputId, names: &[Name], braces: Span) -> Option<Vec<usize>> {
        if names.is_empty() {
            self.report(Shape::Empty(Braces::Listed), braces);
            return None;
        }
        let mut found: Vec<usize> = Vec::new();
        let mut first: HashMap<&str, Span> = HashMap::new();
        let mut at_fault = false;
        for name in names {
            if let Some(first) = first.insert(&name.text, name.span) {
                self.repeated(Named::Listed, name, first);
                at_fault = true;
            } else if let Some(option) = self.grid.input(input).domain.option_named(&name.text) {
                found.push(option);
            } else {
                self.not_an_option(input, name);
                at_fault = true;
            }
        }
        found.sort_unstable();
        (!at_fault).then_some(found)
    }

    /// The name of an input and those of its options.
    fn described(&self, input: InputId) -> Input {
        let input = self.grid.input(input);
        let name = |option: &Choice| option.name.clone();
        Input { name: input.name.clone(), options: input.domain.options().iter().map(name).collect() }
    }
}

/// The name of an input and those of its options, for messages.
struct Input {
    name: String,
    options: Vec<String>,
}

/// Names as they are listed between braces.
fn joined(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
}
