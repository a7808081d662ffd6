//! An issue made again from what the archive keeps, and compared with what was issued. Nothing is written but a workbook beside
//! the system's temporary files, which is gone at the end.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arrivals::Intake;
use super::compared::Standing;
use super::context::{Desk, Scope, Shelves};
use super::examine::{self, Yardstick};
use super::folders::Folders;
use super::issue::{self, Emission, Shown, Told, emit};
use super::phrases;
use super::read_again::rows_of;
use super::{alerts, corrections, month, standing};
use crate::config::Config;
use crate::intake::archive;
use crate::issue::{Issue, LayoutId, Manifest, SourceEntry, SourceState};
use crate::origin::{Digest, Sources};
use crate::store::{Arrival, Back, Link, Store, Then};

/// What became of an issue made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rebuilt {
    /// The workbook has the same bytes.
    Bytes,
    /// Another program draws it otherwise, or orders it otherwise; every value is the same.
    Values,
    /// The workbook has the same bytes, and the database other values than it was made of.
    Unlike(Vec<String>),
    /// The workbook has other bytes and these values otherwise.
    Otherwise(Vec<String>),
    /// It could not be made again, and why, in Italian.
    Not(String),
}

/// An issue made again, and how many of its messages have the same bytes, and have others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Again {
    pub workbook: Rebuilt,
    /// Whether its prospetto has the same bytes; nothing of one that has none.
    pub prospetto: Option<bool>,
    pub letters: (usize, usize),
}

impl Again {
    fn not(why: String) -> Self {
        Self { workbook: Rebuilt::Not(why), prospetto: None, letters: (0, 0) }
    }
}

/// What issues are made again with: the database is a copy.
pub(super) struct Workshop<'a> {
    pub config: &'a Config,
    pub folders: &'a Folders,
    pub store: &'a Store,
    pub issues: &'a [Issue],
    pub links: &'a BTreeMap<(String, String), Link>,
    /// Configurations of issues by the digest of the whole, or why they cannot be used.
    pub configurations: BTreeMap<Digest, Result<Rc<Config>, String>>,
}

/// The month of an issue as it was then, with the database as it was until this is dropped.
pub(super) struct Remade<'a> {
    pub config: Rc<Config>,
    pub standing: Standing,
    manifest: Manifest,
    back: Back<'a>,
}

impl Remade<'_> {
    /// What was found then and is found otherwise now.
    pub(super) fn values(&self, issue: &Issue) -> anyhow::Result<Vec<String>> {
        self.back.found_otherwise(issue, &issue::found(&self.standing.month))
    }

    /// What it is made of otherwise, in Italian.
    pub(super) fn otherwise(&self) -> Option<&'static str> {
        otherwise(&self.manifest, &self.standing.manifest)
    }
}

impl<'a> Workshop<'a> {
    /// Makes an issue again.
    pub(super) fn make(&mut self, issue: &Issue) -> anyhow::Result<Again> {
        let remade = match self.month(issue)? {
            Ok(remade) => remade,
            Err(why) => return Ok(Again::not(why)),
        };
        let Remade { config, standing, manifest, .. } = &remade;
        let scope = Scope { period: issue.period, config, sources: &standing.sources };
        let told = Told {
            alerts: alerts::of_issue(&standing.month, &[], scope, self.store)?,
            letters: issue::letters_before(issue.period, self.store, self.folders)?,
        };
        let shown = Shown::of(&standing.month, &standing.manifest, config)?;
        let view = issue::view(&standing.month, &shown, issue.number, issue.state, scope);
        let desk = Desk { config, folders: self.folders, now: manifest.now };
        let emission = emit(&view, &told, &standing.month, &standing.manifest, desk)?;
        let values = remade.values(issue)?;
        let made_otherwise = remade.otherwise();
        drop(remade);
        self.compared(issue, &emission, values, made_otherwise)
    }

