//! Why the table of a layout is not where it should be, or lacks a column or its rows.

use super::{listed, named, quoted, wordings};
use crate::italian::counted;
use crate::period::Period;
use crate::problem::Problem;
use crate::read::layout::Column;
use crate::sheets::Misfit;

/// `rows` are the first and the last of the header that was looked at, from 0.
pub(in crate::read) fn missing_column(column: &Column, rows: (u32, u32), nearest: Option<&str>) -> Problem {
    let hint = nearest.map_or_else(String::new, |nearest| format!(": forse è {}?", quoted(nearest)));
    let header = match (rows.0 + 1, rows.1 + 1) {
        (first, last) if first == last => format!("alla riga {first}"),
        (first, last) => format!("alle righe {first}-{last}"),
    };
    Problem::refusal(
        "read.missing_column",
        format!("Nell'intestazione {header} manca la colonna {}{hint}", named(column)),
        format!("Intestare la colonna con una di queste scritte: {}", wordings(column)),
    )
}

pub(in crate::read) fn similar_column(column: &Column, nearest: &str) -> Problem {
    Problem::warning(
        "read.similar_column",
        format!(
            "La colonna {} non è stata trovata e {} non è stata letta: forse è la stessa?",
            named(column),
            quoted(nearest)
        ),
        format!("Intestare la colonna con una di queste scritte: {}", wordings(column)),
    )
}

pub(in crate::read) fn doubled_column(column: &Column) -> Problem {
    Problem::refusal(
        "read.doubled_column",
        format!("La colonna {} c'è due volte", named(column)),
        "Lasciare una sola colonna con questa intestazione",
    )
}

pub(in crate::read) fn missing_sheet<'s>(
    sheet: &str,
    nearest: Option<&str>,
    sheets: impl Iterator<Item = &'s str>,
) -> Problem {
    let hint = nearest.map_or_else(String::new, |nearest| format!(": forse è {}?", quoted(nearest)));
    Problem::refusal(
        "read.missing_sheet",
        format!("Manca il foglio {}{hint}", quoted(sheet)),
        format!("Dare questo nome al foglio da leggere; il file contiene {}", listed(sheets)),
    )
}

pub(in crate::read) fn header_not_found<'c>(
    columns: impl Iterator<Item = &'c Column>,
    rows_max: u32,
    hidden: Option<&str>,
) -> Problem {
    let words = columns.map(named).collect::<Vec<_>>().join(", ");
    let remedy = match hidden {
        Some(sheet) => format!("Le intestazioni sono nel foglio nascosto {}: renderlo visibile", quoted(sheet)),
        None => "Controllare che sia il file giusto e che le intestazioni non siano state cambiate".to_owned(),
    };
    Problem::refusal(
        "read.header_not_found",
        format!("Nelle prime {rows_max} righe non c'è la riga di intestazione con {words}"),
        remedy,
    )
}

/// `row` is the last of the header, from 0.
pub(in crate::read) fn header_below<'c>(columns: impl Iterator<Item = &'c Column>, rows_max: u32, row: u32) -> Problem {
    let words = columns.map(named).collect::<Vec<_>>().join(", ");
    let row = row + 1;
    Problem::refusal(
        "read.header_not_found",
        format!("L'intestazione con {words} c'è, ma alla riga {row}: la si cerca solo nelle prime {rows_max}"),
        format!(
            "Togliere le righe in più sopra la tabella; se ci stanno sempre, il CED scrive nel tracciato \
             `header_rows_max = {}`",
            row.div_ceil(10) * 10
        ),
    )
}

pub(in crate::read) fn two_tables<'s>(sheets: impl Iterator<Item = &'s str>) -> Problem {
    Problem::refusal(
        "read.two_tables",
        format!("La tabella si trova in più fogli visibili: {}", listed(sheets)),
        "Se valgono tutti, riunire le righe in un foglio solo, o dirlo nel tracciato con il campo `sheets`; se no lasciare visibile soltanto quello che vale",
    )
}

/// A row of a text that has another number of fields than the header.
pub(in crate::read) fn misfit(misfit: &Misfit) -> Problem {
    let Misfit { fields, expected, delimiter, .. } = *misfit;
    let counts = format!("La riga ha {} e l'intestazione {expected}", counted(fields, "campo", "campi"));
    let delimiter = if delimiter == '\t' { "di tabulazione".to_owned() } else { quoted(&delimiter.to_string()) };
    let (text, remedy) = if fields > expected {
        (
            format!(
                "{counts}: con un separatore {delimiter} dentro un valore, quelli che seguono finiscono sotto le colonne sbagliate"
            ),
            "Mettere quel valore tra virgolette o toglierne il separatore (se c'è una colonna senza \
             intestazione, dargliene una), oppure esportare come .xlsx",
        )
    } else {
        (
            format!("{counts}: è interrotta, spezzata da un a capo, o le manca un separatore {delimiter}"),
            "Ricomporre la riga con tutti i suoi separatori, anche dopo i valori che mancano (un testo che va a capo sta \
             tra virgolette), oppure esportare come .xlsx",
        )
    };
    Problem::warning("read.field_count", text, remedy)
}

