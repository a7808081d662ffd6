//! Documents that somebody signed: a PDF with a signature inside (PAdES), or anything in an envelope (`.p7m`, CMS). Says what was
//! signed and by whom, by certificates that nobody vouches for here: content, digest and signature are verified, the chain of trust
//! is not. Knows no month and no office.

mod ber;
mod document;
mod envelope;
mod pdf;

pub use document::{Signed, Signer, Unsigned};

use crate::origin::Digest;

/// How a PDF begins.
const PDF: &[u8] = b"%PDF-";

/// What a file is as a signed document, a PDF that somebody signed or sealed into an envelope; nothing where it is none.
///
/// # Errors
/// [`Unsigned`] where it looks like one and does not hold.
pub fn signed(bytes: &[u8]) -> Option<Result<Signed, Unsigned>> {
    if bytes.starts_with(PDF) {
        return pdf::signed(bytes);
    }
    let envelope = envelope::bytes_of(bytes)?;
    match envelope::open(&envelope, None) {
        // A sheet in an envelope is told as what it is.
        Ok(it) if it.content.as_ref().is_some_and(|it| !it.starts_with(PDF)) => None,
        Ok(it) => Some(
            it.content
                .ok_or(Unsigned::Detached)
                .map(|content| Signed { contents: vec![Digest::of(&content)], signers: it.signers }),
        ),
        Err(why) => Some(Err(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_signed_is_no_signed_document() {
        assert_eq!(signed(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), None);
        assert_eq!(signed(b"PK\x03\x04"), None);
        assert_eq!(signed(b""), None);
        assert_eq!(signed(b"codice;importo\n330000;10,00\n"), None);
        // Looks like an envelope, and ends in the middle of it.
        let cut = [0x30, 0x82, 0x05, 0x10, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0];
        assert_eq!(signed(&cut), Some(Err(Unsigned::Unreadable)));
    }
}
