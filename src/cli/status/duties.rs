//! What falls due, for a person and for a script.

use serde_json::{Value, json};

use crate::duties::Need;
use crate::duties::phrases;
use crate::italian::listed;
use crate::office::Offices;
use crate::overview::{Needed, Owed};

/// A duty under its label: when, what, whose, what is there and what is not, and what to do.
pub(super) fn line(it: &Owed, offices: &Offices) -> (String, String) {
    let owner = offices.name_or_id(it.due.owner(offices.accounts()));
    let mut text = format!("{}: {} ({owner})", phrases::when(&it.due), phrases::named(&it.due));
    for (word, is_ready) in [("c'è", Some(true)), ("manca", Some(false)), ("bozza", None)] {
        let all: Vec<String> = it.said(is_ready).map(str::to_owned).collect();
        if !all.is_empty() {
            text += &format!("; {word}: {}", listed(&all));
        }
    }
    ("Scadenza".to_owned(), format!("{text} → {}", it.due.duty.what))
}

/// A duty for scripts; `days` are those until its day, below zero when it is past.
pub(super) fn json(it: &Owed, offices: &Offices) -> Value {
    let duty = &it.due.duty;
    json!({
        "id": duty.id,
        "title": duty.title,
        "exercise": it.due.exercise.0,
        "day": it.due.on,
        "days": it.due.days,
        "state": if it.due.is_overdue() { "overdue" } else { "upcoming" },
        "owner": it.due.owner(offices.accounts()),
        "law": duty.law,
        "what": duty.what,
        "needs": it.needs.iter().map(|need| of_need(need, it)).collect::<Vec<_>>(),
    })
}

/// What has to stand for it, and whether it does; of a document nobody can say.
fn of_need(it: &Needed, owed: &Owed) -> Value {
    let mut said = match &it.need {
        Need::Month(month) => json!({ "month": owed.due.month(*month) }),
        Need::Layout(layout) => json!({ "layout": layout }),
        Need::Document(document) => json!({ "document": document }),
    };
    if let Some(is_ready) = it.is_ready {
        said["ready"] = json!(is_ready);
    }
    said
}
