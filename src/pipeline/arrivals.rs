//! Steps 2 and 3 of a pass: what lies in the drop folder is claimed, kept, read, and told whether it stands.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;

use super::context::{Shelves, Step, Witness};
use super::examine::{self, Body, CameBack, Examined, Job, Yardstick};
use super::folders::Folders;
use super::loss::Held;
use super::phrases::answers as words;
use super::phrases::visto as visto_words;
use super::shorter;
use super::{answers, brought, office_rows, owner, phrases};
use crate::calendar;
use crate::config::{Config, Settings};
use crate::indicators;
use crate::intake::trays::{self, BeingRead, Claimed, Standing};
use crate::intake::{self, Reason, Scan, Settling, Sighting, Signed, Unsigned, Wait, archive};
use crate::issue::{LayoutId, SourceState, Visto};
use crate::ledger::{self, FileRows, Objectives};
use crate::money::Cents;
use crate::office::OfficeId;
use crate::origin::{Digest, Sources};
use crate::period::Period;
use crate::problem::Problem;
use crate::read::layout::Kind;
use crate::read::{self, Layout};
use crate::reconcile::Answer;
use crate::report::Declared;
use crate::report::answers::Returned;
use crate::store::{Arrival, Store};

/// A file in hand: claimed, or in a dry run read where it lies.
struct InHand {
    id: String,
    name: String,
    folder: Option<OfficeId>,
    path: PathBuf,
}

/// What a pass took in.
#[derive(Debug, Default)]
pub struct Intake {
    /// The arrivals of this pass, and refused ones of earlier passes whose outcome has changed; in order of id.
    pub arrivals: Vec<Arrival>,
    /// Refused arrivals that were tried again with the outcome that they had, and by which configuration.
    pub rechecked: Vec<(String, Digest)>,
    /// Ids of earlier arrivals that no longer stand.
    pub superseded: Vec<String>,
    /// Rows of the arrivals that stand for the month, or are references, by arrival id.
    pub rows: BTreeMap<String, FileRows>,
    /// What the sheets of offices hold that came in this pass, by arrival id.
    pub(super) held: BTreeMap<String, Held>,
    /// What people answered in the files of this pass.
    pub answers: Vec<Answer>,
    /// The visti that files of this pass bring.
    pub visti: Vec<Visto>,
    /// Files that wait for the next pass.
    pub settling: Vec<Settling>,
    /// What must be said beside the files' own problems.
    pub warnings: Vec<Problem>,
    /// The files behind the rows.
    pub sources: Sources,
}

impl Intake {
    /// What the next scan is given of the files that wait.
    pub(super) fn sightings(&self) -> Vec<Sighting> {
        let mut sightings: Vec<Sighting> = self.settling.iter().map(|it| it.sighting.clone()).collect();
        sightings.sort();
        sightings.dedup_by(|a, b| (&a.folder, &a.name) == (&b.folder, &b.name));
        sightings
    }

    /// Name and reason of each file that waits, by name.
    pub(super) fn waiting(&self) -> Vec<(String, String)> {
        let mut waiting: Vec<(String, String)> =
            self.settling.iter().map(|it| (it.name.clone(), it.why.clone())).collect();
        waiting.sort();
        waiting
    }
}

/// What taking in needs to know around the files.
pub(super) struct Around<'a> {
    pub folders: &'a Folders,
    pub store: &'a Store,
    pub config: &'a Config,
    /// The month of the pass, of which are files that declare none.
    pub period: Period,
    /// The last month of the run, where several are run one after the other; else the same.
    pub last: Period,
    pub wait: Wait,
    pub witness: Witness<'a>,
    /// Whether files are taken out of the drop folder at all.
    pub claims: bool,
}

