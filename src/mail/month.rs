//! The monthly message: the figures, what was missed, what does not tie, and where the workbook is.
//! Shows what others found; refuses to judge, and to compute anything but counts, sums and one share.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::Value;

use super::chart;
use super::duties;
use super::message::{Picture, Pictures, Said};
use super::opening;
use super::page::Pages;
use super::phrases::{self, Subject};
use super::reader::Reader;
use super::rows::{FILES_MAX, problem_text, reasons, replacement};
use super::things::{Things, is_about, resolved, things};
use super::{Attachment, Changes, Settings};
use crate::duties::Due;
use crate::indicators::{self, Counts, Indicator, Standing, judged, target_said};
use crate::issue::{IssueState, NEVER_ISSUED, SourceState, SourceView};
use crate::italian::{capital, listed};
use crate::ledger::{Column, Line, Side};
use crate::money::Cents;
use crate::monitor::{Alert, AlertId, AlertState, Deviation, Kind as AlertKind, Reading};
use crate::origin::Digest;
use crate::period::{Scenario, italian_date};
use crate::problem::Problem;
use crate::reconcile::{Difference, DifferenceState, Kind, TieOut, TieOutState};
use crate::report::View;
use crate::report::brief::{self, Ask};

/// A longer list belongs into the workbook.
const ROWS_MAX: usize = 12;

/// A month's message to one reader.
#[derive(Clone, Copy)]
pub(super) struct Letter<'a> {
    pub view: &'a View<'a>,
    /// The workbook that it carries or names.
    pub workbook: Attachment<'a>,
    /// The file with the tables of persons that its reader may read whole, where it carries one.
    pub staff: Option<&'a str>,
    /// What the month says otherwise than the last released issue of it; none where there is none.
    pub changes: Option<&'a Changes>,
    /// What falls due.
    pub duties: &'a [Due],
    pub reader: Reader<'a>,
    pub pictures: &'a Pictures,
}

/// What the month's message says.
pub(super) fn said(pages: &Pages, letter: Letter<'_>, settings: &Settings) -> anyhow::Result<Said> {
    let Letter { view, workbook, staff, changes, duties, reader, pictures } = letter;
    let month = view.period.italian();
    let counts = indicators::counts(view.indicators);
    let standing = |as_said: Standing| -> Vec<Value> {
        let actual = view.indicators.iter().filter(|it| it.scenario == Scenario::Consuntivo);
        actual.filter(|it| it.standing == as_said).map(|it| shown_indicator(it, view)).collect()
    };
    let draft = view.state == IssueState::Draft;
    let alerts = brief::alerts(view);
    let subject = subject_of(view, &month, &alerts, changes);

    let never_issued = view.problems.iter().find(|it| it.code == NEVER_ISSUED);
    let things = things(view, changes, &alerts, reader);
    let (files_left, files_told) = files_apart(view, &things);
    let page = context! {
        subject => &subject,
        ente => view.ente,
        month => &month,
        issue => view.issue,
        draft,
        to_be_seen => view.awaits_only_visto(),
        visto_otherwise => phrases::visto_otherwise(view),
        period => view.period.to_string(),
        prospetto => workbook.prospetto.map_or("", |(name, _)| name),
        staff => staff.unwrap_or_default(),
        chart => chart_said(view, pictures.voci.as_ref()),
        as_of => italian_date(view.period.last_day()),
        never_issued => never_issued.map_or("", |it| it.text.as_str()),
        manifest => view.manifest.short(),
        reply_to => &settings.reply_to,
        figures => figures(view),
        projected => view.statement.is_some_and(|it| view.year_end.statement(&it.scheme.id).is_some()),
        deviations => deviations(view),
        corrected => corrected(view),
        scheme => view.statement.map(|statement| statement.scheme.title.as_str()).unwrap_or_default(),
        states => states(&counts),
        plan => counts.plan,
        others => counts.others,
        no_plan => no_plan(view),
        missed => standing(Standing::Missed),
        off_track => standing(Standing::OffTrack),
        at_risk => standing(Standing::AtRisk),
        no_figures => phrases::no_figures(missing_accounts_told(view, &things)),
        things => &things.shown,
        groups => &things.groups,
        things_left => things.left,
        resolved => resolved(view).iter().map(|alert| alert.text.clone()).collect::<Vec<_>>(),
        duties => duties::said(duties, reader, view.offices),
        tie_outs => tie_outs_said(view),
        open => open_said(view, &things),
        files => files_to_mend(view, |_| true),
        files_left,
        files_told,
        workbook => workbook_said(view, workbook),
        ..opening::said(view, pictures)
    };
    let shown = pictures.headlines.iter().chain(&pictures.voci).cloned().collect();
    Ok(Said { pictures: shown, ..Said::of(pages, "mensile", subject, &page)? })
}

