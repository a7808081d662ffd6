//! What an office mends, row by row: its open differences, and the problems of its files, each with what to do.
//! All of it in words already, so that it can be kept until it is told.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::phrases;
use crate::issue::{SourceState, SourceView};
use crate::italian::{counted, listed, small};
use crate::ledger::{Movement, Side};
use crate::problem::{Problem, Severity};
use crate::reconcile::{Difference, DifferenceState, Kind};
use crate::report::View;

/// Files told of in one message; the rest is counted, and each has its reason beside it.
pub(super) const FILES_MAX: usize = 50;

/// Problems listed of one file; the rest is counted.
const PROBLEMS_MAX: usize = 10;

/// Rows pointed at for one difference: where a whole sheet is absent, all of them are meant.
const PLACES_MAX: usize = 4;

/// The open differences of an office: those that are news as whole cards, the others in a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OfficeRows {
    pub new: Vec<DifferenceCard>,
    pub open: Vec<OpenDifference>,
}

/// An open difference that its office knows of already, in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OpenDifference {
    pub id: String,
    pub text: String,
    /// All that there is to say of it, where it is told again; of what an earlier program kept, nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<DifferenceCard>,
}

/// A difference, for who mends it: every field is a text, empty where there is nothing to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DifferenceCard {
    pub id: String,
    kind: String,
    text: String,
    amount: String,
    /// What the amount is, where its kind does not say so.
    meaning: String,
    /// Where the office's own rows stand.
    places: String,
    /// Where the rows of the accounts stand.
    booked: String,
    /// The row that is most like it.
    near: String,
    advice: String,
    age: String,
}

/// A file with which its office has something to do, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileToMend {
    file: String,
    state: String,
    missing: bool,
    problems: Vec<ProblemLine>,
    /// Problems beyond those listed.
    more: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ProblemLine {
    text: String,
    remedy: String,
}

/// The open differences of an office; those whose ids are `fresh` are news.
pub(super) fn differences(view: &View<'_>, office: &str, fresh: &BTreeSet<String>) -> OfficeRows {
    let open = view.reconciliation.differences.iter();
    // What the accounts put right is no task of the office.
    let is_task = |it: &&Difference| it.state == DifferenceState::Open && !it.is_of_accounts();
    let open = open.filter(|it| it.office.as_deref() == Some(office)).filter(is_task);
    let (new, old): (Vec<&Difference>, Vec<&Difference>) = open.partition(|it| fresh.contains(&it.id.to_string()));
    OfficeRows {
        new: new.into_iter().map(|it| card(view, it)).collect(),
        open: old.into_iter().map(|it| OpenDifference { card: Some(known_card(view, it)), ..in_a_line(it) }).collect(),
    }
}

fn in_a_line(difference: &Difference) -> OpenDifference {
    let since = phrases::open_since(difference.first_seen);
    let kind = phrases::kind(difference.kind);
    let cents = if difference.kind == Kind::MissingInAccounting { -difference.cents } else { difference.cents };
    // Its sentence begins with whose payment it is; the key is for programs.
    let whose = difference.text.split_once(": ").map_or(difference.key.as_str(), |(whose, _)| whose);
    let whose = if whose.is_empty() { String::new() } else { format!(" – {whose}") };
    let text = format!("{kind}: {cents}{whose}, {since}");
    OpenDifference { id: difference.id.to_string(), text, card: None }
}

fn card(view: &View<'_>, difference: &Difference) -> DifferenceCard {
    let row = |place: &usize| view.ledger.movements.get(*place);
    let own =
        |movement: &Movement<'_>| movement.side == Side::Office && movement.office == difference.office.as_deref();
    let rows = |side| difference.rows.iter().filter_map(row).filter(move |movement| movement.side == side);
    // A registration without an office, or of another one, is not this office's to read.
    let of_office =
        |movement: &Movement<'_>| movement.office.is_some() && movement.office == difference.office.as_deref();
    let near = difference.candidate.as_ref().and_then(row).filter(of_office).map(|movement| {
        let cents = movement.cents;
        format!("{}, {cents}", place(view, &movement))
    });
    let (meaning, cents) = match difference.kind {
        Kind::Amount => ("contabilità meno ufficio", difference.cents),
        Kind::MissingInAccounting => ("", -difference.cents),
        _ => ("", difference.cents),
    };
    DifferenceCard {
        id: difference.id.to_string(),
        kind: phrases::kind(difference.kind).to_owned(),
        text: difference.text.clone(),
        amount: cents.to_string(),
        meaning: meaning.to_owned(),
        places: places(view, rows(Side::Office).filter(own)),
        // The accounting rows of a difference of this office are this office's payments: naming them gives nothing away.
        booked: places(view, rows(Side::Accounting)),
        near: near.unwrap_or_default(),
        advice: phrases::advice(difference.kind, difference.reason).to_owned(),
        age: if difference.age_days > 0 { phrases::open_since(difference.first_seen) } else { "nuova".to_owned() },
    }
}

