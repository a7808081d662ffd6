//! Why a file waits, as the finance office reads it.

use crate::period::Period;
use crate::problem::Problem;

/// Why a file waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// In Italian, after the file's name.
    pub why: String,
    /// What its office may do when it goes on waiting.
    pub remedy: &'static str,
    /// When its office is told.
    pub told: When,
}

/// When somebody is told of a file that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Never: it goes by itself, however long the file has been there.
    Never,
    /// When it has waited for too long.
    Late,
    /// At once: waiting mends nothing.
    AtOnce,
}

impl Reason {
    fn of(why: impl Into<String>, remedy: &'static str) -> Self {
        Self { why: why.into(), remedy, told: When::Late }
    }

    /// The folder shows it and the disk does not give it.
    #[must_use]
    pub fn unreadable(reason: &std::io::Error) -> Self {
        let denied = reason.kind() == std::io::ErrorKind::PermissionDenied;
        let remedy = if denied { LET_READ } else { COPY_AGAIN };
        Self::of(unreadable(reason), remedy)
    }

    /// It is larger than anything that is read, by far: it would only fill the disk.
    #[must_use]
    pub fn huge(bytes: u64) -> Self {
        let why = format!("è di {} MB, troppo grande per essere una scheda o un'esportazione", bytes / 1_000_000);
        Self { told: When::AtOnce, ..Self::of(why, "togliere il file dalla cartella di arrivo") }
    }

    /// It can be seen and not be moved.
    pub(super) fn unclaimable(reason: &std::io::Error) -> Self {
        let remedy = match reason.kind() {
            std::io::ErrorKind::InvalidFilename => "dargli un nome più corto",
            _ => "chi gestisce la cartella dia al servizio il permesso di spostarlo",
        };
        Self::of(unclaimable(reason), remedy)
    }
}

/// The code of what a sheet says less than the one whose place it takes: its office is told.
pub const SHORTER: &str = "intake.shorter";

/// The code of a file of a month far from the day on which it came.
pub const FAR_MONTH: &str = "intake.far_month";

/// Its month may be a slip of who named it; it is taken as any other.
#[must_use]
pub fn far_month(month: Period) -> Problem {
    Problem::warning(
        FAR_MONTH,
        format!("è di {}, un mese lontano da oggi: è stato preso per quel mese", month.italian()),
        "se il mese è sbagliato, correggerlo nel nome e nel titolo e rimettere il file nella cartella; se è giusto, non c'è \
         nulla da fare",
    )
}

const COPY_AGAIN: &str = "copiarlo di nuovo nella cartella, fino in fondo";
const LET_READ: &str = "chi gestisce la cartella dia al servizio il permesso di leggerlo";

/// A zip whose directory has not arrived yet.
pub(super) fn incomplete() -> Reason {
    Reason::of("la copia nella cartella non è ancora finita", COPY_AGAIN)
}

/// A spreadsheet has it open.
pub(super) fn open() -> Reason {
    Reason::of("è ancora aperto in un foglio di calcolo: chiuderlo dopo averlo salvato", "")
}

/// Whole, but one look does not tell a finished copy from a pause.
pub(super) fn unsettled(is_new: bool) -> Reason {
    if is_new {
        let why = "è appena arrivato: sarà letto se alla prossima lettura è ancora uguale";
        return Reason { told: When::Never, ..Reason::of(why, "") };
    }
    let why = "cambia da una lettura all'altra: sarà letto quando resta uguale";
    Reason::of(why, "metterlo nella cartella solo quando è finito; se lo scrive un programma, fargli scrivere altrove")
}

/// A folder beside those of the offices.
pub(super) fn no_office_folder() -> Reason {
    Reason::of(
        "la cartella non è di un ufficio dichiarato: i suoi file non vengono letti; spostarli, o dichiarare l'ufficio",
        "spostare i file nella cartella di un ufficio",
    )
}

