//! Rows as the passes see them, with the keys by which two sides may call the same thing.
//! Knows nothing of amounts: a key says which rows may belong together, never that they do.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::acts::{Acts, ActsRead};
use super::rules::{Filter, KeyPart, Pass, RuleSet, Writings};
use super::spellings::{LegalForm, beneficiary, fiscal_code, letters_and_digits, mandate, says_nothing};
use crate::ledger::{Ledger, Level, Objectives, RowId, Side, Text, Texts};
use crate::money::Cents;
use crate::period::Exercise;
use crate::read::words::folded;

/// How many parts a key may have.
const PARTS: usize = KeyPart::ALL.len();

/// A key: the normal text of each part, empty where the part is not said or is not asked for.
pub(super) type Key = [Text; PARTS];

/// A movement as the passes see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Its [place](Self::place), in four bytes.
    pub(super) at: u32,
    /// Who tells it.
    pub(super) side: Side,
    /// Its amount.
    pub(super) cents: Cents,
    /// Its day.
    pub(super) day: Option<NaiveDate>,
    /// What a payment is recognised by on either side and in any month, whatever its row is called.
    pub(super) likeness: u64,
    /// The objective as written, before it is rolled up.
    objective: Text,
    form: LegalForm,
    code: CodeOf,
    parts: Key,
}

/// Whose fiscal code it is: who has a firm of their own has two, one as a person and one as a firm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum CodeOf {
    /// None is said.
    #[default]
    Nobody,
    /// Letters and digits: of a person.
    Person,
    /// Digits alone: of a firm.
    Firm,
}

impl CodeOf {
    fn of(code: &str) -> Self {
        match code {
            "" => Self::Nobody,
            _ if code.bytes().all(|byte| byte.is_ascii_digit()) => Self::Firm,
            _ => Self::Person,
        }
    }
}

/// Whether two rows tell of one person, by fiscal code or, where their codes do not compare, by name and legal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Person {
    /// They say two.
    Other,
    /// One of them does not say.
    Unknown,
    /// They say one.
    Same,
}

impl Row {
    /// Its place in [`Ledger::movements`].
    #[inline]
    pub(super) fn place(&self) -> usize {
        self.at as usize
    }

    /// Its name.
    pub(super) fn name(&self, ledger: &Ledger) -> RowId {
        ledger.movements.handles()[self.place()].id
    }

    /// The key of a pass; `None` when a part that the pass asks for is empty.
    pub(super) fn key(&self, pass: &Pass) -> Option<Key> {
        let mut key = Key::default();
        for part in &pass.keys {
            let text = self.part(*part);
            if text.is_empty() {
                return None;
            }
            key[*part as usize] = text;
        }
        Some(key)
    }

    /// The normal text of one part.
    pub(super) fn part(&self, part: KeyPart) -> Text {
        self.parts[part as usize]
    }

    /// What makes it matter which of two rows is the one: whose it is, by which act, and to whom. Two rows that differ only
    /// in the spelling of a name or in their mandate are as good as each other.
    pub(super) fn character(&self) -> [Text; 4] {
        let [office, objective, act] = [KeyPart::Office, KeyPart::Objective, KeyPart::Act].map(|part| self.part(part));
        [office, objective, act, self.person().0]
    }

