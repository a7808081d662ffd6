//! One file as a whole: its layout by its name, its rows by the layout, and what it says of itself.
//! Several are read at once; whether they stand for a place is told elsewhere.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use anyhow::{Context as _, bail};
use chrono::NaiveDate;

use super::office_rows::{OfficesOfRows, bears_office};
use super::unfilled::unfilled;
use super::{phrases, printed};
use crate::config::Config;
use crate::config::settings::Release;
use crate::intake::trays::BeingRead;
use crate::intake::{self, Signed, Unsigned, format};
use crate::italian;
use crate::ledger::Rows;
use crate::office::{OfficeId, Offices};
use crate::origin::{Digest, Source, Sources, stem};
use crate::period::Period;
use crate::problem::Problem;
use crate::read::layout::{Kind, Place as Stated};
use crate::read::typed_date::year_in_name;
use crate::read::words::folded;
use crate::read::{self, Heading, Layout, Reading, RowKind};
use crate::report::Declared;
use crate::report::answers::Returned;
use crate::sheets;

/// By what a file is examined.
#[derive(Clone, Copy)]
pub struct Yardstick<'c> {
    /// The configuration.
    pub config: &'c Config,
    /// The month of the run that met it, which examples in remedies bear.
    pub month: Period,
}

/// What reading a file as a whole gave.
#[derive(Default)]
pub(super) struct Examined {
    pub layout: Option<Arc<Layout>>,
    pub office: Option<OfficeId>,
    pub period: Option<Period>,
    pub as_of: Option<NaiveDate>,
    pub row_count: u64,
    pub total_cents: i64,
    pub rows: Rows,
    pub problems: Vec<Problem>,
    /// What of ours it is, come back.
    pub came: Option<CameBack>,
}

/// A new file to be read.
pub(super) struct Job<'c> {
    pub name: String,
    pub folder: Option<OfficeId>,
    pub body: Body,
    pub place: Place<'c>,
    /// The word that it is being read, of a file in hand.
    pub being_read: Option<BeingRead>,
    /// The month of the run that met it.
    pub month: Period,
}

/// Bytes of the parts of a workbook, inflated, beyond which no other is read beside it; a large export has a tenth of them.
const ALONE: u64 = 256 << 20;

/// A file in hand through as many deaths of the process that read it is set aside.
const DEATHS_MAX: u32 = 2;

impl Job<'_> {
    fn deaths(&self) -> u32 {
        self.being_read.as_ref().map_or(0, BeingRead::deaths)
    }

    /// What is held while it is read, of as much as all may hold: what ended a process, and what inflates to a lot, is
    /// read alone.
    fn weight(&self, most: u64) -> u64 {
        let inflates = match &self.body {
            Body::Kept { path, .. } => format::inflated(path).is_some_and(|bytes| bytes > ALONE),
            Body::TooLarge(_) => false,
        };
        if self.deaths() > 0 || inflates { most } else { self.body.size() }
    }

    /// Reads the file, unless it ended too many processes before.
    fn look(self, config: &Config) -> anyhow::Result<ReadFile> {
        let Self { name, folder, body, place, being_read, month } = self;
        let deaths = being_read.as_ref().map_or(0, BeingRead::deaths);
        if deaths >= DEATHS_MAX {
            // The word stays until that is committed: another file may end this process too.
            return Ok(unread(&name, place, phrases::set_aside()));
        }
        being_read.iter().for_each(BeingRead::begin);
        let looked = look(&name, folder.as_ref(), &body, Yardstick { config, month }, place);
        being_read.iter().for_each(BeingRead::end);
        looked
    }
}

/// What there is to read of a file.
pub(super) enum Body {
    /// Bytes that lie on disk, held only while they are read.
    Kept { path: PathBuf, digest: Digest, bytes: u64 },
    /// Nothing: it is larger than any export, by these bytes.
    TooLarge(u64),
}

impl Body {
    fn size(&self) -> u64 {
        match self {
            Self::Kept { bytes, .. } => *bytes,
            // It takes no time at all.
            Self::TooLarge(_) => 0,
        }
    }

