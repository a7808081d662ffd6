//! What tie-outs and differences say to people, in Italian: as a colleague writes on a note, with figures and the next step.

use chrono::{Datelike, NaiveDate};

use super::Kind;
use super::carried::FormerRow;
use super::rules::Window;
use crate::formula::Formula;
use crate::ledger::statement::Qualified;
use crate::ledger::{Movement, Scheme, Side};
use crate::money::{Cents, grouped};
use crate::period::{Exercise, Function, Period, italian_date};

/// A line as people name it: `6) Personale`, `B) Oneri correnti (funzione A)`, `Patrimonio netto (anno prima)`.
pub(super) fn term(scheme: &Scheme, name: &str) -> String {
    let asked = Qualified::of(name);
    let mut shown = match scheme.line(asked.base) {
        Some(line) if line.number.is_empty() => line.label.clone(),
        Some(line) => format!("{} {}", line.number, line.label),
        None => asked.base.replace('_', " "),
    };
    let function = asked.function.map(|of| function(of).replace('F', "f"));
    let scenario = asked.scenario.map(|of| of.italian().to_lowercase());
    let year = match asked.years_before {
        0 => None,
        1 => Some("anno prima".to_owned()),
        years => Some(format!("{years} anni prima")),
    };
    let centres = asked.centres.then(|| "somma dei centri".to_owned());
    let said: Vec<String> = [scenario, function, centres, year].into_iter().flatten().collect();
    if !said.is_empty() {
        shown.push_str(&format!(" ({})", said.join(", ")));
    }
    shown
}

/// A line of another scheme than the check's own.
pub(super) fn term_elsewhere(term: &str, scheme: &str) -> String {
    format!("{term}, {scheme}")
}

pub(super) fn function(function: Function) -> String {
    let letter = match function {
        Function::A => 'A',
        Function::B => 'B',
        Function::C => 'C',
        Function::D => 'D',
    };
    format!("Funzione {letter}")
}

pub(super) fn centre(id: &str) -> String {
    format!("Centro {}", id.replace('_', " "))
}

/// The parts of a line by function.
pub(super) const FUNCTIONS: &str = "funzioni";
/// The parts of a line by centre.
pub(super) const CENTRES: &str = "centri";

pub(super) fn parts(line: &str, whole: &str) -> String {
    format!("{line} = somma per {whole}")
}

pub(super) fn years(line: &str, now: Exercise, before: Exercise) -> String {
    format!("{line}, differenza = {now} - {before}")
}

pub(super) fn not_printed() -> String {
    "Il prospetto non stampa questa cifra.".to_owned()
}

pub(super) fn check_of_line(line: &str, label: &str) -> String {
    format!("{line}: {label}")
}

/// `Avanzo = Disponibilità - Interventi economici`; a line whose formula is no sum is just named.
pub(super) fn identity(line: &str, formula: &Formula, name: &dyn Fn(&str) -> String) -> String {
    let Some(terms) = formula.terms() else { return line.to_owned() };
    let mut text = format!("{line} =");
    for (place, (input, sign)) in terms.into_iter().enumerate() {
        match (place, sign < 0) {
            (0, false) => {}
            (_, false) => text.push_str(" +"),
            (_, true) => text.push_str(" -"),
        }
        text.push(' ');
        text.push_str(&name(input));
    }
    text
}

pub(super) fn accounts_of(line: &str) -> String {
    format!("{line} = somma dei suoi conti")
}

pub(super) fn account(code: &str) -> String {
    if code.ends_with('*') { format!("Conti {code}") } else { format!("Conto {code}") }
}

pub(super) fn registrations() -> String {
    "Registrazioni degli interventi economici".to_owned()
}

pub(super) fn plan(code: &str, title: &str) -> String {
    let name = if title.is_empty() { String::new() } else { format!(" {title}") };
    format!("Risorse del piano, {code}{name}")
}

pub(super) fn file_total(label: &str, column: &str) -> String {
    format!("Riga `{label}`, colonna `{column}` = somma delle righe")
}

