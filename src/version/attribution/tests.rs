//! Parts add up, on random trees of sums and means.

use proptest::prelude::*;

use super::point::Causes;
use super::*;

fn whole(number: i64) -> Quantity {
    Quantity::ratio(number, 1)
}

/// A random point, its facets put down to small numbers, some of them shared.
fn points() -> impl Strategy<Value = Movement<u8>> {
    let standing = prop::option::weighted(0.8, (0_i64..5, 1_i64..5, 0_i64..4)).prop_map(|one| {
        one.map(|(value, best, weight)| Standing {
            value: Quantity::ratio(value, 4),
            best: whole(best),
            weight: Quantity::ratio(weight, 2),
        })
    });
    let alone = prop::option::of((-4_i64..5).prop_map(|quarters| Quantity::ratio(quarters, 4)));
    (standing.clone(), standing, alone, 0_u8..4).prop_map(|(before, after, alone, cause)| {
        let (level, scale, rating) = (vec![cause + 1], vec![cause + 3], vec![cause + 4]);
        let causes = Causes { counting: vec![cause], level, scale, rating, weight: vec![cause + 2] };
        point(before.as_ref(), after.as_ref(), &alone, &causes)
    })
}

fn trees() -> impl Strategy<Value = Movement<u8>> {
    points().prop_recursive(3, 24, 4, |inner| {
        let weights = (1_i64..4, 1_i64..4);
        let weighed = (inner.clone(), weights, 10_u8..14).prop_map(|(movement, (old, new), cause)| Weighed {
            movement,
            weights: (whole(old), whole(new)),
            cause: (old != new).then_some(cause),
        });
        prop_oneof![
            prop::collection::vec(inner, 1..4).prop_map(Movement::sum),
            prop::collection::vec(weighed, 1..4).prop_map(Movement::mean),
        ]
    })
}

fn total(parts: impl IntoIterator<Item = Quantity>) -> Quantity {
    parts.into_iter().fold(Quantity::zero(), |sum, part| sum + part)
}

proptest! {
    #[test]
    fn parts_add_up_to_the_difference(tree in trees()) {
        prop_assert_eq!(total(tree.parts.iter().map(|part| part.obtained.clone())), &tree.after.0 - &tree.before.0);
        prop_assert_eq!(total(tree.parts.iter().map(|part| part.possible.clone())), &tree.after.1 - &tree.before.1);
        match (tree.shares(), tree.scores()) {
            (Some(shares), (Some(before), Some(after))) => {
                let difference = &after - &before;
                prop_assert_eq!(total(shares.clone()), difference.clone());
                // As they are written, they add up to the difference of what is written.
                let hundredths = |ratio: &Quantity| (ratio * whole(100)).rounded(2) * whole(100);
                let shown = (hundredths(&after) - hundredths(&before)).to_integer().unwrap();
                let in_hundredths: Vec<_> = shares.iter().map(|share| share * whole(10_000)).collect();
                // With no part at all, or one, there may be no room for the rounding of both scores.
                match written(&in_hundredths, shown) {
                    Some(written) => prop_assert_eq!(written.iter().sum::<i64>(), shown),
                    None => prop_assert!(shares.len() < 2),
                }
            }
            (None, scores) => prop_assert!(scores.0.is_none() || scores.1.is_none()),
            _ => prop_assert!(false),
        }
    }

    #[test]
    fn order_and_grouping_of_causes_change_nothing(mut children in prop::collection::vec(points(), 1..6)) {
        let forward = Movement::sum(children.clone());
        children.reverse();
        let backward = Movement::sum(children.clone());
        let share = |tree: &Movement<u8>, cause: u8| tree.shares().map(|shares| {
            total(tree.parts.iter().zip(shares).filter(|(part, _)| part.causes == [cause]).map(|(_, share)| share))
        });
        for cause in 0..9 {
            prop_assert_eq!(share(&forward, cause), share(&backward, cause));
        }
        // All causes told as one have the whole.
        for child in &mut children {
            child.parts.iter_mut().for_each(|part| part.causes = vec![0]);
        }
        let merged = Movement::sum(children);
        prop_assert!(merged.parts.len() <= 1);
        prop_assert_eq!(share(&merged, 0), forward.shares().map(total));
    }
}

#[test]
fn a_point_that_ceases_to_count_takes_everything_with_it() {
    let one = |value: i64, weight: i64| Standing { value: whole(value), best: whole(1), weight: whole(weight) };
    let causes = |name: &'static str| {
        let all = || vec![name];
        Causes { counting: all(), level: all(), scale: all(), rating: all(), weight: vec!["poids"] }
    };
    let gone = point(Some(&one(0, 1)), None, &None, &causes("applicabilité"));
    let kept = point(Some(&one(1, 1)), Some(&one(1, 1)), &None, &causes("rien"));
    let heavier = point(Some(&one(1, 1)), Some(&one(0, 3)), &None, &causes("barème"));
    let all = Movement::sum([gone, kept, heavier]);
    assert_eq!(all.scores(), (Some(Quantity::ratio(2, 3)), Some(Quantity::ratio(1, 4))));
    let told: Vec<_> =
        all.parts.iter().map(|part| (part.causes[0], part.obtained.clone(), part.possible.clone())).collect();
    assert_eq!(
        told,
        [("applicabilité", whole(0), whole(-1)), ("barème", whole(-2), whole(0)), ("poids", whole(1), whole(2)),]
    );
}

#[test]
fn written_parts_still_add_up() {
    let third = Quantity::ratio(100, 3);
    assert_eq!(written(&[third.clone(), third.clone(), third], 100), Some(vec![34, 33, 33]));
    assert_eq!(written(&[whole(-50)], -50), Some(vec![-50]));
    assert_eq!(written(&[whole(1)], 3), None);
}
