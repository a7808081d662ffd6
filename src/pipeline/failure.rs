//! Why a run could not be made, for the person who has to mend it: one Italian sentence and a remedy. Disks and
//! databases answer in English and in numbers; here the answers are told apart. What is wrong with data is a problem,
//! never one of these.

use std::io::ErrorKind;

use serde::{Deserialize, Serialize};

use super::folders::Unmounted;
use super::phrases::OCCUPIED_REMEDY;
use super::{Behind, Locked, Occupied};
use crate::config::ConfigErrors;
use crate::intake::archive::Altered;
use crate::intake::{disk_answer, is_full};
use crate::store::{Fault, fault};

/// What hinders a run. One notice is sent for each, until it is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No room on the disk, or no more allowed.
    DiskFull,
    /// The disk is mounted read-only, or the user may not write.
    ReadOnly,
    /// A folder or share is not there, or does not answer.
    Gone,
    /// Something else stands in the place of a file.
    Displaced,
    /// Another process holds the database.
    DatabaseBusy,
    /// The database is damaged.
    DatabaseDamaged,
    /// The database knows less than archive and reports.
    DatabaseBehind,
    /// What the archive keeps was altered.
    ArchiveDamaged,
    /// Another file stands where a workbook belongs.
    ReportOccupied,
    /// Another process works on the data root.
    Locked,
    /// The configuration cannot be used.
    Configuration,
    /// Anything else.
    Other,
}

/// A run that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What hinders it.
    pub cause: Cause,
    /// One sentence, without its full stop.
    pub text: String,
    /// What to do about it.
    pub remedy: String,
}

impl Failure {
    /// Sentence and remedy together, as a terminal and a log show them.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}. Rimedio: {}", self.text, self.remedy)
    }
}

/// Tells why a run failed.
#[must_use]
pub fn failure(error: &anyhow::Error) -> Failure {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain() {
        let told = cause.downcast_ref::<std::io::Error>().map(of_disk).or_else(|| fault(cause).map(of_database));
        let told = told.or_else(|| cause.downcast_ref::<rustix::io::Errno>().map(|errno| of_disk(&(*errno).into())));
        let told = told.or_else(|| cause.is::<Altered>().then_some((Cause::ArchiveDamaged, "")));
        let told = told.or_else(|| cause.is::<Locked>().then_some((Cause::Locked, "")));
        let told = told.or_else(|| cause.is::<Unmounted>().then_some((Cause::Gone, "")));
        let told = told.or_else(|| cause.is::<Behind>().then_some((Cause::DatabaseBehind, "")));
        let told = told.or_else(|| cause.is::<Occupied>().then_some((Cause::ReportOccupied, "")));
        let told = told.or_else(|| cause.is::<ConfigErrors>().then_some((Cause::Configuration, "")));
        let Some((kind, answer)) = told else {
            said.push(cause.to_string());
            continue;
        };
        // The words of the system are for programmers; those we have none for are better than none.
        said.push(if answer.is_empty() { cause.to_string() } else { answer.to_owned() });
        return Failure { cause: kind, text: said.join(": "), remedy: remedy(kind).to_owned() };
    }
    Failure { cause: Cause::Other, text: said.join(": "), remedy: remedy(Cause::Other).to_owned() }
}

fn of_disk(error: &std::io::Error) -> (Cause, &'static str) {
    let cause = match error.kind() {
        _ if is_full(error) => Cause::DiskFull,
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Cause::ReadOnly,
        ErrorKind::NotFound
        | ErrorKind::NotADirectory
        | ErrorKind::AlreadyExists
        | ErrorKind::StaleNetworkFileHandle
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::NotConnected
        | ErrorKind::TimedOut => Cause::Gone,
        ErrorKind::InvalidInput | ErrorKind::IsADirectory => Cause::Displaced,
        _ => Cause::Other,
    };
    (cause, disk_answer(error).unwrap_or_default())
}

fn of_database(fault: Fault) -> (Cause, &'static str) {
    match fault {
        Fault::Busy => (Cause::DatabaseBusy, "il database è tenuto occupato da un altro programma"),
        Fault::Damaged => (Cause::DatabaseDamaged, "il database è danneggiato"),
        Fault::Full => (Cause::DiskFull, "il disco del database è pieno"),
        Fault::ReadOnly => (Cause::ReadOnly, "il database non si può scrivere"),
        Fault::Gone => (Cause::Gone, "il database non si apre"),
    }
}

