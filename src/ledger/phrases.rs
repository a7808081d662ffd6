//! What the ledger says to people, in Italian.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::Unmapped;
use super::chart::IfMissing;
use super::conserved::Lost;
use super::corrected::{Corrected, CorrectedColumn, CorrectedLine, OBJECTIVE, RestatedDegree};
use super::objective::{ScoreGroup, Scorecard};
use super::rewritten::Corrects;
use super::scheme::{ColumnRule, Line, PRINTED_MAX, Scheme};
use super::signs::{AMOUNTS_MIN, Opposite};
use crate::italian::{counted, listed, proposal};
use crate::money::{Cents, Ratio, Unit, grouped};
use crate::period::{Period, italian_date};
use crate::problem::Problem;

/// A line that accounts or a printed figure fill.
pub(super) const FILLED: &str = "conti o cifra stampata";

/// What is no longer there.
pub(super) const GONE: &str = "tolto";

/// An amount that is not known.
const UNKNOWN: &str = "non rilevato";

/// What an account without a mapping fills.
pub(super) const NO_LINE: &str = "nessuna voce";

/// How a voce divides among the functions, which no table says.
pub(super) fn undivided(label: &str) -> String {
    format!("{label}, ripartizione fra le funzioni")
}

pub(super) fn account_named(account: &str) -> String {
    format!("il conto `{account}`")
}

pub(super) fn aggregate_named(id: &str) -> String {
    format!("l'aggregato `{id}`")
}

pub(super) fn line_named(label: &str) -> String {
    format!("la voce «{label}»")
}

pub(super) fn column_named(label: &str) -> String {
    format!("la colonna «{label}»")
}

/// What holds in a column of a table.
pub(super) fn column_holds(it: &ColumnRule) -> String {
    let mut said = vec![it.formula.as_ref().map_or_else(|| "cifra stampata".to_owned(), ToString::to_string)];
    said.extend(it.tolerance.as_ref().map(|tolerance| format!("`tolerance` {tolerance}")));
    said.extend(it.min.map(|least| format!("`min` {least}")));
    said.extend(it.max.map(|most| format!("`max` {most}")));
    said.extend((it.if_missing == IfMissing::Zero).then(|| "`if_missing` zero".to_owned()));
    said.extend((!it.sums).then(|| "`sums` false".to_owned()));
    said.extend(it.unit.map(|unit| format!("`unit` {}", unit.id())));
    listed(&said)
}

pub(super) fn objective_named(code: &str) -> String {
    format!("l'obiettivo `{code}`")
}

pub(super) fn scorecard_named(id: &str) -> String {
    format!("la scheda `{id}`")
}

/// Of what a scorecard is made: its groups with what they weigh, which are given by hand, and where asked from which line they are taken.
pub(super) fn weighed(card: &Scorecard, with_lines: bool) -> String {
    let of = |it: &ScoreGroup| {
        let by_hand = if it.given_by.is_some() { " a mano" } else { "" };
        let from = it.from.as_ref().filter(|_| with_lines).map(|from| format!(" da `{from}`")).unwrap_or_default();
        format!("`{}` {}{by_hand}{from}", it.id, without_zeros(it.weight))
    };
    listed(&card.groups.iter().map(of).collect::<Vec<_>>())
}

fn without_zeros(weight: f64) -> String {
    let weight = Ratio(weight).italian(4);
    weight.trim_end_matches('0').trim_end_matches(',').to_owned()
}

/// How an objective counts: its weight, and below which other.
pub(super) fn counts(weight: f64, parent: Option<&str>) -> String {
    let weight = without_zeros(weight);
    parent.map_or_else(|| format!("peso {weight}"), |parent| format!("peso {weight} in `{parent}`"))
}

pub(super) fn fills(line: &str) -> String {
    format!("la voce `{line}`")
}

pub(super) fn sum_of(parts: &[&str]) -> String {
    parts.join(" + ")
}

/// Months named one by one; of more only the first and the last.
const MONTHS_NAMED_MAX: usize = 3;

