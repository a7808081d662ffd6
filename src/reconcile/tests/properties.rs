//! What holds of every ledger.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::reconcile::reasons::REASONS;

/// Few acts, codes and amounts, so that keys meet, sums fit and ties happen.
fn any_movement() -> impl Strategy<Value = Movement<'static>> {
    let amount = prop_oneof![(-4_i64..12).prop_map(|tens| tens * 1_000), Just(960), Just(1_000), -300_i64..300];
    (any::<bool>(), 0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize, amount, 0..4_u32, 0..3_usize).prop_map(
        |(accounting, office, objective, act, code, name, cents, day, mandate)| Movement {
            date: chrono::NaiveDate::from_ymd_opt(2021, 5, 10 * day),
            mandate: ["", "118", "119"][mandate],
            account: accounting.then_some(["330000", "327000"][usize::from(act == 2 && mandate == 1)]),
            office: [Some("promozione"), Some("estero"), None][office],
            objective: ["2021_01_01", "2021_01_01_02", "2021_01_02"][objective],
            act: ["12/2021", "DET 7-2021", ""][act],
            fiscal_code: ["01234567890", "09876543210", ""][code],
            beneficiary: ["Alfa S.r.l.", "ALFA SRL", ""][name],
            ..movement(if accounting { Side::Accounting } else { Side::Office }, "", "", cents)
        },
    )
}

fn any_ledger() -> impl Strategy<Value = Ledger> {
    prop::collection::vec(any_movement(), 0..40).prop_map(ledger)
}

/// The chamber's passes, or passes that use everything that a pass may use.
fn any_rules() -> impl Strategy<Value = Settings> {
    let rules = r#"
        id = "interventi"
        title = "Interventi"
        accounting_layout = "registrazioni"
        office_layout = "schede"
        objective_level = "strategico"
        search_steps_max = 500
        expected_days = 15
        overdue_days = 10
        accounting = { accounts = ["330"] }
        [[pass]]
        id = "in_tempo"
        keys = ["act", "fiscal_code"]
        window = { days_before = 5, days_after = 10 }
        tolerance = { above_cents = 40, percent = 4, percent_max_cents = 300 }
        [[pass]]
        id = "pagamenti"
        keys = ["beneficiary"]
        tolerance = { below_cents = 2 }
        cardinality = "one_to_many"
        [[pass]]
        id = "proposte"
        keys = ["objective"]
        hit = "suggested"
    "#;
    let everything = Settings { rule_sets: vec![toml::from_str(rules).unwrap()], ..Settings::default() };
    prop_oneof![Just(settings()), Just(everything)]
}

/// What was found, told by names of rows: the same whatever the order of the rows.
fn told(ledger: &Ledger, settings: &Settings) -> (BTreeSet<String>, BTreeSet<String>, String) {
    let names = |places: &[usize]| {
        let mut names: Vec<RowId> = places.iter().map(|place| ledger.movements.at(*place).id).collect();
        names.sort();
        names
    };
    let Reconciliation { matches, differences, bridges, .. } = compared(ledger, &Carried::default(), settings);
    let group = |group: &Match| format!("{} {:?} {:?}", group.rule, names(&group.accounting), names(&group.office));
    let difference = |found: &Difference| {
        let candidate = found.candidate.map(|place| ledger.movements.at(place).id);
        let Difference { id, kind, reason, text, cents, key, office, objective, .. } = found;
        let rows = names(&found.rows);
        format!("{id} {kind:?} {reason} {text} {cents} {key} {office:?} {objective} {rows:?} {candidate:?}")
    };
    (matches.iter().map(group).collect(), differences.iter().map(difference).collect(), format!("{bridges:?}"))
}

/// The same movements in another order.
fn in_order(ledger: &Ledger, places: &[usize]) -> Ledger {
    let movements = places.iter().map(|place| ledger.movements.at(*place)).collect();
    Ledger { movements, ..Ledger::default() }
}