/// Takes in everything that lies in the drop folder, and tries again the month's refused files that another
/// configuration refused.
pub(super) fn take_in(around: &Around<'_>) -> anyhow::Result<Intake> {
    let mut intake = Intake::default();
    // What our own trouble refused is tried again, as what another configuration refused is.
    let ours = |arrival: &Arrival| arrival.problems.iter().any(|problem| problem.code == "read.not_started");
    let again = around.store.arrivals_in(around.period)?.into_iter().filter(|arrival| {
        let by_other = arrival.configuration != around.config.digest || ours(arrival);
        arrival.state == SourceState::Refused && by_other && arrival.settled
    });
    let again: Vec<Arrival> = again.filter(|arrival| is_kept(around, arrival, &mut intake)).collect();
    let in_hand = if around.claims { claim(around, &mut intake)? } else { Vec::new() };
    let mut files = afresh(around, &again)?;
    for file in in_hand {
        (around.witness)(Step::Reading(&file.name))?;
        if let Err(error) = intake::open_plain(&file.path) {
            // A link or a pipe took the file's place after it was seen, or nobody may read it: it is none of ours.
            leave(around, &file, Reason::unreadable(&error), &mut intake)?;
            continue;
        }
        let kept = around.folders.keep_file(&file.path);
        let too_large = |bytes: u64| bytes > around.config.settings.limits.file_bytes_max;
        let (digest, bytes) = match (kept, std::fs::metadata(&file.path).map_or(0, |meta| meta.len())) {
            // What would be refused unread must not hold up what there is room for.
            (Err(error), bytes) if too_large(bytes) && disk_is_full(&error) => {
                leave(around, &file, Reason::huge(bytes), &mut intake)?;
                continue;
            }
            (kept, _) => kept?,
        };
        let body = body_of(around, &file.path, digest, bytes);
        let arrival = Arrival {
            id: file.id,
            name: file.name,
            owner: trays::owner_of(&file.path).map(owner::called),
            folder: file.folder,
            digest,
            bytes,
            arrived_at: around.wait.now,
            state: SourceState::Accepted,
            layout: None,
            office: None,
            period: around.period,
            as_of: None,
            rows: 0,
            total_cents: 0,
            problems: Vec::new(),
            settled: false,
            tray: String::new(),
            configuration: around.config.digest,
        };
        files.push((arrival, body));
    }
    intake.warnings.extend(intake.settling.iter().filter_map(|it| it.problem.clone()));
    receive(around, files, &mut intake)?;
    conclude(around, &again, intake)
}

/// Puts a file that is in hand back where it lay, and says why it waits there.
fn leave(around: &Around<'_>, file: &InHand, reason: Reason, intake: &mut Intake) -> anyhow::Result<()> {
    trays::put_back(&around.folders.drop(), &file.path, &file.name)?;
    let sighting = Sighting::first(file.folder.clone(), &file.name, around.wait.now);
    intake.settling.push(Settling::of(sighting, reason, &around.wait));
    Ok(())
}

fn disk_is_full(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(intake::is_full))
}

/// Whether the archive gives a refused file back as it came; of one that it does not, that is said, and nothing else waits
/// for it.
fn is_kept(around: &Around<'_>, arrival: &Arrival, intake: &mut Intake) -> bool {
    let given = archive::copy(&around.folders.archive(), arrival.digest, &mut std::io::sink());
    intake.warnings.extend(given.as_ref().err().map(|_| phrases::refused_lost(&arrival.name)));
    given.is_ok()
}

/// What is read of a file, when its turn comes: what the archive keeps of it, or in a dry run the file itself. One that
/// is larger than any export is never held.
fn body_of(around: &Around<'_>, path: &Path, digest: Digest, bytes: u64) -> Body {
    if bytes > around.config.settings.limits.file_bytes_max {
        return Body::TooLarge(bytes);
    }
    let path = match around.folders.dry_out {
        Some(_) => path.to_owned(),
        None => archive::path_of(&around.folders.archive(), digest),
    };
    Body::Kept { path, digest, bytes }
}

/// Tries refused arrivals again, whatever configuration refused them.
pub(super) fn try_again(around: &Around<'_>, refused: &[Arrival]) -> anyhow::Result<Intake> {
    let mut intake = Intake::default();
    receive(around, afresh(around, refused)?, &mut intake)?;
    conclude(around, refused, intake)
}

/// Refused arrivals as if they had just come, with their bytes out of the archive.
fn afresh(around: &Around<'_>, refused: &[Arrival]) -> anyhow::Result<Vec<(Arrival, Body)>> {
    let mut files = Vec::new();
    for arrival in refused {
        (around.witness)(Step::Reading(&arrival.name))?;
        let path = archive::path_of(&around.folders.archive(), arrival.digest);
        let body = body_of(around, &path, arrival.digest, arrival.bytes);
        let problems = Vec::new();
        files.push((Arrival { state: SourceState::Accepted, problems, settled: false, ..arrival.clone() }, body));
    }
    Ok(files)
}

