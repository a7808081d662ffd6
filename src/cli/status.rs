//! How things stand, without touching them: `status`.

mod duties;
mod probe;
mod text;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::arguments::StatusArguments;
use super::exit::Exit;
use super::{Answer, jobs, opened, outbox, output};
use crate::calendar;
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::intake::{self, trays};
use crate::issue::Issue;
use crate::overview::{Gathered, Heartbeat};
use crate::period::Exercise;
use crate::pipeline::{self, Folders, Seat, Shelves, Waits};
use crate::reconcile;
use crate::store::{Arrival, MessageState, QueuedMessage, Store};

pub(super) fn perform(arguments: &StatusArguments) -> Answer {
    let (config, folders, store) = opened(&arguments.common.config)?;
    let state = State::seen(&config, &folders, &store, arguments.now.unwrap_or_else(|| System.now()))?;
    if arguments.probe {
        return probe::perform(&state, arguments.common.json);
    }
    if arguments.common.json {
        output::print_json(&state.json())?
    } else {
        output::print(&state.text(arguments.all))?
    }
    Ok(Exit::Done)
}

/// A refused file in whose place no other came, and where the reason lies.
struct Refused {
    arrival: Arrival,
    reason: PathBuf,
}

/// All that stands at this moment.
struct State<'a> {
    config: &'a Config,
    standing: jobs::Standing<'a>,
    behind: Option<pipeline::Failure>,
    known: Gathered,
    /// Its refused files whose copies still lie there.
    refused: Vec<Refused>,
    scan: intake::Scan,
    in_hand: Vec<trays::Standing>,
    /// Answers that wait for somebody.
    answers: Vec<(Waits, reconcile::Answer)>,
}

impl<'a> State<'a> {
    fn seen(config: &'a Config, folders: &Folders, store: &Store, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let known = Gathered::of(config, store, now)?;
        let drop = folders.drop();
        let scan = if drop.is_dir() {
            let wait = intake::Wait { now, settled_scans: 1, settings: config.settings.intake };
            intake::scan(&drop, &config.settings.offices, &store.sightings()?, &wait)?
        } else {
            intake::Scan::default()
        };
        let mut in_hand = trays::in_hand(&drop).unwrap_or_default();
        // What is committed waits for its tray alone.
        in_hand
            .retain(|it| !store.arrival(it.arrival.split('.').next().unwrap_or("")).is_ok_and(|known| known.is_some()));
        let shelves = Shelves { config, folders, store };
        let answers = pipeline::answers_waiting(&known.months.last, calendar::day(now), shelves)?;
        let standing = jobs::Standing {
            config,
            seat: Seat::of(&config.root),
            heartbeat: Heartbeat::read(&config.heartbeat),
            latest: store.latest_runs()?,
            now,
        };
        Ok(Self {
            config,
            standing,
            behind: pipeline::behind(folders, store)?.map(|it| pipeline::failure(&it.into())),
            refused: refused(&known.refused, &drop),
            known,
            scan,
            in_hand,
            answers,
        })
    }

    /// Refused files of the months that matter.
    fn refused_that_matter(&self) -> impl Iterator<Item = &Refused> {
        self.refused.iter().filter(|it| self.known.months.matters(it.arrival.period))
    }

