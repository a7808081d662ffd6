//! Notes, signatures and page numbers below a table. They are no rows of it: where no row follows them they are passed over,
//! and where one does they are read like any other. Refuses to pass over what has an amount or a code.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::super::layout::{Blank, Column, ColumnKind, Layout};
use super::super::words::{is_dashes, is_unsaid};
use crate::sheets::Content;
use crate::sheets::cell::{is_typed_error, tidy};

/// How a row looks that has no amount and no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Words, as names below a signature are.
    Words,
    /// What people write below a table and never in it: `Nota: ...`, `Il Responsabile`, `Cremona, 05/07/2021`.
    Note,
}

/// A row that waits: whether it is a note is told by what follows.
pub(super) type Held = (u32, Vec<Content<'static>>);

/// The rows met last that may be notes.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Whether the last row of the table is a total.
    below_total: bool,
    held: Vec<Held>,
}

impl Notes {
    /// Takes a row that may be a note below the table, and answers whether it did.
    pub fn take(&mut self, row: u32, slots: &[Content<'_>], look: Look, layout: &Layout) -> bool {
        // Where a blank code means the one above, words alone may be a row of it.
        let lends = |column: &Column| column.blank == Blank::Above && is_identity(column, layout);
        let is_below = || self.below_total && !layout.columns.iter().any(lends);
        if look == Look::Words && self.held.is_empty() && !is_below() {
            return false;
        }
        self.held.push((row, slots.iter().map(owned).collect()));
        true
    }

    /// The rows that were held and are none, since a row of the table follows.
    pub fn give_back(&mut self) -> Vec<Held> {
        std::mem::take(&mut self.held)
    }

    /// Takes note of a row of the table.
    pub fn meet(&mut self, is_total: bool) {
        self.below_total = is_total;
    }
}

/// Whether a content that stands under no column of the layout may be an amount that slipped there.
pub(super) fn is_stray(content: &Content<'_>) -> bool {
    match content {
        Content::Number(_) | Content::Percent(_) => true,
        Content::Text(text) => begins_as_number(text) && !text.contains(['/', ':']),
        _ => false,
    }
}

fn begins_as_number(text: &str) -> bool {
    text.trim_start_matches(['-', '+', '(', '€', ' ', '−']).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a decimal comma stands in a text: `nota: 5,00`.
fn has_decimals(text: &str) -> bool {
    text.as_bytes().windows(3).any(|it| it[1] == b',' && it[0].is_ascii_digit() && it[2].is_ascii_digit())
}

/// The look of a row as it stands in the sheet, where a value under merged cells is an amount like any other; `None` where
/// it has an amount, a code, or what nobody can read.
pub(super) fn look(slots: &[Content<'_>], layout: &Layout) -> Option<Look> {
    let cells = || layout.columns.iter().zip(slots);
    let is_amount = |content: &Content<'_>| match content {
        Content::Text(text) => has_decimals(text) || (begins_as_number(text) && !is_note(&tidy(text))),
        Content::Blank => false,
        _ => true,
    };
    // Nearly every row has an amount, and then no text needs to be looked at.
    if cells().any(|(column, content)| column.kind.is_numeric() && is_amount(content)) {
        return None;
    }
    let mut found = None;
    for (column, content) in cells() {
        let look = match content {
            Content::Blank => continue,
            Content::Text(text) => match tidy(text) {
                text if text.is_empty() => continue,
                text => of_text(&text, column, layout)?,
            },
            Content::Moment(_) if !is_identity(column, layout) => Look::Words,
            _ => return None,
        };
        found = found.max(Some(look));
    }
    found
}

fn of_text(text: &str, column: &Column, layout: &Layout) -> Option<Look> {
    if is_note(text) {
        return Some(Look::Note);
    }
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    let is_words = match column.kind {
        _ if is_typed_error(text) || is_dashes(text) => false,
        kind if kind.is_numeric() => !has_digits && !is_unsaid(text),
        // `Anna Bianchi` is no code; `ONERI` may be one.
        ColumnKind::Code if is_identity(column, layout) => !has_digits && text.contains(' '),
        _ => !is_identity(column, layout),
    };
    is_words.then_some(Look::Words)
}

/// Whether a column tells the rows of its table apart.
fn is_identity(column: &Column, layout: &Layout) -> bool {
    let is_code = matches!(column.kind, ColumnKind::Code | ColumnKind::FiscalCode | ColumnKind::Cup | ColumnKind::Cor);
    is_code || (column.required && !column.kind.is_numeric()) || layout.identity.contains(&column.id)
}

/// Whether a text is what people write below a table.
fn is_note(text: &str) -> bool {
    static NOTES: LazyLock<Regex> = LazyLock::new(|| {
        const DATE: &str = r"(\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(\d{4}|\d\d)|\d{1,2}[°º]?\s+\p{L}+\s+\d{4})";
        const OF: &str = "responsabile|dirigente|segretari[oa]|direttore|direttrice|conservatore|presidente|ragionier[ea]|funzionari[oa]|referente|istrutt(ore|rice)|provveditore|compilat(ore|rice)";
        Regex::new(&format!(
            r"(?i)^(({notes})|({signed})|(il|la|lo|l['’])\s*(vice\s*)?({OF})\b.*|\p{{L}}[\p{{L}}'’ ]{{1,40}}(,\s*(l[iì]['’]?|il)?|\s+l[iì]['’]?)\s*{DATE}|data\s*([\p{{L}} ]{{1,30}})?:?\s*{DATE}|({made})[oaie]\s*(:|(il|in data|al|alle|da|dal|con|a)\b).*|[-–\s]*pag(\.|ina)\s*(n\.\s*)?\d+(\s*(di|su|/)\s*\d+)?[-–\s]*|_{{3,}})$",
            notes = r"(nota|note|avvertenz[ae]|legenda|font[ei])(\s+bene)?\s*(\(?\d\)?)?\s*([:.–-].*)?|n\.\s?b\..*|\*+\s*\p{L}.*",
            signed = r"f\.?\s?to\b.*|firmato\b.*|firma([:\s].*)?",
            made = "elaborat|stampat|estratt|aggiornat|generat|redatt|compilat",
        ))
        .expect("a pattern that was written with this program")
    });
    NOTES.is_match(text)
}

fn owned(content: &Content<'_>) -> Content<'static> {
    match content {
        Content::Text(text) => Content::Text(Cow::Owned(text.clone().into_owned())),
        Content::Moment(moment) => Content::Moment(*moment),
        // Nothing else is in a row that is held.
        _ => Content::Blank,
    }
}

#[cfg(test)]
mod tests {
    use super::is_note;

    #[test]
    fn what_people_write_below_a_table_is_known() {
        for text in [
            "Nota: importi provvisori",
            "NOTE",
            "Note (1): in attesa di conferma",
            "N.B. i dati sono provvisori",
            "* di cui 3 da liquidare",
            "Fonte: sistema contabile",
            "Il Responsabile",
            "IL DIRIGENTE DELL'AREA 2",
            "L'istruttore",
            "La Vice Segretaria generale",
            "F.to Il Dirigente",
            "Firmato digitalmente ai sensi del d.lgs. 82/2005",
            "Firma:",
            "Cremona, 05/07/2021",
            "Cremona, lì 5 luglio 2021",
            "Reggio nell'Emilia li 5.7.21",
            "Data: 05/07/2021",
            "Data di stampa 05/07/2021",
            "Elaborato il 05/07/2021",
            "Stampato da: ufficio contabilità",
            "Pagina 1 di 3",
            "- Pag. 2 -",
            "________",
        ] {
            assert!(is_note(text), "{text}");
        }
    }

    #[test]
    fn what_a_table_may_hold_is_no_note() {
        for text in [
            "Note di credito da ricevere",
            "Nota di variazione 12",
            "310000",
            "Responsabile",
            "Dirigenti",
            "Delibera 05/07/2021",
            "Contributi 2021",
            "Data base 12",
            "Estratti conto",
            "Stampati e cancelleria",
            "Firmware",
            "1.234,56",
            "2021_04_02_01",
            "05/07/2021",
            "Pagina",
            "-",
            "*",
        ] {
            assert!(!is_note(text), "{text}");
        }
    }
}
