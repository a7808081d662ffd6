//! What is wrong with a file or a cell, as the person with the spreadsheet reads it, and what to do.
//! Severity is a warning here: how much a cell takes away is decided by the table.

mod faults;

use super::fiscal::NotCode;
use super::layout::{Column, ColumnKind, Treatment};
use crate::money::NotMoney;
use crate::period::italian_date;
use crate::problem::Problem;

pub(super) use faults::fault;

/// Longer values are cut: the cell is named, and the rest is there to be seen.
const VALUE_CHARS_MAX: usize = 60;

fn quoted(value: &str) -> String {
    let mut cut: String = value.chars().take(VALUE_CHARS_MAX).map(|c| if c == '`' { '\'' } else { c }).collect();
    if value.chars().nth(VALUE_CHARS_MAX).is_some() {
        cut.push('…');
    }
    format!("`{cut}`")
}

fn listed<'s>(names: impl IntoIterator<Item = &'s str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// The first of these, and how many more there are.
pub(super) fn some(names: impl Iterator<Item = String>) -> String {
    const NAMED_MAX: usize = 8;
    let all: Vec<String> = names.collect();
    let named = all[..all.len().min(NAMED_MAX)].join(", ");
    match all.len().saturating_sub(NAMED_MAX) {
        0 => named,
        more => format!("{named} e altre {more}"),
    }
}

fn named(column: &Column) -> String {
    quoted(column.header.first().map_or(column.id.as_str(), String::as_str))
}

pub(super) fn error_cell(column: &Column, error: &str) -> Problem {
    Problem::warning(
        "read.error_cell",
        format!("La colonna {} contiene l'errore {}", named(column), quoted(error)),
        "Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella",
    )
}

pub(super) fn uncomputed_formula(column: &Column) -> Problem {
    Problem::warning(
        "read.uncomputed_formula",
        format!("La colonna {} contiene una formula senza il suo risultato", named(column)),
        "Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella",
    )
}

/// `typed` is whether the amount is a text, which hides nothing behind a format.
pub(super) fn not_money(column: &Column, value: &str, why: NotMoney, typed: bool) -> Problem {
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

pub(super) fn not_number(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.not_number",
        format!("Nella colonna {} il valore {} non è un numero", named(column), quoted(value)),
        "Scrivere soltanto il numero, per esempio 14,65 o 85%; se il dato manca lasciare vuoto o scrivere n.d.",
    )
}

pub(super) fn not_integer(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.not_integer",
        format!("Nella colonna {} il valore {} non è un numero intero", named(column), quoted(value)),
        "Scrivere un numero senza decimali e senza %; le note vanno in un'altra colonna",
    )
}

