//! What the cells of a column seem to be: the kind that nearly all of them allow, why, and which of them do not fit.
//! Refuses to know what the column is for.

use std::sync::LazyLock;

use regex::Regex;

use crate::money::{NotMoney, parse_italian};
use crate::read::fiscal_code as fiscal;
use crate::read::layout::{Bare, ColumnKind, Given};
use crate::read::typed_date::civil_date;
use crate::read::words::{folded, is_unsaid};
use crate::sheets::{CellKind, RawCell, number};

/// A guess at a column's kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    /// The kind.
    pub kind: ColumnKind,
    /// Why, for a person.
    pub evidence: String,
    /// For a percentage whose cells do not say it: what a bare number is.
    pub bare: Option<Bare>,
    /// What a person should look at.
    pub doubt: Option<String>,
    /// Whether some cells are of no such kind.
    pub has_misfits: bool,
}

impl Guess {
    /// A guess of which there is nothing to doubt.
    fn of(kind: ColumnKind, evidence: String) -> Self {
        Self { kind, evidence, bare: None, doubt: None, has_misfits: false }
    }
}

/// What a caption speaks of.
struct Words {
    money: Regex,
    code: Regex,
    prose: Regex,
    date: Regex,
    fiscal: Regex,
    percent: Regex,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let words = |pattern: &str| Regex::new(pattern).expect("a pattern that was written with this program");
    Words {
        money: words(
            "import|euro|€|preventiv|consuntiv|assestat|stanziat|liquidat|pagat|saldo|\\bdare\\b|\\bavere\\b|prenotat|impegnat|funzion|\\bfunz\\b|totale|oneri?\\b|provent|previsione|iniziale|variazion|utilizzat|disponibil|budget|valori al\\b|contributo",
        ),
        code: words(
            "^prot\\b|\\bconto\\b|codice|\\bcod\\b|obiettivo|mandato|capitolo|\\bcup\\b|\\bcig\\b|\\bcor\\b|\\bn\\b.*(fattura|determina|atto)|fattura",
        ),
        prose: words(
            "^(descrizione|denominazione|ragione sociale|oggetto|note?|annotazioni|indicatore|iniziativa|beneficiario|fornitore|creditore|voc[ei]|stato|unita|titolo|centro|provvedimento|determina|atto|nome|nominativo)\\b",
        ),
        date: words("^(data|scadenza|pagamento|del)\\b|\\bdata\\b"),
        fiscal: words("codice fiscale|^c f\\b|^cf\\b|p(artita)? iva|^c f p iva"),
        percent: words("%|percent|^quota\\b|^tasso\\b|^incidenza\\b"),
    }
});

/// Guesses the kind of a column from its caption and its filled cells; `measures` is whether the table is one of
/// indicators, whose numbers are of many sorts.
pub(super) fn of(caption: &str, filled: &[&RawCell], measures: bool) -> Guess {
    let broken = |cell: &&RawCell| matches!(cell.kind, CellKind::Error | CellKind::Uncomputed);
    let cells: Vec<&RawCell> = filled.iter().copied().filter(|cell| !broken(cell)).collect();
    let mut guess = Column { words: folded(caption), cells, measures }.guess();
    if let Some(cell) = filled.iter().find(|cell| broken(cell)) {
        guess.doubt = Some(format!("la cella {} ha un errore o una formula senza risultato", cell.cell));
    }
    guess
}

struct Column<'c> {
    words: String,
    cells: Vec<&'c RawCell>,
    measures: bool,
}

