//! Why no pass of a rule set paired the rows of a difference, and what they have in common with the rows that were nearest.
//! Asked for one difference, never within a pass: it looks again at what the passes saw, and finds nothing anew.

use chrono::NaiveDate;

use super::differences::name_of;
use super::groups::{self, ACCOUNTS, Bounds, OFFICE, Settled, Sides};
use super::keys::{self, Key, Person, Row};
use super::near;
use super::phrases::tried::{self as phrases, Obstacle};
use super::rules::{Cardinality, Hit, KeyPart, Pass, RuleSet, Writings};
use super::{Difference, Given, Kind, Reconciliation};
use crate::ledger::{Ledger, Movement, Objectives, Side};
use crate::money::Cents;
use crate::period::Exercise;

/// What the passes made of a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The rule set that listed it.
    pub rule_set: String,
    /// Its passes, in order.
    pub passes: Vec<Attempt>,
    /// The nearest row; of an ambiguous difference all rows of the larger side, each of which may be the partner.
    pub candidates: Vec<Candidate>,
}

/// One pass, and why it did not pair the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The name of the pass.
    pub pass: String,
    /// Its key.
    pub keys: Vec<KeyPart>,
    /// Everything that stood in the way.
    pub reasons: Vec<Reason>,
}

/// A reason, for programs and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its code.
    pub code: &'static str,
    /// A few Italian words.
    pub text: String,
}

/// A row that may be the one, beside the row whose partner is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The row whose partner is looked for: a place in [`Ledger::movements`].
    pub of: usize,
    /// The row that may be it.
    pub place: usize,
    /// In what they agree.
    pub shared: Vec<Reason>,
    /// In what they do not.
    pub apart: Vec<Reason>,
}

/// What the passes made of a difference of this month; nothing where no row of the month is behind it. The month is the
/// one that `found` was found in, but that nothing is asked of its sheets and of what it was handed.
#[must_use]
pub fn of(given: Given<'_>, found: &Reconciliation, difference: &Difference) -> Option<Tried> {
    let Given { ledger, objectives, settings, period, .. } = given;
    let rules = rule_set(given, found, difference)?;
    let reading = Reading { ledger, objectives, rules, writings: &settings.writings, exercise: period.exercise() };
    let keyed = keys::rows(ledger, objectives, rules, &settings.writings, period.exercise());
    let mut numbers: Vec<Option<usize>> = vec![None; ledger.movements.len()];
    for (number, row) in keyed.rows.iter().enumerate() {
        numbers[row.place()] = Some(number);
    }
    let number = |place: &usize| numbers.get(*place).copied().flatten();
    let own: Vec<usize> = difference.rows.iter().filter_map(number).collect();
    let (accounts, office) = own.iter().copied().partition(|row| keyed.rows[*row].side == Side::Accounting);
    let mut seen = Seen {
        reading,
        rows: &keyed.rows,
        inside: keyed.inside,
        closed: closed(rules, found, &numbers, keyed.rows.len()),
        own: [accounts, office],
        candidate: difference.candidate.as_ref().and_then(number),
    };
    let candidates = seen.candidates(difference.kind);
    // A row that its own side tells twice is compared with the other side, not with its twin.
    seen.candidate = seen.candidate.filter(|near| seen.own[side(&seen.rows[*near])].is_empty());
    let attempt = |(number, pass): (usize, &Pass)| Attempt {
        pass: pass.id.clone(),
        keys: pass.keys.clone(),
        reasons: seen.obstacles(number).iter().map(|it| Reason { code: it.code(), text: it.text() }).collect(),
    };
    let passes = rules.passes.iter().enumerate().map(attempt).collect();
    Some(Tried { rule_set: rules.id.clone(), passes, candidates })
}

