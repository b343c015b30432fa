//! A total, term by term: what each child brings, the exact fraction, then the rounded score.

use super::page::Page;
use super::{NBSP, Why};
use crate::exact::Exact;
use crate::grid::wording::{number, percent, score};
use crate::grid::{Aggregation, Child, Grid, GroupId};
use crate::score::aggregate::{self, Fraction};
use crate::score::reference::{rated, weight};
use crate::score::{Interval, Total, TotalState};

/// Explains the grid's total, and those of its outermost groups.
pub(super) fn explain(why: &Why<'_>, page: &mut Page) {
    let points = rated(why.assessment);
    let fractions: Vec<_> = why.outcome.groups.iter().map(settled).collect();
    let terms = |group| aggregate::terms(why.grid, group, &points, &why.assessment.group_weights, &fractions);
    let root = why.grid.group(GroupId::ROOT);
    page.heading(match root.aggregation {
        Aggregation::WeightedSum => "Total (somme pondérée)",
        Aggregation::WeightedMean => "Total (moyenne pondérée)",
    });
    for (child, term) in terms(GroupId::ROOT) {
        page.line(2, &format!("{}{NBSP}: {}", child_name(why, *child), term_text(why, *child, &term)));
    }
    for child in &root.children {
        if aggregate::is_out_of_total(why.grid, *child) {
            let own = match child {
                Child::Group(group) => format!("{NBSP}: {}", state_text(&why.outcome.groups[group.0])),
                Child::Point(_) => String::new(),
            };
            page.line(2, &format!("{} (hors total){own}", child_name(why, *child)));
        }
    }
    page.line(2, &format!("Ensemble{NBSP}: {}.", state_text(why.outcome.total())));
}

/// What a total has settled so far.
fn settled(total: &Total) -> Fraction {
    Fraction { obtained: total.obtained.clone(), possible: total.possible.clone() }
}

fn child_name(why: &Why<'_>, child: Child) -> String {
    match child {
        Child::Group(group) => why.group_name(group),
        Child::Point(point) => format!("point {}", why.grid.point(point).id),
    }
}

/// What a child brings: its own fraction and score, and in a mean its weight.
fn term_text(why: &Why<'_>, child: Child, term: &Fraction) -> String {
    let Child::Group(group) = child else { return fraction_text(term) };
    let total = &why.outcome.groups[group.0];
    let own = state_text(total);
    let aggregation = why.grid.group(group).aggregation;
    match (aggregation, own_weight(why, group)) {
        (Aggregation::WeightedMean, Some(weight)) if matches!(total.state, TotalState::Score(_)) => {
            format!(
                "{own}{NBSP}; poids {}, soit {} / {}",
                number(&weight),
                operand(&term.obtained),
                operand(&term.possible)
            )
        }
        _ => own,
    }
}

fn own_weight(why: &Why<'_>, group: GroupId) -> Option<Exact> {
    weight(&why.grid.group(group).common.weight, &why.known).ok().flatten()
}

/// `70,25 / 80`
fn fraction_text(fraction: &Fraction) -> String {
    if fraction.possible == crate::exact::integer(0) {
        return "ne compte pas".to_owned();
    }
    format!("{} / {}", operand(&fraction.obtained), operand(&fraction.possible))
}

/// A number on one side of a fraction bar.
fn operand(value: &Exact) -> String {
    let text = number(value);
    if text.contains('/') { format!("({text})") } else { text }
}

/// A total: the points, the exact fraction, the score; or the interval the score must lie in.
pub(super) fn state_text(total: &Total) -> String {
    let points = fraction_text(&settled(total));
    match &total.state {
        TotalState::NotComputable => "non calculable, rien ne compte".to_owned(),
        TotalState::Score(exact) => {
            let ratio = exact / crate::exact::integer(100);
            let reduced = format!("{} / {}", ratio.numer(), ratio.denom());
            let exactly = if reduced == points { points } else { format!("{points} = {reduced}") };
            // An exact figure needs no rounding to be told from it.
            let rounded = if percent(exact) == score(exact) { "soit" } else { "arrondi à" };
            format!("{exactly}, {rounded} {}", score(exact))
        }
        TotalState::Incomplete(interval) => {
            let so_far = if settled(total).possible == crate::exact::integer(0) {
                "rien n’est encore acquis".to_owned()
            } else {
                format!("{points} jusqu’ici")
            };
            format!("incomplet, {so_far}, {}", interval_text(interval))
        }
    }
}

fn interval_text(interval: &Interval) -> String {
    let mut text = match &interval.bounds {
        None => "aucun score possible".to_owned(),
        Some((low, high)) if low == high => format!("score certain{NBSP}: {}", score(low)),
        Some((low, high)) => format!("score entre {} et {}", score(low), score(high)),
    };
    if !interval.exact {
        text.push_str(" (bornes larges)");
    }
    if interval.bounds.is_some() && interval.maybe_not_computable {
        text.push_str(", ou non calculable");
    }
    text
}

/// True if a point enters the grid's total.
pub(super) fn enters_total(grid: &Grid, point: crate::grid::PointId) -> bool {
    !aggregate::is_out_of_total(grid, Child::Point(point))
        && grid.ancestors(grid.point(point).group).all(|group| !grid.group(group).common.out_of_total)
}
