//! What is said of the blank sheets that offices fill in: on them, of them, and when one comes back as it was.

use crate::indicators::Definition;
use crate::indicators::definition::Unit;
use crate::italian::{clipped, listed};
use crate::office::Offices;
use crate::period::{Period, italian_date};
use crate::problem::Problem;
use crate::read::layout::{Bare, Blank, Column, ColumnKind, Field, Layout, Unreadable};

/// How the line begins by which a blank sheet is known when it comes back.
pub(in crate::pipeline) const MARK: &str = "Modello di Quadratura";

/// The code of a blank sheet that came back as it was.
pub(in crate::pipeline) const UNFILLED: &str = "intake.unfilled_template";

pub(in crate::pipeline) fn unfilled(title: &str, period: Option<Period>, office: Option<&str>) -> Problem {
    let of = [office.map(str::to_owned), period.map(Period::italian)];
    let of: Vec<String> = of.into_iter().flatten().collect();
    let of = if of.is_empty() { String::new() } else { format!(" ({})", of.join(", ")) };
    Problem::refusal(
        UNFILLED,
        format!("è il modello non compilato di «{title}»{of}: nessun valore vi è stato scritto o cambiato"),
        format!(
            "compilarlo e rimetterlo; fino ad allora resta valido il file di prima, se c'è. Se non c'è davvero nulla di nuovo \
             da dire, togliere la riga che comincia con «{MARK}» e rimetterlo"
        ),
    )
}

/// The line by which a blank sheet is known; `digest` is that of what stands in it already.
pub(in crate::pipeline) fn mark(digest: &str) -> String {
    format!("{MARK} {digest}: si compilano le celle gialle, si salva e si rimette nella cartella di deposito.")
}

/// To which day the figures stand, and in which unit.
pub(in crate::pipeline) fn stands_at(period: Period, euro: Option<i64>) -> String {
    let unit = match euro {
        None => "",
        Some(1000) => " (importi in migliaia di euro)",
        Some(_) => " (importi in euro)",
    };
    format!("Dati al {}{unit}", italian_date(period.last_day()))
}

/// What is said of the rows of the month before.
pub(in crate::pipeline) fn rows_of(period: Period, rows: usize, left_out: u64) -> String {
    let gone = match left_out {
        0 => String::new(),
        1 => "; una riga che non si era potuta leggere non c'è".to_owned(),
        count => format!("; {count} righe che non si erano potute leggere non ci sono"),
    };
    let said = match rows {
        1 => "C'è già la riga".to_owned(),
        _ => format!("Ci sono già le {rows} righe"),
    };
    format!("{said} di {}, com'era valida{gone}: le altre si aggiungono sotto.", period.italian())
}

/// Why a row of the month before is to be looked at.
pub(in crate::pipeline) fn still_open(period: Period) -> String {
    format!("differenza aperta {}: correggere o completare", period.italian_at())
}

pub(in crate::pipeline) fn lacks(caption: &str) -> String {
    format!("manca: {caption}")
}

/// What a column is, whether it has to be there, how it is written, and what a blank cell means.
pub(in crate::pipeline) fn note(column: &Column, layout: &Layout) -> String {
    let what = what(layout.kind.field(&column.id));
    let required = if column.required { "Obbligatoria." } else { "Facoltativa." };
    format!("{what} {required}\nCome si scrive: {}.\n{}", written(column, layout), blank(column, layout))
}

/// How a cell of a column is written.
pub(in crate::pipeline) fn written(column: &Column, layout: &Layout) -> String {
    match column.kind {
        ColumnKind::Code => "un codice, com'è scritto nel Piano o nell'elenco".to_owned(),
        ColumnKind::Text => "un testo".to_owned(),
        ColumnKind::Money if layout.unit.euro() == Some(1000) => "un importo in migliaia di euro, 1,5".to_owned(),
        ColumnKind::Money => "un importo in euro con i centesimi, 1234,56".to_owned(),
        ColumnKind::Number => "un numero, con la virgola per i decimali".to_owned(),
        ColumnKind::Integer => "un numero intero".to_owned(),
        ColumnKind::Percent if column.bare == Some(Bare::Fraction) => "una percentuale, 85% o 0,85".to_owned(),
        ColumnKind::Percent => "una percentuale, 85%".to_owned(),
        ColumnKind::FiscalCode => "un codice fiscale, 16 caratteri o 11 cifre".to_owned(),
        ColumnKind::Cup => "un CUP, 15 caratteri".to_owned(),
        ColumnKind::Cor => "un COR, il numero del Registro nazionale degli aiuti".to_owned(),
        ColumnKind::Date => "una data, gg/mm/aaaa".to_owned(),
    }
}

fn blank(column: &Column, layout: &Layout) -> &'static str {
    match (column.blank, column.required, layout.unreadable) {
        (Blank::Above, ..) => "Vuota: come la riga sopra.",
        (Blank::Zero, ..) => "Vuota: zero.",
        (Blank::Missing, true, Unreadable::Row) => "Vuota: la riga non si può leggere e non conta.",
        (Blank::Missing, true, Unreadable::File) => "Vuota: il file non si può leggere ed è rifiutato.",
        (Blank::Missing, false, _) => "Vuota: non si dice nulla.",
    }
}

