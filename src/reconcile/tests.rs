//! Ledgers made by hand, and what is found in them.

mod accepted;
mod carried;
mod matching;
mod new_year;
mod partners;
mod properties;
mod rules;
mod tie_outs;
mod tried;

use std::sync::Arc;

use super::{
    Carried, Difference, DifferenceState, FormerDifference, Given, Match, Memory, Published, Reconciliation, Settings,
};
use crate::ledger::{Ledger, Level, Movement, Movements, Objective, Objectives, RowId, Side};
use crate::money::Cents;
use crate::office::OfficeId;
use crate::origin::Origin;
use crate::period::Period;

/// A row of a test: `accounts("12/2021", "01234567890", 50_000)`; the rest is the same for all, unless it is told.
fn movement<'t>(side: Side, act: &'t str, code: &'t str, cents: i64) -> Movement<'t> {
    Movement {
        id: RowId::hash(""),
        side,
        layout: if side == Side::Accounting { "registrazioni" } else { "schede" },
        office: Some("promozione"),
        account: (side == Side::Accounting).then_some("330000"),
        objective: if side == Side::Accounting { "2021_01_01" } else { "2021_01_01_02" },
        initiative: "",
        act,
        mandate: "",
        date: None,
        beneficiary: "Alfa S.r.l.",
        fiscal_code: code,
        cup: "",
        cor: "",
        note: "",
        cents: Cents(cents),
        allotted: None,
        origin: Origin::default(),
    }
}

fn accounts<'t>(act: &'t str, code: &'t str, cents: i64) -> Movement<'t> {
    movement(Side::Accounting, act, code, cents)
}

fn office<'t>(act: &'t str, code: &'t str, cents: i64) -> Movement<'t> {
    movement(Side::Office, act, code, cents)
}

/// Movements named by their place: a row keeps its name when rows are shuffled afterwards.
fn named<'t>(movements: Vec<Movement<'t>>) -> Movements {
    let name = |(place, movement): (usize, Movement<'t>)| Movement {
        id: RowId::of(movement.layout, movement.office.unwrap_or_default(), &[], u32::try_from(place).unwrap()),
        ..movement
    };
    movements.into_iter().enumerate().map(name).collect()
}

fn ledger(movements: Vec<Movement<'_>>) -> Ledger {
    Ledger { movements: named(movements), ..Ledger::default() }
}

fn objectives() -> Objectives {
    let objective = |code: &str, level, parent: Option<&str>| Objective {
        code: Arc::from(code),
        level,
        parent: parent.map(Arc::from),
        title: "Un obiettivo".to_owned(),
        office: OfficeId::of("promozione"),
        weight: 1.0,
        missione: None,
        programma: None,
        resources_euro: Some(1_000),
        corrects: false,
        act: String::new(),
        why: String::new(),
        valid_to: None,
        exercise: None,
    };
    Objectives {
        all: vec![
            objective("2021_01", Level::Area, None),
            objective("2021_01_01", Level::Strategico, Some("2021_01")),
            objective("2021_01_01_02", Level::Operativo, Some("2021_01_01")),
            objective("2021_01_02", Level::Strategico, Some("2021_01")),
        ],
        ..Objectives::default()
    }
}

/// The chamber's passes, and a loose one without acts.
fn settings() -> Settings {
    let rules = r#"
        id = "interventi"
        title = "Interventi"
        accounting_layout = "registrazioni"
        office_layout = "schede"
        objective_level = "strategico"
        search_steps_max = 2000
        [[pass]]
        id = "codice_fiscale"
        keys = ["office", "objective", "act", "fiscal_code"]
        [[pass]]
        id = "beneficiario"
        keys = ["office", "objective", "act", "beneficiary"]
        [[pass]]
        id = "senza_atto"
        keys = ["objective", "fiscal_code"]
    "#;
    Settings { rule_sets: vec![toml::from_str(rules).unwrap()], ..Settings::default() }
}

fn june() -> Period {
    "2021-06".parse().unwrap()
}

/// What matching finds when the sheet of `promozione` was accepted.
fn matched(ledger: &Ledger) -> (Vec<Match>, Vec<Difference>) {
    let found = compared(ledger, &Carried::default(), &settings());
    (found.matches, found.differences)
}

fn compared(ledger: &Ledger, carried: &Carried, settings: &Settings) -> Reconciliation {
    compared_in(june(), ledger, carried, settings)
}

fn compared_in(period: Period, ledger: &Ledger, carried: &Carried, settings: &Settings) -> Reconciliation {
    let sheets = &[OfficeId::from("promozione")];
    super::matching::all(Given {
        ledger,
        objectives: &objectives(),
        carried,
        sheets,
        settings,
        answers: &crate::reconcile::Answers::default(),
        period,
    })
}

/// What a month, reconciled before, hands on to one of its exercise with these movements.
fn handed_on(before: &Reconciliation, of: &Ledger, month: &str, to: &Ledger) -> Carried {
    handed_over(before, of, month, to, month)
}

/// The same to a month of any exercise.
fn handed_over(before: &Reconciliation, of: &Ledger, month: &str, to: &Ledger, next: &str) -> Carried {
    let open = before.differences.iter().filter(|it| it.state != DifferenceState::Closed);
    let former = |it: &Difference| FormerDifference {
        kind: it.kind,
        state: it.state,
        reason: it.reason.to_owned(),
        text: it.text.clone(),
        key: it.key.clone(),
        office: it.office.clone(),
        objective: Arc::clone(&it.objective),
        cents: it.cents,
        first_seen: it.first_seen,
    };
    let differences = open.map(|it| (it.id, former(it))).collect();
    let month = month.parse().unwrap();
    let exercise = next.parse::<Period>().unwrap().exercise();
    let mut memory = Memory::between(month, exercise, differences, &to.movements);
    before.remembered(&of.movements, month).for_each(|row| memory.row(row));
    Carried { published: Published::Carried, ..memory.end() }
}
