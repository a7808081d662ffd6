//! What is left when the passes are over: the rows that disagree, each with what it looks like and who has to look.
//! The clearer reading comes first: another objective, another amount, too many partners, and only then missing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::carried::{Carried, FormerRow};
use super::keys::{Key, Row};
use super::matching::{Left, Suggestion, Unsettled, by_key, rule_of, uncontradicted};
use super::nearest::Nearest;
use super::rules::{Hit, KeyPart, Pass, RuleSet};
use super::{Difference, DifferenceState, Kind, Match, near, opposite, phrases, reasons, vanished};
use crate::ledger::{Ledger, Movement, Objectives, RowId, Side, Text};
use crate::money::Cents;
use crate::period::Period;

/// Everything that a difference is told from. The first `inside` rows are compared; the others are registrations that the
/// rule set's filter leaves out.
#[derive(Clone, Copy)]
pub(super) struct Book<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) objectives: &'a Objectives,
    pub(super) carried: &'a Carried,
    pub(super) sheets: &'a [Arc<str>],
    pub(super) rules: &'a RuleSet,
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
}

/// The name of the difference of a row.
pub(super) fn name_of(rule_set: &str, row: RowId) -> RowId {
    RowId::hash(&format!("{rule_set}\u{1f}{row:?}"))
}

/// Reads whatever is open, the clearer reading first.
pub(super) fn rest<'a>(book: &Book<'a>, open: Vec<bool>, left: &Left) -> Rest<'a> {
    let last_day = book.period.last_day();
    let since = |row: &Row| book.carried.open_since.get(&row.id).copied().unwrap_or(last_day).min(last_day);
    let first_seen = book.rows.iter().zip(&open).map(|(row, open)| open.then(|| since(row))).collect();
    let matched: Vec<bool> = (0..book.rows.len()).map(|row| row < book.inside && !open[row]).collect();
    let mut rest = Rest {
        book: *book,
        open,
        matches: Vec::new(),
        found: Vec::new(),
        first_seen,
        told: BTreeSet::new(),
        kept: Vec::new(),
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
    rest
}

