//! From December to January: what stays open, what is settled by which row, and what is set apart.

use super::carried::{last_of, told};
use super::*;
use crate::reconcile::rules::{Apart, Mark, Sign};

const ALFA: &str = "01234567890";
const BETA: &str = "09876543210";

/// Rows that both sides have in January, so that both are heard.
fn both<'t>() -> Vec<Movement<'t>> {
    vec![accounts("1/2022", BETA, 100), office("1/2022", BETA, 100)]
}

fn with<'t>(rows: Vec<Movement<'t>>) -> Vec<Movement<'t>> {
    [both(), rows].concat()
}

/// Reasons, states, cents and ages of the last of these months.
fn stand(found: &Reconciliation) -> Vec<String> {
    let one = |it: &Difference| {
        format!("{} {}/{} {} {} {}", it.state.id(), it.kind.id(), it.reason, it.cents.0, it.first_seen, it.rows.len())
    };
    let mut all: Vec<String> = found.differences.iter().map(one).collect();
    all.sort();
    all
}

#[test]
fn what_december_left_open_stays_open_and_counts_in_no_bridge() {
    let december = vec![accounts("12/2021", ALFA, 50_000), office("13/2021", ALFA, 70)];
    let january = ("2022-01", both(), true);
    let found =
        last_of([("2021-11", vec![accounts("12/2021", ALFA, 50_000)], true), ("2021-12", december, true), january]);
    assert_eq!(
        stand(&found),
        ["open missing_in_accounting/ -70 2021-12-31 0", "open missing_in_office/ 50000 2021-11-30 0"]
    );
    assert_eq!(found.restated_rows, []);
    let bridges: Vec<(i64, i64, i64, usize)> =
        found.bridges.iter().map(|it| (it.accounting.0, it.told.0, it.unexplained.0, it.items.len())).collect();
    assert_eq!(bridges, [(100, 100, 0, 0)]);
}

#[test]
fn it_goes_on_through_the_year_and_into_the_next_one() {
    let december = vec![accounts("12/2021", ALFA, 50_000)];
    let quiet = |month| (month, vec![accounts("1/2022", BETA, 100), office("1/2022", BETA, 100)], true);
    let found = last_of([("2021-12", december, true), quiet("2022-01"), quiet("2022-02"), quiet("2023-01")]);
    assert_eq!(stand(&found), ["open missing_in_office/ 50000 2021-12-31 0"]);
    insta::assert_snapshot!(told(&found), @r#"Open MissingInOffice "" 500,00 € 0 396 days: Partita aperta del 2021. Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € in contabilità, ma la scheda dell'ufficio non ne parla. Aggiungere la riga alla scheda o chiarire con la contabilità."#);
}

#[test]
fn a_row_of_the_side_that_lacked_it_settles_it_once() {
    let december = vec![accounts("12/2021", ALFA, 50_000), office("13/2021", ALFA, 70)];
    let january = with(vec![office("DET 12 del 2021", ALFA, 50_000), accounts("13-2021", ALFA, 70)]);
    let closed = [
        "closed missing_in_accounting/paid_next_year -70 2021-12-31 0",
        "closed missing_in_office/paid_next_year 50000 2021-12-31 0",
    ];
    let apart = ["apart former_year/open_item -50000 2022-01-31 1", "apart former_year/open_item 70 2022-01-31 1"];
    let found = last_of([("2021-12", december.clone(), true), ("2022-01", january.clone(), true)]);
    assert_eq!(stand(&found), [apart, closed].concat());
    // In February the rows are what they were, and nothing is settled again.
    let found = last_of([("2021-12", december, true), ("2022-01", january.clone(), true), ("2022-02", january, true)]);
    assert_eq!(stand(&found), apart);
}

#[test]
fn a_row_that_agrees_now_is_closed_by_itself_and_settles_no_other() {
    let december = with(vec![office("13/2021", ALFA, 70)]);
    let january = with(vec![accounts("13/2021", ALFA, 70), office("13/2021", ALFA, 70)]);
    let found = last_of([("2021-12", december, true), ("2022-01", january, true)]);
    assert_eq!(stand(&found), ["closed missing_in_accounting/ -70 2021-12-31 0"]);
    // A second instalment of the same amount, on both sides, is not the one that the office never told.
    let second = |row: Movement<'static>| Movement { mandate: "9", ..row };
    let january = with(vec![second(accounts("12/2021", ALFA, 50_000)), office("12/2021", ALFA, 50_000)]);
    let found = last_of([("2021-12", vec![accounts("12/2021", ALFA, 50_000)], true), ("2022-01", january, true)]);
    assert_eq!(stand(&found), ["open missing_in_office/ 50000 2021-12-31 0"]);
}

#[test]
fn another_amount_act_or_beneficiary_settles_nothing_nor_does_the_same_side() {
    let december = || vec![accounts("12/2021", ALFA, 50_000)];
    for row in [
        office("12/2021", ALFA, 50_001),
        office("14/2021", ALFA, 50_000),
        office("12/2021", BETA, 50_000),
        office("12/2022", ALFA, 50_000),
        Movement { mandate: "7", ..accounts("12/2021", ALFA, 50_000) },
    ] {
        let found = last_of([("2021-12", december(), true), ("2022-01", with(vec![row]), true)]);
        let open = stand(&found);
        assert!(open.contains(&"open missing_in_office/ 50000 2021-12-31 0".to_owned()), "{row:?}: {open:?}");
        assert_eq!(open.len(), 2, "{row:?}");
    }
}

#[test]
fn a_row_that_stands_in_the_new_files_under_its_old_name_is_the_same_difference() {
    let row = || accounts("12/2021", ALFA, 50_000);
    let january = ("2022-01", with(vec![row()]), true);
    let found = last_of([("2021-12", vec![row()], true), january]);
    assert_eq!(stand(&found), ["open missing_in_office/ 50000 2021-12-31 1"]);
    let answered = with(vec![row(), office("12/2021", ALFA, 50_000)]);
    let found =
        last_of([("2021-12", vec![row()], true), ("2022-01", with(vec![row()]), true), ("2022-02", answered, true)]);
    assert_eq!(stand(&found), ["closed missing_in_office/ 50000 2021-12-31 0"]);
}

#[test]
fn what_the_accounts_are_to_book_in_the_new_year_is_late_when_its_days_are_over() {
    let mut settings = settings();
    settings.rule_sets[0].expected_days = Some(45);
    let late = |day: &str| Movement { date: day.parse().ok(), ..office("13/2021", ALFA, 70) };
    let in_month = |month: &str, day: &str| {
        let december = ledger(with(vec![late(day)]));
        let last = compared_in("2021-12".parse().unwrap(), &december, &Carried::default(), &settings);
        let next = ledger(both());
        let carried = handed_over(&last, &december, "2021-12", &next, month);
        stand(&compared_in(month.parse().unwrap(), &next, &carried, &settings))
    };
    assert_eq!(in_month("2022-01", "2021-12-20"), ["expected timing/not_yet_booked -70 2021-12-31 0"]);
    assert_eq!(in_month("2022-02", "2021-12-20"), ["open missing_in_accounting/overdue -70 2021-12-31 0"]);
}

#[test]
fn a_sheet_that_never_came_is_still_told_of_the_year_before() {
    let december = vec![accounts("12/2021", ALFA, 50_000), accounts("13/2021", ALFA, 70)];
    let found = last_of([("2021-12", december, false), ("2022-01", both(), true), ("2022-02", both(), true)]);
    assert_eq!(stand(&found), ["open missing_in_office/side_absent 50070 2021-12-31 0"]);
}

#[test]
fn what_vanished_in_december_is_not_said_to_vanish_again() {
    let pair = || vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 50_000), accounts("1/2021", BETA, 1)];
    let found = last_of([
        ("2021-11", [pair(), vec![office("1/2021", BETA, 1)]].concat(), true),
        (
            "2021-12",
            vec![accounts("12/2021", ALFA, 50_000), accounts("1/2021", BETA, 1), office("1/2021", BETA, 1)],
            true,
        ),
        ("2022-01", both(), true),
    ]);
    assert_eq!(stand(&found), ["open vanished/gone_from_office 50000 2021-12-31 0"]);
    assert_eq!(found.restated_rows, []);
}