pub(super) fn bare_percent(column: &Column, value: &str) -> Problem {
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

pub(super) fn fiscal_code(column: &Column, value: &str, why: NotCode) -> Problem {
    let text = match why {
        NotCode::Shape => "non ha la forma di un codice fiscale (16 caratteri, o 11 cifre)",
        NotCode::Check => "ha il carattere di controllo sbagliato",
    };
    Problem::warning(
        "read.fiscal_code",
        format!("Nella colonna {} il codice {} {text}", named(column), quoted(value)),
        "Ricontrollarlo sul documento e correggerlo; intanto la riga è stata contata",
    )
}

pub(super) fn project_code(column: &Column, value: &str) -> Problem {
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

pub(super) fn fiscal_code_zeros(column: &Column, value: &str, whole: &str) -> Problem {
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

pub(super) fn ambiguous_number(column: &Column, value: &str) -> Problem {
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

pub(super) fn minus_doubled(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.minus_doubled",
        format!("Nella colonna {} il valore {} ha il segno meno due volte", named(column), quoted(value)),
        "È stato letto come negativo: se non lo è, togliere i segni",
    )
}

pub(super) fn not_date(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.not_date",
        format!("Nella colonna {} il valore {} non è una data", named(column), quoted(value)),
        "Scrivere la data come giorno, mese e anno, per esempio 30/06/2021, in una cella con formato data",
    )
}

/// A number where a date should be that, as a serial, would be this day.
pub(super) fn serial_date(column: &Column, value: &str, day: chrono::NaiveDate) -> Problem {
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
pub(super) const MONTH_FIRST: &str = "read.month_first";

pub(super) fn month_first(column: &Column, value: &str) -> Problem {
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

pub(super) fn date_in_code(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.date_in_code",
        format!("Nella colonna {} il codice è diventato una data ({})", named(column), quoted(value)),
        "Dare alla colonna il formato Testo e riscrivere il codice",
    )
}

pub(super) fn not_code(column: &Column, value: &str) -> Problem {
    Problem::warning(
        "read.not_code",
        format!("Nella colonna {} il numero {} non è un codice", named(column), quoted(value)),
        "Dare alla colonna il formato Testo e riscrivere il codice",
    )
}

pub(super) fn blank_required(column: &Column) -> Problem {
    Problem::warning(
        "read.blank_required",
        format!("La colonna {} è vuota in una riga di dati", named(column)),
        "Scrivere il valore, oppure togliere dalla riga ciò che non è un dato",
    )
}

/// `rows` are the first and the last of the header that was looked at, from 0.
pub(super) fn missing_column(column: &Column, rows: (u32, u32), nearest: Option<&str>) -> Problem {
    let hint = nearest.map_or_else(String::new, |nearest| format!(": forse è {}?", quoted(nearest)));
    let header = match (rows.0 + 1, rows.1 + 1) {
        (first, last) if first == last => format!("alla riga {first}"),
        (first, last) => format!("alle righe {first}-{last}"),
    };
    Problem::refusal(
        "read.missing_column",
        format!("Nell'intestazione {header} manca la colonna {}{hint}", named(column)),
        format!("Intestare la colonna con una di queste scritte: {}", listed(column.header.iter().map(String::as_str))),
    )
}

pub(super) fn similar_column(column: &Column, nearest: &str) -> Problem {
    Problem::warning(
        "read.similar_column",
        format!(
            "La colonna {} non è stata trovata e {} non è stata letta: forse è la stessa?",
            named(column),
            quoted(nearest)
        ),
        format!("Intestare la colonna con una di queste scritte: {}", listed(column.header.iter().map(String::as_str))),
    )
}

pub(super) fn doubled_column(column: &Column) -> Problem {
    Problem::refusal(
        "read.doubled_column",
        format!("La colonna {} c'è due volte", named(column)),
        "Lasciare una sola colonna con questa intestazione",
    )
}

pub(super) fn missing_sheet<'s>(sheet: &str, nearest: Option<&str>, sheets: impl Iterator<Item = &'s str>) -> Problem {
    let hint = nearest.map_or_else(String::new, |nearest| format!(": forse è {}?", quoted(nearest)));
    Problem::refusal(
        "read.missing_sheet",
        format!("Manca il foglio {}{hint}", quoted(sheet)),
        format!("Dare questo nome al foglio da leggere; il file contiene {}", listed(sheets)),
    )
}

pub(super) fn header_not_found<'c>(
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
pub(super) fn header_below<'c>(columns: impl Iterator<Item = &'c Column>, rows_max: u32, row: u32) -> Problem {
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

pub(super) fn two_tables<'s>(sheets: impl Iterator<Item = &'s str>) -> Problem {
    Problem::refusal(
        "read.two_tables",
        format!("La tabella si trova in più fogli visibili: {}", listed(sheets)),
        "Lasciare visibile soltanto il foglio che vale, oppure togliere gli altri",
    )
}

pub(super) fn hidden_sheet() -> Problem {
    Problem::warning(
        "read.hidden_sheet",
        "Il foglio letto è nascosto",
        "Renderlo visibile, o controllare che sia quello che vale",
    )
}

pub(super) fn hidden_rows(rows: &str, count: usize, treatment: Treatment) -> Problem {
    let (one, many) = match treatment {
        Treatment::Use => ("ed è stata letta", "sono state lette"),
        Treatment::Ignore => ("e non è stata letta", "non sono state lette"),
        Treatment::Refuse => ("e può cambiare il risultato", "possono cambiare il risultato"),
    };
    let text = match count {
        1 => format!("La riga {rows} è nascosta {one}"),
        _ => format!("Le righe {rows} sono nascoste e {many}"),
    };
    treated(
        "read.hidden_rows",
        text,
        "Togliere il filtro o scoprire le righe, e controllare che siano da contare",
        treatment,
    )
}

pub(super) fn hidden_column(column: &Column, letter: &str, treatment: Treatment) -> Problem {
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

pub(super) fn filtered(range: &str) -> Problem {
    Problem::warning(
        "read.filtered",
        format!("Un filtro è attivo su {range}: chi apre il foglio non ne vede tutte le righe"),
        "Togliere il filtro prima di salvare",
    )
}

pub(super) fn merged_cells(ranges: &str, count: usize, treatment: Treatment) -> Problem {
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

fn treated(code: &'static str, text: String, remedy: &str, treatment: Treatment) -> Problem {
    if treatment == Treatment::Refuse {
        Problem::refusal(code, text, remedy)
    } else {
        Problem::warning(code, text, remedy)
    }
}

pub(super) fn unit_conflict(said: i64, declared: i64) -> Problem {
    let name = |euro| if euro == 1 { "euro" } else { "migliaia di euro" };
    Problem::refusal(
        "read.unit_conflict",
        format!("Il titolo dice che gli importi sono in {}, il tracciato li vuole in {}", name(said), name(declared)),
        "Esportare nell'unità concordata, o correggere il titolo; se l'unità è cambiata, il CED corregge `unit` nel tracciato",
    )
}

pub(super) fn no_unit() -> Problem {
    Problem::refusal(
        "read.no_unit",
        "Il titolo non dice se gli importi sono in euro o in migliaia di euro",
        "Scrivere nel titolo «(valori in euro)» o «(valori in migliaia di euro)»",
    )
}

pub(super) fn said_twice(column: &Column, first: &str, other: &str) -> Problem {
    Problem::refusal(
        "read.said_twice",
        format!("La colonna {} dice cose diverse: {} e {}", named(column), quoted(first), quoted(other)),
        "Tenere in un file i dati di un solo mese e di un solo ente",
    )
}

pub(super) fn unsaid_period(value: &str) -> Problem {
    Problem::refusal(
        "read.unsaid_period",
        format!("Dove il tracciato cerca il mese si legge {}, che non è né un mese né una data", quoted(value)),
        "Scrivere il mese, per esempio giugno 2021, o la data, per esempio 30/06/2021",
    )
}

pub(super) fn no_rows() -> Problem {
    Problem::warning(
        "read.no_rows",
        "Sotto l'intestazione non c'è nessuna riga di dati",
        "Se il periodo ha dati, esportare di nuovo il file",
    )
}

pub(super) fn more_problems(count: u64) -> Problem {
    let text = if count == 1 {
        "C'è un altro problema dello stesso file, non elencato".to_owned()
    } else {
        format!("Ci sono altri {count} problemi dello stesso file, non elencati")
    };
    Problem::warning("read.more_problems", text, "Correggere quelli elencati: spesso hanno la stessa causa")
}

pub(super) fn percentages_unknown() -> Problem {
    Problem::refusal(
        "read.percentages_unknown",
        "Di questo file non si può sapere quali numeri sono percentuali",
        "Aprirlo con Excel e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)",
    )
}
