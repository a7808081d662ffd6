//! What a signed document says, or why it says nothing.

use crate::origin::Digest;

/// A document whose signatures hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The digests that what was signed may have: of an envelope its content, of a PDF what it was before it was signed, with or
    /// without the end of its last line.
    pub contents: Vec<Digest>,
    /// Who signed, in the order of the signatures.
    pub signers: Vec<Signer>,
}

/// Who signed, by a certificate that nobody vouches for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The name in it.
    pub name: String,
    /// Its digest, by which it is no other one of that name.
    pub certificate: Digest,
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
    /// A timestamp of its own, which says when a document was there and not who signed it.
    #[error("il PDF ha una marca temporale a sé, che qui non si verifica")]
    Timestamp,
    /// Something was added to the PDF before it was signed, which may show other figures.
    #[error("al PDF è stato aggiunto altro prima della firma")]
    AddedBefore,
    /// Something of the PDF is not signed.
    #[error("nel PDF qualcosa è stato aggiunto dopo la firma")]
    AddedAfter,
}
