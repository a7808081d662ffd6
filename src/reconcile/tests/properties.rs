//! What holds of every ledger.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Few acts, codes and amounts, so that keys meet, sums fit and ties happen.
fn any_movement() -> impl Strategy<Value = Movement> {
    let amount = prop_oneof![(-4_i64..12).prop_map(|tens| tens * 1_000), Just(960), Just(1_000), -300_i64..300];
    (any::<bool>(), 0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize, amount).prop_map(
        |(accounting, office, objective, act, code, name, cents)| Movement {
            office: Arc::from(["promozione", "estero", ""][office]),
            objective: Arc::from(["2021_01_01", "2021_01_01_02", "2021_01_02"][objective]),
            act: Arc::from(["12/2021", "DET 7-2021", ""][act]),
            fiscal_code: Arc::from(["01234567890", "09876543210", ""][code]),
            beneficiary: Arc::from(["Alfa S.r.l.", "ALFA SRL", ""][name]),
            ..movement(if accounting { Side::Accounting } else { Side::Office }, "", "", cents)
        },
    )
}

fn any_ledger() -> impl Strategy<Value = Ledger> {
    prop::collection::vec(any_movement(), 0..40).prop_map(ledger)
}

/// What was found, told by names of rows: the same whatever the order of the rows.
fn told(ledger: &Ledger) -> (BTreeSet<String>, BTreeSet<String>) {
    let names = |places: &[usize]| {
        let mut names: Vec<RowId> = places.iter().map(|place| ledger.movements[*place].id).collect();
        names.sort();
        names
    };
    let (matches, differences) = matched(ledger);
    let group = |group: &Match| format!("{} {:?} {:?}", group.rule, names(&group.accounting), names(&group.office));
    let difference = |found: &Difference| {
        let candidate = found.candidate.map(|place| ledger.movements[place].id);
        let Difference { id, kind, reason, text, cents, key, office, objective, .. } = found;
        let rows = names(&found.rows);
        format!("{id} {kind:?} {reason} {text} {cents} {key} {office} {objective} {rows:?} {candidate:?}")
    };
    (matches.iter().map(group).collect(), differences.iter().map(difference).collect())
}

proptest! {
    #[test]
    fn every_row_ends_in_one_match_or_in_one_difference(ledger in any_ledger()) {
        let (matches, differences) = matched(&ledger);
        let mut places: Vec<usize> =
            matches.iter().flat_map(|group| group.accounting.iter().chain(&group.office)).copied().collect();
        places.extend(differences.iter().flat_map(|difference| &difference.rows));
        places.sort_unstable();
        prop_assert_eq!(places, (0..ledger.movements.len()).collect::<Vec<_>>());
    }

    #[test]
    fn totals_are_conserved(ledger in any_ledger()) {
        let sum = |places: &[usize]| places.iter().map(|place| ledger.movements[*place].cents).sum::<Cents>();
        let (matches, differences) = matched(&ledger);
        for group in &matches {
            prop_assert_eq!(sum(&group.accounting), sum(&group.office), "{:?}", group);
        }
        let apart: Cents = differences.iter().map(|difference| difference.cents).sum();
        let side = |side| ledger.side(side).map(|movement| movement.cents).sum::<Cents>();
        prop_assert_eq!(apart, side(Side::Accounting) - side(Side::Office));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (ledger, shuffled) in any_ledger().prop_flat_map(|ledger| {
            let shuffled = Just(ledger.movements.clone()).prop_shuffle();
            (Just(ledger), shuffled.prop_map(|movements| Ledger { movements, ..Ledger::default() }))
        })
    ) {
        prop_assert_eq!(told(&ledger), told(&shuffled));
    }

    #[test]
    fn no_two_differences_have_one_name(ledger in any_ledger()) {
        let (_, differences) = matched(&ledger);
        let names: BTreeSet<RowId> = differences.iter().map(|difference| difference.id).collect();
        prop_assert_eq!(names.len(), differences.len());
    }

    #[test]
    fn comparing_twice_finds_the_same(ledger in any_ledger()) {
        prop_assert_eq!(matched(&ledger), matched(&ledger));
    }

    #[test]
    fn what_agrees_leaves_nothing_when_both_sides_are_one(rows in prop::collection::vec(any_movement(), 0..20)) {
        let both = rows.into_iter().flat_map(|row| {
            let code = Arc::from(if row.fiscal_code.is_empty() { "5555" } else { &*row.fiscal_code });
            let act = Arc::from(if row.act.is_empty() { "99/2021" } else { &*row.act });
            let row = Movement { office: Arc::from("promozione"), fiscal_code: code, act, ..row };
            let on = |side, layout: &str| Movement { side, layout: Arc::from(layout), ..row.clone() };
            [on(Side::Accounting, "registrazioni"), on(Side::Office, "schede")]
        });
        let (_, differences) = matched(&ledger(both.collect()));
        prop_assert_eq!(differences, vec![]);
    }
}
