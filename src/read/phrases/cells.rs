//! What is wrong with a cell. Severity is a warning here: how much a cell takes away is decided by the table.

use chrono::NaiveDate;

use super::{Few, named, quoted};
use crate::money::NotMoney;
use crate::period::italian_date;
use crate::problem::Problem;
use crate::read::acts;
use crate::read::fiscal_code::NotCode;
use crate::read::layout::{Column, ColumnKind};
use crate::read::row::YEARS;

pub(in crate::read) fn error_cell(column: &Column, error: &str) -> Problem {
    Problem::warning(
        "read.error_cell",
        format!("La colonna {} contiene l'errore {}", named(column), quoted(error)),
        "Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella",
    )
}

/// `text` is what stands in the cell's place in the file.
pub(in crate::read) fn unreadable_cell(column: &Column, text: &str) -> Problem {
    Problem::warning(
        "read.unreadable_cell",
        format!(
            "Nella colonna {} la cella è scritta nel file in un modo che non dà un valore certo ({})",
            named(column),
            quoted(text)
        ),
        "Aprire il file con Excel, riscrivere il valore nella cella, salvare e rimettere il file nella cartella",
    )
}

pub(in crate::read) fn uncomputed_formula(column: &Column) -> Problem {
    Problem::warning(
        "read.uncomputed_formula",
        format!("La colonna {} contiene una formula senza il suo risultato", named(column)),
        "Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella",
    )
}

/// `typed` is whether the amount is a text, which hides nothing behind a format.
pub(in crate::read) fn not_money(column: &Column, value: &str, why: NotMoney, typed: bool) -> Problem {
    let (code, remedy) = match why {
        NotMoney::HiddenDecimals if typed => (
            "read.hidden_decimals",
            "Scrivere l'importo con due decimali; se la virgola separa le migliaia, scrivere 1.005,00",
        ),
        NotMoney::HiddenDecimals => (
            "read.hidden_decimals",
            "Arrotondare il valore al centesimo con ARROTONDA(…;2): il formato della cella lo nasconde soltanto",
        ),
        NotMoney::TooLarge => ("read.not_money", "Controllare l'importo e l'unità in cui è scritto"),
        NotMoney::NotFinite | NotMoney::NotNumber => {
            ("read.not_money", "Scrivere soltanto l'importo, per esempio 1.234,56, e le note in un'altra colonna")
        }
    };
    let sentence = match why {
        NotMoney::NotNumber => "non è un importo".to_owned(),
        NotMoney::HiddenDecimals if typed => "è un testo con più di due decimali".to_owned(),
        other => other.to_string(),
    };
    Problem::warning(code, format!("Nella colonna {} il valore {} {sentence}", named(column), quoted(value)), remedy)
}

pub(in crate::read) fn not_number(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.not_number",
        format!("Nella colonna {} il valore {} non è un numero", named(column), quoted(value)),
        "Scrivere soltanto il numero, per esempio 14,65 o 85%; se il dato manca lasciare vuoto o scrivere n.d.",
    )
}

pub(in crate::read) fn not_integer(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.not_integer",
        format!("Nella colonna {} il valore {} non è un numero intero", named(column), quoted(value)),
        "Scrivere un numero senza decimali e senza %; le note vanno in un'altra colonna",
    )
}

pub(in crate::read) fn bare_percent(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.bare_percent",
        format!(
            "Nella colonna {} non si sa se {} siano punti percentuali o una frazione",
            named(column),
            quoted(value)
        ),
        "Scrivere il segno %, per esempio 14,65%, o dare alla cella il formato Percentuale; \
         oppure il CED dichiara `bare` per la colonna nel tracciato",
    )
}

pub(in crate::read) fn fiscal_code(column: &Column, value: &str, why: NotCode) -> Problem {
    let text = match why {
        NotCode::Shape => "non ha la forma di un codice fiscale (16 caratteri, o 11 cifre)",
        NotCode::Check => "ha il carattere di controllo sbagliato",
        NotCode::Zeros => return zero_code(column, value),
    };
    Problem::warning(
        "read.fiscal_code",
        format!("Nella colonna {} il codice {} {text}", named(column), quoted(value)),
        "Ricontrollarlo sul documento e correggerlo; intanto la riga è stata contata",
    )
}

