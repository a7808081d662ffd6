//! An issue of a month: how it stands, which files the month has, and the manifest that says what the issue is made of. A new
//! issue is made only when what decides has changed. Plain data: computes and stores nothing.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::named::{id, named};
use crate::office::OfficeId;
use crate::origin::Digest;
use crate::period::Period;

/// Whether an issue goes to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueState {
    /// A blocking finding stands: BOZZA, for the finance office alone.
    Draft,
    /// For the whole distribution list.
    Released,
}

named!(IssueState {
    Draft = "draft",
    Released = "released",
});

/// How a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceState {
    /// It stands for its place.
    Accepted,
    /// It was returned with a reason.
    Refused,
    /// Its bytes were known already.
    Duplicate,
    /// A later file stands for its place.
    Superseded,
    /// Expected, and not there.
    Missing,
}

named!(SourceState {
    Accepted = "accepted",
    Refused = "refused",
    Duplicate = "duplicate",
    Superseded = "superseded",
    Missing = "missing",
});

id! {
    /// The id of a layout, by which files are read.
    LayoutId
}

/// A file of the month, or one that is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceView {
    /// Its name as dropped; for a missing one, what is expected.
    pub file: String,
    /// The digest of its bytes; none when missing.
    pub sha256: Option<Digest>,
    /// The layout it was read by; none when none was found.
    #[serde(with = "crate::named::absent")]
    pub layout: Option<LayoutId>,
    /// The office; none for the accounts.
    #[serde(with = "crate::named::absent")]
    pub office: Option<OfficeId>,
    /// The date to which its figures stand.
    pub as_of: Option<NaiveDate>,
    /// Data rows read.
    pub rows: u64,
    /// How it stands.
    pub state: SourceState,
    /// When it arrived, as clocks in Rome show it; none when missing.
    #[serde(default)]
    pub arrived: Option<NaiveDateTime>,
}

/// One emission of a month's workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// The month.
    pub period: Period,
    /// From 1.
    pub number: u32,
    /// Draft or released.
    pub state: IssueState,
    /// The digest of what decides whether a new issue is due.
    pub decisive: Digest,
    /// The whole manifest, as JSON.
    pub manifest: String,
    /// The workbook's digest.
    pub workbook: Digest,
    /// Its name under `reports/PERIOD/`.
    pub workbook_name: String,
    /// Its prospetto di quadratura; none of an issue of before there were any.
    pub prospetto: Option<Document>,
    /// The `now` of the run.
    pub issued_at: DateTime<Utc>,
    /// When and why it was taken back; none of one that stands.
    pub withdrawn: Option<Withdrawal>,
}

/// A file that an issue gives beside its workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The digest of its bytes, under which the archive keeps it.
    pub digest: Digest,
    /// Its name under `reports/PERIOD/`.
    pub name: String,
}

/// That a draft made in error was taken back: no figure and no letter rests on it any more, and its number stays taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in the words of who did it.
    pub why: String,
}

impl Issue {
    /// The manifest of an issue of which nothing but the workbook was left: what its month is made of, nobody knows, and
    /// nobody is asked for its files.
    pub const BY_NAME: &str = "{}";

    /// The files that it gives: name and digest, the workbook first.
    pub fn files(&self) -> impl Iterator<Item = (&str, Digest)> {
        let workbook = (self.workbook_name.as_str(), self.workbook);
        std::iter::once(workbook).chain(self.prospetto.iter().map(|it| (it.name.as_str(), it.digest)))
    }

    /// What it is made of; none where nothing but the workbook was left.
    ///
    /// # Errors
    /// When the manifest is none.
    pub fn made_of(&self) -> Result<Option<Manifest>, serde_json::Error> {
        if self.manifest == Self::BY_NAME { Ok(None) } else { serde_json::from_str(&self.manifest).map(Some) }
    }

    /// Whether a file is among those that it was made of; one that was merely refused is not.
    #[must_use]
    pub fn is_made_of(&self, digest: Digest) -> bool {
        let manifest = self.made_of().ok().flatten();
        manifest.is_some_and(|it| it.decisive.sources.iter().any(|source| source.sha256 == digest))
    }
}

/// The manifest of an issue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// What decides.
    pub decisive: Decisive,
    /// The issues of other months that it used: month, number, digest of what decided them. One of them may be issued again
    /// without a word that this month used, so it is what was used that decides.
    pub earlier: Vec<(Period, u32, Digest)>,
    /// Files refused when it was issued: told in the workbook, but a refused file makes no new issue.
    pub refused: Vec<SourceEntry>,
    /// The released issue with which this one was compared: number, digest of what decided it. What is issued of an
    /// unchanged month stays as it is, so this does not decide.
    pub compared: Option<(u32, Digest)>,
    /// In a month without another one of its exercise before it, the issue of the exercise before whose open differences it
    /// goes on with. One that was issued without goes on without: nothing that it rests on has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<(Period, u32)>,
    /// Whether it waits for a visto, and for nothing else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub awaits_visto: bool,
    /// What its first page opens with, for who only looks at how things stand; of an issue of an earlier program, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brief: Option<Brief>,
    /// Months between the last one issued before it and this one, of which there is no issue: they make no new one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never_issued: Vec<Period>,
    /// The `now` of the run.
    pub now: DateTime<Utc>,
    /// The program's version.
    pub program: String,
    /// The digest of the whole configuration, which decided before there was another one; of an earlier program, none.
    #[serde(default)]
    pub whole_configuration: Option<Digest>,
    /// Under which digest the archive keeps it; of an earlier program, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_configuration: Option<Digest>,
}

