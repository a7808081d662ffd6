//! What indicators say, in Italian, to who reads the workbook and to who writes a definition. Decides nothing.

use super::State;
use crate::origin::Origin;
use crate::period::{Period, Scenario};

pub(super) fn no_operator(signs: &str) -> String {
    format!("`{signs}` non è un operatore: si usano `>=`, `>`, `<=`, `<`")
}

pub(super) fn number_missing(signs: &str, rest: &str) -> String {
    format!("dopo `{signs}` ci vuole un numero, non `{rest}`")
}

pub(super) fn no_number(written: &str) -> String {
    format!("`{written}` non è un numero: si scrive come `1.234,5`")
}

pub(super) fn thousands_or_decimals(written: &str) -> String {
    let (plain, comma) = (written.replace('.', ""), written.replace('.', ","));
    format!("`{written}` si può leggere in due modi: si scriva `{plain}` oppure `{comma}`")
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Why there is no figure. Always begins as the state does.
pub(super) fn no_data(names: &[String]) -> String {
    format!("non rilevato: manca {}", if names.is_empty() { "il valore".to_owned() } else { listed(names) })
}

pub(super) fn no_statement(scheme: &str) -> String {
    format!("non rilevato: manca il prospetto `{scheme}`")
}

pub(super) const NO_SCHEME: &str = "non rilevato: la definizione non dice lo schema di bilancio";
pub(super) const NO_FORMULA: &str = "non rilevato: la definizione non ha una formula";
pub(super) const NO_STATE: &str = "non rilevato: manca lo stato";

pub(super) fn not_delivered(office: &str, code: &str) -> String {
    format!("non rilevato: manca la misura `{code}`, attesa dall'ufficio `{office}`")
}

pub(super) fn blank(office: &str, origin: Origin, names: &[String]) -> String {
    format!("non rilevato: manca {} nella scheda dell'ufficio `{office}`, riga {}", listed(names), origin.row + 1)
}

pub(super) fn measured_twice(code: &str, rows: &[(&str, Origin)]) -> String {
    let cells: Vec<String> =
        rows.iter().map(|(office, origin)| format!("ufficio `{office}` cella {}", origin.cell())).collect();
    format!("non rilevato: la misura `{code}` compare {} volte ({})", rows.len(), cells.join(", "))
}

pub(super) fn state_unknown(state: &str) -> String {
    format!("non rilevato: lo stato `{state}` non è tra `non avviato`, `in corso`, `completato`")
}

pub(super) fn undefined(denominator: &str) -> String {
    format!("non definito: `{denominator}`, per cui si divide, è zero o negativo")
}

pub(super) fn not_judged(scenario: Scenario) -> String {
    format!("{}: non si giudica", scenario.italian().to_lowercase())
}

/// `giugno`, without the year: the exercise is known to who reads.
fn month(period: Period) -> String {
    period.italian().split(' ').next().unwrap_or_default().to_owned()
}

pub(super) fn without_target(value: &str, period: Period) -> String {
    format!("in corso: {value} a {}, senza obiettivo", month(period))
}

/// `in corso: 38,88% a giugno, obiettivo >= 30,00%`, and what there is to add.
pub(super) fn against_target(state: State, value: &str, period: Period, target: &str, added: &str) -> String {
    let comma = if added.is_empty() { "" } else { ", " };
    format!("{}: {value} a {}, obiettivo {target}{comma}{added}", state.italian(), month(period))
}

pub(super) const MET_TODAY: &str = "oggi raggiunto";
pub(super) const NOT_MET_TODAY: &str = "oggi non raggiunto";
pub(super) const STILL_WITHIN: &str = "oggi rispettato";
pub(super) const ALREADY_EXCEEDED: &str = "già superato";

pub(super) fn milestone(state: State, written: &str, period: Period, target: &str) -> String {
    let target = if target.is_empty() { String::new() } else { format!(", obiettivo `{target}`") };
    format!("{}: stato `{written}` a {}{target}", state.italian(), month(period))
}