/// A folder that bears the name of an office, and not its id.
pub(super) fn named_as_office(id: &str) -> Reason {
    Reason::of(
        format!(
            "la cartella porta il nome di un ufficio e non il suo `id`: i suoi file non vengono letti; chiamarla `{id}`"
        ),
        "dare alla cartella l'`id` dell'ufficio",
    )
}

/// A folder inside that of an office.
pub(super) fn too_deep() -> Reason {
    Reason::of(
        "è una cartella dentro quella dell'ufficio: i suoi file non vengono letti",
        "spostare i file nella cartella dell'ufficio",
    )
}

/// A link, or what is neither file nor folder.
pub(super) fn no_plain_file(is_link: bool) -> Reason {
    let why = if is_link { "è un collegamento, e non viene seguito" } else { "non è un file" };
    Reason::of(why, "mettere nella cartella il file stesso")
}

fn age(minutes: i64) -> String {
    let plural =
        |count: i64, one: &str, many: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
    match (minutes / 60, minutes % 60) {
        (hours @ 48.., _) => format!("{} giorni", hours / 24),
        (0, minutes) => plural(minutes, "minuto", "minuti"),
        (hours, 0) => plural(hours, "ora", "ore"),
        (hours, minutes) => format!("{} e {}", plural(hours, "ora", "ore"), plural(minutes, "minuto", "minuti")),
    }
}

/// Somebody went home and left it open.
pub(super) fn open_too_long(minutes: i64) -> Problem {
    Problem::warning(
        "intake.open_too_long",
        format!("è aperto in un foglio di calcolo da almeno {}, e non è stato letto", age(minutes)),
        "salvarlo e chiuderlo; se nessuno lo ha aperto, togliere dalla cartella il file nascosto che comincia con `~$` o `.~lock`",
    )
}

/// It lies there and nobody reads it.
pub(super) fn waiting_too_long(minutes: i64, reason: &Reason) -> Problem {
    let text = match reason.told {
        When::AtOnce => format!("non è stato letto: {}", reason.why),
        When::Never | When::Late => format!("aspetta da almeno {} e non è stato letto: {}", age(minutes), reason.why),
    };
    Problem::warning("intake.waiting_too_long", text, reason.remedy)
}

/// Whether there is no room on a disk, or no more allowed.
#[must_use]
pub fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
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
        ErrorKind::IsADirectory => "al posto del file c'è una cartella",
        ErrorKind::InvalidFilename => "il nome è troppo lungo",
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