/// A correction of released months: what it was and is, by which act, in which months.
pub(super) fn corrected(it: &Corrected) -> String {
    let Corrected { name, before, now, corrects: Corrects { act, why }, months, .. } = it;
    let months = match &months[..] {
        [first, .., last] if months.len() > MONTHS_NAMED_MAX => {
            format!("{} mesi, da {} a {}", months.len(), first.italian(), last.italian())
        }
        few => listed(&few.iter().map(|month| month.italian()).collect::<Vec<_>>()),
    };
    format!("{name}: era «{before}», ora è «{now}»; correzione ({act}): {why}; tocca {months}.")
}

/// A line of a released month that a correction moves.
pub(super) fn corrected_line(it: &CorrectedLine) -> String {
    let columns: Vec<String> = it.columns.iter().map(|column| corrected_column(column, it.unit)).collect();
    format!("{}, {} (emissione {}): {}.", it.label, it.period.italian(), it.issue, columns.join("; "))
}

fn corrected_column(it: &CorrectedColumn, unit: Unit) -> String {
    let shown = |cents: Option<Cents>| cents.map_or_else(|| UNKNOWN.to_owned(), |cents| unit.shown(cents));
    let of = format!("{} {}", it.scenario.italian().to_lowercase(), it.exercise);
    let said = format!("{of} da {} a {}", shown(it.issued), shown(it.now));
    let Some((data, definition)) = it.data().zip(it.definition()).filter(|(data, _)| *data != Cents::ZERO) else {
        return said;
    };
    let signed = |cents: Cents| format!("{}{}", if cents < Cents::ZERO { "" } else { "+" }, unit.shown(cents));
    format!("{said} ({} per i dati e {} per la correzione)", signed(data), signed(definition))
}

/// Hundredths of a point as a percentage.
fn percent(points: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a degree is between 0 and 1")]
    let share = points as f64 / 10_000.0;
    Ratio(share).italian_percent(2)
}

/// A degree of achievement in hundredths of a point, for people.
pub(super) fn degree(points: Option<i64>) -> String {
    points.map_or_else(|| UNKNOWN.to_owned(), percent)
}

/// What a degree is now, and by what.
pub(super) fn degree_change(it: &RestatedDegree) -> String {
    let signed = |points: i64| {
        let sign = if points < 0 { "-" } else { "+" };
        format!("{sign}{} punti", percent(points.abs()).trim_end_matches('%'))
    };
    let parts = [(it.data(), "per i dati"), (it.definition(), "per definizioni e pesi")];
    let parts = parts.into_iter().filter_map(|(points, by)| {
        points.filter(|points| *points != 0).map(|points| format!("{} {by}", signed(points)))
    });
    let parts: Vec<String> = parts.collect();
    let said = degree(it.now);
    if parts.is_empty() { said } else { format!("{said} ({})", listed(&parts)) }
}

/// The degree of a released month, as it was issued and as it is.
pub(super) fn restated_degree(it: &RestatedDegree) -> String {
    let name = match it.id.strip_prefix(OBJECTIVE) {
        Some(code) => format!("{code} {}", it.title).trim().to_owned(),
        None => it.title.clone(),
    };
    let (month, issue) = (it.period.italian(), it.issue);
    let was = if it.is_kept {
        format!("emissione {issue}): grado di raggiungimento da {}", degree(it.issued))
    } else {
        let by_then = degree(it.by_then);
        format!("l'emissione {issue} non ne tiene il grado): con i pesi di allora {by_then}")
    };
    let to = if it.is_kept { " a" } else { ", ora" };
    format!("{name}, {month} ({was}{to} {}.", degree_change(it))
}

pub(super) fn no_act(name: &str) -> String {
    format!("{name}: ci vuole l'atto che autorizza la modifica (`act`)")
}

pub(super) fn no_why(name: &str) -> String {
    format!("{name}: una correzione (`corrects`) dice anche perché (`why`)")
}

pub(super) fn unmapped(it: &Unmapped) -> Problem {
    let (code, description, cents) = (&it.account, &it.description, it.cents);
    Problem::error(
        super::UNMAPPED,
        format!(
            "il conto `{code}` ({description}) non corrisponde a nessuna voce dello schema: i suoi {cents} non sono nei totali"
        ),
        "aggiungere il conto, o il suo prefisso, in `config/accounts.toml` e rieseguire il mese",
    )
}

pub(super) fn other_nature(code: &str, line: &str, title: &str) -> Problem {
    Problem::error(
        super::OTHER_NATURE,
        format!("il conto `{code}` va alla voce «{line}», che non può stare nel file «{title}»"),
        "controllare il codice del conto nell'esportazione, o la voce che `config/accounts.toml` gli dà",
    )
}

