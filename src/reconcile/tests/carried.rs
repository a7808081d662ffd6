//! From one month to the next: what closes, what is gone, what is only written otherwise.

use super::*;

const ALFA: &str = "01234567890";
const BETA: &str = "09876543210";

/// A month whose rows bear names given by what they say, as posting gives them: the same row has the same name in both months.
fn month<'t>(movements: Vec<Movement<'t>>) -> Ledger {
    let mut seen = std::collections::BTreeMap::new();
    let name = |movement: Movement<'t>| {
        let parts = [movement.act, movement.mandate, movement.fiscal_code];
        let ordinal = seen.entry((movement.side, parts.map(str::to_owned))).or_insert(0_u32);
        let id = RowId::of(movement.layout, movement.office, &parts, *ordinal);
        *ordinal += 1;
        Movement { id, ..movement }
    };
    Ledger { movements: movements.into_iter().map(name).collect(), ..Ledger::default() }
}

/// June, after May.
fn after(may: Vec<Movement<'_>>, june: Vec<Movement<'_>>) -> Reconciliation {
    let (may, june) = (month(may), month(june));
    let period: Period = "2021-05".parse().unwrap();
    let (sheets, settings) = ([Arc::from("promozione")], settings());
    let before = super::super::matching::all(&may, &objectives(), &Carried::default(), &sheets, &settings, period);
    let carried = handed_on(&before, &may, "2021-05", &june);
    super::super::compare(&june, &objectives(), &carried, &sheets, &settings, super::june())
}

fn told(found: &Reconciliation) -> String {
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
    found.restatements.iter().map(|it| format!("{} {}", it.kind, it.text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_settled_is_listed_once_as_closed() {
    let may = vec![accounts("12/2021", ALFA, 50_000)];
    let june = vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 50_000)];
    insta::assert_snapshot!(told(&after(may, june)), @"Closed MissingInOffice \"\" 500,00 € 0 30 days: Chiusa a giugno 2021. Era: Provvedimento `12/2021`, Alfa S.r.l.: 500,00 € in contabilità, ma la scheda dell'ufficio non ne parla. Aggiungere la riga alla scheda o chiarire con la contabilità.");
}

#[test]
fn a_row_that_becomes_part_of_another_difference_is_not_closed_and_keeps_its_age() {
    let both = vec![accounts("13/2021", BETA, 100), office("13/2021", BETA, 100)];
    let may = [both.clone(), vec![office("12/2021", ALFA, 50_000)]].concat();
    let june = [both, vec![accounts("12/2021", ALFA, 48_000), office("12/2021", ALFA, 50_000)]].concat();
    insta::assert_snapshot!(told(&after(may, june)), @r#"Open Amount "withholding_4" -20,00 € 2 30 days: Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra 480,00 €, la scheda dell'ufficio riporta 500,00 €; lo scarto è la ritenuta del 4% sui contributi (art. 28 DPR 600/73) (-20,00 €). Indicare da entrambe le parti l'importo lordo."#);
}

#[test]
fn a_registration_that_is_gone_has_vanished() {
    let may = vec![accounts("12/2021", ALFA, 50_000), office("12/2021", ALFA, 50_000), accounts("13/2021", BETA, 100)];
    let june = vec![office("12/2021", ALFA, 50_000), accounts("13/2021", BETA, 100)];
    let found = after(may, june);
    insta::assert_snapshot!(told(&found), @r#"
        Open MissingInOffice "" 1,00 € 1 30 days: Provvedimento `13/2021`, Alfa S.r.l.: 1,00 € in contabilità, ma la scheda dell'ufficio non ne parla. Aggiungere la riga alla scheda o chiarire con la contabilità.
        Open Vanished "gone_from_accounting" -500,00 € 1 0 days: Provvedimento `12/2021`, Alfa S.r.l.: 500,00 €, in contabilità a maggio 2021, ora non ci sono più. La scheda dell'ufficio li riporta ancora. Chiedere alla contabilità perché la registrazione è stata tolta.
        "#);
    insta::assert_snapshot!(restated(&found), @"removed Provvedimento `12/2021`, Alfa S.r.l.: 500,00 €, in contabilità a maggio 2021, ora non ci sono più. Chiedere alla contabilità perché la registrazione è stata tolta.");
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
        Open MissingInAccounting "side_absent" -7,00 € 1 0 days: Le registrazioni della contabilità non ci sono: 1 riga della scheda per 7,00 € in attesa di confronto.
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
