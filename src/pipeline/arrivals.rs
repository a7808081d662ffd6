//! Steps 2 and 3 of a pass: what lies in the drop folder is claimed, kept, read, and told whether it stands.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;

use super::folders::Folders;
use super::{Step, Witness, phrases};
use crate::config::Config;
use crate::intake::{self, Sighting, Wait, archive, trays};
use crate::ledger::FileRows;
use crate::origin::{Digest, Source, Sources};
use crate::period::Period;
use crate::problem::Problem;
use crate::read::layout::Kind;
use crate::read::words::folded;
use crate::read::{self, Layout, Row, RowKind, Value};
use crate::store::{Arrival, ArrivalState, Store};

/// A file in hand: claimed, or in a dry run read where it lies.
struct InHand {
    id: String,
    name: String,
    folder: String,
    path: PathBuf,
}

/// Files that wait for the next pass: name and why.
pub type Waiting = Vec<(String, String)>;

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
    /// Files that wait for the next pass: name and why.
    pub settling: Waiting,
    /// What must be said of them.
    pub warnings: Vec<Problem>,
    /// What the next scan is given of them.
    pub sightings: Vec<Sighting>,
}

/// What taking in needs to know around the files.
pub(super) struct Around<'a> {
    pub folders: &'a Folders,
    pub store: &'a Store,
    pub config: &'a Config,
    /// The month of the pass, of which are files that declare none.
    pub period: Period,
    pub wait: Wait,
    pub witness: Witness<'a>,
}

/// Takes in everything that lies in the drop folder, and tries again the month's refused files that another
/// configuration refused.
pub(super) fn take_in(around: &Around<'_>, sources: &mut Sources) -> anyhow::Result<Intake> {
    let mut intake = Intake::default();
    let again = around.store.arrivals_in(around.period)?.into_iter().filter(|arrival| {
        arrival.state == ArrivalState::Refused && arrival.configuration != around.config.digest && arrival.settled
    });
    let again: Vec<Arrival> = again.collect();
    let in_hand = claim(around, &mut intake)?;
    for arrival in &again {
        (around.witness)(Step::Reading(&arrival.name))?;
        let bytes = archive::load(&around.folders.archive(), arrival.digest)?;
        let afresh = Arrival { state: ArrivalState::Accepted, problems: Vec::new(), settled: false, ..arrival.clone() };
        receive(around, afresh, &bytes, sources, &mut intake)?;
    }
    for file in in_hand {
        (around.witness)(Step::Reading(&file.name))?;
        let bytes = std::fs::read(&file.path).with_context(|| format!("non si legge `{}`", file.path.display()))?;
        let arrival = Arrival {
            id: file.id,
            name: file.name,
            folder: file.folder,
            digest: around.folders.keep(&bytes)?,
            bytes: bytes.len() as u64,
            arrived_at: around.wait.now,
            state: ArrivalState::Accepted,
            layout: String::new(),
            office: String::new(),
            period: around.period,
            as_of: None,
            rows: 0,
            total_cents: 0,
            problems: Vec::new(),
            settled: false,
            tray: String::new(),
            configuration: around.config.digest,
        };
        receive(around, arrival, &bytes, sources, &mut intake)?;
    }
    conclude(around, &again, intake)
}

/// Tries refused arrivals again, whatever configuration refused them.
pub(super) fn try_again(around: &Around<'_>, refused: &[Arrival], sources: &mut Sources) -> anyhow::Result<Intake> {
    let mut intake = Intake::default();
    for arrival in refused {
        let bytes = archive::load(&around.folders.archive(), arrival.digest)?;
        let afresh = Arrival { state: ArrivalState::Accepted, problems: Vec::new(), settled: false, ..arrival.clone() };
        receive(around, afresh, &bytes, sources, &mut intake)?;
    }
    conclude(around, refused, intake)
}