/// `worth` is the last of its amounts that is not zero, `count` how many accounts it sums.
pub(super) fn summary_counted(code: &str, description: &str, worth: Cents, count: usize) -> Problem {
    let accounts = match count {
        1 => "del conto che comincia".to_owned(),
        count => format!("dei {} conti che cominciano", grouped(count as u64)),
    };
    Problem::error(
        super::SUMMED_TWICE,
        format!(
            "il conto `{code}` ({description}) porta la somma {accounts} con `{code}`: i suoi {worth} sono contati due volte"
        ),
        "se è un mastro, dichiararlo nel tracciato in `config/layouts` con una `[[row]]` che abbia `is = \"summary\"`, per \
         esempio `column = \"conto\"` e `matches = '^\\d{3}$'`; oppure esportare i soli conti",
    )
}

pub(super) fn unknown_line(label: &str, nearest: Option<&str>) -> Problem {
    Problem::error(
        "ledger.unknown_line",
        format!("la voce `{label}` non è nello schema e la riga non viene contata{}", proposal(nearest)),
        "correggere la voce nel foglio, o aggiungerla come `aliases` nello schema in `config/schemes`",
    )
}

/// A row of a table whose lines are as it prints them, beyond those that it may have.
pub(super) fn too_many_lines(label: &str) -> Problem {
    Problem::error(
        "ledger.too_many_lines",
        format!("la riga `{label}` è oltre le {PRINTED_MAX} che una tabella così può avere, e non viene contata"),
        "dividere la tabella in due file, o togliere le righe che non ne fanno parte",
    )
}

/// A cell that says what its column cannot hold.
pub(super) fn out_of_bounds(rule: &ColumnRule, said: &str) -> Problem {
    let least = rule.min.unwrap_or_default();
    let bounds = match rule.max {
        Some(most) => format!("va da {least} a {most}"),
        None => format!("non è mai sotto {}", if least == 0 { "zero".to_owned() } else { least.to_string() }),
    };
    Problem::error(
        "ledger.out_of_bounds",
        format!("«{}» {bounds}, e la cella dice {said}: non viene contata", rule.label),
        "correggere la cifra, e togliere il segno a un costo; i limiti della colonna (`min`, `max`) stanno nello schema in `config/schemes`",
    )
}

/// A number of a table that has more decimals than are carried.
pub(super) fn finer_than_hundredths(column: &str, unit: Unit) -> Problem {
    let most = if unit == Unit::FinePercent { "sei" } else { "due" };
    Problem::error(
        "ledger.finer_than_hundredths",
        format!("il valore della colonna `{column}` ha più di {most} decimali e non viene contato"),
        if unit.is_percent() {
            format!("scriverlo con {most} decimali al più, e con il segno %: una frazione come 0,1465 è 14,65%")
        } else {
            format!("scriverlo con {most} decimali al più")
        },
    )
}

/// A voce that a table of corrections names and the scheme has not.
pub(super) fn corrected_unknown(text: &str, nearest: Option<&str>) -> Problem {
    let text = text.trim();
    let said = match text {
        "" => "la rettifica non dice di quale voce è, e non viene contata".to_owned(),
        _ => format!(
            "la rettifica è di `{text}`, che non è una voce dello schema, e non viene contata{}",
            proposal(nearest)
        ),
    };
    Problem::error("ledger.correction_line", said, CORRECTED_BY)
}

const CORRECTED_BY: &str = "scrivere la voce come la stampa lo schema, con il numero o senza, oppure il suo nome nelle formule, e depositare di nuovo la tabella";

/// A line as the scheme prints it, with its name in formulas: `«a) Competenze al personale» (`competenze_personale`)`.
fn named_line(line: &Line) -> String {
    format!("«{}» (`{}`)", format!("{} {}", line.number, line.label).trim(), line.id)
}

pub(super) fn corrected_ambiguous(text: &str, lines: &[&Line]) -> Problem {
    let lines: Vec<String> = lines.iter().map(|line| named_line(line)).collect();
    let text = format!("la rettifica è di `{text}`, che può essere {}: non viene contata", listed(&lines));
    Problem::error("ledger.correction_line", text, CORRECTED_BY)
}

