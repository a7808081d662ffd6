//! A draft as TOML, with what a person should look at beside each guess. Refuses to guess anything itself.

use std::fmt::Write as _;
use std::ops::Range;

use super::alike::names_ente;
use super::amounts::{Amount, Year};
use super::file_name::file_pattern;
use super::proposal::{Alike, Blank, Column, Draft, FromSheet, holds_figures};
use super::quoted::quoted;
use super::rows::{CARRIED, NOTES, Row, begins_as_note};
use super::survey::one_line;
use super::{dates, doubts, synonyms};
use crate::italian::counted;
use crate::ledger::Statutory;
use crate::origin::{column_name, stem};
use crate::read::ColumnKind;
use crate::read::claims::unit_euro;
use crate::read::layout::{Kind, RowIs};
use crate::read::words::folded;

/// The whole draft.
pub(super) fn toml(draft: &Draft<'_, '_>) -> String {
    let mut out = String::new();
    head(&mut out, draft);
    fields(&mut out, draft);
    if let Some(said) = draft.alike.said_by_sheets() {
        column_of_sheets(&mut out, said);
    }
    for column in &draft.columns {
        write_column(&mut out, draft, column);
    }
    row_rules(&mut out, draft);
    out
}

fn head(out: &mut String, draft: &Draft<'_, '_>) {
    let _ = writeln!(
        out,
        "# Bozza di tracciato, proposta guardando `{}`, foglio `{}`, intestazione {}.",
        one_line(draft.name),
        one_line(&draft.sheet.name),
        draft.header.rows()
    );
    let _ = writeln!(
        out,
        "# Va finita da una persona: ciò che è scritto \"ipotesi\" è dedotto dalle celle di questo solo file."
    );
    let _ = writeln!(out, "# Che cosa vuol dire ogni campo: docs/layouts.md.\n#\n# Riga di esempio:");
    let captions: Vec<&str> = draft.columns.iter().map(|column| column.caption.as_str()).collect();
    let _ = writeln!(out, "#   {}", captions.join(" | "));
    // The fullest of the first lines shows most; of two the first.
    if let Some((_, sample)) = draft.rows.data.iter().take(20).rev().max_by_key(|(_, line)| line.len()) {
        let shown = draft
            .columns
            .iter()
            .map(|column| sample.get(&column.at).map_or_else(String::new, |it| one_line(&it.value)));
        let _ = writeln!(out, "#   {}", shown.collect::<Vec<_>>().join(" | "));
    }
    let missing = draft.kind.missing(&|field| draft.has(field.id()));
    if !missing.is_empty() {
        let _ = writeln!(out, "#\n# DA GUARDARE: {}.", doubts::missing(missing.iter().map(|it| it.id())));
    }
    if draft.kind.has_figures() && draft.columns.iter().all(|column| column.amount.is_none()) {
        let _ = writeln!(out, "#\n# DA GUARDARE: {}.", doubts::NO_AMOUNT);
    }
    if !draft.unnamed.is_empty() {
        let _ = writeln!(
            out,
            "#\n# ATTENZIONE: le colonne {} hanno valori e nessuna scritta nell'intestazione: non vengono lette. Se servono,\n\
             # intestarle nel foglio e aggiungere qui una [[column]] ciascuna.",
            draft.unnamed.join(", ")
        );
    }
    // A table has one column of accounts or of lines.
    let keys = ["conto", "voce", "codice", "obiettivo"];
    let twin = |id: &str| draft.columns.iter().find(|column| column.id == format!("{id}_2"));
    for (first, second) in
        draft.columns.iter().filter(|it| keys.contains(&it.id.as_str())).filter_map(|it| Some((it, twin(&it.id)?)))
    {
        let _ = writeln!(
            out,
            "#\n# ATTENZIONE: le colonne {} e {} si chiamano tutte e due `{}`. Se sono due tabelle affiancate, le righe di quella a\n\
             # destra non verrebbero contate: metterle una sotto l'altra, o in due fogli.",
            column_name(first.at),
            column_name(second.at),
            second.caption
        );
    }
    if let [first, .., last] = draft.months.as_slice() {
        let _ = writeln!(
            out,
            "#\n# ATTENZIONE: le colonne da {} a {} sono un mese ciascuna. Per leggere da ogni file il suo mese, tenerne una sola con\n\
             # header = [\"{{data}}\"] e togliere le altre.",
            column_name(*first),
            column_name(*last)
        );
    }
    out.push('\n');
}

