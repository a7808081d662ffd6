//! What a person should look at in a draft, in words.

use crate::italian::{counted, listed};
use crate::read::layout::RowIs;

/// Rows that are named one by one.
const ROWS_MAX: usize = 8;

/// `righe 2, 3, 6, ...`, as a spreadsheet numbers them; given from 0.
pub(super) fn rows(numbers: &[u32]) -> String {
    let shown: Vec<String> = numbers.iter().take(ROWS_MAX).map(|row| (row + 1).to_string()).collect();
    let word = if numbers.len() == 1 { "riga" } else { "righe" };
    format!("{word} {}{}", shown.join(", "), if numbers.len() > ROWS_MAX { ", ..." } else { "" })
}

/// Rows of a table of accounts that have a name and amounts, no code, and are no sum that can be told.
pub(super) fn without_a_code(numbers: &[u32]) -> String {
    format!(
        "{}: un nome e degli importi senza codice. Se sono totali o risultati dirlo con una [[row]]; se sono conti, dare loro un \
         codice nel foglio. Com'è, il file sarebbe rifiutato",
        rows(numbers)
    )
}

/// Rows of a table of accounts without a code that sum others.
pub(super) fn sums_without_a_code(is: RowIs, numbers: &[u32]) -> String {
    let what = match is {
        RowIs::Subtotal => "sommano i conti sopra di loro: si controllano e non si sommano",
        RowIs::Total => "sommano tutti i conti: si controllano e non si sommano",
        _ => "sommano i conti sotto di loro, o altre somme: si saltano, o i conti sarebbero contati due volte",
    };
    format!("Senza codice ({}). Ipotesi: {what}.", rows(numbers))
}

/// Columns that a layout of this kind needs and a draft has not.
pub(super) fn missing<'c>(columns: impl Iterator<Item = &'c str>) -> String {
    let columns: Vec<String> = columns.map(|it| format!("`{it}`")).collect();
    format!(
        "{} {}: dire quale colonna è con il suo `id`, o scegliere un altro `kind`. Com'è, il tracciato sarebbe rifiutato",
        if columns.len() == 1 { "manca" } else { "mancano" },
        listed(&columns)
    )
}

/// A table of figures in which nothing says which column counts.
pub(super) const NO_AMOUNT: &str = "nessuna colonna ha un `amount`: dire quale importo si usa, togliendo il `#` davanti e scegliendo lo \
                                    `scenario`. Com'è, il tracciato sarebbe rifiutato";

/// A column that tells a month's own movement, beside one that tells what there is to date.
pub(super) fn of_month_alone(to_date: &str) -> String {
    format!(
        "è il movimento del solo mese, e `{to_date}` è alla data: gli importi di Quadratura sono alla data. Lasciarla senza `amount`"
    )
}

/// Amounts that the sheet holds as text beside others that are numbers.
pub(super) fn amounts_as_text(count: usize, example: &str) -> String {
    format!(
        "{} come testo, per esempio `{example}`: si {} all'italiana, il punto per le migliaia e la virgola per i decimali",
        counted(count, "importo è scritto", "importi sono scritti"),
        if count == 1 { "legge" } else { "leggono" }
    )
}

/// An office of a file's name that the configuration does not declare.
pub(super) fn unknown_office(office: &str, declared: &[String]) -> String {
    format!(
        "`{office}` non è un ufficio dichiarato in `settings.toml` ({}): dichiararlo, o nominarlo così nel file",
        listed(declared)
    )
}