pub(in crate::read) fn project_code(column: &Column, value: &str) -> Problem {
    let shape = match column.kind {
        ColumnKind::Cor => "non ha la forma di un COR (un numero di al più 10 cifre)",
        _ => "non ha la forma di un CUP (15 caratteri, come G17H03000130001)",
    };
    Problem::warning(
        "read.project_code",
        format!("Nella colonna {} il codice {} {shape}", named(column), quoted(value)),
        "Ricontrollarlo sull'atto di concessione e correggerlo; intanto la riga è stata contata",
    )
}

pub(in crate::read) fn fiscal_code_zeros(column: &Column, value: &str, whole: &str) -> Problem {
    Problem::warning(
        "read.fiscal_code_zeros",
        format!(
            "Nella colonna {} il codice {} ha perso gli zeri iniziali ed è stato letto come {}",
            named(column),
            quoted(value),
            quoted(whole)
        ),
        "Dare alla colonna il formato Testo e riscrivere il codice",
    )
}

pub(in crate::read) fn ambiguous_number(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.ambiguous_number",
        format!(
            "Nella colonna {} il testo {} si può leggere in due modi: il punto separa le migliaia o i decimali?",
            named(column),
            quoted(value)
        ),
        "Convertire la cella in numero, oppure scrivere i decimali con la virgola, per esempio 1.024,00",
    )
}

pub(in crate::read) fn minus_doubled(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.minus_doubled",
        format!("Nella colonna {} il valore {} ha il segno meno due volte", named(column), quoted(value)),
        "È stato letto come negativo: se non lo è, togliere i segni",
    )
}

pub(in crate::read) fn not_date(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.not_date",
        format!("Nella colonna {} il valore {} non è una data", named(column), quoted(value)),
        "Scrivere la data come giorno, mese e anno, per esempio 30/06/2021, in una cella con formato data",
    )
}

pub(in crate::read) fn date_out_of_range(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.date_out_of_range",
        format!(
            "Nella colonna {} la data {} non può essere vera: si leggono quelle dal {} al {}",
            named(column),
            quoted(value),
            YEARS.start(),
            YEARS.end()
        ),
        "Scrivere la data giusta; se la data non c'è, lasciare vuota la cella invece di scrivere 01/01/1900 o 31/12/9999",
    )
}

/// A number where a date should be that, as a serial, would be this day.
pub(in crate::read) fn serial_date(column: &Column, value: &str, day: NaiveDate) -> Problem {
    Problem::warning(
        "read.not_date",
        format!(
            "Nella colonna {} il numero {} sta in una cella senza formato data: come data sarebbe di solito il {}",
            named(column),
            quoted(value),
            italian_date(day)
        ),
        "Dare alla cella il formato Data (Home, Formato numero, Data in cifre) e controllare che mostri il giorno giusto",
    )
}

/// The code of a date that can only be month first: with it, no other date of the file can be trusted.
pub(in crate::read) const MONTH_FIRST: &str = "read.month_first";

pub(in crate::read) fn month_first(column: &Column, value: &str) -> Problem {
    Problem::refusal(
        "read.month_first",
        format!(
            "Nella colonna {} il valore {} ha il mese prima del giorno: anche le altre date si leggerebbero sbagliate",
            named(column),
            quoted(value)
        ),
        "Esportare le date con il giorno prima, 30/06/2021, o salvare il foglio con le date in formato data",
    )
}

pub(in crate::read) fn date_in_code(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.date_in_code",
        format!("Nella colonna {} il codice è diventato una data ({})", named(column), quoted(value)),
        "Dare alla colonna il formato Testo e riscrivere il codice",
    )
}

/// A date where an act should be, and the act that it may have been.
#[derive(Clone, Debug)]
pub(in crate::read) struct DateForAct {
    shown: String,
    maybe: Option<String>,
}

impl DateForAct {
    pub fn of(shown: &str, day: NaiveDate) -> Self {
        Self { shown: shown.to_owned(), maybe: acts::typed_before(day) }
    }

    /// ``C5 `01/05/2021`, forse 5/2021``.
    pub fn in_cell(&self, cell: &str) -> String {
        let maybe = self.maybe.as_ref().map_or_else(String::new, |act| format!(" (forse {act})"));
        format!("{cell} {}{maybe}", quoted(&self.shown))
    }
}

