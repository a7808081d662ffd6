//! The service: every minute it asks what is due, does one job at a time, and tells failures once. The only room that
//! knows tokio. It refuses to know what a job finds: that is told by the passes themselves.

mod doing;
mod jobs;
mod live;
mod minute;
mod phrases;
mod plan;
mod ran;
mod step;
mod systemd;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};

pub use doing::Doing;
pub use live::{Ended, live};
pub use plan::{Plan, Skipped, Slot, of_job};
pub use ran::{Moment, Ran};
pub use step::{Means, step};

use crate::clock::Clock;
use crate::config::{Config, ConfigError, ConfigErrors};
use crate::mail::{self, Notice, Transport};
use crate::overview::{self, Heartbeat, Trouble, Troubles};
use crate::pipeline::{self, Failure, Folders, Lock, Locked, Shelves, failure};
use crate::store::Store;

/// Minutes between two ticks beyond which the machine slept, or somebody moved its clock.
const JUMP_MINUTES: i64 = 5;

/// Hours by which a clock that went back was so wrong that the operator is told.
const WRONG_HOURS: i64 = 1;

/// Hours of a leap ahead after which nothing is done until another tick has seen the same clock: a machine that has just
/// started may not know the time yet, and what is done a fortnight early is not undone.
const DOUBT_HOURS: i64 = 24;

/// How long somebody else may work before the operator is told: longer than the largest month takes.
const LOCKED_MAX: TimeDelta = TimeDelta::hours(1);

/// Days for which the runs of jobs are remembered one by one.
const REMEMBERED_DAYS: i64 = 31;

/// The service between two ticks. One at a time on a data root: its maker holds the seat.
#[derive(Debug)]
pub struct Service {
    settings_file: PathBuf,
    config: Config,
    troubles: Troubles,
    /// Since when the clock goes on without a gap: what was due before fell while nobody was there.
    awake_since: DateTime<Utc>,
    /// When the last tick ended.
    seen: DateTime<Utc>,
    /// Whether the clock has leapt so far ahead that this tick only looks at it.
    doubted: bool,
    /// Since when somebody else works at every tick.
    locked_since: Option<DateTime<Utc>>,
    /// What the operator is to be told of the clock.
    leap: Option<Notice>,
    /// Whether this service has asked the database what a killed one left under way.
    took_over: bool,
    /// Whether somebody else's clock calls it anew each time.
    is_called: bool,
    /// The hour, since any fixed instant, in which it last wrote how things stand.
    shown_in: Option<i64>,
}

