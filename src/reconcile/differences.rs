//! What is left when the passes are over: the rows that disagree, each with what it looks like and who has to look.
//! The clearer reading comes first: another objective, another amount, too many partners, and only then missing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::keys::Row;
use super::matching::{Unsettled, by_key};
use super::nearest::Nearest;
use super::rules::{KeyPart, Pass, RuleSet};
use super::{Carried, Difference, DifferenceState, Kind, Match, phrases, reasons};
use crate::ledger::{Ledger, Movement, Objectives, RowId, Side};
use crate::money::Cents;
use crate::period::Period;

/// Everything that a difference is told from.
#[derive(Clone, Copy)]
pub(super) struct Book<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) objectives: &'a Objectives,
    pub(super) carried: &'a Carried,
    pub(super) sheets: &'a [Arc<str>],
    pub(super) rules: &'a RuleSet,
    pub(super) rows: &'a [Row],
    pub(super) period: Period,
}

/// Matches of rows worth nothing, and the differences of all other rows that are open.
pub(super) fn rest(book: &Book<'_>, open: Vec<bool>, unsettled: &[Unsettled]) -> (Vec<Match>, Vec<Difference>) {
    let mut rest = Rest { book: *book, open, found: Vec::new() };
    rest.other_objective();
    for (number, pass) in book.rules.passes.iter().enumerate() {
        for cluster in unsettled.iter().filter(|cluster| cluster.pass == number && !cluster.stopped) {
            rest.ambiguous(cluster);
        }
        rest.other_amount(pass);
    }
    for cluster in unsettled.iter().filter(|cluster| cluster.stopped) {
        rest.search_stopped(cluster);
    }
    let zero = rest.worth_nothing();
    rest.sides_absent();
    rest.missing();
    (zero, rest.found)
}

struct Rest<'a> {
    book: Book<'a>,
    open: Vec<bool>,
    found: Vec<Difference>,
}

/// What a difference says beyond what its rows say.
struct Said {
    kind: Kind,
    reason: &'static str,
    text: String,
    key: String,
    candidate: Option<usize>,
}

