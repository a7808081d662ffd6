//! What is said of lines: beyond the budget, beyond their share of the year, off their profile, and back.

use super::{Said, detail_of, percent, plain, without_zeros};
use crate::italian::il;
use crate::ledger::{Line, Scheme};
use crate::money::{Cents, Ratio};
use crate::monitor::{Detail, Kind};
use crate::period::Period;

/// How far a line may run ahead of the year, in shares of its assestato: what is spent as the months go by is no news.
#[derive(Clone, Copy, Debug)]
pub(in crate::monitor) struct Ahead(pub(in crate::monitor) f64);

impl Ahead {
    /// The share of the assestato up to which a month is not ahead: that of the months begun, and what is allowed beyond.
    pub(in crate::monitor) fn of(self, period: Period) -> f64 {
        f64::from(period.month()) / 12.0 + self.0
    }
}

/// A line, what it holds, and when.
#[derive(Clone, Copy, Debug)]
pub(in crate::monitor) struct OfLine<'a> {
    /// What people call it.
    pub name: &'a str,
    pub used: Cents,
    pub committed: Cents,
    pub budget: Cents,
    pub period: Period,
    /// The date of the figures, in words.
    pub at: &'a str,
}

/// What there is to do about a line once the year's budget can be changed no more.
const OF_A_YEAR_OVER: &str = "Motivare lo scostamento nella relazione sulla gestione.";

/// How a line stands that is no longer beyond its share, where the month does not say it better.
const WITHIN_SHARE: &str = "di nuovo entro la quota dell'anno";

/// What there is to do about money that was to be spent by now, while there is a year to spend it in.
const STILL_TO_SPEND: &str = "Vedere con gli uffici che cosa resta da liquidare e, se non si spenderà entro l'anno, proporre una \
     variazione.";

/// What to do, in a month after which there is still a budget to change.
fn in_time(period: Period, action: &str) -> &str {
    if period.month() == 12 { OF_A_YEAR_OVER } else { action }
}

/// `8) Interventi economici`; a letter with the number that it is printed under: `7a) Prestazione servizi`.
pub(in crate::monitor) fn line(scheme: &Scheme, line: &Line) -> String {
    format!("{} {}", scheme.whole_number(line), line.label).trim_start().to_owned()
}

/// A share with the decimals it needs not to read like its limit, and no needless ones: 75,004% against 75%, 78%.
fn percent_beyond(share: f64, limit: f64) -> String {
    let shown = |share: f64, decimals| format!("{}%", without_zeros(&Ratio(share * 100.0).italian(decimals)));
    (2..8)
        .find(|decimals| shown(share, *decimals) != shown(limit, *decimals))
        .map_or_else(|| shown(share, 2), |decimals| shown(share, decimals))
}

fn euro(amount: f64) -> Cents {
    Cents::from_f64((amount * 100.0).round() / 100.0).unwrap_or_default()
}

pub(in crate::monitor) fn share_of_year(it: &OfLine<'_>, most: f64, ahead: Ahead) -> Said {
    let OfLine { name, used, budget, period, at, .. } = *it;
    let share = percent_beyond(used.as_euro() / budget.as_euro(), most.max(ahead.of(period)));
    let months = format!("{} su 12", period.month());
    let (points, fast) = match plain(ahead.0 * 100.0).as_str() {
        "0" => (String::new(), "avanti ai mesi cominciati".to_owned()),
        points => (format!(" più {points} punti"), format!("di oltre {points} punti avanti ai mesi cominciati")),
    };
    let said = format!(
        "«{name}»: {at} il consuntivo è {used}, {} dell'assestato ({budget}): oltre {} e {fast} ({months}).",
        il(&share),
        il(&percent(most)),
    );
    let detail = Detail {
        figure: format!("consuntivo {used}"),
        target: format!("assestato {budget}"),
        deviation: format!("{share} dell'assestato; limiti: {} e i mesi cominciati ({months}){points}", percent(most)),
        ..detail_of(
            &format!("«{name}»"),
            "oltre la quota dell'anno",
            in_time(period, "Verificare se serve una variazione."),
            WITHIN_SHARE,
        )
    };
    (said, detail)
}

pub(in crate::monitor) fn no_budget(it: &OfLine<'_>) -> Said {
    let OfLine { name, used, period, at, .. } = *it;
    let said = format!("«{name}»: {at} il consuntivo è {used} e l'assestato non ha stanziamento.");
    let detail = Detail {
        figure: format!("consuntivo {used}"),
        target: "assestato 0,00 €".to_owned(),
        deviation: used.to_string(),
        ..detail_of(
            &format!("«{name}»"),
            "senza stanziamento",
            in_time(period, "Verificare l'imputazione o proporre una variazione."),
            WITHIN_SHARE,
        )
    };
    (said, detail)
}

