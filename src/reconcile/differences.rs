//! What is left when the passes are over: the rows that disagree, each with what it looks like. What is not there at all is
//! in `absent`, under which name and for whom a difference is listed in `listing`.
//! The clearer reading comes first: another objective, another amount, too many partners, and only then missing.

mod absent;
mod former;
mod listing;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use absent::closed;
use chrono::{Days, NaiveDate};

use super::accepted::Acceptance;
use super::carried::{Carried, FormerRow};
use super::keys::{Key, Row};
use super::matching::{Left, Suggestion, Unsettled, by_key, rule_of, uncontradicted};
use super::nearest::Nearest;
use super::rules::{Hit, KeyPart, Pass, RuleSet};
use super::{Difference, Kind, Match, near, phrases, reasons};
use crate::ledger::{Ledger, Movement, Objectives, RowId, Side};
use crate::money::Cents;
use crate::office::OfficeId;
use crate::period::Period;

/// Everything that a difference is told from. The first `inside` rows are compared; the others are registrations that the
/// rule set's filter leaves out.
#[derive(Clone, Copy)]
pub(super) struct Book<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) objectives: &'a Objectives,
    pub(super) carried: &'a Carried,
    pub(super) sheets: &'a [OfficeId],
    pub(super) rules: &'a RuleSet,
    pub(super) accepted: &'a [Acceptance],
    pub(super) rows: &'a [Row],
    pub(super) inside: usize,
    pub(super) period: Period,
}

/// What became of the rows that no pass matched.
pub(super) struct Rest<'a> {
    book: Book<'a>,
    open: Vec<bool>,
    /// Rows that agree with nothing and need not: worth nothing, or reversed on their own side.
    pub(super) matches: Vec<Match>,
    /// The differences.
    pub(super) found: Vec<Difference>,
    /// Since when each row is open, by number; `None` for those that agree.
    pub(super) first_seen: Vec<Option<NaiveDate>>,
    /// Names that differences had or would have had, for rows that are told under another one.
    pub(super) told: BTreeSet<RowId>,
    /// Rows of the month before that are still spoken of.
    pub(super) kept: Vec<FormerRow>,
    /// By number, the rows that settle what an earlier exercise left open, and the name of that difference.
    settled: BTreeMap<usize, RowId>,
}

/// The name of the difference of a row.
pub(super) fn name_of(rule_set: &str, row: RowId) -> RowId {
    RowId::hash(&format!("{rule_set}\u{1f}{row:?}"))
}

/// Reads whatever is open, the clearer reading first.
pub(super) fn rest<'a>(book: &Book<'a>, open: Vec<bool>, left: &Left) -> Rest<'a> {
    let last_day = book.period.last_day();
    let since =
        |row: &Row| book.carried.open_since.get(&row.name(book.ledger)).copied().unwrap_or(last_day).min(last_day);
    let first_seen = book.rows.iter().zip(&open).map(|(row, open)| open.then(|| since(row))).collect();
    let matched: Vec<bool> = (0..book.rows.len()).map(|row| row < book.inside && !open[row]).collect();
    let settled = former::settled(book, &open);
    let mut rest = Rest {
        book: *book,
        open,
        matches: Vec::new(),
        found: Vec::new(),
        first_seen,
        told: BTreeSet::new(),
        kept: Vec::new(),
        settled,
    };
    rest.reversed(&left.unsettled);
    rest.other_objective();
    for (number, pass) in book.rules.passes.iter().enumerate().filter(|(_, pass)| pass.hit == Hit::Automatic) {
        for cluster in left.unsettled.iter().filter(|cluster| cluster.pass == number && !cluster.stopped) {
            rest.ambiguous(cluster);
        }
        rest.other_time(pass);
        rest.other_amount(pass);
    }
    for cluster in left.unsettled.iter().filter(|cluster| cluster.stopped) {
        rest.search_stopped(cluster);
    }
    rest.worth_nothing();
    rest.vanished();
    rest.other_account();
    rest.sides_absent();
    rest.told_twice(&matched);
    rest.suggested(&left.suggestions);
    rest.missing();
    rest.open_items();
    rest
}

