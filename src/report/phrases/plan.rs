//! The Italian of the sheets of the plan: indicators, other ratios, their figures, their forms, and the money of objectives.

use crate::formula::Value;
use crate::indicators::definition::{Definition, Good, Reading, Source, Type, Unit};
use crate::indicators::names::Part;
use crate::indicators::{Indicator, Recorded, shown};
use crate::ledger::Objectives;
use crate::period::{Scenario, italian_date};
use crate::report::view::View;
use crate::report::{brief, phrases};

/// The title of the figures.
pub(in crate::report) const INPUTS_TITLE: &str = "Dati da cui vengono gli indicatori";
/// Below it.
pub(in crate::report) const INPUTS_NOTE: &str = "Ogni formula di Indicatori e Altri indici usa le celle di questo foglio; «Da dove viene» porta alla cella o al file.";
/// When there is none.
pub(in crate::report) const NO_INPUTS: &str = "Nessun indicatore con una formula.";
/// What the figure of a milestone is.
pub(in crate::report) const MILESTONE: &str = "Stato di attuazione";
/// What was paid.
pub(in crate::report) const PAID: &str = "Importi pagati";
/// The same, each times its days.
pub(in crate::report) const PAID_BY_DAYS: &str = "Importi per giorni dalla scadenza";
/// Where a figure would come from that nobody gave.
pub(crate) const NOT_DELIVERED: &str = "non consegnato";
/// Units.
pub(in crate::report) const EURO: &str = "euro";
/// Of a fraction.
pub(in crate::report) const PERCENT: &str = "%";
/// Of what is counted.
pub(in crate::report) const NUMBER: &str = "n.";

/// What an office writes in a column of its sheet.
pub(in crate::report) fn part(part: Part) -> &'static str {
    match part {
        Part::Numerator => "Numeratore",
        Part::Denominator => "Denominatore",
        Part::Value => "Valore",
    }
}

/// A place, and how many others there are beside it.
pub(in crate::report) fn and_others(place: &str, others: usize) -> String {
    match others {
        0 => place.to_owned(),
        1 => format!("{place} e un altro dato"),
        _ => format!("{place} e altri {others} dati"),
    }
}

/// `Conto economico!E10`, of `'Conto economico'!E10`.
pub(crate) fn cell(cell: &str) -> String {
    cell.replace('\'', "")
}

/// The value of another indicator.
pub(in crate::report) fn of_indicator(name: &str) -> String {
    format!("valore di «{}»", short(name))
}

/// How many payments a sum is of.
pub(in crate::report) fn payments(rows: usize) -> String {
    crate::italian::counted(rows, "pagamento", "pagamenti")
}

/// How many accounts a figure is the sum of.
pub(in crate::report) fn accounts(rows: usize) -> String {
    crate::italian::counted(rows, "conto", "conti")
}

/// How many accounts a figure of a function is a share of, and by which table.
pub(in crate::report) fn divided_accounts(rows: usize, table: &str) -> String {
    format!("{}, ripartiti come in «{table}»", accounts(rows))
}

/// A figure with other years in it.
pub(in crate::report) fn other_years(title: &str) -> String {
    format!("{title}, anche di altri anni: come furono emessi o pubblicati")
}

/// A figure of a scheme that has no cell of its own.
pub(in crate::report) fn of_scheme(title: &str) -> String {
    format!("{title}: somma di più voci")
}

/// A long name as far as its first sentence or colon, cut after a word where that is still long: the whole stands in `Schede`.
pub(crate) fn short(name: &str) -> String {
    const CHARACTERS: usize = 84;
    if name.chars().count() <= CHARACTERS {
        return name.to_owned();
    }
    cut(brief::short_name(name), CHARACTERS)
}

/// At most so many characters of a text, cut after a word.
fn cut(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let head: String = text.chars().take(characters).collect();
    format!("{}…", head.rsplit_once(' ').map_or(&*head, |(words, _)| words).trim_end_matches(','))
}

/// An objective by its code and title.
pub(crate) fn objective(code: &str, objectives: &Objectives) -> String {
    let title = objectives.get(code).map_or("", |objective| &objective.title);
    format!("{code} {title}").trim().to_owned()
}

/// The plan's column Tipo.
pub(crate) fn kind(kind: Type) -> &'static str {
    match kind {
        Type::Strategico => "strategico",
        Type::Operativo => "operativo",
        Type::Outcome => "outcome",
        Type::Indice => "indice",
    }
}

/// How an indicator is read during the year, and which direction is good.
pub(in crate::report) fn reading(definition: &Definition) -> String {
    let how = match definition.read_as() {
        Reading::Cumulata => "si accumula da gennaio",
        Reading::Media => "media da gennaio",
        Reading::Rapporto => "rapporto rilevato dall'ufficio",
        Reading::RapportoContabile => "rapporto dei conti, giudicato su dove arriva l'anno",
        Reading::Stock => "consistenza a una data",
        Reading::Milestone => return "stato di attuazione".to_owned(),
    };
    let good = match definition.good {
        Good::Up => "più alto è meglio",
        Good::Down => "più basso è meglio",
    };
    format!("{how}; {good}")
}

/// The period that a value is of, and since when its definition holds: `dal 01/01/2021 al 30/06/2021`.
pub(in crate::report) fn period(view: &View<'_>, definition: &Definition) -> String {
    let (first, last) = (view.period.exercise().first_day(), view.period.last_day());
    let holds = phrases::definition(definition);
    format!("dal {} al {}; definizione in vigore {holds}", italian_date(first), italian_date(last))
}