#[expect(clippy::too_many_lines, reason = "a draft is written line by line, in the order in which it is read")]
fn fields(out: &mut String, draft: &Draft<'_, '_>) {
    let (name, title) = (draft.name, draft.title.as_str());
    let stem = stem(name);
    let of_year = || dates::year_in(stem).filter(|_| draft.kind == Kind::Reference);
    let month = dates::month_in(stem).or_else(of_year);
    let without = |at: &Range<usize>| format!("{} {}", &stem[..at.start], &stem[at.end..]);
    let bare = folded(&month.as_ref().map_or_else(|| stem.to_owned(), |(at, ..)| without(at)));
    let id: String = bare.split_whitespace().collect::<Vec<_>>().join("_");
    let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let id = if id.is_empty() { "nuovo".to_owned() } else { id };
    let _ = writeln!(out, "id = {}", quoted(&id));
    let _ = writeln!(out, "title = {}                  # come si chiama per le persone", quoted(&bare));
    let _ = writeln!(
        out,
        "# accounts (saldi per conto), registrations (interventi economici), initiatives (scheda di un ufficio),\n\
         # measurements (indicatori), payments (pagamenti), statement (prospetto del mese), reference (prospetto senza mese),\n\
         # corrections (rettifiche del preconsuntivo)"
    );
    let _ = writeln!(out, "kind = {}                  # ipotesi, dalle intestazioni", quoted(draft.kind.id()));
    let _ =
        writeln!(out, "# Per questo genere le colonne devono avere fra gli `id`: {}.", synonyms::needed(draft.kind));
    if holds_figures(draft.kind) || draft.kind == Kind::Corrections {
        let words = format!(" {} ", folded(title));
        let scheme = match () {
            () if words.contains("patrimonial") || words.contains(" allegato d ") => Statutory::StatoPatrimoniale,
            () if words.contains(" allegato a ") || words.contains("preventivo economico") => Statutory::AllegatoA,
            () => Statutory::AllegatoC,
        };
        let _ = writeln!(
            out,
            "scheme = {}        # lo schema di cui sono le voci: uno di config/schemes",
            quoted(scheme.id())
        );
    }
    file_pattern(out, draft, stem, month.map(|(at, written, _)| (at, written)));
    which_sheets(out, draft);
    if draft.header.last >= 30 {
        let _ = writeln!(out, "header_rows_max = {}", draft.header.last + 10);
    }
    if !names_ente(title) {
        let _ = writeln!(out, "check_ente = false           # il titolo non nomina la Camera");
    }
    if unit_euro(title) == Some(1000) {
        let _ = writeln!(out, "unit = \"migliaia\"            # lo dice il titolo");
    }
    if !draft.identity.is_empty() {
        let ids: Vec<String> = draft.identity.iter().map(|id| quoted(id)).collect();
        let _ = writeln!(
            out,
            "# ipotesi: le colonne che distinguono una riga dalle altre, mese dopo mese\nidentity = [{}]",
            ids.join(", ")
        );
    }
    let unreadable = if draft.is_of_office() { "row" } else { "file" };
    let _ = writeln!(
        out,
        "unreadable = {}          # una cella illeggibile respinge: row la sua riga, file tutto il file",
        quoted(unreadable)
    );
    if draft.sheet.hidden.merged.iter().any(|merge| merge.first.0 > draft.header.last && merge.last.0 > merge.first.0) {
        let _ = writeln!(
            out,
            "merged_cells = \"use\"         # ipotesi: il testo di celle unite in verticale vale per tutte"
        );
    }
}

