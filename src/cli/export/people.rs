//! The same tables for who opens them in a spreadsheet: Italian heads, the words of the workbook, decimal commas, days as gg/mm/aaaa.
//! A text that a spreadsheet would take for a formula is told as a text.

use anyhow::Context;
use serde_json::Value;

use super::Written;
use crate::indicators::{ObjectiveState, Standing, State};
use crate::italian::quoted;
use crate::ledger::Side;
use crate::money::{self, Ratio, Unit};
use crate::office::Offices;
use crate::period::{Function, Scenario, italian_date};
use crate::reconcile::{DifferenceState, Kind};
use crate::report;

/// How a spreadsheet knows that a file is UTF-8.
const MARK: &str = "\u{feff}";

/// What stands in a column.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    /// A sentence of ours: what stands between backticks is quoted as the workbook does.
    Sentence,
    /// Integer cents, as an amount.
    Cents,
    /// A whole number.
    Count,
    /// A decimal.
    Number,
    /// A fraction, as a percentage.
    Share,
    /// A decimal of the row's unit.
    ByUnit,
    Day,
    YesNo,
    /// The id of an office, as its name.
    Office,
    /// A name of ours, as people read it.
    Word(fn(&str) -> String),
}

use Shape::{ByUnit, Cents, Count, Day, Number, Office, Sentence, Share, Text, Word, YesNo};

/// A column under its head.
type Column = (&'static str, Shape);

/// A table as a CSV for a spreadsheet.
pub(super) fn as_csv(name: &str, table: &Written, offices: &Offices) -> anyhow::Result<Vec<u8>> {
    let columns: Vec<Column> = table.header.iter().map(|id| column(name, id).unwrap_or((*id, Text))).collect();
    let unit = table.header.iter().position(|id| *id == "unit");
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.as_bytes().to_vec());
    writer.write_record(columns.iter().map(|(head, _)| *head))?;
    for row in &table.rows {
        let unit = unit.and_then(|at| row.get(at)).and_then(Value::as_str).unwrap_or_default();
        let is_fine = unit == Unit::FinePercent.id();
        let cells = columns.iter().zip(row).map(|((_, shape), value)| match (shape, value.as_i64()) {
            (ByUnit, _) if unit == Unit::Percent.id() => cell(Share, value, offices),
            (Cents, Some(millionths)) if is_fine => Unit::FinePercent.figure(money::Cents(millionths)),
            (shape, _) => cell(*shape, value, offices),
        });
        writer.write_record(cells)?;
    }
    writer.into_inner().context("il CSV non si completa")
}

/// A value as a spreadsheet in Italian reads it.
fn cell(shape: Shape, value: &Value, offices: &Offices) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match shape {
        _ if text.is_empty() => text,
        Cents => value.as_i64().map_or_else(|| harmless(text), euro),
        Count | Number | ByUnit => comma(&text),
        Share => text
            .parse()
            .map_or_else(|_| harmless(text), |it: f64| format!("{}%", comma(&Ratio(it * 100.0).canonical()))),
        Day => text.parse().map_or_else(|_| harmless(text), italian_date),
        YesNo => if text == "true" { "sì" } else { "no" }.to_owned(),
        Office => harmless(offices.name_or_id(&text).to_owned()),
        Word(said) => harmless(said(&text)),
        Sentence => harmless(quoted(&text).into_owned()),
        Text => harmless(text),
    }
}

/// `-1234,50`: without points, which a spreadsheet of another language would take for decimals.
fn euro(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{},{:02}", cents / 100, cents % 100)
}

/// A decimal of ours, or what is none as a text.
fn comma(text: &str) -> String {
    if text.parse::<f64>().is_ok() { text.replace('.', ",") } else { harmless(text.to_owned()) }
}

/// A text that is no formula wherever it is opened: what begins as one does has an apostrophe before it.
fn harmless(text: String) -> String {
    if text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text
    }
}

/// The head and shape of a column, by its table and name.
fn column(table: &str, name: &str) -> Option<Column> {
    match table {
        "entries" => entries(name),
        "matches" => matches(name),
        "differences" => differences(name),
        "indicators" => indicators(name),
        "objectives" => objectives(name),
        _ => year_end(name),
    }
}

fn entries(name: &str) -> Option<Column> {
    let text = match name {
        "kind" => return Some(("Che cosa", Word(entry_kind))),
        "exercise" => return Some(("Esercizio", Count)),
        "scenario" => return Some(("Scenario", Word(scenario))),
        "function" => return Some(("Funzione", Word(function))),
        "unit" => return Some(("Unità di misura", Word(unit))),
        "date" => return Some(("Data", Day)),
        "line" => "Codice della voce",
        "account" => "Conto",
        "centre" => "Centro",
        "account_label" => "Nome del conto",
        "line_label" => "Voce",
        "beneficiary" => "Beneficiario",
        "act" => "Provvedimento",
        _ => return common(name),
    };
    Some((text, Text))
}

