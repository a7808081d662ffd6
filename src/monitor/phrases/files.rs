//! What is said of files and months: not come, refused, counted in part, left a draft, told otherwise than released.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Said, detail, first_of};
use crate::intake::trays;
use crate::italian::{capital, counted};
use crate::monitor::{ChangedInPlace, Detail, Restatement};
use crate::period::{Period, italian_date};

/// What a layout of every office's sheet is called adds nothing where the office is named.
const OF_AN_OFFICE: &str = " di un ufficio";

/// `il file «Proventi (contabilità)»`, `il file «Scheda degli interventi» (Ufficio Commercio estero)`.
fn named(title: &str, office: &str) -> String {
    match title.strip_suffix(office).and_then(|title| title.strip_suffix(", ")) {
        Some(title) => format!("il file «{}» ({office})", title.strip_suffix(OF_AN_OFFICE).unwrap_or(title)),
        None => format!("il file «{title}»"),
    }
}

/// `office` is the name of the office that the title ends with; `asked` that of who is asked for the file, none for the
/// accounts.
pub(in crate::monitor) fn source_missing(title: &str, office: &str, asked: Option<&str>, period: Period) -> Said {
    let file = format!("{} di {}", named(title, office), period.italian());
    let title = format!("Manca {file}");
    let asked = asked.map_or_else(|| "della contabilità".to_owned(), |asked| format!("di {asked}"));
    (
        format!("{title}."),
        detail(
            title,
            format!("Da depositare nella cartella di arrivo, a cura {asked}."),
            format!("È arrivato {file}."),
        ),
    )
}

pub(in crate::monitor) fn source_waiting(name: &str, reason: &str) -> Said {
    let said = format!("Il file `{name}` è nella cartella di arrivo, ma non è stato letto: {reason}.");
    let action = "Appena si può leggere, è letto alla lettura successiva.";
    (said, detail(format!("Non ancora letto `{name}`"), action, format!("`{name}` è stato letto.")))
}

pub(in crate::monitor) fn source_refused(name: &str, standing: Option<&str>) -> Said {
    let stays = standing.map_or_else(String::new, |file| format!(", e continua a valere `{file}`"));
    let said = format!("Il file `{name}` è stato rifiutato{stays}.");
    let action = match trays::reason_beside(name) {
        Some(reason) => format!("Leggere `{reason}`, correggerlo e depositarlo di nuovo."),
        None => "Leggere il `.motivo.txt` che gli sta accanto, correggerlo e depositarlo di nuovo.".to_owned(),
    };
    let over = format!("`{name}` è stato sostituito o non serve più.");
    (said, Detail { file: Some(name.to_owned()), ..detail(format!("Rifiutato `{name}`"), action, over) })
}

pub(in crate::monitor) fn rows_refused(name: &str, rows: &BTreeSet<String>) -> Said {
    let count = counted(rows.len(), "riga non conta", "righe non contano");
    let all: Vec<String> = rows.iter().cloned().collect();
    let said = format!("In `{name}` {count}: {}.", first_of(&all, "altre"));
    let detail = Detail {
        figure: count,
        places: vec![format!("`{name}`, {}", first_of(&all, "altre"))],
        file: Some(name.to_owned()),
        ..detail(
            format!("Righe che non contano in `{name}`"),
            "Correggerle e depositare di nuovo il file.",
            format!("Ora contano anche le righe che in `{name}` non contavano."),
        )
    };
    (said, detail)
}

pub(in crate::monitor) fn draft(reasons: &[String], period: Period) -> Said {
    let said = format!("Il mese di {} resta in BOZZA: {}.", period.italian(), first_of(reasons, "altri motivi:"));
    let detail = Detail {
        deviation: first_of(reasons, "altri motivi:"),
        ..detail(
            format!("Il mese di {} resta in BOZZA", period.italian()),
            "Rimuovere ciò che lo blocca: alla prossima emissione il mese è distribuito.",
            format!("Il mese di {} non è più una BOZZA.", period.italian()),
        )
    };
    (said, detail)
}

pub(in crate::monitor) fn visto_awaited(since: NaiveDate, period: Period) -> Said {
    let month = period.italian();
    let said =
        format!("Il mese di {month} aspetta il visto dal {}: fino ad allora non è diffuso.", italian_date(since));
    let action = format!("Guardare la bozza e dare il visto: `quadratura visto {period} --by NOME`.");
    let detail = Detail {
        deviation: format!("bozza del {}", italian_date(since)),
        ..detail(format!("Il mese di {month} aspetta il visto"), &action, format!("Il mese di {month} ha il visto."))
    };
    (said, detail)
}

pub(in crate::monitor) fn changed_in_place(it: &ChangedInPlace) -> Said {
    let ChangedInPlace { name, said, remedy, .. } = it;
    let title = format!("{}: mesi già diffusi ne cambierebbero", capital(name));
    let (said, remedy) = (capital(said), format!("{}.", capital(remedy)));
    let over = format!("{}: i mesi già diffusi restano come sono.", capital(name));
    let deviation = format!("{said}. Finché è così nessun mese si emette.");
    let whole = format!("{deviation} {remedy}");
    (whole, Detail { deviation, ..detail(title, remedy, over) })
}

pub(in crate::monitor) fn restated(restated: &Restatement, period: Period) -> Said {
    let mut parts = Vec::new();
    if !restated.lines.is_empty() {
        let voci = counted(restated.lines.len(), "voce cambiata", "voci cambiate");
        parts.push(format!("{voci}: {}", first_of(&restated.lines, "altre")));
    }
    if restated.rows > 0 {
        parts.push(counted(restated.rows, "riga nuova, cambiata o sparita", "righe nuove, cambiate o sparite"));
    }
    let parts = parts.join("; ");
    let said = format!("{} non è più come nell'emissione {}: {parts}.", capital(&period.italian()), restated.issue);
    let detail = Detail {
        target: format!("emissione {}", restated.issue),
        deviation: parts,
        places: restated.files.iter().map(|file| format!("`{file}`")).collect(),
        ..detail(
            format!("{} è cambiato dopo la distribuzione", capital(&period.italian())),
            "Controllare che sia voluto: la nuova cartella va a chi aveva ricevuto la precedente.",
            "",
        )
    };
    (said, detail)
}
