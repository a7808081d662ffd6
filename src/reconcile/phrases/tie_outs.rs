//! What tie-outs say to people: the names of their terms, what must equal what, and what a gap looks like.

use crate::formula::Formula;
use crate::italian::small;
use crate::ledger::statement::Qualified;
use crate::ledger::{Column, Scheme};
use crate::money::grouped;
use crate::period::{Centre, Exercise, Function};

/// A line as people name it: `6) Personale`, `B) Oneri correnti (funzione A)`, `Patrimonio netto (anno prima)`.
pub(in crate::reconcile) fn term(scheme: &Scheme, name: &str) -> String {
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
    let column = asked.centre.map(|at| column(scheme, at));
    let said: Vec<String> = [scenario, function, column, centres, year].into_iter().flatten().collect();
    if !said.is_empty() {
        shown.push_str(&format!(" ({})", said.join(", ")));
    }
    shown
}

/// A column of a table as people name it inside a sentence: `quota della Camera`.
pub(in crate::reconcile) fn column(scheme: &Scheme, centre: Centre) -> String {
    scheme.column(centre).map_or_else(|| centre.id().replace('_', " "), |rule| small(&rule.label))
}

/// A line of another scheme than the check's own.
pub(in crate::reconcile) fn term_elsewhere(term: &str, scheme: &str) -> String {
    format!("{term}, {scheme}")
}

pub(in crate::reconcile) fn function(function: Function) -> String {
    let letter = match function {
        Function::A => 'A',
        Function::B => 'B',
        Function::C => 'C',
        Function::D => 'D',
    };
    format!("Funzione {letter}")
}

/// Why a tie-out of a table of persons shows no figures.
pub(in crate::reconcile) fn reserved() -> String {
    "conta così poche persone che le cifre si leggono soltanto nel file".to_owned()
}

pub(in crate::reconcile) fn centre(id: &str) -> String {
    format!("Centro {}", id.replace('_', " "))
}

/// Which figures of a statement: `previsione consuntivo 2020`, `consuntivo 2021, funzione A, centro cdr b2`.
pub(in crate::reconcile) fn figures(column: Column) -> String {
    let mut said = format!("{} {}", column.scenario.italian().to_lowercase(), column.exercise);
    let function = column.function.map(|of| function(of).replace('F', "f"));
    let centre = column.centre.map(|of| centre(of.id()).replace('C', "c"));
    for part in [function, centre].into_iter().flatten() {
        said.push_str(&format!(", {part}"));
    }
    said
}

/// The same of a table of which the scheme says what its columns are: `consuntivo 2020, valore nominale`.
pub(in crate::reconcile) fn figures_in(scheme: &Scheme, at: Column) -> String {
    match at.centre.filter(|centre| scheme.column(*centre).is_some()) {
        Some(centre) => format!("{}, {}", figures(Column { centre: None, ..at }), column(scheme, centre)),
        None => figures(at),
    }
}

/// `Fiera s.p.a.: valore nominale = capitale sociale * quota / 100`.
pub(in crate::reconcile) fn of_columns(line: &str, column: &str, formula: &str) -> String {
    format!("{line}: {column} = {formula}")
}

/// What all lines say of a column.
pub(in crate::reconcile) fn all_of_column(title: &str, column: &str, formula: &str) -> String {
    format!("{title}: ogni {column} = {formula}")
}

/// A sum of all lines of a table.
pub(in crate::reconcile) fn sum_of_lines(line: &str) -> String {
    format!("{line} = somma delle righe")
}

/// The parts of a line by function.
pub(in crate::reconcile) const FUNCTIONS: &str = "funzioni";
/// The parts of a line by centre.
pub(in crate::reconcile) const CENTRES: &str = "centri";

pub(in crate::reconcile) fn parts(line: &str, whole: &str) -> String {
    format!("{line} = somma per {whole}")
}

/// What all lines of a statement say that are divided.
pub(in crate::reconcile) fn all_parts(title: &str, whole: &str) -> String {
    format!("{title}: ogni voce = somma per {whole}")
}

pub(in crate::reconcile) fn projected(line: &str) -> String {
    format!("{line} = le sue voci")
}

/// What all totals of a projected statement say.
pub(in crate::reconcile) fn all_projected(title: &str) -> String {
    format!("Preconsuntivo, {title}: ogni totale = le sue voci")
}

/// What all totals of a projected statement say that are divided among the functions.
pub(in crate::reconcile) fn all_projected_functions(title: &str) -> String {
    format!("Preconsuntivo, {title}: ogni totale = somma per {FUNCTIONS}")
}

/// What all printed differences of a statement say.
pub(in crate::reconcile) fn all_years(title: &str) -> String {
    format!("{title}: ogni differenza = anno - anno prima")
}

