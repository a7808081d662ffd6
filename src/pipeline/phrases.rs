//! What a pass says of files as wholes, in Italian.

pub(super) mod answers;
pub(super) mod visto;
mod copies;
pub(super) mod document;
mod exercise;
pub(super) mod fascicolo;
mod redefined;
pub(super) mod template;
mod verify;

use std::path::Path;

use chrono::NaiveDate;

pub(super) use copies::*;
pub(super) use exercise::*;
pub(super) use redefined::*;
pub(super) use verify::*;

use super::loss::Loss;
use crate::calendar;
use crate::indicators::Standing;
use crate::intake;
use crate::issue::{Issue, NEVER_ISSUED, Withdrawal};
use crate::italian::{listed, proposal, small, visible_line};
use crate::ledger;
use crate::mail::Notice;
use crate::money::{Cents, grouped};
use crate::office::Offices;
use crate::period::{Exercise, Period, italian_date};
use crate::problem::Problem;
use crate::read;
use crate::reconcile;
use crate::store::UnknownDifference;

/// `nearest` is the title and the id of the layout whose names look most like this one.
pub(super) fn undeclared(name: &str, nearest: Option<(&str, &str)>, month: Period) -> Problem {
    let proposal = nearest.map_or_else(String::new, |(title, _)| format!("; il nome somiglia a quelli di «{title}»"));
    let begins = nearest.map_or_else(String::new, |(_, id)| format!("comincia come `{id}` e "));
    Problem::refusal(
        "intake.undeclared",
        format!("nessun tracciato dichiara un file di nome `{name}`{proposal}"),
        format!(
            "dare al file il nome concordato, che {begins}porta il mese ({month}), e rimetterlo nella \
             cartella; se è un file nuovo, il CED ne dichiara il tracciato in `config/layouts`"
        ),
    )
}

pub(super) fn two_layouts(first: &str, second: &str) -> Problem {
    Problem::refusal(
        "intake.two_layouts",
        format!("il nome del file corrisponde a due tracciati, `{first}` e `{second}`"),
        "rinominare il file, o restringere `file` in uno dei due tracciati",
    )
}

/// `shown` is what is read where the chamber should be named: the title, or what the layout names instead.
pub(super) fn other_ente(ente: &str, shown: &str, elsewhere: bool) -> Problem {
    const SHOWN_CHARS_MAX: usize = 60;
    let cut: String = shown.chars().take(SHOWN_CHARS_MAX).map(|c| if c == '`' { '\'' } else { c }).collect();
    let more = if shown.chars().nth(SHOWN_CHARS_MAX).is_some() { "…" } else { "" };
    let text = match (shown.is_empty(), elsewhere) {
        (true, false) => format!("sopra l'intestazione non c'è un titolo che nomini l'ente «{ente}»"),
        (true, true) => format!("dove il tracciato cerca l'ente «{ente}» non c'è scritto niente"),
        (false, false) => format!("il titolo `{cut}{more}` non nomina l'ente «{ente}»"),
        (false, true) => format!("si legge `{cut}{more}`, che non nomina l'ente «{ente}»"),
    };
    Problem::refusal(
        "read.other_ente",
        text,
        "controllare di avere esportato i dati della propria Camera; il titolo deve portarne il nome",
    )
}

/// `example` is a name that says a month, the given one.
pub(super) fn no_period(example: &str, month: Period) -> Problem {
    Problem::refusal(
        "read.no_period",
        "né il nome del file né il titolo dicono a quale mese si riferiscono i dati",
        format!("scrivere il mese nel nome, come in `{example}`, o nel titolo «al {}»", italian_date(month.last_day())),
    )
}

/// The same of a layout whose pattern does not look for the month in a name.
pub(super) fn no_period_group(layout: &str, month: Period) -> Problem {
    Problem::refusal(
        "read.no_period",
        "né il nome del file né il titolo dicono a quale mese si riferiscono i dati",
        format!(
            "scrivere nel titolo «al {}»; perché lo dica il nome del file ci vuole `(?<period>...)` nel campo `file` del tracciato `{layout}`, perché lo dica una cella o una colonna il campo `period`",
            italian_date(month.last_day())
        ),
    )
}

pub(super) fn period_conflict(name: Period, as_of: NaiveDate) -> Problem {
    Problem::refusal(
        "read.period_conflict",
        format!("il nome del file dice {}, il titolo dice «al {}»", name.italian(), italian_date(as_of)),
        "correggere il nome del file o il titolo, secondo quale dei due è sbagliato",
    )
}

