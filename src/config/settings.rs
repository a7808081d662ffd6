//! `settings.toml`: the chamber, its folders, what it expects every month, whom it tells.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;

use super::schedule::Schedule;
use crate::issue::LayoutId;
use crate::named::named;
use crate::office::{ACCOUNTS, OfficeId, Offices};
use crate::{intake, mail, monitor, sheets};

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The chamber.
    pub ente: Ente,
    /// Where things lie.
    pub paths: Paths,
    /// What the workbook shows.
    pub report: Report,
    /// Files expected every month.
    #[serde(default)]
    pub expected: Vec<Expected>,
    /// The offices.
    #[serde(rename = "office", default)]
    pub offices: Offices,
    /// When to alert.
    #[serde(default)]
    pub thresholds: monitor::Thresholds,
    /// How alerts live, and who is told beside those who answer.
    #[serde(default)]
    pub alerts: monitor::Settings,
    /// What answers on differences need.
    #[serde(default)]
    pub answers: Answers,
    /// When a month goes out.
    #[serde(default)]
    pub release: ReleaseSettings,
    /// Which file totals block.
    #[serde(default)]
    pub tie_outs: TieOuts,
    /// When the service does what.
    #[serde(default)]
    pub schedule: Schedule,
    /// How long files may wait.
    #[serde(default)]
    pub intake: intake::Settings,
    /// Bounds of reading.
    #[serde(default)]
    pub limits: sheets::Limits,
    /// Who is written to.
    pub mail: mail::Settings,
}

/// The chamber.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ente {
    /// A slug; a database belongs to one.
    pub id: String,
    /// The name, as titles of exports write it.
    pub name: String,
    /// The role that answers for the accounts: an office or a recipient.
    #[serde(default = "accounts")]
    pub accounts_role: Arc<str>,
}

fn accounts() -> Arc<str> {
    Arc::from(ACCOUNTS)
}

/// Where things lie.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paths {
    /// The data root, relative to the settings file.
    pub root: PathBuf,
}

/// What the workbook shows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The scheme of the sheet Conto economico.
    pub statement: String,
    /// The ratios that workbook and letter tell before all others, by the ids of their indicators, in this order; those that are
    /// not defined are left out, and `check` names them.
    #[serde(default = "usual_headline")]
    pub headline: Vec<String>,
}

/// When a month goes out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseSettings {
    /// What lets it.
    #[serde(default)]
    pub mode: Release,
    /// Days after the draft from which who answers for the accounts is reminded of the visto.
    #[serde(default = "days_to_visto")]
    pub remind_after_days: u32,
    /// Days after the draft from which `then` is told too.
    #[serde(default = "days_to_others")]
    pub tell_others_after_days: u32,
    /// The role that is told when nobody gives the visto; without one, nobody else is.
    pub then: Option<Arc<str>>,
    /// Who may give it by signing the month's prospetto, by the names in their certificates.
    #[serde(default)]
    pub signers: Vec<String>,
    /// Whether who answers for the accounts may give it by filling in a cell of the first page.
    #[serde(default)]
    pub accept_cell: bool,
}

impl Default for ReleaseSettings {
    fn default() -> Self {
        let (remind_after_days, tell_others_after_days) = (days_to_visto(), days_to_others());
        let (mode, signers) = (Release::default(), Vec::new());
        Self { mode, remind_after_days, tell_others_after_days, then: None, signers, accept_cell: false }
    }
}

fn days_to_visto() -> u32 {
    3
}

fn days_to_others() -> u32 {
    6
}

/// What lets a month go out in which nothing blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// The hour of its issue.
    #[default]
    Automatic,
    /// The visto of who answers for the accounts.
    Visto,
}

named!(Release { Automatic = "automatico", Visto = "visto" });

/// What answers on differences need.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// Whole euro beyond which a difference is accepted by two: without it, by one whatever it is worth.
    pub second_name_above: Option<i64>,
}

/// What a chamber asks for first: its structural balance, what support costs, what goes back to the territory.
pub(super) fn usual_headline() -> Vec<String> {
    ["equilibrio_strutturale", "incidenza_costi_supporto", "restituzione_territorio"].map(str::to_owned).to_vec()
}

/// A file expected every month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Its layout.
    pub layout: LayoutId,
    /// The office that sends it; none for the accounts.
    #[serde(default, with = "crate::named::absent")]
    pub office: Option<OfficeId>,
    /// Whether the month stays a draft without it.
    #[serde(default)]
    pub required: bool,
    /// Whom to ask for it.
    pub ask: Arc<str>,
    /// Days after the month's end from which its absence is said; 0 says it in any run.
    #[serde(default)]
    pub warn_after_days: u32,
    /// Days after the month's end from which its absence is an error; 0 leaves that to whose it is.
    #[serde(default)]
    pub error_after_days: u32,
}

impl Expected {
    /// Whether a file of this layout and office is the one expected.
    #[must_use]
    pub fn is_for(&self, layout: Option<&LayoutId>, office: Option<&OfficeId>) -> bool {
        layout == Some(&self.layout) && office == self.office.as_ref()
    }
}

/// Which file totals block.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TieOuts {
    /// Layouts whose printed totals keep the month a draft when they fail.
    #[serde(default)]
    pub blocking_totals: Vec<String>,
    /// Layouts whose files must print their total: a cut export lacks it first.
    #[serde(default)]
    pub required_totals: Vec<String>,
}