/// Rows that a rule set does not compare.
fn left_out(ledger: &Ledger, settings: &Settings) -> BTreeSet<usize> {
    let filter = &settings.rule_sets[0].accounting.accounts;
    let other = |movement: &Movement<'_>| {
        !filter.is_empty() && movement.account.as_ref().is_some_and(|account| !account.starts_with("330"))
    };
    ledger.movements.iter().enumerate().filter(|(_, movement)| other(movement)).map(|(place, _)| place).collect()
}

/// Three payments as good as each other but for their acts: which text is met first says nothing of them.
#[test]
fn a_suggested_sum_names_its_rows_in_one_order() {
    let rules = r#"
        id = "interventi"
        title = "Interventi"
        accounting_layout = "registrazioni"
        office_layout = "schede"
        objective_level = "strategico"
        [[pass]]
        id = "proposte"
        keys = ["objective"]
        hit = "suggested"
    "#;
    let settings = Settings { rule_sets: vec![toml::from_str(rules).unwrap()], ..Settings::default() };
    let rows = ledger(vec![
        accounts("12/2021", "", 1_000),
        accounts("7/2021", "", 1_000),
        accounts("", "", 1_000),
        office("3/2021", "", 3_000),
    ]);
    for order in [[3, 2, 1, 0], [1, 0, 2, 3], [2, 0, 3, 1], [1, 2, 0, 3]] {
        assert_eq!(told(&rows, &settings), told(&in_order(&rows, &order), &settings), "{order:?}");
    }
}