    /// How many bytes the file has.
    fn bytes(&self) -> u64 {
        match self {
            Self::Kept { bytes, .. } | Self::TooLarge(bytes) => *bytes,
        }
    }

    /// The bytes; `None` for what is too large.
    fn load(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let Self::Kept { path, digest, .. } = self else { return Ok(None) };
        let bytes = intake::read_file(path).with_context(|| format!("non si legge `{}`", path.display()))?;
        if Digest::of(&bytes) != *digest {
            bail!("`{}` è cambiato mentre si leggeva: ripetere l'esecuzione", path.display());
        }
        Ok(Some(bytes))
    }
}

/// Bytes that may be held at once by all who read; one file may be held whatever its size.
struct InHand {
    held: Mutex<u64>,
    given_back: Condvar,
    most: u64,
}

impl InHand {
    /// Waits until these bytes may be held; they are given back when what is answered is dropped.
    fn hold(&self, bytes: u64) -> Held<'_> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let too_much = |held: &mut u64| *held > 0 && held.saturating_add(bytes) > self.most;
        *self.given_back.wait_while(held, too_much).unwrap_or_else(PoisonError::into_inner) += bytes;
        Held { bytes, of: self }
    }
}

/// Bytes that are held.
struct Held<'h> {
    bytes: u64,
    of: &'h InHand,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.of.held.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.of.given_back.notify_all();
    }
}

/// A file that was read: its number, what it gave, and the names of its sheets.
pub(super) type ReadFile = (Option<u16>, Examined, Vec<String>);

/// Reads new files on two threads, the largest first, and answers in the order of the files: nothing that follows can
/// depend on which was read sooner.
///
/// # Errors
/// When the disk does not give back what it was given.
pub(super) fn read_together(jobs: Vec<Job<'_>>, config: &Config) -> anyhow::Result<Vec<Option<ReadFile>>> {
    let mut read: Vec<Option<ReadFile>> = jobs.iter().map(|_| None).collect();
    let mut waiting: Vec<(usize, Job<'_>)> = jobs.into_iter().enumerate().collect();
    // The last is taken first.
    waiting.sort_by_key(|(number, job)| (job.body.size(), std::cmp::Reverse(*number)));
    let waiting = Mutex::new(waiting);
    let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let most = config.settings.limits.file_bytes_max;
    let in_hand = InHand { held: Mutex::new(0), given_back: Condvar::new(), most };
    let work = || {
        let mut done: Vec<(usize, ReadFile)> = Vec::new();
        while let Some((number, job)) = take() {
            let _held = in_hand.hold(job.weight(most));
            done.push((number, job.look(config)?));
        }
        anyhow::Ok(done)
    };
    let done = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mine = work();
        let theirs = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        mine.and_then(|mine| Ok(mine.into_iter().chain(theirs?).collect::<Vec<_>>()))
    })?;
    done.into_iter().for_each(|(number, file)| read[number] = Some(file));
    Ok(read)
}

/// The layout of a file with the number that its places will carry, or why it has none.
pub(super) type Place<'c> = Result<(&'c Arc<Layout>, u16), Box<Problem>>;

/// Finds a file's layout by its name, and a number for it.
pub(super) fn reserve<'c>(name: &str, digest: Digest, by: Yardstick<'c>, sources: &mut Sources) -> Place<'c> {
    let layout = layout_of(name, by)?;
    Ok((layout, sources.add(Source { file: name.to_owned(), digest, sheets: Vec::new() })))
}

/// What was read, once its sheets have names.
pub(super) fn named((source, examined, sheets): ReadFile, sources: &mut Sources) -> Examined {
    if let Some(source) = source {
        sources.name_sheets(source, sheets);
    }
    examined
}

/// Finds a file's layout by its name, reads it, and checks what it says of itself.
pub(super) fn examine(
    name: &str,
    folder: Option<&OfficeId>,
    bytes: Vec<u8>,
    by: Yardstick<'_>,
    sources: &mut Sources,
) -> Examined {
    let place = reserve(name, Digest::of(&bytes), by, sources);
    named(look_at(name, folder, &bytes, by, place), sources)
}