pub(super) fn rows_above(rows: u64) -> String {
    if rows == 1 { "Somma di 1 riga".to_owned() } else { format!("Somma di {} righe", grouped(rows)) }
}

pub(super) fn not_known(missing: &[String]) -> String {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    format!("Non si può calcolare: manca {}.", names.join(", "))
}

/// The same, where the source's rounding stands between.
pub(super) fn hint_rounded(hint: &str) -> String {
    format!("{} (a meno degli arrotondamenti).", hint.trim_end_matches('.'))
}

pub(super) fn hint_sign(name: &str, cents: Cents) -> String {
    format!("Lo scarto è il doppio di `{name}` ({cents}): forse ha il segno sbagliato.")
}

pub(super) fn hint_twice(name: &str, cents: Cents) -> String {
    format!("Lo scarto è pari a `{name}` ({cents}): forse il totale stampato lo conta due volte.")
}

pub(super) fn hint_left_out(name: &str, cents: Cents) -> String {
    format!("Lo scarto è pari a `{name}` ({cents}): forse il totale stampato non lo comprende.")
}

pub(super) fn hint_transposed_term(name: &str, written: Cents, meant: Cents) -> String {
    format!("Lo scarto si annulla se `{name}` è {meant} e non {written}: forse due cifre vicine scambiate.")
}

pub(super) fn hint_transposed(printed: Cents, computed: Cents) -> String {
    format!("{printed} e {computed} hanno due cifre vicine scambiate: forse un errore di battitura.")
}

pub(super) fn hint_unit(factor: i128, printed_is_greater: bool) -> String {
    let side = if printed_is_greater { "stampato" } else { "calcolato" };
    let unit = if factor == 100 { "centesimi presi per euro" } else { "migliaia di euro prese per euro" };
    format!("L'importo {side} è {factor} volte l'altro: forse {unit}.")
}

/// ``provvedimento `12/2021`, Alfa S.r.l.``: what there is to recognise a payment by.
fn payment(movement: Movement<'_>) -> String {
    let mut parts = Vec::new();
    if !movement.act.is_empty() {
        parts.push(format!("provvedimento `{}`", movement.act));
    }
    if !movement.beneficiary.is_empty() {
        parts.push(movement.beneficiary.to_string());
    } else if !movement.fiscal_code.is_empty() {
        parts.push(format!("codice fiscale {}", movement.fiscal_code));
    }
    if parts.is_empty() {
        parts.push("pagamento senza provvedimento né beneficiario".to_owned());
    }
    parts.join(", ")
}

/// The same at the beginning of a sentence.
fn opening(movement: Movement<'_>) -> String {
    capitalised(&payment(movement))
}

fn on(movement: Movement<'_>) -> String {
    movement.date.map_or_else(String::new, |date| format!(" {}", the("il ", "l'", date)))
}

/// A date after its article or preposition: `il 10/01/2021`, but `l'11/01/2021`.
fn the(article: &str, elided: &str, date: NaiveDate) -> String {
    let article = if matches!(date.day(), 8 | 11) { elided } else { article };
    format!("{article}{}", italian_date(date))
}

fn mandate(movement: Movement<'_>) -> String {
    if movement.mandate.is_empty() { String::new() } else { format!(" (mandato {})", movement.mandate) }
}

fn what_stands_between(reason: &str) -> (&'static str, &'static str) {
    match reason {
        "withholding_4" => (
            "lo scarto è la ritenuta del 4% sui contributi (art. 28 DPR 600/73)",
            "indicare da entrambe le parti l'importo lordo",
        ),
        "withholding_20" => ("lo scarto è la ritenuta del 20%", "indicare da entrambe le parti l'importo lordo"),
        "vat_22" => ("lo scarto è l'IVA al 22%", "verificare se l'IVA va compresa"),
        "vat_10" => ("lo scarto è l'IVA al 10%", "verificare se l'IVA va compresa"),
        "vat_5" => ("lo scarto è l'IVA al 5%", "verificare se l'IVA va compresa"),
        "vat_4" => ("lo scarto è l'IVA al 4%", "verificare se l'IVA va compresa"),
        "stamp_2" => ("lo scarto è il bollo da 2,00 €", "verificare se il bollo va compreso"),
        "digits_transposed" => ("due cifre vicine sono scambiate", "correggere l'importo battuto male"),
        _ => ("", "verificare l'importo sul mandato e correggere dove serve"),
    }
}