/// Examines one file and tells what becomes of it, but for its place.
fn receive(
    around: &Around<'_>,
    mut arrival: Arrival,
    bytes: &[u8],
    sources: &mut Sources,
    intake: &mut Intake,
) -> anyhow::Result<()> {
    arrival.configuration = around.config.digest;
    if let Some(first) = known(around.store, &intake.arrivals, arrival.digest)? {
        arrival.state = ArrivalState::Duplicate;
        arrival.layout = first.layout;
        arrival.office = first.office;
        arrival.period = first.period;
        arrival.as_of = first.as_of;
        arrival.rows = first.rows;
    } else {
        let examined = examine(&arrival.name, &arrival.folder, bytes, around.config, sources);
        arrival.layout = examined.layout.as_ref().map_or_else(String::new, |layout| layout.id.clone());
        arrival.office = examined.office.as_deref().unwrap_or_default().to_owned();
        arrival.period = examined.period.unwrap_or(arrival.period);
        arrival.as_of = examined.as_of;
        arrival.rows = examined.row_count;
        arrival.total_cents = examined.total_cents;
        arrival.problems = examined.problems;
        if arrival.problems.iter().any(Problem::refuses) {
            arrival.state = ArrivalState::Refused;
        } else if let Some(layout) = examined.layout
            && (arrival.period == around.period || layout.kind == Kind::Reference)
        {
            let rows = FileRows {
                layout,
                office: examined.office,
                period: arrival.period,
                as_of: arrival.as_of,
                rows: examined.rows,
            };
            intake.rows.insert(arrival.id.clone(), rows);
        }
    }
    intake.arrivals.push(arrival);
    Ok(())
}

/// Tells which of the examined files stand for their places, and which of those tried again have changed at all.
fn conclude(around: &Around<'_>, again: &[Arrival], mut intake: Intake) -> anyhow::Result<Intake> {
    tell_apart(&mut intake.arrivals);
    settle_places(around.store, &mut intake)?;
    for arrival in &intake.arrivals {
        if arrival.state != ArrivalState::Accepted {
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
    if !drop.is_dir() {
        return Ok(Vec::new());
    }
    let offices: Vec<String> = config.settings.offices.iter().map(|office| office.id.to_string()).collect();
    let scan = intake::scan(&drop, &offices, &store.sightings()?, wait)
        .with_context(|| format!("non si legge `{}`", drop.display()))?;
    intake.sightings = scan.sightings;
    for file in scan.settling {
        intake.warnings.extend(file.problem);
        intake.settling.push((file.name, file.why));
    }
    let mut in_hand = Vec::new();
    for (arrival, name, path) in trays::in_hand(&drop)? {
        let (id, folder) = arrival.split_once('.').unwrap_or((&arrival, ""));
        in_hand.push(InHand { id: id.to_owned(), name, folder: folder.to_owned(), path });
    }
    let left = in_hand.iter().filter_map(|file| file.id.get(1..)?.parse::<u64>().ok()).max().unwrap_or(0);
    let first = store.next_arrival()?.max(left + 1);
    for (number, found) in (first..).zip(scan.arrivals) {
        let id = format!("A{number:06}");
        let folder = found.office.clone().unwrap_or_default();
        let path = if folders.dry_out.is_some() {
            found.path.clone()
        } else {
            // The subfolder travels with the id, so that an interrupted pass does not forget it.
            let hand = if folder.is_empty() { id.clone() } else { format!("{id}.{folder}") };
            let path = trays::claim(&drop, &found, &hand)?;
            witness(Step::Claimed(&found.name))?;
            path
        };
        in_hand.push(InHand { id, name: found.name, folder, path });
    }
    in_hand.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(in_hand)
}

/// The arrival that brought these bytes first, unless it was refused: a refused file may be tried again.
fn known(store: &Store, in_pass: &[Arrival], digest: Digest) -> anyhow::Result<Option<Arrival>> {
    let counts = |arrival: &Arrival| matches!(arrival.state, ArrivalState::Accepted | ArrivalState::Superseded);
    let earlier = store.arrivals_of(digest)?.into_iter().find(|arrival| counts(arrival));
    Ok(earlier.or_else(|| in_pass.iter().find(|arrival| arrival.digest == digest && counts(arrival)).cloned()))
}

/// What reading a file as a whole gave.
#[derive(Default)]
pub(super) struct Examined {
    pub layout: Option<Arc<Layout>>,
    pub office: Option<Arc<str>>,
    pub period: Option<Period>,
    pub as_of: Option<NaiveDate>,
    pub row_count: u64,
    pub total_cents: i64,
    pub rows: Vec<Row>,
    pub problems: Vec<Problem>,
}

/// Finds a file's layout by its name, reads it, and checks what it says of itself.
pub(super) fn examine(name: &str, folder: &str, bytes: &[u8], config: &Config, sources: &mut Sources) -> Examined {
    let mut examined = Examined::default();
    let refuse = |mut examined: Examined, problem: Problem| {
        examined.problems.push(problem.in_file(name));
        examined
    };
    if bytes.len() as u64 > config.settings.limits.file_bytes_max {
        return refuse(examined, phrases::too_large(bytes.len() as u64, config.settings.limits.file_bytes_max));
    }
    let layout = match layout_of(name, config) {
        Ok(layout) => layout,
        Err(problem) => {
            // A picture or a protected workbook is better told what it is than that its name is unknown.
            if let Err(problems) = read::see(name, bytes, &config.settings.limits) {
                examined.problems = problems;
                return examined;
            }
            return refuse(examined, *problem);
        }
    };
    let source = sources.add(Source { file: name.to_owned(), digest: Digest::of(bytes), sheets: Vec::new() });
    let rows = &mut examined.rows;
    let reading = read::rows(source, name, bytes, layout, &config.settings.limits, &mut |row| rows.push(row));
    sources.name_sheets(source, reading.sheets.clone());
    let heading = &reading.heading;
    examined.row_count = reading.rows;
    examined.total_cents = total(&examined.rows);
    examined.as_of = heading.as_of;
    examined.office = heading.name_office.as_deref().map(Arc::from);
    examined.period = heading.name_period.or(heading.period).or_else(|| heading.as_of.and_then(Period::of));
    let refused = reading.refused();
    examined.problems = reading.problems.into_iter().map(|problem| problem.in_file(name)).collect();
    if !refused {
        let wrong = whole(layout, &reading.heading, name, folder, config);
        examined.problems.extend(wrong.into_iter().map(|problem| problem.in_file(name)));
    }
    examined.layout = Some(Arc::clone(layout));
    examined
}

/// The layout whose pattern the name fits.
fn layout_of<'a>(name: &str, config: &'a Config) -> Result<&'a Arc<Layout>, Box<Problem>> {
    let stem = stem(name);
    let mut fitting = config.layouts.iter().filter(|layout| layout.file.0.is_match(stem));
    match (fitting.next(), fitting.next()) {
        (Some(layout), None) => Ok(layout),
        (Some(first), Some(second)) => Err(Box::new(phrases::two_layouts(&first.id, &second.id))),
        (None, _) => {
            let near = |layout: &&Arc<Layout>| strsim::jaro_winkler(&folded(stem), &folded(&layout.id));
            let nearest = config.layouts.iter().max_by(|a, b| near(a).total_cmp(&near(b)));
            let title = nearest.filter(|layout| near(layout) > 0.8).map(|layout| layout.title.as_str());
            Err(Box::new(phrases::undeclared(name, title)))
        }
    }
}