/// The workbook: carried, or where it lies.
fn workbook_said(view: &View<'_>, workbook: Attachment<'_>) -> Value {
    context! {
        name => workbook.name,
        attached => workbook.bytes.is_some(),
        size => phrases::bytes(workbook.size),
        path => format!("reports/{}/{}", view.period, workbook.name),
    }
}

/// How the month stands and what is new in it, for the subject.
fn subject_of(view: &View<'_>, month: &str, alerts: &[&Alert], changes: Option<&Changes>) -> String {
    let is_new = |it: &&&Alert| it.state != AlertState::Standing && it.kind != AlertKind::Restatement;
    phrases::month_subject(&Subject {
        month,
        issue: view.issue,
        blocking: (view.state == IssueState::Draft).then_some(view.blocking.len()),
        awaits_visto: view.awaits_only_visto(),
        tone: brief::verdict(view).tone,
        changed: changed(view, alerts, changes),
        asks: alerts.iter().filter(|it| is_new(it)).map(|it| Ask::of(it, view)).collect(),
        standing: alerts.iter().filter(|it| it.state == AlertState::Standing).count(),
    })
}

/// What is otherwise than the issue before, for the subject. That amounts changed is an alert, and what comes of them stands
/// beneath it.
fn changed(view: &View<'_>, alerts: &[&Alert], changes: Option<&Changes>) -> Vec<String> {
    let restated = alerts.iter().any(|it| it.kind == AlertKind::Restatement);
    let amounts = restated.then(|| phrases::AMOUNTS_CHANGED.to_owned());
    let changed =
        changes.filter(|_| !restated).and_then(|it| phrases::changed(it.is_of_year_end(), it.indicators.len()));
    let corrects = view.revised.iter().any(|it| it.period != view.period) || !view.corrected.is_empty();
    let corrects = corrects.then(|| phrases::CORRECTION.to_owned());
    amounts.into_iter().chain(changed).chain(corrects).collect()
}

/// The picture of the month, and the same in words and figures.
fn chart_said(view: &View<'_>, picture: Option<&Picture>) -> Value {
    let bars = chart::bars(view);
    let shown = bars.iter().map(|it| context! { label => &it.label, share => it.share_shown(), due => it.due_shown() });
    context! {
        id => picture.map_or("", |picture| picture.id.as_str()),
        alt => phrases::chart_said(&bars),
        bars => shown.collect::<Vec<_>>(),
    }
}

/// The tie-outs by how they ended; those that fail and no alert tells of are shown.
fn tie_outs_said(view: &View<'_>) -> Value {
    let mut failed: Vec<&TieOut> = tie_outs(view, TieOutState::Fails).collect();
    failed.sort_by_key(|tie_out| !tie_out.blocking);
    let (known, news): (Vec<&TieOut>, Vec<&TieOut>) = failed.iter().partition(|tie_out| is_known(view, tie_out));
    context! {
        all => view.reconciliation.tie_outs.len(),
        hold => tie_outs(view, TieOutState::Holds).count(),
        no_data => tie_outs(view, TieOutState::NoData).count(),
        fail => failed.len(),
        left => news.len().saturating_sub(ROWS_MAX),
        known => known.len(),
        shown => news.iter().take(ROWS_MAX).map(|tie_out| shown_tie_out(tie_out)).collect::<Vec<_>>(),
    }
}

/// Whether rows of both sides were there to be held against each other.
fn was_compared(view: &View<'_>) -> bool {
    let tells = |side| view.ledger.side(side).next().is_some();
    tells(Side::Accounting) && tells(Side::Office)
}

/// The open differences by office.
fn open_said(view: &View<'_>, things: &Things) -> Value {
    let Open { offices, silent, unbooked } = open_by_office(view, things);
    let names = |all: &BTreeMap<String, bool>, which: fn(bool) -> bool| {
        listed(&all.iter().filter(|(_, told)| which(**told)).map(|(name, _)| name.clone()).collect::<Vec<_>>())
    };
    let count: usize = offices.values().map(|(count, _)| count).sum();
    let sum: Cents = offices.values().map(|(_, sum)| *sum).sum();
    let apart = |it: &&Difference| it.state == DifferenceState::Apart;
    let apart: Vec<&Difference> = view.reconciliation.differences.iter().filter(apart).collect();
    let office = |(name, (count, sum)): (&&str, &(usize, Cents))| {
        context! { name => *name, count => *count, sum => sum.italian() }
    };
    context! {
        count,
        sum => sum.italian(),
        offices => offices.iter().map(office).collect::<Vec<_>>(),
        silent => names(&silent, |_| true),
        silent_left => names(&silent, |told| !told),
        compared => was_compared(view),
        unbooked => names(&unbooked, |_| true),
        unbooked_left => names(&unbooked, |told| !told),
        told_above => silent.values().chain(unbooked.values()).any(|told| *told),
        expected => view.reconciliation.differences.iter().filter(|d| d.state == DifferenceState::Expected).count(),
        apart => apart.len(),
        apart_sum => apart.iter().map(|it| it.cents).sum::<Cents>().italian(),
    }
}

