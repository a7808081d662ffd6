//! A conversation with a mail server up to the sender and no further: no message, no receiver. For who checks the settings.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Instant;

use super::agreed::Agreed;
use super::server::SmtpSettings;
use super::{Delivery, phrases, talk};

/// How far a server went along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// What was agreed, in its order.
    pub agreed: Vec<Agreed>,
    /// What would become of every message, where not all went well.
    pub fault: Option<Delivery>,
}

/// What a conversation tells of itself.
enum Told {
    Agreed(Agreed),
    Over(Option<Delivery>),
}

/// Tries a server, within the time that a message may take. `domain` is the name by which it is greeted where the settings
/// name none, `from` the sender's address.
#[must_use]
pub fn rehearse(settings: &SmtpSettings, domain: &str, from: &str) -> Rehearsal {
    let (tell, hear) = channel();
    let (its_settings, hello, from) = (settings.clone(), settings.greeting(domain), from.to_owned());
    let converse = move || {
        // Nobody listens any more to a conversation that was given up.
        let mut agree = |agreed| drop(tell.send(Told::Agreed(agreed)));
        let fault = talk::rehearse(&its_settings, &hello, &from, &mut agree).err();
        let _ = tell.send(Told::Over(fault));
    };
    match std::thread::Builder::new().name("smtp".to_owned()).spawn(converse) {
        Ok(_) => heard(settings, &hear),
        Err(error) => {
            let fault = Delivery::Unreachable(phrases::no_thread(&error.to_string()));
            Rehearsal { agreed: Vec::new(), fault: Some(fault) }
        }
    }
}

fn heard(settings: &SmtpSettings, hear: &Receiver<Told>) -> Rehearsal {
    let (begun, mut agreed) = (Instant::now(), Vec::new());
    let fault = loop {
        match hear.recv_timeout(settings.whole().saturating_sub(begun.elapsed())) {
            Ok(Told::Agreed(step)) => agreed.push(step),
            Ok(Told::Over(fault)) => break fault,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                break Some(Delivery::Unreachable(phrases::silent(&settings.place(), "troppo a lungo")));
            }
        }
    };
    Rehearsal { agreed, fault }
}