/// What a file gives, at the place that was reserved for it.
fn look(
    name: &str,
    folder: Option<&OfficeId>,
    body: &Body,
    by: Yardstick<'_>,
    place: Place<'_>,
) -> anyhow::Result<ReadFile> {
    match body.load()? {
        Some(bytes) => Ok(look_at(name, folder, &bytes, by, place)),
        None => Ok(unread(name, place, phrases::too_large(body.bytes(), by.config.settings.limits.file_bytes_max))),
    }
}

/// What a file gives that is refused unread: its name alone still says for which month and office it is missing.
fn unread(name: &str, place: Place<'_>, problem: Problem) -> ReadFile {
    let mut examined = Examined { problems: vec![problem.in_file(name)], ..Examined::default() };
    if let Ok((layout, _)) = place {
        let (period, office) = read::said_by_name(name, layout);
        examined.period = period;
        examined.office = office.as_deref().and_then(OfficeId::of);
        examined.layout = Some(Arc::clone(layout));
    }
    (None, examined, Vec::new())
}

fn look_at(name: &str, folder: Option<&OfficeId>, bytes: &[u8], by: Yardstick<'_>, place: Place<'_>) -> ReadFile {
    let mut examined = Examined::default();
    let limits = &by.config.settings.limits;
    let (layout, source) = match place {
        Ok(place) => place,
        Err(problem) => {
            examined.came = came_back(name, bytes, by.config);
            if examined.came.is_some() {
                return (None, examined, Vec::new());
            }
            // A picture or a protected workbook is better told what it is than that its name is unknown.
            examined.problems = match sheets::inspect(name, bytes, limits) {
                Ok(_) => vec![problem.in_file(name)],
                Err(problems) => problems,
            };
            return (None, examined, Vec::new());
        }
    };
    examined.rows = Rows::of_file(bytes.len());
    let rows = &mut examined.rows;
    let mut offices = OfficesOfRows::of(layout, &by.config.settings.expected, &by.config.settings.offices);
    let reading = read::rows(source, name, bytes, layout, limits, &mut |row| rows.push(&offices.told(row)));
    examined.rows.drop_index();
    // Whoever answers may give the file any name.
    if reading.refused()
        && let Some(came) = came_back(name, bytes, by.config)
    {
        return (None, Examined { came: Some(came), ..Examined::default() }, Vec::new());
    }
    let heading = &reading.heading;
    examined.row_count = reading.rows;
    examined.total_cents = total(&examined.rows);
    examined.as_of = heading.as_of;
    (examined.period, examined.office) = said(heading);
    examined.office = examined.office.or_else(|| by_folder(layout, folder, by.config).cloned());
    if !reading.refused() {
        examined.problems = whole(layout, &reading, name, folder, by);
        examined.problems.extend(offices.problems(&reading.sheets));
    }
    // What else there is to say of a sheet that is blank is said when it is filled in.
    let office = examined.office.as_deref().map(|it| by.config.settings.offices.name_or_id(it));
    let unfilled = unfilled(layout, &reading, &examined.rows, examined.period, office);
    let told = unfilled.map_or(reading.problems, |it| vec![it]);
    examined.problems = told.into_iter().chain(examined.problems).map(|it| it.in_file(name)).collect();
    examined.layout = Some(Arc::clone(layout));
    (Some(source), examined, reading.sheets)
}

/// Something of ours that comes back.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CameBack {
    /// A workbook in which people answered, with what its first page declares.
    Workbook(Returned, Option<Declared>),
    /// A document that somebody signed.
    Signed(Result<Signed, Unsigned>),
}