/// A table of figures at the end of a year that bears that year, and not the one whose plan prints it.
pub(super) fn year_before_conflict(name: Exercise, as_of: NaiveDate) -> Problem {
    Problem::refusal(
        "read.period_conflict",
        format!(
            "il nome del file dice {name}, il titolo «al {}», e in una tabella che si chiama {name} le cifre sono della fine del {}",
            italian_date(as_of),
            name.previous()
        ),
        format!("rinominarlo con {} se le cifre sono di quella data, o correggere il titolo", name.0 + 1),
    )
}

pub(super) fn month_conflict(name: Period, inside: Period) -> Problem {
    Problem::refusal(
        "read.period_conflict",
        format!("il nome del file dice {}, dentro il file si legge {}", name.italian(), inside.italian()),
        "correggere il nome del file o il mese dentro il file, secondo quale dei due è sbagliato",
    )
}

/// `example` is a name that says an office.
pub(super) fn no_office(example: &str) -> Problem {
    Problem::refusal(
        "read.no_office",
        "il nome del file non dice quale ufficio lo manda",
        format!("scrivere l'ufficio nel nome, come in `{example}`"),
    )
}

/// The same of a layout whose pattern does not look for the office in a name.
pub(super) fn no_office_group(layout: &str) -> Problem {
    Problem::refusal(
        "read.no_office",
        "il nome del file non dice quale ufficio lo manda",
        format!(
            "aggiungere `(?<office>[a-z_]+)` al campo `file` del tracciato `{layout}`, e scrivere l'ufficio nel nome"
        ),
    )
}

pub(super) fn unknown_office(office: &str) -> Problem {
    Problem::refusal(
        "read.unknown_office",
        format!("l'ufficio `{office}` non è fra quelli dichiarati"),
        "correggere il nome del file, o dichiarare l'ufficio in `settings.toml`",
    )
}

/// A row says an office that no office is called.
pub(super) fn unknown_office_of_row(said: &str, offices: &Offices) -> Problem {
    let known: Vec<String> = offices.iter().map(|it| format!("`{}`", it.id)).collect();
    let text = match said {
        "" => "una riga non dice il suo ufficio".to_owned(),
        said => format!("l'ufficio `{said}` di una riga non è fra quelli dichiarati"),
    };
    let remedy = format!("scriverlo come uno di questi: {}; o dichiararlo in `settings.toml`", listed(&known));
    Problem::refusal("read.unknown_office", text, remedy)
}

/// A row says an office as several are called.
pub(super) fn offices_of_row(said: &str, several: &[&str]) -> Problem {
    let several: Vec<String> = several.iter().map(|id| format!("`{id}`")).collect();
    Problem::refusal(
        "read.unknown_office",
        format!("l'ufficio `{said}` di una riga può essere più d'uno: {}", listed(&several)),
        "scrivere il nome intero, o il suo identificativo",
    )
}

/// The code of an office's file that lay in the folder of another.
pub(super) const OTHER_FOLDER: &str = "intake.other_folder";

/// The names of the offices.
pub(super) fn other_folder(office: &str, folder: &str) -> Problem {
    Problem::refusal(
        OTHER_FOLDER,
        format!("la scheda è dell'ufficio «{office}» ma era nella cartella dell'ufficio «{folder}»"),
        "metterla nella cartella del suo ufficio, o correggere l'ufficio nel nome del file",
    )
}

/// The code of a file of the accounts that lay in the tray of an office.
pub(super) const NOT_OF_TRAY: &str = "intake.not_of_tray";

/// The names of the office, and of who answers for the accounts.
pub(super) fn not_of_tray(office: &str, accounts: &str) -> Problem {
    Problem::refusal(
        NOT_OF_TRAY,
        format!("è un file dei conti, di cui risponde «{accounts}», ma era nella cartella dell'ufficio «{office}»"),
        format!("farlo controllare e depositare da «{accounts}», nella sua cartella"),
    )
}

/// The code of corrections of the year end that are not of who answers for the accounts.
pub(super) const NOT_OF_ACCOUNTS: &str = "intake.not_of_accounts";

