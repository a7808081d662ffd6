//! One conversation with a mail server, a step at a time: what was reached when it fails decides what became of the
//! message, and no single error of the library would tell. Refuses to try anything twice.

use std::io::{self, ErrorKind};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::atomic::{AtomicU8, Ordering};

use super::agreed::Agreed;
use super::line::{Failed, Line, Reply};
use super::secret::Password;
use super::server::{Protection, SmtpSettings, Tls};
use super::{Delivery, phrases, untrusted};
use crate::mail::Message;
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::commands::{Auth, Data, Ehlo, Mail, Quit, Rcpt, Rset, Starttls};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

/// The content is handed over in pieces, each with its own time.
const PIECE: usize = 1 << 16;

/// How far a conversation has come. Only ever grows.
#[derive(Debug, Default)]
pub(super) struct Reached(AtomicU8);

const GREETED: u8 = 1;
const CONTENT: u8 = 2;
const GIVEN_UP: u8 = 3;

impl Reached {
    /// The other side knows us.
    fn greeted(&self) -> bool {
        self.step(0, GREETED)
    }

    /// The content is about to be handed over; not when somebody has given up waiting.
    fn content(&self) -> bool {
        self.step(GREETED, CONTENT)
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
}

/// Hears each step that went well.
type Agree<'a> = &'a mut dyn FnMut(Agreed);

/// Codes by which a step is done.
const DONE: std::ops::RangeInclusive<u16> = 200..=299;

/// Questions that a server may ask of who logs in.
const CHALLENGES_MAX: usize = 10;

/// Whether an open conversation can carry another message.
pub(super) struct After {
    pub delivery: Delivery,
    pub open: Option<Line>,
}

/// Hands over a message by the conversation that is open, or by a new one.
pub(super) fn hand_over(
    settings: &SmtpSettings,
    hello: &str,
    open: Option<Line>,
    message: &Message,
    reached: &Reached,
) -> After {
    let (Ok(from), Ok(to)) = (message.from.parse::<Address>(), message.to.parse::<Address>()) else {
        return After { delivery: Delivery::Refused(phrases::bad_address(&message.to)), open };
    };
    // A server may close an idle conversation at any time: that says nothing of the message.
    let kept = open.and_then(|mut line| line.ask(Rset, DONE).is_ok().then_some(line));
    let mut line = match kept.map_or_else(|| begin(settings, hello, &mut drop), Ok) {
        Ok(line) => line,
        Err(delivery) => return After { delivery, open: None },
    };
    if !reached.greeted() {
        return After { delivery: Delivery::Interrupted(String::new()), open: None };
    }
    match envelope_and_content(settings, &mut line, Envelope { from, to }, message, reached) {
        Ok(()) => After { delivery: Delivery::Sent, open: Some(line) },
        Err((delivery, answered)) => After { delivery, open: answered.then_some(line) },
    }
}

/// A conversation up to the sender, who is taken back at once: no receiver is named.
pub(super) fn rehearse(settings: &SmtpSettings, hello: &str, from: &str, agree: Agree<'_>) -> Result<(), Delivery> {
    let place = settings.place();
    let address = from.parse::<Address>().map_err(|_| Delivery::Misconfigured(phrases::bad_address(from)))?;
    let mut line = begin(settings, hello, agree)?;
    let taken = line.ask(Mail::new(Some(address), Vec::new()), DONE).map_err(|failed| match &failed {
        Failed::Answered(reply) => of_sender(&place, from, reply).unwrap_or_else(|| {
            let said = if reply.is_about_room() { phrases::sender_without_room } else { phrases::sender_deferred };
            Delivery::Deferred(said(&place, from, &reply.shown()))
        }),
        Failed::Broke(_) => Delivery::Interrupted(said(settings, &failed, "al mittente")),
    });
    if taken.is_ok() {
        agree(Agreed::Sender(from.to_owned()));
    }
    if !matches!(taken, Err(Delivery::Interrupted(_))) {
        // What is answered to this changes nothing of what was learnt.
        let _ = line.ask(Rset, DONE);
        leave(&mut line);
    }
    taken.map(drop)
}

/// Takes leave of a server.
pub(super) fn leave(line: &mut Line) {
    // One that does not answer has what it was given.
    let _ = line.ask(Quit, DONE);
}

/// A greeted, protected, logged-in conversation; each step is told.
fn begin(settings: &SmtpSettings, hello: &str, agree: Agree<'_>) -> Result<Line, Delivery> {
    let protection = settings.protection().map_err(Delivery::Misconfigured)?;
    let turned_away = |failed: &Failed, doing: &str| Delivery::Unreachable(said(settings, failed, doing));
    let mut line = connected(settings).map_err(Delivery::Unreachable)?;
    line.address().into_iter().for_each(|address| agree(Agreed::Reached(address)));
    if let Some(protection) = protection.as_ref().filter(|_| settings.tls == Tls::Tls) {
        line = protected(settings, line, protection, "al saluto", agree)?;
    }
    let banner = line.hear(220..=220).map_err(|failed| turned_away(&failed, "al saluto"))?;
    agree(Agreed::Greeted(banner.shown()));
    let greet = |line: &mut Line| line.ask(Ehlo::new(ClientId::Domain(hello.to_owned())), DONE);
    let mut offers = greet(&mut line).map_err(|failed| turned_away(&failed, "al saluto"))?;
    if let Some(protection) = protection.as_ref().filter(|_| settings.tls == Tls::Starttls) {
        if !offered(&offers, "STARTTLS").any(|_| true) {
            leave(&mut line);
            return Err(Delivery::Misconfigured(phrases::no_starttls(&settings.place())));
        }
        let doing = "all'avvio della cifratura";
        line.ask(Starttls, 220..=220).map_err(|failed| turned_away(&failed, doing))?;
        line = protected(settings, line, protection, doing, agree)?;
        offers = greet(&mut line).map_err(|failed| turned_away(&failed, doing))?;
    }
    if protection.is_none() {
        agree(Agreed::InTheClear);
    }
    if let (Some(user), Some(secret)) = (&settings.user, &settings.password) {
        let password = secret.fetch().map_err(Delivery::Misconfigured)?;
        let mechanism = log_in(settings, &mut line, &offers, user, &password)?.to_string();
        agree(Agreed::LoggedIn { user: user.clone(), mechanism });
    } else {
        agree(Agreed::NoLogin);
    }
    Ok(line)
}

/// The line, protected from here on.
fn protected(
    settings: &SmtpSettings,
    line: Line,
    protection: &Protection,
    doing: &str,
    agree: Agree<'_>,
) -> Result<Line, Delivery> {
    let protected = line.protected(&protection.config, &settings.host);
    let shown = protection.trust.shown();
    shown.iter().for_each(|it| agree(Agreed::Shown(it.clone())));
    let line = protected.map_err(|error| {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        Delivery::Unreachable(match inner {
            Some(rustls::Error::InvalidCertificate(why)) => untrusted::said(settings, why, shown.as_ref()),
            _ => said(settings, &error.into(), doing),
        })
    })?;
    let pinned = settings.certificate_sha256.is_some();
    line.version().into_iter().for_each(|version| agree(Agreed::Protected { version, pinned }));
    Ok(line)
}

/// A line to the first address of the server that takes one, or an Italian sentence.
fn connected(settings: &SmtpSettings) -> Result<Line, String> {
    let place = settings.place();
    let addresses = (settings.host.as_str(), settings.port()).to_socket_addrs();
    let mut last = None;
    for address in addresses.map_err(|_| phrases::unresolved(&place))? {
        let stream = TcpStream::connect_timeout(&address, settings.timeout());
        match stream.and_then(|stream| Line::new(stream, settings.timeout())) {
            Ok(line) => return Ok(line),
            Err(error) => last = Some(error),
        }
    }
    Err(last.map_or_else(|| phrases::unresolved(&place), |error| said(settings, &error.into(), "al saluto")))
}

/// What a server says that it can do under this word, `AUTH PLAIN LOGIN`: the words of each such line. Old servers write
/// `AUTH=PLAIN`.
fn offered<'a>(offers: &'a Reply, word: &str) -> impl Iterator<Item = Vec<&'a str>> {
    let words = |line: &'a String| line.split([' ', '\t', '=']).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let lines = offers.lines.iter().skip(1).map(words);
    lines.filter(move |words| words.first().is_some_and(|first| first.eq_ignore_ascii_case(word)))
}