fn matches(name: &str) -> Option<Column> {
    match name {
        "group" => Some(("Gruppo", Count)),
        "rule" => Some(("Regola", Text)),
        "side" => Some(("Lato", Word(side))),
        "notice" => Some(("Nota", Word(notice))),
        _ => common(name),
    }
}

fn differences(name: &str) -> Option<Column> {
    let column = match name {
        "kind" => ("Tipo", Word(difference_kind)),
        "reason" => ("Causa", Word(report::difference_reason)),
        "amount_cents" => ("Differenza", Cents),
        "text" => ("Che cosa è successo", Sentence),
        "first_seen" => ("Vista la prima volta", Day),
        "age_days" => ("Giorni", Count),
        "state" => ("Stato", Word(difference_state)),
        "other_file" => ("File dell'altra parte", Text),
        "other_sheet" => ("Foglio dell'altra parte", Text),
        "other_row" => ("Riga dell'altra parte", Count),
        "other_cell" => ("Cella dell'altra parte", Text),
        "other_amount_cents" => ("Importo dell'altra parte", Cents),
        "candidate_file" => ("File della riga più vicina", Text),
        "candidate_sheet" => ("Foglio della riga più vicina", Text),
        "candidate_row" => ("Riga più vicina", Count),
        "candidate_cell" => ("Cella della riga più vicina", Text),
        "candidate_amount_cents" => ("Importo della riga più vicina", Cents),
        "accounting_rows" => ("Righe in contabilità", Count),
        "accounting_cents" => ("Importo in contabilità", Cents),
        "accounting_cells" => ("Dove in contabilità", Text),
        "office_rows" => ("Righe dell'ufficio", Count),
        "office_cents" => ("Importo dell'ufficio", Cents),
        "office_cells" => ("Dove nella scheda", Text),
        _ => return common(name),
    };
    Some(column)
}

fn indicators(name: &str) -> Option<Column> {
    let column = match name {
        "id" => ("Nome nelle formule", Text),
        "code" => ("Codice", Text),
        "name" => ("Indicatore", Text),
        "scenario" => ("Scenario", Word(scenario)),
        "value" => ("Valore alla data", ByUnit),
        "unit" => ("Unità di misura", Word(unit)),
        "state" => ("Stato alla data", Word(state)),
        "judged_state" => ("Stato", Word(standing)),
        "judged_on" => ("Giudicato su", Word(scenario)),
        "judged_value" => ("Proiezione a fine anno", ByUnit),
        "judged_min" => ("Proiezione più bassa", ByUnit),
        "judged_max" => ("Proiezione più alta", ByUnit),
        "provisional" => ("Provvisorio", YesNo),
        "issued_value" => ("Valore emesso", ByUnit),
        "issued_judged_value" => ("Proiezione emessa", ByUnit),
        "issued_judged_state" => ("Stato emesso", Word(standing)),
        "change_by_data" => ("Variazione per i dati", ByUnit),
        "change_by_definition" => ("Variazione per la definizione", ByUnit),
        "change_by_target" => ("Variazione per il valore atteso", ByUnit),
        _ => return common(name),
    };
    Some(column)
}

fn objectives(name: &str) -> Option<Column> {
    let column = match name {
        "code" => ("Codice", Text),
        "level" => ("Livello", Text),
        "title" => ("Obiettivo", Text),
        "weight" => ("Peso", Number),
        "coverage" => ("Copertura", Share),
        "measured" => ("Indicatori misurati", Count),
        "total" => ("Indicatori", Count),
        "state" => ("Stato", Word(objective_state)),
        "issued_achievement" => ("Grado emesso", Share),
        "issued_coverage" => ("Copertura emessa", Share),
        "issued_state" => ("Stato emesso", Word(objective_state)),
        "change_by_data" => ("Variazione per i dati", Share),
        "change_by_definition" => ("Variazione per la definizione", Share),
        _ => return common(name),
    };
    Some(column)
}

fn year_end(name: &str) -> Option<Column> {
    let column = match name {
        "line" => ("Codice della voce", Text),
        "number" => ("N.", Text),
        "label" => ("Voce", Text),
        "booked_cents" => ("Consuntivo alla data", Cents),
        "assestato_cents" => ("Assestato", Cents),
        "method" => ("Metodo", Text),
        "declared" => ("Metodo dichiarato", YesNo),
        "share" => ("Quota trascorsa", Share),
        "preconsuntivo_cents" => ("Preconsuntivo", Cents),
        "over_budget" => ("Oltre l'assestato", YesNo),
        "funzione_a_cents" => ("Funzione A", Cents),
        "funzione_b_cents" => ("Funzione B", Cents),
        "funzione_c_cents" => ("Funzione C", Cents),
        "funzione_d_cents" => ("Funzione D", Cents),
        "preventivo_cents" => ("Preventivo", Cents),
        "computed_cents" => ("Preconsuntivo calcolato", Cents),
        "divided_by" => ("Diviso fra le funzioni", Word(divided)),
        "correction_cents" => ("Rettifica", Cents),
        "correction_reason" => ("Motivo della rettifica", Text),
        "correction_office" => ("Ufficio della rettifica", Office),
        "correction_date" => ("Data della rettifica", Day),
        "correction_file" => ("File della rettifica", Text),
        "correction_cell" => ("Cella della rettifica", Text),
        "issued_cents" => ("Preconsuntivo emesso", Cents),
        "previsione_consuntivo_cents" => ("Previsione consuntivo", Cents),
        "without_shares" => ("Voci senza quota per funzione", Text),
        "stands_on" => ("Su che cosa si regge", Word(scenario)),
        _ => return common(name),
    };
    Some(column)
}