/// Reads files, and tells what becomes of each but for its place.
fn receive(around: &Around<'_>, files: Vec<(Arrival, Body)>, intake: &mut Intake) -> anyhow::Result<()> {
    let mut jobs: Vec<Job<'_>> = Vec::new();
    let mut arrivals = Vec::new();
    for (arrival, body) in files {
        // What the store knows is not read again; two equal files of one pass are, since the first may be refused.
        let job = if known(around.store, &[], arrival.digest)?.is_none() {
            let month = arrival.period;
            let by = Yardstick { config: around.config, month };
            let place = examine::reserve(&arrival.name, arrival.digest, by, &mut intake.sources);
            let hand = trays::hand_of(&arrival.id, arrival.folder.as_ref());
            let being_read = (!arrival.settled && around.folders.dry_out.is_none())
                .then(|| BeingRead::of(&around.folders.drop(), &hand));
            jobs.push(Job {
                name: arrival.name.clone(),
                folder: arrival.folder.clone(),
                body,
                place,
                being_read,
                month,
            });
            Some(jobs.len() - 1)
        } else {
            None
        };
        arrivals.push((arrival, job));
    }
    let mut read = examine::read_together(jobs, around.config)?;
    for (mut arrival, job) in arrivals {
        arrival.configuration = around.config.digest;
        let looked = job.and_then(|job| read.get_mut(job)?.take());
        match (known(around.store, &intake.arrivals, arrival.digest)?, looked) {
            (None, Some(looked)) => {
                let looked = examine::named(looked, &mut intake.sources);
                examined(around, &mut arrival, looked, intake)?;
            }
            (first, _) => {
                arrival.state = SourceState::Duplicate;
                if let Some(first) = first {
                    arrival.layout = first.layout;
                    arrival.office = first.office;
                    arrival.period = first.period;
                    arrival.as_of = first.as_of;
                    arrival.rows = first.rows;
                }
            }
        }
        intake.arrivals.push(arrival);
    }
    Ok(())
}

/// What reading a file makes of its arrival; its rows are kept when this pass needs them.
fn examined(around: &Around<'_>, arrival: &mut Arrival, examined: Examined, intake: &mut Intake) -> anyhow::Result<()> {
    match &examined.came {
        Some(CameBack::Workbook(returned, declared)) => {
            return answered(around, arrival, (returned, declared.as_ref()), intake);
        }
        Some(CameBack::Signed(signed)) => return seen(around, arrival, signed, intake),
        None => {}
    }
    arrival.layout = examined.layout.as_ref().map(|layout| LayoutId::from(layout.id.as_str()));
    arrival.office = examined.office.clone();
    arrival.period = examined.period.unwrap_or(arrival.period);
    arrival.as_of = examined.as_of;
    arrival.rows = examined.row_count;
    arrival.total_cents = examined.total_cents;
    let held = examined
        .layout
        .as_ref()
        .and_then(|layout| Held::of(layout, &examined.rows, &examined.problems, &intake.sources));
    if let Some(held) = held {
        intake.held.insert(arrival.id.clone(), held);
    }
    arrival.problems = examined.problems;
    if let Some(layout) = &examined.layout {
        arrival.problems.extend(not_of_tray(arrival, layout, around.config));
        arrival.problems.extend(of_another_year(arrival, layout));
    }
    if arrival.problems.iter().any(Problem::refuses) {
        arrival.state = SourceState::Refused;
        return Ok(());
    }
    if is_far(around, arrival.period)? {
        arrival.problems.push(intake::far_month(arrival.period).in_file(arrival.name.clone()));
    }
    if let Some(layout) = examined.layout
        && (arrival.period == around.period || layout.kind.is_of_no_month())
    {
        let rows = FileRows {
            layout,
            office: examined.office,
            period: arrival.period,
            as_of: arrival.as_of,
            rows: examined.rows,
        };
        if rows.layout.kind == Kind::Corrections {
            arrival.problems.extend(uncounted(around, &rows, &intake.sources));
        } else if around.config.is_reserved(&rows.layout) {
            arrival.problems.extend(doubted(around, &rows, &intake.sources));
        }
        intake.rows.insert(arrival.id.clone(), rows);
    }
    Ok(())
}