fn log_in(
    settings: &SmtpSettings,
    line: &mut Line,
    offers: &Reply,
    user: &str,
    password: &Password,
) -> Result<Mechanism, Delivery> {
    let place = settings.place();
    let no_way = || Delivery::Misconfigured(phrases::no_login(&place));
    let offers_it =
        |it: &Mechanism| offered(offers, "AUTH").flatten().any(|word| word.eq_ignore_ascii_case(&it.to_string()));
    let mechanism = [Mechanism::Plain, Mechanism::Login].into_iter().find(offers_it).ok_or_else(no_way)?;
    let credentials = Credentials::new(user.to_owned(), password.reveal().to_owned());
    line.hide(password.reveal());
    let mut words = Auth::new(mechanism, credentials.clone(), None).map_err(|_| no_way())?;
    for _ in 0..=CHALLENGES_MAX {
        let words_said = words.to_string();
        // The last word is what only the server may know; of `AUTH LOGIN` nothing is.
        line.hide(words_said.trim_end().rsplit(' ').next().filter(|word| *word != "LOGIN").unwrap_or_default());
        let reply = line.ask(words_said, 235..=334).map_err(|failed| match &failed {
            Failed::Answered(reply) if reply.code >= 500 => {
                Delivery::Misconfigured(phrases::login_refused(&place, user, &reply.shown()))
            }
            failed => Delivery::Unreachable(said(settings, failed, "all'accesso")),
        })?;
        if reply.code != 334 {
            return Ok(mechanism);
        }
        let challenge: Response =
            format!("334 {}\r\n", reply.lines.first().map_or("", |text| text)).parse().map_err(|_| no_way())?;
        words = Auth::new_from_response(mechanism, credentials.clone(), &challenge).map_err(|_| no_way())?;
    }
    Err(no_way())
}

