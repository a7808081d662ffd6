//! What is said of a workbook that came back, and of answers that do not count.

use crate::italian::listed;
use crate::money::Cents;
use crate::period::{Period, italian_date};
use crate::problem::Problem;
use crate::reconcile::Answer;
use crate::reconcile::answers::Outcome;

const AGAIN: &str = "correggere la cella e ridepositare la cartella; le altre risposte valgono";

fn at(problem: Problem, cell: &str) -> Problem {
    Problem { cell: Some(cell.to_owned()), ..problem }
}

pub(in crate::pipeline) fn unknown_issue(period: Period, number: u32) -> Problem {
    Problem::refusal(
        "answers.unknown_issue",
        format!(
            "la cartella dice di essere l'emissione {number} {}, ma qui non ce n'è una con quell'impronta",
            of(period)
        ),
        "rispondere sulla cartella ricevuta con l'ultimo messaggio del mese",
    )
}

pub(in crate::pipeline) fn withdrawn(period: Period, number: u32) -> Problem {
    Problem::refusal(
        "answers.withdrawn",
        format!("l'emissione {number} {} è stata ritirata: le risposte non valgono", of(period)),
        "rispondere sulla cartella che l'ha sostituita",
    )
}

pub(in crate::pipeline) fn issue_lost(period: Period, number: u32) -> Problem {
    Problem::refusal(
        "answers.issue_lost",
        format!("della cartella dell'emissione {number} {} l'archivio non dà più che cosa stampava", of(period)),
        "il CED guardi l'archivio con `quadratura verify`; intanto si risponde con `quadratura decide`",
    )
}

pub(in crate::pipeline) fn twice(id: &str, cell: &str) -> Problem {
    let problem = Problem::error(
        "answers.twice",
        format!("`{id}` è in due righe: vale la risposta della prima"),
        "rispondere una volta sola, nella riga stampata",
    );
    at(problem, cell)
}

fn of(period: Period) -> String {
    format!("di {}", period.italian())
}

/// The code of a workbook that says nothing.
pub(in crate::pipeline) const NOTHING_NEW: &str = "answers.nothing_new";

pub(in crate::pipeline) fn nothing_new(period: Period, number: u32) -> Problem {
    Problem::error(
        NOTHING_NEW,
        format!("nessuna cella compilata è diversa da quelle stampate nell'emissione {number} {}", of(period)),
        "compilare una riga di Differenze, Indicatori o Anomalie, nelle colonne gialle; una cella svuotata non ritira una risposta",
    )
}

pub(in crate::pipeline) fn unknown_row(id: &str, cell: &str) -> Problem {
    let problem = Problem::error(
        "answers.unknown_row",
        format!("l'identificativo `{id}` non è di nessuna riga di quell'emissione: la risposta non vale"),
        "rispondere nelle righe stampate, senza cambiarne l'identificativo",
    );
    at(problem, cell)
}

pub(in crate::pipeline) fn locked(heads: &[String], cell: &str) -> Problem {
    let heads: Vec<String> = heads.iter().map(|it| format!("«{it}»")).collect();
    let problem = Problem::error(
        "answers.locked",
        format!(
            "nella riga sono cambiate celle che non si compilano ({}): valgono come erano stampate",
            listed(&heads)
        ),
        "una cifra si corregge nella scheda o in contabilità, non qui",
    );
    at(problem, cell)
}

pub(in crate::pipeline) fn no_outcome(_: &str, cell: &str) -> Problem {
    at(
        Problem::error(
            "answers.no_outcome",
            "manca l'esito: la riga non vale",
            format!("scegliere un «Esito»; {AGAIN}"),
        ),
        cell,
    )
}

pub(in crate::pipeline) fn unknown_outcome(said: &str, cell: &str) -> Problem {
    let all: Vec<String> = Outcome::ALL.iter().map(|it| format!("«{}»", it.italian())).collect();
    let text = format!("«{said}» non è un esito: la riga non vale");
    at(Problem::error("answers.unknown_outcome", text, format!("sceglierne uno fra {}; {AGAIN}", listed(&all))), cell)
}

/// The code of a reason that is missing.
pub(in crate::pipeline) const NO_REASON: &str = "answers.no_reason";

pub(in crate::pipeline) fn no_reason(said: &str, cell: &str) -> Problem {
    let text = format!("«{said}» senza motivo: la risposta non vale");
    at(Problem::error(NO_REASON, text, format!("compilare «Motivo»; {AGAIN}")), cell)
}