/// Whether a file is something of ours that came back: it stands for no place.
pub(super) fn has_no_place(arrival: &Arrival) -> bool {
    answers::are_of(arrival) || brought::are_of(arrival)
}

/// What a workbook that came back says; it has no place.
fn answered(
    around: &Around<'_>,
    arrival: &mut Arrival,
    (came, declared): (&Returned, Option<&Declared>),
    intake: &mut Intake,
) -> anyhow::Result<()> {
    let Around { config, folders, store, .. } = *around;
    let known = store.answers()?.and(&intake.answers);
    let shelves = Shelves { config, folders, store };
    let mut taken = answers::take(came, arrival, &known, shelves)?;
    if let Some(declared) = declared.filter(|_| !taken.problems.iter().any(Problem::refuses)) {
        match brought::declared(declared, came, arrival, shelves)? {
            // What is answered beside it makes another month of the one that was seen.
            Ok(_) if !taken.answers.is_empty() => taken.problems.push(visto_words::with_answers()),
            // Who gives the visto and answers nothing has said something.
            Ok(visto) => {
                taken.problems.retain(|it| it.code != words::NOTHING_NEW);
                intake.visti.push(visto);
            }
            Err(problem) => taken.problems.push(*problem),
        }
    }
    let name = arrival.name.clone();
    arrival.problems = taken.problems.into_iter().map(|it| it.in_file(name.clone())).collect();
    if arrival.problems.iter().any(Problem::refuses) {
        arrival.state = SourceState::Refused;
    } else {
        intake.answers.extend(taken.answers);
    }
    Ok(())
}

/// What a signed document says; it has no place.
fn seen(
    around: &Around<'_>,
    arrival: &mut Arrival,
    came: &Result<Signed, Unsigned>,
    intake: &mut Intake,
) -> anyhow::Result<()> {
    let Around { config, folders, store, .. } = *around;
    match brought::signed(came, arrival, Shelves { config, folders, store })? {
        Ok(visto) => intake.visti.push(visto),
        Err(problem) => {
            arrival.problems = vec![problem.in_file(arrival.name.clone())];
            arrival.state = SourceState::Refused;
        }
    }
    Ok(())
}

/// That a file of the accounts lay in the tray of an office that does not answer for them: the tray says who may drop what.
/// Asked of what arrives, not of what is read again: a tray is no part of what an issue is made of.
fn not_of_tray(arrival: &Arrival, layout: &Layout, config: &Config) -> Option<Problem> {
    let Settings { offices, intake, .. } = &config.settings;
    let tray = arrival.folder.as_deref().filter(|tray| intake.own_trays && !offices.is_accounts(tray))?;
    let names = (offices.name_or_id(tray), offices.name_or_id(offices.accounts()));
    let is_of_others = layout.kind == Kind::Corrections || config.assessor(layout).is_some();
    (!is_of_others && !office_rows::bears_office(layout, &config.settings.expected))
        .then(|| phrases::not_of_tray(names.0, names.1).in_file(&*arrival.name))
}

/// That the title of a table says the end of the very year that it bears, where its figures are those of the end of the year before.
/// Asked of what arrives: what an issue used stays as it was read.
fn of_another_year(arrival: &Arrival, layout: &Layout) -> Option<Problem> {
    let mut amounts = layout.columns.iter().filter_map(|column| column.amount.as_ref()).peekable();
    let is_of_the_year_before =
        layout.kind.is_of_no_month() && amounts.peek().is_some() && amounts.all(|amount| amount.years_before > 0);
    let name = arrival.period.exercise();
    let as_of = arrival.as_of.filter(|as_of| is_of_the_year_before && *as_of == name.last_day())?;
    Some(phrases::year_before_conflict(name, as_of).in_file(&*arrival.name))
}

/// The rows of a table of corrections that do not count, by the table alone: whoever dropped it is told in its receipt.
fn uncounted(around: &Around<'_>, table: &FileRows, sources: &Sources) -> Vec<Problem> {
    let chart = &around.config.chart;
    let (_, mut problems) = ledger::post(vec![table.clone()], chart, &Objectives::default(), sources);
    problems.retain(|it| it.code.starts_with("ledger.correction_"));
    problems
}

