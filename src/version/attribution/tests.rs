//! Parts add up, on random trees of sums and means.

use proptest::prelude::*;

use super::point::Causes;
use super::*;

/// A random point, its facets put down to small numbers, some of them shared.
fn points() -> impl Strategy<Value = Movement<u8>> {
    let standing = prop::option::weighted(0.8, (0_i64..5, 1_i64..5, 0_i64..4)).prop_map(|one| {
        one.map(|(value, best, weight)| Standing {
            value: integer(value) / integer(4),
            best: integer(best),
            weight: integer(weight) / integer(2),
        })
    });
    let alone = prop::option::of((-4_i64..5).prop_map(|quarters| integer(quarters) / integer(4)));
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
            weights: (integer(old), integer(new)),
            cause: (old != new).then_some(cause),
        });
        prop_oneof![
            prop::collection::vec(inner, 1..4).prop_map(Movement::sum),
            prop::collection::vec(weighed, 1..4).prop_map(Movement::mean),
        ]
    })
}

fn total(parts: impl IntoIterator<Item = Exact>) -> Exact {
    parts.into_iter().fold(Exact::zero(), |sum, part| sum + part)
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
                let percent = |ratio: &Exact| crate::exact::round_half_up(&(ratio * integer(100)), 2);
                let shown = percent(&after) - percent(&before);
                let in_percent: Vec<_> = shares.iter().map(|share| share * integer(100)).collect();
                // With no part at all, or one, there may be no room for the rounding of both scores.
                match written(&in_percent, &shown, 2) {
                    Some(written) => prop_assert_eq!(total(written), shown),
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
    let one = |value: i64, weight: i64| Standing { value: integer(value), best: integer(1), weight: integer(weight) };
    let causes = |name: &'static str| {
        let all = || vec![name];
        Causes { counting: all(), level: all(), scale: all(), rating: all(), weight: vec!["poids"] }
    };
    let gone = point(Some(&one(0, 1)), None, &None, &causes("applicabilité"));
    let kept = point(Some(&one(1, 1)), Some(&one(1, 1)), &None, &causes("rien"));
    let heavier = point(Some(&one(1, 1)), Some(&one(0, 3)), &None, &causes("barème"));
    let whole = Movement::sum([gone, kept, heavier]);
    assert_eq!(whole.scores(), (Some(integer(2) / integer(3)), Some(integer(1) / integer(4))));
    let told: Vec<_> =
        whole.parts.iter().map(|part| (part.causes[0], part.obtained.clone(), part.possible.clone())).collect();
    assert_eq!(
        told,
        [
            ("applicabilité", integer(0), integer(-1)),
            ("barème", integer(-2), integer(0)),
            ("poids", integer(1), integer(2)),
        ]
    );
}

#[test]
fn written_parts_still_add_up() {
    let third = integer(1) / integer(3);
    let parts = [third.clone(), third.clone(), third];
    let hundredth = |n: i64| integer(n) / integer(100);
    assert_eq!(written(&parts, &integer(1), 2), Some(vec![hundredth(34), hundredth(33), hundredth(33)]));
    assert_eq!(written(&[-hundredth(50)], &-hundredth(50), 2), Some(vec![-hundredth(50)]));
    assert_eq!(written(&[integer(1)], &integer(3), 2), None);
}