/// `accounts` is the name of who answers for the accounts.
pub(super) fn not_of_accounts(office: &str, accounts: &str) -> Problem {
    Problem::refusal(
        NOT_OF_ACCOUNTS,
        format!("è una tabella di rettifiche del preconsuntivo, ed è di «{office}»: le deposita solo «{accounts}»"),
        format!("farla controllare e depositare da «{accounts}», nella cartella principale"),
    )
}

/// The code of the table of one who assesses that is of somebody else.
pub(super) const NOT_OF_ASSESSOR: &str = "intake.not_of_assessor";

/// `assessor` is the name of who assesses.
pub(super) fn not_of_assessor(office: &str, assessor: &str) -> Problem {
    Problem::refusal(
        NOT_OF_ASSESSOR,
        format!("è una valutazione che dà soltanto «{assessor}», e il nome o la cartella dicono «{office}»"),
        format!("farla depositare da «{assessor}», nella cartella principale o in una sua"),
    )
}

pub(super) fn two_for_one_place(other: &str) -> Problem {
    Problem::refusal(
        "intake.two_for_one_place",
        format!("è arrivato insieme a `{other}`, che tiene lo stesso posto alla stessa data: non si sa quale valga"),
        "lasciare nella cartella solo quello giusto",
    )
}

/// The code of a file that came when a later one stood.
pub(super) const OLDER: &str = "intake.older";

/// The code of a file of which another came with the same date before it could stand.
pub(super) const REPLACED: &str = "intake.replaced";

pub(super) fn older_than_standing(standing: &str) -> Problem {
    Problem::warning(
        OLDER,
        format!("porta una data anteriore a `{standing}`, che continua a valere"),
        "se la data «al» del titolo è sbagliata, correggerla e depositarlo di nuovo",
    )
}

pub(super) fn replaced(standing: &str) -> Problem {
    Problem::warning(
        REPLACED,
        format!("dopo è arrivato `{standing}`, della stessa data, che continua a valere"),
        "se doveva valere questo, rimetterlo nella cartella: vale l'ultimo arrivato",
    )
}

pub(super) fn restated_file(file: &str, before: Option<&str>, number: u32) -> Problem {
    let text = match before {
        Some(before) if before != file => {
            format!("è arrivato al posto di `{before}`, quando il mese era già emesso ({number})")
        }
        Some(_) => format!("è arrivato in una nuova versione, quando il mese era già emesso ({number})"),
        None => format!("è arrivato quando il mese era già emesso ({number})"),
    };
    Problem::warning(
        "pipeline.restated_file",
        text.replace(&format!("({number})"), &format!("(emissione {number})")),
        "controllare le voci cambiate, e dire a chi aveva ricevuto la cartella precedente che cosa è cambiato",
    )
    .in_file(file)
}

/// A line that is no longer what was released, in a few words.
pub(super) fn restated_line(line: &str, column: &str, before: Option<String>, now: Option<String>) -> String {
    format!("`{line}` ({column}) da {} a {}", amount_or_none(before), amount_or_none(now))
}

fn amount_or_none(amount: Option<String>) -> String {
    amount.unwrap_or_else(|| "nessun dato".to_owned())
}

/// An issue as it is named: with its month, where that is not the one that is told of.
pub(super) fn in_issue(number: u32, earlier: Option<Period>) -> String {
    match earlier {
        Some(month) => format!("nell'emissione {number} di {}", month.italian()),
        None => format!("nell'emissione {number}"),
    }
}

pub(super) fn restatement(
    line: &str,
    column: &str,
    issue: &str,
    before: Option<String>,
    now: Option<String>,
) -> Problem {
    let said = amount_or_none;
    Problem::warning(
        "pipeline.restatement",
        format!("la voce «{line}» ({column}) era {} {issue} e ora è {}", said(before), said(now)),
        "controllare che il cambiamento sia voluto: era già stato pubblicato l'importo precedente",
    )
}

/// What a ratio of the accounts is before its day, beside where the year brings it.
pub(super) const TO_DATE: &str = "alla data";

pub(super) fn to_date(value: &str) -> String {
    format!("{TO_DATE} {value}")
}

/// How an indicator was or is judged, and on what: `a rischio (proiezione a fine anno tra 10,84% e 13,18%)`.
pub(super) fn judged(standing: Standing, on: &[String]) -> String {
    let said = standing.italian();
    let on: Vec<&str> = on.iter().map(String::as_str).filter(|it| *it != said).collect();
    if on.is_empty() { said.to_owned() } else { format!("{said} ({})", on.join("; ")) }
}