/// A name without its extension.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What is wrong with a file that could be read: another chamber, no month or two, another office.
fn whole(layout: &Layout, heading: &read::Heading, name: &str, folder: &str, config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    let declared = layout.file.0.captures(stem(name)).and_then(|found| found.name("period"));
    if let Some(declared) = declared
        && heading.name_period.is_none()
    {
        problems.push(phrases::no_such_month(declared.as_str()));
    }
    let ente = &config.settings.ente.name;
    let named = heading.ente.as_ref().unwrap_or(&heading.title);
    if layout.check_ente && !folded(named).contains(&folded(ente)) {
        problems.push(phrases::other_ente(ente));
    }
    match (heading.name_period, heading.as_of) {
        (Some(period), Some(as_of)) if Period::of(as_of) != Some(period) && layout.kind != Kind::Reference => {
            problems.push(phrases::period_conflict(period, as_of));
        }
        (Some(name), _) if heading.period.is_some_and(|period| period != name) => {
            problems.push(phrases::month_conflict(name, heading.period.unwrap_or(name)));
        }
        (None, None) if heading.period.is_none() => problems.push(phrases::no_period()),
        _ => {}
    }
    if matches!(layout.kind, Kind::Initiatives | Kind::Measurements) {
        let known = |id: &str| config.settings.offices.iter().any(|office| &*office.id == id);
        match heading.name_office.as_deref() {
            None => problems.push(phrases::no_office()),
            Some(office) if !known(office) => problems.push(phrases::unknown_office(office)),
            Some(office) if titled_otherwise(office, heading, config).is_some() => {
                let name_of =
                    |id: &str| config.settings.offices.iter().find(|it| &*it.id == id).map(|it| it.name.as_str());
                let other = titled_otherwise(office, heading, config).unwrap_or_default();
                problems.push(phrases::other_office(name_of(office).unwrap_or(office), other));
            }
            Some(office) if !folder.is_empty() && folder != office => {
                problems.push(phrases::other_folder(office, folder));
            }
            Some(_) => {}
        }
    }
    problems
}