/// The pictures of the month.
pub(super) fn pictures(view: &View<'_>, settings: &Settings) -> Pictures {
    let until = view.period.italian();
    let (bullets, bars) = (opening::bullets(&brief::headlines(view)), chart::bars(view));
    let drawn = |drawn: anyhow::Result<Vec<u8>>| match drawn {
        Ok(bytes) => {
            let id = format!("grafico-{}@{}", &Digest::of(&bytes).to_string()[..16], settings.domain);
            Some(Picture { id, bytes })
        }
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "chart not drawn; the message goes without");
            None
        }
    };
    Pictures {
        headlines: (!bullets.is_empty()).then(|| chart::bullets_png(&bullets)).and_then(drawn),
        voci: (!bars.is_empty()).then(|| chart::png(&bars, &until)).and_then(drawn),
    }
}

/// The key figures: actual against the budget as updated, and where the year is heading, where that is known.
fn figures(view: &View<'_>) -> Vec<Value> {
    let Some(statement) = view.statement else { return Vec::new() };
    let column = |scenario| Column { exercise: view.period.exercise(), scenario, function: None, centre: None };
    brief::KEY_LINES
        .iter()
        .filter(|(line, _)| statement.scheme.line(line).is_some())
        .map(|(line, label)| {
            let consuntivo = statement.value(line, column(Scenario::Consuntivo));
            let assestato = statement.value(line, column(Scenario::Assestato));
            let heading = view.year_end.statement(&statement.scheme.id);
            let preconsuntivo = heading.map(|it| it.value(line, column(Scenario::Preconsuntivo)));
            context! {
                label => *label,
                consuntivo => phrases::amount(&consuntivo),
                assestato => phrases::amount(&assestato),
                share => phrases::share(&consuntivo, &assestato),
                preconsuntivo => preconsuntivo.map(|it| phrases::amount(&it)).unwrap_or_default(),
            }
        })
        .collect()
}

/// What the finance office corrects of the year end; nothing where it corrects nothing.
fn corrected(view: &View<'_>) -> Option<String> {
    let (count, effect) = view.year_end.corrected(&view.statement?.scheme);
    (count > 0).then(|| phrases::corrected(count, effect))
}

/// The voci of which something is expected by now: how far off each is, and whether that is good.
fn deviations(view: &View<'_>) -> Vec<Value> {
    let Some(course) = view.course() else { return Vec::new() };
    let shown = |line: &Line| {
        let Deviation { expected, off_by, reading } = course.deviation(&line.id)?;
        let reading = reading.filter(|_| expected != Cents::ZERO || off_by != Cents::ZERO)?;
        Some(context! {
            label => &line.label,
            expected => expected.italian(),
            off_by => off_by.italian(),
            reading => reading.italian(),
            bad => reading == Reading::Unfavourable,
        })
    };
    course.statement.scheme.lines.iter().filter_map(shown).collect()
}

/// That the plan of the exercise is not loaded, and what to do.
fn no_plan(view: &View<'_>) -> Option<Value> {
    let told = view.problems.iter().find(|it| it.code == indicators::PLAN_NOT_LOADED)?;
    Some(context! { text => &told.text, remedy => capital(&told.remedy) })
}

/// How many of the plan's indicators stand how, the bad news first; what none is left out.
fn states(counts: &Counts) -> Vec<Value> {
    const BAD_FIRST: [Standing; Standing::ALL.len()] = [
        Standing::Missed,
        Standing::OffTrack,
        Standing::AtRisk,
        Standing::NoData,
        Standing::Undefined,
        Standing::Near,
        Standing::InProgress,
        Standing::NotMeaningful,
        Standing::ToDate,
        Standing::OnTrack,
        Standing::Met,
    ];
    let found = |standing: Standing| counts.by_standing.iter().find(|(one, _)| *one == standing);
    let found = BAD_FIRST.into_iter().filter_map(found);
    found.map(|(standing, count)| context! { name => standing.italian_of(*count), count }).collect()
}

fn shown_indicator(indicator: &Indicator, view: &View<'_>) -> Value {
    let definition = &indicator.definition;
    context! {
        code => definition.code_text(),
        name => &definition.name,
        value => judged(indicator),
        target => target_said(indicator),
        answer => view.answer_on(indicator).unwrap_or_default(),
    }
}

fn tie_outs<'a>(view: &View<'a>, state: TieOutState) -> impl Iterator<Item = &'a TieOut> + use<'a> {
    view.reconciliation.tie_outs.iter().filter(move |tie_out| tie_out.state == state)
}