pub(super) fn restated_row(text: &str, number: u32) -> Problem {
    Problem::warning(
        "pipeline.restated_row",
        format!("rispetto all'emissione {number}: {}", reconcile::inside_sentence(text.trim_end_matches('.'))),
        "controllare che il cambiamento sia voluto: il mese era già stato pubblicato senza",
    )
}

pub(super) fn unknown_acceptance(id: &str) -> Problem {
    Problem::warning(
        "pipeline.unknown_acceptance",
        format!("fra le differenze accettate c'è `{id}`, che in questo mese non esiste"),
        "se è stata chiusa, toglierla da `accepted.toml`; altrimenti ricopiare l'identificativo dal foglio Differenze",
    )
}

pub(super) fn unknown_kind(it: &UnknownDifference, period: Period, number: u32) -> Problem {
    let UnknownDifference { id, kind, text } = it;
    Problem::error(
        "pipeline.unknown_kind",
        format!(
            "la differenza `{id}`, aperta nell'emissione {number} di {}, è del tipo `{kind}`, che questa versione del \
             programma non conosce: non è stata riportata in questo mese. Diceva: {}",
            period.italian(),
            text.trim_end_matches('.')
        ),
        "aggiornare il programma alla versione che ha emesso quel mese, e ripetere il comando",
    )
}

/// Months before this one of which there is no issue.
pub(super) fn gap(months: &[Period], period: Period) -> Option<Problem> {
    let (first, last) = (months.first()?, months.last()?);
    const NAMED_MAX: usize = 6;
    let named = if months.len() > NAMED_MAX {
        format!("{} mesi, da {} a {},", months.len(), first.italian(), last.italian())
    } else {
        listed(&months.iter().map(|month| month.italian()).collect::<Vec<_>>())
    };
    let were = if months.len() == 1 { "non è mai stato emesso" } else { "non sono mai stati emessi" };
    Some(Problem::warning(
        NEVER_ISSUED,
        format!("{named} {were}: differenze riportate e andamenti di {} vengono da prima", period.italian()),
        format!("se i file ci sono, emetterli in ordine: `run --from {first} --to {period}`"),
    ))
}

/// The code of a file that was refused because of what it lacks: of a sheet, the same bytes may come again.
pub(super) const SHRUNKEN: &str = "intake.shrunken";

/// A sheet of an office that has much less than the one that stands.
pub(super) fn shrunken_sheet(former: Option<&str>, loss: &Loss) -> Problem {
    Problem::refusal(
        SHRUNKEN,
        format!("ha molto meno {}, che continua a valere: {}", del_former(former), what_is_lost(loss)),
        "se manca qualcosa, depositare la scheda intera; se è giusta così, rimetterla nella cartella senza cambiarla: la \
         seconda volta vale",
    )
}

/// A sheet of an office that has less than the one whose place it takes.
pub(super) fn shorter_sheet(former: Option<&str>, loss: &Loss) -> Problem {
    Problem::warning(
        intake::SHORTER,
        format!("vale al posto {} e ha meno: {}", del_former(former), what_is_lost(loss)),
        "se è voluto, nulla; altrimenti depositare di nuovo la scheda intera",
    )
}

/// The sheet before, by its name where it has another one.
fn del_former(name: Option<&str>) -> String {
    name.map_or_else(|| "della versione precedente".to_owned(), |name| format!("di `{name}`"))
}

/// A measure that the sheet of now spoils.
pub(super) fn former_measure(code: &str, place: &str) -> Problem {
    Problem::warning(
        "pipeline.former_measure",
        format!("la misura `{code}` di questa scheda non si può usare: resta quella di prima ({place})"),
        "correggere la misura e depositare di nuovo la scheda",
    )
}

/// What a sheet lacks: ``119 righe invece di 120, «Liquidato» 11.300,00 € invece di 12.300,00 €``.
fn what_is_lost(loss: &Loss) -> String {
    let (rows, before) = loss.rows;
    let rows =
        (rows < before).then(|| format!("{rows} {} invece di {before}", if rows == 1 { "riga" } else { "righe" }));
    let total = loss.total.as_ref().filter(|(_, now, before)| now < before);
    let total = total.map(|(header, now, before)| format!("«{header}» {now} invece di {before}"));
    let codes: Vec<String> = loss.codes.iter().map(|code| format!("`{code}`")).collect();
    let codes = (!codes.is_empty()).then(|| format!("non misura più {}", listed(&codes)));
    rows.into_iter().chain(total).chain(codes).collect::<Vec<_>>().join(", ")
}

