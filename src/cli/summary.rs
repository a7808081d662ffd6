//! A month told to a person at a terminal: what arrived, what was refused and why, what does not tie out, what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::lines::field;
use super::outbox::Words;
use crate::calendar;
use crate::config::Config;
use crate::indicators::{self, Definition, Indicator, Standing, Target};
use crate::issue::{IssueState, NEVER_ISSUED, SourceState};
use crate::italian::{capital, clipped, counted, listed};
use crate::ledger::Scorecard;
use crate::money::Cents;
use crate::monitor::{AlertState, Kind};
use crate::period::MONTHS;
use crate::pipeline::{Month, Outcome, Redefinition};
use crate::problem::{Problem, Severity};
use crate::reconcile::{DifferenceState, TieOutState};

/// How many lines of one kind are told before the workbook is left to tell the rest.
const LINES_MAX: usize = 6;

/// Entries of a list that a terminal shows.
pub(super) const LISTED_MAX: usize = 20;

/// The summary of a pass.
#[must_use]
pub fn month(outcome: &Outcome, config: &Config) -> String {
    let month = &outcome.month;
    let mut out = String::new();
    let state = match (outcome.issue, outcome.state) {
        (None, _) => "non ancora emesso".to_owned(),
        (Some(number), IssueState::Draft) => format!("emissione {number}, BOZZA"),
        (Some(number), IssueState::Released) => format!("emissione {number}"),
    };
    let changed = if outcome.changed { "" } else { " (nulla di nuovo)" };
    line(&mut out, &format!("{}: {state}{changed}", capital(&outcome.period.italian())), "");
    for reason in &month.blocking_told {
        field(&mut out, "Bozza", reason);
    }
    gaps(&mut out, month);
    redefinitions(&mut out, &month.redefined);
    files(&mut out, outcome);
    restatements(&mut out, outcome);
    problems(&mut out, outcome);
    tie_outs(&mut out, outcome);
    differences(&mut out, outcome, config);
    indicators(&mut out, outcome);
    // Differences, indicators and tie-outs are counted above; what a month alone would not show is said.
    let told = |kind: Kind| {
        use Kind::{DefinitionChanged, Differences, IndicatorMissed, IndicatorNoData, TieOutFailed};
        !matches!(kind, DefinitionChanged | Differences | IndicatorMissed | IndicatorNoData | TieOutFailed)
    };
    let silent = [AlertState::Resolved, AlertState::Muted, AlertState::Acknowledged, AlertState::Pending];
    let alerts = outcome.alerts.iter().filter(|alert| told(alert.kind) && !silent.contains(&alert.state));
    for alert in alerts.take(LINES_MAX) {
        field(&mut out, "Avviso", &alert.text);
    }
    if let Some(workbook) = &outcome.workbook {
        field(&mut out, "Cartella", &shortened(workbook));
    }
    let words = Words::of(config);
    if !outcome.messages.is_empty() {
        let to = each_once(outcome.messages.iter().map(|message| message.to.as_str()));
        field(&mut out, "Posta", &format!("{}: {}", words.messages(&outcome.messages), to.join(", ")));
    }
    super::outbox::undelivered(&mut out, &outcome.delivered, &words);
    let others = outcome.arrivals.iter().filter(|it| it.period != outcome.period && it.state == SourceState::Refused);
    for arrival in others.take(LINES_MAX) {
        field(&mut out, "Altri mesi", &format!("`{}`, di {}: rifiutato", arrival.name, arrival.period.italian()));
    }
    if !outcome.pending.is_empty() {
        let months: Vec<String> = outcome.pending.iter().map(|period| period.italian()).collect();
        field(&mut out, "Altri mesi", &format!("arrivati anche file di {}: vanno eseguiti a parte", months.join(", ")));
    }
    for (name, why) in &outcome.settling {
        field(&mut out, "In attesa", &format!("`{name}`: {why}"));
    }
    out
}

/// The plan that is not there, and what else is wrong with the data.
fn problems(out: &mut String, outcome: &Outcome) {
    let is_of_plan = |problem: &&Problem| problem.code == indicators::PLAN_NOT_LOADED;
    for problem in outcome.problems().into_iter().filter(is_of_plan) {
        field(out, "Piano", &problem.text);
        field(out, "", &format!("→ {}", problem.remedy));
    }
    let is_told = |problem: &&Problem| {
        is_of_plan(problem)
            || problem.code.starts_with("pipeline.restate")
            || problem.code == Redefinition::CODE
            || problem.code == NEVER_ISSUED
    };
    let anomalies = outcome.problems().into_iter().filter(|it| it.severity != Severity::Refusal && !is_told(it));
    for problem in anomalies.take(LINES_MAX) {
        field(out, "Anomalia", &said(problem));
    }
}