pub(super) fn amount(accounts: Movement<'_>, office: Movement<'_>, reason: &str) -> String {
    let (between, remedy) = what_stands_between(reason);
    let gap = accounts.cents - office.cents;
    let between = if between.is_empty() { format!("scarto {gap}") } else { format!("{between} ({gap})") };
    format!(
        "{}: la contabilità registra {}{}{}, la scheda dell'ufficio riporta {}; {between}. {}.",
        opening(accounts),
        accounts.cents,
        on(accounts),
        mandate(accounts),
        office.cents,
        capitalised(remedy),
    )
}

pub(super) fn coding(accounts: Movement<'_>, office: Movement<'_>) -> String {
    let objective = |movement: Movement<'_>| match movement.objective {
        "" => "senza obiettivo".to_owned(),
        code => format!("sull'obiettivo {code}"),
    };
    format!(
        "{}: {} {} in contabilità e {} nella scheda dell'ufficio. Decidere qual è l'obiettivo giusto e correggere l'altra parte.",
        opening(accounts),
        accounts.cents,
        objective(accounts),
        objective(office),
    )
}

/// A row that no row of the other side answers; `due` is the day by which the accounts should have had it, `near` the row
/// of the other side that is nearest to it, with what keeps them apart.
pub(super) fn missing(movement: Movement<'_>, due: Option<NaiveDate>, near: Option<(Movement<'_>, &[&str])>) -> String {
    let told = match (movement.side, due) {
        (Side::Accounting, _) => format!(
            "{}: {} in contabilità{}{}, ma la scheda dell'ufficio non ne parla",
            opening(movement),
            movement.cents,
            on(movement),
            mandate(movement),
        ),
        (Side::Office, None) => format!(
            "{}: l'ufficio ha liquidato {}{}, ma in contabilità non risultano",
            opening(movement),
            movement.cents,
            on(movement),
        ),
        (Side::Office, Some(due)) => format!(
            "{}: l'ufficio ha liquidato {}{}; dovevano essere in contabilità entro {} e non ci sono",
            opening(movement),
            movement.cents,
            on(movement),
            the("il ", "l'", due),
        ),
    };
    let next = match (near, movement.side) {
        (Some((near, apart)), _) => {
            let apart = if apart.is_empty() { String::new() } else { format!(" ({})", apart.join(", ")) };
            format!("potrebbe essere {}, {}{apart}: verificare", payment(near), near.cents)
        }
        (None, Side::Accounting) => "aggiungere la riga alla scheda o chiarire con la contabilità".to_owned(),
        (None, Side::Office) => "chiedere alla contabilità se e quando è stato registrato".to_owned(),
    };
    format!("{told}. {}.", capitalised(&next))
}

/// What an office liquidated lately.
pub(super) fn expected(movement: Movement<'_>, due: NaiveDate) -> String {
    format!(
        "{}: l'ufficio ha liquidato {}{}; la registrazione in contabilità è attesa entro {}. Nulla da fare per ora.",
        opening(movement),
        movement.cents,
        on(movement),
        the("il ", "l'", due),
    )
}

