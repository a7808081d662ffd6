//! The Italian of the documents.

use crate::indicators::counts;
use crate::indicators::definition::Definition;
use crate::italian::{capital, counted, listed};
use crate::period::{Exercise, italian_date};
use crate::report::{View, phrases as report};

use super::given::Given;
use super::kind::{AREAS, RELATION, TREE};

/// In a cell that a person has still to fill in.
pub const TO_COMPLETE: &str = "da completare";

/// The titles of sheets.
pub(super) const RETARGETED_TITLE: &str = "Valori attesi cambiati nell'anno, accanto a quelli di prima";
pub(super) const AREAS_TITLE: &str = "Risorse per missione: preventivo, assestato, consuntivo";
pub(super) const BALANCE_TITLE: &str = "Bilancio per voce: preventivo, assestato, consuntivo";
pub(super) const TO_WRITE_TITLE: &str = "Parti della Relazione che scrive una persona";
pub(super) const PAYMENTS_TITLE: &str = "Pagamenti ai fornitori da cui viene l'indicatore";

/// Below the titles.
pub(super) const RETARGETED_NOTE: &str = "Dalla configurazione con cui i mesi furono emessi.";
pub(super) const AREAS_NOTE: &str =
    "Euro. Scostamento = consuntivo meno assestato, o meno preventivo finché l'assestato manca.";
pub(super) const BALANCE_NOTE: &str =
    "Euro. Scostamento = consuntivo meno assestato, o meno preventivo dove l'assestato manca.";
pub(super) const PAYMENTS_NOTE: &str = "Giorni dalla scadenza al pagamento, negativi quando si paga prima; fornitore e fattura stanno nella riga che «Da dove» nomina.";
pub(super) const MEASURED_NOTE: &str =
    "Scostamento = risultato meno soglia. Causa e azione vengono dalle risposte degli uffici.";

/// Where a table has no rows.
pub(super) const NO_INDICATORS: &str = "Nessun indicatore del Piano in questa emissione.";
pub(super) const NOT_RETARGETED: &str = "Nessun valore atteso è cambiato nell'anno.";
pub(super) const NO_AREAS: &str = "Nessuna missione nel Piano di questa emissione.";
pub(super) const NO_STATEMENT: &str = "Nessun conto economico in questa emissione.";

/// The first page.
pub(super) const FRONT_ROWS: [&str; 6] =
    ["Documento", "Norma e scadenza", "Ente ed esercizio", "Dati", "Da dove viene", "Caselle da completare"];
pub(super) const HOW: (&str, &str) = (
    "Come si usa",
    "È una bozza fatta dal programma, che non la invia a nessuno: una persona compila le caselle gialle, la controlla e la approva. Le cifre sono formule vive o celle con la loro origine.",
);
pub(super) const CONTENTS: &str = "In questo documento";
pub(super) const REMARKS: &str = "Avvertenze";

/// How many cells are left, after their number.
pub(super) const LEFT: &str = "Diminuiscono man mano che si compilano.";

/// Of which month the data are, and whether the exercise is over.
pub(super) fn status(given: &Given<'_>) -> String {
    if given.view.issue == 0 {
        return format!(
            "Dal Piano caricato per il {}: di quell'esercizio nessun mese è ancora diffuso",
            given.exercise()
        );
    }
    let month = given.view.period.italian_at();
    if given.is_whole_year() {
        format!("Dati {month}, l'anno intero")
    } else {
        format!("Dati {month}, esercizio in corso")
    }
}

/// Which issue it stands on.
pub(super) fn issue(view: &View<'_>) -> String {
    if view.issue == 0 {
        return "nessuna: formule, valori attesi e risorse sono quelli della configurazione di oggi".to_owned();
    }
    format!(
        "emissione {} di {}, diffusa ({}); impronta {}",
        view.issue,
        view.period.italian(),
        view.workbook_name(),
        view.manifest
    )
}

/// The chamber and the year.
pub(super) fn of_whom(view: &View<'_>) -> String {
    format!("{}, esercizio {}", view.ente, view.period.exercise())
}

/// Of which indicators PIRA and rapporto are.
pub(super) fn listed_in(group: Option<&str>) -> String {
    match group {
        Some(title) => format!("Gli indicatori sono quelli dell'elenco «{title}» della scheda di valutazione."),
        None => "Nessun elenco della scheda di valutazione si chiama PIRA nel suo `id` o `title`: gli indicatori sono tutti quelli del Piano.".to_owned(),
    }
}

/// The head of the targets of an exercise.
pub(super) fn target_of(exercise: Exercise) -> String {
    format!("Valore atteso\n{exercise}")
}

/// In the place of a formula, of what is measured by its state.
pub(super) const NO_FORMULA: &str = "nessuna: si rileva lo stato";

