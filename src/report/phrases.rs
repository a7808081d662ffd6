//! The Italian of the workbook: names of sheets, heads of columns, states and sentences. Knows no cells.

pub(super) mod accounts;
pub(super) mod agile;
pub(super) mod answers;
pub(crate) mod plan;
pub(super) mod tables;

use chrono::NaiveDate;

use super::brief::{Area, Tone};
use super::view::View;
use crate::indicators::definition::{Definition, Good, Unit};
use crate::indicators::target::Op;
use crate::indicators::{Standing, Target};
use crate::issue::{IssueState, SourceState, Visto, Way};
use crate::italian::{capital, counted, listed};
use crate::ledger::Side;
use crate::money::{self, Cents, Ratio};
use crate::monitor::{AlertState, Reading, Sides};
use crate::period::{Exercise, Function, Period, italian_date};
use crate::problem::Severity;
use crate::reconcile::answers::{Outcome, Standing as Answered};
use crate::reconcile::{DifferenceState, Kind, TieOutState};

/// The sheets, in their order; the matches go on in `Abbinamenti 2` and so on.
pub(super) const SUMMARY: &str = "Sommario";
/// The year in pictures.
pub(super) const DASHBOARD: &str = "Cruscotto";
/// What is no longer as it was issued.
pub(super) const VARIATIONS: &str = "Variazioni";
/// All alerts.
pub(super) const ALERTS: &str = "Segnalazioni";
/// The income statement.
pub(super) const INCOME_STATEMENT: &str = "Conto economico";
/// The indicators.
pub(super) const INDICATORS: &str = "Indicatori";
/// What objectives were given and what is spent.
pub(crate) const RESOURCES: &str = "Risorse";
/// The other ratios.
pub(super) const RATIOS: &str = "Altri indici";
/// The objectives.
pub(super) const OBJECTIVES: &str = "Albero";
/// The page that a controller signs.
pub(super) const PROSPETTO: &str = "Prospetto";
/// One form an indicator.
pub(super) const CARDS: &str = "Schede";
/// The figures that formulas rest on.
pub(super) const INPUTS: &str = "Dati";
/// A scorecard, in a workbook of its own.
pub(super) const SCORECARD: &str = "Scheda";
/// The last row of a scorecard.
pub(super) const SCORECARD_WHOLE: &str = "Totale, su ciò che è misurato";
/// The tie-outs.
pub(super) const TIE_OUTS: &str = "Quadrature";
/// The differences.
pub(super) const DIFFERENCES: &str = "Differenze";
/// The bridges.
pub(super) const BRIDGES: &str = "Raccordo: dai conti alle schede degli uffici";
/// The matches.
pub(super) const MATCHES: &str = "Abbinamenti";
/// The problems.
pub(super) const PROBLEMS: &str = "Anomalie";
/// The files.
pub(super) const SOURCES: &str = "Fonti";
/// The title of the files.
pub(super) const SOURCES_TITLE: &str = "Fonti del mese";

/// Why no indicator is judged.
pub(super) fn plan_not_loaded(exercise: Exercise) -> String {
    format!("Piano {exercise} non caricato")
}

/// The head of the ratios that the chamber asks for first.
pub(super) const HEADLINES: &str = "Indici principali";
/// Where the month has none of them.
pub(super) const NO_HEADLINES: &str = "Nessun indice principale: li nomina `headline` in [report] delle impostazioni.";
/// The head of the areas of the plan.
pub(super) const AREAS: &str = "Aree del Piano";
/// Where there is none.
pub(super) const NO_AREAS: &str = "Nessun obiettivo nel Piano.";
/// The light of what says nothing yet.
pub(super) const NO_LIGHT: &str = "in corso";
/// The head of what to look at.
pub(super) const MATTERS: &str = "Da guardare per prime";
/// Whose task each is.
pub(super) const WHOSE: &str = "A chi tocca";
/// Where it stands in full.
pub(super) const WHERE: &str = "Dove";
/// After what it asks, of what was not told before.
pub(super) const NEW: &str = ", nuova";
/// The head of what changed.
pub(super) const CHANGES: &str = "Che cosa è cambiato dai mesi già diffusi";
/// The head of the other sheets.
pub(super) const CONTENTS: &str = "In questa cartella";
/// The point of a chart where the year is heading.
pub(super) const PROJECTION: &str = "proiezione";