/// One payment at two times that are further apart than they may be.
pub(super) fn other_time(accounts: Movement<'_>, office: Movement<'_>, window: Window) -> String {
    let days = accounts.date.zip(office.date).map_or(0, |(booked, liquidated)| (booked - liquidated).num_days());
    let (days, when) = if days > 0 {
        (format!("{days} giorni dopo"), format!("ne sono ammessi {}", window.days_after))
    } else {
        (format!("{} giorni prima", -days), format!("ne sono ammessi {}", window.days_before))
    };
    format!(
        "{}: {} liquidati dall'ufficio{} e registrati{}{}, {days} ({when}). Verificare le due date.",
        opening(accounts),
        accounts.cents,
        on(office),
        on(accounts),
        mandate(accounts),
    )
}

/// A registration under an account that is not compared.
pub(super) fn other_account(accounts: Movement<'_>, office: Movement<'_>) -> String {
    format!(
        "{}: i {} dell'ufficio sono registrati{}{} sul conto {}, che non è fra quelli degli interventi. Correggere il conto o \
         la scheda.",
        opening(office),
        office.cents,
        on(accounts),
        mandate(accounts),
        accounts.account.unwrap_or_default(),
    )
}

/// A row that its side tells twice.
pub(super) fn duplicate(movement: Movement<'_>, reason: &str) -> String {
    let same = match (reason, movement.side) {
        ("same_mandate", Side::Accounting) => format!("con lo stesso mandato {}", movement.mandate),
        ("same_mandate", Side::Office) => format!("con lo stesso mandato {}", movement.mandate),
        _ => format!(
            "con la stessa data{}",
            movement.date.map_or_else(String::new, |date| format!(", {}", italian_date(date)))
        ),
    };
    match movement.side {
        Side::Accounting => format!(
            "{}: {} registrati due volte in contabilità {same}; la scheda dell'ufficio li riporta una volta sola. Stornare la \
             registrazione doppia.",
            opening(movement),
            movement.cents,
        ),
        Side::Office => format!(
            "{}: {} scritti due volte nella scheda dell'ufficio {same}; in contabilità risultano una volta sola. Togliere la \
             riga doppia.",
            opening(movement),
            movement.cents,
        ),
    }
}

/// A row that was there the month before, with the row of the other side that it leaves alone.
pub(super) fn vanished(row: &FormerRow, before: Period, partner: Option<Movement<'_>>) -> String {
    let label = if row.label.is_empty() { "un pagamento senza provvedimento né beneficiario" } else { &row.label };
    let date = row.date.map_or_else(String::new, |date| format!(" {}", the("del ", "dell'", date)));
    let told_by = match row.side {
        Side::Accounting => "in contabilità",
        Side::Office => "nella scheda dell'ufficio",
    };
    let still = match (partner, row.side) {
        (Some(_), Side::Accounting) => " La scheda dell'ufficio li riporta ancora.",
        (Some(_), Side::Office) => " In contabilità ci sono ancora.",
        (None, _) => "",
    };
    let who = match row.side {
        Side::Accounting => "Chiedere alla contabilità perché la registrazione è stata tolta",
        Side::Office => "Chiedere all'ufficio perché la riga è stata tolta",
    };
    format!(
        "{}: {}{date}, {told_by} {}, ora non ci sono più.{still} {who}.",
        capitalised(label),
        row.cents,
        before.italian_at()
    )
}

/// A pair that a pass does not make by itself.
pub(super) fn suggested(movement: Movement<'_>, near: &[Movement<'_>], pass: &str) -> String {
    let others: Vec<String> =
        near.iter().map(|near| format!("{}, {}{}", payment(*near), near.cents, on(*near))).collect();
    let (place, other) = match movement.side {
        Side::Accounting => ("in contabilità", "nella scheda dell'ufficio"),
        Side::Office => ("nella scheda dell'ufficio", "in contabilità"),
    };
    format!(
        "{}: {} {place}{}{}; {other} gli corrisponde probabilmente {} (regola {pass}). Confermare o correggere.",
        opening(movement),
        movement.cents,
        on(movement),
        mandate(movement),
        others.join("; "),
    )
}

/// Where the sentence of an overdue difference goes on.
const OPEN_SINCE: &str = " È aperta dal";