impl Service {
    /// A service over a configuration, awake from now on.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn new(settings_file: &Path, now: DateTime<Utc>) -> Result<Self, ConfigErrors> {
        let config = Config::load(settings_file)?;
        let last = Heartbeat::read(&config.heartbeat);
        // The last sign of life may be of a time that has not come: then the clock went back in between.
        let seen = last.as_ref().map_or(now, |it| it.at);
        let troubles = last.map(|it| it.troubles).unwrap_or_default();
        let settings_file = settings_file.to_owned();
        let doubted = now - seen > TimeDelta::hours(DOUBT_HOURS);
        Ok(Self {
            settings_file,
            config,
            troubles,
            awake_since: now,
            seen: now.max(seen),
            doubted,
            locked_since: None,
            leap: None,
            took_over: false,
            is_called: false,
            shown_in: None,
        })
    }

    /// A service that somebody else's clock calls anew each time, and that does everything at once. Where it was called a
    /// short while ago, it was there in between.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn called(settings_file: &Path, now: DateTime<Utc>) -> Result<Self, ConfigErrors> {
        let service = Self::new(settings_file, now)?;
        let last = Heartbeat::read(&service.config.heartbeat).filter(|it| it.is_recent(now));
        let awake_since = last.map_or(now, |it| it.since.min(now));
        Ok(Self { awake_since, doubted: false, is_called: true, ..service })
    }

    /// The configuration in force.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What hinders it.
    #[must_use]
    pub fn troubles(&self) -> &Troubles {
        &self.troubles
    }

    /// Reads the configuration again; one that cannot be used leaves the old one in force. The data root stays what it
    /// was: the lock of another one is not held.
    ///
    /// # Errors
    /// What is wrong with the new configuration.
    pub fn reload(&mut self) -> Result<(), ConfigErrors> {
        let config = Config::load(&self.settings_file)?;
        if config.root != self.config.root || config.settings.ente.id != self.config.settings.ente.id {
            return Err(ConfigError {
                file: self.settings_file.display().to_string(),
                at: None,
                text: phrases::MOVED.to_owned(),
            }
            .into());
        }
        self.config = config;
        Ok(())
    }

    /// Does everything that is due, in order, and tells each run when it has ended. What fails is noted and told to the
    /// operator once; it never ends the service.
    pub fn tick(&mut self, clock: &dyn Clock, doing: &Doing, tell: &dyn Fn(&str)) -> Vec<Ran> {
        let now = clock.now();
        self.look_at_clock(now, tell);
        let mut ran = Vec::new();
        if std::mem::take(&mut self.doubted) {
            tell(phrases::DOUBTED);
            self.seen = now;
            return ran;
        }
        let transport = transport(&self.config);
        let moment = Moment { now, awake_since: self.awake_since };
        let means = Means { clock, transport: &*transport, doing };
        let worked = self.work(moment, means, &mut ran);
        let locked = worked.as_ref().is_err_and(|error| error.is::<Locked>());
        let since = locked.then(|| *self.locked_since.get_or_insert(now));
        self.locked_since = since;
        if let (Err(error), Some(since)) = (&worked, since)
            && now - since < LOCKED_MAX
        {
            // Somebody's word is being written down: what is due is still due at the next tick.
            tracing::info!(%error, "nothing done at this tick");
        } else if let Err(error) = worked {
            // The database does not answer: there is no row to write it into.
            let failure = failure(&error);
            ran.push(Ran { job: phrases::SERVICE.to_owned(), due: now, result: Err(failure) });
        } else {
            for gone in self.troubles.succeeded(phrases::SERVICE) {
                self.over(&gone, means, tell);
            }
        }
        for it in &ran {
            match &it.result {
                Ok(said) => {
                    for gone in self.troubles.succeeded(&it.job) {
                        self.over(&gone, means, tell);
                    }
                    if !said.is_empty() {
                        tell(&phrases::done(it, said));
                    }
                }
                Err(failure) => self.told(it, failure, means, tell),
            }
        }
        if let Some(leap) = self.leap.take() {
            self.notify_or_log(&leap, clock.now(), &*transport);
        }
        self.seen = clock.now();
        // A look at an empty folder changes nothing.
        self.show(ran.iter().any(|it| it.result.as_ref().map_or(true, |said| !said.is_empty())));
        ran
    }

    /// Writes how things stand, after whatever there is to say of and once an hour. That it could not be done is logged: what stands is told
    /// elsewhere too.
    fn show(&mut self, has_news: bool) {
        let hour = self.seen.timestamp().div_euclid(60 * 60);
        if !has_news && self.shown_in == Some(hour) {
            return;
        }
        self.shown_in = Some(hour);
        if let Err(error) = self.write_pages() {
            tracing::error!(error = format!("{error:#}"), "la pagina di come stanno le cose non è aggiornata");
        }
    }

    /// Without the lock: whoever works is not waited for.
    fn write_pages(&self) -> anyhow::Result<()> {
        let folders = Folders::of(&self.config);
        // Where the database is gone, so may be all else: nothing is made anew.
        if !folders.database().is_file() {
            return Ok(());
        }
        let store = Store::open_looking(&folders.database(), &self.config.settings.ente.id)?;
        let shelves = Shelves { config: &self.config, folders: &folders, store: &store };
        overview::write(shelves, Some(&self.sign(self.seen)), self.seen)
    }

    /// A sign of life, as of a service that does nothing at the moment.
    fn sign(&self, now: DateTime<Utc>) -> Heartbeat {
        let beat = Heartbeat::of(self.awake_since, now, None, self.troubles.clone());
        Heartbeat { called: self.is_called, ..beat }
    }

    /// Notices a clock that leaps, and says so.
    fn look_at_clock(&mut self, now: DateTime<Utc>, tell: &dyn Fn(&str)) {
        let ahead = now - self.seen;
        if ahead > TimeDelta::minutes(JUMP_MINUTES) && !self.doubted {
            tracing::info!(from = %self.seen, to = %now, "the clock jumped ahead");
            tell(&phrases::woke(self.seen, now));
            self.awake_since = now;
            self.doubted = ahead > TimeDelta::hours(DOUBT_HOURS);
            self.leap = self.doubted.then(|| phrases::leapt_ahead(self.seen, now));
        } else if ahead < -TimeDelta::minutes(1) {
            tracing::debug!(from = %self.seen, to = %now, "the clock went back");
            tell(&phrases::went_back(self.seen, now));
            self.awake_since = now;
            self.doubted = false;
            self.leap = (ahead <= -TimeDelta::hours(WRONG_HOURS)).then(|| phrases::leapt_back(self.seen, now));
        }
    }

    /// Leaves a sign of life, as of a service that does nothing at the moment.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn beat(&self, now: DateTime<Utc>) -> anyhow::Result<()> {
        self.sign(now).write(&self.config.heartbeat)
    }

    fn work(&mut self, moment: Moment, means: Means<'_>, ran: &mut Vec<Ran>) -> anyhow::Result<()> {
        let folders = Folders::of(&self.config);
        if self.took_over {
            // What was there and is gone is not made anew: an unmounted share would become an empty chamber.
            for path in [folders.database(), folders.drop()] {
                std::fs::metadata(&path).with_context(|| phrases::unreachable(&path))?;
            }
        }
        let _work = Lock::take_as(&self.config.root, "serve", means.clock.now())?;
        // Once for each start: a database does not grow older, or rot, under who works with it.
        let mut store = if self.took_over {
            Store::open(&folders.database(), &self.config.settings.ente.id)?
        } else {
            pipeline::open(&self.config)?
        };
        if !self.took_over {
            folders.prepare()?;
            store.interrupt_runs(moment.now, phrases::KILLED)?;
            self.took_over = true;
        }
        let before = ran.len();
        step(&self.config, &mut store, moment, means, ran)?;
        // A clock that has just been set may be wrong, and would have everything forgotten.
        if ran.len() > before && moment.now - moment.awake_since > TimeDelta::days(1) {
            store.forget_runs(moment.now - TimeDelta::days(REMEMBERED_DAYS), moment.now)?;
        }
        Ok(())
    }

    /// Says a failure: always in the log, to the operator once for each cause until it is gone.
    fn told(&mut self, ran: &Ran, failure: &Failure, means: Means<'_>, tell: &dyn Fn(&str)) {
        let now = means.clock.now();
        tracing::error!(job = ran.job, due = %ran.due, cause = ?failure.cause, "{}", failure.text);
        let first = self.troubles.failed(&ran.job, failure, now);
        if first {
            tell(&phrases::failed(ran, failure));
        }
        if !self.troubles.is_told(failure.cause)
            && self.notify_or_log(&phrases::notice(ran, failure), now, means.transport)
        {
            self.troubles.tell(failure.cause);
        }
    }

    /// Says that a trouble is over, to the operator too where they were told of it.
    fn over(&self, gone: &Trouble, means: Means<'_>, tell: &dyn Fn(&str)) {
        tell(&phrases::recovered(gone));
        if gone.told {
            let now = means.clock.now();
            self.notify_or_log(&phrases::notice_over(gone, now), now, means.transport);
        }
    }

    /// Tells the operator by mail; that it could not be done is logged. Whether it was done.
    fn notify_or_log(&self, notice: &Notice, now: DateTime<Utc>, transport: &dyn Transport) -> bool {
        let told = self.notify(notice, now, transport);
        if let Err(error) = &told {
            tracing::error!(error = format!("{error:#}"), "l'avviso a chi tiene in piedi il servizio non è partito");
        }
        told.is_ok()
    }

    /// Tells the operator by mail; the only place that does. Where the database may be what failed, the notice is handed to
    /// the transport without it.
    fn notify(&self, notice: &Notice, now: DateTime<Utc>, transport: &dyn Transport) -> anyhow::Result<()> {
        let database = Folders::of(&self.config).database();
        let work = Lock::take_as(&self.config.root, "serve", now).ok();
        // A database that is gone is not made anew by what says so; one that was not found fit for work sends nothing.
        let usable = work.is_some() && self.took_over && database.is_file();
        let mut store = usable.then(|| Store::open(&database, &self.config.settings.ente.id).ok()).flatten();
        pipeline::notify(&self.config, store.as_mut(), transport, notice, now)
    }
}

/// What messages are handed to.
fn transport(config: &Config) -> Box<dyn Transport> {
    mail::transport::of(&config.settings.mail, Folders::of(config).outbox())
}