    /// What became of an issue, and of its prospetto and its messages.
    fn compared(
        &self,
        issue: &Issue,
        emission: &Emission,
        values: Vec<String>,
        made_otherwise: Option<&'static str>,
    ) -> anyhow::Result<Again> {
        let same_bytes = emission.issue.workbook == issue.workbook;
        let workbook = match made_otherwise {
            Some(what) if !same_bytes => Rebuilt::Not(phrases::made_of_otherwise(what)),
            _ if values.is_empty() => {
                if same_bytes {
                    Rebuilt::Bytes
                } else {
                    Rebuilt::Values
                }
            }
            _ if same_bytes => Rebuilt::Unlike(values),
            _ => Rebuilt::Otherwise(values),
        };
        let mut letters = (0, 0);
        for filed in &emission.messages {
            match self.store.message(&filed.message.id)? {
                Some(sent) if sent.digest == filed.digest => letters.0 += 1,
                _ => letters.1 += 1,
            }
        }
        let made = emission.issue.prospetto.as_ref().map(|it| it.digest);
        let prospetto = issue.prospetto.as_ref().map(|it| Some(it.digest) == made);
        Ok(Again { workbook, prospetto, letters })
    }

    /// The month of an issue computed again by the configuration and the files of then, or why it cannot be.
    pub(super) fn month(&mut self, issue: &Issue) -> anyhow::Result<Result<Remade<'a>, String>> {
        let Some(manifest) = issue.made_of().ok().flatten() else {
            return Ok(Err(phrases::MADE_OF_NOTHING.to_owned()));
        };
        let config = match self.configuration(&manifest)? {
            Ok(config) => config,
            Err(why) => return Ok(Err(why)),
        };
        let all = self.store.all_arrivals()?;
        let mut then = self.then(issue, &manifest, &config, &all);
        then.refused = self.refused_then(&then, issue, &config, &all)?;
        let store: &'a Store = self.store;
        let back = store.back_to(issue, &then)?;
        let shelves = Shelves { config: &config, folders: self.folders, store: self.store };
        let mut intake = Intake::default();
        for arrival in came_with(&then, &manifest, &all) {
            if let (Some(rows), _) = rows_of(arrival, shelves, &mut intake)? {
                intake.rows.insert(arrival.id.clone(), rows);
            }
        }
        let mut standing = standing::of(issue.period, manifest.now, Vec::new(), &mut intake, shelves)?;
        corrections::untold(issue.period, shelves)?.told_by(&mut standing.month);
        Ok(Ok(Remade { config, standing, manifest, back }))
    }

    /// The configuration of an issue, or why it cannot be used.
    pub(super) fn configuration(&mut self, manifest: &Manifest) -> anyhow::Result<Result<Rc<Config>, String>> {
        let whole = manifest.whole_configuration.unwrap_or(manifest.decisive.configuration);
        if let Some(known) = self.configurations.get(&whole) {
            return Ok(known.clone());
        }
        let kept = match manifest.kept_configuration {
            Some(kept) => Some(kept),
            None => self.store.kept_configuration(whole)?,
        };
        let texts = match kept {
            Some(kept) => {
                archive::load(&self.folders.archive(), kept).ok().and_then(|it| serde_json::from_slice(&it).ok())
            }
            None => (whole == self.config.digest).then(|| self.config.texts.clone()),
        };
        let composed = match texts {
            Some(texts) => Config::compose(texts, &self.config.root)
                .map(Rc::new)
                .map_err(|error| phrases::former_configuration(&error.to_string())),
            None => Err(phrases::NO_CONFIGURATION.to_owned()),
        };
        self.configurations.insert(whole, composed.clone());
        Ok(composed)
    }

    /// Files that were refused and have been accepted since, as the configuration of then refuses them.
    fn refused_then(
        &self,
        then: &Then,
        issue: &Issue,
        config: &Config,
        all: &[Arrival],
    ) -> anyhow::Result<Vec<Arrival>> {
        let was_refused =
            |it: &&Arrival| then.arrivals.iter().any(|(id, state)| *id == it.id && *state == SourceState::Refused);
        let mut out = Vec::new();
        for arrival in all.iter().filter(|it| it.state != SourceState::Refused).filter(was_refused) {
            let bytes = archive::load(&self.folders.archive(), arrival.digest)?;
            let by = Yardstick { config, month: issue.period };
            let folder = arrival.folder.as_ref();
            let examined = examine::examine(&arrival.name, folder, bytes, by, &mut Sources::default());
            out.push(Arrival {
                state: SourceState::Refused,
                layout: examined.layout.map(|layout| LayoutId::from(layout.id.as_str())),
                office: examined.office,
                period: examined.period.unwrap_or(issue.period),
                as_of: examined.as_of,
                rows: examined.row_count,
                total_cents: examined.total_cents,
                problems: examined.problems,
                ..arrival.clone()
            });
        }
        Ok(out)
    }

    /// What was otherwise when an issue was made.
    fn then(&self, issue: &Issue, manifest: &Manifest, config: &Config, all: &[Arrival]) -> Then {
        let answers = manifest.decisive.answers.iter().cloned().collect();
        let mut then = Then { answers, now: manifest.now, ..Then::default() };
        let mut named: BTreeMap<_, u32> = BTreeMap::new();
        let earlier = manifest.earlier.iter().map(|(period, number, _)| (*period, *number));
        for (period, number) in earlier.chain(manifest.carried_from) {
            let last = named.entry(period).or_default();
            *last = number.max(*last);
        }
        let place = |it: &Issue| {
            let name = ("emissioni".to_owned(), format!("{}-{}", it.period, it.number));
            self.links.get(&name).map(|link| link.sequence)
        };
        for other in self.issues {
            let key = (other.period, other.number);
            let is_later = match named.get(&other.period) {
                _ if other.period == issue.period => other.number >= issue.number,
                Some(last) => other.number > *last,
                None => place(other) >= place(issue),
            };
            let is_named = named.get(&other.period) == Some(&other.number);
            if is_later {
                then.later.push(key);
            } else if other.withdrawn.as_ref().is_some_and(|it| is_named || it.at > issue.issued_at) {
                then.stood.push(key);
            }
        }
        let lists = [
            (&manifest.decisive.sources, SourceState::Accepted),
            (&manifest.decisive.former, SourceState::Superseded),
            (&manifest.refused, SourceState::Refused),
        ];
        let mut left: Vec<(&SourceEntry, SourceState)> =
            lists.iter().flat_map(|(list, state)| list.iter().map(move |it| (it, *state))).collect();
        for arrival in all {
            let is_it = |(it, state): &(&SourceEntry, SourceState)| {
                // What was refused may stand today; what is a duplicate never did.
                it.sha256 == arrival.digest
                    && it.file == arrival.name
                    && (arrival.state != SourceState::Duplicate || *state == SourceState::Refused)
            };
            let came_before = arrival.arrived_at <= manifest.now;
            if let Some(at) = left.iter().position(is_it) {
                then.arrivals.push((arrival.id.clone(), left.remove(at).1));
            } else if (arrival.period == issue.period || month::is_reference(arrival, config))
                && !(came_before && arrival.state == SourceState::Superseded)
            {
                then.gone.push(arrival.id.clone());
            }
        }
        then
    }
}

