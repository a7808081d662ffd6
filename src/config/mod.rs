//! Reads the chamber's TOML and composes each room's own settings. No stage imports it.
//! A configuration is a set of named texts: those below the settings file's folder, or those embedded in the program.

mod block;
mod check;
mod decisive;
mod embedded;
mod error;
mod next_plan;
mod places;
mod reading;
mod remaining;
mod rules;
pub mod schedule;
pub mod settings;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;

pub use block::{Block, block};
pub use embedded::{
    comments_above, configuration as embedded_configuration, new_configuration, samples as embedded_samples,
};
pub use error::{ConfigError, ConfigErrors, Position, why_unreadable};
pub use next_plan::DraftPlan;
pub use remaining::TO_COMPLETE;
pub use rules::{Rules, digest_of};
pub use settings::Settings;

use self::settings::Expected;
use crate::duties::Duties;
use crate::history::Observation;
use crate::indicators::{Definitions, Phasing, Plan};
use crate::intake;
use crate::ledger::{Aggregate, Chart, Mapping, Objective, Objectives, Plans, Statement};
use crate::monitor::fixtures::Fixture;
use crate::monitor::{Course, ExpectedFile, FileState};
use crate::origin::{Digest, stem};
use crate::period::{Exercise, Period};
use crate::read::Layout;
use crate::reconcile::{self, Acceptance, Check, RuleSet};

/// The folders beside the settings file that hold TOML, one text a file.
const FOLDERS: [&str; 6] = ["schemes", "layouts", "matching", "indicators", "plans", "alerts"];

/// The texts beside the settings file that need not be there.
const BESIDE_SETTINGS: [&str; 7] =
    ["accounts.toml", "objectives.toml", "accepted.toml", "checks.toml", "observations.toml", "phasing.toml", DUTIES];

/// The calendar of duties among the texts of a configuration.
const DUTIES: &str = "duties.toml";

/// The name of the settings file among the texts of a configuration.
pub const SETTINGS: &str = "settings.toml";

