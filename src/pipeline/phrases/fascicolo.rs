//! What is said in and of the fascicolo of an exercise.

use std::path::Path;

use crate::issue::{Issue, IssueState, Way};
use crate::origin::Digest;
use crate::period::{Exercise, Period};
use crate::store::MessageState;

pub(in crate::pipeline) fn is_there(folder: &Path) -> String {
    format!(
        "`{}` c'è già, e resta com'è: darle un altro nome, o scrivere il fascicolo altrove con `--out`",
        folder.display()
    )
}

pub(in crate::pipeline) fn nothing_issued(exercise: Exercise) -> String {
    format!(
        "nel {exercise} non è stato emesso nessun mese: un fascicolo raccoglie ciò che fu emesso (`quadratura status` lo elenca)"
    )
}

pub(in crate::pipeline) fn lost(place: &str, digest: Digest) -> String {
    format!("`{place}`: l'archivio non lo restituisce com'era (SHA-256 {digest}); `quadratura verify` dice perché")
}

/// Of the table of one who assesses.
pub(in crate::pipeline) fn reserved(name: &str, digest: Digest) -> String {
    format!("`{name}`: lo legge soltanto chi riceve la scheda, e resta nell'archivio (SHA-256 {digest})")
}

pub(in crate::pipeline) fn no_configuration(period: Period, number: u32) -> String {
    format!("la configurazione dell'emissione {period}/{number}: il programma che la fece non la conservava")
}

/// How a letter's delivery stands.
pub(in crate::pipeline) fn letter(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "in coda",
        MessageState::Sent => "consegnato",
        MessageState::Refused => "rifiutato dal server",
        MessageState::Uncertain => "incerto",
        MessageState::GivenUp => "abbandonato",
        MessageState::Cancelled => "annullato",
    }
}

/// How an issue stands.
pub(in crate::pipeline) fn stands(issue: &Issue) -> &'static str {
    match (issue.withdrawn.is_some(), issue.state) {
        (true, _) => "bozza ritirata",
        (false, IssueState::Draft) => "bozza",
        (false, IssueState::Released) => "diffusa",
    }
}

/// What the index begins with.
pub(in crate::pipeline) const READ_ME: &str = "\
Ciò che il programma Quadratura ha emesso per i mesi dell'esercizio, e tutto ciò su cui si regge: si legge senza il programma. Lo stesso
archivio dà sempre gli stessi byte.

## Che cosa c'è

| Dove | Che cosa |
|---|---|
| `AAAA-MM/monitoraggio-*.xlsx` | la cartella di lavoro di ogni emissione del mese: la prima, poi `-v2`, `-v3` |
| `AAAA-MM/prospetto-*.pdf` | il prospetto di quadratura di ogni emissione, in una pagina (PDF/A) |
| `AAAA-MM/manifesto-N.json` | di che cosa è fatta l'emissione N: i file con la loro impronta, la configurazione, le risposte, il visto |
| `originali/AAAA-MM/` | i file della contabilità e degli uffici di cui le emissioni sono fatte, com'erano quando arrivarono |
| `originali.csv` | uno per riga: nome, dove sta qui, ufficio, arrivo, righe, SHA-256, emissioni che se ne servono |
| `risposte.csv`, `risposte.json` | che cosa fu deciso o proposto su ogni differenza: chi, quanto, che cosa, perché, quando, con quale file |
| `risposte/AAAA-MM/` | le cartelle di lavoro tornate compilate che portarono le risposte |
| `visti.csv` | chi ha lasciato uscire ogni mese, e quando |
| `firmati/AAAA-MM/` | i prospetti tornati firmati |
| `lettere.csv` | a chi il programma scrisse, quando, con quale oggetto; l'impronta è quella del messaggio in archivio |
| `configurazioni/` | la configurazione intera con cui ogni emissione fu fatta: un JSON con il testo di ogni suo file |
| `SHA256SUMS` | le impronte di tutto, per `sha256sum -c SHA256SUMS` |

## Come si risale da una cifra alla sua cella

1. Nella cartella di lavoro del mese, il foglio *Indicatori* prende ogni cifra dal foglio *Dati*; il *Conto economico* dal foglio *Conti*.
2. In *Dati* la colonna «Da dove viene», in *Conti* «Cella di origine», dice il file, il foglio e la cella: `oneri_2021-06.xlsx · Oneri!I14`.
   Dove dice un'altra cella della stessa cartella (`Conto economico!G5`), si parte da quella.
3. Il file di quel nome è in `originali/`, nella cartella del suo mese. Dove due avevano lo stesso nome il secondo si chiama `NOME (2)`:
   quale sia, lo dice lo SHA-256 nel foglio *Fonti* della cartella, cercato in `originali.csv`.
4. Si apre il file e si guarda la cella. Che nessuno l'abbia cambiata da allora lo dice lo SHA-256: lo stesso nel foglio *Fonti*, nel
   manifesto dell'emissione e in `SHA256SUMS`.

Di una differenza accettata, chi l'ha accettata e perché sta in `risposte.csv` (la differenza è quella dell'ultima colonna del foglio
*Differenze*) e nel prospetto del mese; se l'ha accettata la configurazione, in `accepted.toml` di quella dell'emissione.
";

pub(in crate::pipeline) fn way(way: Way) -> &'static str {
    match way {
        Way::Command => "con il comando",
        Way::Signed => "firmando il prospetto",
        Way::Declared => "dichiarato nella cartella",
    }
}