/// Which sheets are read.
fn which_sheets(out: &mut String, draft: &Draft<'_, '_>) {
    let own = quoted(&draft.sheet.name);
    let listed =
        |names: &[String]| names.iter().map(|name| format!("`{}`", one_line(name))).collect::<Vec<_>>().join(", ");
    match &draft.alike {
        Alike::Unsure(others) => {
            let _ = writeln!(
                out,
                "# ATTENZIONE: la stessa intestazione è anche in {}, e si legge un foglio solo: gli importi degli altri non\n\
                 # verrebbero contati. Se valgono tutti come una tabella sola, togliere il # a `sheets`; se ne vale uno solo, dire\n\
                 # quale con `sheet`. Com'è, il file sarebbe rifiutato.\n# sheets = \"every\"\n# sheet = {own}",
                listed(others)
            );
        }
        Alike::OfMonth(pattern) => {
            let _ = writeln!(
                out,
                "# ipotesi: un foglio al mese; si legge quello del mese del file\nsheet_pattern = {}",
                quoted(pattern)
            );
        }
        Alike::Every(names, said) => {
            let _ = writeln!(
                out,
                "# ipotesi: {} hanno la stessa intestazione e sono una tabella sola\nsheets = \"every\"",
                listed(names)
            );
            if let Some(pattern) = said.as_ref().and_then(|it| it.pattern.as_ref()) {
                let _ = writeln!(out, "sheet_pattern = {}", quoted(pattern));
            }
        }
        Alike::Alone if draft.many_tables => {
            let _ = writeln!(out, "sheet = {own}            # se il nome cambia ogni mese: sheet_pattern");
        }
        Alike::Alone => {}
    }
}

/// The column that the names of the sheets say.
fn column_of_sheets(out: &mut String, said: &FromSheet) {
    let _ = writeln!(
        out,
        "\n[[column]]\nid = {}\nfrom = \"sheet\"                # ipotesi: lo dice il nome del foglio\nkind = {}\nrequired = true",
        quoted(said.id),
        quoted(said.kind.id())
    );
}

fn write_column(out: &mut String, draft: &Draft<'_, '_>, column: &Column) {
    let guess = &column.guess;
    let _ = writeln!(out, "\n[[column]]\nid = {}\nheader = [{}]", quoted(&column.id), quoted(&column.wording));
    if column.wording.contains('{') {
        let _ = writeln!(
            out,
            "# Qui `{}`: quello che cambia da un mese all'altro si controlla con il mese del file.",
            column.caption
        );
    } else if dates::carries_a_day(&column.caption) {
        let _ = writeln!(
            out,
            "# La scritta porta una data o un anno: aggiungere a `header` anche quelle degli altri mesi."
        );
    }
    let _ = writeln!(out, "kind = {}                  # {}", quoted(guess.kind.id()), guess.evidence);
    if let Some(doubt) = &guess.doubt {
        let _ = writeln!(out, "# DA GUARDARE: {doubt}");
    }
    if let Some(bare) = guess.bare {
        let _ = writeln!(
            out,
            "bare = {}              # ipotesi: un numero senza % è in points (14,65) o fraction (0,1465)",
            quoted(bare.id())
        );
    }
    match column.blank {
        // A cell that is no date would take its row away: whoever finishes the draft decides.
        Blank::Never if guess.kind == ColumnKind::Date && guess.has_misfits => {}
        Blank::Never => {
            let _ = writeln!(out, "required = true              # ipotesi: nessuna cella vuota");
        }
        Blank::Above(blanks) => {
            let _ = writeln!(
                out,
                "required = true\nblank = \"above\"              # ipotesi: {}, come la riga sopra",
                counted(blanks, "cella vuota", "celle vuote")
            );
        }
        Blank::Some(blanks) if guess.kind == ColumnKind::Money && blanks > 0 && !draft.is_of_office() => {
            let _ = writeln!(
                out,
                "blank = \"zero\"               # ipotesi: {}; missing se vuol dire \"non si sa\"",
                counted(blanks, "cella vuota", "celle vuote")
            );
        }
        Blank::Some(_) => {}
    }
    match &column.amount {
        Some(amount) => {
            let _ = writeln!(out, "amount = {{ {} }} # ipotesi, dall'intestazione", said(amount));
        }
        None if column.may_be_amount(draft.kind) => {
            let _ = writeln!(out, "# amount = {{ scenario = \"consuntivo\" }}    # se è un importo da usare: quale");
        }
        None => {}
    }
}

/// An amount as a layout writes it.
fn said(amount: &Amount) -> String {
    let mut said = format!("scenario = {}", quoted(amount.scenario));
    if let Some(function) = &amount.function {
        let _ = write!(said, ", function = {}", quoted(&function.letter().to_lowercase().to_string()));
    }
    match amount.year {
        Year::OfFile => {}
        Year::Before => said.push_str(", years_before = 1"),
        Year::Fixed(year) => {
            let _ = write!(said, ", exercise = {year}");
        }
    }
    said
}