/// What of ours a file is, whatever its name.
fn came_back(name: &str, bytes: &[u8], config: &Config) -> Option<CameBack> {
    // Where nobody asks for a visto, nothing that is signed is one.
    let asks = config.settings.release.mode == Release::Visto;
    if let Some(signed) = asks.then(|| intake::signed(bytes)).flatten() {
        return Some(CameBack::Signed(signed));
    }
    printed::look(name, bytes, &config.settings.limits)
        .map(|(returned, declared)| CameBack::Workbook(returned, declared))
}

/// The layout whose pattern the name fits.
fn layout_of<'a>(name: &str, by: Yardstick<'a>) -> Result<&'a Arc<Layout>, Box<Problem>> {
    let (stem, Yardstick { config, month }) = (stem(name), by);
    match config.layouts_for(name)[..] {
        [layout] => Ok(layout),
        [first, second, ..] => Err(Box::new(phrases::two_layouts(&first.id, &second.id))),
        [] => {
            let named = config.layouts.iter().map(|layout| (folded(&layout.id), (&*layout.title, &*layout.id)));
            let nearest = italian::nearest(&folded(stem), italian::PROPOSED_MIN, named);
            Err(Box::new(phrases::undeclared(name, nearest, month)))
        }
    }
}

/// The month and the office of which a file is, by its name, its title and what its layout names.
#[must_use]
pub fn said(heading: &Heading) -> (Option<Period>, Option<OfficeId>) {
    let month = heading.name_period.or(heading.period).or_else(|| heading.as_of.and_then(Period::of));
    (month, heading.name_office.as_deref().and_then(OfficeId::of))
}

/// What is wrong with a file that could be read: another chamber, no month or two, another office. Of several sheets that are
/// one table each is asked.
#[must_use]
pub fn whole(
    layout: &Layout,
    reading: &Reading,
    name: &str,
    folder: Option<&OfficeId>,
    by: Yardstick<'_>,
) -> Vec<Problem> {
    let heading = &reading.heading;
    let all = || std::iter::once(heading).chain(&reading.beside);
    let asked: Vec<&Heading> = match &layout.ente {
        // Where its rows name the chamber they all name the same, and the first says it.
        Some(Stated::Column(_)) => vec![all().find(|it| it.ente.is_some()).unwrap_or(heading)],
        _ => all().collect(),
    };
    let mut problems: Vec<Problem> = asked.into_iter().filter_map(|it| other_ente(layout, it, by.config)).collect();
    problems.extend(month_told(layout, heading, name, by.month));
    let office = office_told(layout, heading, name, folder, by);
    let own = heading.name_office.as_deref().or_else(|| by_folder(layout, folder, by.config).map(|it| &**it));
    for beside in &reading.beside {
        problems.extend(month_conflict(layout, beside, name));
        if let (true, Some(own), None) = (bears_office(layout, &by.config.settings.expected), own, &office) {
            problems.extend(other_office(own, beside, by.config));
        }
    }
    problems.extend(office);
    problems
}

/// What is wrong with the place that a file says, as far as no configuration is asked: no month or two, no office.
#[must_use]
pub fn without_place(layout: &Layout, reading: &Reading, name: &str, month: Period) -> Vec<Problem> {
    let heading = &reading.heading;
    let no_office =
        (bears_office(layout, &[]) && heading.name_office.is_none()).then(|| no_office(layout, None, month));
    let beside = reading.beside.iter().filter_map(|beside| month_conflict(layout, beside, name));
    month_told(layout, heading, name, month).into_iter().chain(beside).chain(no_office).collect()
}

/// That a sheet does not name the chamber, where it should.
fn other_ente(layout: &Layout, heading: &Heading, config: &Config) -> Option<Problem> {
    let ente = &config.settings.ente.name;
    let named = heading.ente.as_ref().unwrap_or(&heading.title);
    if !layout.check_ente || folded(named).contains(&folded(ente)) {
        return None;
    }
    let cell = if heading.ente.is_some() { &heading.ente_cell } else { heading.title_cell(|_| true) };
    Some(here(heading, phrases::other_ente(ente, named, heading.ente.is_some()), cell))
}

fn here(heading: &Heading, problem: Problem, cell: &str) -> Problem {
    problem.in_sheet(heading.sheet.clone()).in_cell(cell)
}