impl Column<'_> {
    fn guess(&self) -> Guess {
        let said: Vec<&RawCell> = self.cells.iter().copied().filter(|cell| !is_missing(cell)).collect();
        if said.is_empty() {
            let kind = if self.cells.is_empty() { self.by_caption() } else { ColumnKind::Number };
            let why =
                if self.cells.is_empty() { "la colonna è vuota" } else { "le celle dicono solo che il dato manca" };
            return Guess::of(kind, format!("ipotesi: {why}"));
        }
        let prose = self.speaks_of(&WORDS.prose);
        let attempts: [&dyn Fn() -> Option<Guess>; 9] = [
            &|| self.measured(&said),
            &|| self.dates(&said),
            &|| self.fiscal_codes(&said),
            &|| self.percentages(&said),
            &|| self.serial_dates(&said),
            &|| if prose { None } else { self.codes(&said) },
            &|| {
                if prose && !said.iter().all(|cell| cell.kind == CellKind::Number) {
                    None
                } else {
                    self.whole_numbers(&said)
                }
            },
            &|| self.numbers(&said),
            &|| if prose { None } else { self.codes_by_shape(&said) },
        ];
        attempts.iter().find_map(|attempt| attempt()).unwrap_or_else(|| {
            let evidence = if prose { "ipotesi, dall'intestazione: un testo" } else { "ipotesi: testo libero" };
            Guess::of(ColumnKind::Text, evidence.to_owned())
        })
    }

    /// The kind of a column without any value.
    fn by_caption(&self) -> ColumnKind {
        match () {
            () if self.measures && WORDS_OF_MEASURES.contains(&self.words.as_str()) => ColumnKind::Number,
            () if self.speaks_of(&WORDS.fiscal) => ColumnKind::FiscalCode,
            () if self.speaks_of(&WORDS.date) => ColumnKind::Date,
            () if self.speaks_of(&WORDS.percent) => ColumnKind::Number,
            () if self.speaks_of(&WORDS.money) && !self.speaks_of(&WORDS.prose) => ColumnKind::Money,
            () => ColumnKind::Text,
        }
    }

    fn speaks_of(&self, words: &Regex) -> bool {
        words.is_match(&self.words)
    }

    /// The guess, if nearly all of these cells fit; the first that does not is named.
    fn nearly(
        &self,
        said: &[&RawCell],
        kind: ColumnKind,
        what: &str,
        fits: impl Fn(&RawCell) -> bool,
    ) -> Option<Guess> {
        let misfits: Vec<&&RawCell> = said.iter().filter(|cell| !fits(cell)).collect();
        // A caption that speaks of the kind outweighs more of what people write instead of it.
        let share = if kind == ColumnKind::Date && self.speaks_of(&WORDS.date) { 3 } else { 8 };
        if misfits.len() * share > said.len() {
            return None;
        }
        let (count, all) = (said.len() - misfits.len(), said.len());
        let missing = match self.cells.len() - said.len() {
            0 => String::new(),
            1 => ", una dice che il dato manca".to_owned(),
            many => format!(", {many} dicono che il dato manca"),
        };
        let doubt =
            misfits.first().map(|cell| format!("non è così la cella {}: `{}`", cell.cell, shortened(&cell.value)));
        Some(Guess {
            kind,
            evidence: format!(
                "ipotesi: {what}, {count} {} su {all}{missing}",
                if count == 1 { "cella" } else { "celle" }
            ),
            bare: None,
            doubt,
            has_misfits: !misfits.is_empty(),
        })
    }

    fn dates(&self, said: &[&RawCell]) -> Option<Guess> {
        self.nearly(said, ColumnKind::Date, "date", is_date)
    }

    /// Days as bare numbers: Excel shows 44377 where 30/06/2021 has lost its format.
    fn serial_dates(&self, said: &[&RawCell]) -> Option<Guess> {
        let serial = |cell: &RawCell| cell.value.parse().is_ok_and(|days: u32| (32_874..73_051).contains(&days));
        if !self.speaks_of(&WORDS.date) {
            return None;
        }
        let guess = self.nearly(said, ColumnKind::Date, "numeri di giorni o date", |cell| {
            serial(cell) || cell.kind == CellKind::Date
        })?;
        Some(Guess {
            doubt: Some("ai numeri va dato in Excel il formato Data, o saranno rifiutati".to_owned()),
            ..guess
        })
    }

    fn fiscal_codes(&self, said: &[&RawCell]) -> Option<Guess> {
        let normal = |cell: &RawCell| fiscal::normal(&cell.value);
        if self.speaks_of(&WORDS.fiscal) {
            let shaped = |cell: &RawCell| {
                !matches!(fiscal::check(&normal(cell)), Err(fiscal::NotCode::Shape)) || cell.kind == CellKind::Number
            };
            return self.nearly(said, ColumnKind::FiscalCode, "hanno la forma di un codice fiscale", shaped);
        }
        let right = |cell: &RawCell| fiscal::check(&normal(cell)).is_ok();
        self.nearly(said, ColumnKind::FiscalCode, "codici fiscali con il carattere di controllo giusto", right)
    }

    fn percentages(&self, said: &[&RawCell]) -> Option<Guess> {
        let percent = |cell: &RawCell| {
            cell.percent || (cell.kind == CellKind::Text && cell.value.trim_end().ends_with('%') && is_numeric(cell))
        };
        if !said.iter().any(|cell| percent(cell)) {
            let bare = self.speaks_of(&WORDS.percent)
                && said.iter().any(|cell| cell.kind == CellKind::Number && cell.value.contains('.'));
            return if bare { self.bare_percentages(said) } else { None };
        }
        self.nearly(said, ColumnKind::Percent, "percentuali", percent)
            .or_else(|| self.nearly(said, ColumnKind::Number, "percentuali e altri numeri", is_numeric))
    }

    fn bare_percentages(&self, said: &[&RawCell]) -> Option<Guess> {
        let guess =
            self.nearly(said, ColumnKind::Percent, "numeri, e l'intestazione parla di percentuali", is_numeric)?;
        let value =
            |cell: &RawCell| number::parse(&cell.value.replace('.', ",")).map_or(0.0, |typed| typed.value.abs());
        let fraction = said.iter().all(|cell| value(cell) <= 1.0);
        Some(Guess { bare: Some(if fraction { Bare::Fraction } else { Bare::Points }), ..guess })
    }

    fn codes(&self, said: &[&RawCell]) -> Option<Guess> {
        if !self.speaks_of(&WORDS.code) || self.speaks_of(&WORDS.money) {
            return None;
        }
        self.nearly(said, ColumnKind::Code, "codici, come dice l'intestazione", |cell| is_code(cell) || is_whole(cell))
    }

    fn whole_numbers(&self, said: &[&RawCell]) -> Option<Guess> {
        if self.speaks_of(&WORDS.money) || !said.iter().all(|cell| is_whole(cell)) {
            return None;
        }
        if self.measures {
            return self.nearly(said, ColumnKind::Number, "numeri", is_whole);
        }
        let length = said[0].value.len();
        if length >= 4 && said.len() > 1 && said.iter().all(|cell| cell.value.len() == length) {
            return self.nearly(said, ColumnKind::Code, &format!("codici di {length} cifre"), is_whole);
        }
        self.nearly(said, ColumnKind::Integer, "numeri interi", is_whole)
    }

    /// The column in which indicators are measured holds numbers, however many of them somebody wrote with a unit.
    fn measured(&self, said: &[&RawCell]) -> Option<Guess> {
        let misfit = said.iter().find(|cell| !is_numeric(cell));
        let numbers = said.iter().filter(|cell| is_numeric(cell)).count();
        if !self.measures || !WORDS_OF_MEASURES.contains(&self.words.as_str()) || 2 * numbers < said.len() {
            return None;
        }
        let doubt = misfit.map(|cell| format!("non è un numero la cella {}: `{}`", cell.cell, shortened(&cell.value)));
        let percent = said.iter().all(|cell| cell.percent || cell.value.trim_end().ends_with('%'));
        let kind = if percent { ColumnKind::Percent } else { ColumnKind::Number };
        let evidence = format!("ipotesi: misure, {numbers} su {}", said.len());
        Some(Guess { doubt, ..Guess::of(kind, evidence) })
    }

    fn numbers(&self, said: &[&RawCell]) -> Option<Guess> {
        if self.measures {
            return self.nearly(said, ColumnKind::Number, "numeri", is_numeric);
        }
        let amount = |cell: &RawCell| (is_numeric(cell) && cents(cell)) || is_dash(cell);
        if self.speaks_of(&WORDS.money) || said.iter().all(|cell| amount(cell)) {
            let guess = self.nearly(said, ColumnKind::Money, "importi", |cell| is_numeric(cell) || is_dash(cell))?;
            let long = said.iter().find(|cell| is_numeric(cell) && !cents(cell));
            let doubt =
                long.map(|cell| format!("più di due decimali nella cella {}: `{}`", cell.cell, shortened(&cell.value)));
            return Some(Guess { doubt: guess.doubt.clone().or(doubt), ..guess });
        }
        self.nearly(said, ColumnKind::Number, "numeri", |cell| is_numeric(cell) || is_dash(cell))
    }

    fn codes_by_shape(&self, said: &[&RawCell]) -> Option<Guess> {
        self.nearly(said, ColumnKind::Code, "hanno cifre e nessuno spazio", |cell| is_code(cell) || is_whole(cell))
    }
}

