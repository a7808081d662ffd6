//! What alerts say to people, in Italian: the figure, the limit, and what to do about it.
//! Each gives one sentence and the same in parts; the sentence alone is enough.

mod lives;

use std::collections::BTreeSet;

use super::lines::Ahead;
use super::{Detail, Restatement};
use crate::indicators::{Indicator, shown, target_shown};
use crate::italian::{capital, counted, days, il};
use crate::ledger::Line;
use crate::money::{Cents, Ratio};
use crate::period::{Period, italian_date};
use crate::reconcile::{Difference, TieOut};

pub use lives::mutes;
pub(super) use lives::resolved;

/// A sentence, and its parts.
type Said = (String, Detail);

/// Codes named in a sentence before it says how many more there are.
const CODES_SHOWN_MAX: usize = 10;
/// Reasons, lines and files named before the rest is counted.
const SHOWN_MAX: usize = 3;
/// Failures told one by one before the rest is only counted.
const FAILURES_MAX: usize = 4;

fn detail(title: impl Into<String>, action: impl Into<String>) -> Detail {
    Detail { title: title.into(), action: action.into(), ..Detail::default() }
}

/// `8) Interventi economici`.
pub(super) fn line(line: &Line) -> String {
    if line.number.is_empty() { line.label.clone() } else { format!("{} {}", line.number, line.label) }
}

/// `a, b e altri 3`.
fn first_of(all: &[String], more: &str) -> String {
    let shown = all.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(SHOWN_MAX) {
        0 => shown,
        rest => format!("{shown} e {more} {rest}"),
    }
}

/// A share with the decimals it needs not to read like its limit, and no needless ones: 75,004% against 75%, 78%.
fn percent_beyond(share: f64, limit: f64) -> String {
    let shown = |decimals| percent_with(share, decimals);
    (2..8).find(|decimals| shown(*decimals) != percent_with(limit, *decimals)).map_or_else(|| shown(2), shown)
}

fn percent_with(share: f64, decimals: usize) -> String {
    let shown = Ratio(share * 100.0).italian(decimals);
    let plain = if shown.contains(',') { shown.trim_end_matches('0').trim_end_matches(',') } else { &shown };
    format!("{plain}%")
}

/// A limit as it was declared: `75%`, `72,5%`.
fn percent(limit: f64) -> String {
    format!("{}%", plain(limit * 100.0))
}

fn plain(number: f64) -> String {
    let shown = Ratio(number).italian(2);
    shown.trim_end_matches('0').trim_end_matches(',').to_owned()
}

fn euro(amount: f64) -> Cents {
    Cents::from_f64((amount * 100.0).round() / 100.0).unwrap_or_default()
}

pub(super) fn more_rows(count: usize) -> String {
    counted(count, "altra riga", "altre righe")
}

pub(super) fn share_of_year(
    name: &str,
    used: Cents,
    budget: Cents,
    (most, ahead): (f64, Ahead),
    period: Period,
) -> Said {
    let share = percent_beyond(used.as_euro() / budget.as_euro(), most.max(ahead.of(period)));
    let months = format!("{} su 12", period.month());
    let (points, fast) = match plain(ahead.0 * 100.0).as_str() {
        "0" => (String::new(), "avanti ai mesi trascorsi".to_owned()),
        points => (format!(" più {points} punti"), format!("di oltre {points} punti avanti ai mesi trascorsi")),
    };
    let said = format!(
        "`{name}`: a fine {} il consuntivo è {used}, {} dell'assestato ({budget}): oltre {} e {fast} ({months}).",
        period.italian(),
        il(&share),
        il(&percent(most)),
    );
    let detail = Detail {
        figure: format!("consuntivo {used}"),
        target: format!("assestato {budget}"),
        deviation: format!("{share} dell'assestato; limiti {} e i mesi trascorsi ({months}){points}", percent(most)),
        ..detail(format!("«{name}» oltre la quota dell'anno"), "Verificare se serve una variazione.")
    };
    (said, detail)
}

