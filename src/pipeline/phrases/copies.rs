//! What is said of a database that is lost or older, of one made anew, and of copies of the data.

use std::collections::BTreeSet;
use std::path::Path;

use crate::italian::counted;
use crate::period::Period;

/// There is no database, or an empty one, and there was work.
pub(in crate::pipeline) fn lost(database: &Path) -> String {
    format!("il database `{}` non c'è o è vuoto, ma in `archive` e `reports` c'è lavoro già fatto", database.display())
}

/// What the database does not know: arrivals with the last of them, issues, drafts that were withdrawn, messages.
pub(in crate::pipeline) fn behind(
    (arrivals, last): (usize, Option<&str>),
    issues: &BTreeSet<(Period, u32)>,
    withdrawn: &BTreeSet<(Period, u32)>,
    messages: usize,
) -> String {
    let mut unknown = Vec::new();
    if let Some(last) = last {
        unknown.push(format!("{} (l'ultimo è {last})", counted(arrivals, "arrivo", "arrivi")));
    }
    unknown.extend(issues.iter().map(|(period, number)| format!("{} emissione {number}", period.italian())));
    let withdrawal = |(period, number): &(Period, u32)| format!("il ritiro di {} emissione {number}", period.italian());
    unknown.extend(withdrawn.iter().map(withdrawal));
    if messages > 0 {
        unknown.push(counted(messages, "messaggio", "messaggi"));
    }
    format!("il database è più vecchio di ciò che sta in `archive` e `reports`: non conosce {}", unknown.join(", "))
}

pub(in crate::pipeline) fn contradicted(record: &Path) -> String {
    format!(
        "il database è più vecchio dell'archivio, o di un'altra cartella: `{}` dice altro sotto lo stesso nome",
        record.display()
    )
}

pub(in crate::pipeline) fn no_copy(dir: &Path) -> String {
    format!("in `{}` non c'è una copia: indicare la cartella scritta da `quadratura backup`", dir.display())
}

/// A folder with a database, and without the file by which a copy is known.
pub(in crate::pipeline) fn unmarked(dir: &Path) -> String {
    format!(
        "`{}` non ha `copia.json`, il file da cui si riconosce una copia: se la copia è stata spostata, portare anche quello; \
         se no, indicare la cartella scritta da `quadratura backup`",
        dir.display()
    )
}

pub(in crate::pipeline) fn registry_lacks(registry: &Path) -> String {
    format!(
        "`{}` non è completo, e la copia non basterebbe a rifare il database: lo completa la prossima esecuzione (`quadratura \
         run`); poi ripetere la copia",
        registry.display()
    )
}

pub(in crate::pipeline) fn not_empty(dir: &Path) -> String {
    format!(
        "`{}` non è una cartella vuota, e nulla viene sovrascritto: sceglierne un'altra, o svuotarla",
        dir.display()
    )
}

pub(in crate::pipeline) fn inside(dir: &Path) -> String {
    format!("`{}` è fra i dati da copiare: scegliere una cartella fuori, meglio se su un altro disco", dir.display())
}

pub(in crate::pipeline) fn copy_of_another(dir: &Path, ente: &str) -> String {
    format!("`{}` è la copia dell'ente `{ente}`: scegliere un'altra cartella", dir.display())
}

pub(in crate::pipeline) fn fuller_copy(dir: &Path, behind: &str) -> String {
    format!(
        "la copia in `{}` sa più di questi dati, e resta com'è ({behind}): rimetterla con `quadratura restore`, o \
         scegliere un'altra cartella",
        dir.display()
    )
}

pub(in crate::pipeline) fn altered(original: &Path) -> String {
    format!("`{}` è alterato, e non è stato copiato: rimetterlo da una copia", original.display())
}

pub(in crate::pipeline) fn secret(file: &Path) -> String {
    format!("`{}` non si può leggere: copiarlo a mano, se serve", file.display())
}

pub(in crate::pipeline) fn missing_originals(count: usize) -> String {
    let files = counted(count, "file di cui il database parla manca", "file di cui il database parla mancano");
    format!("{files} dall'archivio: cercare in un'altra copia")
}

pub(in crate::pipeline) fn root_elsewhere(settings: &Path, root: &Path) -> String {
    format!(
        "`paths.root` in `{}` porta a `{}`: scrivere `root = \"..\"` prima di usare questi dati",
        settings.display(),
        root.display()
    )
}

