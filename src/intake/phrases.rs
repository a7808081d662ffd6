//! Why a file waits, as the finance office reads it.

use crate::problem::Problem;

/// A zip whose directory has not arrived yet.
pub(super) const INCOMPLETE: &str = "la copia nella cartella non è ancora finita";

/// A spreadsheet has it open.
pub(super) const OPEN: &str = "è ancora aperto in un foglio di calcolo: chiuderlo dopo averlo salvato";

/// Whole, but one look does not tell a finished copy from a pause.
pub(super) const UNSETTLED: &str = "è appena arrivato: sarà letto se al prossimo passaggio è ancora uguale";

/// Somebody went home and left it open.
pub(super) fn open_too_long(minutes: i64) -> Problem {
    let plural =
        |count: i64, one: &str, many: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
    let age = match (minutes / 60, minutes % 60) {
        (hours @ 48.., _) => format!("{} giorni", hours / 24),
        (0, minutes) => plural(minutes, "minuto", "minuti"),
        (hours, 0) => plural(hours, "ora", "ore"),
        (hours, minutes) => format!("{} e {}", plural(hours, "ora", "ore"), plural(minutes, "minuto", "minuti")),
    };
    Problem::warning(
        "intake.open_too_long",
        format!("è aperto in un foglio di calcolo da almeno {age}, e non è stato letto"),
        "salvarlo e chiuderlo; se nessuno lo ha aperto, togliere dalla cartella il file nascosto che comincia con `~$` o `.~lock`",
    )
}

/// What a disk answers, in words; `None` for what there are none for.
#[must_use]
pub fn disk_answer(error: &std::io::Error) -> Option<&'static str> {
    use std::io::ErrorKind;
    Some(match error.kind() {
        ErrorKind::StorageFull => "il disco è pieno",
        ErrorKind::QuotaExceeded => "la quota di disco è esaurita",
        ErrorKind::FileTooLarge => "il sistema non permette file così grandi",
        ErrorKind::ReadOnlyFilesystem => "il disco è in sola lettura",
        ErrorKind::PermissionDenied => "mancano i permessi",
        ErrorKind::NotFound => "non c'è",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "al posto della cartella c'è qualcos'altro",
        ErrorKind::InvalidInput => "non è un file",
        ErrorKind::ResourceBusy => "qualcuno lo sta ancora scrivendo",
        ErrorKind::StaleNetworkFileHandle
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::NotConnected
        | ErrorKind::TimedOut => "la condivisione di rete non risponde",
        _ => return None,
    })
}

fn answered(error: &std::io::Error) -> String {
    disk_answer(error).map_or_else(|| format!("il sistema risponde «{error}»"), str::to_owned)
}

/// The folder shows it and the disk does not give it.
#[must_use]
pub fn unreadable(reason: &std::io::Error) -> String {
    format!("non si riesce ancora a leggerlo: {}", answered(reason))
}

/// It can be seen and not be moved.
pub(super) fn unclaimable(reason: &std::io::Error) -> String {
    format!(
        "non si riesce a prenderlo: {}; chi gestisce la cartella dia al servizio il permesso di spostarlo",
        answered(reason)
    )
}

pub(super) fn no_office_folder() -> String {
    "la cartella non è di un ufficio dichiarato: i suoi file non vengono letti; spostarli, o dichiarare l'ufficio"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{Settings, Wait, scan};

    #[test]
    fn a_disk_answers_in_words() {
        use std::io::ErrorKind;
        let kinds = [
            ErrorKind::StorageFull,
            ErrorKind::QuotaExceeded,
            ErrorKind::FileTooLarge,
            ErrorKind::ReadOnlyFilesystem,
            ErrorKind::PermissionDenied,
            ErrorKind::NotFound,
            ErrorKind::NotADirectory,
            ErrorKind::InvalidInput,
            ErrorKind::ResourceBusy,
            ErrorKind::TimedOut,
        ];
        let answers = kinds.map(|kind| super::disk_answer(&kind.into()).unwrap());
        insta::assert_snapshot!(answers.join("\n"), @r"
        il disco è pieno
        la quota di disco è esaurita
        il sistema non permette file così grandi
        il disco è in sola lettura
        mancano i permessi
        non c'è
        al posto della cartella c'è qualcos'altro
        non è un file
        qualcuno lo sta ancora scrivendo
        la condivisione di rete non risponde
        ");
        assert_eq!(super::disk_answer(&std::io::Error::other("x")), None);
    }

    #[test]
    fn every_reason_to_wait_is_a_sentence_of_the_office() {
        let drop = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = drop.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        file("a_meta.xlsx", b"PK\x03\x04 the rest is still on its way");
        file("aperto.csv", b"a;b");
        file("~$aperto.csv", b"owner");
        file("arrivato.csv", b"a;b");
        file("ragioneria/scheda.csv", b"a");
        let wait = |minute: i64| Wait {
            now: chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute),
            settled_scans: 2,
            settings: Settings::default(),
        };
        let first = scan(drop.path(), &[], &[], &wait(0)).unwrap();
        let mut said: String = first.settling.iter().map(|it| format!("{}: {}\n", it.name, it.why)).collect();
        let later = scan(drop.path(), &[], &first.sightings, &wait(60)).unwrap();
        let told = later.settling.iter().filter_map(|it| it.problem.as_ref());
        said.extend(told.map(|it| format!("{} {}: {} → {}\n", it.code, it.file, it.text, it.remedy)));
        said += &super::unreadable(&std::io::Error::other("guasto"));
        said += &format!("\n{}", super::unclaimable(&std::io::ErrorKind::PermissionDenied.into()));
        insta::assert_snapshot!(said, @r"
        a_meta.xlsx: la copia nella cartella non è ancora finita
        aperto.csv: è ancora aperto in un foglio di calcolo: chiuderlo dopo averlo salvato
        arrivato.csv: è appena arrivato: sarà letto se al prossimo passaggio è ancora uguale
        ragioneria/: la cartella non è di un ufficio dichiarato: i suoi file non vengono letti; spostarli, o dichiarare l'ufficio
        intake.open_too_long aperto.csv: è aperto in un foglio di calcolo da almeno 1 ora, e non è stato letto → salvarlo e chiuderlo; se nessuno lo ha aperto, togliere dalla cartella il file nascosto che comincia con `~$` o `.~lock`
        non si riesce ancora a leggerlo: il sistema risponde «guasto»
        non si riesce a prenderlo: mancano i permessi; chi gestisce la cartella dia al servizio il permesso di spostarlo
        ");
    }
}