pub(super) fn no_budget(name: &str, used: Cents, period: Period) -> Said {
    let said =
        format!("`{name}`: a fine {} il consuntivo è {used} e l'assestato non ha stanziamento.", period.italian());
    let detail = Detail {
        figure: format!("consuntivo {used}"),
        target: "assestato 0,00 €".to_owned(),
        deviation: used.to_string(),
        ..detail(format!("«{name}» senza stanziamento"), "Verificare l'imputazione o proporre una variazione.")
    };
    (said, detail)
}

pub(super) fn over_budget(name: &str, used: Cents, committed: Cents, budget: Cents, period: Period) -> Said {
    let taken = used + committed;
    let beyond = taken - budget;
    let parts = if committed.0 == 0 {
        format!("il consuntivo è {used}")
    } else {
        format!("consuntivo ({used}) e prenotato ({committed}) fanno {taken}")
    };
    let said = format!("`{name}`: a fine {} {parts}, {beyond} oltre l'assestato ({budget}).", period.italian());
    let detail = Detail {
        figure: format!("consuntivo {used} più prenotato {committed}"),
        target: format!("assestato {budget}"),
        deviation: format!("{beyond} oltre"),
        ..detail(format!("«{name}» oltre l'assestato"), "Fermare i nuovi impegni sulla voce e proporre una variazione.")
    };
    (said, detail)
}

/// Oneri ahead of their profile, or proventi behind theirs.
pub(super) fn profile(name: &str, used: Cents, due: f64, budget: Cents, ahead: bool, period: Period) -> Said {
    let due = euro(due);
    let gap = (used - due).abs();
    let points = plain(gap.as_euro() / budget.as_euro() * 100.0);
    let (than, title, action) = if ahead {
        ("più", "in anticipo sul profilo", "Verificare se la spesa è solo anticipata o se serve una variazione.")
    } else {
        ("meno", "in ritardo sul profilo", "Verificare l'incasso e, se il ritardo resta, ridurre la previsione.")
    };
    let said = format!(
        "`{name}`: a fine {} il consuntivo è {used}, {gap} in {than} dei {due} attesi a questa data ({points} punti dell'assestato).",
        period.italian(),
    );
    let detail = Detail {
        figure: format!("consuntivo {used}"),
        target: format!("atteso a questa data {due}"),
        deviation: format!("{gap} in {than} ({points} punti dell'assestato, {budget})"),
        ..detail(format!("«{name}» {title}"), action)
    };
    (said, detail)
}

fn of_indicator(indicator: &Indicator, title: &str, action: &str) -> Detail {
    let target = target_shown(indicator);
    Detail {
        figure: shown(indicator),
        target: if target.is_empty() { target } else { format!("atteso {target}") },
        ..detail(format!("Indicatore {} {title}", titled(indicator)), action)
    }
}

/// `Nome` (codice).
fn named(indicator: &Indicator) -> String {
    let definition = &indicator.definition;
    let code = if definition.code.is_empty() { String::new() } else { format!(" ({})", definition.code) };
    format!("`{}`{code}", definition.name)
}

/// «Nome» (codice), in a title.
fn titled(indicator: &Indicator) -> String {
    let definition = &indicator.definition;
    let code = if definition.code.is_empty() { String::new() } else { format!(" ({})", definition.code) };
    format!("«{}»{code}", definition.name)
}

/// The reason says value and target; alone it would need its subject.
fn because(indicator: &Indicator) -> String {
    let reason = indicator.reason.trim().trim_end_matches('.');
    format!("Indicatore {}, {reason}.", named(indicator))
}

pub(super) fn indicator_missed(indicator: &Indicator) -> Said {
    (because(indicator), of_indicator(indicator, "mancato", "Indicare le azioni correttive."))
}

pub(super) fn indicator_near(indicator: &Indicator) -> Said {
    (because(indicator), of_indicator(indicator, "vicino all'obiettivo", "Dire che cosa manca per raggiungerlo."))
}

pub(super) fn no_data(indicator: &Indicator, period: Period) -> Said {
    let said = format!("Indicatore {}: nessun valore a fine {}.", named(indicator), period.italian());
    let reason = indicator.reason.trim().trim_end_matches('.');
    let reason = reason.strip_prefix("non rilevato: ").unwrap_or(reason).to_owned();
    let action = "Completare la scheda degli indicatori e depositarla di nuovo.";
    let detail = Detail { figure: String::new(), deviation: reason, ..of_indicator(indicator, "non rilevato", action) };
    (said, detail)
}