/// The files that came with the pass of an issue: what was said of them then is said again.
fn came_with<'a>(then: &Then, manifest: &Manifest, all: &'a [Arrival]) -> Vec<&'a Arrival> {
    let stood = |it: &&Arrival| then.arrivals.iter().any(|(id, state)| *id == it.id && *state == SourceState::Accepted);
    all.iter().filter(|it| it.arrived_at == manifest.now && it.state != SourceState::Refused).filter(stood).collect()
}

/// What an issue made again is made of otherwise, in Italian; nothing where it is the same but for the configuration's own digest,
/// which another program may take of other things.
fn otherwise(then: &Manifest, now: &Manifest) -> Option<&'static str> {
    let (a, b) = (&then.decisive, &now.decisive);
    let parts = [
        (a.sources == b.sources, "i file"),
        (a.former == b.former, "le schede di prima"),
        (a.used == b.used && then.earlier == now.earlier, "ciò che ha usato di altri mesi"),
        (a.carried == b.carried, "le partite aperte"),
        (then.refused == now.refused, "i file rifiutati"),
        (then.compared == now.compared, "l'emissione con cui fu confrontata"),
        (then.carried_from == now.carried_from && then.never_issued == now.never_issued, "i mesi prima"),
    ];
    parts.iter().find(|(same, _)| !same).map(|(_, what)| *what)
}