pub(in crate::read) fn no_rows() -> Problem {
    Problem::warning(
        "read.no_rows",
        "Sotto l'intestazione non c'è nessuna riga di dati",
        "Se il periodo ha dati, esportare di nuovo il file",
    )
}

/// Sheets beside the one with the table that cannot be read.
pub(in crate::read) fn lost_sheets(sheets: Vec<&str>) -> Problem {
    Problem::warning(
        "read.lost_sheets",
        format!("Questi fogli sono danneggiati e non sono stati letti, gli altri sì: {}", listed(sheets)),
        "Se vi sono dati che mancano, aprire il file con Excel, lasciare che lo ripari, salvarlo come .xlsx e rimetterlo nella cartella",
    )
}

/// Another table of a page that has the values of the one that was read, and no header.
pub(in crate::read) fn continuation(read: &str, other: &str) -> Problem {
    Problem::error(
        "read.other_sheets",
        format!(
            "La tabella sembra continuare in {}, che non ha intestazione e non è stata letta: le sue righe mancherebbero",
            quoted(other)
        ),
        format!(
            "Riunire tutte le righe sotto una sola intestazione, per esempio in una cartella di lavoro di Excel (.xlsx); se non \
             vanno contate, togliere quella tabella o scrivere nel tracciato `sheet = \"{read}\"`"
        ),
    )
}

/// The same table on other sheets than the one that the layout chooses; `fixed` is whether it does by name.
pub(in crate::read) fn other_sheets(read: &str, others: Vec<&str>, fixed: bool) -> Problem {
    let (sheets, are) =
        if others.len() == 1 { ("nel foglio", "non è stato letto") } else { ("nei fogli", "non sono stati letti") };
    let text = format!(
        "La stessa tabella è anche {sheets} {}, che {are}: il tracciato vuole {}",
        listed(others),
        quoted(read)
    );
    let remedy = "Riunire tutte le righe nel foglio che si legge; se le altre non vanno contate, togliere o nascondere quei fogli";
    if fixed {
        Problem::error("read.other_sheets", text, remedy)
    } else {
        Problem::warning("read.other_sheets", text, remedy)
    }
}

/// Where every sheet is read, one that lacks this column of the header alone; `nearest` is a caption that may be it.
pub(in crate::read) fn nearly_a_table(column: &Column, nearest: Option<&str>) -> Problem {
    let hint = nearest.map_or_else(String::new, |nearest| format!(" (forse è {}?)", quoted(nearest)));
    let text = format!(
        "Il foglio ha quasi la stessa intestazione, ma non la colonna {}{hint}: non è stato letto e le sue righe non sono \
         contate",
        named(column)
    );
    let remedy = format!(
        "Se è una parte della tabella, intestare la colonna con una di queste scritte: {}; se non lo è, il CED dice nel \
         tracciato con `sheet_pattern` quali fogli si leggono",
        wordings(column)
    );
    // A caption misspelt is a table of ours; a list that lacks a column may be another.
    if nearest.is_some() {
        Problem::error("read.other_sheets", text, remedy)
    } else {
        Problem::warning("read.other_sheets", text, remedy)
    }
}

/// Where every sheet of some names is read, others that hold the same table.
pub(in crate::read) fn sheets_of_other_names(others: Vec<&str>) -> Problem {
    let (sheets, are) = if others.len() == 1 {
        ("nel foglio", "che non è stato letto")
    } else {
        ("nei fogli", "che non sono stati letti")
    };
    Problem::warning(
        "read.other_sheets",
        format!(
            "La stessa tabella è anche {sheets} {}, {are}: il nome non è di quelli che il tracciato vuole",
            listed(others)
        ),
        "Se le righe vanno contate, dare al foglio un nome come quello degli altri; se no togliere o nascondere il foglio",
    )
}

/// Where every sheet is read, a hidden one that holds the same table.
pub(in crate::read) fn hidden_table() -> Problem {
    Problem::warning(
        "read.other_sheets",
        "La stessa tabella è anche in questo foglio, che è nascosto e non è stato letto",
        "Se le righe vanno contate, rendere visibile il foglio; se no toglierlo",
    )
}

/// No sheet is of the file's month; `hidden` is one that nobody sees.
pub(in crate::read) fn missing_month_sheet<'s>(
    month: Period,
    hidden: Option<&str>,
    sheets: impl Iterator<Item = &'s str>,
) -> Problem {
    let remedy = match hidden {
        Some(sheet) => format!("Il foglio {} è nascosto: renderlo visibile", quoted(sheet)),
        None => format!(
            "Dare al foglio il nome del mese, o correggere il nome del file; il file contiene {}",
            listed(sheets)
        ),
    };
    Problem::refusal("read.missing_sheet", format!("Manca il foglio di {}", month.italian()), remedy)
}

/// A sheet is chosen by the file's month, and the file's name does not say it.
pub(in crate::read) fn no_month_for_sheet() -> Problem {
    Problem::refusal(
        "read.missing_sheet",
        "Il foglio da leggere è quello del mese del file, e il nome del file non dice il mese",
        "Scrivere il mese nel nome del file, per esempio 2021-06",
    )
}