/// What is wrong with the table of one who assesses, by the table alone: the month does not say it.
fn doubted(around: &Around<'_>, table: &FileRows, sources: &Sources) -> Vec<Problem> {
    let Config { chart, objectives, .. } = around.config;
    let (ledger, mut problems) = ledger::post(vec![table.clone()], chart, &Objectives::default(), sources);
    problems.extend(indicators::assessed(objectives, &ledger.reserved, table.period, sources));
    problems
}

/// Whether a month is one for which nobody waits today: before the exercise before, or after next month. One that somebody
/// runs, or that was released, is known to be meant.
fn is_far(around: &Around<'_>, month: Period) -> anyhow::Result<bool> {
    let today = calendar::month_of(around.wait.now);
    let near = month.exercise() >= today.exercise().previous() && month <= today.next();
    if near || (around.period..=around.last).contains(&month) {
        return Ok(false);
    }
    Ok(around.store.released_before(month, u32::MAX)?.is_none())
}

/// Tells which of the examined files stand for their places, and which of those tried again have changed at all.
fn conclude(around: &Around<'_>, again: &[Arrival], mut intake: Intake) -> anyhow::Result<Intake> {
    tell_apart(&mut intake.arrivals);
    settle_places(around, &mut intake)?;
    for arrival in &intake.arrivals {
        if arrival.state != SourceState::Accepted {
            intake.rows.remove(&arrival.id);
        }
    }
    let same = |arrival: &Arrival| {
        again.iter().any(|before| {
            let Arrival { settled, configuration, .. } = before;
            Arrival { settled: *settled, configuration: *configuration, ..arrival.clone() } == *before
        })
    };
    let (unchanged, changed): (Vec<Arrival>, Vec<Arrival>) = intake.arrivals.into_iter().partition(same);
    intake.rechecked = unchanged.into_iter().map(|arrival| (arrival.id, arrival.configuration)).collect();
    intake.arrivals = changed;
    Ok(intake)
}

/// Claims what can be claimed, after what an interrupted pass left in hand.
fn claim(around: &Around<'_>, intake: &mut Intake) -> anyhow::Result<Vec<InHand>> {
    let Around { folders, store, config, wait, witness, .. } = around;
    let drop = folders.drop();
    let scan = scan(around)?;
    intake.settling = scan.settling;
    let mut in_hand = Vec::new();
    for Standing { arrival, name, path } in trays::in_hand(&drop)? {
        let (id, folder) = trays::of_hand(&arrival);
        // Committed and not moved yet: a dry run meets it here, a pass has moved it before. What a person put there, a
        // second file of one arrival too, is returned as others are.
        let known = store.arrival(id)?;
        let is_second = in_hand.last().is_some_and(|it: &InHand| it.id == id);
        if known.is_some() || is_second || number_of(id).is_none() {
            if folders.dry_out.is_none() && known.is_none_or(|it| it.settled || it.name != name) {
                trays::put_back(&drop, &path, &name)?;
            }
            continue;
        }
        in_hand.push(InHand { id: id.to_owned(), name, folder, path });
    }
    let left = in_hand.iter().filter_map(|file| number_of(&file.id)).max().unwrap_or(0);
    let first = store.next_arrival()?.max(left + 1);
    let mut numbers = first..;
    for found in scan.arrivals {
        if found.sighting.bytes > config.settings.limits.file_bytes_max.saturating_mul(HUGE_TIMES) {
            let reason = Reason::huge(found.sighting.bytes);
            intake.settling.push(Settling::of(found.sighting, reason, wait));
            continue;
        }
        let folder = found.sighting.folder.clone();
        let named = |number| format!("A{number:06}");
        // A number whose place somebody took is passed over.
        let Some(id) =
            numbers.by_ref().map(named).find(|id| trays::is_free(&drop, &trays::hand_of(id, folder.as_ref())))
        else {
            break;
        };
        let path = if folders.dry_out.is_some() {
            found.path.clone()
        } else {
            let hand = trays::hand_of(&id, folder.as_ref());
            match trays::claim(&drop, &found, &hand)? {
                Claimed::InHand(path) => {
                    witness(Step::Claimed(&found.name))?;
                    path
                }
                Claimed::Gone => continue,
                Claimed::Left(reason) => {
                    intake.settling.push(Settling::of(found.sighting, reason, wait));
                    continue;
                }
            }
        };
        in_hand.push(InHand { id, name: found.name, folder, path });
    }
    in_hand.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(in_hand)
}

