//! What tie-outs and differences say to people, in Italian: as a colleague writes on a note, with figures and the next step.

use chrono::{Datelike, NaiveDate};

use super::Kind;
use super::accepted::{Acceptance, Verdict};
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
fn payment(movement: &Movement) -> String {
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
fn opening(movement: &Movement) -> String {
    capitalised(&payment(movement))
}

fn on(movement: &Movement) -> String {
    movement.date.map_or_else(String::new, |date| format!(" {}", the("il ", "l'", date)))
}

/// A date after its article or preposition: `il 10/01/2021`, but `l'11/01/2021`.
fn the(article: &str, elided: &str, date: NaiveDate) -> String {
    let article = if matches!(date.day(), 8 | 11) { elided } else { article };
    format!("{article}{}", italian_date(date))
}

fn mandate(movement: &Movement) -> String {
    if movement.mandate.is_empty() { String::new() } else { format!(" (mandato {})", movement.mandate) }
}

/// What a gap is, and what to do about it.
fn what_stands_between(reason: &str) -> (&'static str, &'static str) {
    let gross = "Indicare da entrambe le parti l'importo lordo";
    let with_vat = "Verificare se l'IVA va compresa";
    match reason {
        "withholding_4" => ("è la ritenuta del 4% sui contributi (art. 28 DPR 600/73)", gross),
        "withholding_20" => ("è la ritenuta del 20%", gross),
        "vat_22" => ("è l'IVA al 22%", with_vat),
        "vat_10" => ("è l'IVA al 10%", with_vat),
        "vat_5" => ("è l'IVA al 5%", with_vat),
        "vat_4" => ("è l'IVA al 4%", with_vat),
        "stamp_2" => ("è il bollo", "Verificare se il bollo va compreso"),
        "digits_transposed" => {
            ("viene da due cifre vicine scambiate", "Vedere sul mandato qual è l'importo giusto e correggere l'altro")
        }
        _ => ("", "Verificare l'importo sul mandato e correggere dove serve"),
    }
}

pub(super) fn amount(accounts: &Movement, office: &Movement, reason: &str) -> String {
    let (between, remedy) = what_stands_between(reason);
    // Which side is the greater one can be seen: the gap needs no sign.
    let gap = (accounts.cents - office.cents).abs();
    let between =
        if between.is_empty() { format!("lo scarto è di {gap}") } else { format!("lo scarto di {gap} {between}") };
    format!(
        "{}: la contabilità registra {}{}{}, la scheda dell'ufficio riporta {}; {between}. {remedy}.",
        opening(accounts),
        accounts.cents,
        on(accounts),
        mandate(accounts),
        office.cents,
    )
}

pub(super) fn coding(accounts: &Movement, office: &Movement) -> String {
    let objective = |movement: &Movement| match &*movement.objective {
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
pub(super) fn missing(movement: &Movement, due: Option<NaiveDate>, near: Option<(&Movement, &[&str])>) -> String {
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
        (None, Side::Office) => "chiedere alla contabilità se e quando sono stati registrati".to_owned(),
    };
    format!("{told}. {}.", capitalised(&next))
}

/// What an office liquidated lately.
pub(super) fn expected(movement: &Movement, due: NaiveDate) -> String {
    format!(
        "{}: l'ufficio ha liquidato {}{}; la registrazione in contabilità è attesa entro {}. Nulla da fare per ora.",
        opening(movement),
        movement.cents,
        on(movement),
        the("il ", "l'", due),
    )
}

/// One payment at two times that are further apart than they may be.
pub(super) fn other_time(accounts: &Movement, office: &Movement, window: Window) -> String {
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
pub(super) fn other_account(accounts: &Movement, office: &Movement) -> String {
    format!(
        "{}: i {} dell'ufficio sono registrati{}{} sul conto {}, che non è fra quelli degli interventi. Correggere il conto o \
         la scheda.",
        opening(office),
        office.cents,
        on(accounts),
        mandate(accounts),
        accounts.account.as_deref().unwrap_or_default(),
    )
}

/// A row that its side tells twice.
pub(super) fn duplicate(movement: &Movement, reason: &str) -> String {
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

/// A row that was there when its side last spoke, with the row of the other side that it leaves alone.
pub(super) fn vanished(row: &FormerRow, partner: Option<&Movement>) -> String {
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
        row.told.italian_at()
    )
}

/// A pair that a pass does not make by itself.
pub(super) fn suggested(movement: &Movement, near: &[&Movement], pass: &str) -> String {
    let others: Vec<String> =
        near.iter().map(|near| format!("{}, {}{}", payment(near), near.cents, on(near))).collect();
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

/// A difference of the month before that nothing speaks of any more. What there was to do is the last sentence of each,
/// and nobody has to do it now.
pub(super) fn closed(text: &str, period: Period) -> String {
    let text = plain(text);
    let was = text.trim_end_matches('.').rsplit_once(". ").map_or(text.trim_end_matches('.'), |(was, _)| was);
    format!("Chiusa {}. Era: {was}.", period.italian_at())
}

/// Where the sentence of a difference that somebody accepted goes on.
const ACCEPTED_UNTIL: &str = " Accettata fino";
/// Where the sentence of one that was accepted and is open again goes on.
const WAS_ACCEPTED: &str = " Era stata accettata";

/// The sentence with what was accepted of it.
pub(super) fn with_verdict(mut text: String, verdict: Verdict<'_>) -> String {
    let until = |it: &Acceptance| the("al ", "all'", it.until);
    match verdict {
        Verdict::Open => {}
        Verdict::Accepted(it) => {
            text.push_str(&format!("{ACCEPTED_UNTIL} {}: {}.", until(it), it.why.trim().trim_end_matches('.')));
        }
        Verdict::Expired(it) => {
            text.push_str(&format!("{WAS_ACCEPTED} fino {}: decidere di nuovo.", until(it)));
        }
        Verdict::Changed(it) => {
            let then = it.cents;
            text.push_str(&format!("{WAS_ACCEPTED} per {then} ({}): decidere di nuovo.", kind(it.kind)));
        }
    }
    text
}

/// A kind inside a sentence.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::MissingInOffice => "mancante nella scheda",
        Kind::MissingInAccounting => "mancante in contabilità",
        Kind::Amount => "importo diverso",
        Kind::Coding => "imputazione diversa",
        Kind::Timing => "data diversa",
        Kind::Duplicate => "registrata due volte",
        Kind::Ambiguous => "ambigua",
        Kind::SearchStopped => "ricerca interrotta",
        Kind::Vanished => "riga tolta",
    }
}

/// The sentence without how long it has been open and what was accepted of it.
pub(super) fn plain(text: &str) -> &str {
    [OPEN_SINCE, ACCEPTED_UNTIL, WAS_ACCEPTED]
        .into_iter()
        .filter_map(|mark| text.find(mark))
        .min()
        .map_or(text, |at| &text[..at])
}

/// A row that was issued with another amount, in the month that told it last.
pub(super) fn restated_amount(movement: &Movement, issued: Cents, told: Period) -> String {
    let gap = movement.cents - issued;
    let sign = if gap.0 > 0 { "+" } else { "" };
    format!(
        "{}: {} {}, ora {} ({sign}{gap}){}.",
        opening(movement),
        issued,
        told.italian_at(),
        movement.cents,
        match movement.side {
            Side::Accounting => " in contabilità",
            Side::Office => " nella scheda dell'ufficio",
        },
    )
}

/// A registration dated in months of which the accounts had spoken without it, `told` being the last of them.
pub(super) fn restated_row(movement: &Movement, told: Period) -> String {
    format!(
        "{}: {}{} in contabilità{}, che fino {} non c'erano.",
        opening(movement),
        movement.cents,
        mandate(movement),
        movement.date.map_or_else(String::new, |date| format!(" con data {}", italian_date(date))),
        told.italian_at(),
    )
}

/// A row that a released month did not have.
pub(super) fn added_since(movement: &Movement, period: Period) -> String {
    let side = if movement.side == Side::Accounting { "in contabilità" } else { "nella scheda dell'ufficio" };
    let (cents, mandate) = (movement.cents, mandate(movement));
    format!(
        "{}: {cents}{mandate} {side}, che non c'erano quando {} è stato emesso.",
        opening(movement),
        period.italian()
    )
}

/// A row as the next month remembers it: `provvedimento `12/2021`, Alfa S.r.l. (mandato 118)`.
pub(super) fn label(movement: &Movement) -> String {
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
            "Le registrazioni della contabilità non ci sono: {} della scheda per {sum} in attesa di confronto. Chiedere \
             l'esportazione alla contabilità.",
            count("riga", "righe"),
        ),
    }
}

/// Rows that were not paired because nothing says how.
pub(super) fn unsettled(kind: Kind, accounts: &[&Movement], office: &[&Movement]) -> String {
    let told = |rows: &[&Movement], one: &str, many: &str| {
        let sum: Cents = rows.iter().map(|movement| movement.cents).sum();
        match rows.len() as u64 {
            1 => format!("1 {one} per {sum}"),
            count => format!("{} {many} per {sum}", grouped(count)),
        }
    };
    let who = accounts.first().or(office.first()).map_or_else(String::new, |movement| opening(movement));
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