    /// Whether nothing in the legal forms of rows says that they are of two firms. Those with a code need none.
    pub(super) fn forms_agree<'r>(rows: impl Iterator<Item = &'r Self>) -> bool {
        let forms: BTreeSet<LegalForm> = rows.map(|row| row.person().1).collect();
        forms.iter().all(|one| forms.iter().all(|other| one.may_be(*other)))
    }

    /// Whom it pays: the fiscal code or, without one, name and legal form; empty when it says neither.
    pub(super) fn person(&self) -> (Text, LegalForm) {
        let code = self.part(KeyPart::FiscalCode);
        if code.is_empty() { (self.part(KeyPart::Beneficiary), self.form) } else { (code, LegalForm::Unsaid) }
    }

    /// Whether another row tells of the same person.
    pub(super) fn same_person(&self, other: &Self) -> Person {
        let said = |part| Some([self.part(part), other.part(part)]).filter(|said| said.iter().all(|it| !it.is_empty()));
        let codes = said(KeyPart::FiscalCode);
        match (codes, said(KeyPart::Beneficiary)) {
            (Some([one, two]), _) if one == two => Person::Same,
            (Some(_), _) if self.code == other.code => Person::Other,
            // The code of a person is not that of a company.
            _ if self.is_of_nobody_like(other) || other.is_of_nobody_like(self) => Person::Other,
            (_, Some([one, two])) if one == two && self.form.may_be(other.form) => Person::Same,
            (_, Some(_)) | (Some(_), None) => Person::Other,
            (None, None) => Person::Unknown,
        }
    }

    fn is_of_nobody_like(&self, other: &Self) -> bool {
        self.code == CodeOf::Person && self.form == LegalForm::Unsaid && other.form != LegalForm::Unsaid
    }

    /// Whether two names that are two persons may be a slip: no two codes say so.
    pub(super) fn may_be_a_slip(&self, other: &Self) -> bool {
        [self, other].iter().any(|row| row.part(KeyPart::FiscalCode).is_empty())
    }

    /// Whether another row says of its person no more and no less.
    pub(super) fn says_as_much_of_its_person_as(&self, other: &Self) -> bool {
        let said = |row: &Self| (row.part(KeyPart::FiscalCode), row.part(KeyPart::Beneficiary), row.form);
        said(self) == said(other)
    }

    /// How much two rows that may be one payment have in common: a greater number is a better reason to take them for one.
    pub(super) fn common(&self, other: &Self) -> u32 {
        let same = |part| !self.part(part).is_empty() && self.part(part) == other.part(part);
        let code = same(KeyPart::FiscalCode);
        // Beside one code a name that is written shorter says nothing.
        let name = !code && same(KeyPart::Beneficiary) && self.form.may_be(other.form);
        let marks = [
            code,
            name,
            name && (self.form == other.form || [self.form, other.form].contains(&LegalForm::Unsaid)),
            same(KeyPart::Act),
            same(KeyPart::Mandate),
            same(KeyPart::Cup),
            same(KeyPart::Cor),
            same(KeyPart::Objective),
            self.objective == other.objective,
        ];
        marks.into_iter().fold(0, |sum, mark| 2 * sum + u32::from(mark))
    }
}

/// The movements on which a rule set works, with their keys.
#[derive(Debug)]
pub(super) struct Keyed {
    /// Sorted by row identity: what follows sees no order of files or rows. Those of its accounting layout that its filter
    /// leaves out come after the others: a payment under a wrong account is looked for among them.
    pub(super) rows: Vec<Row>,
    /// How many of them its filter takes.
    pub(super) inside: usize,
    /// What their acts are, beside their texts.
    pub(super) acts: ActsRead,
}

/// The movements on which a rule set works.
pub(super) fn rows(
    ledger: &Ledger,
    objectives: &Objectives,
    rules: &RuleSet,
    writings: &Writings,
    exercise: Exercise,
) -> Keyed {
    let mut taking: Vec<(RowId, u32)> = Vec::new();
    let mut outside: Vec<(RowId, u32)> = Vec::new();
    let texts = ledger.movements.texts();
    for (place, movement) in (0..).zip(ledger.movements.handles()) {
        let (layouts, filter) = match movement.side {
            Side::Accounting => (&rules.accounting_layout, &rules.accounting),
            Side::Office => (&rules.office_layout, &rules.office),
        };
        if !layouts.iter().any(|layout| texts.get(movement.layout) == layout)
            || !filter.takes_office(texts.get(movement.office))
        {
            continue;
        }
        if movement.account.is_none_or(|account| filter.takes_account(texts.get(account))) {
            taking.push((movement.id, place));
        } else if movement.side == Side::Accounting {
            outside.push((movement.id, place));
        }
    }
    taking.sort_unstable();
    outside.sort_unstable();
    let mut names = Names::of(ledger, objectives, rules.objective_level, Acts::of(ledger, writings, exercise));
    let inside = taking.len();
    let order: Vec<u32> = taking.into_iter().chain(outside).map(|(_, place)| place).collect();
    // Made in the order of movements, whose texts lie side by side, and then put into that of names.
    let mut made = order.clone();
    made.sort_unstable();
    let mut rows: Vec<Row> = made.iter().map(|place| names.row(*place)).collect();
    let mut made_at = vec![0; ledger.movements.len()];
    (0..).zip(&made).for_each(|(at, place)| made_at[*place as usize] = at);
    let mut came_from: Vec<usize> = order.iter().map(|place| made_at[*place as usize]).collect();
    for number in 0..rows.len() {
        // What stood here before has gone to where its place was taken from.
        while came_from[number] < number {
            came_from[number] = came_from[came_from[number]];
        }
        rows.swap(number, came_from[number]);
    }
    Keyed { rows, inside, acts: names.acts.read }
}