/// What several tables have.
fn common(name: &str) -> Option<Column> {
    let column = match name {
        "id" => ("Identificativo", Text),
        "scheme" => ("Schema", Text),
        "office" => ("Ufficio", Office),
        "objective" => ("Obiettivo", Text),
        "amount_cents" => ("Importo", Cents),
        "file" => ("File", Text),
        "sheet" => ("Foglio", Text),
        "row" => ("Riga", Count),
        "cell" => ("Cella", Text),
        "key" => ("Provvedimento e beneficiario", Text),
        "reason" => ("Motivo", Sentence),
        "achievement" => ("Grado di raggiungimento", Share),
        "formula" => ("Formula", Text),
        "issued_in" => ("Emissione", Count),
        _ => return None,
    };
    Some(column)
}

fn entry_kind(id: &str) -> String {
    match id {
        "account" => "conto",
        "printed" => "voce stampata",
        "registration" => "registrazione",
        "initiative" => "intervento dell'ufficio",
        "measurement" => "misura",
        "payment" => "pagamento",
        other => other,
    }
    .to_owned()
}

fn scenario(id: &str) -> String {
    Scenario::of(id).map_or(id, |it| it.italian()).to_owned()
}

fn function(id: &str) -> String {
    let known = Function::ALL.into_iter().find(|it| it.id() == id);
    known.map_or_else(|| id.to_owned(), |it| it.letter().to_string())
}

fn unit(id: &str) -> String {
    match id {
        "percent" | "fine_percent" => "%",
        "number" => "numero",
        "days" => "giorni",
        "milestone" => "stato di avanzamento",
        other => other,
    }
    .to_owned()
}

fn side(id: &str) -> String {
    match Side::of(id) {
        Some(Side::Accounting) => "contabilità",
        Some(Side::Office) => "ufficio",
        None => id,
    }
    .to_owned()
}

fn notice(id: &str) -> String {
    if id == "finer_objective" { "l'ufficio la tiene su un obiettivo più preciso" } else { id }.to_owned()
}

fn difference_kind(id: &str) -> String {
    Kind::of(id).map_or(id, |it| report::difference_kind(it)).to_owned()
}

fn difference_state(id: &str) -> String {
    DifferenceState::of(id).map_or(id, |it| report::difference_state(it)).to_owned()
}

fn state(id: &str) -> String {
    State::of(id).map_or(id, |it| it.italian()).to_owned()
}

fn standing(id: &str) -> String {
    Standing::of(id).map_or(id, |it| it.italian()).to_owned()
}

fn objective_state(id: &str) -> String {
    ObjectiveState::of(id).map_or(id, |it| it.italian()).to_owned()
}

fn divided(id: &str) -> String {
    match id {
        "correction" => "dalla rettifica",
        "booked" => "come registrato",
        "shares" => "con le quote dichiarate",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(shape: Shape, value: Value) -> String {
        cell(shape, &value, &[("estero", "Ufficio Commercio estero")].into_iter().collect())
    }

    #[test]
    fn amounts_stay_numbers_and_texts_are_no_formulas() {
        assert_eq!(shown(Cents, json!(-1250)), "-12,50");
        assert_eq!(shown(Cents, json!(123_456_789)), "1234567,89");
        assert_eq!(shown(Cents, json!(-5)), "-0,05");
        assert_eq!(shown(Number, json!("-0.25")), "-0,25");
        assert_eq!(shown(Share, json!("0.809312")), "80,9312%");
        assert_eq!(shown(Share, json!(0.5)), "50%");
        assert_eq!(shown(Day, json!("2021-06-30")), "30/06/2021");
        assert_eq!(shown(Office, json!("estero")), "Ufficio Commercio estero");
        assert_eq!((shown(Text, json!(null)), shown(YesNo, json!(true))), (String::new(), "sì".to_owned()));
        for text in ["=1+1", "+39 0372", "-12,50", "@SUM(A1)", " =1", "\t=1", "\n=1"] {
            for shape in [Text, Office, Number, Day, Cents, Share, Word(scenario)] {
                assert_eq!(shown(shape, json!(text)), format!("'{text}"));
            }
        }
        assert_eq!(shown(Text, json!("785/2021")), "785/2021");
        assert_eq!(shown(Sentence, json!("manca `a.xlsx`")), "manca «a.xlsx»");
    }
}