/// The name of another office, when the title bears one and not that of the file's own.
fn titled_otherwise<'a>(office: &str, heading: &read::Heading, config: &'a Config) -> Option<&'a str> {
    let title = folded(&heading.title);
    let named = |name: &str| title.contains(&folded(name));
    let offices = &config.settings.offices;
    if offices.iter().any(|it| &*it.id == office && named(&it.name)) {
        return None;
    }
    offices.iter().find(|it| &*it.id != office && named(&it.name)).map(|it| it.name.as_str())
}

/// The sum of all amounts of the data rows: a fingerprint by which a shrunken copy is recognised.
fn total(rows: &[Row]) -> i64 {
    let data = rows.iter().filter(|row| row.kind == RowKind::Data);
    data.flat_map(|row| row.values.iter().filter_map(Value::money)).fold(0, |sum, cents| sum.saturating_add(cents.0))
}

/// Two files of one pass for one place: the later date stands, and of one date the later arrival (a file tried again
/// arrived earlier); of two that arrived together with the same date neither does.
fn tell_apart(arrivals: &mut [Arrival]) {
    let place = |it: &Arrival| (it.layout.clone(), it.office.clone(), it.period);
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (i, arrival) in arrivals.iter().enumerate() {
        if arrival.state == ArrivalState::Accepted {
            places.entry(place(arrival)).or_default().push(i);
        }
    }
    for rivals in places.into_values().filter(|rivals| rivals.len() > 1) {
        let rank = |i: usize| (arrivals[i].as_of, arrivals[i].arrived_at);
        let latest = rivals.iter().map(|i| rank(*i)).max();
        let standing: Vec<usize> = rivals.iter().copied().filter(|i| Some(rank(*i)) == latest).collect();
        let latest_date = latest.and_then(|(as_of, _)| as_of);
        let names: Vec<String> = standing.iter().map(|i| arrivals[*i].name.clone()).collect();
        for i in rivals {
            if !standing.contains(&i) {
                arrivals[i].state = ArrivalState::Superseded;
                let problem = older(arrivals[i].as_of < latest_date, &names[0]);
                let problem = problem.in_file(arrivals[i].name.clone());
                arrivals[i].problems.push(problem);
            } else if standing.len() > 1 {
                let other = names.iter().find(|name| **name != arrivals[i].name).unwrap_or(&names[0]);
                let problem = phrases::two_for_one_place(other).in_file(arrivals[i].name.clone());
                arrivals[i].state = ArrivalState::Refused;
                arrivals[i].problems.push(problem);
            }
        }
    }
}

/// Why another file stands: by its date, or because it came later.
fn older(by_date: bool, standing: &str) -> Problem {
    if by_date { phrases::older_than_standing(standing) } else { phrases::replaced(standing) }
}

/// Each new file against the one that stands for its place.
fn settle_places(store: &Store, intake: &mut Intake) -> anyhow::Result<()> {
    for arrival in &mut intake.arrivals {
        if arrival.state != ArrivalState::Accepted {
            continue;
        }
        let standing = store.arrivals_in(arrival.period)?.into_iter().find(|other| {
            other.state == ArrivalState::Accepted && other.layout == arrival.layout && other.office == arrival.office
        });
        let Some(standing) = standing else { continue };
        let name = arrival.name.clone();
        let came_before = arrival.as_of == standing.as_of && arrival.id < standing.id;
        if arrival.as_of < standing.as_of || came_before {
            arrival.state = ArrivalState::Superseded;
            arrival.problems.push(older(!came_before, &standing.name).in_file(name));
        } else if arrival.as_of == standing.as_of
            && arrival.rows < standing.rows
            && arrival.total_cents < standing.total_cents
        {
            arrival.state = ArrivalState::Refused;
            let rows = (arrival.rows, standing.rows);
            let totals = (arrival.total_cents, standing.total_cents);
            arrival.problems.push(phrases::shrunken(&standing.name, rows, totals).in_file(name));
        } else {
            intake.superseded.push(standing.id);
        }
    }
    Ok(())
}
