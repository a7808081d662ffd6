//! What is left when the passes are over: the rows that disagree, each with what it looks like. What is not there at all is
//! in `absent`, under which name and for whom a difference is listed in `listing`.
//! The clearer reading comes first: another objective, another amount, too many partners, and only then missing.

mod absent;
mod amounts;
mod coding;
mod former;
mod listing;
mod proposed;
mod unsettled;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

pub(super) use absent::closed;
use chrono::{Days, NaiveDate};

use super::accepted::Acceptance;
use super::acts::ActsRead;
use super::carried::{Carried, FormerRow};
use super::keys::{Key, Person, Row};
use super::matching::{Left, by_key, rule_of};
use super::nearest::Nearest;
use super::pairing::Edge;
use super::reversals::Reversal;
use super::rules::{Hit, KeyPart, Pass, RuleSet};
use super::{Answers, Difference, Kind, Match, near, phrases, reasons};
use crate::ledger::{Ledger, Movement, Objectives, RowId, Side};
use crate::money::Cents;
use crate::office::OfficeId;
use crate::period::Period;
use crate::read::words::folded;

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
    pub(super) answers: &'a Answers,
    pub(super) rows: &'a [Row],
    pub(super) inside: usize,
    pub(super) acts: &'a ActsRead,
    pub(super) period: Period,
}

/// What became of the rows that no pass matched.
pub(super) struct Rest<'a> {
    book: Book<'a>,
    open: Vec<bool>,
    /// Rows that agree with nothing and need not: worth nothing.
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
    let mut matched: Vec<bool> = (0..book.rows.len()).map(|row| row < book.inside && !open[row]).collect();
    left.reversals.iter().flat_map(|it| it.rows()).for_each(|row| matched[row] = false);
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
    rest.other_objective();
    rest.told_twice(&matched);
    let stopped = left.unsettled.iter().filter(|cluster| cluster.stopped);
    let held: BTreeSet<usize> = stopped.flat_map(|cluster| cluster.rows.iter().copied()).collect();
    for (number, pass) in book.rules.passes.iter().enumerate().filter(|(_, pass)| pass.hit == Hit::Automatic) {
        for cluster in left.unsettled.iter().filter(|cluster| cluster.pass == number && !cluster.stopped) {
            rest.ambiguous(cluster);
        }
        rest.other_time(pass);
        rest.other_amount(pass, &held);
    }
    rest.one_of_several(&matched);
    for cluster in left.unsettled.iter().filter(|cluster| cluster.stopped) {
        rest.search_stopped(cluster);
    }
    rest.worth_nothing();
    rest.vanished();
    rest.other_account();
    rest.sides_absent();
    rest.suggested(&left.suggestions);
    rest.suggested_by_act();
    rest.missing(&left.reversals);
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
    /// Rows that need no partner.
    fn agrees(&mut self, step: &str, rows: &[usize]) {
        for row in rows {
            self.open[*row] = false;
            self.first_seen[*row] = None;
        }
        self.matches.push(Match::of_side(&rule_of(self.book.rules, step), self.book.rows, rows));
    }

    /// One row on each side of a key and amount, too far apart in time for the pass.
    fn other_time(&mut self, pass: &Pass) {
        let Some(window) = pass.window else { return };
        let groups = by_key(self.book.rows, &self.open, |row| {
            row.day.filter(|_| row.cents.0 != 0)?;
            Some((row.key(pass)?, row.cents))
        });
        for group in groups {
            let Some((accounts, office)) = self.pair(&group).filter(|pair| self.may_be_one(*pair)) else { continue };
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

    /// A row worth nothing agrees with nothing: an initiative with money set aside and none paid is no difference.
    fn worth_nothing(&mut self) {
        for (number, row) in self.book.rows.iter().enumerate() {
            if self.open[number] && row.cents == Cents::ZERO {
                self.agrees("senza_importo", &[number]);
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
                    [mandate, same]
                        if mandate == same
                            && row.day.is_some()
                            && row.day == other.day
                            && self.says_the_same(row, other) =>
                    {
                        "same_date"
                    }
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

    /// Whether nothing that is noted beside two rows tells them apart: two instalments of one day, two projects.
    fn says_the_same(&self, row: &Row, other: &Row) -> bool {
        let [one, two] = [row, other].map(|row| self.book.ledger.movements.at(row.place()));
        folded(one.note) == folded(two.note)
            && [KeyPart::Cup, KeyPart::Cor].into_iter().all(|part| row.part(part) == other.part(part))
    }

    /// Whatever is still open is missing on the other side; what an office liquidated lately is only expected there.
    fn missing(&mut self, reversals: &[Reversal]) {
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
            if let Some(reversal) = Reversal::told_still_by(self.book.rows, reversals, &row) {
                let text = phrases::reversed(movement, self.movement(reversal.by));
                let candidate = Some(self.row(reversal.reversed).place());
                self.list(
                    &[number],
                    Said { kind: missing_from(row.side), reason: reasons::REVERSED, text, key, candidate },
                );
                continue;
            }
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
        let codes = [row, near].map(|row| row.part(KeyPart::FiscalCode));
        if row.same_person(near) == Person::Other && codes.iter().any(|code| code.is_empty()) {
            apart.push("beneficiario diverso");
        }
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

    /// The possible pairs among the rows that are asked for, of one key, that say the same person by code or by name. They are
    /// looked for among the rows of that code or name: an act may pay one amount to thousands.
    fn edges_of_one_person<K: Ord + Hash>(&self, asked: &[bool], key: impl Fn(&Row) -> Option<K>) -> BTreeSet<Edge> {
        let rows = self.book.rows;
        let mut edges = BTreeSet::new();
        for part in [KeyPart::FiscalCode, KeyPart::Beneficiary] {
            let of_part = |row: &Row| {
                let said = row.part(part);
                Some((key(row)?, said)).filter(|_| !said.is_empty() && row.cents != Cents::ZERO)
            };
            for group in by_key(rows, asked, of_part) {
                let (accounts, office): (Vec<usize>, Vec<usize>) =
                    group.into_iter().partition(|row| rows[*row].side == Side::Accounting);
                if (accounts.len() * office.len()) as u64 <= self.book.rules.search_steps_max {
                    let all = accounts.iter().flat_map(|account| office.iter().map(move |other| (*account, *other)));
                    edges.extend(all.filter(|(one, other)| rows[*one].same_person(&rows[*other]) == Person::Same));
                }
            }
        }
        edges
    }

    /// Whether nothing says that two rows are of two payments: two persons, or two acts.
    fn may_be_one(&self, (one, other): (usize, usize)) -> bool {
        let (one, other) = (self.row(one), self.row(other));
        let acts = [one, other].map(|row| row.part(KeyPart::Act));
        one.same_person(other) != Person::Other && (acts[0] == acts[1] || acts.iter().any(|act| act.is_empty()))
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
