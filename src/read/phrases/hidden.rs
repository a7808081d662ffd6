//! Hidden sheets, rows and columns, filters, merged cells, results that may be old.

use super::{Few, named, quoted};
use crate::problem::Problem;
use crate::read::layout::{Column, Treatment};

pub(in crate::read) fn hidden_sheet() -> Problem {
    Problem::warning(
        "read.hidden_sheet",
        "Il foglio letto è nascosto",
        "Renderlo visibile, o controllare che sia quello che vale",
    )
}

pub(in crate::read) fn hidden_rows(ranges: &[(u32, u32)], treatment: Treatment) -> Problem {
    let (one, many) = match treatment {
        Treatment::Use => ("ed è stata letta", "sono state lette"),
        Treatment::Ignore => ("e non è stata letta", "non sono state lette"),
        Treatment::Refuse => ("e può cambiare il risultato", "possono cambiare il risultato"),
    };
    let rows = super::rows(ranges);
    let text = match ranges {
        [(first, last)] if first == last => format!("La riga {rows} è nascosta {one}"),
        _ => format!("Le righe {rows} sono nascoste e {many}"),
    };
    treated(
        "read.hidden_rows",
        text,
        "Togliere il filtro o scoprire le righe, e controllare che siano da contare",
        treatment,
    )
}

pub(in crate::read) fn hidden_column(column: &Column, letter: &str, treatment: Treatment) -> Problem {
    let done = match treatment {
        Treatment::Use => "ed è stata letta",
        Treatment::Ignore => "e non è stata letta",
        Treatment::Refuse => "e non si sa se valga",
    };
    treated(
        "read.hidden_column",
        format!("La colonna {} ({letter}) è nascosta {done}", named(column)),
        "Scoprire la colonna e controllare che sia quella che vale",
        treatment,
    )
}

pub(in crate::read) fn filtered(range: &str) -> Problem {
    Problem::warning(
        "read.filtered",
        format!("Un filtro è attivo su {range}: chi apre il foglio non ne vede tutte le righe"),
        "Togliere il filtro prima di salvare",
    )
}

pub(in crate::read) fn merged_cells(ranges: &str, count: usize, treatment: Treatment) -> Problem {
    let done = match treatment {
        Treatment::Use => "il valore della prima vale per tutte, tranne gli importi",
        Treatment::Ignore => "il valore sta nella prima, le altre contano come vuote",
        Treatment::Refuse => "non si sa a quali righe valga il valore",
    };
    let text = match count {
        1 => format!("Le celle {ranges} sono unite: {done}"),
        _ => format!("Nella tabella ci sono celle unite ({ranges}): {done}"),
    };
    treated("read.merged_cells", text, "Separare le celle e scrivere il valore in ogni riga", treatment)
}

pub(in crate::read) fn too_many_merges() -> Problem {
    Problem::refusal(
        "read.too_many_merges",
        "Nel foglio ci sono più di 50.000 celle unite, troppe per sapere quali valori coprono",
        "Separare tutte le celle (Home, Unisci e allinea al centro, Separa celle) e scrivere in ogni riga il suo valore",
    )
}

/// A cell with what it holds, as a list names it.
pub(in crate::read) fn cell_holding(cell: &str, value: &str) -> String {
    format!("{cell} {}", quoted(value))
}

/// Values of a column that lie under merged cells.
pub(in crate::read) fn covered_values(column: &Column, cells: &Few) -> Problem {
    let text = match cells.count() {
        1 => format!(
            "Nella colonna {} una cella unita copre un valore che non si vede ({cells}): non è stato contato",
            named(column)
        ),
        _ => format!(
            "Nella colonna {} le celle unite coprono valori che non si vedono ({cells}): non sono stati contati",
            named(column)
        ),
    };
    Problem::warning(
        "read.covered_values",
        text,
        "Separare le celle (Home, Unisci e allinea al centro, Separa celle) e scrivere in ogni riga il suo valore",
    )
}

fn treated(code: &'static str, text: String, remedy: &str, treatment: Treatment) -> Problem {
    if treatment == Treatment::Refuse {
        Problem::refusal(code, text, remedy)
    } else {
        Problem::warning(code, text, remedy)
    }
}

pub(in crate::read) fn waiting_formulas() -> Problem {
    Problem::warning(
        "read.waiting_formulas",
        "Il file è stato salvato con formule ancora da calcolare: questa è la prima, e i risultati possono essere vecchi",
        "Aprirlo con Excel, scegliere Formule, Opzioni di calcolo, Automatico, e salvarlo di nuovo",
    )
}
