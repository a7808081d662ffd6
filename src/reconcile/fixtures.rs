//! The tests that a chamber writes beside its matching rules: these rows in, these pairs and differences out.
//! Knows no files: rows are made here, and go the way of all rows.

use super::carried::Carried;
use super::rules::{Fixture, FixtureRow, RuleSet, Settings, Writings};
use super::{Given, Reconciliation, matching};
use crate::ledger::{Ledger, Movement, Objectives, RowId, Side};
use crate::money::parse_italian;
use crate::office::OfficeId;
use crate::origin::Origin;
use crate::period::{Exercise, Period};
use crate::read::acts::Writing;

/// What is wrong with a test, or how what it found is not what it expects; nothing when it passes.
#[must_use]
pub fn failure(rules: &RuleSet, fixture: &Fixture, objectives: &Objectives, writings: &Writings) -> Option<String> {
    let mut movements: Vec<Movement<'_>> = Vec::new();
    let sides = [(Side::Accounting, &fixture.accounting), (Side::Office, &fixture.office)];
    for (side, rows) in sides {
        for (number, row) in rows.iter().enumerate() {
            match movement(side, number, row, rules, objectives) {
                Ok(movement) => movements.push(movement),
                Err(text) => return Some(text),
            }
        }
    }
    let latest = movements.iter().filter_map(|movement| movement.date).max();
    let Some(period) = fixture.period.or_else(|| Period::of(latest?)).or_else(|| Period::new(2021, 12)) else {
        return Some("il mese della prova non è valido".to_owned());
    };
    let ledger = Ledger { movements: movements.into_iter().collect(), ..Ledger::default() };
    // A test that gives one side only means that the other is there and does not have the rows.
    let sides = ledger.side(Side::Office).chain(ledger.side(Side::Accounting));
    let sheets: Vec<OfficeId> = sides.filter_map(|movement| movement.office.map(OfficeId::from)).collect();
    let rules = RuleSet {
        tests: Vec::new(),
        passes: if fixture.passes.is_empty() { rules.passes.clone() } else { fixture.passes.clone() },
        search_steps_max: fixture.search_steps_max.unwrap_or(rules.search_steps_max),
        ..rules.clone()
    };
    let acts = misread(&rules, fixture, writings, period.exercise());
    let settings = Settings { rule_sets: vec![rules], writings: writings.clone(), ..Settings::default() };
    let carried = Carried::default();
    let found = matching::all(Given {
        ledger: &ledger,
        objectives,
        carried: &carried,
        sheets: &sheets,
        settings: &settings,
        answers: &super::Answers::default(),
        period,
    });
    let (pairs, differences) = told(&ledger, &found);
    let pairs = compared("abbinamenti", &fixture.pairs, pairs);
    let differences = compared("differenze", &fixture.differences, differences);
    let said: Vec<String> = pairs.into_iter().chain(differences).chain(acts).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// The acts that are not read as a test expects, as the office's layout writes them.
fn misread(rules: &RuleSet, fixture: &Fixture, writings: &Writings, exercise: Exercise) -> Option<String> {
    let writing = rules.office_layout.first().and_then(|layout| writings.get(layout)).cloned();
    let writing: Writing = writing.unwrap_or_default();
    let wrong = fixture.acts.iter().filter_map(|(written, expected)| {
        let act = writing.read(written, exercise);
        let read = if act.year().is_some() { act.normal() } else { "" };
        let said =
            if read.is_empty() { "non è un numero di un anno".to_owned() } else { format!("si legge `{read}`") };
        (read != expected).then(|| format!("`{written}` {said}"))
    });
    let wrong: Vec<String> = wrong.collect();
    (!wrong.is_empty()).then(|| format!("provvedimenti: {}", wrong.join(", ")))
}

/// A row as the ledger would have it.
fn movement<'t>(
    side: Side,
    number: usize,
    row: &'t FixtureRow,
    rules: &'t RuleSet,
    objectives: &'t Objectives,
) -> Result<Movement<'t>, String> {
    let typed = parse_italian(&row.amount).map_err(|_| format!("`{}` non è un importo", row.amount))?;
    let office = match (side, row.office.as_str()) {
        (Side::Accounting, "") => objectives.office_of(&row.objective).map(|office| &**office),
        (_, office) => Some(office).filter(|office| !office.is_empty()),
    };
    let layouts = if side == Side::Accounting { &rules.accounting_layout } else { &rules.office_layout };
    let layout = layouts.first().map_or("", String::as_str);
    Ok(Movement {
        id: RowId::of(layout, office.unwrap_or_default(), &[&name(side, number)], 0),
        side,
        layout,
        office,
        account: (side == Side::Accounting).then_some(row.account.as_str()),
        objective: &row.objective,
        initiative: "",
        act: &row.act,
        mandate: &row.mandate,
        date: row.date,
        beneficiary: &row.beneficiary,
        fiscal_code: &row.fiscal_code,
        cup: &row.cup,
        cor: &row.cor,
        note: &row.note,
        cents: typed.cents,
        allotted: None,
        // The place of a row is told by its origin.
        origin: Origin { row: u32::try_from(number).unwrap_or(u32::MAX), ..Origin::default() },
    })
}

