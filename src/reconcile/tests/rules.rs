//! What the rules of a pass allow: tolerances, windows, cardinalities, suggestions, filters.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::*;
use crate::period::Exercise;
use crate::reconcile::rules::{Fixture, KeyPart, RuleSet, Writings};
use crate::reconcile::{fixtures, keys};

const ALFA: &str = "01234567890";

fn rules(pass: &str) -> Settings {
    let rules = format!(
        r#"
        id = "interventi"
        title = "Interventi"
        accounting_layout = "registrazioni"
        office_layout = "schede"
        objective_level = "strategico"
        expected_days = 30
        overdue_days = 20
        accounting = {{ accounts = ["330"] }}
        [[pass]]
        id = "unico"
        keys = ["fiscal_code"]
        {pass}
        "#
    );
    Settings { rule_sets: vec![toml::from_str(&rules).unwrap()], ..Settings::default() }
}

fn on(day: u32, movement: Movement<'_>) -> Movement<'_> {
    Movement { date: NaiveDate::from_ymd_opt(2021, 3, day), ..movement }
}

/// Groups and differences, one a line.
fn found(pass: &str, movements: Vec<Movement<'_>>) -> String {
    let ledger = ledger(movements);
    let found = compared(&ledger, &Carried::default(), &rules(pass));
    for bridge in &found.bridges {
        assert_eq!(bridge.unexplained, Cents::ZERO, "{bridge:?}");
    }
    let groups = found.matches.iter().map(|group| format!("{} {:?}|{:?}", group.rule, group.accounting, group.office));
    let rest = found.differences.iter().map(|it| {
        format!("{:?} {:?} {:?} {} {:?} {:?}", it.state, it.kind, it.reason, it.cents, it.rows, it.candidate)
    });
    groups.chain(rest).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_tolerance_may_be_wider_on_one_side() {
    let pass = "tolerance = { above_cents = 200, below_cents = 50 }";
    let pair = |accounts_cents| vec![accounts("1/2021", ALFA, accounts_cents), office("1/2021", ALFA, 10_000)];
    for agreed in [9_950, 10_000, 10_200] {
        assert_eq!(found(pass, pair(agreed)), "interventi.unico [0]|[1]", "{agreed}");
    }
    for apart in [9_949, 10_201] {
        assert!(found(pass, pair(apart)).starts_with("Open Amount"), "{apart}");
    }
}

#[test]
fn a_percentage_stops_at_its_cap() {
    let pass = "tolerance = { percent = 1.5, percent_max_cents = 1_000 }";
    let pair = |accounts_cents, cents| vec![accounts("1/2021", ALFA, accounts_cents), office("1/2021", ALFA, cents)];
    assert_eq!(found(pass, pair(10_150, 10_000)), "interventi.unico [0]|[1]");
    assert!(found(pass, pair(10_151, 10_000)).starts_with("Open Amount"));
    assert_eq!(found(pass, pair(1_001_000, 1_000_000)), "interventi.unico [0]|[1]");
    assert!(found(pass, pair(1_001_001, 1_000_000)).starts_with("Open Amount"));
}

#[test]
fn an_equal_amount_is_a_better_partner_than_a_near_one() {
    let pass = "tolerance = { above_cents = 100, below_cents = 100 }";
    let rows = vec![accounts("1/2021", ALFA, 10_000), office("1/2021", ALFA, 10_000), office("1/2021", ALFA, 10_050)];
    insta::assert_snapshot!(found(pass, rows), @r#"
        interventi.unico [0]|[1]
        Open MissingInAccounting "" -100,50 € [2] None
        "#);
}

#[test]
fn two_near_partners_are_refused() {
    let pass = "tolerance = { above_cents = 100, below_cents = 100 }";
    let rows = vec![accounts("1/2021", ALFA, 10_000), office("1/2021", ALFA, 9_950), office("1/2021", ALFA, 10_050)];
    insta::assert_snapshot!(found(pass, rows), @r#"Open Ambiguous "" -100,00 € [0, 1, 2] None"#);
}

#[test]
fn a_sum_may_be_off_by_the_tolerance() {
    let pass = "tolerance = { above_cents = 5, below_cents = 5 }";
    let rows = vec![accounts("1/2021", ALFA, 10_003), office("1/2021", ALFA, 6_000), office("1/2021", ALFA, 4_000)];
    insta::assert_snapshot!(found(pass, rows), @"interventi.unico [0]|[1, 2]");
}

#[test]
fn every_row_that_would_fit_a_sum_is_refused_whatever_the_order_of_the_rows() {
    let pass = r#"cardinality = "one_to_many""#;
    let tens = ["1/2021", "2/2021", "3/2021"].map(|act| office(act, ALFA, 1_000));
    let told = |order: [usize; 3]| {
        let mut rows = vec![accounts("9/2021", ALFA, 6_000), office("9/2021", ALFA, 5_000)];
        rows.extend(order.map(|it| tens[it]));
        let ledger = ledger(rows);
        let found = compared(&ledger, &Carried::default(), &rules(pass));
        found
            .differences
            .into_iter()
            .map(|it| format!("{:?} {}: {}", it.kind, it.rows.len(), it.text))
            .collect::<Vec<_>>()
    };
    let first = told([0, 1, 2]);
    insta::assert_snapshot!(first.join("\n"), @"Ambiguous 5: Provvedimento `9/2021`, Alfa S.r.l.: 1 registrazione per 60,00 € e 4 righe della scheda per 80,00 € (50,00 €; 10,00 €; 10,00 €; 10,00 €) si possono abbinare in più modi e nessuno è stato scelto (ambigua). Scrivere nella scheda ciò che le distingue: il codice fiscale, il provvedimento o l'importo.");
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(told(order), first);
    }
}

#[test]
fn instalments_of_one_amount_pair_by_their_dates() {
    let pass = "window = { days_before = 0, days_after = 10 }";
    let rows = vec![
        on(5, accounts("1/2021", ALFA, 10_000)),
        on(25, accounts("1/2021", ALFA, 10_000)),
        on(1, office("1/2021", ALFA, 10_000)),
        on(20, office("1/2021", ALFA, 10_000)),
    ];
    insta::assert_snapshot!(found(pass, rows), @r"
        interventi.unico [0]|[2]
        interventi.unico [1]|[3]
        ");
}

#[test]
fn a_registration_outside_the_window_is_a_matter_of_time() {
    let pass = "window = { days_before = 5, days_after = 10 }";
    let rows = |booked| vec![on(booked, accounts("1/2021", ALFA, 10_000)), on(10, office("1/2021", ALFA, 10_000))];
    assert_eq!(found(pass, rows(20)), "interventi.unico [0]|[1]");
    insta::assert_snapshot!(found(pass, rows(21)), @r#"Open Timing "booked_later" 0,00 € [0, 1] None"#);
    insta::assert_snapshot!(found(pass, rows(4)), @r#"Open Timing "booked_earlier" 0,00 € [0, 1] None"#);
}

#[test]
fn cardinality_says_how_many_may_stand_against_how_many() {
    let split = vec![accounts("1/2021", ALFA, 300), office("1/2021", ALFA, 100), office("1/2021", ALFA, 200)];
    let joined = vec![accounts("1/2021", ALFA, 100), accounts("1/2021", ALFA, 200), office("1/2021", ALFA, 300)];
    let groups = vec![
        accounts("1/2021", ALFA, 100),
        accounts("1/2021", ALFA, 50),
        office("1/2021", ALFA, 80),
        office("1/2021", ALFA, 70),
    ];
    let agrees = |cardinality: &str, rows: &Vec<Movement<'_>>| {
        found(&format!("cardinality = \"{cardinality}\""), rows.clone()).starts_with("interventi.unico")
    };
    let table = ["one_to_one", "one_to_many", "many_to_one", "many_to_many"]
        .map(|cardinality| [&split, &joined, &groups].map(|rows| agrees(cardinality, rows)));
    assert_eq!(table, [[false; 3], [true, false, false], [false, true, false], [true, true, true]]);
}

#[test]
fn a_suggested_hit_stays_two_differences_that_name_each_other() {
    let rows = vec![on(3, accounts("1/2021", ALFA, 10_000)), on(1, office("2/2021", ALFA, 10_000))];
    insta::assert_snapshot!(found("hit = \"suggested\"", rows), @r#"
        Open MissingInOffice "suggested" 100,00 € [0] Some(1)
        Open MissingInAccounting "suggested" -100,00 € [1] Some(0)
        "#);
}

#[test]
fn a_payment_under_an_account_that_is_not_compared_is_a_difference_of_coding() {
    let other = Movement { account: Some("327010"), ..accounts("1/2021", ALFA, 10_000) };
    let rows = vec![other, office("1/2021", ALFA, 10_000), accounts("9/2021", "", 5)];
    insta::assert_snapshot!(found("", rows), @r#"
        Open MissingInOffice "" 0,05 € [2] None
        Open Coding "account" -100,00 € [1] Some(0)
        "#);
}

#[test]
fn what_was_liquidated_lately_is_expected_and_then_overdue() {
    let on =
        |month, day| Movement { date: NaiveDate::from_ymd_opt(2021, month, day), ..office("1/2021", ALFA, 10_000) };
    insta::assert_snapshot!(found("", vec![on(6, 1), accounts("9/2021", "", 5)]), @r#"
        Open MissingInOffice "" 0,05 € [1] None
        Expected Timing "not_yet_booked" -100,00 € [0] None
        "#);
    insta::assert_snapshot!(found("", vec![on(5, 30), accounts("9/2021", "", 5)]), @r#"
        Open MissingInOffice "" 0,05 € [1] None
        Open MissingInAccounting "overdue" -100,00 € [0] None
        "#);
}

#[test]
fn a_registration_and_its_storno_are_nothing() {
    let rows = vec![accounts("1/2021", ALFA, 10_000), accounts("1/2021", ALFA, -10_000), office("2/2021", "", 0)];
    insta::assert_snapshot!(found("", rows), @r"
        interventi.storno [0, 1]|[]
        interventi.senza_importo []|[2]
        ");
    let two = vec![
        accounts("1/2021", ALFA, 10_000),
        accounts("1/2021", ALFA, 10_000),
        accounts("1/2021", ALFA, -10_000),
        office("2/2021", "", 0),
    ];
    // Which of two that are alike was taken back makes no difference.
    insta::assert_snapshot!(found("", two), @r#"
        interventi.storno [1, 2]|[]
        interventi.senza_importo []|[3]
        Open MissingInOffice "" 100,00 € [0] None
        "#);
}

#[test]
fn a_payment_told_twice_is_a_duplicate_only_with_its_mandate_or_day() {
    let paid = |mandate| Movement { mandate, ..on(3, accounts("1/2021", ALFA, 10_000)) };
    let rows = |first, second| vec![paid(first), paid(second), office("1/2021", ALFA, 10_000)];
    insta::assert_snapshot!(found("", rows("118", "0118")), @r#"
        interventi.unico [1]|[2]
        Open Duplicate "same_mandate" 100,00 € [0] Some(1)
        "#);
    insta::assert_snapshot!(found("", rows("", "")), @r#"
        interventi.unico [1]|[2]
        Open Duplicate "same_date" 100,00 € [0] Some(1)
        "#);
    assert!(found("", rows("118", "119")).contains("MissingInOffice"), "two orders are two payments");
}

#[test]
fn a_difference_below_its_materiality_is_listed_and_not_material() {
    let mut settings = rules("");
    settings.rule_sets[0].materiality_cents = 500;
    let ledger = ledger(vec![accounts("1/2021", ALFA, 10_000), office("1/2021", ALFA, 9_501)]);
    let small = compared(&ledger, &Carried::default(), &settings).differences;
    assert_eq!((small.len(), small[0].material), (1, false));
    settings.rule_sets[0].materiality_cents = 499;
    assert!(compared(&ledger, &Carried::default(), &settings).differences[0].material);
}

#[test]
fn a_chambers_test_that_fails_tells_pairs_and_differences() {
    let rules: RuleSet = toml::from_str(include_str!("../../../config/matching/interventi.toml")).unwrap();
    let test = rules.tests.iter().find(|test| test.name.starts_with("la contabilità fino a due euro")).unwrap();
    assert_eq!(fixtures::failure(&rules, test, &Objectives::default(), &Writings::new()), None);
    let wrong = Fixture { pairs: vec!["c2 = u2".to_owned()], differences: Vec::new(), ..test.clone() };
    let said = fixtures::failure(&rules, &wrong, &Objectives::default(), &Writings::new()).unwrap();
    assert_eq!(
        said,
        "abbinamenti: manca `c2 = u2`; trovato invece `c1 = u1`; differenze: non previsto `amount/cents: c3, u3`, `amount: c2, u2`"
    );
    let acts = BTreeMap::from([("00785/21", "785/2021"), ("12/15", "15/2012"), ("n. 3/21", "")]);
    let acts = acts.into_iter().map(|(written, read)| (written.to_owned(), read.to_owned())).collect();
    let wrong = Fixture { acts, ..test.clone() };
    let said = fixtures::failure(&rules, &wrong, &Objectives::default(), &Writings::new()).unwrap();
    assert_eq!(said, "provvedimenti: `12/15` non è un numero di un anno, `n. 3/21` si legge `3/2021`");
    let year_first = toml::from_str("order = 'year_number'").unwrap();
    let writings = Writings::from([("scheda_interventi".to_owned(), year_first)]);
    let acts = BTreeMap::from([("21/785".to_owned(), "785/2021".to_owned())]);
    let right = Fixture { acts, ..test.clone() };
    assert_eq!(fixtures::failure(&rules, &right, &Objectives::default(), &writings), None);
}

#[test]
fn an_act_is_read_as_its_own_layout_writes_it() {
    let rows = || vec![accounts("785/2021", ALFA, 10_000), office("21/785", ALFA, 10_000)];
    let mut settings = settings();
    settings.rule_sets[0].passes.truncate(2);
    assert_eq!(compared(&ledger(rows()), &Carried::default(), &settings).matches.len(), 0);
    settings.writings.insert("schede".to_owned(), toml::from_str("order = 'year_number'").unwrap());
    assert_eq!(compared(&ledger(rows()), &Carried::default(), &settings).matches.len(), 1);
    settings.writings.insert("registrazioni".to_owned(), toml::from_str("without_year = 'exercise'").unwrap());
    let rows = vec![accounts("785", ALFA, 10_000), office("21/785", ALFA, 10_000), office("785", ALFA, 5_000)];
    let found = compared(&ledger(rows), &Carried::default(), &settings);
    assert_eq!((found.matches.len(), found.differences.len()), (1, 1), "the office does not say it");
}

#[test]
fn an_act_that_became_a_date_compares_with_the_act_that_it_may_be_and_is_not_taken_for_it() {
    let settings = settings();
    let rows = ledger(vec![accounts("5/21", ALFA, 10_000), office("01/05/2021", ALFA, 10_000)]);
    let keyed = keys::rows(&rows, &Objectives::default(), &settings.rule_sets[0], &Writings::new(), Exercise(2021));
    let of = |side: Side| keyed.rows.iter().find(|row| row.side == side).unwrap();
    let (booked, paid) = (of(Side::Accounting), of(Side::Office));
    let acts = [booked, paid].map(|row| row.part(KeyPart::Act));
    assert_eq!(acts.map(|act| keyed.acts.typed_before(act)), [None, Some(acts[0])]);
    assert_eq!(acts.map(|act| keyed.acts.year(act)), [Some(2021), None]);
    assert_ne!(paid.part(KeyPart::Act), booked.part(KeyPart::Act));
    assert_eq!(size_of_val(booked), 64, "a month has hundreds of thousands");
}