impl Filter {
    fn takes_account(&self, account: &str) -> bool {
        self.accounts.is_empty() || self.accounts.iter().any(|prefix| account.trim().starts_with(prefix.as_str()))
    }

    fn takes_office(&self, office: &str) -> bool {
        self.offices.is_empty() || self.offices.iter().any(|taken| **taken == *office)
    }
}

/// FNV-1a: the same number on every machine and in every month, for one payment told twice; not a name, two may share it.
fn likeness(texts: &[&str], cents: Cents) -> u64 {
    let cents = cents.0.to_le_bytes();
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0x1f])).chain(cents);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Makes keys: a text that many rows have is normalised once, and keys of handles sort faster than texts.
struct Names<'l> {
    ledger: &'l Ledger,
    objectives: &'l Objectives,
    level: Level,
    /// The normal texts.
    normal: Texts,
    /// For each part, what every text of the ledger is normally; nothing for a part that no row says.
    known: [Vec<Option<Text>>; PARTS],
    /// The legal form of every text that is a beneficiary.
    forms: Vec<LegalForm>,
    acts: Acts<'l>,
}

impl<'l> Names<'l> {
    fn of(ledger: &'l Ledger, objectives: &'l Objectives, level: Level, acts: Acts<'l>) -> Self {
        let (normal, known, forms) = (Texts::default(), Default::default(), Vec::new());
        Self { ledger, objectives, level, normal, known, forms, acts }
    }

    fn row(&mut self, at: u32) -> Row {
        let place = at as usize;
        let said = self.ledger.movements.handles()[place];
        let rare = self.ledger.movements.rare(place);
        let mut parts = Key::default();
        let all = [
            (KeyPart::Office, said.office),
            (KeyPart::Objective, said.objective),
            (KeyPart::FiscalCode, said.fiscal_code),
            (KeyPart::Beneficiary, said.beneficiary),
            (KeyPart::Mandate, said.mandate),
            (KeyPart::Cup, rare.cup),
            (KeyPart::Cor, rare.cor),
        ];
        for (part, text) in all {
            parts[part as usize] = self.normal(part, text);
        }
        let texts = self.ledger.movements.texts();
        parts[KeyPart::Act as usize] = self.acts.normal(said.layout, said.act, texts, &mut self.normal);
        let nameless = !parts[KeyPart::FiscalCode as usize].is_empty();
        let who = if nameless { KeyPart::FiscalCode } else { KeyPart::Beneficiary };
        let texts = [KeyPart::Office, KeyPart::Act, who].map(|part| self.normal.get(parts[part as usize]));
        let likeness = likeness(&texts, said.cents);
        let form = self.forms.get(said.beneficiary.number()).copied().unwrap_or_default();
        Row {
            at,
            side: said.side,
            cents: said.cents,
            day: said.date,
            likeness,
            objective: said.objective,
            form,
            code: CodeOf::of(self.normal.get(parts[KeyPart::FiscalCode as usize])),
            parts,
        }
    }

    fn normal(&mut self, part: KeyPart, said: Text) -> Text {
        if said.is_empty() {
            return Text::EMPTY;
        }
        let texts = self.ledger.movements.texts();
        let known = &mut self.known[part as usize];
        if known.is_empty() {
            known.resize(texts.count(), None);
        }
        if let Some(normal) = known[said.number()] {
            return normal;
        }
        let text = texts.get(said);
        let normal = match part {
            KeyPart::Office => folded(text),
            KeyPart::Objective => self.objectives.rolled_up(text.trim(), self.level).to_string(),
            // What says nothing on both sides is not the same thing.
            _ if says_nothing(text) => String::new(),
            KeyPart::Act => unreachable!("acts are read as their layouts write them"),
            KeyPart::FiscalCode => fiscal_code(text),
            KeyPart::Beneficiary => {
                let (name, form) = beneficiary(text);
                if self.forms.is_empty() {
                    self.forms.resize(texts.count(), LegalForm::default());
                }
                self.forms[said.number()] = form;
                name
            }
            KeyPart::Mandate | KeyPart::Cor => mandate(text),
            KeyPart::Cup => letters_and_digits(text),
        };
        let normal = self.normal.keep(&normal);
        known[said.number()] = Some(normal);
        normal
    }
}