fn what(field: Option<Field>) -> &'static str {
    match field {
        Some(Field::Objective) => "L'obiettivo del Piano a cui appartiene la riga.",
        Some(Field::Initiative) => "L'iniziativa, il bando, il progetto.",
        Some(Field::Act) => "Il provvedimento che liquida, con numero e anno: 785/2021.",
        Some(Field::Mandate) => "Il numero del mandato.",
        Some(Field::Beneficiary) => "Chi riceve la somma.",
        Some(Field::FiscalCode) => "Il codice fiscale di chi riceve la somma.",
        Some(Field::Cup) => "Il codice unico di progetto.",
        Some(Field::Cor) => "Il codice dell'aiuto nel Registro nazionale.",
        Some(Field::Liquidated) => "Il giorno in cui si è liquidato.",
        Some(Field::Allotted) => "Quanto si è stanziato.",
        Some(Field::Paid) => "Quanto si è liquidato.",
        Some(Field::Indicator) => "Il codice dell'indicatore nel Piano.",
        Some(Field::Numerator) => "Il numeratore del rapporto, dal 1° gennaio.",
        Some(Field::Denominator) => "Il denominatore del rapporto, dal 1° gennaio.",
        Some(Field::Value) => "Il valore misurato, dal 1° gennaio; con l'unità % in punti percentuali.",
        Some(Field::Unit) => "L'unità del valore.",
        Some(Field::Measured) => "Il giorno della misura.",
        Some(Field::State) => "Lo stato di una tappa: non avviato, in corso, completato.",
        Some(Field::Note) => "Ciò che c'è da aggiungere; di una tappa completata, il documento che la prova.",
        Some(Field::Supplier) => "Chi si è pagato.",
        Some(Field::Invoice) => "Il numero della fattura.",
        Some(Field::Due) => "Entro quando si doveva pagare.",
        Some(Field::PaidOn) => "Quando si è pagato.",
        Some(Field::Amount) => "Quanto si è pagato.",
        Some(Field::Account) => "Il conto della contabilità.",
        _ => "Si legge e si conserva; non entra in nessun conto.",
    }
}

/// The words of the states of a milestone.
pub(in crate::pipeline) const STATES: [&str; 3] = ["non avviato", "in corso", "completato"];

/// The unit of an indicator as an office writes it; nothing for a state.
pub(in crate::pipeline) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Number => "numero",
        Unit::Days => "giorni",
        Unit::Euro => "euro",
        Unit::Milestone => "",
    }
}

/// What an indicator is, beside its row.
pub(in crate::pipeline) fn indicator(it: &Definition) -> String {
    const CHARS_MAX: usize = 500;
    let method = if it.method.is_empty() { String::new() } else { format!("\nMetodo: {}", it.method) };
    let unit = match unit(it.unit) {
        "" => "stato della tappa".to_owned(),
        unit => format!("unità: {unit}"),
    };
    let proof = if it.proof.is_empty() {
        String::new()
    } else {
        format!("\nSe è completata, nelle note il documento: {}", it.proof)
    };
    clipped(&format!("{}\nSi dice: {unit}.{method}{proof}", it.name), CHARS_MAX)
}

/// Why a file has no blank sheet: its sheets are as many as a person makes.
pub(in crate::pipeline) fn said_by_sheets(layout: &Layout) -> String {
    let said: Vec<String> =
        layout.columns.iter().filter(|it| !it.is_headed()).map(|it| format!("`{}`", it.id)).collect();
    format!(
        "«{}» non ha un modello, perché {} sta nei nomi o nei titoli dei suoi fogli: si parte dalla cartella del mese prima",
        layout.title,
        listed(&said)
    )
}

/// Why an office has no sheets of its own to fill in.
pub(in crate::pipeline) fn nothing_asked(office: &str, offices: &Offices) -> String {
    let name = offices.name_or_id(office);
    if offices.is_accounts(office) {
        return format!(
            "da «{name}» non si aspetta nessuna scheda da compilare: ciò che consegna lo esporta la contabilità"
        );
    }
    format!(
        "da «{name}» non si aspetta nessuna scheda: in `settings.toml` non c'è un `[[expected]]` con `office = \"{office}\"`"
    )
}

pub(in crate::pipeline) fn unknown_office(office: &str, offices: &Offices) -> String {
    format!("`{office}` non è un ufficio dichiarato{}", offices.meant(office))
}

/// How a file has to be called whose name could not be made out of its layout's pattern.
pub(in crate::pipeline) fn to_be_called(pattern: &str) -> String {
    format!(
        "prima di depositarlo va chiamato come vuole il tracciato (`file = '{pattern}'`): un nome così non si è trovato"
    )
}

/// What keeps a blank sheet from being read as it is.
pub(in crate::pipeline) fn unreadable(problem: &Problem) -> String {
    format!("il tracciato non rilegge il suo modello: {}", problem.text)
}

pub(in crate::pipeline) fn former_lost(name: &str, period: Period) -> String {
    format!("le righe di {} non ci sono: `{name}` oggi non si legge", period.italian())
}