/// Months that were passed over.
fn gaps(out: &mut String, month: &Month) {
    for gap in month.problems.iter().filter(|it| it.code == NEVER_ISSUED) {
        field(out, "Mai emessi", &format!("{}; {}", gap.text, gap.remedy));
    }
}

/// What was changed in place, for which a month is not issued.
fn redefinitions(out: &mut String, all: &[Redefinition]) {
    for it in all.iter().filter(|it| it.is_silent()) {
        let problem = it.refused();
        field(out, "Non emesso", &problem.text);
        field(out, "", &format!("→ {}", problem.remedy));
    }
}

/// The same for who asks whether a configuration can be used, with what to write instead.
#[must_use]
pub(super) fn refused(all: &[Redefinition]) -> String {
    let told = all.iter().filter(|it| it.is_silent()).map(|it| {
        let problem = it.refused();
        let block = it
            .block
            .as_ref()
            .map(|block| format!("\n  Blocco da aggiungere in fondo a `config/{}`:\n\n{}", block.file, block.text));
        let block = block.unwrap_or_default();
        let Redefinition { before, now, .. } = it;
        format!("{}.\n  Era: {before}\n  Ora: {now}\n  Rimedio: {}{block}", capital(&problem.text), problem.remedy)
    });
    told.collect::<Vec<_>>().join("\n")
}

/// What a month already released said otherwise.
fn restatements(out: &mut String, outcome: &Outcome) {
    let restated = |code: &'static str| outcome.month.problems.iter().filter(move |it| it.code == code);
    for problem in restated("pipeline.restated_file") {
        field(out, "Rettifica", &said(problem));
    }
    for problem in restated("pipeline.restatement").take(LINES_MAX) {
        field(out, "", &problem.text);
    }
    let more = restated("pipeline.restatement").count().saturating_sub(LINES_MAX);
    if more > 0 {
        field(out, "", &format!("e altre {more} voci, nel foglio Anomalie"));
    }
    for one in &outcome.month.corrected {
        field(out, "Correzione", &one.sentence());
        for line in one.lines.iter().take(LINES_MAX) {
            field(out, "", &line.sentence());
        }
        for degree in one.degrees.iter().filter(|it| outcome.is_told_to_all(it)).take(LINES_MAX) {
            field(out, "", &degree.sentence());
        }
    }
    let revised = &outcome.month.revised;
    for one in revised.iter().take(LINES_MAX) {
        field(out, "Indicatore", &one.sentence());
    }
    if revised.len() > LINES_MAX {
        field(out, "", &format!("e altri {}, nel foglio Variazioni", revised.len() - LINES_MAX));
    }
}

fn files(out: &mut String, outcome: &Outcome) {
    let files = &outcome.month.files;
    let count = |state| files.iter().filter(|file| file.state == state).count();
    let rows: u64 = files.iter().filter(|file| file.state == SourceState::Accepted).map(|file| file.rows).sum();
    field(
        out,
        "File",
        &format!(
            "{}, {}; {}, {}",
            counted(count(SourceState::Accepted), "accettato", "accettati"),
            counted(usize::try_from(rows).unwrap_or(usize::MAX), "riga", "righe"),
            counted(count(SourceState::Refused), "rifiutato", "rifiutati"),
            counted(count(SourceState::Duplicate), "doppio", "doppi"),
        ),
    );
    let refusals = outcome.problems().into_iter().filter(|problem| problem.severity == Severity::Refusal);
    for problem in refusals.take(LINES_MAX) {
        field(out, "Rifiutato", &said(problem));
        field(out, "", &format!("→ {}", problem.remedy));
    }
    for file in files.iter().filter(|file| file.state == SourceState::Duplicate) {
        field(out, "Doppio", &format!("`{}`: già ricevuto, non contato due volte", file.file));
    }
    for file in files.iter().filter(|file| file.state == SourceState::Missing) {
        field(out, "Manca", &file.file);
    }
}

