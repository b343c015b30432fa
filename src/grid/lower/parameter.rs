//! Parameters, and the values `--set` gives them.

use super::constant::{Quantity, Side, as_number, kind_of, kind_of_number, kind_of_value, literal_value, yes_or_no};
use super::names::{Symbol, unknown};
use super::{Lowering, Override, ROOT};
use crate::diagnostic::{Diagnostic, Fix, Kind, Naming, Typing};
use crate::grid::{Domain, Parameter, ParameterId, ParameterValue};
use crate::syntax::tree::{Comparison, ItemKind, Name, Operand, ParameterDeclaration, Text};

impl Lowering<'_> {
    /// The parameters at their effective value.
    pub(super) fn parameters(&mut self, overrides: &[Override]) {
        for given in overrides {
            self.check_override_name(given);
        }
        for item in self.items() {
            let ItemKind::Parameter(declaration) = &item.kind else { continue };
            let name = &declaration.name;
            let domain = declaration.ty.as_ref().map(|ty| self.domain(ty));
            let value = match &domain {
                Some(None) => None,
                Some(Some(domain)) => self.typed_value(declaration, domain),
                None => self.untyped_value(declaration),
            };
            let id = ParameterId(self.grid.parameters.len());
            let symbol = if value.is_some() { Symbol::Parameter(id) } else { Symbol::Broken };
            let (true, Some(value)) = (self.declare(name, symbol), value) else { continue };
            let domain = domain.flatten();
            // The last value given stands, as on any command line.
            let given = overrides.iter().rev().find(|given| given.parameter == name.text);
            let given = given.and_then(|given| self.overriding(given, name, &value, domain.as_ref()));
            let overridden = given.is_some();
            let value = given.unwrap_or(value);
            if let Some(domain) = domain {
                self.parameter_types.insert(id.0, domain);
            }
            self.grid.parameters.push(Parameter {
                name: name.text.clone(),
                written: value.written(),
                value,
                overridden,
                label: declaration.label.as_ref().map(Text::plain).unwrap_or_default(),
                name_span: name.span,
                span: item.span,
            });
        }
    }

    /// Says so if a value is given to a parameter that does not exist.
    fn check_override_name(&mut self, given: &Override) {
        let declared: Vec<_> = self
            .items()
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Parameter(declaration) => Some(declaration.name.text.as_str()),
                _ => None,
            })
            .collect();
        if !declared.contains(&given.parameter.as_str()) {
            let span = self.grid.groups[ROOT.0].common.head;
            let name = Name { text: given.parameter.clone(), span };
            // No correction: what is to be corrected stands on the command line, not in the grid.
            self.report(Naming::UnknownParameter { flag: given.flag, unknown: unknown(&name, declared) }, span);
        }
    }

    /// The value of a parameter whose type is told by the value itself.
    fn untyped_value(&mut self, declaration: &ParameterDeclaration) -> Option<ParameterValue> {
        match declaration.value.as_ref()? {
            Operand::Literal(literal) => literal_value(literal),
            Operand::Name(value) => {
                if let Some(answer) = yes_or_no(&value.text) {
                    Some(ParameterValue::YesNo(answer))
                } else {
                    self.untyped_option(&declaration.name, value);
                    None
                }
            }
            Operand::Call { function, span, .. } => {
                self.result_outside(&function.text, *span);
                None
            }
        }
    }

    /// Says that an option is given without its type, and writes the type in where one fits.
    fn untyped_option(&mut self, name: &Name, value: &Name) {
        let problem = Typing::UntypedParameter { name: name.text.clone(), value: value.text.clone() };
        let diagnostic = Diagnostic::new(problem, value.span);
        let mut fitting: Vec<_> = self
            .types
            .iter()
            .filter(|(_, domain)| domain.as_ref().is_some_and(|domain| domain.option_named(&value.text).is_some()))
            .map(|(ty, _)| *ty)
            .collect();
        fitting.sort_unstable();
        self.diagnostics.push(match fitting.first() {
            Some(ty) => {
                diagnostic.fix(Fix::insert(format!("écrire son type, `{ty}`"), name.span.end, format!(" : {ty}")))
            }
            None => diagnostic,
        });
    }

    /// The value of a parameter that declares its type.
    fn typed_value(&mut self, declaration: &ParameterDeclaration, domain: &Domain) -> Option<ParameterValue> {
        let operand = declaration.value.as_ref()?;
        if let (Domain::Number { kind, low, high, .. }, Operand::Literal(literal)) = (domain, operand) {
            let quantity =
                Quantity { name: &declaration.name.text, kind: *kind, low: low.as_ref(), high: high.as_ref() };
            self.bound(&quantity, Comparison::Equal, operand)?;
            return literal_value(literal);
        }
        let found = Self::of_type(operand, domain);
        if found.is_none() && !self.is_silent(operand) {
            let name = declaration.name.text.clone();
            match (operand, domain) {
                (Operand::Name(option), Domain::Choice { options, .. }) => {
                    let unknown = unknown(option, options.iter().map(|option| option.name.as_str()).collect());
                    self.unknown(|option| Naming::UnknownOption { option, of: name }, unknown, option.span);
                }
                _ => self.report(Typing::ParameterValue { name, expected: kind_of(domain) }, operand.span()),
            }
        }
        found
    }

    /// The value an operand is in a domain.
    fn of_type(operand: &Operand, domain: &Domain) -> Option<ParameterValue> {
        match (domain, operand) {
            (Domain::Choice { .. }, Operand::Name(name)) => {
                domain.option_named(&name.text).map(|_| ParameterValue::Option(name.text.clone()))
            }
            (Domain::YesNo, Operand::Name(name)) => yes_or_no(&name.text).map(ParameterValue::YesNo),
            (Domain::Number { kind, low, high, .. }, Operand::Literal(literal)) => {
                let value = literal_value(literal)?;
                let number = as_number(&value, *kind)?;
                let within =
                    low.as_ref().is_none_or(|low| number >= *low) && high.as_ref().is_none_or(|high| number <= *high);
                (within && (!kind.is_discrete() || number.is_integer())).then_some(value)
            }
            _ => None,
        }
    }

    /// True if nothing more can be said of an operand.
    fn is_silent(&mut self, operand: &Operand) -> bool {
        matches!(self.side(operand), Side::Silent)
    }

    /// The value given from outside, if it is of the parameter's type.
    fn overriding(
        &mut self,
        given: &Override,
        name: &Name,
        declared: &ParameterValue,
        domain: Option<&Domain>,
    ) -> Option<ParameterValue> {
        let value = match domain {
            Some(domain) => Self::of_type(&given.value, domain),
            None => match &given.value {
                Operand::Literal(literal) => literal_value(literal),
                Operand::Name(name) => yes_or_no(&name.text).map(ParameterValue::YesNo),
                Operand::Call { .. } => None,
            }
            .filter(|value| same_kind(value, declared)),
        };
        if value.is_none() {
            let expected = match domain {
                Some(Domain::Number { kind, .. }) => kind_of_number(*kind),
                Some(Domain::Choice { .. }) => Kind::Option,
                _ => kind_of_value(declared),
            };
            let options = domain.map(Domain::options).unwrap_or_default();
            let options = options.iter().map(|option| option.name.clone()).collect();
            let (flag, name_text) = (given.flag, name.text.clone());
            self.report(Typing::Override { flag, name: name_text, expected, options }, name.span);
        }
        value
    }
}

/// True for two literals of one kind; durations, if their units convert.
fn same_kind(given: &ParameterValue, declared: &ParameterValue) -> bool {
    match (given, declared) {
        (ParameterValue::Duration(_, given), ParameterValue::Duration(_, declared)) => {
            given.ratio_to(*declared).is_some()
        }
        _ => std::mem::discriminant(given) == std::mem::discriminant(declared),
    }
}