/// What is not among the first.
pub(super) fn matters_left(left: usize) -> String {
    match left {
        1 => format!("Un'altra segnalazione è nel foglio {ALERTS}."),
        _ => format!("Altre {left} segnalazioni sono nel foglio {ALERTS}."),
    }
}

/// What is otherwise than it was issued, a sentence each.
pub(super) fn changes(view: &View<'_>) -> Vec<String> {
    let rows = view.reconciliation.restated_rows.len();
    let mut said: Vec<String> = view.corrected.iter().map(crate::ledger::Corrected::sentence).collect();
    let shown = view.revised.iter().take(3);
    let left = view.revised.len().saturating_sub(shown.len());
    said.extend(shown.map(crate::indicators::Restated::sentence));
    if left > 0 {
        said.push(format!("Altri cambiamenti di indicatori: {left}."));
    }
    if rows > 0 {
        said.push(format!("{} nei mesi già diffusi.", counted(rows, "riga cambiata", "righe cambiate")));
    }
    if said.is_empty() {
        said.push("Nulla: righe e indicatori dei mesi già diffusi non sono cambiati.".to_owned());
    }
    said
}

/// The title of an area without what the plan prints before it.
pub(super) fn area(title: &str) -> &str {
    title.split_once(" - ").map_or(title, |(_, short)| short)
}

/// An area's light and the indicators that set it: `da seguire: 1 a rischio`.
pub(super) fn light(area: &Area<'_>) -> String {
    let Some(tone) = area.tone else { return NO_LIGHT.to_owned() };
    let sets = |it: &&(Standing, usize)| tone != Tone::Good && Tone::of(it.0) == Some(tone);
    let reasons: Vec<String> =
        area.counts.iter().filter(sets).map(|(one, count)| format!("{count} {}", one.italian_of(*count))).collect();
    if reasons.is_empty() { tone.italian().to_owned() } else { format!("{}: {}", tone.italian(), listed(&reasons)) }
}

/// `gen`.
pub(super) fn month_name(period: Period) -> String {
    period.italian().chars().take(3).collect()
}

/// A number of a picture for who does not see it.
pub(super) fn in_words(number: f64, is_euro: bool) -> String {
    if is_euro { format!("{} euro", Ratio(number).italian(2)) } else { Ratio(number).italian_percent(2) }
}

/// The line that counts ratios that the plan does not list.
pub(super) const OTHER_RATIOS: &str = "altri indici";
/// The actual on the head of a column: a figure to date says so.
pub(super) const ACTUAL: &str = "Consuntivo\nalla data";
/// What is not known.
pub(crate) const UNKNOWN: &str = "n.d.";
/// The result of a tie-out that holds.
pub(super) const HOLDS: &str = "quadra";
/// The result of one that does not.
pub(super) const FAILS: &str = "non quadra";
/// The result of one with a missing side.
pub(super) const NO_DATA: &str = "dato mancante";
/// What stands in place of an office that is not said.
pub(super) const NO_OFFICE: &str = "(senza ufficio)";
/// What ends a text that no cell could hold.
pub(super) const CUT: &str = " [...] (testo troncato: è nella fonte)";
/// The printed header of a draft: bold, red.
pub(super) const HEADER_DRAFT: &str = "&\"-,Bold\"&KC00000BOZZA";
/// The printed footer, before the digest.
pub(super) const FOOTER: &str = "Quadratura - impronta";
/// The printed page number.
pub(super) const FOOTER_PAGE: &str = "Pagina &P";
/// Below the title of sheets with amounts.
pub(super) const IN_EURO: &str = "Importi in euro";

