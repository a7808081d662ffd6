//! What a signed document says, or why it says nothing.

use crate::origin::Digest;

/// A document whose signatures hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The digests of what was signed: of an envelope its content, of a PDF each state that it had before it was signed, the
    /// latest first.
    pub contents: Vec<Digest>,
    /// The names in the certificates of who signed, as they stand there.
    pub signers: Vec<String>,
}

/// Why a signed document counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// It is no signature that can be read.
    #[error("la firma non si può leggere")]
    Unreadable,
    /// A detached signature: what it signs is not there.
    #[error("nella busta c'è la firma e non il documento")]
    Detached,
    /// What is there is not what was signed.
    #[error("il documento non è quello che è stato firmato")]
    OtherContent,
    /// The signature is not one of that certificate.
    #[error("la firma non è di quel certificato")]
    OtherKey,
    /// A way of signing that is not known here.
    #[error("la firma è fatta con un algoritmo che qui non si verifica")]
    UnknownAlgorithm,
    /// Something of the PDF is not signed.
    #[error("nel PDF qualcosa è stato aggiunto dopo la firma")]
    AddedAfter,
}