/// What is wrong with the month that a file says, in its name and inside.
fn month_told(layout: &Layout, heading: &Heading, name: &str, month: Period) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(declared) = month_in_name(layout, name)
        && heading.name_period.is_none()
    {
        problems.push(phrases::no_such_month(declared, &name.replacen(declared, &month.to_string(), 1)));
    }
    // Whatever says the month, one of another century is a slip, and its file would wait for a run that never comes.
    let year = |month: Period| i32::from(month.exercise().0);
    let said = [heading.name_period, heading.period, heading.as_of.and_then(Period::of)];
    if let Some(month) = said.into_iter().flatten().find(|month| !read::YEARS.contains(&year(*month))) {
        problems.push(phrases::no_month_of_ours(month));
    }
    match month_conflict(layout, heading, name) {
        Some(problem) => problems.push(problem),
        None if (heading.name_period, heading.as_of, heading.period) == (None, None, None) => {
            problems.push(no_month(layout, name, month));
        }
        None => {}
    }
    problems
}

/// What a file's name declares to be its month.
fn month_in_name<'n>(layout: &Layout, name: &'n str) -> Option<&'n str> {
    layout.file.0.captures(stem(name)).and_then(|found| found.name("period")).map(|it| it.as_str())
}

/// That a sheet says another month than the file's name.
fn month_conflict(layout: &Layout, heading: &Heading, name: &str) -> Option<Problem> {
    // A name that says a year alone agrees with every month of it.
    let of_year = month_in_name(layout, name).is_some_and(|declared| year_in_name(declared).is_some());
    let differ = |name: Period, inside: Period| {
        if of_year { name.exercise() != inside.exercise() } else { name != inside }
    };
    match (heading.name_period, heading.as_of) {
        (Some(period), Some(as_of)) if Period::of(as_of) != Some(period) && !layout.kind.is_of_no_month() => {
            let in_title = heading.as_of_cell();
            let cell = if heading.period.is_some() { heading.period_cell.as_str() } else { in_title };
            Some(here(heading, phrases::period_conflict(period, as_of), cell))
        }
        (Some(name), _) => {
            let inside = heading.period.filter(|inside| differ(name, *inside))?;
            Some(here(heading, phrases::month_conflict(name, inside), &heading.period_cell))
        }
        _ => None,
    }
}

/// That nothing says the month, and what would: a name only where the layout's pattern finds the month in it.
fn no_month(layout: &Layout, name: &str, month: Period) -> Problem {
    if has_group(layout, "period") {
        phrases::no_period(&with_month(name, layout, month), month)
    } else {
        phrases::no_period_group(&layout.id, month)
    }
}

/// Whether the pattern of a layout finds something of this name in a file's name.
fn has_group(layout: &Layout, group: &str) -> bool {
    layout.file.0.capture_names().flatten().any(|name| name == group)
}

/// The office that the folder says where the name of an office's file says none. Who answers for the accounts drops files
/// of others too: that folder says nothing.
fn by_folder<'f>(layout: &Layout, folder: Option<&'f OfficeId>, config: &Config) -> Option<&'f OfficeId> {
    folder.filter(|it| bears_office(layout, &config.settings.expected) && !config.settings.offices.is_accounts(it))
}

/// That a file's name does not say its office, and what would.
fn no_office(layout: &Layout, config: Option<&Config>, month: Period) -> Problem {
    if has_group(layout, "office") {
        phrases::no_office(&with_office(layout, config, month))
    } else {
        phrases::no_office_group(&layout.id)
    }
}