proptest! {
    #[test]
    fn every_row_ends_in_one_match_or_in_one_difference(ledger in any_ledger(), rules in any_rules()) {
        let Reconciliation { matches, differences, rows, .. } = compared(&ledger, &Carried::default(), &rules);
        let mut places: Vec<usize> =
            matches.iter().flat_map(|group| group.accounting.iter().chain(&group.office)).copied().collect();
        let agreed: BTreeSet<usize> = places.iter().copied().collect();
        places.extend(differences.iter().flat_map(|difference| &difference.rows));
        places.sort_unstable();
        let out = left_out(&ledger, &rules);
        prop_assert_eq!(places, (0..ledger.movements.len()).filter(|row| !out.contains(row)).collect::<Vec<_>>());
        for row in rows {
            prop_assert_eq!(row.first_seen.is_none(), agreed.contains(&(row.place as usize)), "{:?}", row);
        }
    }

    #[test]
    fn totals_are_conserved(ledger in any_ledger(), rules in any_rules()) {
        let sum = |places: &[usize]| places.iter().map(|place| ledger.movements.at(*place).cents).sum::<Cents>();
        let found = compared(&ledger, &Carried::default(), &rules);
        let exact = rules.rule_sets[0].passes.iter().all(|pass| pass.tolerance.is_none());
        for group in found.matches.iter().filter(|_| exact) {
            prop_assert_eq!(sum(&group.accounting), sum(&group.office), "{:?}", group);
        }
        let within: Cents = found.matches.iter().map(|group| sum(&group.accounting) - sum(&group.office)).sum();
        let apart: Cents = found.differences.iter().map(|difference| difference.cents).sum();
        let out = left_out(&ledger, &rules);
        let side = |side| {
            let rows = ledger.movements.iter().enumerate().filter(|(place, _)| !out.contains(place));
            rows.filter(|(_, it)| it.side == side).map(|(_, it)| it.cents).sum::<Cents>()
        };
        prop_assert_eq!(apart + within, side(Side::Accounting) - side(Side::Office));
    }

    #[test]
    fn every_bridge_leads_from_one_total_to_the_other(ledger in any_ledger(), rules in any_rules()) {
        let found = compared(&ledger, &Carried::default(), &rules);
        let mut accounting = Cents::ZERO;
        for bridge in &found.bridges {
            let listed: Cents = bridge.items.iter().map(|item| item.cents).sum();
            prop_assert_eq!(bridge.accounting + listed, bridge.told, "{:?}", bridge);
            prop_assert_eq!(bridge.unexplained, Cents::ZERO);
            accounting += bridge.accounting;
        }
        let out = left_out(&ledger, &rules);
        let rows = ledger.movements.iter().enumerate().filter(|(place, _)| !out.contains(place));
        prop_assert_eq!(accounting, rows.filter(|(_, it)| it.side == Side::Accounting).map(|(_, it)| it.cents).sum());
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (ledger, shuffled) in any_ledger().prop_flat_map(|ledger| {
            let places: Vec<usize> = (0..ledger.movements.len()).collect();
            (Just(ledger), Just(places).prop_shuffle()).prop_map(|(ledger, places)| {
                let shuffled = in_order(&ledger, &places);
                (ledger, shuffled)
            })
        }),
        rules in any_rules(),
    ) {
        prop_assert_eq!(told(&ledger, &rules), told(&shuffled, &rules));
    }

    #[test]
    fn no_two_differences_have_one_name(ledger in any_ledger(), rules in any_rules()) {
        let differences = compared(&ledger, &Carried::default(), &rules).differences;
        let names: BTreeSet<RowId> = differences.iter().map(|difference| difference.id).collect();
        prop_assert_eq!(names.len(), differences.len());
    }

    #[test]
    fn no_difference_has_a_reason_that_is_not_declared(ledger in any_ledger(), rules in any_rules()) {
        for found in compared(&ledger, &Carried::default(), &rules).differences {
            prop_assert!(REASONS.contains(&(found.kind, found.reason)), "{:?}", found);
        }
    }

    #[test]
    fn comparing_twice_finds_the_same(ledger in any_ledger(), rules in any_rules()) {
        prop_assert_eq!(told(&ledger, &rules), told(&ledger, &rules));
    }

    #[test]
    fn the_same_rows_a_month_later_open_nothing_and_close_nothing(ledger in any_ledger(), rules in any_rules()) {
        let first = compared(&ledger, &Carried::default(), &rules);
        let carried = handed_on(&first, &ledger, "2021-05", &ledger);
        let later = compared(&ledger, &carried, &rules);
        prop_assert_eq!(&later.matches, &first.matches);
        prop_assert_eq!(&later.differences, &first.differences);
    }

    #[test]
    fn whatever_the_next_month_says_every_old_difference_is_open_or_closed_once(
        may in any_ledger(), june in any_ledger(), rules in any_rules(),
    ) {
        let first = compared(&may, &Carried::default(), &rules);
        let found = compared(&june, &handed_on(&first, &may, "2021-05", &june), &rules);
        let names: BTreeSet<RowId> = found.differences.iter().map(|difference| difference.id).collect();
        prop_assert_eq!(names.len(), found.differences.len());
        for closed in found.differences.iter().filter(|it| it.state == DifferenceState::Closed) {
            prop_assert!(first.differences.iter().any(|it| it.id == closed.id), "{:?}", closed);
        }
        for bridge in &found.bridges {
            prop_assert_eq!(bridge.unexplained, Cents::ZERO, "{:?}", bridge);
        }
    }

    #[test]
    fn what_agrees_leaves_nothing_when_both_sides_are_one(rows in prop::collection::vec(any_movement(), 0..20)) {
        let both = rows.into_iter().flat_map(|row| {
            let code = if row.fiscal_code.is_empty() { "5555" } else { row.fiscal_code };
            let act = if row.act.is_empty() { "99/2021" } else { row.act };
            let row = Movement { office: Some("promozione"), fiscal_code: code, act, ..row };
            let on = |side, layout| Movement { side, layout, ..row };
            [on(Side::Accounting, "registrazioni"), on(Side::Office, "schede")]
        });
        let (_, differences) = matched(&ledger(both.collect()));
        prop_assert_eq!(differences, vec![]);
    }
}