fn remedy(cause: Cause) -> &'static str {
    match cause {
        Cause::DiskFull => {
            "liberare spazio sul disco dei dati; nulla è andato perduto, l'esecuzione seguente riprende da sola"
        }
        Cause::ReadOnly => {
            "ridare al servizio il permesso di scrivere nella cartella dei dati; nulla è andato perduto, l'esecuzione \
             seguente riprende da sola"
        }
        Cause::Gone => {
            "ripristinare la cartella o ricollegare la condivisione; nulla è andato perduto, l'esecuzione seguente \
             riprende da sola"
        }
        Cause::Displaced => {
            "togliere ciò che sta al suo posto e, se era un file dei dati, rimetterlo da una copia di sicurezza; \
             l'esecuzione seguente riprende da sola"
        }
        Cause::DatabaseBusy => {
            "chiudere il programma che tiene aperto `quadratura.db`; nulla è andato perduto, l'esecuzione seguente \
             riprende da sola"
        }
        Cause::DatabaseDamaged => {
            "fermare il servizio e rimettere l'ultima copia di sicurezza (`quadratura restore`), oppure ricostruire il \
             database dall'archivio (`quadratura recover`)"
        }
        Cause::DatabaseBehind => {
            "fermare il servizio e rimettere una copia di sicurezza più recente (`quadratura restore`), oppure \
             ricostruire dall'archivio ciò che manca (`quadratura recover`); intanto non si emette e non si scrive a \
             nessun ufficio"
        }
        Cause::ArchiveDamaged => {
            "rimettere quel file al suo posto da una copia di sicurezza dell'archivio, e controllare il disco; il resto è a \
             posto, l'esecuzione seguente riprende da sola"
        }
        Cause::ReportOccupied => OCCUPIED_REMEDY,
        Cause::Locked => "aspettare che finisca, o fermare il servizio prima di eseguire a mano",
        Cause::Configuration => "correggere il file e controllarlo con `quadratura check`",
        Cause::Other => "leggere la frase qui sopra e il registro del servizio; se non basta, chiamare l'assistenza",
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    fn io(kind: ErrorKind) -> anyhow::Error {
        let error: Result<(), _> = Err(std::io::Error::from(kind));
        error.context("non si scrive `archive/ab/cd`").unwrap_err()
    }

    #[test]
    fn each_answer_of_a_disk_has_its_cause_and_no_english() {
        for (kind, cause) in [
            (ErrorKind::StorageFull, Cause::DiskFull),
            (ErrorKind::QuotaExceeded, Cause::DiskFull),
            (ErrorKind::ReadOnlyFilesystem, Cause::ReadOnly),
            (ErrorKind::PermissionDenied, Cause::ReadOnly),
            (ErrorKind::NotFound, Cause::Gone),
            (ErrorKind::StaleNetworkFileHandle, Cause::Gone),
            (ErrorKind::NotADirectory, Cause::Gone),
            (ErrorKind::InvalidInput, Cause::Displaced),
        ] {
            let told = failure(&io(kind));
            assert_eq!(told.cause, cause, "{kind:?}");
            assert!(told.text.starts_with("non si scrive `archive/ab/cd`: "), "{}", told.text);
            assert!(!told.text.contains("os error") && !told.text.contains("not "), "{}", told.text);
        }
    }

    #[test]
    fn the_numbers_of_the_system_are_told_in_the_same_words() {
        let error: Result<(), _> = Err(rustix::io::Errno::NOSPC);
        let told = failure(&error.context("non si sposta `oneri.csv`").unwrap_err());
        assert_eq!((told.cause, told.text.as_str()), (Cause::DiskFull, "non si sposta `oneri.csv`: il disco è pieno"));
    }

    #[test]
    fn altered_bytes_have_a_remedy_of_their_own() {
        let told = failure(&anyhow::Error::from(Altered("archive/ab/cd".into())));
        assert_eq!(told.cause, Cause::ArchiveDamaged);
        assert!(
            told.sentence().starts_with("l'archivio contiene byte alterati in `archive/ab/cd`. Rimedio: rimettere")
        );
    }

    #[test]
    fn what_is_not_known_keeps_all_its_words() {
        let told = failure(&anyhow::anyhow!("manca la riga 3").context("lettura"));
        assert_eq!((told.cause, told.text.as_str()), (Cause::Other, "lettura: manca la riga 3"));
        insta::assert_snapshot!(failure(&io(ErrorKind::StorageFull)).sentence(), @"non si scrive `archive/ab/cd`: il disco è pieno. Rimedio: liberare spazio sul disco dei dati; nulla è andato perduto, l'esecuzione seguente riprende da sola");
    }
}
