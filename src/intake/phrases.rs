//! Why a file waits, as the finance office reads it.

/// A zip whose directory has not arrived yet.
pub(super) const INCOMPLETE: &str = "la copia nella cartella non è ancora finita";

/// A spreadsheet has it open.
pub(super) const OPEN: &str = "è ancora aperto in un foglio di calcolo: chiuderlo dopo averlo salvato";

/// The folder shows it and the disk does not give it.
pub(super) fn unreadable(reason: &std::io::Error) -> String {
    format!("non si riesce ancora a leggerlo ({reason})")
}