fn unclaimable(reason: &std::io::Error) -> String {
    format!("non si riesce a prenderlo: {}", answered(reason))
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
            ErrorKind::IsADirectory,
            ErrorKind::InvalidFilename,
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
        al posto del file c'è una cartella
        il nome è troppo lungo
        qualcuno lo sta ancora scrivendo
        la condivisione di rete non risponde
        ");
        assert_eq!(super::disk_answer(&std::io::Error::other("x")), None);
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "every reason, and its sentence")]
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
        file("estero/giugno/scheda.csv", b"a");
        std::os::unix::fs::symlink("arrivato.csv", drop.path().join("legame.csv")).unwrap();
        std::os::unix::net::UnixListener::bind(drop.path().join("presa")).unwrap();
        let wait = |minute: i64| Wait {
            now: chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute),
            settled_scans: 2,
            settings: Settings::default(),
        };
        let offices = [("estero", "")].into_iter().collect();
        let first = scan(drop.path(), &offices, &[], &wait(0)).unwrap();
        let mut said: String = first.settling.iter().map(|it| format!("{}: {}\n", it.name, it.why)).collect();
        let later = scan(drop.path(), &offices, &first.sightings(), &wait(120)).unwrap();
        let changing = |minute: i64, seen: &[super::super::Sighting]| {
            file("sempre.csv", "a;b;c\n".repeat(usize::try_from(minute).unwrap()).as_bytes());
            scan(drop.path(), &offices, seen, &wait(minute)).unwrap()
        };
        let third = changing(130, &changing(5, &first.sightings()).sightings());
        let changed = third.settling.iter().filter(|it| it.name == "sempre.csv");
        let told = later.settling.iter().chain(changed).filter_map(|it| it.problem.as_ref());
        said.extend(told.map(|it| {
            format!("{} {}: {} → {}\n", it.code, it.file.as_deref().unwrap_or_default(), it.text, it.remedy)
        }));
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        for it in [
            super::Reason::unreadable(&std::io::Error::other("guasto")),
            super::Reason::unreadable(&denied),
            super::Reason::unclaimable(&denied),
            super::Reason::unclaimable(&std::io::ErrorKind::InvalidFilename.into()),
            super::Reason::huge(3 << 30),
            super::named_as_office("estero"),
        ] {
            said += &format!("{} → {}\n", it.why, it.remedy);
        }
        insta::assert_snapshot!(said, @r"
        a_meta.xlsx: la copia nella cartella non è ancora finita
        aperto.csv: è ancora aperto in un foglio di calcolo: chiuderlo dopo averlo salvato
        arrivato.csv: è appena arrivato: sarà letto se alla prossima lettura è ancora uguale
        giugno/: è una cartella dentro quella dell'ufficio: i suoi file non vengono letti
        legame.csv: è un collegamento, e non viene seguito
        presa: non è un file
        ragioneria/: la cartella non è di un ufficio dichiarato: i suoi file non vengono letti; spostarli, o dichiarare l'ufficio
        intake.waiting_too_long a_meta.xlsx: aspetta da almeno 2 ore e non è stato letto: la copia nella cartella non è ancora finita → copiarlo di nuovo nella cartella, fino in fondo
        intake.open_too_long aperto.csv: è aperto in un foglio di calcolo da almeno 2 ore, e non è stato letto → salvarlo e chiuderlo; se nessuno lo ha aperto, togliere dalla cartella il file nascosto che comincia con `~$` o `.~lock`
        intake.waiting_too_long giugno/: aspetta da almeno 2 ore e non è stato letto: è una cartella dentro quella dell'ufficio: i suoi file non vengono letti → spostare i file nella cartella dell'ufficio
        intake.waiting_too_long legame.csv: aspetta da almeno 2 ore e non è stato letto: è un collegamento, e non viene seguito → mettere nella cartella il file stesso
        intake.waiting_too_long presa: aspetta da almeno 2 ore e non è stato letto: non è un file → mettere nella cartella il file stesso
        intake.waiting_too_long ragioneria/: aspetta da almeno 2 ore e non è stato letto: la cartella non è di un ufficio dichiarato: i suoi file non vengono letti; spostarli, o dichiarare l'ufficio → spostare i file nella cartella di un ufficio
        intake.waiting_too_long sempre.csv: aspetta da almeno 2 ore e 5 minuti e non è stato letto: cambia da una lettura all'altra: sarà letto quando resta uguale → metterlo nella cartella solo quando è finito; se lo scrive un programma, fargli scrivere altrove
        non si riesce ancora a leggerlo: il sistema risponde «guasto» → copiarlo di nuovo nella cartella, fino in fondo
        non si riesce ancora a leggerlo: mancano i permessi → chi gestisce la cartella dia al servizio il permesso di leggerlo
        non si riesce a prenderlo: mancano i permessi → chi gestisce la cartella dia al servizio il permesso di spostarlo
        non si riesce a prenderlo: il nome è troppo lungo → dargli un nome più corto
        è di 3221 MB, troppo grande per essere una scheda o un'esportazione → togliere il file dalla cartella di arrivo
        la cartella porta il nome di un ufficio e non il suo `id`: i suoi file non vengono letti; chiamarla `estero` → dare alla cartella l'`id` dell'ufficio
        ");
    }
}
