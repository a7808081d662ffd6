//! The Italian of the sheets of the accounts: their names, their notes and what they say of a column.

use crate::period::{Centre, Exercise, Function, Period, italian_date};

use super::named;

/// The actual by function.
pub(in crate::report) const FUNCTIONS: &str = "Funzioni";
/// Its title.
pub(in crate::report) const FUNCTIONS_TITLE: &str = "Conto economico per funzioni istituzionali";
/// The plan of investments.
pub(in crate::report) const INVESTMENTS: &str = "Investimenti";
/// Its title.
pub(in crate::report) const INVESTMENTS_TITLE: &str = "Piano degli investimenti (Allegato A, lettere E, F e G)";
/// When no file says what was acquired.
pub(in crate::report) const NOTHING_ACQUIRED: &str =
    "Importi in euro; nessun file del mese dice quanto è stato acquisito";
/// The budget by centre.
pub(in crate::report) const BUDGET: &str = "Budget";
/// Its title.
pub(in crate::report) const BUDGET_TITLE: &str = "Budget per centro di responsabilità";
/// The balance sheet.
pub(in crate::report) const BALANCE_SHEET: &str = "Stato patrimoniale";
/// The accounts by their own names.
pub(in crate::report) const ACCOUNTS: &str = "Conti";
/// Their title.
pub(in crate::report) const ACCOUNTS_TITLE: &str = "Conti dietro il conto economico";

/// Below the title of the actual by function: by which table it was divided, where the accounts do not keep it so.
pub(in crate::report) fn functions_note(table: Option<&str>) -> String {
    let divided = table.map(|table| format!("; conti ripartiti fra le funzioni come in «{table}»"));
    format!("Importi in euro{}", divided.unwrap_or_default())
}

/// Below the title of the income statement: what its derived columns are.
pub(in crate::report) const COLUMNS_NOTE: &str = "Importi in euro; disponibile = assestato - prenotato - consuntivo; scostamento = consuntivo - atteso alla data; \
     il dettaglio è nei fogli Funzioni e Conti";

/// The head of the actual of a function.
pub(in crate::report) fn of_function(function: Function) -> String {
    super::function(function).to_owned()
}

/// The head of the year end of a function.
pub(in crate::report) fn projected(function: Function) -> String {
    format!("Preconsuntivo\n(proiezione)\nfunzione {}", function.letter())
}

/// The head of the actual of all functions.
pub(in crate::report) const ALL_FUNCTIONS: &str = "Totale\nconsuntivo\nalla data";
/// The head of the year end of all functions.
pub(in crate::report) const ALL_FUNCTIONS_PROJECTED: &str = "Totale\npreconsuntivo\n(proiezione)";

/// The head of a year of the balance sheet: `30/06/2021`, `31/12/2020`.
pub(in crate::report) fn balance_of(year: Exercise, period: Period) -> String {
    if year == period.exercise() {
        format!("Consuntivo\nalla data\n{}", italian_date(period.last_day()))
    } else {
        format!("Consuntivo {year}")
    }
}

/// The head of what changed since the year before.
pub(in crate::report) const CHANGE: &str = "Differenza";

/// The head of what the year before was foreseen to acquire.
pub(in crate::report) fn foreseen(year: Exercise) -> String {
    format!("Previsione di\nconsuntivo {year}")
}

/// The head of the plan as it was approved.
pub(in crate::report) fn planned(year: Exercise) -> String {
    format!("Piano {year}")
}

/// The head of the plan as it stands.
pub(in crate::report) const PLAN_REVISED: &str = "Piano\nassestato";
/// The head of what was acquired.
pub(in crate::report) const ACQUIRED: &str = "Acquisito\nalla data";
/// The head of what of the plan is left.
pub(in crate::report) const TO_ACQUIRE: &str = "Resta\n(piano - acquisito)";

/// A centre for people: `Cdr a1`.
pub(in crate::report) fn centre(centre: Centre) -> String {
    named(centre.id())
}

/// The sum of a centre's lines.
pub(in crate::report) fn centre_total(nature: &str, centre: Centre) -> String {
    format!("Totale {nature} di {}", self::centre(centre))
}

/// The word of a group of tie-outs that hold: not the one of each, which the summary counts.
pub(in crate::report) const ALL_HOLD: &str = "quadrano";
/// The word of a group without data.
pub(in crate::report) const ALL_WITHOUT_DATA: &str = "dati mancanti";
/// What the sheet of tie-outs shows of a group.
pub(in crate::report) const GROUPS_NOTE: &str = "quelle che quadrano stanno in una riga per gruppo, con lo scarto maggiore: aprire il gruppo (+) per vederle una a una";

/// Which figures a group of tie-outs is about, when they are many.
pub(in crate::report) fn figures(mut distinct: Vec<&str>) -> String {
    const NAMED: usize = 2;
    let more = distinct.len().saturating_sub(NAMED);
    distinct.truncate(NAMED);
    let named = distinct.join("; ");
    match more {
        0 => named,
        1 => format!("{named} e un altro"),
        _ => format!("{named} e altri {more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_figures_are_named_and_counted() {
        assert_eq!(figures(vec!["consuntivo 2021"]), "consuntivo 2021");
        assert_eq!(figures(vec!["a", "b", "c"]), "a; b e un altro");
        assert_eq!(figures(vec!["a", "b", "c", "d"]), "a; b e altri 2");
        assert_eq!(centre_total("oneri", Centre::named("CDR A1").unwrap()), "Totale oneri di Cdr a1");
        assert_eq!(projected(Function::B), "Preconsuntivo\n(proiezione)\nfunzione B");
        assert!(of_function(Function::A).starts_with("Funzione A\n"));
    }
}
