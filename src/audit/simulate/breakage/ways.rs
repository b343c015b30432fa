//! Every way in which an audit of a grid can be broken.

use super::{Damage, Fault, REASON, Way, fits};
use crate::audit::Format;
use crate::audit::given::Given;
use crate::audit::section::Section;
use crate::audit::sheet::Block;
use crate::audit::simulate::answers::Answers;
use crate::audit::simulate::numbers::writable;
use crate::audit::simulate::terrain::Terrain;
use crate::exact::{self, Exact, LONGEST_NUMBER, integer};
use crate::grid::{Domain, Grid, InputId, InputSection, NumberKind, Point, PointId, ScaleKind};
use crate::region::{Region, inputs_of};

/// A code and what is refused with it.
type Found = (&'static str, Fault);

/// Every way, but for broken constraints, which need a terrain of their own.
pub(super) fn every(grid: &Grid, terrain: &mut Terrain, format: Format) -> Vec<Way> {
    let damages = [Damage::Cut, Damage::NotUtf8, Damage::SpareComma, Damage::NoObject];
    let mut found: Vec<Found> = damages.map(|damage| ("R001", Fault::Text(damage))).to_vec();
    found.extend(of_head(grid));
    for (at, input) in grid.inputs.iter().enumerate() {
        of_input(InputId(at), &input.domain, &mut found);
    }
    for (at, point) in grid.points.iter().enumerate() {
        of_point(grid, PointId(at), point, &mut found);
    }
    found.extend(unknown_keys(grid).map(|(block, key)| ("R004", Fault::Unknown(block, key))));
    found.extend(cannot_exist(grid, terrain).map(|(input, region)| ("R101", Fault::CannotExist(input, region))));
    let ways = found.into_iter().map(|(code, fault)| Way { code, fault });
    fits::fitting(ways.collect(), grid, format)
}

fn text(text: impl Into<String>) -> Given<'static> {
    Given::Text(text.into().into())
}

/// What can be wrong beside the blocks.
fn of_head(grid: &Grid) -> Vec<Found> {
    vec![
        ("R002", Fault::Head(0, Given::Nothing)),
        ("R002", Fault::Head(0, text(""))),
        ("R006", Fault::Head(0, Given::Number("12".into()))),
        ("R003", Fault::Head(1, text(format!("{}@{}-bis", grid.name, grid.version)))),
        ("R003", Fault::Head(1, text(format!("autre_grille@{}", grid.version)))),
        ("R005", Fault::HeadTwice(0)),
    ]
}

/// What can be wrong with an input.
fn of_input(id: InputId, domain: &Domain, found: &mut Vec<Found>) {
    let mut input = |code, given| found.push((code, Fault::Input(id, given)));
    match domain {
        Domain::YesNo => {
            input("R006", text("peut-être"));
            input("R006", Given::Number("12".into()));
        }
        Domain::Choice { options, .. } => {
            input("R006", Given::YesNo(true));
            input("R006", Given::Number("12".into()));
            input("R006", Given::Unreadable);
            input("R007", text(misspelt(&options.iter().map(|option| option.name.as_str()))));
        }
        Domain::Set(members) => {
            input("R006", text("tous"));
            input("R006", Given::List(vec![Given::Number("1".into())]));
            input("R007", Given::List(vec![text(misspelt(&members.iter().map(|member| member.name.as_str())))]));
            if let Some(member) = members.first() {
                input("R005", Given::List(vec![text(&member.name), text(&member.name)]));
            }
        }
        Domain::Number { kind, low, high, .. } => {
            input("R006", Given::Object);
            match kind {
                NumberKind::Date => input("R006", text("octobre 2023")),
                NumberKind::Duration(_) => input("R006", text("une quinzaine")),
                NumberKind::Integer => {
                    input("R006", text("douze"));
                    input("R009", Given::Number("12.5".into()));
                }
                NumberKind::Number | NumberKind::Percentage => input("R006", text("douze")),
            }
            if !matches!(kind, NumberKind::Date | NumberKind::Duration(_)) {
                input("R009", Given::Number(endless().into()));
            }
            let below = low.as_ref().map(|low| low.ceil() - integer(1));
            let above = high.as_ref().map(|high| high.floor() + integer(1));
            for beyond in [below, above].into_iter().flatten().filter_map(|beyond| writable(*kind, &beyond)) {
                if !matches!(&beyond, Given::Text(text) if text.starts_with('-')) {
                    input("R008", beyond);
                }
            }
        }
    }
    found.push(("R004", Fault::InputElsewhere(id)));
    found.push(("R005", Fault::InputTwice(id)));
}

