//! From one month to the next: what closes, what is gone, what is only written otherwise.

use super::*;
use crate::office::OfficeId;

const ALFA: &str = "01234567890";
const BETA: &str = "09876543210";

/// A month whose rows bear names given by what they say, as posting gives them: the same row has the same name in both months.
fn month<'t>(movements: Vec<Movement<'t>>) -> Ledger {
    let mut seen = std::collections::BTreeMap::new();
    let name = |movement: Movement<'t>| {
        let parts = [movement.act, movement.mandate, movement.fiscal_code];
        let ordinal = seen.entry((movement.side, parts.map(str::to_owned))).or_insert(0_u32);
        let id = RowId::of(movement.layout, movement.office.unwrap_or_default(), &parts, *ordinal);
        *ordinal += 1;
        Movement { id, ..movement }
    };
    Ledger { movements: movements.into_iter().map(name).collect(), ..Ledger::default() }
}

/// June, after May.
fn after(may: Vec<Movement>, june: Vec<Movement>) -> Reconciliation {
    last_of([("2021-05", may, true), ("2021-06", june, true)])
}

/// The last of several months, each with the files that came in it, and whether the sheet of `promozione` was one of them.
pub(super) fn last_of<const N: usize>(months: [(&str, Vec<Movement>, bool); N]) -> Reconciliation {
    let (settings, sheet) = (settings(), [OfficeId::from("promozione")]);
    let mut before: Option<(Reconciliation, Ledger, &str)> = None;
    for (name, movements, heard) in months {
        let ledger = month(movements);
        let carried =
            before.map_or_else(Carried::default, |(found, of, former)| handed_over(&found, &of, former, &ledger, name));
        let sheets: &[OfficeId] = if heard { &sheet } else { &[] };
        let period = name.parse().unwrap();
        let found = super::super::compare(Given {
            ledger: &ledger,
            objectives: &objectives(),
            carried: &carried,
            sheets,
            settings: &settings,
            answers: &crate::reconcile::Answers::default(),
            period,
        });
        before = Some((found, ledger, name));
    }
    before.unwrap().0
}

pub(super) fn told(found: &Reconciliation) -> String {
    let one = |it: &Difference| {
        format!(
            "{:?} {:?} {:?} {} {} {} days: {}",
            it.state,
            it.kind,
            it.reason,
            it.cents,
            it.rows.len(),
            it.age_days,
            it.text
        )
    };
    found.differences.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn restated(found: &Reconciliation) -> String {
    found.restated_rows.iter().map(|it| format!("{} {}", it.kind, it.text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_settled_is_listed_once_as_closed() {
    let may = vec![accounts("12/2021", ALFA, 50_000)];
    let june = vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 50_000)];
    insta::assert_snapshot!(told(&after(may, june)), @r#"Closed MissingInOffice "" 500,00 € 0 30 days: Chiusa a giugno 2021. Era: provvedimento `12/2021`, Alfa S.r.l.: 500,00 € in contabilità, ma la scheda dell'ufficio non ne parla."#);
}

#[test]
fn a_row_that_becomes_part_of_another_difference_is_not_closed_and_keeps_its_age() {
    let both = vec![accounts("13/2021", BETA, 100), office("13/2021", BETA, 100)];
    let may = [both.clone(), vec![office("12/2021", ALFA, 50_000)]].concat();
    let june = [both, vec![accounts("12/2021", ALFA, 48_000), office("12/2021", ALFA, 50_000)]].concat();
    insta::assert_snapshot!(told(&after(may, june)), @r#"Open Amount "withholding_4" -20,00 € 2 30 days: Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra 480,00 €, la scheda dell'ufficio riporta 500,00 €; lo scarto di 20,00 € è la ritenuta del 4% sui contributi (art. 28 DPR 600/73). Indicare da entrambe le parti l'importo lordo."#);
}

#[test]
fn a_registration_that_is_gone_has_vanished() {
    let may = vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 50_000), accounts("13/2021", BETA, 100)];
    let june = vec![office("12/2021", ALFA, 50_000), accounts("13/2021", BETA, 100)];
    let found = after(may, june);
    insta::assert_snapshot!(told(&found), @r#"
        Open Vanished "gone_from_accounting" -500,00 € 1 0 days: Provvedimento `12/2021`, Alfa S.r.l.: 500,00 €, in contabilità a maggio 2021, ora non ci sono più. La scheda dell'ufficio li riporta ancora. Chiedere alla contabilità perché la registrazione è stata tolta.
        Open MissingInOffice "" 1,00 € 1 30 days: Provvedimento `13/2021`, Alfa S.r.l.: 1,00 € in contabilità, ma la scheda dell'ufficio non ne parla. Aggiungere la riga alla scheda o chiarire con la contabilità.
        "#);
    insta::assert_snapshot!(restated(&found), @"removed Provvedimento `12/2021`, Alfa S.r.l.: 500,00 €, in contabilità a maggio 2021, ora non ci sono più.");
    assert!(found.bridges.iter().all(|bridge| bridge.unexplained == Cents::ZERO));
}

#[test]
fn a_row_that_is_only_written_otherwise_is_not_gone() {
    let may = vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 50_000)];
    let june = vec![accounts("n. 12 del 2021", ALFA, 50_000), office("DET 12-2021", ALFA, 50_000)];
    assert_eq!(told(&after(may, june)), "");
}

#[test]
fn what_both_sides_dropped_is_agreed_upon() {
    let may = vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 50_000)];
    let kept = vec![accounts("13/2021", BETA, 100), office("13/2021", BETA, 100)];
    assert_eq!(told(&after([may, kept.clone()].concat(), kept)), "");
}