#[test]
fn what_is_declared_is_set_apart_and_the_bridge_adds_up() {
    let mut settings = settings();
    let mark = |word: &str| Some(Mark { words: vec![word.to_owned()], sign: Sign::Negative });
    settings.rule_sets[0].apart = Apart { former_year: true, revocation: mark("revoca"), saving: mark("minor spesa") };
    let noted = |row, note| Movement { note, ..row };
    let rows = ledger(vec![
        accounts("785/2021", ALFA, 120_000),
        noted(accounts("9/2022", BETA, -30_000), "REVOCA, atto 5"),
        noted(office("10/2022", BETA, -400), "per minor spesa"),
        noted(office("11/2022", "00000000001", 500), "revoca"),
        accounts("12/2022", "00000000002", 264_000),
        noted(office("12/2022", "00000000002", 300_000), "minor spesa di 360 euro"),
        office("n. 786", "00000000003", 9_000),
    ]);
    let found = compared_in("2022-02".parse().unwrap(), &rows, &Carried::default(), &settings);
    assert_eq!(
        stand(&found),
        [
            "apart former_year/ 120000 2022-02-28 1",
            "apart revocation/ -30000 2022-02-28 1",
            "apart saving/ -36000 2022-02-28 2",
            "apart saving/ 400 2022-02-28 1",
            "open missing_in_accounting/ -500 2022-02-28 1",
            "open missing_in_accounting/ -9000 2022-02-28 1",
        ]
    );
    let items: Vec<(&str, usize, i64)> =
        found.bridges[0].items.iter().map(|it| (it.kind, it.count, it.cents.0)).collect();
    assert_eq!(
        items,
        [
            ("former_year", 1, -120_000),
            ("missing_in_accounting", 2, 9_500),
            ("revocation", 1, 30_000),
            ("saving", 2, 35_600)
        ]
    );
    assert_eq!(
        (found.bridges[0].accounting.0, found.bridges[0].told.0, found.bridges[0].unexplained.0),
        (354_000, 309_100, 0)
    );
}

#[test]
fn a_sign_alone_may_mark_and_without_the_table_nothing_is_apart() {
    let rows = ledger(vec![accounts("785/2021", ALFA, 120_000), accounts("9/2022", BETA, -30_000)]);
    let mut settings = settings();
    let in_january =
        |settings: &Settings| stand(&compared_in("2022-01".parse().unwrap(), &rows, &Carried::default(), settings));
    let open = ["open missing_in_office/ -30000 2022-01-31 1", "open missing_in_office/ 120000 2022-01-31 1"];
    assert_eq!(in_january(&settings), open);
    settings.rule_sets[0].apart.revocation = Some(Mark { words: Vec::new(), sign: Sign::Negative });
    assert_eq!(in_january(&settings), ["apart revocation/ -30000 2022-01-31 1", open[1]]);
}