/// A whole, validated configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// `settings.toml`.
    pub settings: Settings,
    /// Kinds of file, sorted by id.
    pub layouts: Vec<Arc<Layout>>,
    /// Schemes, accounts and aggregates.
    pub chart: Chart,
    /// The trees of the plans.
    pub objectives: Objectives,
    /// The plans that have a file of their own, by exercise, drafts too.
    pub plans: Vec<Plan>,
    /// Matching rules and checks.
    pub reconcile: reconcile::Settings,
    /// Indicators.
    pub definitions: Definitions,
    /// Published figures of earlier years.
    pub observations: Vec<Observation>,
    /// How voci spread over the year.
    pub phasing: Phasing,
    /// What falls due in the year.
    pub duties: Duties,
    /// Tests of the thresholds, from `alerts/`, in order of file and place.
    pub alert_tests: Vec<Fixture>,
    /// The data root.
    pub root: PathBuf,
    /// The file by which others see that the service lives.
    pub heartbeat: PathBuf,
    /// Every text it is made of, by name relative to the settings' folder: what a run archives.
    pub texts: BTreeMap<String, String>,
    /// The digest of all of them.
    pub digest: Digest,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Accounts {
    #[serde(rename = "account", default)]
    accounts: Vec<Mapping>,
    #[serde(rename = "aggregate", default)]
    aggregates: Vec<Aggregate>,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Checks {
    #[serde(rename = "check", default)]
    checks: Vec<Check>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct AlertTests {
    #[serde(rename = "test", default)]
    tests: Vec<Fixture>,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    #[serde(rename = "accepted", default)]
    accepted: Vec<Acceptance>,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Observations {
    #[serde(rename = "observation", default)]
    observations: Vec<Observation>,
}

impl Config {
    /// Whether everything that it asks for can come about. A service that runs goes on all the same; `check` refuses it.
    ///
    /// # Errors
    /// Alerts that nobody reads, passes in which no row takes part, formulas without data in every month.
    pub fn nothing_in_vain(&self, settings_file: &Path) -> Result<(), ConfigErrors> {
        check::in_vain(self).map_err(|errors| errors.in_files(|file| shown_file(settings_file, file)))
    }

    /// What it still leaves to the chamber, one sentence each: nothing of it stops the work.
    #[must_use]
    pub fn remaining(&self) -> Vec<String> {
        remaining::remaining(self)
    }

    /// Reads and validates the configuration around a settings file.
    ///
    /// # Errors
    /// Everything wrong with it, with file, line and column.
    pub fn load(settings_file: &Path) -> Result<Self, ConfigErrors> {
        let unreadable =
            |path: &Path, e: &std::io::Error| ConfigError::of_file(&path.display().to_string(), why_unreadable(e));
        let settings = intake::read_text(settings_file).map_err(|e| unreadable(settings_file, &e))?;
        let folder = match settings_file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut texts = BTreeMap::from([(SETTINGS.to_owned(), settings)]);
        for name in BESIDE_SETTINGS {
            let path = folder.join(name);
            match intake::read_text(&path) {
                Ok(text) => drop(texts.insert(name.to_owned(), text)),
                // What cannot be read is not what is not there.
                Err(e) if e.kind() == std::io::ErrorKind::NotFound && path.symlink_metadata().is_err() => {}
                Err(e) => return Err(unreadable(&path, &e).into()),
            }
        }
        for subfolder in FOLDERS {
            let path = folder.join(subfolder);
            let entries = match std::fs::read_dir(&path) {
                Err(e) if e.kind() == std::io::ErrorKind::NotFound && path.symlink_metadata().is_err() => continue,
                entries => entries.map_err(|e| unreadable(&path, &e))?,
            };
            for entry in entries {
                let file = entry.map_err(|e| unreadable(&path, &e))?.path();
                if file.extension().is_some_and(|extension| extension == "toml") {
                    let text = intake::read_text(&file).map_err(|e| unreadable(&file, &e))?;
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    texts.insert(format!("{subfolder}/{name}"), text);
                }
            }
        }
        if let Some(templates) = templates_folder(&texts) {
            let path = folder.join(&templates);
            for entry in std::fs::read_dir(&path).map_err(|e| unreadable(&path, &e))? {
                let file = entry.map_err(|e| unreadable(&path, &e))?.path();
                if file.extension().is_some_and(|extension| extension == "html" || extension == "txt") {
                    let text = intake::read_text(&file).map_err(|e| unreadable(&file, &e))?;
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    texts.insert(format!("{templates}/{name}"), text);
                }
            }
        }
        let root = std::path::absolute(folder).map_err(|e| unreadable(folder, &e))?;
        Self::compose(texts, &root).map_err(|errors| errors.in_files(|file| shown_file(settings_file, file)))
    }

    /// Composes and validates a configuration out of its texts. `folder` is where the settings file lies.
    ///
    /// # Errors
    /// Everything wrong with the form of its texts; where there is nothing, everything in which they do not fit together.
    pub fn compose(texts: BTreeMap<String, String>, folder: &Path) -> Result<Self, ConfigErrors> {
        let mut forms = Forms { texts: &texts, errors: Vec::new() };
        let settings: Option<Settings> = forms.needed(SETTINGS);
        let Rules { chart, objectives, definitions, plans, phasing } = Rules::read(&mut forms);
        let checks: Checks = forms.given("checks.toml");
        let accepted: Accepted = forms.given("accepted.toml");
        let observations: Observations = forms.given("observations.toml");
        let duties: Duties = forms.given(DUTIES);
        let mut layouts: Vec<Arc<Layout>> = forms.all("layouts/");
        let mut rule_sets: Vec<RuleSet> = forms.all("matching/");
        let alert_tests: Vec<AlertTests> = forms.all("alerts/");
        let errors = forms.errors;
        ConfigErrors::unless_none(errors)?;
        let Some(mut settings) = settings else {
            return Err(ConfigError::of_file(SETTINGS, "il file manca").into());
        };
        settings.mail.resolve(folder);
        let roles = settings.mail.recipients.iter().map(|it| (Arc::clone(&it.role), it.name.clone())).collect();
        settings.offices = settings.offices.with_roles(&settings.ente.accounts_role, roles);
        if let Some(templates) = templates_folder(&texts) {
            let own =
                texts.iter().filter_map(|(name, text)| Some((name.strip_prefix(&templates)?.strip_prefix('/')?, text)));
            settings.mail.own_templates = own.map(|(name, text)| (name.to_owned(), text.clone())).collect();
        }
        layouts.sort_by(|a, b| a.id.cmp(&b.id));
        rule_sets.sort_by(|a, b| a.id.cmp(&b.id));
        let root = normal(&folder.join(&settings.paths.root));
        let heartbeat = settings.schedule.heartbeat.as_ref().map(|path| normal(&folder.join(path)));
        let config = Self {
            heartbeat: heartbeat.unwrap_or_else(|| root.join("heartbeat.json")),
            root,
            reconcile: reconcile::Settings {
                rule_sets,
                checks: checks.checks,
                accepted: accepted.accepted,
                blocking_totals: settings.tie_outs.blocking_totals.clone(),
                writings: reconcile::rules::writings(&layouts),
            },
            chart,
            settings,
            layouts,
            objectives,
            plans,
            definitions,
            observations: observations.observations,
            phasing,
            duties,
            alert_tests: alert_tests.into_iter().flat_map(|file| file.tests).collect(),
            digest: digest_of(&texts),
            texts,
        };
        check::validate(&config)?;
        Ok(config)
    }

    /// The digest of what figures and judgements of an exercise rest on: plans of later ones, and drafts, are none of it.
    #[must_use]
    pub fn decisive(&self, exercise: Exercise) -> Digest {
        decisive::digest(&self.texts, exercise)
    }

    /// The layout of this name.
    #[must_use]
    pub fn layout(&self, id: &str) -> Option<&Arc<Layout>> {
        self.layouts.iter().find(|layout| layout.id == id)
    }

    /// The office or the role whose files those of a layout are alone: who gives a group of a scorecard by them.
    #[must_use]
    pub fn assessor(&self, layout: &Layout) -> Option<&str> {
        let mut groups = self.objectives.scorecards.iter().flat_map(|card| &card.groups);
        let group = groups.find(|it| it.table().is_some_and(|(scheme, _)| layout.scheme.as_deref() == Some(scheme)))?;
        self.settings.offices.role(group.given_by.as_deref()?)
    }

    /// Whether the files of a layout are told to the readers of a scorecard alone.
    #[must_use]
    pub fn is_reserved(&self, layout: &Layout) -> bool {
        layout.scheme.as_deref().and_then(|id| self.chart.scheme(id)).is_some_and(|scheme| scheme.reserved)
    }

    /// The layouts whose pattern a file's name fits: one, unless the name or the configuration is wrong.
    #[must_use]
    pub fn layouts_for(&self, name: &str) -> Vec<&Arc<Layout>> {
        let stem = stem(name);
        self.layouts.iter().filter(|layout| layout.file.0.is_match(stem)).collect()
    }

    /// A statement in the course of its year.
    #[must_use]
    pub fn course<'a>(&'a self, statement: &'a Statement, period: Period) -> Course<'a> {
        Course { statement, phasing: &self.phasing, thresholds: &self.settings.thresholds, period }
    }

    /// An expected file as people call it.
    #[must_use]
    pub fn title_of(&self, expected: &Expected) -> String {
        let title = self.layout(&expected.layout).map_or(&*expected.layout, |layout| layout.title.as_str());
        match expected.office.as_deref().and_then(|office| self.settings.offices.name(office)) {
            Some(office) => format!("{title}, {office}"),
            None => title.to_owned(),
        }
    }

    /// The expected files, each as it stands.
    #[must_use]
    pub fn expected_files(&self, state: impl Fn(&Expected) -> FileState) -> Vec<ExpectedFile> {
        let file = |it: &Expected| {
            let layout = self.layout(&it.layout)?;
            Some(ExpectedFile {
                layout: it.layout.clone(),
                kind: layout.kind,
                scheme: layout.scheme.clone(),
                title: self.title_of(it),
                office: it.office.clone(),
                ask: Arc::clone(&it.ask),
                required: it.required,
                warn_after_days: it.warn_after_days,
                error_after_days: it.error_after_days,
                state: state(it),
            })
        };
        self.settings.expected.iter().filter_map(file).collect()
    }
}

/// Objectives and definitions with the plans that have a file of their own.
fn with_plans(mut objectives: Objectives, definitions: &mut Definitions, plans: &[Plan]) -> Objectives {
    let of_objectives = objectives.all.iter().map(|it| &*it.code);
    let mut known = Plans::of_codes(of_objectives.chain(definitions.all.iter().filter_map(|it| it.code.as_deref())));
    for plan in plans {
        known.load(plan.exercise, !plan.draft);
        if !plan.draft {
            let exercise = Some(plan.exercise);
            objectives.all.extend(plan.objectives.iter().cloned().map(|it| Objective { exercise, ..it }));
            definitions.planned.insert(plan.exercise, plan.clone());
        }
    }
    definitions.last_days = objectives.last_days();
    definitions.plans = known.clone();
    Objectives { plans: known, ..objectives }
}

/// A text of a configuration as who gave its settings file knows it.
fn shown_file(settings_file: &Path, text: &str) -> String {
    let file = if text == SETTINGS { settings_file.to_owned() } else { settings_file.with_file_name(text) };
    file.display().to_string()
}

/// A layout that is no part of a configuration yet: a draft that somebody is trying.
///
/// # Errors
/// What is wrong with it, with line and column.
pub fn draft_layout(path: &Path) -> Result<Layout, ConfigErrors> {
    let name = path.display().to_string();
    let text = intake::read_text(path).map_err(|e| ConfigError::of_file(&name, why_unreadable(&e)))?;
    layout_of(&name, text)
}

/// The layout that a text is, of this name among those of a configuration.
///
/// # Errors
/// What is wrong with it, with line and column.
pub fn layout_of(name: &str, text: String) -> Result<Layout, ConfigErrors> {
    let texts = BTreeMap::from([(name.to_owned(), text)]);
    let mut forms = Forms { texts: &texts, errors: Vec::new() };
    let layout = forms.all::<Layout>("").pop();
    let found = layout.iter().flat_map(Layout::faults);
    forms.errors.extend(found.map(|fault| places::place(&texts, &places::Of::Within(""), &fault)));
    ConfigErrors::unless_none(forms.errors)?;
    layout.ok_or_else(|| ConfigError::of_file(name, "il file manca").into())
}

/// The folder of templates that the settings name, as they write it; their faults are told when they are read as a whole.
fn templates_folder(texts: &BTreeMap<String, String>) -> Option<String> {
    let settings: toml::Table = texts.get(SETTINGS)?.parse().ok()?;
    let folder = settings.get("mail")?.get("templates")?.as_str()?.trim_end_matches('/');
    (!folder.is_empty()).then(|| folder.to_owned())
}

/// The texts as what they say, and everything wrong with their form.
struct Forms<'t> {
    texts: &'t BTreeMap<String, String>,
    errors: Vec<ConfigError>,
}

impl Forms<'_> {
    fn one<T: DeserializeOwned>(&mut self, name: &str, text: &str) -> Option<T> {
        match reading::read(name, text) {
            Ok(value) => Some(value),
            Err(errors) => {
                self.errors.extend(errors);
                None
            }
        }
    }

    /// A text that must be there.
    fn needed<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.texts.get(name) {
            Some(text) => self.one(name, text),
            None => {
                self.errors.push(ConfigError::of_file(name, "il file manca"));
                None
            }
        }
    }

    /// A text that says nothing where it is not there.
    fn given<T: DeserializeOwned + Default>(&mut self, name: &str) -> T {
        self.texts.get(name).and_then(|text| self.one(name, text)).unwrap_or_default()
    }

    /// Every text of a folder.
    fn all<T: DeserializeOwned>(&mut self, folder: &str) -> Vec<T> {
        let texts = self.texts.iter().filter(|(name, _)| name.starts_with(folder));
        texts.filter_map(|(name, text)| self.one(name, text)).collect()
    }
}

/// `a/config/..` → `a`: a path as people would write it, without asking the disk.
#[must_use]
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            std::path::Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}