impl Rest<'_> {
    /// One act and fiscal code, one amount, one row on each side, under two objectives.
    fn other_objective(&mut self) {
        let groups = by_key(self.book.rows, &self.open, |row| {
            let (act, code) = (row.part(KeyPart::Act), row.part(KeyPart::FiscalCode));
            (act != 0 && code != 0 && row.cents.0 != 0).then_some((act, code, row.cents))
        });
        for group in groups {
            let Some((accounts, office)) = self.pair(&group) else { continue };
            if self.row(accounts).part(KeyPart::Objective) == self.row(office).part(KeyPart::Objective) {
                continue;
            }
            let text = phrases::coding(self.movement(accounts), self.movement(office));
            let key = self.key(&[KeyPart::Act, KeyPart::FiscalCode], accounts);
            self.list(&[accounts, office], Said { kind: Kind::Coding, reason: "", text, key, candidate: None });
        }
    }

    /// One row on each side of a key, with two amounts. Where both name their act and the acts are two, they are two payments.
    fn other_amount(&mut self, pass: &Pass) {
        for group in by_key(self.book.rows, &self.open, |row| row.key(pass)) {
            let Some((accounts, office)) = self.pair(&group) else { continue };
            let acts = [accounts, office].map(|row| self.row(row).part(KeyPart::Act));
            if self.row(accounts).cents == self.row(office).cents || (!acts.contains(&0) && acts[0] != acts[1]) {
                continue;
            }
            let reason = reasons::between(self.row(accounts).cents, self.row(office).cents);
            let text = phrases::amount(self.movement(accounts), self.movement(office), reason);
            let key = self.key(&pass.keys, accounts);
            self.list(&[accounts, office], Said { kind: Kind::Amount, reason, text, key, candidate: None });
        }
    }

    /// Rows with equally good partners, when no looser pass gave one of them a better one.
    fn ambiguous(&mut self, cluster: &Unsettled) {
        if cluster.rows.iter().all(|row| self.open[*row]) {
            self.cluster(cluster, &cluster.rows, Kind::Ambiguous);
        }
    }

    /// Rows of a group too large to be searched to the end, when both sides still have some.
    fn search_stopped(&mut self, cluster: &Unsettled) {
        let rows: Vec<usize> = cluster.rows.iter().copied().filter(|row| self.open[*row]).collect();
        let has = |side| rows.iter().any(|row| self.row(*row).side == side);
        if has(Side::Accounting) && has(Side::Office) {
            self.cluster(cluster, &rows, Kind::SearchStopped);
        }
    }

    fn cluster(&mut self, cluster: &Unsettled, rows: &[usize], kind: Kind) {
        let (accounts, office): (Vec<usize>, Vec<usize>) =
            rows.iter().copied().partition(|row| self.row(*row).side == Side::Accounting);
        let rows: Vec<usize> = accounts.iter().chain(&office).copied().collect();
        let Some(anchor) = rows.first() else { return };
        let movements = |rows: &[usize]| rows.iter().map(|row| self.movement(*row)).collect::<Vec<_>>();
        let text = phrases::unsettled(kind, &movements(&accounts), &movements(&office));
        let key = self.key(&self.book.rules.passes[cluster.pass].keys, *anchor);
        self.list(&rows, Said { kind, reason: "", text, key, candidate: None });
    }

    /// A row worth nothing agrees with nothing: an initiative with money set aside and none paid is no difference.
    fn worth_nothing(&mut self) -> Vec<Match> {
        let mut matches = Vec::new();
        for (number, row) in self.book.rows.iter().enumerate() {
            if self.open[number] && row.cents == Cents::ZERO {
                self.open[number] = false;
                let (accounting, office): (&[usize], &[usize]) =
                    if row.side == Side::Accounting { (&[number], &[]) } else { (&[], &[number]) };
                matches.push(Match::of(self.book.rules, "senza_importo", self.book.rows, accounting, office));
            }
        }
        matches
    }

    /// Offices whose sheet is not there, or all offices when the accounts are not: one difference each.
    fn sides_absent(&mut self) {
        let heard: BTreeSet<&str> = self
            .book
            .rows
            .iter()
            .filter(|row| row.side == Side::Office)
            .map(|row| &*self.book.ledger.movements[row.place].office)
            .chain(self.book.sheets.iter().map(|office| &**office))
            .collect();
        let accounts_heard = self.book.rows.iter().any(|row| row.side == Side::Accounting);
        let mut absent: BTreeMap<(Arc<str>, Side), Vec<usize>> = BTreeMap::new();
        for (number, row) in self.book.rows.iter().enumerate().filter(|(number, _)| self.open[*number]) {
            let office = &self.movement(number).office;
            let missing = match row.side {
                // A registration of no office has nobody's sheet to be in: it is listed by itself.
                Side::Accounting => !office.is_empty() && !heard.contains(&**office),
                Side::Office => !accounts_heard,
            };
            if missing {
                absent.entry((Arc::clone(office), row.side)).or_default().push(number);
            }
        }
        for ((office, side), rows) in absent {
            let kind = missing_from(side);
            let sum = rows.iter().map(|row| self.row(*row).cents).sum();
            let text = phrases::side_absent(side, rows.len(), sum);
            let said = Said { kind, reason: "side_absent", text, key: office.to_string(), candidate: None };
            let id = RowId::hash(&format!("{}\u{1f}{office}", self.book.rules.id));
            self.list_as(id, &rows, said);
        }
    }

    /// Whatever is still open is missing on the other side.
    fn missing(&mut self) {
        let open: Vec<usize> = (0..self.open.len()).filter(|number| self.open[*number]).collect();
        let nearest = Nearest::among(self.book.rows, &open);
        for number in open {
            let row = self.row(number);
            let candidate = nearest.to(row).map(|other| self.row(other).place);
            let said = Said {
                kind: missing_from(row.side),
                reason: "",
                text: phrases::missing(
                    self.movement(number),
                    candidate.map(|place| &self.book.ledger.movements[place]),
                ),
                key: self.first_key(number),
                candidate,
            };
            self.list(&[number], said);
        }
    }

    /// The only row of the accounts and the only row of the offices in a group.
    fn pair(&self, group: &[usize]) -> Option<(usize, usize)> {
        match *group {
            [one, other] => match (self.row(one).side, self.row(other).side) {
                (Side::Accounting, Side::Office) => Some((one, other)),
                (Side::Office, Side::Accounting) => Some((other, one)),
                _ => None,
            },
            _ => None,
        }
    }

    fn row(&self, number: usize) -> &Row {
        &self.book.rows[number]
    }

    fn movement(&self, number: usize) -> &Movement {
        &self.book.ledger.movements[self.row(number).place]
    }

    /// The key of the strictest pass in which a row takes part.
    fn first_key(&self, row: usize) -> String {
        let pass = self.book.rules.passes.iter().find(|pass| self.row(row).key(pass).is_some());
        self.key(pass.map_or(&[KeyPart::Objective], |pass| &pass.keys), row)
    }

    /// A key as people write it.
    fn key(&self, parts: &[KeyPart], row: usize) -> String {
        let movement = self.movement(row);
        let level = self.book.rules.objective_level;
        let texts: Vec<String> = parts
            .iter()
            .map(|part| match part {
                KeyPart::Office => movement.office.to_string(),
                KeyPart::Objective => self.book.objectives.rolled_up(movement.objective.trim(), level).to_string(),
                KeyPart::Act => movement.act.to_string(),
                KeyPart::FiscalCode => movement.fiscal_code.to_string(),
                KeyPart::Beneficiary => movement.beneficiary.to_string(),
                KeyPart::Mandate => movement.mandate.to_string(),
            })
            .filter(|text| !text.is_empty())
            .collect();
        texts.join(" · ")
    }

    /// Lists rows under the name of the first one: the accounting row's where both sides have one.
    fn list(&mut self, rows: &[usize], said: Said) {
        let Some(anchor) = rows.first() else { return };
        let id = RowId::hash(&format!("{}\u{1f}{:?}", self.book.rules.id, self.row(*anchor).id));
        self.list_as(id, rows, said);
    }

    fn list_as(&mut self, id: RowId, rows: &[usize], said: Said) {
        let Some(anchor) = rows.first().map(|row| self.movement(*row)) else { return };
        let signed = |row: &usize| match self.row(*row).side {
            Side::Accounting => self.row(*row).cents,
            Side::Office => -self.row(*row).cents,
        };
        let last_day = self.book.period.last_day();
        let first_seen = self.book.carried.get(&id).copied().unwrap_or(last_day).min(last_day);
        // The office that has to look is the one whose sheet it is; a registration alone goes to that of its objective.
        let of_sheet = rows.iter().find(|row| self.row(**row).side == Side::Office).map(|row| self.movement(*row));
        self.found.push(Difference {
            id,
            kind: said.kind,
            reason: said.reason,
            text: said.text,
            cents: rows.iter().map(signed).sum(),
            key: said.key,
            office: Arc::clone(&of_sheet.unwrap_or(anchor).office),
            objective: Arc::clone(&anchor.objective),
            rows: rows.iter().map(|row| self.row(*row).place).collect(),
            candidate: said.candidate,
            first_seen,
            age_days: (last_day - first_seen).num_days(),
            state: DifferenceState::Open,
        });
        for row in rows {
            self.open[*row] = false;
        }
    }
}

fn missing_from(side: Side) -> Kind {
    match side {
        Side::Accounting => Kind::MissingInOffice,
        Side::Office => Kind::MissingInAccounting,
    }
}