pub(super) fn ratio_moved(indicator: &Indicator, month: Period, before: f64, now: f64, points: f64) -> Said {
    let percent = |value| Ratio(value).italian_percent(indicator.definition.decimals);
    let change = plain((now - before) * 100.0);
    let sign = if now > before { "+" } else { "" };
    let said = format!(
        "Indicatore {}: dal {} di {} al {}, {sign}{change} punti in un mese (limite {}).",
        named(indicator),
        percent(before),
        month.italian(),
        percent(now),
        plain(points),
    );
    let detail = Detail {
        figure: percent(now),
        target: format!("a {} {}", month.italian(), percent(before)),
        deviation: format!("{sign}{change} punti, limite {}", plain(points)),
        ..detail(
            format!("Indicatore {} cambiato di molto", titled(indicator)),
            "Verificare i dati, e spiegare il cambiamento se è vero.",
        )
    };
    (said, detail)
}

/// The failures of one identity: what it says once, then where it fails and by how much.
pub(super) fn tie_outs_failed(failed: &[&TieOut], blocking: bool) -> Said {
    let euro = |cents: Option<Cents>| cents.map_or_else(|| "non noto".to_owned(), |cents| cents.to_string());
    let Some(first) = failed.first() else { return (String::new(), Detail::default()) };
    let action = if blocking {
        "Correggere l'esportazione e depositarla di nuovo: finché non torna il mese resta in bozza."
    } else {
        "Controllare il prospetto alla fonte."
    };
    let title = format!("Non quadra «{}»", first.label);
    if failed.len() == 1 {
        let hint = first.hint.as_ref().map_or_else(String::new, |hint| format!(" {hint}"));
        let said = format!(
            "Non quadra «{}» ({}): stampato {}, calcolato {}, scarto {}.{hint}",
            first.label,
            first.figures,
            euro(first.left),
            euro(first.right),
            euro(first.difference()),
        );
        let detail = Detail {
            figure: format!("stampato {}", euro(first.left)),
            target: format!("calcolato {}", euro(first.right)),
            deviation: format!("scarto {}{}", euro(first.difference()), hint.trim_end_matches('.')),
            ..detail(title, action)
        };
        return (said, detail);
    }
    let same = failed.iter().all(|it| it.label == first.label);
    let place = |it: &&TieOut| {
        let what = if same { &it.figures } else { &it.label };
        format!("{what} di {}", euro(it.difference()))
    };
    let told: Vec<String> = failed.iter().take(FAILURES_MAX).map(place).collect();
    let rest = match failed.len() - told.len() {
        0 => String::new(),
        more => format!("; e altre {more}"),
    };
    let gaps = format!("{}{rest}", told.join("; "));
    let what = if same { format!("«{}»", first.label) } else { format!("`{}`", first.id) };
    let said = format!("Non quadra {what} in {} casi: {gaps}. Vedere il foglio Quadrature.", failed.len());
    let detail = Detail {
        figure: format!("{} casi", failed.len()),
        deviation: gaps,
        ..detail(format!("Non quadra {what}"), action)
    };
    (said, detail)
}

/// Of whom differences are: an office by name, or nobody.
fn with_office(name: &str) -> String {
    if name.is_empty() { "senza ufficio".to_owned() } else { format!("con {name}") }
}

pub(super) fn differences(office: &str, count: usize, sum: Cents, period: Period) -> Said {
    let open = counted(count, "differenza aperta", "differenze aperte");
    let office = with_office(office);
    let said = format!("{open} {office} a fine {}, per {sum} in tutto.", period.italian());
    let detail = Detail {
        figure: open,
        deviation: format!("{sum} in tutto"),
        ..detail(format!("Differenze {office}"), "Vedere il foglio Differenze; l'ufficio ha ricevuto le sue righe.")
    };
    (said, detail)
}