/// The guess at a column from which the ledger takes this: of a kind that can give it, whatever its cells seem to be. Read as
/// anything else nothing would be taken from it.
pub(super) fn giving(guess: Guess, given: Given, filled: &[&RawCell]) -> Guess {
    if given.kinds().contains(&guess.kind) {
        return guess;
    }
    let numeric = guess.kind.is_numeric() || guess.kind == ColumnKind::Date;
    let (kind, what) = match given {
        Given::Text => (if numeric { ColumnKind::Code } else { ColumnKind::Text }, "codici o testi"),
        Given::Amount | Given::Figure => (ColumnKind::Money, "importi"),
        Given::Number => (ColumnKind::Number, "misure"),
        Given::Date => (ColumnKind::Date, "date"),
    };
    let fits = |cell: &RawCell| match given {
        Given::Text => cell.kind != CellKind::Date,
        Given::Amount | Given::Figure => is_dash(cell) || (is_numeric(cell) && !cell.percent),
        Given::Number => is_numeric(cell),
        Given::Date => is_date(cell),
    };
    let misfit = filled.iter().find(|cell| !is_missing(cell) && !fits(cell));
    let doubt = misfit.map(|cell| format!("non si legge così la cella {}: `{}`", cell.cell, shortened(&cell.value)));
    let evidence = format!("ipotesi: da questa colonna si prendono {what}");
    Guess { has_misfits: doubt.is_some(), doubt: doubt.or(guess.doubt), ..Guess::of(kind, evidence) }
}