/// The same where some rows count persons.
pub(super) const IN_EURO_AND_NUMBERS: &str = "Importi in euro; persone e altri conteggi in numero";

/// In place of the statement, when no file filled it.
pub(super) const NO_STATEMENT: &str =
    "Nessun importo: mancano le esportazioni dei proventi e degli oneri di questo mese.";
/// Below the title of the differences.
pub(super) const DIFFERENCES_NOTE: &str = "Importi in euro; differenza = contabilità meno ufficio. Per rispondere: compilare le colonne gialle e ridepositare questa cartella nella cartella di deposito.";
/// What stands before the words by which a workbook is known when it comes back.
pub(super) const REFERENCE: &str = "Riferimento per le risposte:";
/// Below the title of the bridges.
pub(super) const BRIDGES_NOTE: &str =
    "Contabilità + differenze elencate = scheda dell'ufficio; il resto è «Non spiegato»";
/// What changed: a row of a released month.
pub(super) const ROW: &str = "riga di un mese diffuso";
/// An indicator.
pub(super) const INDICATOR: &str = "indicatore";
/// What a correction corrects.
pub(super) const CORRECTION: &str = "correzione";
/// A degree that other weights move.
pub(super) const DEGREE: &str = "grado";
/// A voce that a correction moves.
pub(super) const LINE: &str = "voce";
/// An indicator that a correction of its definition changed.
pub(super) const CORRECTED_SINCE: &str = "corretto";
/// An indicator that changed otherwise.
pub(super) const CHANGED_SINCE: &str = "cambiato";
/// The title of the matches.
pub(super) const MATCHES_TITLE: &str = "Righe della contabilità e degli uffici che concordano";
/// The banner of a draft.
pub(super) const TO_BE_SEEN: &str = "BOZZA DA VISTARE: riservata all'Ufficio Contabilità, non ancora diffusa";
pub(super) const DRAFT: &str = "BOZZA: riservata all'Ufficio Contabilità, non ancora diffusa";
/// The block of aggregates.
pub(super) const AGGREGATES: &str = "Voci aggregate usate dagli indicatori";

/// What the mark on a corrected year end means.
pub(super) const CORRECTED: &str =
    "* preconsuntivo rettificato da chi risponde dei conti: la cifra calcolata e il motivo sono in «Come si proietta».";

/// The formula that says of the scostamento in a cell whether it is good.
pub(super) fn reading(cell: &str, sides: Sides, [actual, budget]: [&str; 2]) -> String {
    let (none, above, below) = (Reading::InLine.italian(), sides.above.italian(), sides.below.italian());
    let beyond = sides.beyond.italian();
    let more = if beyond == above {
        format!("\"{above}\"")
    } else {
        format!("IF({actual}>{budget},\"{beyond}\",\"{above}\")")
    };
    format!("IF({cell}=0,\"{none}\",IF({cell}>0,{more},\"{below}\"))")
}

/// Where the figures of a scorecard come from.
pub(super) fn scorecard_source(workbook: &str) -> String {
    format!("Valori, formule e fonti degli indicatori sono nei fogli Indicatori e Albero di {workbook}.")
}

/// Who gives a group by hand, and whether it was given.
pub(super) fn given_by_hand(who: &str, given: bool) -> String {
    if given { format!("dato da: {who}") } else { format!("non ancora dato: {who}") }
}

/// The same with the day on which the table of who gives it came, or to which it is.
pub(super) fn given_by_table(said: &str, day: Option<NaiveDate>) -> String {
    day.map_or_else(|| said.to_owned(), |day| format!("{said}, il {}", italian_date(day)))
}

/// What the table of who gives a group prints as its whole, and what its rows give.
pub(super) const PRINTED_WHOLE: &str = "Totale, come lo scrive chi valuta";
pub(super) const COMPUTED_WHOLE: &str = "Ricontrollo: valutazioni per i loro pesi";
/// The state of what does not fit in such a table.
pub(super) const TO_CHECK: &str = "da controllare";

