//! The Italian of answers in the workbook.

use crate::italian::capital;
use crate::period::italian_date;
use crate::reconcile::answers::Outcome;
use crate::reconcile::{Anomaly, Answer};
use crate::report::view::View;

/// Below the title of the indicators.
pub(in crate::report) const INDICATORS_NOTE: &str = "Di un indicatore mancato, vicino, fuori linea o a rischio si dicono causa e azione correttiva: compilare le colonne gialle e ridepositare questa cartella nella cartella di deposito.";
/// Below that of the problems.
pub(in crate::report) const PROBLEMS_NOTE: &str = "Per rispondere: compilare le colonne gialle e ridepositare questa cartella nella cartella di deposito. Una risposta non cambia nessuna cifra: ciò che è rifiutato resta rifiutato.";

/// What to do about a problem, and what was answered on it.
pub(in crate::report) fn remedy(anomaly: &Anomaly, view: &View<'_>) -> String {
    let remedy = &anomaly.problem.remedy;
    let Some(stands) = &anomaly.answer else { return remedy.clone() };
    let answer = &stands.answer;
    let day = italian_date(answer.day);
    let said = if stands.changed {
        format!("La risposta di {} del {day} è data su un altro testo: rispondere di nuovo", who(answer, view))
    } else if stands.decides(Outcome::Accepted) {
        format!("Accettata da {}", parts(answer, view))
    } else {
        format!("Risposta di {}", parts(answer, view))
    };
    let against = stands.against.as_ref().map(|it| format!(" Risposta diversa di {}.", parts(it, view)));
    format!("{}. {said}.{}", capital(remedy.trim_end_matches('.')), against.unwrap_or_default())
}

fn who<'a>(it: &'a Answer, view: &'a View<'_>) -> &'a str {
    view.offices.called(&it.office).unwrap_or_else(|| view.office_name(&it.office))
}

/// Who answered when, what and until when, and why.
fn parts(it: &Answer, view: &View<'_>) -> String {
    let mut said = vec![format!("{} il {}", who(it, view), italian_date(it.day))];
    said.extend((it.outcome != Some(Outcome::Accepted)).then(|| it.outcome_said().to_owned()));
    said.extend(it.until.map(|day| format!("fino al {}", italian_date(day))));
    let why = it.why.trim().trim_end_matches('.');
    let why = if why.is_empty() { String::new() } else { format!(": {why}") };
    format!("{}{why}", said.join(", "))
}