/// Dates of the column of acts: all of them at once, since a spreadsheet makes them of every act of a month's number.
pub(in crate::read) fn date_for_act(column: &Column, first: &DateForAct, cells: &Few) -> Problem {
    let column = named(column);
    let text = match (cells.count(), &first.maybe) {
        (1, Some(act)) => {
            let shown = quoted(&first.shown);
            format!("Nella colonna {column} la data {shown} sta al posto di un provvedimento: forse era il {act}")
        }
        (1, None) => {
            format!("Nella colonna {column} la data {} sta al posto di un provvedimento", quoted(&first.shown))
        }
        (count, _) => format!("Nella colonna {column} ci sono {count} date al posto di provvedimenti: {cells}"),
    };
    let act = first.maybe.as_deref().unwrap_or("5/2021");
    Problem::warning(
        "read.date_for_act",
        text,
        format!(
            "Dare alla colonna il formato Testo e riscrivere il provvedimento, o scriverlo con un apostrofo davanti: '{act}"
        ),
    )
}

pub(in crate::read) fn not_code(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.not_code",
        format!("Nella colonna {} il numero {} non è un codice", named(column), quoted(value)),
        "Dare alla colonna il formato Testo e riscrivere il codice",
    )
}

/// What a zero is not, in a column of this kind.
fn no_zero(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Date => "una data",
        ColumnKind::Text => "un testo",
        _ => "un codice",
    }
}

/// What to do about a zero that says nothing.
fn without_zero(column: &Column) -> String {
    let honest = match column.kind {
        ColumnKind::Code | ColumnKind::Text => "; se 0 è proprio ciò che va scritto, dare alla cella il formato Testo",
        _ => "",
    };
    format!("Scrivere il valore, o lasciare vuota la cella: nella formula =SE(A5=\"\";\"\";A5) al posto di =A5{honest}")
}

/// The code of a zero where no number belongs.
pub(in crate::read) const ZERO: &str = "read.zero";

pub(in crate::read) fn zero(column: &Column) -> Problem {
    Problem::warning(
        "read.zero",
        format!(
            "Nella colonna {} c'è uno 0, come lo dà una formula che rimanda a una cella vuota: non è {} e il valore manca",
            named(column),
            no_zero(column)
        ),
        without_zero(column),
    )
}

/// Zeros of a column that need not say anything: all of them at once, since formulas are drawn down.
pub(in crate::read) fn zeros(column: &Column, cells: &Few) -> Problem {
    if cells.count() == 1 {
        return zero(column);
    }
    Problem::warning(
        "read.zero",
        format!(
            "Nella colonna {} ci sono degli 0 ({cells}), come li danno le formule che rimandano a celle vuote: \
             nessuno è {} e i valori mancano",
            named(column),
            no_zero(column)
        ),
        without_zero(column),
    )
}

/// Rows that hold nothing but zeros, some of them where no number belongs.
pub(in crate::read) fn zero_rows(ranges: &[(u32, u32)]) -> Problem {
    let rows = super::rows(ranges);
    let text = match ranges {
        [(first, last)] if first == last => format!("La riga {rows} ha soltanto zeri e non è stata letta"),
        _ => format!("Le righe {rows} hanno soltanto zeri e non sono state lette"),
    };
    Problem::warning(
        "read.zero_rows",
        text,
        "Se sono formule tirate più in basso dei dati che rimandano a celle vuote, cancellarle; se no scrivere i valori",
    )
}

/// A tax code, a CUP or a COR of zeros.
pub(in crate::read) fn zero_code(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.zero_code",
        format!("Nella colonna {} il codice {} è fatto di soli zeri: il valore manca", named(column), quoted(value)),
        "Scrivere il codice, o lasciare vuota la cella",
    )
}

pub(in crate::read) fn blank_required(column: &Column) -> Problem {
    Problem::warning(
        "read.blank_required",
        format!("La colonna {} è vuota in una riga di dati", named(column)),
        "Scrivere il valore, oppure togliere dalla riga ciò che non è un dato",
    )
}

/// A cell of a required column that says in words that the value is missing.
pub(in crate::read) fn unsaid_required(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.blank_required",
        format!("La colonna {} ha {} in una riga di dati: il valore manca", named(column), quoted(value)),
        "Scrivere il valore; se può mancare, il CED toglie `required` dalla colonna nel tracciato",
    )
}
