//! What is said of a document of the cycle.

use crate::documents::Kind;
use crate::issue::Issue;
use crate::italian::listed;
use crate::period::{Exercise, Period};

pub(in crate::pipeline) fn nothing_released(kind: Kind, exercise: Exercise) -> String {
    if kind == Kind::Pira {
        return format!(
            "del {exercise} non c'è il Piano e non è stato diffuso nessun mese, e il PIRA sta sull'uno o sull'altro: caricare il Piano \
             (`quadratura plan new {exercise}` ne prepara uno)"
        );
    }
    format!(
        "nel {exercise} non è stato diffuso nessun mese, e un documento sta su un mese diffuso (le bozze non contano): emetterne uno con \
         `quadratura run --period {exercise}-01`, o vedere con `quadratura status` che cosa lo tiene in bozza"
    )
}

pub(in crate::pipeline) fn not_again(issue: &Issue, why: &str) -> String {
    format!("{}: {why}. {}", last(issue), remedy(issue))
}

pub(in crate::pipeline) fn otherwise(issue: &Issue, values: &[String]) -> String {
    let shown = values.iter().take(3).cloned().collect::<Vec<_>>();
    format!("{}: oggi darebbe altri valori ({}). {}", last(issue), listed(&shown), remedy(issue))
}

fn last(issue: &Issue) -> String {
    let Issue { period, number, .. } = issue;
    format!("l'ultima emissione diffusa, la {number} di {}, non si rifà com'era", period.italian())
}

fn remedy(issue: &Issue) -> String {
    format!("`quadratura verify --period {}` dice che cosa è cambiato e che cosa fare", issue.period)
}

pub(in crate::pipeline) fn no_payments(issue: &Issue) -> String {
    format!(
        "{} non ha l'elenco dei pagamenti ai fornitori, da cui viene l'indicatore: depositare il file (`pagamenti_fornitori`) ed emettere \
         di nuovo il mese",
        issue.period.italian()
    )
}

pub(in crate::pipeline) fn no_plan(issue: &Issue) -> String {
    let (month, year) = (issue.period.italian(), issue.period.exercise());
    format!(
        "{month} fu emesso senza un Piano della performance del {year}, e il documento sta sui suoi indicatori: caricarlo (`quadratura plan \
         new {year}` ne prepara uno) ed emettere di nuovo il mese"
    )
}

/// Months of which a draft stands that does not count.
pub(in crate::pipeline) fn drafts(months: Vec<Period>) -> Vec<String> {
    let said = |month: Period| format!("Di {} c'è una bozza, non ancora diffusa: qui non conta.", month.italian());
    months.into_iter().map(said).collect()
}

pub(in crate::pipeline) fn unknown_configuration(issue: &Issue, why: &str) -> String {
    format!(
        "Dell'emissione {} di {} non si sa con quali valori attesi fu fatta ({why}): un valore corretto allora non si vede.",
        issue.number,
        issue.period.italian()
    )
}