/// What all totals of a statement say.
pub(in crate::reconcile) fn all_totals(title: &str) -> String {
    format!("{title}: ogni totale = le sue voci")
}

/// What all lines of a statement say that accounts fill beside a printed figure.
pub(in crate::reconcile) fn all_accounts(title: &str) -> String {
    format!("{title}: ogni voce stampata = somma dei suoi conti")
}

pub(in crate::reconcile) fn years(line: &str, now: Exercise, before: Exercise) -> String {
    format!("{line}, differenza = {now} - {before}")
}

pub(in crate::reconcile) fn not_printed() -> String {
    "Il prospetto non stampa questa cifra.".to_owned()
}

pub(in crate::reconcile) fn check_of_line(line: &str, label: &str) -> String {
    format!("{line}: {label}")
}

/// `Avanzo = Disponibilità - Interventi economici`; a line whose formula is no sum is just named.
pub(in crate::reconcile) fn identity(line: &str, formula: &Formula, name: &dyn Fn(&str) -> String) -> String {
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

pub(in crate::reconcile) fn accounts_of(line: &str) -> String {
    format!("{line} = somma dei suoi conti")
}

pub(in crate::reconcile) fn account(code: &str) -> String {
    if code.ends_with('*') { format!("Conti {code}") } else { format!("Conto {code}") }
}

/// An account with what the accounts call it.
pub(in crate::reconcile) fn account_called(code: &str, label: Option<&str>) -> String {
    label.map_or_else(|| account(code), |label| format!("{} {label}", account(code)))
}

pub(in crate::reconcile) fn registrations() -> String {
    "Registrazioni degli interventi economici".to_owned()
}

/// Those of an objective.
pub(in crate::reconcile) fn registrations_of(code: &str, title: &str) -> String {
    let name = if title.is_empty() { String::new() } else { format!(" {title}") };
    format!("Registrazioni dell'obiettivo {code}{name}")
}

pub(in crate::reconcile) fn plan(code: &str, title: &str) -> String {
    let name = if title.is_empty() { String::new() } else { format!(" {title}") };
    format!("Risorse del piano, {code}{name}")
}

pub(in crate::reconcile) fn file_total(label: &str, column: &str) -> String {
    format!("Riga `{label}`, colonna `{column}` = somma delle righe")
}

/// What all totals say that the files of a layout print of their own rows.
pub(in crate::reconcile) fn file_totals(layout: &str) -> String {
    format!("Totali stampati nei file `{layout}` = somma delle righe")
}

pub(in crate::reconcile) fn rows_above(rows: u64) -> String {
    if rows == 1 { "Somma di 1 riga".to_owned() } else { format!("Somma di {} righe", grouped(rows)) }
}

pub(in crate::reconcile) fn not_known(missing: &[String]) -> String {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    format!("Non si può calcolare: manca {}.", names.join(", "))
}

/// The same, where the source's rounding stands between.
pub(in crate::reconcile) fn hint_rounded(hint: &str) -> String {
    format!("{} (a meno degli arrotondamenti).", hint.trim_end_matches('.'))
}

pub(in crate::reconcile) fn hint_sign(name: &str, cents: &str) -> String {
    format!("Lo scarto è il doppio di `{name}` ({cents}): forse ha il segno sbagliato.")
}

pub(in crate::reconcile) fn hint_doubled() -> String {
    "La somma delle righe è il doppio del totale stampato: forse il file porta anche i mastri, o le righe due volte."
        .to_owned()
}

pub(in crate::reconcile) fn hint_twice(name: &str, cents: &str) -> String {
    format!("Lo scarto è pari a `{name}` ({cents}): forse il totale stampato lo conta due volte.")
}

pub(in crate::reconcile) fn hint_left_out(name: &str, cents: &str) -> String {
    format!("Lo scarto è pari a `{name}` ({cents}): forse il totale stampato non lo comprende.")
}

pub(in crate::reconcile) fn hint_transposed_term(name: &str, written: &str, meant: &str) -> String {
    format!("Lo scarto si annulla se `{name}` è {meant} e non {written}: forse due cifre vicine scambiate.")
}

pub(in crate::reconcile) fn hint_transposed(printed: &str, computed: &str) -> String {
    format!("{printed} e {computed} hanno due cifre vicine scambiate: forse un errore di battitura.")
}

pub(in crate::reconcile) fn hint_unit(factor: i128, printed_is_greater: bool) -> String {
    let side = if printed_is_greater { "stampato" } else { "calcolato" };
    let unit = if factor == 100 { "centesimi presi per euro" } else { "migliaia di euro prese per euro" };
    format!("L'importo {side} è {factor} volte l'altro: forse {unit}.")
}