/// `Camera di commercio di esempio · giugno 2021 · dati al 30/06/2021 · edizione 1, BOZZA`.
pub(super) fn subtitle(view: &View<'_>) -> String {
    if view.issue == 0 {
        return format!("{}  ·  esercizio {}, dal suo Piano", view.ente, view.period.exercise());
    }
    let state = match view.state {
        IssueState::Draft => "BOZZA",
        IssueState::Released => "diffusa",
    };
    let (month, day) = (view.period.italian(), italian_date(view.period.last_day()));
    let visto = view.visto.map(|it| visto(it, view)).unwrap_or_default();
    format!("{}  ·  {month}  ·  dati al {day}  ·  emissione {}, {state}{visto}", view.ente, view.issue)
}

/// How many of the accepted differences who gave the visto accepted too.
pub(super) fn accepted_by(it: &Visto, view: &View<'_>) -> usize {
    let is_theirs = |standing: &Answered| {
        let answer = &standing.answer;
        let who = answer.who();
        answer.outcome == Some(Outcome::Accepted) && [&it.by, &it.user].iter().any(|it| who.contains(it.as_str()))
    };
    let differences = view.reconciliation.differences.iter().filter(|it| it.state == DifferenceState::Accepted);
    differences.filter(|it| it.answer.as_ref().is_some_and(is_theirs)).count()
}

/// Who let a month go out, and whether it is also who accepted what differs.
fn visto(it: &Visto, view: &View<'_>) -> String {
    let accepted = accepted_by(it, view);
    let too = if accepted > 0 {
        format!(", che ha anche accettato {}", counted(accepted, "differenza", "differenze"))
    } else {
        String::new()
    };
    let with = match it.way {
        Way::Command => "con il visto di",
        Way::Signed => "con il visto firmato da",
        Way::Declared => "con il visto dichiarato da",
    };
    format!(" {with} {}{too}", it.by)
}

/// What the issue is made of, at the foot of the summary.
pub(super) fn manifest(view: &View<'_>) -> String {
    format!("Impronta {}  ·  {}  ·  prodotto da Quadratura", view.manifest.short(), view.workbook_name())
}

/// `giu 2021`.
pub(super) fn month_short(period: Period) -> String {
    let long = period.italian();
    let (month, year) = long.split_once(' ').unwrap_or((&long, ""));
    format!("{} {year}", month.chars().take(3).collect::<String>())
}

/// The name of a function on the head of its column.
pub(super) fn function(function: Function) -> &'static str {
    match function {
        Function::A => "Funzione A\nOrgani istituzionali e segreteria",
        Function::B => "Funzione B\nServizi di supporto",
        Function::C => "Funzione C\nAnagrafe e regolazione del mercato",
        Function::D => "Funzione D\nStudio, formazione e promozione",
    }
}

/// A unit as people write it beside a value.
pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Number => "n.",
        Unit::Days => "giorni",
        Unit::Euro => "euro",
        Unit::Milestone => "stato",
    }
}

/// The target, and the other that the plan prints where the two differ.
pub(crate) fn target_and_other(definition: &Definition) -> String {
    let target = target(definition);
    match definition.conflict() {
        Some((_, other)) if other.to_string().is_empty() => format!("{target}\n(altrove il Piano non dà il numero)"),
        Some((_, other)) => format!("{target}\n(altrove il Piano stampa {other})"),
        None => target,
    }
}

/// Which definition was used: `dal 01/01/2021`, and the act that changed it.
pub(crate) fn definition(definition: &Definition) -> String {
    let from = format!("dal {}", italian_date(definition.valid_from));
    if definition.act.is_empty() { from } else { format!("{from}, {}", definition.act) }
}