pub(in crate::monitor) fn over_budget(it: &OfLine<'_>) -> Said {
    let OfLine { name, used, committed, budget, period, at } = *it;
    let taken = used + committed;
    let beyond = taken - budget;
    let (parts, figure) = if committed.0 == 0 {
        (format!("il consuntivo è {used}"), format!("consuntivo {used}"))
    } else {
        (
            format!("consuntivo ({used}) e prenotato ({committed}) fanno {taken}"),
            format!("consuntivo {used} più prenotato {committed}"),
        )
    };
    let said = format!("«{name}»: {at} {parts}, {beyond} oltre l'assestato ({budget}).");
    let detail = Detail {
        figure,
        target: format!("assestato {budget}"),
        deviation: format!("{beyond} oltre"),
        ..detail_of(
            &format!("«{name}»"),
            "oltre l'assestato",
            in_time(period, "Fermare i nuovi impegni sulla voce e proporre una variazione."),
            "di nuovo entro l'assestato",
        )
    };
    (said, detail)
}

/// Oneri off their profile, or proventi behind theirs: the kind of the alert says which.
pub(in crate::monitor) fn profile(it: &OfLine<'_>, due: f64, kind: Kind) -> Said {
    let OfLine { name, used, budget, period, at, .. } = *it;
    let due = euro(due);
    if kind == Kind::OneriBelowProfile && due >= budget {
        return unspent(it);
    }
    let gap = (used - due).abs();
    let points = plain(gap.as_euro() / budget.as_euro() * 100.0);
    let (than, wrong, action) = match kind {
        Kind::OneriAboveProfile => {
            ("più", "in anticipo sul profilo", "Verificare se la spesa è solo anticipata o se serve una variazione.")
        }
        Kind::OneriBelowProfile => ("meno", "spesa in ritardo sul profilo", STILL_TO_SPEND),
        _ => ("meno", "in ritardo sul profilo", "Verificare l'incasso e, se il ritardo resta, ridurre la previsione."),
    };
    let committed = if kind == Kind::OneriBelowProfile { committed_too(it) } else { String::new() };
    let said = format!(
        "«{name}»: {at} il consuntivo è {used}, {gap} in {than} dei {due} attesi a questa data ({points} punti \
         dell'assestato){committed}.",
    );
    let detail = Detail {
        figure: format!("consuntivo {used}"),
        target: format!("atteso a questa data {due}"),
        deviation: format!("{gap} in {than} ({points} punti dell'assestato, {budget})"),
        ..detail_of(&format!("«{name}»"), wrong, in_time(period, action), "di nuovo in linea con il profilo")
    };
    (said, detail)
}

/// Oneri that were all due by now, and were not spent.
fn unspent(it: &OfLine<'_>) -> Said {
    let OfLine { name, used, budget, period, at, .. } = *it;
    let left = budget - used;
    let share = spent(it).map(|share| format!(", {} dell'assestato ({budget})", il(&share)));
    let share = share.unwrap_or_else(|| format!(" e l'assestato {budget}"));
    let committed = committed_too(it);
    let said = format!("«{name}»: {at} il consuntivo è {used}{share}: non spesi {left}{committed}.");
    let detail = Detail {
        figure: format!("consuntivo {used}"),
        target: format!("assestato {budget}"),
        deviation: format!("non spesi {left}"),
        ..detail_of(
            &format!("«{name}»"),
            "stanziamento non speso",
            in_time(period, STILL_TO_SPEND),
            "di nuovo in linea con il profilo",
        )
    };
    (said, detail)
}

/// What is committed beside what is spent; nothing where nothing is.
fn committed_too(it: &OfLine<'_>) -> String {
    if it.committed.0 > 0 { format!("; altri {} sono prenotati", it.committed) } else { String::new() }
}

/// How much of the assestato is spent, as a percentage; none where that is no share of anything.
fn spent(it: &OfLine<'_>) -> Option<String> {
    let share = Ratio::of_budget(it.used.as_euro(), it.budget.as_euro())?;
    Some(percent((share.0 * 1e4).round() / 1e4))
}

/// How a line stands that is within a limit again: what follows its name.
pub(in crate::monitor) fn back_within(kind: Kind, it: &OfLine<'_>) -> String {
    let OfLine { used, committed, budget, at, .. } = *it;
    let share =
        || spent(it).map_or_else(|| format!("consuntivo {used}"), |share| format!("{} dell'assestato", il(&share)));
    match kind {
        _ if budget.0 <= 0 => format!("di nuovo entro i limiti (consuntivo {used})"),
        Kind::OneriOverBudget => {
            format!("di nuovo entro l'assestato ({at} consuntivo e prenotato {}, assestato {budget})", used + committed)
        }
        Kind::ShareOfYear => format!("{WITHIN_SHARE} ({at} {})", share()),
        _ => format!("di nuovo in linea con il profilo ({at} {})", share()),
    }
}
