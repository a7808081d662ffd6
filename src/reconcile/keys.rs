//! What two sides call the same thing: acts, fiscal codes, beneficiaries and mandates, normalised until they can be compared.
//! Knows nothing of amounts: a key says which rows may belong together, never that they do.

use chrono::NaiveDate;

use super::rules::{Filter, KeyPart, Pass, RuleSet};
use crate::ledger::{Ledger, Level, Objectives, RowId, Side, Text, Texts};
use crate::money::Cents;
use crate::read::words::folded;

/// How many parts a key may have: one for each [`KeyPart`].
const PARTS: usize = 8;

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
    parts: Key,
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

    /// What makes it matter which of two rows is the one: whose it is and by which act. Two rows that differ only in
    /// the spelling of a name or in their mandate are as good as each other.
    pub(super) fn character(&self) -> [Text; 4] {
        [KeyPart::Office, KeyPart::Objective, KeyPart::Act, KeyPart::FiscalCode].map(|part| self.part(part))
    }
}

/// The movements on which a rule set works, sorted by row identity: what follows sees no order of files or rows.
/// Those of its accounting layout that its filter leaves out come after the others, and their number is told: a payment
/// under a wrong account is looked for among them.
pub(super) fn rows(ledger: &Ledger, objectives: &Objectives, rules: &RuleSet) -> (Vec<Row>, usize) {
    let mut taking: Vec<(RowId, u32)> = Vec::new();
    let mut outside: Vec<(RowId, u32)> = Vec::new();
    let texts = ledger.movements.texts();
    for (place, movement) in (0..).zip(ledger.movements.handles()) {
        let (layout, filter) = match movement.side {
            Side::Accounting => (&rules.accounting_layout, &rules.accounting),
            Side::Office => (&rules.office_layout, &rules.office),
        };
        if texts.get(movement.layout) != layout || !filter.takes_office(texts.get(movement.office)) {
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
    let mut names = Names::of(ledger, objectives, rules.objective_level);
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
    (rows, inside)
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
}

impl<'l> Names<'l> {
    fn of(ledger: &'l Ledger, objectives: &'l Objectives, level: Level) -> Self {
        Self { ledger, objectives, level, normal: Texts::default(), known: Default::default() }
    }

    fn row(&mut self, at: u32) -> Row {
        let place = at as usize;
        let said = self.ledger.movements.handles()[place];
        let rare = self.ledger.movements.rare(place);
        let mut parts = Key::default();
        let all = [
            (KeyPart::Office, said.office),
            (KeyPart::Objective, said.objective),
            (KeyPart::Act, said.act),
            (KeyPart::FiscalCode, said.fiscal_code),
            (KeyPart::Beneficiary, said.beneficiary),
            (KeyPart::Mandate, said.mandate),
            (KeyPart::Cup, rare.cup),
            (KeyPart::Cor, rare.cor),
        ];
        for (part, text) in all {
            parts[part as usize] = self.normal(part, text);
        }
        let nameless = !parts[KeyPart::FiscalCode as usize].is_empty();
        let who = if nameless { KeyPart::FiscalCode } else { KeyPart::Beneficiary };
        let texts = [KeyPart::Office, KeyPart::Act, who].map(|part| self.normal.get(parts[part as usize]));
        let likeness = likeness(&texts, said.cents);
        Row { at, side: said.side, cents: said.cents, day: said.date, likeness, parts }
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
            KeyPart::Act => act(text),
            KeyPart::FiscalCode => fiscal_code(text),
            KeyPart::Beneficiary => beneficiary(text),
            KeyPart::Mandate | KeyPart::Cor => mandate(text),
            KeyPart::Cup => letters_and_digits(text),
        };
        let normal = self.normal.keep(&normal);
        known[said.number()] = Some(normal);
        normal
    }
}

/// Words that say that an act is an act, and not which one.
const ACT_WORDS: [&str; 22] = [
    "n",
    "nº",
    "nr",
    "no",
    "num",
    "numero",
    "del",
    "della",
    "dell",
    "anno",
    "det",
    "determ",
    "determina",
    "determinazione",
    "dir",
    "dirigenziale",
    "dirigente",
    "atto",
    "provv",
    "provvedimento",
    "prot",
    "dd",
];

/// An act as `12/2021`: `n. 12 del 2021`, `DET 12-2021` and `Determina n. 12 del 15/03/2021` are one. A resolution keeps
/// its word (`delibera 12/2021`): it has a numbering of its own. What is no number of a year is its folded text.
pub(super) fn act(text: &str) -> String {
    let folded = folded(text);
    let mut numbers = Vec::new();
    let mut words = Vec::new();
    for token in folded.split(' ').flat_map(letters_then_digits) {
        if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) {
            numbers.push(token);
        } else if !token.is_empty() && !ACT_WORDS.contains(&token) {
            words.push(if token.starts_with("delib") { "delibera" } else { token });
        }
    }
    let is_year = |token: &str| token.len() == 4 && (token.starts_with("19") || token.starts_with("20"));
    let within = |token: &str, max: u8| token.parse::<u8>().is_ok_and(|number| (1..=max).contains(&number));
    let (number, year) = match numbers[..] {
        [number, year] if is_year(year) => (number, year),
        [year, number] if is_year(year) => (number, year),
        [number, day, month, year] if is_year(year) && within(day, 31) && within(month, 12) => (number, year),
        _ => return folded,
    };
    let number = number.trim_start_matches('0');
    words.push("");
    format!("{}{number}/{year}", words.join(" "))
}

