//! One conversation with a mail server, a step at a time: what was reached when it fails decides what became of the
//! message, and no single error of the library would tell. Refuses to try anything twice.

use std::error::Error as _;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicU8, Ordering};

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use super::server::{SmtpSettings, Tls};
use super::{Delivery, Message, phrases};

/// The content is handed over in pieces, each with its own time.
const PIECE: usize = 1 << 16;

/// How far a conversation has come. Only ever grows.
#[derive(Debug, Default)]
pub(super) struct Reached(AtomicU8);

const GREETED: u8 = 1;
const CONTENT: u8 = 2;
const ENDING: u8 = 3;
const GIVEN_UP: u8 = 4;

impl Reached {
    /// The other side knows us.
    fn greeted(&self) -> bool {
        self.step(0, GREETED)
    }

    /// The content is about to be handed over; not when somebody has given up waiting.
    fn content(&self) -> bool {
        self.step(GREETED, CONTENT)
    }

    /// The mark that ends the content is about to be handed over.
    fn ending(&self) {
        self.step(CONTENT, ENDING);
    }

    fn step(&self, from: u8, to: u8) -> bool {
        self.0.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    /// Gives up waiting. What is told holds for good: a conversation that goes on alone will not begin the content.
    pub(super) fn give_up(&self, text: String) -> Delivery {
        match self.0.swap(GIVEN_UP, Ordering::SeqCst) {
            0 => Delivery::Unreachable(text),
            GREETED => Delivery::Interrupted(text),
            _ => Delivery::Uncertain(text + phrases::MAYBE_SENT),
        }
    }

    fn has_ended(&self) -> bool {
        self.0.load(Ordering::SeqCst) == ENDING
    }
}

/// Whether an open conversation can carry another message.
pub(super) struct After {
    pub delivery: Delivery,
    pub open: Option<SmtpConnection>,
}

/// Hands over a message by the conversation that is open, or by a new one.
pub(super) fn hand_over(
    settings: &SmtpSettings,
    hello: &str,
    open: Option<SmtpConnection>,
    message: &Message,
    reached: &Reached,
) -> After {
    let (Ok(from), Ok(to)) = (message.from.parse::<Address>(), message.to.parse::<Address>()) else {
        return After { delivery: Delivery::Refused(phrases::bad_address(&message.to)), open };
    };
    // A server may close an idle conversation at any time: that says nothing of the message.
    let kept = open.and_then(|mut it| it.command(Rset).is_ok().then_some(it));
    let mut connection = match kept.map_or_else(|| begin(settings, hello), Ok) {
        Ok(connection) => connection,
        Err(delivery) => return After { delivery, open: None },
    };
    if !reached.greeted() {
        return After { delivery: Delivery::Interrupted(String::new()), open: None };
    }
    match envelope_and_content(settings, &mut connection, from, to, message, reached) {
        Ok(()) => After { delivery: Delivery::Sent, open: Some(connection) },
        Err((delivery, answered)) => After { delivery, open: answered.then_some(connection) },
    }
}

/// A greeted, protected, logged-in conversation.
fn begin(settings: &SmtpSettings, hello: &str) -> Result<SmtpConnection, Delivery> {
    let place = settings.place();
    let parameters = settings.tls_parameters().map_err(Delivery::Misconfigured)?;
    let hello = ClientId::Domain(hello.to_owned());
    let wrapped = parameters.as_ref().filter(|_| settings.tls == Tls::Tls);
    let turned_away = |error: &Error, doing: &str| Delivery::Unreachable(said(settings, error, doing));
    let server = (settings.host.as_str(), settings.port());
    let mut connection = SmtpConnection::connect(server, Some(settings.timeout()), &hello, wrapped, None)
        .map_err(|e| turned_away(&e, "al saluto"))?;
    if let Some(parameters) = parameters.as_ref().filter(|_| settings.tls == Tls::Starttls) {
        if !connection.can_starttls() {
            connection.abort();
            return Err(Delivery::Misconfigured(phrases::no_starttls(&place)));
        }
        connection.starttls(parameters, &hello).map_err(|e| turned_away(&e, "all'avvio della cifratura"))?;
    }
    if let (Some(user), Some(secret)) = (&settings.user, &settings.password) {
        let password = secret.fetch().map_err(Delivery::Misconfigured)?;
        let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).map_err(|e| match answer(&e) {
            Some(answer) if e.is_permanent() => Delivery::Misconfigured(phrases::login_refused(&place, user, &answer)),
            None if e.is_client() => Delivery::Misconfigured(phrases::no_login(&place)),
            _ => turned_away(&e, "all'accesso"),
        })?;
    }
    Ok(connection)
}