/// What is wrong with the office that a file says.
fn office_told(
    layout: &Layout,
    heading: &Heading,
    name: &str,
    folder: Option<&OfficeId>,
    by: Yardstick<'_>,
) -> Option<Problem> {
    let config = by.config;
    let offices = &config.settings.offices;
    if layout.kind == Kind::Corrections {
        // The year end is corrected by who answers for the accounts, whatever the others would like it to be.
        let of_name = heading.name_office.as_deref().or_else(|| in_name(name, offices));
        let other = of_name.into_iter().chain(folder.map(|folder| &**folder)).find(|it| !offices.is_accounts(it))?;
        return Some(phrases::not_of_accounts(offices.name_or_id(other), offices.name_or_id(offices.accounts())));
    }
    if let Some(role) = config.assessor(layout) {
        // Whoever else would say how somebody behaved says nothing.
        let of_name = heading.name_office.as_deref().or_else(|| in_name(name, offices));
        let other = of_name.into_iter().chain(folder.map(|folder| &**folder)).find(|it| **it != *role)?;
        return Some(phrases::not_of_assessor(offices.name_or_id(other), offices.name_or_id(role)));
    }
    if !bears_office(layout, &by.config.settings.expected) {
        return None;
    }
    let by_folder = || by_folder(layout, folder, config).map(|it| &**it);
    match heading.name_office.as_deref().or_else(by_folder) {
        None => Some(no_office(layout, Some(config), by.month)),
        Some(office) if !offices.declares(office) => Some(phrases::unknown_office(office)),
        Some(office) => {
            if let Some(problem) = other_office(office, heading, config) {
                return Some(problem);
            }
            // Who answers for the accounts may drop what an office sent.
            let other = folder.filter(|folder| ***folder != *office && !offices.is_accounts(folder))?;
            Some(phrases::other_folder(offices.name_or_id(office), offices.name_or_id(other)))
        }
    }
}

/// That the title of a sheet names another office than the file's.
fn other_office(office: &str, heading: &Heading, config: &Config) -> Option<Problem> {
    let other = titled_otherwise(office, heading, config)?;
    let cell = heading.title_cell(|text| folded(text).contains(&folded(other)));
    Some(here(heading, phrases::other_office(config.settings.offices.name_or_id(office), other), cell))
}

/// The office whose id or name stands in a file's name, where its layout asks for none and it is not who answers for the
/// accounts.
fn in_name<'a>(name: &str, offices: &'a Offices) -> Option<&'a str> {
    let words = format!(" {} ", folded(stem(name)));
    let says = |text: &str| words.contains(&format!(" {} ", folded(text)));
    let mut named = offices.iter().filter(|it| says(&it.id) || says(&it.name)).map(|it| &*it.id);
    named.find(|id| !offices.is_accounts(id))
}

/// A file's name with the month of the run, as its layout reads it: its own, or else one that begins as the layout does.
fn with_month(name: &str, layout: &Layout, month: Period) -> String {
    let own = stem(name);
    let end = name.strip_prefix(own).unwrap_or_default();
    let fits = |stem: &String| layout.file.0.captures(stem).is_some_and(|found| found.name("period").is_some());
    let with = [format!("{own}_{month}"), format!("{}_{month}", layout.id)];
    format!("{}{end}", with.iter().find(|stem| fits(stem)).unwrap_or(&with[0]))
}

/// A name that says an office too.
fn with_office(layout: &Layout, config: Option<&Config>, month: Period) -> String {
    let office = config.and_then(|config| config.settings.offices.ids().next()).map_or("ufficio", |id| id);
    format!("{}_{office}_{month}.xlsx", layout.id)
}

/// The name of another office, when the title bears one and not that of the file's own.
fn titled_otherwise<'a>(office: &str, heading: &Heading, config: &'a Config) -> Option<&'a str> {
    let title = folded(&heading.title);
    let named = |name: &str| title.contains(&folded(name));
    let offices = &config.settings.offices;
    if offices.name(office).is_some_and(named) {
        return None;
    }
    offices.iter().find(|it| &*it.id != office && named(&it.name)).map(|it| it.name.as_str())
}

/// The sum of all amounts of the data rows: a fingerprint by which a shrunken copy is recognised.
fn total(rows: &Rows) -> i64 {
    let data = rows.iter().filter(|row| row.kind == RowKind::Data);
    data.flat_map(|row| row.amounts()).fold(0, |sum, cents| sum.saturating_add(cents.0))
}