/// Where the row of an indicator comes from.
pub(super) fn defined_in(definition: &Definition, view: &View<'_>, resources: Option<&str>) -> String {
    let resources = resources.map(|code| format!("; risorse dell'obiettivo {code}")).unwrap_or_default();
    format!(
        "configurazione dell'emissione {} di {}: indicatore {}, {}{resources}",
        view.issue,
        view.period.italian(),
        definition.id,
        report::definition(definition)
    )
}

/// The same of a changed target.
pub(super) fn changed_in(corrects: bool, now: &Definition) -> String {
    let how = if corrects { "correzione dichiarata" } else { "definizione che vale da quel giorno" };
    format!("{how}, indicatore {}", now.id)
}

/// Where the figures of an area come from.
pub(super) fn of_area(code: &str) -> String {
    format!("obiettivo {code}, foglio {TREE}")
}

/// How the indicators of the plan stand, in one sentence.
pub(super) fn counted_by_standing(view: &View<'_>) -> String {
    let counts = counts(view.indicators);
    let by: Vec<String> =
        counts.by_standing.iter().map(|(standing, count)| format!("{count} {}", standing.italian_of(*count))).collect();
    let of_plan = counted(counts.plan, "indicatore del Piano", "indicatori del Piano");
    if by.is_empty() { of_plan } else { format!("{of_plan}: {}", listed(&by)) }
}

/// A cause that was written when the indicator stood otherwise.
pub(super) fn said_before(cause: &str, said: &str) -> String {
    let cause = cause.trim().trim_end_matches('.');
    format!("{}. {said}", capital(cause))
}

/// Who sees to it, and by when.
pub(super) fn who_until(who: &str, until: Option<chrono::NaiveDate>) -> String {
    let until = until.map(|day| format!("entro il {}", italian_date(day)));
    let parts = [Some(who.trim().to_owned()).filter(|it| !it.is_empty()), until];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A quarter, and the whole year.
pub(super) fn quarter(number: u8) -> String {
    format!("{number}° trimestre")
}

/// The year as far as it has come.
pub(super) fn year_so_far(given: &Given<'_>) -> String {
    let exercise = given.exercise();
    if given.is_whole_year() {
        format!("Anno {exercise}")
    } else {
        format!("Anno {exercise}, fino al {}", italian_date(given.view.period.last_day()))
    }
}

/// How a quarter or the year stands.
pub(super) const CLOSED: &str = "chiuso: si pubblica";
pub(super) const OPEN: &str = "in corso: non si pubblica ancora";
pub(super) const NOT_BEGUN: &str = "non cominciato";
pub(super) const NO_PAYMENTS: &str = "chiuso, senza pagamenti";

/// Payments that are of no quarter of the year.
pub(super) fn outside(count: usize) -> String {
    let those = counted(count, "pagamento ha", "pagamenti hanno");
    format!("{those} una data di un altro esercizio: contano nell'anno, come nell'indicatore, e in nessun trimestre.")
}

/// What else has to be published with the year's indicator.
pub(super) const ALSO_PUBLISHED: [(&str, &str); 2] = [
    (
        "Ammontare complessivo dei debiti al 31 dicembre",
        "D.Lgs 33/2013, art. 33: si pubblica ogni anno; non è nei dati",
    ),
    ("Numero delle imprese creditrici al 31 dicembre", "D.Lgs 33/2013, art. 33: si pubblica ogni anno; non è nei dati"),
];
pub(super) const ALSO: &str = "Da pubblicare con l'indicatore dell'anno";

/// A part of the Relazione: its title, what belongs in it, and where something of it is known.
pub(super) const PARTS: [(&str, &str, Option<&str>); 6] = [
    (
        "Presentazione",
        "A chi è rivolta, come è fatta, che cosa l'anno ha portato alla Camera e a chi se ne serve; la firma di chi la adotta.",
        None,
    ),
    (
        "Sintesi dei principali risultati",
        "I risultati che contano di più, in una pagina che legga anche chi non conosce la Camera.",
        Some(RELATION),
    ),
    (
        "Analisi del contesto e delle risorse",
        "Che cosa è cambiato fuori e dentro la Camera; personale e risorse usate rispetto a quelle assegnate.",
        Some(AREAS),
    ),
    (
        "Risultati della performance organizzativa",
        "Per ogni obiettivo il risultato, lo scostamento e le sue cause; il giudizio su quella complessiva, con gli obiettivi cambiati nell'anno.",
        Some(RELATION),
    ),
    (
        "Risultati della performance individuale",
        "Gli obiettivi individuali di dirigenti e responsabili, e come i giudizi si distribuiscono; senza nomi dove non si pubblicano.",
        None,
    ),
    (
        "Processo di misurazione e valutazione",
        "Chi ha misurato che cosa, con quali tempi e fonti; il ruolo dell'OIV; che cosa non ha funzionato.",
        Some("Dati"),
    ),
];

/// Where something of a part is known: how the indicators stand beside it.
pub(super) fn known_in(sheet: &str, view: &View<'_>) -> String {
    if sheet == RELATION {
        format!("{} (foglio {sheet})", counted_by_standing(view))
    } else {
        format!("foglio {sheet}")
    }
}