/// What can be wrong with a point.
fn of_point(grid: &Grid, id: PointId, point: &Point, found: &mut Vec<Found>) {
    let scale = grid.scale(point.scale);
    found.push(("R006", Fault::Rating(id, Given::YesNo(true))));
    found.push(("R006", Fault::Elements(id, text("tous"))));
    found.push(("R006", Fault::SetAside(id, text(" "))));
    found.push(("R009", Fault::Rating(id, Given::Number(endless().into()))));
    match &scale.kind {
        ScaleKind::Levels(levels) => {
            let worth = |number: &Exact| levels.iter().any(|level| level.value.as_ref() == Some(number));
            let worthless = (0..=levels.len())
                .filter_map(|tenths| i64::try_from(tenths).ok())
                .map(|tenths| integer(tenths) / integer(10))
                .find(|number| !worth(number));
            let worthless = worthless.and_then(|number| exact::to_decimal(&number, '.'));
            found.extend(worthless.map(|number| ("R010", Fault::Rating(id, Given::Number(number.into())))));
            let names = levels.iter().map(|level| level.name.as_str());
            found.push(("R007", Fault::Rating(id, text(misspelt(&names)))));
            found.push(("R005", Fault::RatingTwice(id)));
            found.push(("R103", Fault::RatedAndSetAside(id)));
        }
        ScaleKind::Interval { high, .. } => {
            let beyond = writable(NumberKind::Number, &(high.floor() + integer(1)));
            found.extend(beyond.map(|beyond| ("R008", Fault::Rating(id, beyond))));
        }
    }
    if !scale.allows_set_aside {
        found.push(("R104", Fault::SetAside(id, text(REASON))));
    }
    let elements = point.requirement.iter().flat_map(|need| &need.elements).map(|element| element.key.as_str());
    let substitutes = point.substitutes.iter().flat_map(|other| &other.stands_for).map(|(key, _)| key.as_str());
    let unknown = misspelt(&elements.chain(substitutes));
    found.push(("R004", Fault::Elements(id, Given::List(vec![text(unknown)]))));
    if let Some(element) = point.requirement.iter().flat_map(|need| &need.elements).next() {
        found.push(("R005", Fault::Elements(id, Given::List(vec![text(&element.key), text(&element.key)]))));
    }
}

/// A name that is none of these but for a slip of the pen.
fn misspelt<'a>(names: &(impl Iterator<Item = &'a str> + Clone)) -> String {
    let mut name = names.clone().next().unwrap_or("inconnu").to_owned();
    while names.clone().any(|known| known == name) {
        name.push('x');
    }
    name
}

/// A number longer than any may be.
fn endless() -> String {
    format!("0.{}", "3".repeat(LONGEST_NUMBER))
}

/// Keys that no grid, or not this one, knows.
fn unknown_keys(grid: &Grid) -> impl Iterator<Item = (Block, String)> {
    let input = (0..=grid.inputs.len()).map(|at| format!("entrée_{at}")).find(|name| grid.input_named(name).is_none());
    let point = (0..=grid.points.len()).map(|at| format!("99.{at}")).find(|id| grid.point_named(id).is_none());
    let inputs = [InputSection::Profile, InputSection::Measures]
        .map(|section| (Block::Of(Section::Inputs(section)), input.clone()));
    let points =
        [Section::Ratings, Section::Elements, Section::SetAside].map(|section| (Block::Of(section), point.clone()));
    let slips = ["elements", "cotation", "mesure", "Profil"].map(|slip| (Block::Head, Some(slip.to_owned())));
    inputs.into_iter().chain(points).chain(slips).filter_map(|(block, key)| Some((block, key?)))
}

/// Inputs that may not exist and of which nothing else speaks, each with where it does not: a value then breaks that rule alone.
fn cannot_exist(grid: &Grid, terrain: &mut Terrain) -> impl Iterator<Item = (InputId, Region)> {
    let constraints = grid.constraints.iter().map(|constraint| &constraint.condition);
    let rules = constraints.chain(grid.inputs.iter().filter_map(|input| input.exists_if.as_ref()));
    let spoken_of: Vec<InputId> = rules.flat_map(|rule| inputs_of(grid, rule)).collect();
    let alone = (0..grid.inputs.len()).map(InputId).filter(move |input| !spoken_of.contains(input));
    alone.filter_map(|input| terrain.without(input).map(|region| (input, region)))
}

/// Where a constraint is broken, and the inputs that must stay unsaid there.
type Conflict = (Region, Vec<InputId>);

/// The grid's terrain without constraints, and where each constraint is broken in it by inputs that all exist: its breach then
/// needs no other rule to be seen.
pub(super) fn conflicts(grid: &Grid) -> Option<(Terrain, Answers<'_>, Vec<Conflict>)> {
    let lawless = Grid { constraints: Vec::new(), ..grid.clone() };
    let conditions: Vec<_> = grid.constraints.iter().map(|constraint| &constraint.condition).collect();
    let (mut terrain, regions) = Terrain::bare(&lawless, &conditions).ok()?;
    let answers = Answers::new(grid, &terrain);
    terrain.avoid(&answers.unsayable()).ok()?;
    let broken = |(condition, region)| {
        let inputs = inputs_of(grid, condition);
        // Where one of its inputs exists by another, the breach can be told as a value for what cannot exist.
        let behind = behind(grid, &inputs);
        if inputs.iter().any(|input| behind.contains(input)) {
            return None;
        }
        Some((terrain.outside(region, &inputs)?, beside(grid, &[inputs, behind].concat())))
    };
    let broken: Vec<_> = conditions.into_iter().zip(regions).filter_map(broken).collect();
    (!broken.is_empty()).then_some((terrain, answers, broken))
}

/// Everything that the existence of these inputs depends on, near and far.
fn behind(grid: &Grid, inputs: &[InputId]) -> Vec<InputId> {
    let asked = |input: InputId| grid.input(input).exists_if.iter().flat_map(|condition| inputs_of(grid, condition));
    let mut found = Vec::new();
    let mut next: Vec<_> = inputs.iter().copied().flat_map(asked).collect();
    while let Some(input) = next.pop() {
        if !found.contains(&input) {
            found.push(input);
            next.extend(asked(input));
        }
    }
    found
}

/// The inputs that may not exist, without these.
fn beside(grid: &Grid, inputs: &[InputId]) -> Vec<InputId> {
    let may_not_exist = |input: &InputId| grid.input(*input).exists_if.is_some() && !inputs.contains(input);
    (0..grid.inputs.len()).map(InputId).filter(may_not_exist).collect()
}