/// `c1` is the first row of the accounts, `u1` the first of the offices.
fn name(side: Side, number: usize) -> String {
    let letter = if side == Side::Accounting { 'c' } else { 'u' };
    format!("{letter}{}", number + 1)
}

/// What was found, in the words of a test.
fn told(ledger: &Ledger, found: &Reconciliation) -> (Vec<String>, Vec<String>) {
    let named = |places: &[usize]| {
        let rows = places.iter().filter_map(|place| ledger.movements.get(*place));
        rows.map(|row| name(row.side, row.origin.row as usize)).collect::<Vec<_>>()
    };
    let pairs = found.matches.iter().map(|group| {
        let sides = [named(&group.accounting).join(" + "), named(&group.office).join(" + ")];
        sides.join(" = ")
    });
    let differences = found.differences.iter().map(|difference| {
        let reason = if difference.reason.is_empty() { String::new() } else { format!("/{}", difference.reason) };
        format!("{}{reason}: {}", difference.kind.id(), named(&difference.rows).join(", "))
    });
    (pairs.collect(), differences.collect())
}

/// What is expected and not found, or found and not expected. Neither order nor spaces matter; where a kind is expected and
/// no reason, any of its reasons will do.
fn compared(what: &str, expected: &[String], mut found: Vec<String>) -> Option<String> {
    let mut missing = Vec::new();
    // What says more is looked for first: what says less may have any of the others.
    let mut in_order: Vec<&String> = expected.iter().collect();
    in_order.sort_by_key(|text| !plain(text).contains('/'));
    for text in in_order {
        let wanted = plain(text);
        let is_it = |found: &String| plain(found) == wanted || without_reason(&plain(found)) == wanted;
        match found.iter().position(is_it) {
            Some(at) => {
                found.swap_remove(at);
            }
            None => missing.push(text.clone()),
        }
    }
    let told = |mut texts: Vec<String>| {
        texts.sort_by_key(|text| plain(text));
        texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
    };
    match (told(missing), told(found)) {
        (missing, extra) if missing.is_empty() && extra.is_empty() => None,
        (missing, extra) if extra.is_empty() => Some(format!("{what}: manca {missing}")),
        (missing, extra) if missing.is_empty() => Some(format!("{what}: non previsto {extra}")),
        (missing, extra) => Some(format!("{what}: manca {missing}; trovato invece {extra}")),
    }
}

/// `amount/vat_22:c1,u1` as `amount:c1,u1`.
fn without_reason(plain: &str) -> String {
    let (kind, rows) = plain.split_once(':').unwrap_or(("", plain));
    format!("{}:{rows}", kind.split('/').next().unwrap_or(kind))
}

/// The rows of each part of a text in one order.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (kind, rows) = text.split_once(':').unwrap_or(("", &text));
    let sides = rows.split('=').map(|side| {
        let mut rows: Vec<&str> = side.split([',', '+']).collect();
        rows.sort_unstable();
        rows.join(",")
    });
    format!("{kind}:{}", sides.collect::<Vec<_>>().join("="))
}