/// Whether the identity of a failed tie-out was told with an earlier month: its failures are counted, and listed no more.
fn is_known(view: &View<'_>, tie_out: &TieOut) -> bool {
    let id = AlertId::of_tie_out(&tie_out.id);
    !tie_out.blocking && view.alerts.iter().any(|alert| alert.state == AlertState::Standing && alert.id == id)
}

fn shown_tie_out(tie_out: &TieOut) -> Value {
    let shown = |cents: Option<Cents>| cents.map_or_else(|| "nessun dato".to_owned(), |it| tie_out.unit.figure(it));
    context! {
        label => &tie_out.label,
        scope => &tie_out.figures,
        left => shown(tie_out.left),
        right => shown(tie_out.right),
        gap => shown(tie_out.difference()),
        blocking => tie_out.blocking,
        hint => tie_out.hint.as_deref().unwrap_or_default(),
    }
}

/// Open differences by the names of offices.
#[derive(Default)]
struct Open<'a> {
    /// How many, and their sum.
    offices: BTreeMap<&'a str, (usize, Cents)>,
    /// Offices of which nothing can be said, since the sheet that would explain their rows is not there; whether the message
    /// told so with its file.
    silent: BTreeMap<String, bool>,
    /// Those of which the registrations are not there.
    unbooked: BTreeMap<String, bool>,
}

fn open_by_office<'a>(view: &'a View<'_>, things: &Things) -> Open<'a> {
    let mut out = Open::default();
    for difference in view.reconciliation.differences.iter().filter(|d| d.state == DifferenceState::Open) {
        let name = match difference.office.as_deref() {
            _ if difference.is_of_accounts() => phrases::PUT_RIGHT,
            office => office.map_or("Senza ufficio", |office| view.office_name(office)),
        };
        let id = AlertId::of_office(AlertKind::Differences, difference.office.as_ref());
        let silenced = view.alerts.iter().find(|alert| alert.state == AlertState::Muted && alert.id == id);
        if let Some(silenced) = silenced {
            let own_sheet = difference.kind == Kind::MissingInOffice;
            let told = silenced.cause.as_ref().is_some_and(|cause| things.told.contains(cause));
            if own_sheet { &mut out.silent } else { &mut out.unbooked }.insert(name.to_owned(), told);
            continue;
        }
        let (count, sum) = out.offices.entry(name).or_default();
        *count += 1;
        *sum += difference.cents;
    }
    out
}

/// Whether the message told first that a file without which there are no figures is not there.
fn missing_accounts_told(view: &View<'_>, things: &Things) -> bool {
    let of_file = |it: &Alert| matches!(it.kind, AlertKind::SourceMissing | AlertKind::SourceRefused);
    view.alerts.iter().any(|it| of_file(it) && it.detail.blocks && things.told.contains(&it.id))
}

/// Files that the message did not tell first, and whether it told any.
fn files_apart(view: &View<'_>, things: &Things) -> (Vec<Value>, bool) {
    let first: Vec<&Alert> = view.alerts.iter().filter(|it| things.told.contains(&it.id)).collect();
    let told = |file: &SourceView| first.iter().any(|alert| is_about(alert, file));
    (files_to_mend(view, |file| !told(file)), view.files.iter().any(told))
}

/// Files that were refused or did not come, with the reason.
fn files_to_mend(view: &View<'_>, which: impl Fn(&SourceView) -> bool) -> Vec<Value> {
    let to_mend = |file: &&SourceView| matches!(file.state, SourceState::Refused | SourceState::Missing);
    let mut files: Vec<&SourceView> = view.files.iter().filter(to_mend).filter(|file| which(file)).collect();
    let left = phrases::files_left(files.len().saturating_sub(FILES_MAX)).map(|file| {
        context! { file, state => phrases::IN_THE_WORKBOOK, office => "", reason => "", more => 0, replaced_by => "" }
    });
    if left.is_some() {
        // Of what did not come nothing lies anywhere: it is told first.
        files.sort_by_key(|file| file.state != SourceState::Missing);
    }
    let files = files.into_iter().take(FILES_MAX).map(|file| {
        let reasons: Vec<&Problem> = reasons(view, file).collect();
        let office = file.office.as_deref().map_or("", |office| view.office_name(office));
        context! {
            file => &file.file,
            state => phrases::source_state(file.state),
            // What is expected may name its office already.
            office => if file.file.contains(office) { "" } else { office },
            reason => reasons.first().map(|problem| problem_text(problem)).unwrap_or_default(),
            more => reasons.len().saturating_sub(1),
            replaced_by => replacement(view, file).unwrap_or_default(),
        }
    });
    files.chain(left).collect()
}