/// An export of the accounts that has fewer rows and a lower total than the one that stands for the same day; `confirmed` is
/// the name under which it counts when it comes once more.
pub(super) fn shrunken(standing: &str, fewer: &str, confirmed: &str) -> Problem {
    Problem::refusal(
        SHRUNKEN,
        format!("{fewer} di `{standing}`, che alla stessa data continua a valere"),
        format!(
            "controllare che l'esportazione sia intera; se è davvero quella giusta, rimetterla nella cartella senza cambiarla, \
             con «{CONFIRMED}» nel nome: `{confirmed}`"
        ),
    )
}

/// The same, dropped again by somebody who says in its name that it is meant.
pub(super) fn shorter_export(standing: &str, fewer: &str) -> Problem {
    Problem::warning(
        intake::SHORTER,
        format!("vale al posto di `{standing}` e {fewer}"),
        "è stata confermata: se non doveva valere, depositare di nuovo l'esportazione intera",
    )
}

/// What an export has less: its rows and its total, and those of the one that stands.
pub(super) fn fewer(rows: (u64, u64), totals: (Cents, Cents)) -> String {
    format!("ha meno righe ({} invece di {}) e un totale minore ({} invece di {})", rows.0, rows.1, totals.0, totals.1)
}

/// What the name of an export says that is meant as it is.
pub(super) const CONFIRMED: &str = "confermato";

pub(super) fn too_large(bytes: u64, limit: u64) -> Problem {
    Problem::refusal(
        "read.too_large",
        if bytes >> 20 > limit >> 20 {
            format!("il file occupa {} MiB, oltre il limite di {} MiB", bytes >> 20, limit >> 20)
        } else {
            format!("il file occupa {} byte, oltre il limite di {}", grouped(bytes), grouped(limit))
        },
        "esportare solo il mese richiesto, o alzare `limits.file_bytes_max` in `settings.toml`",
    )
}

/// The code of a file that ended the process twice.
pub(super) const SET_ASIDE: &str = "intake.set_aside";

pub(super) fn set_aside() -> Problem {
    Problem::refusal(
        "intake.set_aside",
        "leggere il file ha interrotto due volte il programma: è stato messo da parte senza leggerlo",
        "copiare i soli dati in una cartella di lavoro nuova, salvarla come .xlsx e rimetterla nella cartella",
    )
}

pub(super) fn files_set_aside(names: Vec<String>) -> Notice {
    Notice {
        what: match names.len() {
            1 => "un file ha interrotto due volte il servizio".to_owned(),
            count => format!("{count} file hanno interrotto due volte il servizio"),
        },
        causes: names.into_iter().map(|name| format!("`{name}` è stato messo da parte senza leggerlo")).collect(),
        remedy: "guardare il file, che sta in `drop/rifiutati`; se è buono, dare al servizio più memoria (`MemoryMax`) e poi: \
                 quadratura retry"
            .to_owned(),
        goes_on: "Gli altri file sono stati letti, e l'ufficio che lo ha depositato è avvisato.".to_owned(),
    }
}

pub(super) fn unknown_indicator(code: &str, nearest: Option<&str>) -> Problem {
    Problem::error(
        "indicators.unknown_code",
        format!(
            "il codice `{code}` non è di nessun indicatore del piano e la rilevazione non viene usata{}",
            proposal(nearest)
        ),
        "correggere il codice nella scheda, o definire l'indicatore in `config/indicators`",
    )
}

/// A refused file that another configuration might accept, if the archive had its bytes.
pub(super) fn refused_lost(name: &str) -> Problem {
    Problem::warning(
        "pipeline.refused_lost",
        "È stato rifiutato, e non si può riprovare a leggerlo: l'archivio non ha più i suoi byte",
        "Depositare di nuovo il file, e controllare il disco dell'archivio",
    )
    .in_file(name)
}

pub(super) fn duplicate_reason(first: &str) -> String {
    format!(
        "Il contenuto è identico, byte per byte, a `{}`, già ricevuto: non è stato contato una seconda volta.\n",
        visible_line(first)
    )
}