/// Captions of a table of indicators under which stand numbers.
const WORDS_OF_MEASURES: [&str; 5] = ["numeratore", "denominatore", "valore", "valore rilevato", "risultato"];

/// Whether a cell says that nothing was measured.
pub(super) fn is_missing(cell: &RawCell) -> bool {
    cell.kind == CellKind::Text && is_unsaid(&cell.value) && !is_dash(cell)
}

fn is_dash(cell: &RawCell) -> bool {
    cell.value.trim() == "-"
}

fn is_date(cell: &RawCell) -> bool {
    cell.kind == CellKind::Date || (cell.kind == CellKind::Text && civil_date(&cell.value).is_some())
}

fn is_numeric(cell: &RawCell) -> bool {
    cell.kind == CellKind::Number || (cell.kind == CellKind::Text && number::parse(&cell.value).is_some())
}

fn is_whole(cell: &RawCell) -> bool {
    matches!(cell.kind, CellKind::Number | CellKind::Text)
        && !cell.value.is_empty()
        && cell.value.bytes().all(|byte| byte.is_ascii_digit())
}

/// A short text without spaces that has digits.
fn is_code(cell: &RawCell) -> bool {
    let text = cell.value.trim();
    cell.kind == CellKind::Text
        && text.chars().count() <= 40
        && !text.contains(char::is_whitespace)
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a number has at most two decimals.
fn cents(cell: &RawCell) -> bool {
    match cell.kind {
        CellKind::Number => cell.value.rsplit_once('.').is_none_or(|(_, decimals)| decimals.len() <= 2),
        _ => parse_italian(&cell.value) != Err(NotMoney::HiddenDecimals),
    }
}

fn shortened(text: &str) -> String {
    let cut: String = text.chars().take(30).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(30).is_some() { format!("{cut}…") } else { cut }
}
