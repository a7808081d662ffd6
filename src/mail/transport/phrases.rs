//! What is said of a server, a login and a certificate, in Italian.

use std::io::ErrorKind;
use std::path::Path;

pub(super) const PASSWORD_IN_SETTINGS: &str = "la password non si scrive nelle impostazioni: indicare dove sta, con `env:NOME`, `file:PERCORSO` o `credential:NOME`";

pub(super) const EMPTY_PASSWORD: &str = "la password è vuota: scriverla nella prima riga";

pub(super) const PASSWORD_IN_THE_CLEAR: &str = "senza cifratura la password viaggerebbe in chiaro: scrivere `tls = \"starttls\"`, oppure togliere `user` e `password`";

pub(super) const FINGERPRINT_IN_THE_CLEAR: &str = "senza cifratura il server non mostra nessun certificato: togliere `certificate_sha256`, o scrivere `tls = \"starttls\"`";

pub(super) fn bad_fingerprint(text: &str) -> String {
    format!(
        "`{text}` non è l'impronta SHA-256 di un certificato: sono 64 cifre esadecimali, anche separate a due a due da `:`; la mostra `quadratura check --mail`"
    )
}

pub(super) fn no_variable(name: &str) -> String {
    format!("la password dovrebbe stare nella variabile d'ambiente `{name}`, che non c'è: definirla per il servizio")
}

pub(super) fn no_credentials(name: &str) -> String {
    format!(
        "la password dovrebbe essere la credenziale `{name}`, ma nessuno ne ha consegnate: nel servizio scrivere `LoadCredential={name}:PERCORSO`, e a mano dare il comando con `systemd-run --pipe --wait -p LoadCredential={name}:PERCORSO ...`"
    )
}

fn why(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "non esiste".to_owned(),
        ErrorKind::PermissionDenied => "non si può leggere: mancano i permessi".to_owned(),
        ErrorKind::InvalidData => "non è testo".to_owned(),
        ErrorKind::InvalidInput => "non è un file".to_owned(),
        _ => format!("non si legge ({error})"),
    }
}

pub(super) fn no_password_file(path: &Path, error: &std::io::Error) -> String {
    format!("il file della password `{}` {}", path.display(), why(error))
}

pub(super) fn ca_unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("il file dei certificati `{}` {}", path.display(), why(error))
}

pub(super) fn ca_invalid(path: &Path) -> String {
    format!("il file dei certificati `{}` non contiene certificati in formato PEM", path.display())
}

pub(super) fn tls_unusable(why: &str) -> String {
    format!("i certificati fidati di questa macchina non si possono usare ({why}): installare `ca-certificates`")
}

pub(super) fn no_starttls(place: &str) -> String {
    format!(
        "il server `{place}` non offre STARTTLS, che le impostazioni richiedono: controllare porta e `tls` con chi gestisce la posta"
    )
}

pub(super) fn login_refused(place: &str, user: &str, answer: &str) -> String {
    format!("il server `{place}` non accetta l'accesso di `{user}` (`{answer}`): controllare `user` e la password")
}

pub(super) fn no_login(place: &str) -> String {
    format!(
        "il server `{place}` non offre un modo di accedere che si possa usare: togliere `user` e `password`, o cambiare porta"
    )
}

pub(super) fn login_needed(place: &str, answer: &str) -> String {
    format!("il server `{place}` vuole un accesso (`{answer}`): scrivere `user` e `password` in [mail.smtp]")
}

pub(super) fn sender_refused(place: &str, sender: &str, answer: &str) -> String {
    format!("il server `{place}` non accetta il mittente `{sender}` (`{answer}`): correggere `from` in [mail]")
}

pub(super) fn sender_deferred(place: &str, sender: &str, answer: &str) -> String {
    format!(
        "il server `{place}` per ora non accetta posta di `{sender}` (`{answer}`): riprovare, e se dura chiedere a chi gestisce la posta"
    )
}

pub(super) fn sender_without_room(place: &str, sender: &str, answer: &str) -> String {
    format!(
        "il server `{place}` non ha più spazio per la posta di `{sender}` (`{answer}`): chiederne a chi gestisce la posta"
    )
}

pub(super) fn no_room(to: &str, answer: &str) -> String {
    format!(
        "il server non accetta il messaggio per `{to}`: `{answer}`, cioè è troppo grande per lui, o lo spazio della casella del mittente è esaurito: ridurre `attachment_bytes_max` in [mail] per i prossimi, o chiedere più spazio a chi gestisce la posta"
    )
}

pub(super) fn refused(to: &str, answer: &str) -> String {
    format!("il server non accetta il messaggio per `{to}`: `{answer}`")
}

pub(super) fn deferred(to: &str, answer: &str) -> String {
    format!("il server per ora non accetta il messaggio per `{to}`: `{answer}`")
}

pub(super) fn turned_away(place: &str, answer: &str) -> String {
    format!("il server `{place}` per ora non accetta posta: `{answer}`")
}

pub(super) fn no_cipher(place: &str, doing: &str) -> String {
    format!(
        "con il server `{place}` non ci si intende sulla cifratura {doing}: controllare porta e `tls` con chi gestisce la posta"
    )
}

pub(super) const LOGIN_REPEATED: &str = "(il resto ripeteva l'accesso, e non è conservato)";

pub(super) fn silent(place: &str, doing: &str) -> String {
    format!("il server `{place}` tace {doing}")
}

pub(super) fn broken(place: &str, doing: &str) -> String {
    format!("il server `{place}` ha chiuso la conversazione {doing}")
}

pub(super) fn garbled(place: &str, doing: &str) -> String {
    format!("il server `{place}` ha dato {doing} una risposta che non è di un server di posta")
}

pub(super) fn not_reached(place: &str, error: &std::io::Error) -> String {
    let why = match error.kind() {
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            "la rete non arriva fin là".to_owned()
        }
        ErrorKind::PermissionDenied => "il sistema non lo permette".to_owned(),
        _ => error.to_string(),
    };
    format!("il server `{place}` non si raggiunge ({why}): controllare `host` e la rete")
}

pub(super) fn unresolved(place: &str) -> String {
    format!("il nome del server `{place}` non si risolve: controllare `host` e la rete")
}

pub(super) fn not_listening(place: &str) -> String {
    format!("nessuno risponde a `{place}`: controllare `host` e `port`, o che il server di posta sia acceso")
}

pub(super) fn bad_address(address: &str) -> String {
    format!("`{address}` non è un indirizzo di posta")
}

pub(super) const MAYBE_SENT: &str = "; il messaggio potrebbe essere arrivato";

pub(super) fn no_thread(why: &str) -> String {
    format!("il sistema non lascia cominciare la consegna ({why})")
}
