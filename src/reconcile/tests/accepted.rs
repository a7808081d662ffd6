//! What becomes of a difference that somebody accepted.

use super::*;
use crate::reconcile::{Acceptance, Kind};

const ALFA: &str = "01234567890";

/// A registration of 1.000,00 of which an office tells this amount.
fn told(cents: i64) -> Ledger {
    ledger(vec![accounts("12/2021", ALFA, 100_000), office("12/2021", ALFA, cents)])
}

/// The acceptance of the one difference of a ledger.
fn accepting(ledger: &Ledger, until: &str) -> Acceptance {
    let found = &compared(ledger, &Carried::default(), &settings()).differences[0];
    let why = "la ritenuta è stata versata in marzo".to_owned();
    Acceptance { id: found.id, kind: found.kind, cents: found.cents, why, until: until.parse().unwrap(), from: None }
}

fn found(ledger: &Ledger, acceptance: Acceptance) -> Reconciliation {
    let mut settings = settings();
    settings.accepted = vec![acceptance];
    settings.rule_sets[0].overdue_days = Some(0);
    let found = compared(ledger, &Carried::default(), &settings);
    assert!(found.bridges.iter().all(|bridge| bridge.unexplained == Cents::ZERO));
    found
}

#[test]
fn an_accepted_difference_is_listed_with_its_reason_and_explains_its_part_of_the_bridge() {
    let ledger = told(96_000);
    let found = found(&ledger, accepting(&ledger, "2021-12-31"));
    let it = &found.differences[0];
    assert_eq!((it.state, it.overdue), (DifferenceState::Accepted, false));
    insta::assert_snapshot!(it.text, @"Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra 1.000,00 €, la scheda dell'ufficio riporta 960,00 €; lo scarto di 40,00 € è la ritenuta del 4% sui contributi (art. 28 DPR 600/73). Indicare da entrambe le parti l'importo lordo. Accettata fino al 31/12/2021: la ritenuta è stata versata in marzo.");
    let items: Vec<_> = found.bridges[0].items.iter().map(|item| (item.kind, item.cents.0)).collect();
    assert_eq!(items, [("accepted", -4_000)]);
    assert_eq!(found.unknown_acceptances, []);
}

#[test]
fn it_is_open_again_when_it_has_changed_or_its_day_has_passed() {
    let ledger = told(96_000);
    let changed = found(&told(90_000), accepting(&ledger, "2021-12-31"));
    assert_eq!(changed.differences[0].state, DifferenceState::Open);
    insta::assert_snapshot!(changed.differences[0].text, @"Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra 1.000,00 €, la scheda dell'ufficio riporta 900,00 €; lo scarto è di 100,00 €. Verificare l'importo sul mandato e correggere dove serve. Era stata accettata per 40,00 € (importo diverso): decidere di nuovo.");
    let expired = found(&ledger, accepting(&ledger, "2021-06-08"));
    assert_eq!(expired.differences[0].state, DifferenceState::Open);
    insta::assert_snapshot!(expired.differences[0].text, @"Provvedimento `12/2021`, Alfa S.r.l.: la contabilità registra 1.000,00 €, la scheda dell'ufficio riporta 960,00 €; lo scarto di 40,00 € è la ritenuta del 4% sui contributi (art. 28 DPR 600/73). Indicare da entrambe le parti l'importo lordo. Era stata accettata fino all'08/06/2021: decidere di nuovo.");
    let other = found(&ledger, Acceptance { kind: Kind::Coding, ..accepting(&ledger, "2021-12-31") });
    assert_eq!(other.differences[0].state, DifferenceState::Open);
}

#[test]
fn an_acceptance_of_nothing_is_told_while_it_is_in_force() {
    let nothing = |until| Acceptance { id: RowId::hash("mai vista"), ..accepting(&told(96_000), until) };
    assert_eq!(found(&told(100_000), nothing("2021-06-30")).unknown_acceptances, [RowId::hash("mai vista")]);
    assert_eq!(found(&told(100_000), nothing("2021-06-29")).unknown_acceptances, []);
}

#[test]
fn a_difference_that_closes_in_the_month_is_no_unknown_one_and_says_what_it_was() {
    let (may, june) = (told(96_000), told(100_000));
    let mut settings = settings();
    settings.accepted = vec![accepting(&may, "2021-12-31")];
    let before = compared(&may, &Carried::default(), &settings);
    let found = compared(&june, &handed_on(&before, &may, "2021-05", &june), &settings);
    assert_eq!(found.unknown_acceptances, []);
    assert_eq!(found.differences[0].state, DifferenceState::Closed);
    assert!(!found.differences[0].text.contains("Accettata"), "{}", found.differences[0].text);
}