/// What a difference says beyond what its rows say.
struct Said {
    kind: Kind,
    reason: &'static str,
    text: String,
    key: String,
    candidate: Option<usize>,
}

impl<'a> Rest<'a> {
    /// A registration and its storno that the other side tells of neither: together they are nothing. Only when there is
    /// no doubt which row reverses which.
    fn reversed(&mut self, unsettled: &[Unsettled]) {
        let held: BTreeSet<usize> = unsettled.iter().flat_map(|cluster| cluster.rows.iter().copied()).collect();
        let passes = &self.book.rules.passes;
        let groups = by_key(self.book.rows, &self.open, |row| {
            let (pass, key) = strictest(passes, row)?;
            (row.cents.0 != 0).then_some((pass, key, row.side, row.cents.abs()))
        });
        for group in groups {
            let (back, forth): (Vec<usize>, Vec<usize>) =
                group.iter().copied().partition(|row| self.row(*row).cents < Cents::ZERO);
            if let ([reversal], [row]) = (&back[..], &forth[..])
                && !held.contains(reversal)
                && !held.contains(row)
            {
                self.agrees("storno", self.row(*row).side, &[*row, *reversal]);
            }
        }
    }

    /// Rows that need no partner.
    fn agrees(&mut self, step: &str, side: Side, rows: &[usize]) {
        for row in rows {
            self.open[*row] = false;
            self.first_seen[*row] = None;
        }
        let (accounting, office): (&[usize], &[usize]) =
            if side == Side::Accounting { (rows, &[]) } else { (&[], rows) };
        self.matches.push(Match::of(&rule_of(self.book.rules, step), self.book.rows, accounting, office));
    }

    /// One act and fiscal code, one amount, one row on each side, under two objectives.
    fn other_objective(&mut self) {
        let groups = by_key(self.book.rows, &self.open, |row| {
            let (act, code) = (row.part(KeyPart::Act), row.part(KeyPart::FiscalCode));
            (!act.is_empty() && !code.is_empty() && row.cents.0 != 0).then_some((act, code, row.cents))
        });
        for group in groups {
            let Some((accounts, office)) = self.pair(&group) else { continue };
            if self.row(accounts).part(KeyPart::Objective) == self.row(office).part(KeyPart::Objective) {
                continue;
            }
            let text = phrases::coding(self.movement(accounts), self.movement(office));
            let key = self.key(&[KeyPart::Act, KeyPart::FiscalCode], accounts);
            self.list(
                &[accounts, office],
                Said { kind: Kind::Coding, reason: "objective", text, key, candidate: None },
            );
        }
    }

    /// A row of an office whose registration stands under an account that the rule set does not compare.
    fn other_account(&mut self) {
        let mut asked = self.open.clone();
        for (number, row) in self.book.rows.iter().enumerate() {
            asked[number] = if number < self.book.inside { asked[number] && row.side == Side::Office } else { true };
        }
        let groups = by_key(self.book.rows, &asked, |row| {
            let (act, code) = (row.part(KeyPart::Act), row.part(KeyPart::FiscalCode));
            (!act.is_empty() && !code.is_empty() && row.cents.0 != 0).then_some((act, code, row.cents))
        });
        for group in groups {
            let Some((account, office)) = self.pair(&group) else { continue };
            let text = phrases::other_account(self.movement(account), self.movement(office));
            let key = self.first_key(office);
            let candidate = Some(self.row(account).place());
            self.list(&[office], Said { kind: Kind::Coding, reason: "account", text, key, candidate });
        }
    }