/// `det12` as `det` and `12`; anything else as it is.
fn letters_then_digits(token: &str) -> impl Iterator<Item = &str> {
    let letters = token.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let (word, number) = token.split_at(letters);
    let splits = !word.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let (first, second) = if splits { (word, number) } else { (token, "") };
    [first, second].into_iter()
}

/// A fiscal code: letters and digits in upper case. A number of company that lost its leading zeros in a
/// spreadsheet has them again (it is always of eleven digits), and one written the European way loses its `IT`.
pub(super) fn fiscal_code(text: &str) -> String {
    let code = letters_and_digits(text);
    let digits = code.strip_prefix("IT").unwrap_or(&code);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) { format!("{digits:0>11}") } else { code }
}

/// A code without what people put between its signs: letters and digits, in upper case.
pub(super) fn letters_and_digits(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric()).collect()
}

/// Legal forms, as folded words; longer ones first.
const LEGAL_FORMS: [&[&str]; 23] = [
    &["societa", "a", "responsabilita", "limitata"],
    &["societa", "per", "azioni"],
    &["societa", "cooperativa"],
    &["soc", "cooperativa"],
    &["soc", "coop"],
    &["s", "c", "a", "r", "l"],
    &["s", "c", "r", "l"],
    &["s", "c", "p", "a"],
    &["s", "r", "l", "s"],
    &["s", "r", "l"],
    &["s", "p", "a"],
    &["s", "n", "c"],
    &["s", "a", "s"],
    &["a", "r", "l"],
    &["scarl"],
    &["scrl"],
    &["scpa"],
    &["arl"],
    &["srls"],
    &["srl"],
    &["spa"],
    &["snc"],
    &["sas"],
];

/// A beneficiary without case, accents, punctuation and legal form; a name that is nothing but a form stays whole.
pub(super) fn beneficiary(text: &str) -> String {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        match LEGAL_FORMS.iter().find(|form| words[at..].starts_with(form)) {
            Some(form) => at += form.len(),
            None => {
                kept.push(words[at]);
                at += 1;
            }
        }
    }
    if kept.is_empty() { folded } else { kept.join(" ") }
}

/// A mandate: its folded words, numbers without leading zeros.
pub(super) fn mandate(text: &str) -> String {
    let folded = folded(text);
    let words = folded.split(' ').map(|word| word.trim_start_matches('0')).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_act_is_one_however_people_write_it() {
        for text in [
            "12/2021",
            "n. 12 del 2021",
            "DET 12-2021",
            "Determina n.12/2021",
            "12-2021",
            "det12/2021",
            "N° 012/2021",
            "2021/12",
            "Determinazione dirigenziale n. 12 del 15/03/2021",
        ] {
            assert_eq!(act(text), "12/2021", "{text}");
        }
    }

    #[test]
    fn another_act_stays_another() {
        assert_eq!(act("Delibera n. 12/2021"), "delibera 12/2021");
        assert_eq!(act("Deliberazione 12 del 2021"), "delibera 12/2021");
        assert_ne!(act("12/2020"), act("12/2021"));
        assert_eq!(act("Convenzione quadro"), "convenzione quadro");
        assert_eq!(act("12/21"), "12 21");
        assert_eq!(act(" "), "");
    }

    #[test]
    fn a_beneficiary_is_one_with_and_without_its_legal_form() {
        for text in [
            "ALFA S.R.L.",
            "Alfa srl",
            "alfa s.r.l",
            "Alfa",
            "Alfa Soc. Coop.",
            "Alfa Soc. Coop. a r.l.",
            "Alfa S.c.r.l.",
            "ALFA SCPA",
        ] {
            assert_eq!(beneficiary(text), "alfa", "{text}");
        }
        assert_eq!(beneficiary("S.p.A."), "s p a");
        assert_eq!(beneficiary("Società Agricola L'Ulivo S.a.s."), "societa agricola l ulivo");
    }

    #[test]
    fn a_fiscal_code_is_one_without_its_spaces_and_with_its_lost_zeros() {
        assert_eq!(fiscal_code("rss mra 80a01 h501u"), "RSSMRA80A01H501U");
        assert_eq!(fiscal_code("1234567890"), "01234567890");
        assert_eq!(fiscal_code("IT 01234567890"), "01234567890");
        assert_eq!(fiscal_code(" - "), "");
    }

    #[test]
    fn a_mandate_loses_its_leading_zeros() {
        assert_eq!(mandate("Mand. 0012"), mandate("MAND 12"));
        assert_eq!(mandate("000"), "");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,20}") {
            prop_assert_eq!(fiscal_code(&fiscal_code(&text)), fiscal_code(&text));
            prop_assert_eq!(mandate(&mandate(&text)), mandate(&text));
        }

        #[test]
        fn no_text_breaks_a_key(text in "[a-zà-ù0-9 ./º°-]{0,20}") {
            let _ = (act(&text), beneficiary(&text));
        }
    }
}