fn tie_outs(out: &mut String, outcome: &Outcome) {
    let all = &outcome.month.reconciliation.tie_outs;
    let count = |state| all.iter().filter(|it| it.state == state).count();
    let (fails, no_data) = (count(TieOutState::Fails), count(TieOutState::NoData));
    let mut text = format!("{} di {} tornano", count(TieOutState::Holds), all.len());
    if no_data > 0 {
        let _ = write!(text, ", {no_data} senza dati");
    }
    field(out, "Quadrature", &text);
    for it in all.iter().filter(|it| it.state == TieOutState::Fails).take(LINES_MAX) {
        let gap = it.difference().map_or_else(|| "non mostrato".to_owned(), |gap| it.unit.shown(gap));
        let hint = it.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"));
        field(out, "Non quadra", &format!("{} [{}]: scarto {gap}{hint}", it.label, it.figures));
    }
    if fails > LINES_MAX {
        field(out, "", &format!("e altre {}, nel foglio Quadrature", fails - LINES_MAX));
    }
}

fn differences(out: &mut String, outcome: &Outcome, config: &Config) {
    let open: Vec<_> =
        outcome.month.reconciliation.differences.iter().filter(|it| it.state == DifferenceState::Open).collect();
    let matched = outcome.month.reconciliation.matches.len();
    let sum: Cents = open.iter().map(|it| it.cents).sum();
    let mut by_office: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for it in &open {
        *by_office.entry(it.office.as_deref()).or_default() += 1;
    }
    let named = |id: Option<&str>| id.map_or("senza ufficio", |id| config.settings.offices.name_or_id(id)).to_owned();
    let by_office: Vec<String> = by_office.iter().map(|(id, count)| format!("{} {count}", named(*id))).collect();
    let open_said = match open.len() {
        0 => "nessuna differenza aperta".to_owned(),
        count => {
            format!("{} per {sum}: {}", counted(count, "differenza aperta", "differenze aperte"), by_office.join(", "))
        }
    };
    let accepted = outcome.month.reconciliation.differences.iter().filter(|it| it.state == DifferenceState::Accepted);
    let apart = outcome.month.reconciliation.differences.iter().filter(|it| it.state == DifferenceState::Apart);
    let beside = [
        (accepted.count(), "accettata", "accettate"),
        (
            apart.count(),
            "a parte (atti di anni precedenti, revoche, economie)",
            "a parte (atti di anni precedenti, revoche, economie)",
        ),
    ];
    let beside = beside.into_iter().filter(|(count, ..)| *count > 0);
    let beside = beside.map(|(count, one, many)| format!("; {}", counted(count, one, many)));
    let open_said = format!("{open_said}{}", beside.collect::<String>());
    field(out, "Abbinamenti", &format!("{}; {open_said}", counted(matched, "gruppo abbinato", "gruppi abbinati")));
    for it in open.iter().take(LINES_MAX) {
        field(out, "Differenza", &it.text);
    }
    if open.len() > LINES_MAX {
        field(out, "", &format!("e altre {}, nel foglio Differenze", open.len() - LINES_MAX));
    }
}

fn indicators(out: &mut String, outcome: &Outcome) {
    let counts = indicators::counts(&outcome.month.indicators);
    if counts.plan == 0 {
        return;
    }
    let by_standing = counts.by_standing.iter();
    let by_standing: Vec<String> =
        by_standing.map(|(standing, count)| format!("{count} {}", standing.italian_of(*count))).collect();
    field(out, "Indicatori", &format!("{} del piano: {}", counts.plan, by_standing.join(", ")));
    let of_plan = |it: &&Indicator| it.is_of_plan();
    let told = outcome.month.indicators.iter().filter(of_plan).filter(|it| is_told(it.standing));
    for it in told.take(LINES_MAX) {
        let name = it.definition.name.split(['.', ':']).next().unwrap_or_default();
        field(out, "", &format!("{} {}: {}", it.definition.code_text(), clipped(name, 60), it.reason));
    }
}

/// Whether who looks at a month has to hear of it.
fn is_told(standing: Standing) -> bool {
    match standing {
        Standing::Missed | Standing::Near | Standing::OffTrack | Standing::AtRisk => true,
        Standing::NoData | Standing::Undefined => true,
        Standing::Met | Standing::OnTrack | Standing::InProgress | Standing::NotMeaningful | Standing::ToDate => false,
    }
}