pub(super) fn differences_aged(office: &str, count: usize, oldest: &Difference, period: Period) -> Said {
    let aged = counted(count, "differenza", "differenze");
    let office = with_office(office);
    let (which, close) =
        if count == 1 { ("è aperta", "Chiuderla") } else { ("la più vecchia è aperta", "Chiuderle") };
    let since = format!("{which} dal {} ({})", italian_date(oldest.first_seen), days(oldest.age_days));
    let said = format!("{aged} {office} fuori tempo a fine {}: {since}.", period.italian());
    let detail = Detail {
        figure: aged,
        deviation: since,
        ..detail(
            format!("Differenze {office} aperte da troppo tempo"),
            format!("{close}: correggere la scheda, o dire perché {}.", if count == 1 { "resta" } else { "restano" }),
        )
    };
    (said, detail)
}

pub(super) fn source_missing(title: &str, period: Period) -> Said {
    let said = format!("Manca `{title}` di {}.", period.italian());
    (said, detail(format!("Manca `{title}` di {}", period.italian()), "Depositare il file nella cartella di consegna."))
}

pub(super) fn source_refused(name: &str, standing: &str) -> Said {
    let stays = if standing.is_empty() { String::new() } else { format!(", e continua a valere `{standing}`") };
    let said = format!("Il file `{name}` è stato rifiutato{stays}.");
    let action = format!("Leggere `{name}.motivo.txt`, correggerlo e depositarlo di nuovo.");
    (said, detail(format!("Rifiutato `{name}`"), action))
}

pub(super) fn rows_refused(name: &str, rows: &BTreeSet<String>) -> Said {
    let count = counted(rows.len(), "riga non conta", "righe non contano");
    let all: Vec<String> = rows.iter().cloned().collect();
    let said = format!("In `{name}` {count}: {}.", first_of(&all, "altre"));
    let detail = Detail {
        figure: count,
        places: vec![format!("`{name}`, {}", first_of(&all, "altre"))],
        ..detail(format!("Righe che non contano in `{name}`"), "Correggerle e depositare di nuovo il file.")
    };
    (said, detail)
}

pub(super) fn draft(reasons: &[String], period: Period) -> Said {
    let said = format!("Il mese di {} resta in BOZZA: {}.", period.italian(), first_of(reasons, "altri motivi:"));
    let detail = Detail {
        deviation: first_of(reasons, "altri motivi:"),
        ..detail(
            format!("Il mese di {} resta in BOZZA", period.italian()),
            "Rimuovere ciò che lo blocca: alla prossima emissione il mese è distribuito.",
        )
    };
    (said, detail)
}

pub(super) fn restated(restated: &Restatement, period: Period) -> Said {
    let mut parts = Vec::new();
    if !restated.lines.is_empty() {
        let voci = counted(restated.lines.len(), "voce cambiata", "voci cambiate");
        parts.push(format!("{voci} ({})", first_of(&restated.lines, "altre")));
    }
    if restated.rows > 0 {
        parts.push(counted(restated.rows, "riga nuova, cambiata o sparita", "righe nuove, cambiate o sparite"));
    }
    let parts = parts.join("; ");
    let said = format!("{} non è più come nell'emissione {}: {parts}.", capital(&period.italian()), restated.issue);
    let detail = Detail {
        target: format!("emissione {}", restated.issue),
        deviation: parts,
        places: restated.files.iter().map(|file| format!("`{file}`")).collect(),
        ..detail(
            format!("{} è cambiato dopo la distribuzione", capital(&period.italian())),
            "Controllare che sia voluto, e avvisare chi aveva ricevuto la cartella precedente.",
        )
    };
    (said, detail)
}

pub(super) fn unmapped_accounts(codes: &BTreeSet<&str>) -> Said {
    let shown: Vec<String> = codes.iter().take(CODES_SHOWN_MAX).map(|code| format!("`{code}`")).collect();
    let more = match codes.len().saturating_sub(CODES_SHOWN_MAX) {
        0 => String::new(),
        more => format!(" e altri {more}"),
    };
    let (which, remedy) =
        if codes.len() == 1 { ("Un conto non ha", "Aggiungerlo") } else { ("Alcuni conti non hanno", "Aggiungerli") };
    let said = format!("{which} una voce dello schema: {}{more}.", shown.join(", "));
    let detail = Detail {
        figure: format!("{}{more}", shown.join(", ")),
        ..detail("Conti senza voce dello schema", format!("{remedy} in `accounts.toml`."))
    };
    (said, detail)
}