#[test]
fn a_month_without_the_accounts_closes_nothing() {
    let may = vec![accounts("12/2021", ALFA, 50_000), office("13/2021", BETA, 700)];
    let june = vec![office("13/2021", BETA, 700)];
    insta::assert_snapshot!(told(&after(may, june)), @r#"
        Open MissingInOffice "" 500,00 € 0 30 days: Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € in contabilità, ma la scheda dell'ufficio non ne parla. Aggiungere la riga alla scheda o chiarire con la contabilità.
        Open MissingInAccounting "side_absent" -7,00 € 1 0 days: Le registrazioni della contabilità non ci sono: 1 riga della scheda per 7,00 € in attesa di confronto. Chiedere l'esportazione alla contabilità.
        "#);
}

#[test]
fn a_later_export_that_says_otherwise_of_an_issued_month_is_read_out() {
    let day = |movement: Movement<'static>| Movement { date: chrono::NaiveDate::from_ymd_opt(2021, 3, 15), ..movement };
    let may = vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 50_000)];
    let june = vec![
        accounts("12/2021", ALFA, 51_000),
        office("12/2021", ALFA, 51_000),
        day(accounts("14/2021", BETA, 300)),
        day(office("14/2021", BETA, 300)),
    ];
    let found = after(may, june);
    assert_eq!(told(&found), "");
    insta::assert_snapshot!(restated(&found), @r"
        changed Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € a maggio 2021, ora 510,00 € (+10,00 €) nella scheda dell'ufficio.
        added Provvedimento `14/2021`, Alfa S.r.l.: 3,00 € in contabilità con data 15/03/2021, che fino a maggio 2021 non c'erano.
        changed Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € a maggio 2021, ora 510,00 € (+10,00 €) in contabilità.
        ");
}

/// Two payments told by both sides.
fn both() -> Vec<Movement<'static>> {
    vec![
        accounts("12/2021", ALFA, 50_000),
        office("12/2021", ALFA, 50_000),
        accounts("13/2021", BETA, 700),
        office("13/2021", BETA, 700),
    ]
}