    fn json(&self) -> Value {
        let Self { config, standing, behind, known, scan, in_hand, .. } = self;
        let Gathered { issues, withdrawn, waiting, open, alerts, messages, .. } = known;
        let (service, jobs) = standing.json();
        let mut whole = json!({
            "ente": config.settings.ente.id,
            "root": config.root,
            "service": service,
            "jobs": jobs,
            "behind": behind.as_ref().map(|it| json!({"text": it.text, "remedy": it.remedy})),
            "issues": issues.iter().map(issue_json).collect::<Vec<_>>(),
            "withdrawn": withdrawn.iter().map(withdrawn_json).collect::<Vec<_>>(),
            "drop": scan.arrivals.iter().map(|file| &file.name).collect::<Vec<_>>(),
            "settling": scan.settling.iter().map(|file| json!({"file": file.name, "text": file.why})).collect::<Vec<_>>(),
            "in_hand": in_hand.iter().map(|file| &file.name).collect::<Vec<_>>(),
            "pending": waiting
                .iter()
                .map(|it| json!({
                    "file": it.name,
                    "period": it.period,
                    "layout": it.layout.as_deref().unwrap_or_default(),
                    "office": it.office.as_deref().unwrap_or_default(),
                }))
                .collect::<Vec<_>>(),
            "refused": self
                .refused
                .iter()
                .map(|Refused { arrival: it, reason }| json!({
                    "file": it.name,
                    "arrival": it.id,
                    "period": it.period,
                    "layout": it.layout.as_deref().unwrap_or_default(),
                    "office": it.office.as_deref().unwrap_or_default(),
                    "folder": it.folder.as_deref().unwrap_or_default(),
                    "owner": it.owner.as_deref().unwrap_or_default(),
                    "reason": reason,
                }))
                .collect::<Vec<_>>(),
            "open_differences": open
                .iter()
                .map(|(id, it)| json!({"id": id.to_string(), "kind": it.kind, "office": it.office.as_deref().unwrap_or_default(), "amount_cents": it.cents.0, "text": it.text, "first_seen": it.first_seen}))
                .collect::<Vec<_>>(),
            "alerts": alerts.iter().map(|it| super::json::alert(&it.alert(), Some(it))).collect::<Vec<_>>(),
            "answers_waiting": self
                .answers
                .iter()
                .map(|(waits, it)| json!({ "waits": waits, "answer": it }))
                .collect::<Vec<_>>(),
            "duties": known.duties.iter().map(|it| duties::json(it, &config.settings.offices)).collect::<Vec<_>>(),
            "outbox": outbox_counts(messages),
            "undelivered": known.undelivered().map(outbox::json).collect::<Vec<_>>(),
        });
        if !known.never_issued.is_empty() {
            whole["never_issued"] = json!(known.never_issued);
        }
        if let Some(plan) = self.exercise().and_then(|it| super::json::plan_not_loaded(config, it)) {
            whole["plan"] = plan;
        }
        whole
    }

    /// The exercise of the last month that is issued.
    fn exercise(&self) -> Option<Exercise> {
        self.known.months.last.last().map(|issue| issue.period.exercise())
    }
}

/// Those of refused files that, or whose reasons, lie in the tray: who takes them away has seen them.
fn refused(all: &[Arrival], drop: &std::path::Path) -> Vec<Refused> {
    let left = all.iter().filter_map(|arrival| {
        let place = trays::Place::named(&arrival.tray)?;
        let hand = trays::hand_of(&arrival.id, arrival.folder.as_ref());
        let reason = trays::reason_of(drop, &hand, &arrival.name, &place)?;
        Some(Refused { arrival: arrival.clone(), reason })
    });
    left.collect()
}

fn issue_json(issue: &Issue) -> Value {
    json!({
        "period": issue.period, "issue": issue.number, "state": issue.state, "issued_at": issue.issued_at.to_rfc3339(),
        "workbook": issue.workbook_name, "sha256": issue.workbook,
    })
}

/// A draft that was taken back, for scripts.
pub(super) fn withdrawn_json(issue: &Issue) -> Value {
    let mut told = issue_json(issue);
    if let Some(withdrawal) = &issue.withdrawn {
        told["withdrawn_at"] = json!(withdrawal.at.to_rfc3339());
        told["why"] = json!(withdrawal.why);
    }
    told
}

fn outbox_counts(messages: &[QueuedMessage]) -> Value {
    let counts =
        MessageState::ALL.into_iter().map(|state| (state.id(), messages.iter().filter(|it| it.state == state).count()));
    Value::Object(
        counts.filter(|(_, count)| *count > 0).map(|(state, count)| (state.to_owned(), json!(count))).collect(),
    )
}
