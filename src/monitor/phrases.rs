//! What alerts say to people, in Italian: the figure, the limit, and what to do about it.

use std::collections::BTreeSet;

use super::Findings;
use crate::indicators::Indicator;
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
        "`{name}`: a fine {} il consuntivo è {used}, il {} dell'assestato ({budget}), oltre il limite del {}: verificare se serve una variazione.",
        period.italian(),
        percent_beyond(share, limit),
        percent(limit),
    )
}

pub(super) fn no_budget(name: &str, used: Cents, period: Period) -> String {
    format!(
        "`{name}`: a fine {} il consuntivo è {used} e l'assestato non ha stanziamento: verificare l'imputazione o proporre una variazione.",
        period.italian(),
    )
}

pub(super) fn indicator_missed(indicator: &Indicator) -> String {
    let definition = &indicator.definition;
    let code = if definition.code.is_empty() { String::new() } else { format!(" ({})", definition.code) };
    // The reason says value and target; alone it would need its subject.
    let reason = indicator.reason.trim().trim_end_matches('.');
    format!("Indicatore `{}`{code}, {reason}. Indicare le azioni correttive.", definition.name)
}

/// Failures told one by one before the rest is only counted.
const FAILURES_MAX: usize = 4;

/// The failures of one identity: what it says once, then where it fails and by how much.
pub(super) fn tie_outs_failed(failed: &[&TieOut], blocking: bool) -> String {
    let euro = |cents: Option<Cents>| cents.map_or_else(|| "non noto".to_owned(), |cents| cents.to_string());
    let draft = if blocking { " Finché non torna il mese resta in bozza." } else { "" };
    let Some(first) = failed.first() else { return String::new() };
    if failed.len() == 1 {
        let hint = first.hint.as_ref().map_or_else(String::new, |hint| format!(" {hint}"));
        return format!(
            "Non quadra «{}» ({}): stampato {}, calcolato {}, scarto {}.{hint}{draft}",
            first.label,
            first.scope,
            euro(first.left),
            euro(first.right),
            euro(first.difference()),
        );
    }
    let same = failed.iter().all(|it| it.label == first.label);
    let place = |it: &&TieOut| {
        let what = if same { it.scope.split_once('/').map_or(&*it.scope, |(_, rest)| rest) } else { &it.label };
        format!("{what} di {}", euro(it.difference()))
    };
    let told: Vec<String> = failed.iter().take(FAILURES_MAX).map(place).collect();
    let rest = match failed.len() - told.len() {
        0 => String::new(),
        more => format!("; e altre {more}"),
    };
    let what = if same { format!("«{}»", first.label) } else { format!("`{}`", first.id) };
    format!(
        "Non quadra {what} in {} casi: {}{rest}. Vedere il foglio Quadrature.{draft}",
        failed.len(),
        told.join("; ")
    )
}

pub(super) fn differences(count: u64, sum: Cents, least: Cents, period: Period) -> String {
    let (differences, open) = if count == 1 { ("differenza", "aperta") } else { ("differenze", "aperte") };
    let least = if least.0 > 0 { format!(" (contate da {least} in su)") } else { String::new() };
    format!(
        "{} {differences} {open} fra contabilità e scheda dell'ufficio a fine {}, per {sum} in tutto{least}: vedere il foglio Differenze.",
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
        "tie_out_failed" => format!("Rientrato: la quadratura `{subject}` non fallisce più."),
        "differences" => "Rientrato: nessuna differenza aperta da segnalare.".to_owned(),
        "source_missing" => {
            let title = subject.split_once(':').map_or(subject, |(_, title)| title);
            format!("Rientrato: `{title}` non manca più.")
        }
        "source_refused" => format!("Rientrato: il file `{subject}` è stato sostituito o non serve più."),
        _ => "Rientrato: tutti i conti hanno una voce dello schema.".to_owned(),
    }
}