fn of(side: Side, movements: Vec<Movement<'_>>) -> Vec<Movement<'_>> {
    movements.into_iter().filter(|movement| movement.side == side).collect()
}

#[test]
fn a_sheet_that_comes_back_without_a_row_after_a_silent_month_has_lost_it() {
    let back = vec![accounts("12/2021", ALFA, 50_000), accounts("13/2021", BETA, 700), office("13/2021", BETA, 700)];
    for silent in 1..=2 {
        let quiet = || ("2021-05", of(Side::Accounting, both()), false);
        let found = if silent == 1 {
            last_of([("2021-04", both(), true), quiet(), ("2021-06", back.clone(), true)])
        } else {
            last_of([("2021-04", both(), true), quiet(), quiet(), ("2021-06", back.clone(), true)])
        };
        insta::allow_duplicates! {
            insta::assert_snapshot!(told(&found), @r#"
        Closed MissingInOffice "side_absent" 507,00 € 0 30 days: Chiusa a giugno 2021. Era: la scheda dell'ufficio non c'è: 2 registrazioni per 507,00 € in attesa di confronto.
        Open Vanished "gone_from_office" 500,00 € 1 0 days: Provvedimento `12/2021`, Alfa S.r.l.: 500,00 €, nella scheda dell'ufficio ad aprile 2021, ora non ci sono più. In contabilità ci sono ancora. Chiedere all'ufficio perché la riga è stata tolta.
        "#);
            insta::assert_snapshot!(restated(&found), @"removed Provvedimento `12/2021`, Alfa S.r.l.: 500,00 €, nella scheda dell'ufficio ad aprile 2021, ora non ci sono più.");
        }
    }
}

#[test]
fn accounts_that_come_back_after_a_silent_month_restate_only_what_they_changed() {
    let day = |month, day, movement: Movement<'static>| Movement {
        date: chrono::NaiveDate::from_ymd_opt(2021, month, day),
        ..movement
    };
    let april: Vec<Movement> = both().into_iter().map(|movement| day(4, 10, movement)).collect();
    let june = vec![
        day(4, 10, accounts("13/2021", BETA, 700)),
        day(4, 10, office("12/2021", ALFA, 50_000)),
        day(4, 10, office("13/2021", BETA, 700)),
        // Of a month of which the accounts had not spoken: nothing is restated.
        day(5, 10, accounts("14/2021", BETA, 300)),
        day(5, 10, office("14/2021", BETA, 300)),
        // Of a month that they had closed.
        day(4, 20, accounts("15/2021", BETA, 900)),
        day(4, 20, office("15/2021", BETA, 900)),
    ];
    let found = last_of([
        ("2021-04", april.clone(), true),
        ("2021-05", of(Side::Office, april), true),
        ("2021-06", june, true),
    ]);
    insta::assert_snapshot!(told(&found), @r#"
        Open Vanished "gone_from_accounting" -500,00 € 1 0 days: Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € del 10/04/2021, in contabilità ad aprile 2021, ora non ci sono più. La scheda dell'ufficio li riporta ancora. Chiedere alla contabilità perché la registrazione è stata tolta.
        Closed MissingInAccounting "side_absent" -507,00 € 0 30 days: Chiusa a giugno 2021. Era: le registrazioni della contabilità non ci sono: 2 righe della scheda per 507,00 € in attesa di confronto.
        "#);
    insta::assert_snapshot!(restated(&found), @r"
        added Provvedimento `15/2021`, Alfa S.r.l.: 9,00 € in contabilità con data 20/04/2021, che fino ad aprile 2021 non c'erano.
        removed Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € del 10/04/2021, in contabilità ad aprile 2021, ora non ci sono più.
        ");
}

#[test]
fn the_same_files_after_a_silent_month_open_nothing_and_restate_nothing() {
    for side in [Side::Accounting, Side::Office] {
        let quiet = ("2021-05", of(side, both()), side == Side::Office);
        let found = last_of([("2021-04", both(), true), quiet, ("2021-06", both(), true)]);
        assert!(found.differences.iter().all(|it| it.state == DifferenceState::Closed), "{}", told(&found));
        assert_eq!(restated(&found), "");
    }
}

#[test]
fn what_a_draft_said_is_not_restated_and_what_was_released_before_it_is() {
    let (april, may) = (month(both()), month([both(), vec![accounts("14/2021", ALFA, 10)]].concat()));
    let june = month(vec![accounts("12/2021", ALFA, 60_000), office("12/2021", ALFA, 60_000)]);
    let (sheets, settings) = ([OfficeId::from("promozione")], settings());
    let of_month = |ledger: &Ledger, carried: &Carried, name: &str| {
        let period = name.parse().unwrap();
        let given = Given {
            ledger,
            objectives: &objectives(),
            carried,
            sheets: &sheets,
            settings: &settings,
            answers: &crate::reconcile::Answers::default(),
            period,
        };
        super::super::compare(given)
    };
    let first = of_month(&april, &Carried::default(), "2021-04");
    let draft = of_month(&may, &handed_on(&first, &april, "2021-04", &may), "2021-05");
    let carried = handed_on(&draft, &may, "2021-05", &june);
    let published = |published| restated(&of_month(&june, &Carried { published, ..carried.clone() }, "2021-06"));
    assert_eq!(published(Published::Nothing), "");
    let earlier = Published::Earlier(Box::new(handed_on(&first, &april, "2021-04", &june)));
    insta::assert_snapshot!(published(earlier), @r"
        changed Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € ad aprile 2021, ora 600,00 € (+100,00 €) nella scheda dell'ufficio.
        changed Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € ad aprile 2021, ora 600,00 € (+100,00 €) in contabilità.
        ");
    let gone = |text: &str| text.matches("removed").count();
    assert_eq!(gone(&published(Published::Carried)), 1, "a released May would have had the row of 14/2021");
}