/// What became of the message, and whether the server answered: then the conversation can go on.
type Fault = (Delivery, bool);

/// Who writes to whom.
struct Envelope {
    from: Address,
    to: Address,
}

fn envelope_and_content(
    settings: &SmtpSettings,
    line: &mut Line,
    envelope: Envelope,
    message: &Message,
    reached: &Reached,
) -> Result<(), Fault> {
    let place = settings.place();
    let refused = |failed: &Failed, doing: &str| match failed {
        Failed::Answered(reply) => (refusal(&place, message, reply), reply.code != TAKES_LEAVE),
        Failed::Broke(_) => (Delivery::Interrupted(said(settings, failed, doing)), false),
    };
    line.ask(Mail::new(Some(envelope.from), Vec::new()), DONE).map_err(|failed| match &failed {
        Failed::Answered(reply) => match of_sender(&place, &message.from, reply) {
            Some(misconfigured) => (misconfigured, true),
            None if reply.is_about_room() => (Delivery::Refused(phrases::no_room(&message.to, &reply.shown())), true),
            None => refused(&failed, "al mittente"),
        },
        Failed::Broke(_) => refused(&failed, "al mittente"),
    })?;
    line.ask(Rcpt::new(envelope.to, Vec::new()), DONE).map_err(|failed| refused(&failed, "al destinatario"))?;
    line.ask(Data, 354..=354).map_err(|failed| refused(&failed, "prima del testo"))?;
    if !reached.content() {
        return Err((Delivery::Interrupted(String::new()), false));
    }
    write_content(line, &message.bytes).map_err(|error| refused(&error.into(), "durante il testo"))?;
    line.ask(".\r\n", DONE).map(drop).map_err(|failed| match &failed {
        Failed::Answered(_) => refused(&failed, "dopo il testo"),
        Failed::Broke(_) => {
            (Delivery::Uncertain(said(settings, &failed, "dopo il testo") + phrases::MAYBE_SENT), false)
        }
    })
}

/// The server closes the line after this.
const TAKES_LEAVE: u16 = 421;

const LOGIN_NEEDED: u16 = 530;

/// What an answer to the sender says of the settings: it is their own, so a server that refuses it refuses every message.
/// Nothing where it says something of the message, or of the moment.
fn of_sender(place: &str, from: &str, reply: &Reply) -> Option<Delivery> {
    match reply.code {
        LOGIN_NEEDED => Some(Delivery::Misconfigured(phrases::login_needed(place, &reply.shown()))),
        500.. if !reply.is_about_room() => {
            Some(Delivery::Misconfigured(phrases::sender_refused(place, from, &reply.shown())))
        }
        _ => None,
    }
}

/// What an answer to the envelope or the text makes of a message.
fn refusal(place: &str, message: &Message, reply: &Reply) -> Delivery {
    match reply.code {
        LOGIN_NEEDED => Delivery::Misconfigured(phrases::login_needed(place, &reply.shown())),
        500.. => Delivery::Refused(phrases::refused(&message.to, &reply.shown())),
        _ => Delivery::Deferred(phrases::deferred(&message.to, &reply.shown())),
    }
}

/// The content up to the mark that ends it: whole lines, a dot at the begin of one doubled.
fn write_content(line: &mut Line, bytes: &[u8]) -> io::Result<()> {
    let mut stuffed = Vec::with_capacity(PIECE + 2);
    let mut begins = true;
    for piece in bytes.chunks(PIECE) {
        stuffed.clear();
        for byte in piece {
            if begins && *byte == b'.' {
                stuffed.push(b'.');
            }
            stuffed.push(*byte);
            begins = *byte == b'\n';
        }
        line.write(&stuffed)?;
    }
    if begins { Ok(()) } else { line.write(b"\r\n") }
}

/// Why a step failed, in Italian.
fn said(settings: &SmtpSettings, failed: &Failed, doing: &str) -> String {
    let place = settings.place();
    let error = match failed {
        Failed::Answered(reply) => return phrases::turned_away(&place, &reply.shown()),
        Failed::Broke(error) => error,
    };
    if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) {
        return phrases::no_cipher(&place, doing);
    }
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => phrases::silent(&place, doing),
        ErrorKind::ConnectionRefused => phrases::not_listening(&place),
        ErrorKind::InvalidData => phrases::garbled(&place, doing),
        ErrorKind::UnexpectedEof
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe => phrases::broken(&place, doing),
        _ => phrases::not_reached(&place, error),
    }
}