#[expect(clippy::too_many_lines, reason = "a draft is written line by line, in the order in which it is read")]
fn row_rules(out: &mut String, draft: &Draft<'_, '_>) {
    let rule = |out: &mut String, at: u16, pattern: &str, is: RowIs| {
        if let Some(column) = draft.columns.iter().find(|column| column.at == at) {
            let _ = writeln!(
                out,
                "[[row]]\ncolumn = {}\nmatches = {}\nis = {}\n",
                quoted(&column.id),
                quoted(pattern),
                quoted(is.id())
            );
        }
    };
    let text = |at: u16, row: &Row<'_, '_>| row.1.get(&at).map_or_else(String::new, |cell| one_line(&cell.value));
    let exactly = |text: &str| format!("^{}$", regex::escape(text));
    if let Some((at, summaries)) = &draft.summaries {
        let _ = writeln!(
            out,
            "\n# Mastri: portano la somma dei conti che cominciano con il loro codice ({}). Ipotesi: si controllano e non\n\
             # si sommano, o i conti sarebbero contati due volte.",
            doubts::rows(&summaries.rows)
        );
        rule(out, *at, &summaries.pattern, RowIs::Summary);
    }
    if let Some((at, uncoded)) = &draft.uncoded {
        for is in [RowIs::Subtotal, RowIs::Total, RowIs::Skip] {
            let own: Vec<&Row<'_, '_>> = uncoded.sums.iter().filter(|(it, _)| *it == is).map(|(_, row)| row).collect();
            if own.is_empty() {
                continue;
            }
            let mut names: Vec<String> = own.iter().map(|row| regex::escape(&text(*at, row))).collect();
            names.sort();
            names.dedup();
            let numbers: Vec<u32> = own.iter().map(|row| row.0).collect();
            let _ = writeln!(out, "\n# {}", doubts::sums_without_a_code(is, &numbers));
            rule(out, *at, &format!("^({})$", names.join("|")), is);
        }
    }
    if let Some((at, last)) = draft.rows.totals.last() {
        let _ = writeln!(
            out,
            "\n# Righe che si controllano e non si sommano. Ipotesi: cominciano con \"Total\"; l'ultima, la {}, è il totale.",
            last.0 + 1
        );
        rule(out, *at, &exactly(&text(*at, last)), RowIs::Total);
        let mut others: Vec<u16> = draft.rows.totals.iter().rev().skip(1).map(|(at, _)| *at).collect();
        others.sort_unstable();
        others.dedup();
        for at in others {
            rule(out, at, "^(sub ?-?)?tot", RowIs::Subtotal);
        }
    }
    if let Some((at, row)) = &draft.rows.numbering {
        let _ = writeln!(out, "\n# La riga {} numera le colonne.", row.0 + 1);
        rule(out, *at, &exactly(&text(*at, row)), RowIs::Skip);
    }
    if let Some((at, _)) = draft.rows.carried.first() {
        let _ = writeln!(out, "\n# Riporti da una pagina all'altra: si saltano, le loro righe sono già contate.");
        rule(out, *at, CARRIED, RowIs::Skip);
    }
    if let Some((at, _)) = draft.rows.groups.first() {
        let mut groups: Vec<String> =
            draft.rows.groups.iter().map(|(at, row)| regex::escape(&text(*at, row))).collect();
        groups.sort();
        groups.dedup();
        let numbers: Vec<u32> = draft.rows.groups.iter().map(|(_, row)| row.0).collect();
        let rows = doubts::rows(&numbers);
        let _ = writeln!(out, "\n# Titoletti, e titoli di pagina ({rows}). Ipotesi: si saltano.");
        rule(out, *at, &format!("^({})$", groups.join("|")), RowIs::Skip);
    }
    if let Some((at, first)) = draft.rows.notes.first() {
        let last_data =
            draft.rows.data.last().map_or(0, |(row, _)| *row).max(draft.rows.totals.last().map_or(0, |it| it.1.0));
        let numbers: Vec<u32> = draft.rows.notes.iter().map(|(_, row)| row.0).collect();
        let _ = writeln!(out, "\n# Note ({}). Ipotesi: non sono dati.", doubts::rows(&numbers));
        if draft.rows.notes.iter().all(|(at, row)| begins_as_note(&text(*at, row))) {
            rule(out, *at, NOTES, RowIs::Skip);
        } else if first.0 > last_data {
            rule(out, *at, &exactly(&text(*at, first)), RowIs::End);
        } else {
            for (at, row) in draft.rows.notes.iter().take(8) {
                rule(out, *at, &exactly(&text(*at, row)), RowIs::Skip);
            }
        }
    }
}