    /// One row on each side of a key and amount, too far apart in time for the pass.
    fn other_time(&mut self, pass: &Pass) {
        let Some(window) = pass.window else { return };
        let groups = by_key(self.book.rows, &self.open, |row| {
            row.day.filter(|_| row.cents.0 != 0)?;
            Some((row.key(pass)?, row.cents))
        });
        for group in groups {
            let group = uncontradicted(self.book.rows, group, pass);
            let Some((accounts, office)) = self.pair(&group) else { continue };
            if near::in_time(Some(window), self.row(accounts), self.row(office)) {
                continue;
            }
            let late = self.row(accounts).day > self.row(office).day;
            let reason = if late { "booked_later" } else { "booked_earlier" };
            let text = phrases::other_time(self.movement(accounts), self.movement(office), window);
            let key = self.key(&pass.keys, accounts);
            self.list(&[accounts, office], Said { kind: Kind::Timing, reason, text, key, candidate: None });
        }
    }

    /// One row on each side of a key, with two amounts. Where both name their act and the acts are two, they are two payments.
    fn other_amount(&mut self, pass: &Pass) {
        for group in by_key(self.book.rows, &self.open, |row| row.key(pass)) {
            let group = uncontradicted(self.book.rows, group, pass);
            let Some((accounts, office)) = self.pair(&group) else { continue };
            let acts = [accounts, office].map(|row| self.row(row).part(KeyPart::Act));
            if self.row(accounts).cents == self.row(office).cents
                || (!acts.iter().any(|act| act.is_empty()) && acts[0] != acts[1])
            {
                continue;
            }
            if let Some(said) = self.saved(pass, accounts, office) {
                self.list(&[accounts, office], said);
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
    fn worth_nothing(&mut self) {
        for (number, row) in self.book.rows.iter().enumerate() {
            if self.open[number] && row.cents == Cents::ZERO {
                self.agrees("senza_importo", row.side, &[number]);
            }
        }
    }

    /// A row that one side tells twice, while the other side has it once: the same key and amount as a row that agrees,
    /// and the same payment order or, without one, the same day.
    fn told_twice(&mut self, matched: &[bool]) {
        let passes = &self.book.rules.passes;
        let mark = |row: &Row| strictest(passes, row).map(|(pass, key)| (pass, key, row.side, row.cents));
        let mut open: BTreeMap<(usize, Key, Side, Cents), Vec<usize>> = BTreeMap::new();
        for (number, row) in self.book.rows.iter().enumerate().filter(|(number, _)| self.open[*number]) {
            if let Some(mark) = mark(row) {
                open.entry(mark).or_default().push(number);
            }
        }
        if open.is_empty() {
            return;
        }
        let mut twins: BTreeMap<usize, (&'static str, usize)> = BTreeMap::new();
        for (number, row) in self.book.rows.iter().enumerate().filter(|(number, _)| matched[*number]) {
            for copy in mark(row).and_then(|mark| open.get(&mark)).into_iter().flatten() {
                let other = self.row(*copy);
                let mandates = [row.part(KeyPart::Mandate), other.part(KeyPart::Mandate)];
                let reason = match mandates {
                    [mandate, same] if !mandate.is_empty() && mandate == same => "same_mandate",
                    [mandate, same] if mandate == same && row.day.is_some() && row.day == other.day => "same_date",
                    _ => continue,
                };
                twins.entry(*copy).or_insert((reason, number));
            }
        }
        for (copy, (reason, twin)) in twins {
            let text = phrases::duplicate(self.movement(copy), reason);
            let (key, candidate) = (self.first_key(copy), Some(self.row(twin).place()));
            self.list(&[copy], Said { kind: Kind::Duplicate, reason, text, key, candidate });
        }
    }

    /// Rows that a pass only suggests to pair: each is missing until somebody confirms.
    fn suggested(&mut self, suggestions: &[Suggestion]) {
        for Suggestion { pass, accounting, office } in suggestions {
            if !accounting.iter().chain(office).all(|row| self.open[*row]) {
                continue;
            }
            for (rows, others) in [(accounting, office), (office, accounting)] {
                let Some(first) = others.first().copied() else { continue };
                let book = self.book;
                let near: Vec<Movement<'_>> =
                    others.iter().map(|other| book.ledger.movements.at(book.rows[*other].place())).collect();
                for row in rows {
                    let said = Said {
                        kind: missing_from(self.row(*row).side),
                        reason: "suggested",
                        text: phrases::suggested(self.movement(*row), &near, &self.book.rules.passes[*pass].id),
                        key: self.first_key(*row),
                        candidate: Some(self.row(first).place()),
                    };
                    self.list(&[*row], said);
                }
            }
        }
    }

    /// Whatever is still open is missing on the other side; what an office liquidated lately is only expected there.
    fn missing(&mut self) {
        let open: Vec<usize> = (0..self.open.len()).filter(|number| self.open[*number]).collect();
        let nearest = Nearest::among(self.book.rows, &open);
        for number in open {
            let row = *self.row(number);
            let movement = self.movement(number);
            let due = movement
                .date
                .filter(|_| row.side == Side::Office)
                .and_then(|date| date.checked_add_days(Days::new(u64::try_from(self.book.rules.expected_days?).ok()?)));
            if let Some(said) = self.set_apart(number, nearest.to(&row)) {
                self.list(&[number], said);
                continue;
            }
            let key = self.first_key(number);
            if let Some(due) = due.filter(|due| *due >= self.book.period.last_day()) {
                let text = phrases::expected(movement, due);
                let said = Said { kind: Kind::Timing, reason: reasons::NOT_YET_BOOKED, text, key, candidate: None };
                self.list(&[number], said);
                continue;
            }
            let near = nearest.to(&row);
            let apart = near.map(|other| (self.movement(other), self.apart(&row, self.row(other))));
            let said = Said {
                kind: missing_from(row.side),
                reason: if due.is_some() { reasons::NOT_BOOKED_IN_TIME } else { "" },
                text: phrases::missing(movement, due, apart.as_ref().map(|(near, apart)| (*near, apart.as_slice()))),
                key,
                candidate: near.map(|other| self.row(other).place()),
            };
            self.list(&[number], said);
        }
    }

    /// What two rows do not have in common.
    fn apart(&self, row: &Row, near: &Row) -> Vec<&'static str> {
        let parts = [
            (KeyPart::Office, "ufficio diverso", "ufficio da una parte sola"),
            (KeyPart::Objective, "obiettivo diverso", "obiettivo da una parte sola"),
            (KeyPart::Act, "provvedimento diverso", "provvedimento da una parte sola"),
            (KeyPart::FiscalCode, "codice fiscale diverso", "codice fiscale da una parte sola"),
            (KeyPart::Cup, "CUP diverso", "CUP da una parte sola"),
            (KeyPart::Cor, "COR diverso", "COR da una parte sola"),
        ];
        let said = |(part, other, one_side): (KeyPart, &'static str, &'static str)| {
            let numbers = [row.part(part), near.part(part)];
            let text = if numbers.iter().any(|text| text.is_empty()) { one_side } else { other };
            (numbers[0] != numbers[1]).then_some(text)
        };
        let mut apart: Vec<&'static str> = parts.into_iter().filter_map(said).collect();
        if row.cents != near.cents {
            apart.push("importo diverso");
        }
        apart
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

    fn movement(&self, number: usize) -> Movement<'a> {
        self.book.ledger.movements.at(self.row(number).place())
    }
}

/// The first pass in which a row takes part, by number, with its key.
fn strictest(passes: &[Pass], row: &Row) -> Option<(usize, Key)> {
    passes.iter().enumerate().find_map(|(number, pass)| Some((number, row.key(pass)?)))
}

fn missing_from(side: Side) -> Kind {
    match side {
        Side::Accounting => Kind::MissingInOffice,
        Side::Office => Kind::MissingInAccounting,
    }
}
