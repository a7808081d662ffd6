//! What a file says of itself as a whole, its unit, month and chamber, where it contradicts itself or the layout.

use super::{named, quoted};
use crate::problem::Problem;
use crate::read::layout::Column;

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