pub(super) fn older_reason(name: &str, problems: &[Problem]) -> String {
    let (name, said) = (visible_line(name), problems.iter().map(|problem| visible_line(&problem.text)));
    format!("Il file `{name}` è stato letto ma non vale per il mese: {}.\n", said.collect::<Vec<_>>().join("; "))
}

pub(super) fn refusal_reason(name: &str, problems: &[Problem]) -> String {
    let mut out = format!("Il file `{}` è stato rifiutato e non è stato contato.\n", visible_line(name));
    for problem in problems {
        let place = match problem.within() {
            place if place.is_empty() => place,
            place => format!("{place}: "),
        };
        let text = if place.is_empty() { problem.text.clone() } else { small(&problem.text) };
        let (said, remedy) = (visible_line(&format!("{place}{text}")), visible_line(&small(&problem.remedy)));
        out.push_str(&format!("\n- {said}\n  Rimedio: {}.\n", remedy.trim_end_matches('.')));
    }
    out.push_str("\nCorretto il file, rimetterlo nella cartella: sarà riletto alla lettura successiva.\n");
    out
}

pub(super) fn required_missing(title: &str) -> String {
    format!("manca un file obbligatorio: {title}")
}

pub(super) fn required_waiting(title: &str, name: &str, reason: &str) -> String {
    format!("un file obbligatorio non è ancora stato letto: {title} (`{name}`: {reason})")
}

pub(super) fn required_refused(title: &str, name: &str) -> String {
    format!("un file obbligatorio è stato rifiutato: {title} (`{name}`)")
}

pub(super) fn blocking_tie_outs(count: usize, first: &str) -> String {
    match count {
        1 => format!("non quadra un controllo bloccante: {first}"),
        count => format!("non quadrano {count} controlli bloccanti, il primo è: {first}"),
    }
}

pub(super) fn unchecked_tie_outs(count: usize, first: &str) -> String {
    match count {
        1 => format!("per mancanza di dati non si può verificare un controllo bloccante: {first}"),
        count => {
            format!("per mancanza di dati non si possono verificare {count} controlli bloccanti, il primo è: {first}")
        }
    }
}

pub(super) fn total_missing() -> Problem {
    Problem::error(
        "ledger.total_missing",
        "manca la riga «Totale»: l'esportazione può essere tagliata",
        "esportare di nuovo il file intero, fino alla riga «Totale»",
    )
}

/// Why the sums of a month are wrong, by the code of the problem.
pub(super) fn wrong_sums(code: &str, count: usize, first: &str) -> String {
    let many = match code {
        ledger::OTHER_NATURE => "conti sono nel file sbagliato",
        ledger::SUMMED_TWICE => "conti sono contati due volte",
        _ => "colonne hanno il segno opposto",
    };
    match count {
        1 => first.to_owned(),
        count => format!("{count} {many}, il primo caso: {first}"),
    }
}

pub(super) fn no_month_of_ours(month: Period) -> Problem {
    Problem::refusal(
        "read.no_such_month",
        format!(
            "il file dice di essere di {}: si leggono i mesi dal {} al {}",
            month.italian(),
            read::YEARS.start(),
            read::YEARS.end()
        ),
        "correggere l'anno nel nome del file, nel titolo o nella cella che dice il mese",
    )
}

/// `example` is the name with a month.
pub(super) fn no_such_month(text: &str, example: &str) -> Problem {
    Problem::refusal(
        "read.no_such_month",
        format!("il nome del file dice `{text}`, che non è un mese"),
        format!("scrivere nel nome il mese come AAAA-MM, per esempio `{example}`"),
    )
}

pub(super) fn other_office(own: &str, other: &str) -> Problem {
    Problem::refusal(
        "read.other_office",
        format!("il nome del file dice «{own}», il titolo dice «{other}»"),
        "correggere il nome del file o il titolo, secondo quale dei due è sbagliato",
    )
}

pub(super) fn unmapped(count: usize, first: &str) -> String {
    match count {
        1 => format!("il conto `{first}` non corrisponde a nessuna voce"),
        count => format!("{count} conti non corrispondono a nessuna voce, il primo è `{first}`"),
    }
}

/// What somebody has to do where another file stands at a workbook's name.
pub(super) const OCCUPIED_REMEDY: &str = "spostare o rinominare quel file: l'esecuzione seguente pubblica l'emissione, che intanto è al sicuro nell'archivio";

