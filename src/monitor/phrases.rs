//! What alerts say to people, in Italian: the figure, the limit, and what to do about it.

use std::collections::BTreeSet;

use super::Findings;
use crate::formula::Value;
use crate::indicators::definition::{Good, Unit};
use crate::indicators::target::Op;
use crate::indicators::{Indicator, Target};
use crate::ledger::Line;
use crate::money::{Cents, Ratio, grouped};
use crate::period::Period;
use crate::reconcile::TieOut;

/// Codes named in a sentence before it says how many more there are.
const CODES_SHOWN_MAX: usize = 10;

/// `8) Interventi economici`.
pub(super) fn line(line: &Line) -> String {
    if line.number.is_empty() { line.label.clone() } else { format!("{} {}", line.number, line.label) }
}

/// A share with the decimals it needs not to read like its limit: 75,004% against 75%.
fn percent_beyond(share: f64, limit: f64) -> String {
    let limit = |decimals| Ratio(limit).italian_percent(decimals);
    let shown = |decimals| Ratio(share).italian_percent(decimals);
    (2..8).find(|decimals| shown(*decimals) != limit(*decimals)).map_or_else(|| shown(2), shown)
}

/// A limit as it was declared: `75%`, `72,5%`.
fn percent(limit: f64) -> String {
    let shown = Ratio(limit * 100.0).italian(2);
    format!("{}%", shown.trim_end_matches('0').trim_end_matches(','))
}

pub(super) fn share_of_year(name: &str, used: Cents, budget: Cents, share: f64, limit: f64, period: Period) -> String {
    format!(
        "`{name}`: a {} il consuntivo è {used}, il {} dell'assestato ({budget}), oltre il limite del {}: verificare se serve una variazione.",
        period.italian(),
        percent_beyond(share, limit),
        percent(limit),
    )
}

pub(super) fn no_budget(name: &str, used: Cents, period: Period) -> String {
    format!(
        "`{name}`: a {} il consuntivo è {used} e l'assestato non ha stanziamento: verificare l'imputazione o proporre una variazione.",
        period.italian(),
    )
}

/// A number in the unit of its indicator.
fn in_unit(number: f64, unit: Unit, decimals: usize) -> String {
    match unit {
        Unit::Percent => Ratio(number).italian_percent(decimals),
        Unit::Days => format!("{} giorni", Ratio(number).italian(decimals)),
        Unit::Euro => format!("{} €", Ratio(number).italian(2)),
        Unit::Number | Unit::Milestone => Ratio(number).italian(decimals),
    }
}

fn value(indicator: &Indicator) -> String {
    let definition = &indicator.definition;
    match (&indicator.milestone, &indicator.value, indicator.number()) {
        (Some(state), ..) => state.to_string(),
        (None, Value::Cents(cents), _) if i64::try_from(*cents).is_ok() => {
            Cents(i64::try_from(*cents).unwrap_or_default()).to_string()
        }
        (None, _, Some(number)) => in_unit(number, definition.unit, definition.decimals),
        _ => "non rilevato".to_owned(),
    }
}

fn target(indicator: &Indicator) -> String {
    let definition = &indicator.definition;
    match &definition.target {
        Target::None => "non indicato".to_owned(),
        Target::Milestone(text) => text.clone(),
        Target::Number { op, value, .. } => {
            let usual = if definition.good == Good::Up { Op::AtLeast } else { Op::AtMost };
            let number = in_unit(*value, definition.unit, definition.decimals);
            format!("{} {number}", op.unwrap_or(usual).sign())
        }
    }
}

pub(super) fn indicator_missed(indicator: &Indicator) -> String {
    let definition = &indicator.definition;
    let code = if definition.code.is_empty() { String::new() } else { format!(" ({})", definition.code) };
    let reason = indicator.reason.trim().trim_end_matches('.');
    let reason = if reason.is_empty() { String::new() } else { format!(" {reason}.") };
    format!(
        "Indicatore `{}`{code}: valore {}, atteso {}.{reason} Indicare le azioni correttive.",
        definition.name,
        value(indicator),
        target(indicator),
    )
}