/// `check` told to a person.
#[must_use]
pub(super) fn check(config: &Config) -> String {
    let mut out = format!(
        "La configurazione di «{}» è valida.\n  {} tracciati, {} schemi, {} conti o prefissi, {} obiettivi, {} indicatori, {} controlli, {}, {}\n  dati in {}\n  posta: {}\n",
        config.settings.ente.name,
        config.layouts.len(),
        config.chart.schemes.len(),
        config.chart.mappings.len(),
        config.objectives.all.len(),
        config.definitions.all.len(),
        config.reconcile.checks.len(),
        counted(
            config.reconcile.rule_sets.iter().map(|rules| rules.tests.len()).sum(),
            "prova delle regole superata",
            "prove delle regole superate"
        ),
        counted(config.alert_tests.len(), "prova degli avvisi superata", "prove degli avvisi superate"),
        shortened(&config.root),
        super::outbox::way(&config.settings.mail),
    );
    for card in &config.objectives.scorecards {
        field(&mut out, "Scheda", &scorecard(card, config));
    }
    let conflicts: Vec<String> = config.definitions.all.iter().filter_map(|it| conflict(it)).collect();
    if !conflicts.is_empty() {
        let count = counted(conflicts.len(), "obiettivo stampato", "obiettivi stampati");
        line(&mut out, &format!("{count} dal Piano in due modi; vale quello indicato per primo:"), "  ");
    }
    for conflict in conflicts {
        line(&mut out, &conflict, "    ");
    }
    let remaining = config.remaining();
    if !remaining.is_empty() {
        line(&mut out, "Resta da fare:", "  ");
    }
    for one in remaining {
        line(&mut out, &format!("- {one}"), "    ");
    }
    out
}

/// Of a scorecard, to whom it goes and when.
fn scorecard(card: &Scorecard, config: &Config) -> String {
    let mail = &config.settings.mail;
    let title = &card.title;
    let Some(post) = mail.scorecards.iter().find(|post| post.id == card.id) else {
        return format!(
            "«{title}» non va a nessuno: per mandarla scrivere [[mail.scorecard]] con `id = \"{}\"`, `to` (i ruoli che la \
             ricevono) e `months`",
            card.id
        );
    };
    let names: Vec<String> =
        mail.recipients.iter().filter(|it| post.to.contains(&it.role)).map(|it| it.name.clone()).collect();
    let months: Vec<String> = post
        .months
        .iter()
        .filter_map(|month| MONTHS.get(usize::from(*month).wrapping_sub(1)))
        .map(|it| (*it).to_owned())
        .collect();
    let when =
        if months.is_empty() { "ogni mese".to_owned() } else { format!("nelle emissioni di {}", listed(&months)) };
    format!("«{title}» va soltanto a {}, {when}", listed(&names))
}

/// `2021_04_02-I1 Indice di equilibrio strutturale: >= 8%, e altrove >= 8`, when the plan prints two targets.
fn conflict(definition: &Definition) -> Option<String> {
    let (one, other) = definition.conflict()?;
    let name = definition.name.split(['.', ':']).next().unwrap_or_default();
    let shown = |target: &Target| match target.to_string() {
        text if text.is_empty() => "niente, o un segno senza numero".to_owned(),
        text => format!("`{text}`"),
    };
    Some(format!("{} {}: {}, e altrove {}", definition.code_text(), clipped(name, 60), shown(one), shown(other)))
}

fn said(problem: &Problem) -> String {
    let file = problem.file.as_ref().map(|file| format!("`{file}`"));
    let parts: Vec<String> = file.into_iter().chain(Some(problem.within()).filter(|it| !it.is_empty())).collect();
    if parts.is_empty() { problem.text.clone() } else { format!("{}: {}", parts.join(", "), problem.text) }
}

/// Addresses in their order, each once: one person may have two roles.
fn each_once<'a>(addresses: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut said = BTreeSet::new();
    addresses.filter(|address| said.insert(*address)).collect()
}

/// A path as one types it: relative to where one stands, when it lies below.
pub(super) fn shortened(path: &std::path::Path) -> String {
    let here = std::env::current_dir().ok();
    let below =
        here.as_deref().and_then(|here| path.strip_prefix(here).ok()).filter(|rest| !rest.as_os_str().is_empty());
    below.unwrap_or(path).display().to_string()
}

pub(super) fn line(out: &mut String, text: &str, indent: &str) {
    let _ = writeln!(out, "{indent}{text}");
}

/// When a pass was made, for lists.
pub(super) fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    calendar::shown(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_two_roles_is_named_once() {
        let to = ["sg@camera.example", "contabilita@camera.example", "sg@camera.example"];
        assert_eq!(each_once(to.into_iter()), ["sg@camera.example", "contabilita@camera.example"]);
    }
}
