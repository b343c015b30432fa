//! Which ways of breaking an audit a format can say: its cells are texts, or typed, and cannot hold just anything.

use super::{Damage, Fault, Way};
use crate::audit::Format;
use crate::audit::given::Given;
use crate::audit::sheet::Block;
use crate::audit::write::wide::{Kind, of_domain, of_scale};
use crate::grid::{Domain, Grid};

/// The ways a format can say.
pub(super) fn fitting(mut ways: Vec<Way>, grid: &Grid, format: Format) -> Vec<Way> {
    match format {
        Format::Ndjson => {}
        // A text cut short would swallow the audits that follow.
        Format::Json => ways.retain(|way| way.fault != Fault::Text(Damage::Cut)),
        Format::Csv => ways.retain(|way| in_cells(way, grid)),
        Format::Parquet => ways.retain(|way| in_cells(way, grid) && in_typed_cells(way, grid)),
    }
    if format.is_wide() {
        // Each of these takes a column of its own: one is enough.
        let one_is_enough: [fn(&Fault) -> bool; 3] = [
            |fault| matches!(fault, Fault::InputTwice(_)),
            |fault| matches!(fault, Fault::InputElsewhere(_)),
            |fault| matches!(fault, Fault::RatingTwice(_)),
        ];
        for alike in one_is_enough {
            let mut any = false;
            ways.retain(|way| !alike(&way.fault) || !std::mem::replace(&mut any, true));
        }
    }
    ways
}

/// True if cells of text say it, and say nothing else.
fn in_cells(way: &Way, grid: &Grid) -> bool {
    let another_kind = way.code == "R006";
    match &way.fault {
        Fault::Text(damage) => matches!(damage, Damage::NotUtf8 | Damage::SpareComma),
        Fault::HeadTwice(_) | Fault::Unknown(Block::Head, _) => false,
        Fault::Input(input, given) => match (&grid.input(*input).domain, given) {
            (_, Given::Object | Given::Unreadable | Given::YesNo(_)) => false,
            (Domain::Set(_), _) => !another_kind,
            _ => true,
        },
        Fault::Head(..) | Fault::Rating(..) | Fault::Elements(..) => !another_kind,
        _ => true,
    }
}

/// True if the columns of a Parquet file hold it.
fn in_typed_cells(way: &Way, grid: &Grid) -> bool {
    let holds = |kind: Kind, given: &Given| match (kind, given) {
        (_, Given::Nothing) | (Kind::Text, Given::Text(_)) | (Kind::List, Given::List(_)) => true,
        (Kind::Integer, Given::Number(number)) => number.parse::<i64>().is_ok(),
        // What has more digits than a double keeps would be another number.
        (Kind::Number, Given::Number(number)) => number.len() <= 15,
        _ => false,
    };
    match &way.fault {
        Fault::Text(_) | Fault::InputTwice(_) | Fault::InputElsewhere(_) | Fault::RatingTwice(_) => false,
        Fault::Input(input, given) => holds(of_domain(&grid.input(*input).domain), given),
        Fault::Rating(point, given) => holds(of_scale(grid.scale(grid.point(*point).scale)), given),
        _ => true,
    }
}
