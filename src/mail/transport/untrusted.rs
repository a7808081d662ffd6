//! Why a certificate is not believed, in Italian, and what would mend just that.

use rustls::CertificateError;

use super::certificate::{Certificate, Says};
use super::server::SmtpSettings;
use crate::italian::listed;
use crate::period::italian_date;

/// Why the certificate that a server showed is not believed, with its remedy.
pub(super) fn said(settings: &SmtpSettings, why: &CertificateError, shown: Option<&Certificate>) -> String {
    let place = settings.place();
    let digest = shown.map(|it| it.sha256.to_string()).unwrap_or_default();
    if settings.certificate_sha256.is_some() {
        return match why {
            CertificateError::ApplicationVerificationFailure => format!(
                "il certificato del server `{place}` non è quello di `certificate_sha256`: la sua impronta è `{digest}`; se il server ne ha uno nuovo, confrontarla con chi gestisce la posta e scrivere questa"
            ),
            // Its digest is right, so it is what nobody can read.
            _ => format!(
                "il certificato del server `{place}` è quello di `certificate_sha256`, ma la cifratura con esso non riesce ({why}): chi gestisce la posta deve rifarlo"
            ),
        };
    }
    let reason = reason(settings, why, shown.and_then(|it| it.says.as_ref()));
    if digest.is_empty() {
        return format!("il certificato del server `{place}` {reason}");
    }
    format!(
        "il certificato del server `{place}` {reason}, oppure, confrontata l'impronta con chi gestisce la posta, fidarsi di questo solo certificato con `certificate_sha256 = \"{digest}\"` in [mail.smtp]"
    )
}

/// What is wrong, and what mends it.
fn reason(settings: &SmtpSettings, why: &CertificateError, says: Option<&Says>) -> String {
    use CertificateError as Error;
    let self_signed = says.is_some_and(|it| it.self_signed);
    let named = settings.ca_file.is_some();
    match why {
        Error::NotValidForName | Error::NotValidForNameContext { .. } => of_name(settings, says),
        Error::Expired | Error::ExpiredContext { .. } => {
            let day = says.map_or_else(String::new, |it| format!(" il {}", italian_date(it.last_day())));
            format!("è scaduto{day}: chi gestisce la posta deve rinnovarlo")
        }
        Error::NotValidYet | Error::NotValidYetContext { .. } => {
            let day = says.map_or_else(String::new, |it| format!(" prima del {}", italian_date(it.first_day())));
            format!("non vale{day}: controllare che ora crede che sia questa macchina (`timedatectl`)")
        }
        Error::Revoked => "è stato revocato: chi gestisce la posta deve cambiarlo".to_owned(),
        Error::Other(_) if self_signed && named && says.is_some_and(|it| it.authority) => {
            "si firma da sé ed è fatto per un'autorità (`CA:TRUE`): chi sta in `ca_file` garantisce i certificati che firma, non è anche il server; farlo rifare per un server (`CA:FALSE`)".to_owned()
        }
        Error::UnknownIssuer | Error::BadSignature if self_signed && named => {
            "si firma da sé, nessuna autorità lo garantisce e non è quello che sta in `ca_file`: mettervi questo".to_owned()
        }
        Error::UnknownIssuer | Error::BadSignature if self_signed => {
            "si firma da sé, e nessuna autorità lo garantisce: farne uno firmato da un'autorità, da indicare con `ca_file` se è privata".to_owned()
        }
        Error::UnknownIssuer | Error::BadSignature => of_issuer(named, says),
        Error::Other(why) => format!("non si può verificare ({:?}): chi gestisce la posta deve rifarlo", why.0),
        why => format!("non si può verificare ({why}): chi gestisce la posta deve rifarlo"),
    }
}

fn of_name(settings: &SmtpSettings, says: Option<&Says>) -> String {
    let host = &settings.host;
    let no_remedy = if settings.ca_file.is_some() { " (`ca_file` qui non rimedia)" } else { "" };
    match says.map(|it| it.servers.as_slice()).unwrap_or_default() {
        [] => format!(
            "non dice di quale server è (gli manca il nome fra i `subjectAltName`), e quindi non vale per `{host}`: farlo rifare con il nome del server{no_remedy}"
        ),
        names => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!(
                "è di un altro nome, {}, e non vale per `{host}`: scrivere in `host` il nome che porta{no_remedy}",
                listed(&names)
            )
        }
    }
}

fn of_issuer(named: bool, says: Option<&Says>) -> String {
    let issuer = says.map(|it| it.issuer.as_str()).filter(|it| !it.is_empty());
    let issuer = issuer.map_or_else(|| "un'autorità".to_owned(), |it| format!("`{it}`"));
    if named {
        format!(
            "lo firma {issuer}, che questa macchina non conosce e che non è in `ca_file`: mettervi il certificato di chi lo firma"
        )
    } else {
        format!("lo firma {issuer}, che questa macchina non conosce: se è un'autorità privata, indicarla con `ca_file`")
    }
}