/// A total ends where its voci end.
pub(super) fn corrected_total(total: &Line, scheme: &Scheme) -> Problem {
    // More than these nobody looks for in a sentence.
    const VOCI_MAX: usize = 6;
    let voci: Vec<String> = scheme.voci_of(&total.id).into_iter().map(named_line).collect();
    let voci = if voci.len() <= VOCI_MAX { format!(": {}", listed(&voci)) } else { String::new() };
    Problem::error(
        "ledger.correction_line",
        format!("la rettifica è di «{}», che è un totale, e non viene contata", total.label),
        format!("rettificare le voci di cui è fatto{voci}"),
    )
}

pub(super) fn correction_without_amount(label: &str) -> Problem {
    Problem::error(
        "ledger.correction_amount",
        format!("la rettifica di «{label}» non dice l'importo e non viene contata"),
        "scrivere dove arriva la voce a fine anno, 0 se non ce ne sarà, e depositare di nuovo la tabella",
    )
}

pub(super) fn correction_without_reason(label: &str) -> Problem {
    Problem::error(
        "ledger.correction_reason",
        format!("la rettifica di «{label}» non dice il motivo e non viene contata"),
        "scrivere nella colonna del motivo perché la voce finirà altrove, e depositare di nuovo la tabella",
    )
}

pub(super) fn no_such_function(text: &str) -> Problem {
    Problem::error(
        "ledger.correction_function",
        format!("`{text}` non è una funzione istituzionale: la rettifica non viene contata"),
        "scrivere A, B, C o D, o lasciare vuota la cella se l'importo è di tutta la voce",
    )
}

pub(super) fn corrected_twice(label: &str) -> Problem {
    Problem::error(
        "ledger.correction_twice",
        format!("«{label}» è rettificata più di una volta: nessuna delle sue righe viene contata"),
        "lasciare una riga per voce, o una per ciascuna delle quattro funzioni, e depositare di nuovo la tabella",
    )
}

/// `missing` are the letters of the functions of which nothing is said.
pub(super) fn corrected_in_part(label: &str, missing: &[String]) -> Problem {
    let which = if missing.len() == 1 { "della funzione" } else { "delle funzioni" };
    Problem::error(
        "ledger.correction_function",
        format!(
            "«{label}» è rettificata per funzione, ma manca l'importo {which} {}: non viene contata",
            listed(missing)
        ),
        "scrivere una riga per ciascuna delle quattro funzioni, o una sola senza funzione, e depositare di nuovo la tabella",
    )
}

pub(super) fn line_twice(label: &str) -> Problem {
    Problem::error(
        "ledger.line_twice",
        format!("la voce `{label}` compare due volte: vale la prima riga, questa non viene contata"),
        "lasciare nel foglio una sola riga per voce",
    )
}

pub(super) fn unknown_objective(code: &str, nearest: Option<&str>) -> Problem {
    Problem::warning(
        "ledger.unknown_objective",
        format!("l'obiettivo `{code}` non è nel piano{}", proposal(nearest)),
        "correggere il codice nel foglio, o aggiungere l'obiettivo in `config/objectives.toml`",
    )
}

pub(super) fn total_of_nothing(label: &str) -> Problem {
    Problem::warning(
        "ledger.total_without_rows",
        format!("la riga `{label}` è un totale di nessuna riga"),
        "controllare che il foglio non sia stato esportato senza dettaglio",
    )
}

/// `missing` are what the payment lacks: `l'importo`, `la data di scadenza`.
pub(super) fn payment_incomplete(missing: &[String]) -> Problem {
    let verb = if missing.len() == 1 { "manca" } else { "mancano" };
    Problem::error(
        "ledger.payment_incomplete",
        format!("al pagamento {verb} {}: non entra nella tempestività dei pagamenti", listed(missing)),
        "completare la riga nell'elenco dei pagamenti e depositare di nuovo il file",
    )
}

pub(super) fn payment_outside(paid: NaiveDate, period: Period) -> Problem {
    Problem::error(
        "ledger.payment_outside",
        format!(
            "il pagamento è del {}, fuori dal periodo che va dal 1° gennaio al {}: non viene contato",
            italian_date(paid),
            italian_date(period.last_day())
        ),
        "correggere la data, o spostare il pagamento nell'elenco del suo mese",
    )
}

