//! What is said of indicators: missed, near, moved, not measured, and well again.

use super::{Said, detail_of, plain};
use crate::indicators::definition::Reading;
use crate::indicators::{Indicator, Standing, State, number_of, shown, target_said};
use crate::italian::{al, dal};
use crate::money::Ratio;
use crate::monitor::{Detail, Kind};
use crate::period::Period;

/// What there is to do about a target that was not met, once nothing can be corrected any more.
const OF_A_YEAR_OVER: &str = "Motivare lo scostamento nella relazione sulla performance.";

/// How an indicator stands whose alert is over, where the month does not say it better.
const NOT_MISSED: &str = "obiettivo non più mancato";
const NOT_NEAR: &str = "obiettivo non più mancato di poco";

/// Indicatore «Nome» (codice).
fn named(indicator: &Indicator) -> String {
    let definition = &indicator.definition;
    let code = definition.code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    format!("Indicatore «{}»{code}", definition.name)
}

fn of_indicator(indicator: &Indicator, wrong: &str, action: &str, well: &str) -> Detail {
    let target = target_said(indicator);
    Detail {
        figure: shown(indicator),
        target: if target.is_empty() { target } else { format!("atteso: {target}") },
        ..detail_of(&named(indicator), wrong, action, well)
    }
}

/// The reason says state, value and target; alone it would need its subject.
fn because(indicator: &Indicator) -> String {
    let reason = indicator.reason.trim().trim_end_matches('.').replacen(": ", ", ", 1);
    format!("{}: {reason}.", named(indicator))
}

fn is_over(period: Period) -> bool {
    period.month() == 12
}

pub(in crate::monitor) fn indicator_missed(indicator: &Indicator, period: Period) -> Said {
    let action = if is_over(period) {
        OF_A_YEAR_OVER
    } else {
        "L'ufficio indichi le azioni correttive, rispondendo al messaggio."
    };
    let wrong = match indicator.standing {
        Standing::AtRisk => "a rischio, oltre il limite",
        _ => "valore atteso mancato",
    };
    (because(indicator), of_indicator(indicator, wrong, action, NOT_MISSED))
}

pub(in crate::monitor) fn indicator_near(indicator: &Indicator, period: Period) -> Said {
    let said = because(indicator);
    if is_over(period) {
        let (near, just) = (format!(": {},", State::Near.italian()), ": mancato di poco,");
        let detail = of_indicator(indicator, "valore atteso mancato di poco", OF_A_YEAR_OVER, NOT_NEAR);
        return (said.replacen(&near, just, 1), detail);
    }
    (said, of_indicator(indicator, "vicino al valore atteso", "Dire che cosa manca per raggiungerlo.", NOT_NEAR))
}

pub(in crate::monitor) fn no_data(indicator: &Indicator, at: &str) -> Said {
    let said = format!("{}: nessun valore {at}.", named(indicator));
    let reason = indicator.reason.trim().trim_end_matches('.');
    let reason = reason.strip_prefix("non rilevato: ").unwrap_or(reason).to_owned();
    let action = "Completare la scheda degli indicatori e depositarla di nuovo.";
    let detail = Detail {
        figure: String::new(),
        deviation: reason,
        ..of_indicator(indicator, "non rilevato", action, "ora c'è il valore")
    };
    (said, detail)
}

/// How far what a ratio is judged on has moved.
pub(in crate::monitor) struct Moved {
    /// The month with which it is compared.
    pub since: Period,
    pub before: f64,
    pub now: f64,
}

pub(in crate::monitor) fn ratio_moved(indicator: &Indicator, moved: &Moved, period: Period, points: f64) -> Said {
    let Moved { since: month, before, now } = *moved;
    let percent = |value| Ratio(value).italian_percent(indicator.definition.decimals);
    let change = plain((now - before) * 100.0);
    let sign = if now > before { "+" } else { "" };
    let said = format!(
        "{}: {} {}, {sign}{change} punti{} (limite {}).",
        named(indicator),
        from_base(indicator, month, &percent(before)),
        al(&percent(now)),
        if month == period.previous() { " in un mese" } else { "" },
        plain(points),
    );
    let detail = Detail {
        figure: percent(now),
        target: format!("{} {}", month.italian_at(), percent(before)),
        deviation: format!("{sign}{change} punti, limite {}", plain(points)),
        ..detail_of(
            &named(indicator),
            "cambiato di molto",
            "Verificare i dati, e spiegare il cambiamento se è vero.",
            "",
        )
    };
    (said, detail)
}

/// From what a ratio has moved: a projection is called one.
fn from_base(indicator: &Indicator, month: Period, before: &str) -> String {
    let (from, of_month) = (dal(before), of_month(month));
    match (indicator.definition.read_as(), indicator.projection.is_some()) {
        (Reading::RapportoContabile, true) => format!("proiezione a fine anno {from} {of_month}"),
        (Reading::RapportoContabile, false) => format!("{from} della proiezione {of_month}"),
        _ => format!("{from} {of_month}"),
    }
}

fn of_month(month: Period) -> String {
    format!("di {}", month.italian())
}

/// How an indicator stands that an alert of this kind does not find any more: what follows its name.
pub(in crate::monitor) fn well(kind: Kind, indicator: &Indicator) -> String {
    let goal = indicator.definition.goal();
    let met = goal.zip(number_of(&indicator.value)).is_none_or(|(goal, number)| goal.op.met(number, goal.value));
    let how = match (kind, indicator.state) {
        (Kind::IndicatorNoData, _) => "ora c'è il valore",
        (_, State::Missed) => "valore atteso mancato",
        (_, State::Near) => "valore atteso mancato di poco",
        (Kind::IndicatorMissed, _) if met => "di nuovo entro l'obiettivo",
        (_, State::Met) => "obiettivo raggiunto",
        _ if met => "entro l'obiettivo",
        _ => "non ancora raggiunto",
    };
    let target = target_said(indicator);
    let target = if target.is_empty() { target } else { format!(", {target}") };
    format!("{how} ({}{target})", shown(indicator))
}
