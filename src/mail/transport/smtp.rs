//! The transport that reaches people: a mail server, asked for one message at a time within a bounded time.
//! Keeps a conversation open between messages; refuses to know what may be tried again, and when.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::line::Line;
use super::server::SmtpSettings;
use super::talk::{self, After, Reached};
use super::{Delivery, Transport, phrases};
use crate::mail::Message;

/// Taking leave is a courtesy: it is not waited for any longer.
const LEAVE_SECONDS_MAX: u64 = 5;

/// Hands messages to a mail server.
pub struct Smtp {
    settings: SmtpSettings,
    hello: String,
    open: Mutex<Option<Line>>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Smtp {
    /// Nothing is asked of the server, and no password fetched, before the first message. `domain` is the name by which
    /// the server is greeted where the settings name none.
    #[must_use]
    pub fn new(settings: SmtpSettings, domain: &str) -> Self {
        let hello = settings.greeting(domain);
        Self { settings, hello, open: Mutex::new(None) }
    }

    fn taken(&self) -> Option<Line> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Transport for Smtp {
    /// Socket timeouts bound each reading and writing, but not a name that is slow to resolve nor a server that answers a
    /// letter at a time: so a thread of its own converses, and is waited for no longer than the whole may take.
    fn send(&self, message: &Message) -> anyhow::Result<Delivery> {
        let (tell, hear) = channel();
        let reached = Arc::new(Reached::default());
        let (settings, hello, open) = (self.settings.clone(), self.hello.clone(), self.taken());
        let (its_message, its_reached) = (message.clone(), Arc::clone(&reached));
        let converse = move || {
            // Nobody listens any more to a conversation that was given up.
            let _ = tell.send(talk::hand_over(&settings, &hello, open, &its_message, &its_reached));
        };
        if let Err(error) = std::thread::Builder::new().name("smtp".to_owned()).spawn(converse) {
            return Ok(Delivery::Unreachable(phrases::no_thread(&error.to_string())));
        }
        Ok(match hear.recv_timeout(self.settings.whole()) {
            Ok(After { delivery, open }) => {
                *self.open.lock().unwrap_or_else(PoisonError::into_inner) = open;
                delivery
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                reached.give_up(phrases::silent(&self.settings.place(), "troppo a lungo"))
            }
        })
    }

    fn close(&self) {
        let Some(mut line) = self.taken() else { return };
        let (tell, hear) = channel();
        let leave = move || {
            talk::leave(&mut line);
            let _ = tell.send(());
        };
        if std::thread::Builder::new().name("smtp".to_owned()).spawn(leave).is_ok() {
            let _ = hear.recv_timeout(self.settings.timeout().min(Duration::from_secs(LEAVE_SECONDS_MAX)));
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.close();
    }
}