/// A difference that has been open for too long.
pub(super) fn overdue(text: &str, first_seen: NaiveDate, age_days: i64) -> String {
    format!("{}{OPEN_SINCE}{} ({age_days} giorni): sollecitare.", plain(text), the(" ", "l'", first_seen))
}

/// A difference of the month before that nothing speaks of any more.
pub(super) fn closed(text: &str, period: Period) -> String {
    format!("Chiusa {}. Era: {}", period.italian_at(), plain(text))
}

/// The sentence without how long it has been open.
fn plain(text: &str) -> &str {
    text.split(OPEN_SINCE).next().unwrap_or(text)
}

/// A row that was issued with another amount.
pub(super) fn restated_amount(movement: Movement<'_>, issued: Cents, before: Period) -> String {
    let gap = movement.cents - issued;
    let sign = if gap.0 > 0 { "+" } else { "" };
    format!(
        "{}: {} {}, ora {} ({sign}{gap}){}.",
        opening(movement),
        issued,
        before.italian_at(),
        movement.cents,
        match movement.side {
            Side::Accounting => " in contabilità",
            Side::Office => " nella scheda dell'ufficio",
        },
    )
}

/// A registration dated in months that were issued without it.
pub(super) fn restated_row(movement: Movement<'_>, before: Period) -> String {
    format!(
        "{}: {}{} in contabilità{}, che fino {} non c'erano.",
        opening(movement),
        movement.cents,
        mandate(movement),
        movement.date.map_or_else(String::new, |date| format!(" con data {}", italian_date(date))),
        before.italian_at(),
    )
}

/// A row that a released month did not have.
pub(super) fn added_since(movement: Movement<'_>, period: Period) -> String {
    let side = if movement.side == Side::Accounting { "in contabilità" } else { "nella scheda dell'ufficio" };
    let (cents, mandate) = (movement.cents, mandate(movement));
    format!(
        "{}: {cents}{mandate} {side}, che non c'erano quando {} è stato emesso.",
        opening(movement),
        period.italian()
    )
}

/// A row as the next month remembers it: `provvedimento `12/2021`, Alfa S.r.l. (mandato 118)`.
pub(super) fn label(movement: Movement<'_>) -> String {
    format!("{}{}", payment(movement), mandate(movement))
}

pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(super) fn side_absent(side: Side, rows: usize, sum: Cents) -> String {
    let rows = rows as u64;
    let count =
        |one: &str, many: &str| if rows == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(rows)) };
    match side {
        Side::Accounting => format!(
            "La scheda dell'ufficio non c'è: {} per {sum} in attesa di confronto. Chiedere la scheda del mese.",
            count("registrazione", "registrazioni"),
        ),
        Side::Office => format!(
            "Le registrazioni della contabilità non ci sono: {} della scheda per {sum} in attesa di confronto.",
            count("riga", "righe"),
        ),
    }
}

/// Rows that were not paired because nothing says how.
pub(super) fn unsettled(kind: Kind, accounts: &[Movement<'_>], office: &[Movement<'_>]) -> String {
    let told = |rows: &[Movement<'_>], one: &str, many: &str| {
        let sum: Cents = rows.iter().map(|movement| movement.cents).sum();
        match rows.len() as u64 {
            1 => format!("1 {one} per {sum}"),
            count => format!("{} {many} per {sum}", grouped(count)),
        }
    };
    let who = accounts.first().or(office.first()).map_or_else(String::new, |movement| opening(*movement));
    let (a, o) =
        (told(accounts, "registrazione", "registrazioni"), told(office, "riga della scheda", "righe della scheda"));
    match kind {
        Kind::SearchStopped => format!(
            "{who}: {a} e {o}; ricerca interrotta, le somme possibili sono troppe per provarle tutte. Abbinarle a mano o \
             distinguerle con il provvedimento."
        ),
        _ => format!(
            "{who}: {a} e {o} si possono abbinare in più modi e nessuno è stato scelto (ambigua). Distinguerle con il \
             provvedimento o con l'importo."
        ),
    }
}
