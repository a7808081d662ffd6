//! What differences say to people: who tells what, how far apart the two are, and whom to ask.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{mandate, on, opening, payment, the};
use crate::italian::{self, capital};
use crate::ledger::{Movement, Side};
use crate::money::{Cents, grouped};
use crate::period::italian_date;
use crate::problem::Problem;
use crate::reconcile::Kind;
use crate::reconcile::rules::Window;

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
        "cents" => ("è un arrotondamento", "Riportare nella scheda l'importo del mandato"),
        "sign" => (
            "viene dal segno: le due parti riportano lo stesso importo, l'una in più e l'altra in meno",
            "Vedere sul mandato qual è il segno giusto e correggere l'altro",
        ),
        "digits_transposed" => {
            ("viene da due cifre vicine scambiate", "Vedere sul mandato qual è l'importo giusto e correggere l'altro")
        }
        _ => ("", "Verificare l'importo sul mandato e correggere dove serve"),
    }
}

/// One payment, told in rows of both sides, with two amounts.
pub(in crate::reconcile) fn amount(accounts: &[Movement<'_>], office: &[Movement<'_>], reason: &str) -> String {
    let (between, remedy) = what_stands_between(reason);
    let sum = |rows: &[Movement<'_>]| rows.iter().map(|movement| movement.cents).sum::<Cents>();
    let told = |rows: &[Movement<'_>], one: &str| {
        let each: Vec<String> = rows.iter().map(|movement| movement.cents.to_string()).collect();
        if rows.len() == 1 {
            each.concat()
        } else {
            format!("{} in {} {one} ({})", sum(rows), rows.len(), each.join(" + "))
        }
    };
    // Which side is the greater one can be seen: the gap needs no sign.
    let gap = (sum(accounts) - sum(office)).abs();
    let between =
        if between.is_empty() { format!("lo scarto è di {gap}") } else { format!("lo scarto di {gap} {between}") };
    let who = accounts.first().map_or_else(String::new, |movement| opening(*movement));
    let booked = match accounts {
        [only] => format!("{}{}", on(*only), mandate(*only)),
        _ => String::new(),
    };
    format!(
        "{who}: la contabilità registra {}{booked}, la scheda dell'ufficio riporta {}; {between}. {remedy}.",
        told(accounts, "registrazioni"),
        told(office, "righe"),
    )
}

/// A row whose other side was there and was taken back: `by` is the storno.
pub(in crate::reconcile) fn reversed(movement: Movement<'_>, by: Movement<'_>) -> String {
    match movement.side {
        Side::Office => format!(
            "{}: l'ufficio riporta {}{}, ma in contabilità la registrazione è stata stornata{}{}. Togliere la riga dalla scheda, \
             o chiedere alla contabilità quando sarà registrata di nuovo.",
            opening(movement),
            movement.cents,
            on(movement),
            on(by),
            mandate(by),
        ),
        Side::Accounting => format!(
            "{}: {} in contabilità{}{}, ma nella scheda la riga è annullata da una di segno opposto{}. Chiedere all'ufficio se \
             il pagamento va stornato.",
            opening(movement),
            movement.cents,
            on(movement),
            mandate(movement),
            on(by),
        ),
    }
}

pub(in crate::reconcile) fn coding(accounts: Movement<'_>, office: Movement<'_>) -> String {
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
pub(in crate::reconcile) fn missing(
    movement: Movement<'_>,
    due: Option<NaiveDate>,
    near: Option<(Movement<'_>, &[&str])>,
) -> String {
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
    format!("{told}. {}.", capital(&next))
}

/// What an office liquidated lately.
pub(in crate::reconcile) fn expected(movement: Movement<'_>, due: NaiveDate) -> String {
    format!(
        "{}: l'ufficio ha liquidato {}{}; la registrazione in contabilità è attesa entro {}. Nulla da fare per ora.",
        opening(movement),
        movement.cents,
        on(movement),
        the("il ", "l'", due),
    )
}

/// One payment at two times that are further apart than they may be.
pub(in crate::reconcile) fn other_time(accounts: Movement<'_>, office: Movement<'_>, window: Window) -> String {
    let days = accounts.date.zip(office.date).map_or(0, |(booked, liquidated)| (booked - liquidated).num_days());
    let (side, most) = if days > 0 { ("dopo", window.days_after) } else { ("prima", window.days_before) };
    let (days, when) = (
        format!("{} {side}", italian::days(days)),
        if most == 1 { "ne è ammesso 1".to_owned() } else { format!("ne sono ammessi {most}") },
    );
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
pub(in crate::reconcile) fn other_account(accounts: Movement<'_>, office: Movement<'_>) -> String {
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
pub(in crate::reconcile) fn duplicate(movement: Movement<'_>, reason: &str) -> String {
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

/// Why two rows are only proposed as one payment.
#[derive(Clone, Copy, Debug)]
pub(in crate::reconcile) enum Why<'a> {
    /// A pass of this name pairs them, and says that somebody has to confirm.
    Pass(&'a str),
    /// One of them says no act.
    NoAct,
    /// The act of one of them looks like a date that a spreadsheet made of the other's.
    ActIsDate,
}

/// A pair that somebody has to confirm.
pub(in crate::reconcile) fn suggested(movement: Movement<'_>, near: &[Movement<'_>], why: Why<'_>) -> String {
    let others: Vec<String> =
        near.iter().map(|near| format!("{}, {}{}", payment(*near), near.cents, on(*near))).collect();
    let (place, other) = match movement.side {
        Side::Accounting => ("in contabilità", "nella scheda dell'ufficio"),
        Side::Office => ("nella scheda dell'ufficio", "in contabilità"),
    };
    let (why, remedy) = match why {
        Why::Pass(pass) => (format!("regola {pass}"), "Confermare o correggere"),
        Why::NoAct => ("una delle due righe non dice il numero del provvedimento".to_owned(), "Scriverlo dove manca"),
        Why::ActIsDate => (
            "il foglio di calcolo ha preso il provvedimento per una data".to_owned(),
            "Scrivere il provvedimento come testo",
        ),
    };
    format!(
        "{}: {} {place}{}{}; {other} gli corrisponde probabilmente {} ({why}). {remedy}.",
        opening(movement),
        movement.cents,
        on(movement),
        mandate(movement),
        others.join("; "),
    )
}

pub(in crate::reconcile) fn side_absent(side: Side, rows: usize, sum: Cents) -> String {
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

/// How many rows of a side are told one by one.
const TOLD_EACH: usize = 4;

/// Rows that were not paired because nothing says how.
pub(in crate::reconcile) fn unsettled(kind: Kind, accounts: &[Movement<'_>], office: &[Movement<'_>]) -> String {
    let act = act_of_several(accounts.iter().chain(office));
    let told = |rows: &[Movement<'_>], one: &str, many: &str| {
        let sum: Cents = rows.iter().map(|movement| movement.cents).sum();
        let mut in_order: Vec<Movement<'_>> = rows.to_vec();
        in_order.sort_by_key(|row| (Reverse(row.cents), row.date));
        let each: Vec<String> = in_order.iter().map(|row| told_apart(*row, act.is_some(), rows.len() > 1)).collect();
        let is_told = kind == Kind::Ambiguous && rows.len() <= TOLD_EACH && each.iter().all(|it| !it.is_empty());
        let each = if is_told { format!(" ({})", each.join("; ")) } else { String::new() };
        match rows.len() as u64 {
            1 => format!("1 {one} per {sum}{each}"),
            count => format!("{} {many} per {sum}{each}", grouped(count)),
        }
    };
    let first = accounts.first().or(office.first());
    let who = first.map_or_else(String::new, |movement| match &act {
        Some(act) if kind == Kind::Ambiguous => capital(act),
        _ => opening(*movement),
    });
    let (a, o) =
        (told(accounts, "registrazione", "registrazioni"), told(office, "riga della scheda", "righe della scheda"));
    match kind {
        Kind::SearchStopped => format!(
            "{who}: {a} e {o}; ricerca interrotta, le somme possibili sono troppe per provarle tutte. Abbinarle a mano o \
             distinguerle con il provvedimento."
        ),
        _ => format!(
            "{who}: {a} e {o} si possono abbinare in più modi e nessuno è stato scelto (ambigua). Scrivere nella scheda ciò \
             che le distingue: il codice fiscale, il provvedimento o l'importo."
        ),
    }
}

/// What tells a row from others of its act.
fn told_apart(movement: Movement<'_>, by_person: bool, by_amount: bool) -> String {
    let who = if movement.beneficiary.is_empty() { movement.fiscal_code } else { movement.beneficiary };
    let parts = [
        Some(who.to_owned()).filter(|who| by_person && !who.is_empty()),
        Some(movement.cents.to_string()).filter(|_| by_amount),
        movement.date.map(|date| the("del ", "dell'", date)),
        Some(format!("mandato {}", movement.mandate)).filter(|_| !movement.mandate.is_empty()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The act of rows that are of several persons.
fn act_of_several<'m>(mut rows: impl Iterator<Item = &'m Movement<'m>>) -> Option<String> {
    let person = |movement: &Movement<'m>| (movement.fiscal_code, movement.beneficiary);
    let first = rows.next()?;
    let is_of_several = rows.any(|it| person(it) != person(first));
    (is_of_several && !first.act.is_empty()).then(|| format!("provvedimento `{}`", first.act))
}

/// Where a row stands that the other side does not have.
fn one_sided(movement: Movement<'_>) -> String {
    let place = match movement.side {
        Side::Accounting => "in contabilità",
        Side::Office => "nella scheda dell'ufficio",
    };
    format!("{}: {} {place}{}{}", opening(movement), movement.cents, on(movement), mandate(movement))
}

/// The other side, which need not have a row.
fn not_asked_for(side: Side) -> &'static str {
    match side {
        Side::Accounting => "Nella scheda non serve aggiungere nulla",
        Side::Office => "In contabilità non è attesa una registrazione",
    }
}

/// A row by an act of an earlier exercise; `near` is the row of the other side that it may be, with another act.
pub(in crate::reconcile) fn former_year(movement: Movement<'_>, year: u16, near: Option<Movement<'_>>) -> String {
    let near = near.map_or_else(String::new, |near| {
        format!(", salvo che l'anno dell'atto sia sbagliato: potrebbe essere {}, {}", payment(near), near.cents)
    });
    format!("{}, per un atto del {year}. {}{near}.", one_sided(movement), not_asked_for(movement.side))
}

/// A row that settles what an earlier exercise left open.
pub(in crate::reconcile) fn settles(movement: Movement<'_>, year: u16) -> String {
    format!(
        "{}, per un atto del {year}: salda una partita rimasta aperta. {}.",
        one_sided(movement),
        not_asked_for(movement.side)
    )
}

/// A grant that was taken back.
pub(in crate::reconcile) fn revocation(movement: Movement<'_>) -> String {
    format!("{}, per una revoca. {}.", one_sided(movement), not_asked_for(movement.side))
}

/// What was granted and is not paid.
pub(in crate::reconcile) fn saving(movement: Movement<'_>) -> String {
    format!("{}, per un'economia. {}.", one_sided(movement), not_asked_for(movement.side))
}

/// A pair of which less was paid than granted.
pub(in crate::reconcile) fn paid_less(accounts: Movement<'_>, office: Movement<'_>) -> String {
    format!(
        "{}: la contabilità registra {}{}{}, la scheda dell'ufficio riporta {}; lo scarto di {} è un'economia. Nulla da \
         correggere.",
        opening(accounts),
        accounts.cents,
        on(accounts),
        mandate(accounts),
        office.cents,
        (accounts.cents - office.cents).abs(),
    )
}

/// Pairs that agree and stand under two objectives below the level of comparison; `rows` are the office's.
pub(in crate::reconcile) fn finer_objectives(booked: &str, told: &str, rows: &[Movement<'_>]) -> Problem {
    let sum: Cents = rows.iter().map(|row| row.cents).sum();
    let acts: BTreeSet<&str> = rows.iter().map(|row| row.act).filter(|act| !act.is_empty()).collect();
    let named: Vec<String> = acts.iter().take(TOLD_EACH).map(|act| format!("`{act}`")).collect();
    let others = if acts.len() > named.len() { " e altri" } else { "" };
    let named = match acts.len() {
        0 => String::new(),
        1 => format!(" (provvedimento {})", named.concat()),
        _ => format!(" (provvedimenti {}{others})", named.join(", ")),
    };
    let pairs = italian::counted(
        rows.len(),
        "abbinamento, che in contabilità è sull'obiettivo",
        "abbinamenti, che in contabilità sono sull'obiettivo",
    );
    Problem::warning(
        "reconcile.finer_objective",
        format!("{pairs} {booked} e nella scheda su {told}: in tutto {sum}{named}"),
        "decidere qual è l'obiettivo giusto e correggere l'altra parte: l'abbinamento resta, il confronto si fa sull'obiettivo \
         superiore",
    )
}
