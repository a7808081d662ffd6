//! Addresses of people, as the settings and messages have them.

use anyhow::bail;
use lettre::Address;
use lettre::message::Mailbox;

use super::page::one_line;

/// `Name <address>` or a bare address.
pub(super) fn mailbox(text: &str) -> anyhow::Result<Mailbox> {
    let text = one_line(text);
    let Ok(mailbox) = text.trim().parse::<Mailbox>() else { bail!("`{text}` non è un indirizzo di posta") };
    address(mailbox.email.as_ref())?;
    Ok(mailbox)
}

/// An address that every server takes: ASCII.
pub(super) fn address(text: &str) -> anyhow::Result<Address> {
    match text.trim().parse::<Address>() {
        Ok(address) if text.is_ascii() => Ok(address),
        _ => bail!("`{}` non è un indirizzo di posta", one_line(text)),
    }
}