/// The same of one that its office was told before.
fn known_card(view: &View<'_>, difference: &Difference) -> DifferenceCard {
    DifferenceCard { age: phrases::open_since(difference.first_seen), ..card(view, difference) }
}

/// Where movements stand; those beyond a few are counted.
fn places<'a>(view: &View<'_>, movements: impl Iterator<Item = Movement<'a>>) -> String {
    let mut places: Vec<String> = movements.map(|movement| place(view, &movement)).collect();
    let left = places.len().saturating_sub(PLACES_MAX);
    if left > 0 {
        places.truncate(PLACES_MAX);
        places.push(counted(left, "altra riga", "altre righe"));
    }
    listed(&places)
}

/// Where a movement stands, for who has the spreadsheet.
fn place(view: &View<'_>, movement: &Movement) -> String {
    let origin = movement.origin;
    let file = view.sources.file(origin);
    match view.sources.sheet(origin) {
        "" => format!("`{file}`, riga {}", u64::from(origin.row) + 1),
        sheet => format!("`{file}`, foglio `{sheet}`, cella {}", origin.cell()),
    }
}

impl FileToMend {
    /// The same for who cannot mend it: what is wrong, and not what to do.
    pub(super) fn without_remedies(mut self) -> Self {
        self.problems.iter_mut().for_each(|it| it.remedy.clear());
        self
    }
}

/// The problems of a file of this office by name, with what to do.
pub(super) fn file(view: &View<'_>, name: &str) -> Option<FileToMend> {
    view.files.iter().filter(|file| file.file == name).find_map(|file| file_to_mend(view, file))
}

/// A file with which the office has something to do; a refused file that another one has replaced is settled.
fn file_to_mend(view: &View<'_>, file: &SourceView) -> Option<FileToMend> {
    let problems: Vec<&Problem> = match file.state {
        SourceState::Missing => Vec::new(),
        SourceState::Refused if replacement(view, file).is_some() => return None,
        SourceState::Refused => reasons(view, file).collect(),
        SourceState::Accepted => {
            let refused_too =
                view.files.iter().any(|other| other.file == file.file && other.state == SourceState::Refused);
            let rows = reasons(view, file).filter(|problem| problem.severity == Severity::Error);
            let rows: Vec<&Problem> = if refused_too { Vec::new() } else { rows.collect() };
            if rows.is_empty() {
                return None;
            }
            rows
        }
        SourceState::Duplicate | SourceState::Superseded => return None,
    };
    let shown = problems.iter().take(PROBLEMS_MAX);
    let state = match file.state {
        SourceState::Accepted => "accettato, con righe che non contano",
        state => phrases::source_state(state),
    };
    Some(FileToMend {
        file: file.file.clone(),
        state: state.to_owned(),
        missing: file.state == SourceState::Missing,
        problems: shown
            .map(|problem| ProblemLine { text: problem_text(problem), remedy: problem.remedy.clone() })
            .collect(),
        more: problems.len().saturating_sub(PROBLEMS_MAX),
    })
}

/// Why a file was refused: the problems of its name, those that refuse it first.
pub(super) fn reasons<'a>(view: &View<'a>, file: &'a SourceView) -> impl Iterator<Item = &'a Problem> + use<'a> {
    let (refusing, others): (Vec<_>, Vec<_>) =
        view.problems.iter().filter(|problem| problem.is_of(&file.file)).partition(|problem| problem.refuses());
    refusing.into_iter().chain(others)
}

/// A problem's sentence, led by its place where the sentence does not say it.
pub(super) fn problem_text(problem: &Problem) -> String {
    let unsaid = |place: &Option<String>| place.clone().filter(|place| !problem.text.contains(place.as_str()));
    match (unsaid(&problem.sheet), unsaid(&problem.cell)) {
        (None, None) => problem.text.clone(),
        (None, Some(cell)) => format!("Cella {cell}: {}", small(&problem.text)),
        (Some(sheet), None) => format!("Foglio `{sheet}`: {}", small(&problem.text)),
        (Some(sheet), Some(cell)) => format!("Foglio `{sheet}`, cella {cell}: {}", small(&problem.text)),
    }
}

/// The accepted file that took the place of a refused one.
pub(super) fn replacement<'a>(view: &View<'a>, file: &SourceView) -> Option<&'a str> {
    let mut accepted = view.files.iter().filter(|other| other.state == SourceState::Accepted);
    let same_place = |other: &&SourceView| other.layout == file.layout && other.office == file.office;
    file.layout.as_ref()?;
    accepted.find(same_place).map(|other| other.file.as_str())
}
