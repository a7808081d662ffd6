//! What a file says of itself as a whole, its unit, month and chamber, where it contradicts itself or the layout.

use super::{named, quoted};
use crate::period::Period;
use crate::problem::Problem;
use crate::read::layout::Column;
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