/// A target as the plan would print it: `>= 8%`, `<= 20 giorni`, a milestone in words; empty when there is none.
pub(crate) fn target(definition: &Definition) -> String {
    match &definition.target {
        Target::None => String::new(),
        Target::Milestone(text) => text.clone(),
        Target::Number { op, value, unit } => {
            let op = op.unwrap_or(if definition.good == Good::Up { Op::AtLeast } else { Op::AtMost });
            let percent = definition.unit == Unit::Percent;
            let shown = Ratio(if percent { value * 100.0 } else { *value }).italian(4);
            let shown = shown.trim_end_matches('0').trim_end_matches(',');
            match (percent, unit.trim()) {
                (true, _) => format!("{} {shown}%", op.sign()),
                (false, "") => format!("{} {shown}", op.sign()),
                (false, unit) => format!("{} {shown} {unit}", op.sign()),
            }
        }
    }
}

/// How a tie-out stands.
pub(super) fn tie_out(state: TieOutState) -> &'static str {
    match state {
        TieOutState::Holds => HOLDS,
        TieOutState::Fails => FAILS,
        TieOutState::NoData => NO_DATA,
    }
}

/// The terms of a computed side: `+ Diritto annuale 3.000,00  + Contributi 10,00  - Oneri 5,00`.
pub(super) fn terms(terms: &[(String, Cents)], unit: money::Unit) -> String {
    let one = |(label, cents): &(String, Cents)| {
        let sign = if cents.0 < 0 { '-' } else { '+' };
        format!("{sign} {label} {}", unit.figure(cents.abs()))
    };
    terms.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// What kind of difference it is.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::MissingInOffice => "manca nella scheda dell'ufficio",
        Kind::MissingInAccounting => "manca in contabilità",
        Kind::Amount => "importo diverso",
        Kind::Coding => "imputazione diversa",
        Kind::Timing => "data diversa",
        Kind::Duplicate => "registrata due volte",
        Kind::Ambiguous => "più corrispondenze possibili",
        Kind::SearchStopped => "ricerca interrotta",
        Kind::Vanished => "c'era il mese scorso",
        Kind::FormerYear => "atto di un anno precedente",
        Kind::Revocation => "revoca",
        Kind::Saving => "economia",
    }
}

/// A kind of item of a bridge on the head of its column.
pub(super) fn bridge_item(kind: &str) -> &'static str {
    match kind {
        "missing_in_office" => "Manca nella scheda",
        "missing_in_accounting" => "Manca in contabilità",
        "amount" => "Importo diverso",
        "coding" => "Imputazione diversa",
        "timing" => "Data diversa o attesa",
        "duplicate" => "Registrata due volte",
        "vanished" => "C'era il mese scorso",
        "former_year" => "Atto di un anno precedente",
        "revocation" => "Revoca",
        "saving" => "Economia",
        "ambiguous" => "Ambigua",
        "search_stopped" => "Ricerca interrotta",
        "accepted" => "Differenze accettate",
        "tolerance" => "Entro la tolleranza",
        _ => "Abbinata altrove",
    }
}

/// What was done to a row that had been issued.
pub(super) fn restated(kind: &str) -> &'static str {
    match kind {
        "changed" => "importo cambiato",
        "added" => "riga aggiunta",
        _ => "riga tolta",
    }
}

/// A reason code in words; a code without words yet is shown as it is, spaced.
#[must_use]
pub fn reason(code: &str) -> String {
    let rate = |tax: &str| code.rsplit('_').next().map(|rate| format!("{tax} {rate}%")).unwrap_or_default();
    match code {
        _ if code.starts_with("withholding_") => rate("ritenuta del"),
        _ if code.starts_with("vat_") => rate("IVA al"),
        "stamp_2" => "bollo di 2,00 euro".to_owned(),
        "digits_transposed" => "cifre scambiate".to_owned(),
        "cents" => "arrotondamento".to_owned(),
        "sign" => "segno".to_owned(),
        "reversed" => "stornata dall'altra parte".to_owned(),
        "booked_later" => "registrata dopo".to_owned(),
        "booked_earlier" => "registrata prima".to_owned(),
        "not_yet_booked" => "da registrare".to_owned(),
        "overdue" => "termine passato".to_owned(),
        "objective" => "altro obiettivo".to_owned(),
        "account" => "altro conto".to_owned(),
        "same_mandate" => "stesso mandato".to_owned(),
        "same_date" => "stessa data".to_owned(),
        "gone_from_accounting" => "tolta dalla contabilità".to_owned(),
        "gone_from_office" => "tolta dalla scheda".to_owned(),
        "suggested" => "abbinamento da confermare".to_owned(),
        "side_absent" => "manca un lato intero".to_owned(),
        "open_item" => "salda una partita aperta".to_owned(),
        "paid_next_year" => "pagata nell'anno dopo".to_owned(),
        other => other.replace('_', " "),
    }
}