/// A month in a few words, as its first page has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// How it stands.
    pub light: Light,
    /// Why, one Italian sentence each.
    pub sentences: Vec<String>,
    /// The ratios that the chamber asks for first, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratios: Vec<BriefRatio>,
}

/// A ratio of a month in a few words; texts are as they are printed, those that there are not are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefRatio {
    /// Its indicator's id.
    pub indicator: String,
    /// Its name.
    pub name: String,
    /// Its value to date.
    pub value: String,
    /// Where the year brings it.
    pub projection: String,
    /// What is expected of it.
    pub target: String,
    /// The name of how it is judged, as JSON has it.
    pub standing: String,
}

/// How well a month stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// As it should.
    Good,
    /// Somebody should look at it.
    Watch,
    /// Somebody must act.
    Bad,
}

named!(Light {
    Good = "good",
    Watch = "watch",
    Bad = "bad",
});

/// The code of the problem that tells of [`Manifest::never_issued`].
pub const NEVER_ISSUED: &str = "pipeline.never_issued";

/// The part of a manifest whose change makes a new issue due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decisive {
    /// The chamber.
    pub ente: String,
    /// The month.
    pub period: Period,
    /// The files that stand, sorted.
    pub sources: Vec<SourceEntry>,
    /// Sheets that stood before and of which measures stay, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<SourceEntry>,
    /// The digest of what the configuration says that figures and judgements rest on.
    pub configuration: Digest,
    /// What it used of the issues of other months.
    pub used: Vec<(Period, Digest)>,
    /// The visto with which it goes out, where one was asked for and given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visto: Option<Visto>,
    /// The ids of the answers that it knows, in the order in which they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<String>,
    /// The open differences carried from the month before, with the day each was first seen.
    pub carried: Vec<(String, NaiveDate)>,
}

/// That who answers for the accounts has seen a month and lets it go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visto {
    /// The month.
    pub period: Period,
    /// The digest of what decides the month, as it was seen.
    pub decisive: Digest,
    /// Who gave it.
    pub by: String,
    /// The system's user as whom it was given.
    pub user: String,
    /// What else there is to say.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How it was given.
    #[serde(default, skip_serializing_if = "Way::is_command")]
    pub way: Way,
    /// The file that brought it; none of one typed as a command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Digest>,
    /// In spite of what it lets the month go out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forced: Option<Forced>,
}

/// How a visto is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By the command, under a system's user.
    #[default]
    Command,
    /// By a file of the month that was signed: content and digest are verified, who stands behind the certificate is not.
    Signed,
    /// By a cell filled in, in the tray of who answers for the accounts: declared, and no more.
    Declared,
}

named!(Way {
    Command = "command",
    Signed = "signed",
    Declared = "declared",
});

impl Way {
    /// Whether it is the way of the visti that say none.
    fn is_command(&self) -> bool {
        *self == Self::Command
    }
}

/// That a month goes out in spite of one thing that blocks it, and who answers for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forced {
    /// The thing, by its id: `quadratura:pareggio`.
    pub finding: String,
    /// The same in the words in which the draft told it.
    pub told: String,
    /// Why all the same.
    pub why: String,
    /// Who signs beside who gave the visto.
    pub second: String,
}

/// A file of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceEntry {
    /// The layout it was read by.
    #[serde(with = "crate::named::absent")]
    pub layout: Option<LayoutId>,
    /// The office; none for the accounts.
    #[serde(with = "crate::named::absent")]
    pub office: Option<OfficeId>,
    /// Its name.
    pub file: String,
    /// Its bytes.
    pub sha256: Digest,
}

impl Manifest {
    /// Whether an issue was made of what decides here. One that an earlier program made was decided by the whole
    /// configuration.
    ///
    /// # Errors
    /// As [`Manifest::digest`].
    pub fn decided(&self, issue: &Issue) -> Result<bool, serde_json::Error> {
        let configuration = self.whole_configuration.unwrap_or(self.decisive.configuration);
        let before = Decisive { configuration, ..self.decisive.clone() };
        Ok(issue.decisive == self.digest()? || issue.decisive == before.digest()?)
    }

    /// The digest of what decides.
    ///
    /// # Errors
    /// Never in practice: a manifest is plain data.
    pub fn digest(&self) -> Result<Digest, serde_json::Error> {
        self.decisive.digest()
    }
}

impl Decisive {
    /// Whether the same decides here and there, but for files of some kind.
    #[must_use]
    pub fn is_but_for(&self, other: &Self, beside: impl Fn(&SourceEntry) -> bool) -> bool {
        let kept = |it: &Self| it.sources.iter().filter(|source| !beside(source)).cloned().collect::<Vec<_>>();
        let rest = |it: &Self| Self { sources: kept(it), ..it.clone() };
        rest(self) == rest(other)
    }

    fn digest(&self) -> Result<Digest, serde_json::Error> {
        Ok(Digest::of(&serde_json::to_vec(self)?))
    }
}