/// The objective to which a movement rolls up, and its act as it is read: what keys hold of them. The act is empty where it
/// names none.
#[must_use]
pub fn read(given: Given<'_>, rule_set: &str, movement: &Movement<'_>) -> (String, String) {
    let Given { ledger, objectives, settings, period, .. } = given;
    let Some(rules) = settings.rule_sets.iter().find(|rules| rules.id == rule_set) else { return Default::default() };
    let reading = Reading { ledger, objectives, rules, writings: &settings.writings, exercise: period.exercise() };
    (reading.objective(movement), reading.act(movement))
}

/// The rule set by which a difference has its name or, where it is named by no row, that which compared its first one.
fn rule_set<'s>(given: Given<'s>, found: &Reconciliation, difference: &Difference) -> Option<&'s RuleSet> {
    let all = &given.settings.rule_sets;
    let first = *difference.rows.first()?;
    let name = given.ledger.movements.get(first)?.id;
    all.iter().find(|rules| name_of(&rules.id, name) == difference.id).or_else(|| {
        let state = found.rows.iter().find(|row| row.place as usize == first)?;
        all.get(usize::from(state.rule_set))
    })
}

/// Before which pass each row was closed, by number: the passes see those beyond their own number. What no pass closed is
/// beyond them all; a row with its storno is closed before the first.
fn closed(rules: &RuleSet, found: &Reconciliation, numbers: &[Option<usize>], rows: usize) -> Vec<usize> {
    let mut closed = vec![usize::MAX; rows];
    for group in &found.matches {
        let Some(step) = group.rule.strip_prefix(rules.id.as_str()).and_then(|rest| rest.strip_prefix('.')) else {
            continue;
        };
        let is_storno = step == "storno" && (group.accounting.is_empty() || group.office.is_empty());
        let pass = rules.passes.iter().position(|pass| pass.id == step).map(|pass| pass + 1);
        let when = if is_storno { Some(0) } else { pass };
        let Some(when) = when else { continue };
        for row in group.accounting.iter().chain(&group.office).filter_map(|place| numbers[*place]) {
            closed[row] = when;
        }
    }
    closed
}

fn side(row: &Row) -> usize {
    if row.side == Side::Accounting { ACCOUNTS } else { OFFICE }
}

const SIDES: [Side; 2] = [Side::Accounting, Side::Office];

/// How the parts of keys are written for people.
#[derive(Clone, Copy)]
struct Reading<'a> {
    ledger: &'a Ledger,
    objectives: &'a Objectives,
    rules: &'a RuleSet,
    writings: &'a Writings,
    exercise: Exercise,
}

impl Reading<'_> {
    fn objective(self, movement: &Movement<'_>) -> String {
        self.objectives.rolled_up(movement.objective.trim(), self.rules.objective_level).to_string()
    }

    fn act(self, movement: &Movement<'_>) -> String {
        let own = self.writings.get(movement.layout).cloned().unwrap_or_default();
        own.read(movement.act, self.exercise).normal().to_owned()
    }

    /// A part as it is compared where that reads well, else as it is written.
    fn part(self, part: KeyPart, row: &Row) -> String {
        let movement = self.ledger.movements.at(row.place());
        match part {
            KeyPart::Office => movement.office.unwrap_or_default().to_owned(),
            KeyPart::Objective => self.objective(&movement),
            KeyPart::Act => self.act(&movement),
            KeyPart::FiscalCode => movement.fiscal_code.to_owned(),
            KeyPart::Beneficiary => movement.beneficiary.to_owned(),
            KeyPart::Mandate => movement.mandate.to_owned(),
            KeyPart::Cup => movement.cup.to_owned(),
            KeyPart::Cor => movement.cor.to_owned(),
        }
    }
}

/// The rows of a rule set as its passes saw them, and those that are asked about, by number.
struct Seen<'a> {
    reading: Reading<'a>,
    rows: &'a [Row],
    inside: usize,
    closed: Vec<usize>,
    own: Sides,
    candidate: Option<usize>,
}