pub(super) fn tie_out_failed(tie_out: &TieOut) -> String {
    let euro = |cents: Option<Cents>| cents.map_or_else(|| "non noto".to_owned(), |cents| cents.to_string());
    let hint = tie_out.hint.as_ref().map_or_else(String::new, |hint| format!(" {hint}"));
    let draft = if tie_out.blocking { " Finché non torna il mese resta in bozza." } else { "" };
    format!(
        "Quadratura `{}` su `{}` ({}): stampato {}, calcolato {}, scarto {}, ammesso {}.{hint}{draft}",
        tie_out.id,
        tie_out.scope,
        tie_out.label,
        euro(tie_out.left),
        euro(tie_out.right),
        euro(tie_out.difference()),
        tie_out.tolerance,
    )
}

pub(super) fn differences(count: u64, sum: Cents, least: Cents, period: Period) -> String {
    let (differences, open) = if count == 1 { ("differenza", "aperta") } else { ("differenze", "aperte") };
    let least = if least.0 > 0 { format!(" (contate da {least} in su)") } else { String::new() };
    format!(
        "{} {differences} {open} fra contabilità e scheda dell'ufficio a {}, per {sum} in tutto{least}: vedere il foglio Differenze.",
        grouped(count),
        period.italian(),
    )
}

pub(super) fn source_missing(title: &str, period: Period) -> String {
    format!("Manca `{title}` di {}: depositare il file nella cartella di consegna.", period.italian())
}

pub(super) fn source_refused(name: &str) -> String {
    format!("Il file `{name}` è stato rifiutato: leggere `{name}.motivo.txt`, correggerlo e depositarlo di nuovo.")
}

pub(super) fn unmapped_accounts(codes: &BTreeSet<&str>) -> String {
    let shown: Vec<String> = codes.iter().take(CODES_SHOWN_MAX).map(|code| format!("`{code}`")).collect();
    let more = match codes.len().saturating_sub(CODES_SHOWN_MAX) {
        0 => String::new(),
        more => format!(" e altri {more}"),
    };
    let (which, remedy) =
        if codes.len() == 1 { ("Un conto non ha", "Aggiungerlo") } else { ("Alcuni conti non hanno", "Aggiungerli") };
    format!("{which} una voce dello schema: {}{more}. {remedy} in `accounts.toml`.", shown.join(", "))
}

pub(super) fn resolved(kind: &str, subject: &str, findings: &Findings<'_>) -> String {
    let known_line = || findings.statement.and_then(|statement| statement.scheme.line(subject)).map(line);
    let definitions = findings.indicators.iter().map(|indicator| &indicator.definition);
    let known_indicator =
        || definitions.into_iter().find(|definition| definition.id == subject).map(|found| found.name.clone());
    match kind {
        "share_of_year" => {
            format!("Rientrato: `{}` non supera più il limite.", known_line().unwrap_or_else(|| subject.to_owned()))
        }
        "indicator_missed" => {
            let name = known_indicator().unwrap_or_else(|| subject.to_owned());
            format!("Rientrato: l'indicatore `{name}` non risulta più mancato.")
        }
        "tie_out_failed" => {
            let (id, scope) = subject.split_once(':').unwrap_or((subject, ""));
            format!("Rientrato: la quadratura `{id}` su `{scope}` non fallisce più.")
        }
        "differences" => "Rientrato: nessuna differenza aperta da segnalare.".to_owned(),
        "source_missing" => {
            let title = subject.split_once(':').map_or(subject, |(_, title)| title);
            format!("Rientrato: `{title}` non manca più.")
        }
        "source_refused" => format!("Rientrato: il file `{subject}` è stato sostituito o non serve più."),
        _ => "Rientrato: tutti i conti hanno una voce dello schema.".to_owned(),
    }
}
