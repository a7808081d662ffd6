//! What was agreed with a server, a step after the other. Refuses to say it in words.

use std::net::SocketAddr;

use super::certificate::Certificate;

/// A step that went well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreed {
    /// Somebody answers at this address.
    Reached(SocketAddr),
    /// The server greets, in its own words.
    Greeted(String),
    /// It showed this certificate; whether it is believed is another step.
    Shown(Certificate),
    /// The certificate is believed, and the conversation is protected.
    Protected {
        /// `TLS 1.3`.
        version: &'static str,
        /// Whether the settings name this very certificate.
        pinned: bool,
    },
    /// The settings ask for no protection.
    InTheClear,
    /// The server lets the user in.
    LoggedIn {
        /// Who.
        user: String,
        /// `PLAIN` or `LOGIN`.
        mechanism: String,
    },
    /// The settings name no user.
    NoLogin,
    /// The server takes messages of this sender.
    Sender(String),
}
