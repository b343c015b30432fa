//! What slots take in comes out the same.

use super::{Answer, Layout, RatingCell, Slots};
use crate::audit::tests::grid;
use crate::audit::{Audit, RecordedElements, RecordedRating};
use crate::exact::{Exact, integer, parse_decimal};
use crate::grid::{Domain, Grid, PointId, Value};
use proptest::prelude::*;
use proptest::sample::subsequence;

fn numbers() -> impl Strategy<Value = Exact> {
    prop_oneof![
        any::<i64>().prop_map(integer),
        (any::<i64>(), 1_i64..1000).prop_map(|(number, of)| integer(number) / integer(of)),
        (0_i64..=1_000_000).prop_map(|number| integer(number) / integer(1_000_000)),
        Just(parse_decimal("123456789012345678901234567890.125", '.', false).unwrap()),
    ]
}

/// A value of the domain's form, within its bounds or not: slots hold what readers let through.
fn value(domain: &Domain) -> BoxedStrategy<Option<Value>> {
    let value = match domain {
        Domain::YesNo => any::<bool>().prop_map(Value::YesNo).boxed(),
        Domain::Choice { options, .. } => (0..options.len()).prop_map(Value::Choice).boxed(),
        Domain::Set(members) => proptest::collection::vec(any::<bool>(), members.len()).prop_map(Value::Set).boxed(),
        Domain::Number { .. } => numbers().prop_map(Value::Number).boxed(),
    };
    proptest::option::of(value).boxed()
}

fn audit(grid: &Grid) -> impl Strategy<Value = Audit> + use<> {
    let values: Vec<_> = grid.inputs.iter().map(|input| value(&input.domain)).collect();
    let level = || (0_usize..3).prop_map(RecordedRating::Level);
    let rating = prop_oneof![level(), numbers().prop_map(RecordedRating::Value)];
    let points = grid.points.len();
    let ratings = proptest::collection::vec(proptest::option::of(rating), points);
    let set_aside = proptest::collection::vec(proptest::option::of("[a-zé]{0,8}"), points);
    // Of the first point alone something may be recorded: four elements, and one substitute for two of them.
    let recorded = (subsequence(vec![0, 1, 2, 3], 0..=4), subsequence(vec![(0, 0), (0, 2)], 0..=2));
    let recorded = recorded.prop_map(|(met, substituted)| RecordedElements { met, substituted });
    let nothing = Just(RecordedElements::default());
    let elements = (proptest::option::of(recorded), proptest::option::of(nothing));
    ("[a-z0-9]{1,12}", values, ratings, set_aside, elements).prop_map(|(id, values, ratings, set_aside, elements)| {
        Audit { id, values, ratings, elements: vec![elements.0, elements.1, None], set_aside }
    })
}

proptest! {
    #[test]
    fn audits_go_in_and_come_out(audits in proptest::collection::vec(audit(&grid()), 3)) {
        let grid = grid();
        let mut slots = Slots::new(Layout::new(&grid));
        // The same slots again and again: nothing of one audit is left in the next.
        for audit in audits {
            slots.fill_from(&audit);
            prop_assert_eq!(slots.to_audit(&grid), audit);
        }
    }
}

#[test]
fn cells_hold_what_is_usual_and_leave_the_rest() {
    let decimal = |text| Answer::of(&Value::Number(parse_decimal(text, '.', false).unwrap()));
    assert_eq!(decimal("87.5"), Some(Answer::Decimal { mantissa: 875, scale: 1 }));
    assert_eq!(decimal("-3"), Some(Answer::Decimal { mantissa: -3, scale: 0 }));
    assert_eq!(decimal("0.0000000000000000001"), None);
    assert_eq!(decimal("9223372036854775808"), None);
    assert_eq!(Answer::of(&Value::Number(Exact::new(1.into(), 3.into()))), None);
    assert_eq!(Answer::of(&Value::Set(vec![false; 65])), None);
    let top = Answer::of(&Value::Set((0..64).map(|at| at == 63).collect()));
    assert_eq!(top, Some(Answer::Set(1 << 63)));
    assert_eq!(RatingCell::level(65_531).and_then(RatingCell::as_level), Some(65_531));
    assert_eq!(RatingCell::level(65_532), None);
    assert_eq!(RatingCell::OTHER.as_level().or(RatingCell::SET_ASIDE.as_level()), None);
    assert_eq!(std::mem::size_of::<Answer>(), 16);
}

#[test]
fn a_rating_shows_beside_a_reason_to_set_aside() {
    let grid = grid();
    let mut slots = Slots::new(Layout::new(&grid));
    slots.set_aside(PointId(0), "motif");
    assert_eq!(slots.ratings()[0], RatingCell::SET_ASIDE);
    slots.rate(PointId(0), 1);
    slots.rate(PointId(1), 70_000);
    slots.set_aside(PointId(1), "");
    let audit = slots.to_audit(&grid);
    assert_eq!(audit.ratings, [Some(RecordedRating::Level(1)), Some(RecordedRating::Level(70_000)), None]);
    assert_eq!(audit.set_aside, [Some("motif".to_owned()), Some(String::new()), None]);
    assert_eq!(slots.all_set_aside().collect::<Vec<_>>(), [(PointId(0), "motif"), (PointId(1), "")]);
}

#[test]
fn points_are_set_aside_whether_reasons_are_kept_or_not() {
    let grid = grid();
    for keeps in [true, false] {
        let slots = Slots::block(Layout::new(&grid));
        let mut slots = if keeps { slots } else { slots.without_reasons() };
        slots.begin(3);
        slots.turn_to(2).set_aside(PointId(1), "un");
        slots.turn_to(0).set_aside(PointId(1), "deux");
        slots.set_aside(PointId(0), "trois");
        let told = |said| if keeps { said } else { "" };
        assert_eq!(slots.asides().collect::<Vec<_>>(), [(PointId(1), 0b101), (PointId(0), 0b001)]);
        assert_eq!(
            slots.all_set_aside().collect::<Vec<_>>(),
            [(PointId(1), told("deux")), (PointId(0), told("trois"))]
        );
        assert_eq!(slots.turn_to(1).all_set_aside().count(), 0);
        let mut copy = Slots::block(Layout::new(&grid));
        copy.begin_as(&slots);
        copy.copy_aside(&slots, (PointId(1), 0b101), PointId(2));
        assert_eq!(copy.reason_in(2, PointId(2)), Some(told("un")));
        assert_eq!(copy.rating_cell(0, PointId(2)), RatingCell::SET_ASIDE);
        slots.turn_to(2).clear();
        assert_eq!(slots.asides().collect::<Vec<_>>(), [(PointId(1), 0b001), (PointId(0), 0b001)]);
        slots.begin(3);
        assert_eq!(slots.asides().count(), 0);
    }
}
