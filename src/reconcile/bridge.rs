//! From the accounts' total to an office's, objective by objective: what lies between them is listed, and the rest is shown.
//! Decides nothing: it adds up what matching found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::differences::Book;
use super::keys::Row;
use super::rules::KeyPart;
use super::{Difference, DifferenceState, Match};
use crate::ledger::{Side, Text};
use crate::money::Cents;
use crate::office::OfficeId;

/// The bridge of one objective of an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// The rule set.
    pub rule_set: Arc<str>,
    /// The office; registrations of no office have none.
    pub office: Option<OfficeId>,
    /// The objective, rolled up.
    pub objective: Arc<str>,
    /// What the accounts register.
    pub accounting: Cents,
    /// What the office tells.
    pub told: Cents,
    /// What leads from the former to the latter, by kind.
    pub items: Vec<BridgeItem>,
    /// The office's total less the accounts' and all items: zero when everything is listed.
    pub unexplained: Cents,
}

/// What one kind of finding is worth between two totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeItem {
    /// The kind of difference; `accepted` for those that were accepted, `tolerance` for matches within their tolerance, `elsewhere` for matches with a row of
    /// another objective or office.
    pub kind: &'static str,
    /// How many findings.
    pub count: usize,
    /// What is added to the accounts' total.
    pub cents: Cents,
}

/// What an item of accepted differences is called, whatever their kinds.
const ACCEPTED: &str = "accepted";

/// What a cell of a bridge is made of, before it is put in words.
#[derive(Default)]
struct Span {
    place: usize,
    totals: [i128; 2],
    items: BTreeMap<&'static str, (usize, i128)>,
}

/// Office and objective, by their normal texts.
type Cell = (Text, Text);

/// The bridges of a rule set, sorted by office and objective, over the rows that it compared.
pub(super) fn all(book: &Book<'_>, matches: &[Match], differences: &[Difference]) -> Vec<Bridge> {
    let Book { ledger, objectives, rules, .. } = *book;
    let rows = &book.rows[..book.inside];
    let cell = |row: &Row| (row.part(KeyPart::Office), row.part(KeyPart::Objective));
    let mut spans: BTreeMap<Cell, Span> = BTreeMap::new();
    let mut by_place = vec![usize::MAX; ledger.movements.len()];
    for (number, row) in rows.iter().enumerate() {
        by_place[row.place()] = number;
        let span = spans.entry(cell(row)).or_insert_with(|| Span { place: row.place(), ..Span::default() });
        span.totals[row.side as usize] += i128::from(row.cents.0);
    }
    let row_at = |place: &usize| by_place.get(*place).and_then(|number| rows.get(*number));
    let mut add = |kind: &'static str, places: &mut dyn Iterator<Item = &usize>, always: bool| {
        let mut shares: BTreeMap<Cell, i128> = BTreeMap::new();
        for row in places.filter_map(row_at) {
            let signed = if row.side == Side::Accounting { -row.cents.0 } else { row.cents.0 };
            *shares.entry(cell(row)).or_default() += i128::from(signed);
        }
        let elsewhere = shares.len() > 1;
        for (cell, cents) in shares.into_iter().filter(|(_, cents)| always || *cents != 0) {
            let kind = if elsewhere && !always { "elsewhere" } else { kind };
            let (count, sum) = spans.entry(cell).or_default().items.entry(kind).or_default();
            *count += 1;
            *sum += cents;
        }
    };
    for group in matches {
        // Nearly all are pairs of one cell and one amount, which leave nothing between the totals.
        if let ([account], [office]) = (&group.accounting[..], &group.office[..])
            && let (Some(account), Some(office)) = (row_at(account), row_at(office))
            && account.cents == office.cents
            && cell(account) == cell(office)
        {
            continue;
        }
        add("tolerance", &mut group.accounting.iter().chain(&group.office), false);
    }
    for difference in differences {
        let places: BTreeSet<usize> = difference.rows.iter().copied().collect();
        let kind = if difference.state == DifferenceState::Accepted { ACCEPTED } else { difference.kind.id() };
        add(kind, &mut places.iter(), true);
    }
    let named = |span: Span| {
        let movement = ledger.movements.at(span.place);
        let items: Vec<BridgeItem> =
            span.items.into_iter().map(|(kind, (count, sum))| BridgeItem { kind, count, cents: cents(sum) }).collect();
        let [accounting, told] = span.totals.map(cents);
        let listed: Cents = items.iter().map(|item| item.cents).sum();
        Bridge {
            rule_set: Arc::from(rules.id.as_str()),
            office: movement.office.map(OfficeId::from),
            objective: objectives.rolled_up(movement.objective.trim(), rules.objective_level),
            accounting,
            told,
            items,
            unexplained: told - accounting - listed,
        }
    };
    let mut bridges: Vec<Bridge> = spans.into_values().map(named).collect();
    bridges.sort_by(|a, b| (&a.office, &a.objective).cmp(&(&b.office, &b.objective)));
    bridges
}

/// A sum of a month's rows, each of which is bounded, always fits.
fn cents(sum: i128) -> Cents {
    Cents(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }))
}