/// The code of what is said of a workbook whose place is taken.
pub(super) const OCCUPIED: &str = "pipeline.report_occupied";

pub(super) fn occupied(path: &Path, period: Period, number: u32) -> Problem {
    Problem::error(
        OCCUPIED,
        format!(
            "al posto dell'emissione {number} di {} c'è un altro file, che resta com'è: non è stata pubblicata",
            period.italian()
        ),
        OCCUPIED_REMEDY,
    )
    .in_file(path.display().to_string())
}

pub(super) fn withdrawn_altered(path: &Path, period: Period, number: u32) -> Problem {
    Problem::warning(
        "pipeline.withdrawn_altered",
        format!(
            "è la cartella dell'emissione {number} di {}, che è stata ritirata, ma qualcuno l'ha cambiata: resta com'è",
            period.italian()
        ),
        "conservare altrove ciò che serve, e cancellare il file",
    )
    .in_file(path.display().to_string())
}

/// Why a released issue is not taken back, and what to do.
pub(super) fn released_stays(issue: &Issue) -> String {
    let Issue { period, number, issued_at, .. } = issue;
    format!(
        "{} è stato emesso per tutti (emissione {number}, {}): chi ha ricevuto la cartella la tiene, e non si può ritirare. \
         Rimedio: correggere i file o la configurazione e rieseguire il mese (`quadratura run --period {period}`): esce \
         l'emissione successiva, che dice che cosa è cambiato",
        period.italian(),
        calendar::shown(*issued_at)
    )
}

pub(super) fn withdrawn_before(period: Period, number: u32, withdrawal: &Withdrawal) -> String {
    format!(
        "la bozza di {} (emissione {number}) è già stata ritirata il {}: {}",
        period.italian(),
        calendar::shown(withdrawal.at),
        withdrawal.why
    )
}

pub(super) fn never_issued(period: Period) -> String {
    format!(
        "{} non è mai stato emesso, e non c'è una bozza da ritirare; `quadratura status` elenca i mesi emessi",
        period.italian()
    )
}

/// What is written beside a letter that does not leave because its draft was taken back.
pub(super) fn letter_of_withdrawn(why: &str) -> String {
    format!("la bozza è stata ritirata: {why}")
}

pub(super) fn not_allowed(to: &str) -> String {
    format!("`{to}` non è fra gli indirizzi di `allow` in [mail]: il messaggio non è stato mandato a nessuno")
}

pub(super) fn given_up(failures: u32, answer: &str, maybe_sent: bool) -> String {
    let tries = if failures == 1 { "un tentativo".to_owned() } else { format!("{failures} tentativi") };
    let maybe = if maybe_sent { "; potrebbe essere arrivato" } else { "" };
    format!("abbandonato dopo {tries}{maybe}; l'ultima volta: {answer}")
}

pub(super) fn lost_message(subject: &str, answer: &str) -> String {
    format!("«{subject}»: {answer}")
}

pub(super) fn lost_messages(lost: Vec<String>) -> Notice {
    let count = lost.len();
    let what =
        if count == 1 { "un messaggio non è stato consegnato" } else { "alcuni messaggi non sono stati consegnati" };
    Notice {
        what: what.to_owned(),
        causes: lost,
        remedy: "correggere l'indirizzo in `settings.toml` o chiedere a chi gestisce la posta; poi: quadratura outbox retry ID".to_owned(),
        goes_on: OTHERS_GO_ON.to_owned(),
    }
}

const OTHERS_GO_ON: &str = "Gli altri messaggi non ne risentono; file, cartelle di lavoro e dati sono al loro posto.";

/// `why` is what the archive answered.
pub(super) fn damaged_message(id: &str, to: &str, why: &str) -> String {
    format!("`{id}`, per {to}: {why}")
}

pub(super) fn damaged_messages(damaged: Vec<String>) -> Notice {
    let what = match damaged.len() {
        1 => "un messaggio non si legge più dall'archivio".to_owned(),
        count => format!("{count} messaggi non si leggono più dall'archivio"),
    };
    Notice {
        what,
        causes: damaged,
        remedy: "rimettere il file al suo posto da una copia di sicurezza dell'archivio, e il messaggio parte da sé; se non ce \
                 n'è: quadratura outbox cancel ID. Controllare anche il disco"
            .to_owned(),
        goes_on: OTHERS_GO_ON.to_owned(),
    }
}