pub(in crate::pipeline) fn cut_copy(behind: &str, settings: &Path) -> String {
    format!(
        "la copia era stata interrotta ({behind}): quadratura recover --config {} completa il database",
        settings.display()
    )
}

/// Why a message of a database made anew does not leave.
pub(in crate::pipeline) const HELD: &str =
    "il database è stato ricostruito e non si sa se era già partito: se non è arrivato, quadratura outbox retry";

pub(in crate::pipeline) fn only_its_name(workbook: &Path) -> String {
    format!(
        "di `{}` si conosce solo il nome: tiene il suo numero, come bozza senza cifre; i file di quel mese che non \
         risultano arrivati si depositano di nuovo",
        workbook.display()
    )
}

pub(in crate::pipeline) fn unreadable_record(aside: &Path) -> String {
    format!("un'annotazione dell'archivio non si legge più: `{}`", aside.display())
}

/// An issue was made of a file of which no arrival is known.
pub(in crate::pipeline) fn arrival_lost(name: &str, period: Period, number: u32) -> String {
    format!(
        "di `{name}`, di cui è fatta {} emissione {number}, non si sa più che è arrivato: depositarlo di nuovo prima di \
         emettere quel mese",
        period.italian()
    )
}

/// A data root that `restore` did not finish.
pub(in crate::pipeline) fn unfinished(root: &Path) -> String {
    format!(
        "il ripristino in `{}` si è interrotto: svuotare la cartella e ripetere `quadratura restore`",
        root.display()
    )
}

/// The copy is of another story of the same chamber.
pub(in crate::pipeline) fn other_copy(dir: &Path, record: &Path) -> String {
    format!(
        "la copia in `{}` racconta altro di questi dati, e resta com'è (`{}`): scegliere un'altra cartella",
        dir.display(),
        record.display()
    )
}

/// What the marker of a copy says cannot be read.
pub(in crate::pipeline) fn no_marker(path: &Path) -> String {
    format!(
        "`{}` è danneggiato, e non si sa di chi è la copia: indicare un'altra copia o un'altra cartella",
        path.display()
    )
}

/// Why a message of a copy that was put back does not leave.
pub(in crate::pipeline) const PUT_BACK: &str =
    "i dati sono stati rimessi da una copia e non si sa se era già partito: se non è arrivato, quadratura outbox retry";

pub(in crate::pipeline) fn held(count: usize) -> String {
    let held = counted(count, "messaggio annullato", "messaggi annullati");
    format!(
        "{held}, perché non si sa se dopo la copia erano partiti: `quadratura outbox list` li elenca, `quadratura outbox \
         retry ID` ne manda uno"
    )
}

pub(in crate::pipeline) fn bytes_lost(name: &str, arrival: &str) -> String {
    format!("l'archivio non ha più, o non ha intero, il file `{name}` ({arrival}): rimetterlo da una copia")
}

pub(in crate::pipeline) fn figures_lost(period: Period, number: u32) -> String {
    format!(
        "di {} emissione {number} l'archivio non ha più le cifre: riporti e confronti ricominciano senza",
        period.italian()
    )
}

pub(in crate::pipeline) fn unknown_alerts(count: usize) -> String {
    format!(
        "{} in una forma che questo programma non conosce",
        counted(count, "avviso è scritto", "avvisi sono scritti")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_where_no_test_of_the_whole_comes() {
        let said = [
            unknown_alerts(1),
            unknown_alerts(3),
            secret(Path::new("config/smtp-password")),
            missing_originals(1),
            missing_originals(2),
            contradicted(Path::new("archive/registro/arrivi/A000012.json")),
        ];
        insta::assert_snapshot!(said.join("\n"), @r"
        1 avviso è scritto in una forma che questo programma non conosce
        3 avvisi sono scritti in una forma che questo programma non conosce
        `config/smtp-password` non si può leggere: copiarlo a mano, se serve
        1 file di cui il database parla manca dall'archivio: cercare in un'altra copia
        2 file di cui il database parla mancano dall'archivio: cercare in un'altra copia
        il database è più vecchio dell'archivio, o di un'altra cartella: `archive/registro/arrivi/A000012.json` dice altro sotto lo stesso nome
        ");
    }
}
