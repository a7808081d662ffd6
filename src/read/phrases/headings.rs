//! What a file says of itself as a whole, its unit, month and chamber, where it contradicts itself or the layout.

use super::{named, quoted};
use crate::period::Period;
use crate::problem::Problem;
use crate::read::layout::{Column, SaidBy};
use crate::read::wording::Said;

pub(in crate::read) fn unit_conflict(said: i64, declared: i64) -> Problem {
    let name = |euro| if euro == 1 { "euro" } else { "migliaia di euro" };
    Problem::refusal(
        "read.unit_conflict",
        format!("Il titolo dice che gli importi sono in {}, il tracciato li vuole in {}", name(said), name(declared)),
        "Esportare nell'unità concordata, o correggere il titolo; se l'unità è cambiata, il CED corregge `unit` nel tracciato",
    )
}

pub(in crate::read) fn no_unit() -> Problem {
    Problem::refusal(
        "read.no_unit",
        "Il titolo non dice se gli importi sono in euro o in migliaia di euro",
        "Scrivere nel titolo «(valori in euro)» o «(valori in migliaia di euro)»",
    )
}

pub(in crate::read) fn said_twice(column: &Column, first: &str, other: &str) -> Problem {
    Problem::refusal(
        "read.said_twice",
        format!("La colonna {} dice cose diverse: {} e {}", named(column), quoted(first), quoted(other)),
        "Tenere in un file i dati di un solo mese e di un solo ente",
    )
}

pub(in crate::read) fn unsaid_period(value: &str) -> Problem {
    Problem::refusal(
        "read.unsaid_period",
        format!("Dove il tracciato cerca il mese si legge {}, che non è né un mese né una data", quoted(value)),
        "Scrivere il mese, per esempio giugno 2021, o la data, per esempio 30/06/2021",
    )
}

/// What a date over a column should have been.
pub(in crate::read) enum Wanted<'w> {
    /// Of the file's month, or its year where only a year is said.
    OfFile(Period),
    /// Of this year, before the file's.
    OfYear(i32),
    /// As that of another column, which shows this.
    As(&'w str, Said),
}

/// `caption` is what the header of the column shows.
pub(in crate::read) fn header_date(caption: &str, said: Said, wanted: &Wanted<'_>) -> Problem {
    let of = |year: Option<i32>, month: Option<u32>| match (year, month.and_then(month_name)) {
        (Some(year), Some(month)) => format!("di {month} {year}"),
        (Some(year), None) => format!("del {year}"),
        (None, month) => format!("di {}", month.unwrap_or_default()),
    };
    let said_of = of(said.year, said.month);
    let (should, remedy) = match wanted {
        Wanted::OfFile(period) => {
            let month = said.month.map(|_| u32::from(period.month()));
            (
                format!("ma il file è {}", of(Some(period.exercise().0.into()), month)),
                "Esportare di nuovo il mese giusto, o correggere la data dove è sbagliata: nell'intestazione, nel titolo o \
                 nel nome del file",
            )
        }
        Wanted::OfYear(year) => (
            format!("ma qui vanno gli importi del {year}"),
            "Esportare di nuovo con l'anno di confronto giusto, o correggere la data nell'intestazione",
        ),
        Wanted::As(other, that) => (
            format!("ma {} è {}", quoted(other), of(that.year, that.month)),
            "Tenere in un file i dati di un solo mese",
        ),
    };
    Problem::refusal("read.header_date", format!("La colonna {} è {said_of}, {should}", quoted(caption)), remedy)
}

fn month_name(month: u32) -> Option<String> {
    let named = Period::new(2000, u8::try_from(month).ok()?)?.italian();
    named.strip_suffix(" 2000").map(str::to_owned)
}

/// Two sheets of one table contradict each other; `what` is what they say, the other first.
pub(in crate::read) fn sheets_differ(what: (&str, &str), other: &str) -> Problem {
    let (said, expected) = what;
    Problem::refusal(
        "read.sheets_differ",
        format!(
            "Questo foglio dice {said}, il foglio {} dice {expected}, e si leggono come una tabella sola",
            quoted(other)
        ),
        "Correggere il titolo dove è sbagliato; un foglio che non va contato va tolto o nascosto",
    )
}

/// What a sheet's unit is called.
pub(in crate::read) fn unit_said(euro: i64) -> &'static str {
    if euro == 1 { "gli importi in euro" } else { "gli importi in migliaia di euro" }
}

/// A column that the name of a sheet or its title must say, and does not.
pub(in crate::read) fn unsaid_once(column: &Column, by: SaidBy) -> Problem {
    let (text, remedy) = match by {
        SaidBy::Sheet => (
            format!("Il nome del foglio non dice la colonna {}", named(column)),
            "Dare al foglio un nome come quello degli altri fogli",
        ),
        SaidBy::Title => (
            format!("Le righe sopra l'intestazione non dicono la colonna {}", named(column)),
            "Scriverla sopra la tabella, come negli altri fogli",
        ),
    };
    Problem::refusal("read.unsaid_column", text, remedy)
}

/// A column that the title says twice.
pub(in crate::read) fn title_twice(column: &Column, first: &str, other: &str) -> Problem {
    Problem::refusal(
        "read.unsaid_column",
        format!(
            "Le righe sopra l'intestazione dicono due volte la colonna {}: {} e {}",
            named(column),
            quoted(first),
            quoted(other)
        ),
        "Lasciarne una; se sono parole d'altro, il CED precisa `title_pattern` nel tracciato",
    )
}

/// A column that the sheet's name must say, in a file whose sheets have none.
pub(in crate::read) fn unnamed_sheet(column: &Column) -> Problem {
    Problem::refusal(
        "read.unsaid_column",
        format!("La colonna {} viene dal nome del foglio, e questo genere di file non dà nomi ai fogli", named(column)),
        "Mandare la cartella di lavoro con i suoi fogli (.xlsx, .ods), non un testo",
    )
}