/// A file of as many times what is read at most is not even taken: the archive would keep it for ever.
const HUGE_TIMES: u64 = 4;

/// Digits of an arrival's number, at most: no chamber receives as many files, and all of them can be counted on.
const DIGITS_MAX: usize = 12;

/// The number of an arrival by its id, `A000012`; none of what is no id of ours.
pub(super) fn number_of(id: &str) -> Option<u64> {
    let digits = id.strip_prefix('A')?;
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit()) && (6..=DIGITS_MAX).contains(&digits.len());
    is_number.then(|| digits.parse().ok())?
}

/// A file of a month that lies in the drop folder and could not be taken.
#[derive(Clone, Debug)]
pub(super) struct WaitingFile {
    pub layout: LayoutId,
    pub office: Option<OfficeId>,
    pub name: String,
    /// Why, in Italian.
    pub reason: String,
}

/// The files of a month that wait, as far as their names tell; of a pass that leaves the drop folder alone, too.
pub(super) fn waiting_of_month(around: &Around<'_>, intake: &Intake) -> anyhow::Result<Vec<WaitingFile>> {
    let seen;
    let settling = if around.claims {
        &intake.settling
    } else {
        seen = scan(around)?.settling;
        &seen
    };
    let of_month = |it: &Settling, file: &String| {
        let (layout, office, period) = place_in_name(file, around.config)?;
        let is_ours = period.is_none_or(|period| period == around.period);
        let (name, reason) = (file.clone(), it.reason.clone());
        is_ours.then(|| WaitingFile { layout: LayoutId::from(layout.id.as_str()), office, name, reason })
    };
    Ok(settling.iter().flat_map(|it| it.files.iter().filter_map(move |file| of_month(it, file))).collect())
}

/// Looks into the drop folder, if there is one.
fn scan(around: &Around<'_>) -> anyhow::Result<Scan> {
    let drop = around.folders.drop();
    if !drop.is_dir() {
        return Ok(Scan::default());
    }
    intake::scan(&drop, &around.config.settings.offices, &around.store.sightings()?, &around.wait)
        .with_context(|| format!("non si legge `{}`", drop.display()))
}

/// The place that a file's name alone tells: layout, office (none for the accounts) and month; `None` where no layout, or
/// more than one, knows the name.
pub(super) fn place_in_name(name: &str, config: &Config) -> Option<(Arc<Layout>, Option<OfficeId>, Option<Period>)> {
    let [layout] = config.layouts_for(name)[..] else { return None };
    let (period, office) = read::said_by_name(name, layout);
    Some((Arc::clone(layout), office.as_deref().and_then(OfficeId::of), period))
}

/// The arrival that brought these bytes first, unless it was refused: a refused file may be tried again.
fn known(store: &Store, in_pass: &[Arrival], digest: Digest) -> anyhow::Result<Option<Arrival>> {
    // Bytes that stood once and were replaced may be what somebody wants back: they are a new arrival.
    // Answers are read again: in another tray the same bytes are another office's word. A signature is the same anywhere.
    let counts = |arrival: &Arrival| arrival.state == SourceState::Accepted && !answers::are_of(arrival);
    let earlier = store.arrivals_of(digest)?.into_iter().find(|arrival| counts(arrival));
    Ok(earlier.or_else(|| in_pass.iter().find(|arrival| arrival.digest == digest && counts(arrival)).cloned()))
}