/// Differences of the month before that nothing speaks of any more. They are listed once, in the month that closes them.
pub(super) fn closed(carried: &Carried, told: &BTreeSet<RowId>, period: Period) -> Vec<Difference> {
    let last_day = period.last_day();
    let gone = carried.differences.iter().filter(|(id, _)| !told.contains(id));
    gone.map(|(id, former)| Difference {
        id: *id,
        kind: former.kind,
        reason: reasons::known(&former.reason),
        text: phrases::closed(&former.text, period),
        cents: former.cents,
        key: former.key.clone(),
        office: Arc::clone(&former.office),
        objective: Arc::clone(&former.objective),
        rows: Vec::new(),
        candidate: None,
        first_seen: former.first_seen,
        age_days: (last_day - former.first_seen).num_days(),
        state: DifferenceState::Closed,
        overdue: false,
        material: false,
    })
    .collect()
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
            let candidate = Some(self.row(account).place);
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

    /// Offices that tell something this month, or whose sheet came without rows.
    fn heard(&self) -> BTreeSet<&str> {
        let movements = &self.book.ledger.movements;
        let rows = self.book.rows.iter().filter(|row| row.side == Side::Office);
        let telling: BTreeSet<Text> = rows.map(|row| movements.handles()[row.place].office).collect();
        let telling = telling.into_iter().map(|office| movements.texts().get(office));
        telling.chain(self.book.sheets.iter().map(|office| &**office)).collect()
    }

    fn accounts_heard(&self) -> bool {
        self.book.rows.iter().any(|row| row.side == Side::Accounting)
    }

    /// Rows that the month before compared and that this month's files do not have.
    fn vanished(&mut self) {
        let rules = self.book.rules;
        let heard = self.heard();
        let accounts_heard = self.accounts_heard();
        let speaks = |row: &FormerRow| match row.side {
            Side::Accounting => accounts_heard,
            Side::Office => heard.contains(&*row.office),
        };
        let rows = &self.book.rows[..self.book.inside];
        let gone = vanished::sort_out(&rules.id, self.book.carried, rows, &speaks);
        for row in gone.unheard {
            self.unheard(row);
        }
        let mut partners: BTreeMap<(Side, u64), Vec<usize>> = BTreeMap::new();
        for (number, row) in self.book.rows.iter().enumerate().filter(|(number, _)| self.open[*number]) {
            partners.entry((row.side, row.likeness)).or_default().push(number);
        }
        for row in gone.vanished {
            let partner = match partners.get(&(opposite(row.side), row.likeness)).map(Vec::as_slice) {
                Some([only]) if self.open[*only] => Some(*only),
                _ => None,
            };
            self.gone(row, partner);
        }
    }

    /// An open row of a side that says nothing this month: its difference stays as it was.
    fn unheard(&mut self, row: &FormerRow) {
        self.kept.push(row.clone());
        let id = name_of(&self.book.rules.id, row.id);
        let Some(former) = self.book.carried.differences.get(&id) else {
            self.told.insert(id);
            return;
        };
        let last_day = self.book.period.last_day();
        let said = Said {
            kind: former.kind,
            reason: reasons::known(&former.reason),
            text: former.text.clone(),
            key: former.key.clone(),
            candidate: None,
        };
        let seen = former.first_seen.min(last_day);
        self.push(id, &[], said, former.cents, (&former.office, &former.objective), seen);
    }

    /// A row that vanished, with the row of the other side that is left alone by it.
    fn gone(&mut self, row: &FormerRow, partner: Option<usize>) {
        let id = name_of(&self.book.rules.id, row.id);
        let last_day = self.book.period.last_day();
        let former = self.book.carried.differences.get(&id);
        let seen = former.map_or(last_day, |former| former.first_seen).min(last_day);
        let before = self.book.carried.period.unwrap_or_else(|| self.book.period.previous());
        let (reason, cents) = match row.side {
            Side::Accounting => ("gone_from_accounting", -row.cents),
            Side::Office => ("gone_from_office", row.cents),
        };
        let text = phrases::vanished(row, before, partner.map(|partner| self.movement(partner)));
        let key = partner.map_or_else(|| row.label.clone(), |partner| self.first_key(partner));
        let said = Said { kind: Kind::Vanished, reason, text, key, candidate: None };
        let rows: Vec<usize> = partner.into_iter().collect();
        self.push(id, &rows, said, cents, (&row.office, &row.objective), seen);
        self.kept.push(FormerRow { state: super::FormerState::Vanished, first_seen: Some(seen), ..row.clone() });
    }

    /// Offices whose sheet is not there, or all offices when the accounts are not: one difference each.
    fn sides_absent(&mut self) {
        let heard = self.heard();
        let accounts_heard = self.accounts_heard();
        let mut absent: BTreeMap<(&str, Side), Vec<usize>> = BTreeMap::new();
        for (number, row) in self.book.rows.iter().enumerate().filter(|(number, _)| self.open[*number]) {
            let office = self.movement(number).office;
            let missing = match row.side {
                // A registration of no office has nobody's sheet to be in: it is listed by itself.
                Side::Accounting => !office.is_empty() && !heard.contains(office),
                Side::Office => !accounts_heard,
            };
            if missing {
                absent.entry((office, row.side)).or_default().push(number);
            }
        }
        for ((office, side), rows) in absent {
            let kind = missing_from(side);
            let sum = rows.iter().map(|row| self.row(*row).cents).sum();
            let text = phrases::side_absent(side, rows.len(), sum);
            let said = Said { kind, reason: "side_absent", text, key: office.to_string(), candidate: None };
            let id = RowId::hash(&format!("{}\u{1f}{office}", self.book.rules.id));
            self.list_as(id, &rows, said, None);
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
            let (key, candidate) = (self.first_key(copy), Some(self.row(twin).place));
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
                    others.iter().map(|other| book.ledger.movements.at(book.rows[*other].place)).collect();
                for row in rows {
                    let said = Said {
                        kind: missing_from(self.row(*row).side),
                        reason: "suggested",
                        text: phrases::suggested(self.movement(*row), &near, &self.book.rules.passes[*pass].id),
                        key: self.first_key(*row),
                        candidate: Some(self.row(first).place),
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
            let key = self.first_key(number);
            if let Some(due) = due.filter(|due| *due >= self.book.period.last_day()) {
                let text = phrases::expected(movement, due);
                let said = Said { kind: Kind::Timing, reason: "not_yet_booked", text, key, candidate: None };
                self.list(&[number], said);
                continue;
            }
            let near = nearest.to(&row);
            let apart = near.map(|other| (self.movement(other), self.apart(&row, self.row(other))));
            let said = Said {
                kind: missing_from(row.side),
                reason: if due.is_some() { "overdue" } else { "" },
                text: phrases::missing(movement, due, apart.as_ref().map(|(near, apart)| (*near, apart.as_slice()))),
                key,
                candidate: near.map(|other| self.row(other).place),
            };
            self.list(&[number], said);
        }
    }

    /// What two rows do not have in common.
    fn apart(&self, row: &Row, near: &Row) -> Vec<&'static str> {
        let parts = [
            (KeyPart::Office, "ufficio diverso"),
            (KeyPart::Objective, "obiettivo diverso"),
            (KeyPart::Act, "provvedimento diverso"),
            (KeyPart::FiscalCode, "codice fiscale diverso"),
        ];
        let differs = |part: KeyPart| row.part(part) != near.part(part);
        let mut apart: Vec<&'static str> =
            parts.into_iter().filter(|(part, _)| differs(*part)).map(|(_, text)| text).collect();
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
        self.book.ledger.movements.at(self.row(number).place)
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
                KeyPart::Cup => movement.cup.to_owned(),
                KeyPart::Cor => movement.cor.to_owned(),
            })
            .filter(|text| !text.is_empty())
            .collect();
        texts.join(" · ")
    }

    /// Lists rows under the name of the first one: the accounting row's where both sides have one. It is as old as the
    /// oldest of them, under whatever name that was listed before.
    fn list(&mut self, rows: &[usize], said: Said) {
        let Some(anchor) = rows.first() else { return };
        let id = name_of(&self.book.rules.id, self.row(*anchor).id);
        let since = rows.iter().filter_map(|row| self.first_seen[*row]).min();
        self.list_as(id, rows, said, since);
    }

    fn list_as(&mut self, id: RowId, rows: &[usize], said: Said, since: Option<NaiveDate>) {
        let Some(anchor) = rows.first().map(|row| self.movement(*row)) else { return };
        let last_day = self.book.period.last_day();
        let former = self.book.carried.differences.get(&id).map(|former| former.first_seen);
        let first_seen = former.into_iter().chain(since).min().unwrap_or(last_day).min(last_day);
        // The office that has to look is the one whose sheet it is; a registration alone goes to that of its objective.
        let of_sheet = rows.iter().find(|row| self.row(**row).side == Side::Office).map(|row| self.movement(*row));
        let office = Arc::from(of_sheet.unwrap_or(anchor).office);
        let objective = Arc::from(anchor.objective);
        let signed = |row: &usize| match self.row(*row).side {
            Side::Accounting => self.row(*row).cents,
            Side::Office => -self.row(*row).cents,
        };
        let cents = rows.iter().map(signed).sum();
        self.push(id, rows, said, cents, (&office, &objective), first_seen);
    }

    fn push(
        &mut self,
        id: RowId,
        rows: &[usize],
        said: Said,
        cents: Cents,
        (office, objective): (&Arc<str>, &Arc<str>),
        first_seen: NaiveDate,
    ) {
        let rules = self.book.rules;
        let expected = said.reason == "not_yet_booked";
        let age_days = (self.book.period.last_day() - first_seen).num_days();
        let overdue = !expected && rules.overdue_days.is_some_and(|days| age_days > days);
        // A payment under another objective or in another month is worth what it pays, though nothing is missing.
        let worth = rows
            .iter()
            .map(|row| self.row(*row).cents.abs())
            .max()
            .filter(|_| matches!(said.kind, Kind::Coding | Kind::Timing | Kind::Ambiguous | Kind::SearchStopped));
        let material = worth.unwrap_or_default().max(cents.abs()).0 >= rules.materiality_cents;
        let text = if overdue { phrases::overdue(&said.text, first_seen, age_days) } else { said.text };
        self.found.push(Difference {
            id,
            kind: said.kind,
            reason: said.reason,
            text,
            cents,
            key: said.key,
            office: Arc::clone(office),
            objective: Arc::clone(objective),
            rows: rows.iter().map(|row| self.row(*row).place).collect(),
            candidate: said.candidate,
            first_seen,
            age_days,
            state: if expected { DifferenceState::Expected } else { DifferenceState::Open },
            overdue,
            material,
        });
        for row in rows {
            self.open[*row] = false;
            self.told.insert(name_of(&rules.id, self.row(*row).id));
        }
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