/// What became of the message, and whether the server answered: then the conversation can go on.
type Fault = (Delivery, bool);

fn envelope_and_content(
    settings: &SmtpSettings,
    connection: &mut SmtpConnection,
    from: Address,
    to: Address,
    message: &Message,
    reached: &Reached,
) -> Result<(), Fault> {
    let place = settings.place();
    let interrupted = |error: &Error, doing: &str| (Delivery::Interrupted(said(settings, error, doing)), false);
    let deferred = |answer: &str| {
        // 421 is the server taking its leave.
        (Delivery::Deferred(phrases::deferred(&message.to, answer)), !answer.starts_with("421"))
    };
    let refused = |error: &Error, doing: &str| match answer(error) {
        Some(answer) if answer.starts_with("530") => {
            (Delivery::Misconfigured(phrases::login_needed(&place, &answer)), true)
        }
        Some(answer) if error.is_permanent() => (Delivery::Refused(phrases::refused(&message.to, &answer)), true),
        Some(answer) => deferred(&answer),
        None => interrupted(error, doing),
    };
    connection.command(Mail::new(Some(from), Vec::new())).map_err(|e| match answer(&e) {
        // The sender is the settings' own: a server that refuses it refuses every message.
        Some(answer) if e.is_permanent() && !answer.starts_with("530") => {
            (Delivery::Misconfigured(phrases::sender_refused(&place, &message.from, &answer)), true)
        }
        _ => refused(&e, "al mittente"),
    })?;
    connection.command(Rcpt::new(to, Vec::new())).map_err(|e| refused(&e, "al destinatario"))?;
    connection.command(Data).map_err(|e| refused(&e, "prima del testo"))?;
    if !reached.content() {
        return Err((Delivery::Interrupted(String::new()), false));
    }
    let mut pieces = message.bytes.chunks(PIECE);
    let content = std::iter::from_fn(|| {
        let piece = pieces.next();
        if piece.is_none() {
            reached.ending();
        }
        piece
    });
    connection.message_iter(content).map(|_| ()).map_err(|e| match answer(&e) {
        Some(_) => refused(&e, "dopo il testo"),
        None if reached.has_ended() => {
            (Delivery::Uncertain(said(settings, &e, "dopo il testo") + phrases::MAYBE_SENT), false)
        }
        None => interrupted(&e, "durante il testo"),
    })
}

/// A server's refusal in its own words, `550 5.1.1 unknown user`; `None` when it gave no answer that is one.
fn answer(error: &Error) -> Option<String> {
    let code = error.status()?;
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let one_line: String = words.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).take(300).collect();
    Some(format!("{code} {}", one_line.trim()).trim_end().to_owned())
}

/// Why a step failed, in Italian.
fn said(settings: &SmtpSettings, error: &Error, doing: &str) -> String {
    let place = settings.place();
    if let Some(answer) = answer(error) {
        return phrases::turned_away(&place, &answer);
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            let why = io.to_string();
            return match io.kind() {
                ErrorKind::TimedOut | ErrorKind::WouldBlock => phrases::silent(&place, doing),
                ErrorKind::ConnectionRefused => phrases::not_listening(&place),
                _ if why.contains("certificate") => phrases::certificate(&place, &settings.host, &why),
                _ if why.contains("failed to lookup address") => phrases::unresolved(&place),
                ErrorKind::InvalidData => phrases::garbled(&place, doing),
                ErrorKind::UnexpectedEof
                | ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe => phrases::broken(&place, doing),
                _ => phrases::not_reached(&place, &why),
            };
        }
        cause = inner.source();
    }
    let why = error.source().map(ToString::to_string).unwrap_or_default();
    match why.as_str() {
        "incomplete response" => phrases::broken(&place, doing),
        _ if error.is_response() => phrases::garbled(&place, doing),
        _ => phrases::other(&place, doing, &why),
    }
}