impl Seen<'_> {
    /// The rows of the difference, with the candidate where one side has none.
    fn both(&self) -> Sides {
        let mut both = self.own.clone();
        if let Some(near) = self.candidate {
            both[side(&self.rows[near])].push(near);
        }
        both
    }

    /// Everything that stood in the way of a pass.
    fn obstacles(&self, number: usize) -> Vec<Obstacle> {
        let pass = &self.reading.rules.passes[number];
        let both = self.both();
        if let Some(outside) = both.iter().flatten().find(|row| **row >= self.inside) {
            let account = self.reading.ledger.movements.at(self.rows[*outside].place()).account;
            return vec![Obstacle::Outside { account: account.unwrap_or_default().trim().to_owned() }];
        }
        let mut found = self.unsaid(pass, &both);
        found.extend(self.other_parts(pass, &both));
        if let (false, Some(_)) = (found.is_empty(), self.candidate) {
            // The candidate is none of this pass: rows that had the key stood in its way too, if there were any.
            found.extend(self.alone(number).into_iter().filter(|it| !matches!(it, Obstacle::Nobody { .. })));
        }
        if !found.is_empty() {
            return found;
        }
        if let Some(unsettled) = self.unsettled(number) {
            return vec![unsettled];
        }
        if both.iter().any(Vec::is_empty) { self.alone(number) } else { self.between(number, &both) }
    }

    /// The parts of the key, and the days, that rows do not say.
    fn unsaid(&self, pass: &Pass, both: &Sides) -> Vec<Obstacle> {
        let of = both.each_ref().map(Vec::len);
        let lacking = |lacks: &dyn Fn(&Row) -> bool| {
            let count = both.each_ref().map(|rows| rows.iter().filter(|row| lacks(&self.rows[**row])).count());
            (count != [0, 0]).then_some(count)
        };
        let parts = pass.keys.iter().filter_map(|part| {
            let lacking = lacking(&|row| row.part(*part).is_empty())?;
            Some(Obstacle::Unsaid { part: *part, lacking, of })
        });
        let dates = pass.window.and_then(|_| lacking(&|row| row.day.is_none()));
        parts.chain(dates.map(|lacking| Obstacle::Undated { lacking, of })).collect()
    }

    /// The parts of the key of which both sides say something and have nothing in common.
    fn other_parts(&self, pass: &Pass, both: &Sides) -> Vec<Obstacle> {
        let differs = |part: &KeyPart| {
            let keys = both.each_ref().map(|rows| -> Vec<_> {
                let said = rows.iter().map(|row| self.rows[*row].part(*part));
                said.filter(|text| !text.is_empty()).collect()
            });
            let is_other = keys.iter().all(|side| !side.is_empty()) && !keys[0].iter().any(|it| keys[1].contains(it));
            is_other.then(|| Obstacle::Other { part: *part, said: both.each_ref().map(|rows| self.said(*part, rows)) })
        };
        pass.keys.iter().filter_map(differs).collect()
    }

    /// What rows say of a part, each text once.
    fn said(&self, part: KeyPart, rows: &[usize]) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        for text in rows.iter().map(|row| self.reading.part(part, &self.rows[*row])) {
            if !text.is_empty() && !said.contains(&text) {
                said.push(text);
            }
        }
        said
    }

    /// The key with which a row takes part in a pass.
    fn key(&self, pass: &Pass, row: usize) -> Option<Key> {
        let row = &self.rows[row];
        row.key(pass).filter(|_| pass.window.is_none() || row.day.is_some())
    }

    /// The compared rows that have the key of this one, itself among them.
    fn of_key(&self, pass: &Pass, row: usize) -> Vec<usize> {
        let key = self.key(pass, row);
        let has_it = |other: &usize| key.is_some() && self.key(pass, *other) == key;
        (0..self.inside).filter(has_it).collect()
    }

    /// What the pass itself said of the rows when it was their turn: it is asked again of their group alone.
    fn unsettled(&self, number: usize) -> Option<Obstacle> {
        let (rules, first) = (self.reading.rules, *self.own.iter().flatten().next()?);
        let pass = &rules.passes[number];
        let mut group = self.of_key(pass, first);
        group.retain(|row| self.closed[*row] > number);
        let bounds = Bounds { rows_max: rules.group_rows_max, steps_max: rules.search_steps_max };
        let Settled { agreed, ambiguous, stopped } = groups::settle(self.rows, &group, pass, bounds);
        let is_own = |row: &usize| self.own.iter().flatten().any(|own| own == row);
        if pass.hit == Hit::Suggested {
            let has_own = agreed.iter().any(|(accounts, office)| accounts.iter().chain(office).any(is_own));
            return has_own.then_some(Obstacle::Suggested);
        }
        if ambiguous.iter().any(is_own) {
            let of = |one: Side| ambiguous.iter().filter(|row| self.rows[**row].side == one).count();
            return Some(Obstacle::Ambiguous { rows: SIDES.map(of) });
        }
        stopped.then_some(Obstacle::Stopped)
    }

    /// What became of the rows of the other side that have the key of one that has no partner.
    fn alone(&self, number: usize) -> Vec<Obstacle> {
        let Some(first) = self.own.iter().flatten().next().copied() else { return Vec::new() };
        let row = &self.rows[first];
        let side = super::opposite(row.side);
        let mut others = self.of_key(&self.reading.rules.passes[number], first);
        others.retain(|other| self.rows[*other].side == side && Some(*other) != self.candidate);
        if others.is_empty() {
            return vec![Obstacle::Nobody { side }];
        }
        // Those that this pass paired are not there for it either.
        let open = others.iter().copied().filter(|other| self.closed[*other] > number + 1);
        match open.min_by_key(|other| ((self.rows[*other].cents - row.cents).abs(), *other)) {
            Some(nearest) if row.side == Side::Accounting => self.between(number, &[vec![first], vec![nearest]]),
            Some(nearest) => self.between(number, &[vec![nearest], vec![first]]),
            None if others.iter().all(|other| self.closed[*other] == 0) => vec![Obstacle::Reversed { side }],
            None => vec![Obstacle::Paired { side, rows: others.len() }],
        }
    }

    /// What keeps rows of one key apart.
    fn between(&self, number: usize, both: &Sides) -> Vec<Obstacle> {
        let pass = &self.reading.rules.passes[number];
        let rows = both.each_ref().map(|side| side.iter().map(|row| &self.rows[*row]).collect::<Vec<_>>());
        let (one, other) = (rows[ACCOUNTS][0], rows[OFFICE][0]);
        let taken = both.iter().flatten().find(|row| self.closed[**row] <= number + 1);
        if let Some(taken) = taken {
            let side = self.rows[*taken].side;
            let is_storno = self.closed[*taken] == 0;
            return vec![if is_storno { Obstacle::Reversed { side } } else { Obstacle::Paired { side, rows: 1 } }];
        }
        let pairs = || rows[ACCOUNTS].iter().flat_map(|one| rows[OFFICE].iter().map(move |other| (*one, *other)));
        let mut found = Vec::new();
        if pairs().all(|(one, other)| one.same_person(other) == Person::Other) {
            found.push(self.other_person(one, other));
        }
        let cents: [Cents; 2] = rows.each_ref().map(|side| side.iter().map(|row| row.cents).sum());
        let (least, most) = pass.tolerance.around(cents[OFFICE].0);
        if pass.cardinality == Cardinality::OneToOne && rows.iter().any(|side| side.len() > 1) {
            found.push(Obstacle::PairsAlone);
        } else if !(least..=most).contains(&cents[ACCOUNTS].0) {
            found.push(Obstacle::Gap { cents, tolerated: !pass.tolerance.is_none() });
        }
        let late = |one: &Row, other: &Row| Some((one.day? - other.day?).num_days());
        if let (Some(window), Some(late)) = (pass.window, late(one, other))
            && !pairs().any(|(one, other)| near::in_time(pass.window, one, other))
        {
            found.push(Obstacle::Days { late, window });
        }
        if found.is_empty() { vec![Obstacle::NoneAlone] } else { found }
    }

    /// Two persons, by the codes where both say one, else by their names.
    fn other_person(&self, one: &Row, other: &Row) -> Obstacle {
        let by_code = [one, other].iter().all(|row| !row.part(KeyPart::FiscalCode).is_empty());
        let part = if by_code { KeyPart::FiscalCode } else { KeyPart::Beneficiary };
        let said = [one, other].map(|row| self.reading.part(part, row));
        if by_code { Obstacle::Other { part, said: said.map(|it| vec![it]) } } else { Obstacle::OtherPerson { said } }
    }

    /// The nearest row beside the first of the difference; of an ambiguous one the rows of its larger side, beside the first
    /// of the other.
    fn candidates(&self, kind: Kind) -> Vec<Candidate> {
        let [accounts, office] = &self.own;
        let (of, possible) = match (accounts.first(), office.first()) {
            (Some(first), Some(_)) if kind == Kind::Ambiguous && accounts.len() <= office.len() => {
                (*first, &office[..])
            }
            (Some(_), Some(first)) if kind == Kind::Ambiguous => (*first, &accounts[..]),
            (Some(first), _) | (None, Some(first)) => (*first, self.candidate.as_slice()),
            (None, None) => return Vec::new(),
        };
        let mut found: Vec<Candidate> = possible.iter().map(|near| self.beside(of, *near)).collect();
        found.sort_by_key(|it| it.place);
        found
    }

    fn beside(&self, of: usize, near: usize) -> Candidate {
        let (one, other) = (&self.rows[of], &self.rows[near]);
        let (mut shared, mut apart) = (Vec::new(), Vec::new());
        for part in KeyPart::ALL {
            let said = [one, other].map(|row| row.part(part));
            let reason = |text: String| Reason { code: part.id(), text };
            match said.map(|text| text.is_empty()) {
                [true, true] => {}
                [false, false] if said[0] == said[1] => shared.push(reason(phrases::part(part).to_owned())),
                [false, false] => {
                    let [one, other] = [one, other].map(|row| self.reading.part(part, row));
                    apart.push(reason(phrases::apart(part, [&one, &other])));
                }
                // A sheet seldom has a column for the payment order.
                _ if part == KeyPart::Mandate => {}
                _ => apart.push(reason(phrases::on_one_side(part))),
            }
        }
        let names = [one, other].map(|row| row.part(KeyPart::Beneficiary));
        let codes = [one, other].map(|row| row.part(KeyPart::FiscalCode));
        let one_code = codes[0] == codes[1] && !codes[0].is_empty();
        if names[0] == names[1] && !names[0].is_empty() && !one_code && one.same_person(other) == Person::Other {
            let by_form = codes.iter().any(|code| code.is_empty());
            apart.extend(by_form.then(|| Reason { code: "legal_form", text: phrases::LEGAL_FORM.to_owned() }));
        }
        match (one.cents - other.cents).abs() {
            Cents::ZERO => shared.push(Reason { code: "amount", text: phrases::AMOUNT.to_owned() }),
            gap => apart.push(Reason { code: "amount", text: phrases::other_amount(gap) }),
        }
        if let Some(days) = days_between(one.day, other.day) {
            let text = if days == 0 { phrases::DATE.to_owned() } else { phrases::other_date(days) };
            if days == 0 { &mut shared } else { &mut apart }.push(Reason { code: "date", text });
        }
        Candidate { of: one.place(), place: other.place(), shared, apart }
    }
}

fn days_between(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<i64> {
    Some((one? - other?).num_days().abs())
}