pub(in crate::pipeline) fn no_day(said: &str, cell: &str) -> Problem {
    let text = format!("la scadenza «{said}» non è una data: la risposta non vale");
    at(Problem::error("answers.no_day", text, format!("scriverla come 31/12/2021; {AGAIN}")), cell)
}

pub(in crate::pipeline) fn of_another_office() -> Problem {
    Problem::error(
        "answers.other_office",
        "la riga è di un altro ufficio: la risposta non vale",
        "ogni ufficio risponde delle proprie righe, chi risponde dei conti di tutte",
    )
}

pub(in crate::pipeline) fn no_second(limit: Cents) -> Problem {
    Problem::error(
        "answers.no_second",
        format!("oltre {} € una differenza si accetta in due: la risposta non vale", limit.italian()),
        format!("scrivere in «Seconda firma» chi l'approva, un'altra persona; {AGAIN}"),
    )
}

pub(in crate::pipeline) fn not_asked(state: &str) -> Problem {
    Problem::error(
        "answers.not_asked",
        format!("l'indicatore è «{state}»: causa e azione correttiva non si chiedono, e la risposta non vale"),
        "rispondere sugli indicatori mancati, vicini, fuori linea o a rischio",
    )
}

pub(in crate::pipeline) fn no_cause() -> Problem {
    Problem::error(
        "answers.no_cause",
        "mancano la causa e l'azione correttiva: la risposta non vale",
        format!("compilare «Causa» o «Azione correttiva» (`--causa`, `--azione`); {AGAIN}"),
    )
}

pub(in crate::pipeline) fn outcome_of_indicator() -> Problem {
    Problem::error(
        "answers.outcome_of_indicator",
        "di un indicatore non si decide l'esito né si firma in due",
        "dirne la causa e l'azione correttiva, con `--causa` e `--azione`",
    )
}

pub(in crate::pipeline) fn action_of_difference() -> Problem {
    Problem::error(
        "answers.action_of_difference",
        "causa e azione correttiva si dicono degli indicatori",
        "di una differenza o di un'anomalia dire l'esito e il motivo, con `--esito` e `--why`",
    )
}

pub(in crate::pipeline) fn second_of_problem() -> Problem {
    Problem::error("answers.second_of_problem", "un'anomalia non si accetta in due", "lasciare vuota la seconda firma")
}

pub(in crate::pipeline) fn given_before(cell: &str) -> Problem {
    let problem = Problem::error(
        "answers.given_before",
        "la stessa risposta era già stata data, e resta com'era",
        "per cambiarla darne un'altra, per esempio con un altro motivo",
    );
    at(problem, cell)
}

pub(in crate::pipeline) fn contradicts(office: &str, other: &Answer, cell: &str) -> Problem {
    let (day, outcome) = (italian_date(other.day), other.outcome_said());
    let which = if other.decides { "resta quella" } else { "lo legge anche quell'ufficio" };
    let problem = Problem::error(
        "answers.contradiction",
        format!("{office} aveva risposto altro il {day}: {outcome}; {which}"),
        "mettersi d'accordo e rispondere di nuovo",
    );
    at(problem, cell)
}

/// What is wrong with an answer given by hand: there is no cell to mend.
pub(in crate::pipeline) fn by_hand(problem: &Problem) -> String {
    let remedy = problem.remedy.strip_suffix(AGAIN).map_or(&*problem.remedy, |it| it.trim_end_matches("; "));
    format!("{}: {remedy}", problem.text)
}

pub(in crate::pipeline) fn outcome_by_hand() -> String {
    "di una differenza o di un'anomalia si decide l'esito: aggiungere `--esito`, e il motivo con `--why`; causa e azione sono degli \
     indicatori"
        .to_owned()
}

pub(in crate::pipeline) fn not_one(begin: &str, none: bool) -> String {
    if none {
        format!(
            "nessuna emissione riporta una differenza, un indicatore o un'anomalia `{begin}`: l'identificativo è nell'ultima colonna dei \
             fogli Differenze e Anomalie, di un indicatore è il codice"
        )
    } else {
        format!("con `{begin}` cominciano più identificativi: scriverne più cifre")
    }
}

pub(in crate::pipeline) fn closed(begin: &str) -> String {
    format!("la differenza `{begin}` non è aperta in nessuna emissione che vale: non c'è da rispondere")
}