/// The title of the plan's indicators.
pub(in crate::report) const INDICATORS_TITLE: &str = "Indicatori del Piano della performance";
/// When there is none.
pub(in crate::report) const NO_INDICATORS: &str = "Nessun indicatore del Piano per questo mese.";
/// The title of the other ratios.
pub(in crate::report) const RATIOS_TITLE: &str = "Altri indici, e quelli del Piano sui bilanci di previsione";
/// When there is none.
pub(in crate::report) const NO_RATIOS: &str = "Nessun altro indice per questo mese.";
/// In place of a code, of a ratio that the plan does not list.
pub(in crate::report) const NOT_OF_PLAN: &str = "fuori Piano";

/// A scenario that few ratios have, on the head of its column: where the year is heading says that it is projected.
pub(in crate::report) fn scenario(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::Preconsuntivo => "Preconsuntivo\n(proiezione: vedi\nl'intervallo)",
        other => other.italian(),
    }
}

/// The whole name of an indicator and its method, in one line.
pub(in crate::report) fn defined(definition: &Definition) -> String {
    let parts = [definition.name.trim(), definition.method.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" - ").replace('\n', " ")
}

/// The values published of earlier years: `2019: 12,00%; 2020: 13,00%`.
pub(in crate::report) fn recorded(indicator: &Indicator) -> String {
    let of_year = |one: &Recorded| {
        let value = shown::value(&indicator.definition, &Value::Number(one.value));
        if one.month == 12 {
            format!("{}: {value}", one.year)
        } else {
            format!("{}-{:02}: {value}", one.year, one.month)
        }
    };
    indicator.recorded.iter().map(of_year).collect::<Vec<_>>().join("; ")
}

/// The title of the tree.
pub(in crate::report) const TREE_TITLE: &str = "Albero della performance: grado di raggiungimento degli obiettivi";
/// The head of the weights of the tree.
pub(in crate::report) const WEIGHT: &str = "Peso\nfra i pari";
/// When the plan has none.
pub(in crate::report) const NO_OBJECTIVES: &str = "Nessun obiettivo nel Piano.";
/// The head of the targets that the plan prints in two ways.
pub(in crate::report) const CONFLICTS: &str = "Valori attesi che il Piano stampa in due modi: vale il primo";

/// The other of the two.
pub(in crate::report) fn elsewhere(other: &str) -> String {
    if other.is_empty() { "altrove: nessun numero".to_owned() } else { format!("altrove: {other}") }
}

/// The head of the totals that files print.
pub(in crate::report) const TOTALS: &str = "Totali stampati dai file, e la somma delle loro righe";
/// Its columns.
pub(in crate::report) const TOTALS_HEAD: [&str; 6] =
    ["File e cella", "Riga", "Colonna", "Totale stampato", "Somma delle righe", "Esito"];

/// The definitions of the plan's indicators.
pub(in crate::report) const DEFINITIONS: &str = "Definizioni degli indicatori del Piano";
/// Its columns.
pub(in crate::report) const DEFINITIONS_HEAD: [&str; 3] = ["In vigore", "Indicatori", "Quali"];

/// The title of the money of objectives.
pub(in crate::report) const RESOURCES_TITLE: &str = "Risorse degli obiettivi e loro uso alla data";
/// Below it.
pub(in crate::report) const RESOURCES_NOTE: &str = "Importi in euro; ogni registrazione conta una volta, sull'obiettivo che porta. n.d. dove nessuna riga nomina l'obiettivo né ciò che sta sotto: le risorse del Piano coprono anche oneri che non si registrano per obiettivo.";
/// Rows booked on an objective itself, beside those below it.
pub(in crate::report) const DIRECTLY: &str = "di cui direttamente sull'obiettivo";
/// Rows that name no objective of the plan.
pub(in crate::report) const OUTSIDE: &str = "Righe senza un obiettivo del Piano";
/// What areas stand under.
pub(in crate::report) const PLAN: &str = "Piano";
/// The last row.
pub(crate) const TOTAL: &str = "Totale";
/// Before the name of what stands below.
pub(in crate::report) const OF_WHICH: &str = "di cui ";

/// The title of the forms.
pub(in crate::report) const CARDS_TITLE: &str = "Schede degli indicatori (DPCM 18 settembre 2012, art. 3)";
/// What a value is.
pub(crate) fn unit(definition: &Definition) -> &'static str {
    match definition.unit {
        Unit::Percent => "percentuale",
        Unit::Number => "numero",
        Unit::Days => "giorni",
        Unit::Euro => "euro",
        Unit::Milestone => "stato di attuazione: non avviato, in corso, completato",
    }
}

/// Where the data come from: what the plan prints, and the cell or file of this month.
pub(crate) fn source(definition: &Definition, place: &str) -> String {
    let who = match definition.source {
        Source::Accounts => "contabilità",
        Source::Office => "scheda dell'ufficio",
        Source::Payments => "elenco dei pagamenti ai fornitori",
    };
    let printed = definition.data_source.trim();
    let from = if printed.is_empty() { who.to_owned() } else { format!("{printed} ({who})") };
    if place.is_empty() { from } else { format!("{from}\n{place}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_ends_where_its_first_sentence_does_and_no_abbreviation_ends_it() {
        let tail = " che indica quanta parte delle risorse torna al territorio della provincia nell'anno";
        assert_eq!(short("Composizione dei proventi: diritto annuale"), "Composizione dei proventi: diritto annuale");
        assert_eq!(
            short(&format!("Indice di equilibrio strutturale: è quello{tail}")),
            "Indice di equilibrio strutturale"
        );
        let law = "Realizzazione del progetto \u{ab}Turismo\u{bb} ai sensi dell'art. 18 della legge 580 del 1993,";
        assert_eq!(short(&format!("{law}{tail}")), format!("{}…", law.trim_end_matches(" 1993,")));
    }
}