pub(super) fn no_amount() -> Problem {
    Problem::error(
        "ledger.no_amount",
        "la riga non dice nessun importo e non viene contata",
        "scrivere l'importo, 0 se non è stato pagato nulla; se una cella vuota vuol dire zero, dichiarare `blank = \"zero\"` \
         per la colonna nel tracciato in `config/layouts`",
    )
}

/// `days` are those on which what was paid then may have been due.
pub(super) fn payment_due(due: NaiveDate, paid: NaiveDate, days: &RangeInclusive<NaiveDate>) -> Problem {
    Problem::error(
        "ledger.payment_due",
        format!(
            "la scadenza è il {}, ma un pagamento del {} scade fra il {} e il {}: non entra nella tempestività dei pagamenti",
            italian_date(due),
            italian_date(paid),
            italian_date(*days.start()),
            italian_date(*days.end())
        ),
        "scrivere la scadenza vera nell'elenco dei pagamenti e depositare di nuovo il file",
    )
}

/// `days` are those on which something of the month may have been booked.
pub(super) fn movement_date(date: NaiveDate, days: &RangeInclusive<NaiveDate>) -> Problem {
    Problem::warning(
        "ledger.movement_date",
        format!(
            "la data {} non è fra il {} e il {}: l'importo conta, la data no",
            italian_date(date),
            italian_date(*days.start()),
            italian_date(*days.end())
        ),
        "correggere la data nel foglio, o spostare la riga nel file del suo mese",
    )
}

pub(super) fn oneri_of_both_signs() -> Problem {
    Problem::warning(
        "ledger.oneri_sign",
        "gli oneri di questo file sono in parte positivi e in parte negativi: sono stati presi come scritti".to_owned(),
        "dichiarare `oneri = \"positive\"` o `oneri = \"negative\"` nel tracciato in `config/layouts`",
    )
}

/// `column` is the caption of the column that contradicts the others.
pub(super) fn opposite_sign(column: &str, it: &Opposite) -> Problem {
    let (some, all) = it.of;
    let count =
        format!("{} su {}", counted(usize::try_from(some).unwrap_or(usize::MAX), "importo", "importi"), grouped(all));
    let sign = if it.below { "col meno" } else { "senza il meno" };
    let declared = "se è il modo di scrivere della colonna, dichiarare `sign = -1` nel suo `amount` nel tracciato in \
                    `config/layouts`; se sono davvero ";
    if !it.oneri {
        return Problem::warning(
            super::OPPOSITE_SIGN,
            format!("nella colonna «{column}» i proventi sono scritti {sign} ({count}): sono stati presi come scritti"),
            format!("{declared}negativi, lasciarli così"),
        );
    }
    let text = format!(
        "nella colonna «{column}» gli oneri sono scritti {sign}, al contrario delle altre colonne ({count}): sono stati presi \
         come storni"
    );
    let file = if it.below { "positive" } else { "negative" };
    let remedy = format!("{declared}storni, dichiarare `oneri = \"{file}\"`");
    // Of few amounts the sign says little.
    if all >= AMOUNTS_MIN {
        Problem::error(super::OPPOSITE_SIGN, text, remedy)
    } else {
        Problem::warning(super::OPPOSITE_SIGN, text, remedy)
    }
}

pub(super) fn no_centre(name: &str) -> Problem {
    Problem::error(
        "ledger.centre_name",
        format!("`{name}` non è il nome di un centro di responsabilità: la riga non viene contata"),
        "scrivere il codice del centro, al più 24 lettere, cifre o `_`",
    )
}

pub(super) fn not_conserved(lost: &Lost) -> Problem {
    let amount =
        |cents: i128| i64::try_from(cents).map_or_else(|_| cents.to_string(), |cents| Cents(cents).to_string());
    let rows: Vec<String> = lost.rows.iter().map(|row| grouped(u64::from(*row))).collect();
    let (rows, count) = (rows.join(", "), rows.len());
    let which = match count {
        0 => String::new(),
        1 => format!(": manca la riga {rows}"),
        _ => format!(": mancano le righe {rows}"),
    };
    Problem::error(
        "ledger.not_conserved",
        format!(
            "le righe del file danno {}, le scritture che ne derivano {}{which}",
            amount(lost.file),
            amount(lost.posted)
        ),
        "controllare che nel tracciato due colonne non dicano lo stesso importo (`amount`)",
    )
}