/// How a difference stands.
#[must_use]
pub fn difference(state: DifferenceState) -> &'static str {
    match state {
        DifferenceState::Open => "aperta",
        DifferenceState::Expected => "attesa",
        DifferenceState::Accepted => "accettata",
        DifferenceState::Closed => "chiusa",
        DifferenceState::Apart => "a parte",
    }
}

/// Who tells a row.
pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Accounting => "contabilità",
        Side::Office => "ufficio",
    }
}

/// How bad a problem or an alert is.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Refusal => "rifiuto",
        Severity::Error => "errore",
        Severity::Warning => "avviso",
    }
}

/// Where an alert stands.
pub(super) fn alert(state: AlertState) -> &'static str {
    match state {
        AlertState::Pending => "da segnalare",
        AlertState::Raised => "nuovo",
        AlertState::Standing => "ancora aperto",
        AlertState::Resolved => "rientrato",
        AlertState::Muted => "silenziato",
        AlertState::Acknowledged => "preso in carico",
    }
}

/// How a file stands.
pub(super) fn source(state: SourceState) -> &'static str {
    match state {
        SourceState::Accepted => "accolta",
        SourceState::Refused => "rifiutata",
        SourceState::Duplicate => "doppia",
        SourceState::Superseded => "sostituita",
        SourceState::Missing => "mancante",
    }
}

/// All states of files, as the summary counts them.
pub(super) const SOURCE_STATES: [SourceState; 5] = [
    SourceState::Accepted,
    SourceState::Refused,
    SourceState::Missing,
    SourceState::Superseded,
    SourceState::Duplicate,
];

/// A name of a formula for people: `fdp_ricevuto` → `Fdp ricevuto`.
pub(super) fn named(id: &str) -> String {
    capital(&id.replace('_', " "))
}

/// Places of one side of a difference, of which a few are named and the rest counted.
pub(super) fn places(mut shown: Vec<String>) -> String {
    const NAMED: usize = 4;
    let more = shown.len().saturating_sub(NAMED);
    shown.truncate(NAMED);
    match more {
        0 => {}
        1 => shown.push("e un'altra riga".to_owned()),
        _ => shown.push(format!("e altre {more} righe")),
    }
    shown.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_reasons_are_said_in_words() {
        assert_eq!(reason("withholding_4"), "ritenuta del 4%");
        assert_eq!(reason("vat_22"), "IVA al 22%");
        assert_eq!(reason("not_known_yet"), "not known yet");
        assert_eq!(reason(""), "");
    }

    #[test]
    fn a_long_list_of_places_is_counted() {
        let named = |n: usize| (0..n).map(|row| format!("Scheda!I{row}")).collect::<Vec<_>>();
        assert_eq!(places(named(2)), "Scheda!I0\nScheda!I1");
        assert!(places(named(7)).ends_with("Scheda!I3\ne altre 3 righe"));
        assert_eq!(places(named(5)).lines().count(), 5);
        assert!(places(named(5)).ends_with("e un'altra riga"));
    }

    #[test]
    fn months_are_short_where_columns_are() {
        assert_eq!(month_short("2021-06".parse().unwrap()), "giu 2021");
        assert_eq!(capital("è vero"), "È vero");
        assert_eq!(capital(""), "");
    }

    #[test]
    fn every_reason_has_its_words() {
        for (_, code) in crate::reconcile::reasons::REASONS.into_iter().filter(|(_, code)| !code.is_empty()) {
            assert_ne!(reason(code), code.replace('_', " "), "{code}");
        }
    }
}