/// Two files of one pass for one place: the later date stands, and of one date the later arrival (a file tried again
/// arrived earlier); of two that arrived together with the same date neither does.
fn tell_apart(arrivals: &mut [Arrival]) {
    let place = |it: &Arrival| (it.layout.clone(), it.office.clone(), it.period);
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (i, arrival) in arrivals.iter().enumerate() {
        if arrival.state == SourceState::Accepted && !has_no_place(arrival) {
            places.entry(place(arrival)).or_default().push(i);
        }
    }
    for rivals in places.into_values().filter(|rivals| rivals.len() > 1) {
        let rank = |i: usize| (stands_at(&arrivals[i]), arrivals[i].arrived_at);
        let latest = rivals.iter().map(|i| rank(*i)).max();
        let standing: Vec<usize> = rivals.iter().copied().filter(|i| Some(rank(*i)) == latest).collect();
        let latest_date = latest.map(|(day, _)| day);
        let names: Vec<String> = standing.iter().map(|i| arrivals[*i].name.clone()).collect();
        for i in rivals {
            if !standing.contains(&i) {
                arrivals[i].state = SourceState::Superseded;
                let problem = older(Some(stands_at(&arrivals[i])) < latest_date, &names[0]);
                let problem = problem.in_file(arrivals[i].name.clone());
                arrivals[i].problems.push(problem);
            } else if standing.len() > 1 {
                let other = names.iter().find(|name| **name != arrivals[i].name).unwrap_or(&names[0]);
                let problem = phrases::two_for_one_place(other).in_file(arrivals[i].name.clone());
                arrivals[i].state = SourceState::Refused;
                arrivals[i].problems.push(problem);
            }
        }
    }
}

/// The day to which a file's figures stand: what its title says; of one that says no day, the end of its month.
fn stands_at(arrival: &Arrival) -> NaiveDate {
    arrival.as_of.unwrap_or_else(|| arrival.period.last_day())
}

/// Why another file stands: by its date, or because it came later.
fn older(by_date: bool, standing: &str) -> Problem {
    if by_date { phrases::older_than_standing(standing) } else { phrases::replaced(standing) }
}

/// Each new file against the one that stands for its place.
fn settle_places(around: &Around<'_>, intake: &mut Intake) -> anyhow::Result<()> {
    let shelves = Shelves { config: around.config, folders: around.folders, store: around.store };
    let has_place = |it: &&mut Arrival| it.state == SourceState::Accepted && !has_no_place(it);
    for arrival in intake.arrivals.iter_mut().filter(has_place) {
        let standing = around.store.arrivals_in(arrival.period)?.into_iter().find(|other| {
            other.state == SourceState::Accepted && other.layout == arrival.layout && other.office == arrival.office
        });
        let Some(standing) = standing else { continue };
        let name = arrival.name.clone();
        let (day, standing_day) = (stands_at(arrival), stands_at(&standing));
        let came_before = day == standing_day && arrival.id < standing.id;
        if day < standing_day || came_before {
            arrival.state = SourceState::Superseded;
            arrival.problems.push(older(!came_before, &standing.name).in_file(name));
            continue;
        }
        let lacks = match intake.held.remove(&arrival.id) {
            Some(held) => shorter::against(arrival, held, &standing, shelves)?,
            None if day == standing_day => cut(arrival, &standing, shelves)?,
            None => None,
        };
        if lacks.as_ref().is_some_and(Problem::refuses) {
            arrival.state = SourceState::Refused;
        } else {
            intake.superseded.push(standing.id);
        }
        arrival.problems.extend(lacks.map(|it| it.in_file(name)));
    }
    Ok(())
}

/// An export of the accounts that says the same day with fewer rows and a lower total was cut; unless somebody drops the same
/// bytes again and says in their name that they are meant. A machine drops the same cut file every night, and says nothing.
fn cut(arrival: &Arrival, standing: &Arrival, shelves: Shelves<'_>) -> anyhow::Result<Option<Problem>> {
    // Whoever withdraws a correction writes a shorter table.
    let layout = arrival.layout.as_deref().and_then(|id| shelves.config.layout(id));
    if layout.is_some_and(|it| it.kind == Kind::Corrections) {
        return Ok(None);
    }
    let (rows, totals) = ((arrival.rows, standing.rows), (arrival.total_cents, standing.total_cents));
    if rows.0 >= rows.1 || totals.0 >= totals.1 {
        return Ok(None);
    }
    let fewer = phrases::fewer(rows, (Cents(totals.0), Cents(totals.1)));
    let says_so = arrival.name.to_lowercase().contains(phrases::CONFIRMED);
    if says_so && shorter::came_before(arrival, shelves)? {
        return Ok(Some(phrases::shorter_export(&standing.name, &fewer)));
    }
    let confirmed = match arrival.name.rsplit_once('.') {
        Some((stem, ending)) if !says_so => format!("{stem}_{}.{ending}", phrases::CONFIRMED),
        _ => arrival.name.clone(),
    };
    Ok(Some(phrases::shrunken(&standing.name, &fewer, &confirmed)))
}
