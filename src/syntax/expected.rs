//! What may stand at a place, in the words of those who write grids.

use super::grammar::Rule;

/// The names of what the parser would have accepted, each once, the most telling first; at most six.
pub(super) fn expected(rules: &[Rule]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for rule in rules {
        if let Some(name) = name(*rule).filter(|name| !names.contains(name)) {
            names.push(name);
        }
    }
    names.truncate(6);
    names
}

/// The name of a rule; `None` for layout and for what only the grammar needs.
fn name(rule: Rule) -> Option<String> {
    Some(
        match rule {
            Rule::EOI => "la fin de la ligne",
            Rule::text | Rule::quoted | Rule::block => "un texte entre guillemets",
            Rule::close_quote => "`\"`",
            Rule::ident | Rule::value_name => "un nom",
            Rule::path => "le nom d’un élément",
            Rule::section_id => "un numéro",
            Rule::argument => "un numéro ou un nom",
            Rule::literal | Rule::number_text | Rule::fraction => "un nombre",
            Rule::count => "un nombre entier",
            Rule::date => "une date",
            Rule::unit_word => "une unité de durée",
            Rule::percent => "`%`",
            Rule::operand => "un nom ou une valeur",
            Rule::condition | Rule::chain | Rule::term | Rule::test => "une condition",
            Rule::sign => "un signe de comparaison",
            Rule::connective => "`et` ou `ou`",
            Rule::negation => "`non`",
            Rule::parenthesised | Rule::open_paren => "`(`",
            Rule::close_paren => "`)`",
            Rule::name_set
            | Rule::open_brace
            | Rule::members
            | Rule::options
            | Rule::levels
            | Rule::grade_lines
            | Rule::path_set => "`{`",
            Rule::close_brace | Rule::missing_brace | Rule::missing_case_brace => "`}`",
            Rule::case => "`cas`",
            Rule::code => "un code",
            Rule::comma => "`,`",
            Rule::colon => "`:`",
            Rule::equals | Rule::equal => "`=`",
            Rule::order_sign => "`<`",
            Rule::rank | Rule::rank_or | Rule::rank_sign => "un mot du plan",
            Rule::contained => "`tous`, `au moins` ou le nom d’un membre",
            Rule::at_least => "`au moins N parmi`",
            Rule::type_expression | Rule::type_kind => "un type",
            Rule::bounds => "`de … à …`",
            Rule::unit => "`en \"unité\"`",
            Rule::need => "`tous` ou `au moins N parmi`",
            Rule::for_each => "`pour chaque`",
            Rule::if_any => "`le cas échéant`",
            Rule::exists_if => "`existe si`",
            Rule::resume_one => "`reprend`",
            Rule::tiered => "`par paliers`",
            Rule::replaces => "`remplace`",
            Rule::weight_case => "un poids",
            _ => return keyword(rule),
        }
        .to_owned(),
    )
}

/// The keyword of a `kw_…` rule, in backticks.
fn keyword(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    let bare = name.strip_prefix("kw_")?;
    // Rule names are written without accents; words that differ by accents alone are told apart by their rule's own text.
    super::words::keyword_of_rule(bare).map(|word| format!("`{word}`"))
}
