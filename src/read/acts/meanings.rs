//! What a word says of the act beside which it stands. Refuses to know how a text is taken apart.

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A number follows: `n.`, `numero`.
    NumberSign,
    /// A year may follow: `del`, `anno`.
    Of,
    /// That this is a determinazione or a provvedimento, which have one numbering.
    Noun,
    /// Nothing: who signed it, and small words.
    Nothing,
    /// A part of the house, with its name after it: `Area Promozione`, `Servizio 2`.
    Unit,
    /// Registers with a numbering of their own, as bits of the places of [`REGISTERS`].
    Registers(u8),
    /// A part of what is paid by it: `saldo`, `II tranche`.
    Payment,
    /// Something that is not known.
    Unknown,
}

/// Registers with a numbering of their own, in the order in which a normal act names them.
pub const REGISTERS: [&str; 8] =
    ["delibera", "decreto", "ordinanza", "giunta", "consiglio", "presidente", "commissario", "prot"];

/// The bit of the register of incoming and outgoing letters, which an act may name beside its own number.
pub const PROTOCOL: u8 = 1 << 7;

/// What a word says, folded.
pub fn meaning(word: &str) -> Meaning {
    match word {
        "n" | "nn" | "nr" | "no" | "nro" | "num" | "numero" => Meaning::NumberSign,
        "del" | "dell" | "anno" => Meaning::Of,
        "det" | "determ" | "determin" | "determinaz" | "determina" | "determinazione" | "dd" | "dsg" | "atto"
        | "provv" | "provved" | "provvedimento" => Meaning::Noun,
        "sg" | "segr" | "segretario" | "segretaria" | "segreteria" | "gen" | "generale" | "vicario" | "ff" | "dir"
        | "dirig" | "dirigente" | "dirigenziale" | "resp" | "responsabile" | "camerale" | "straordinario" | "di"
        | "della" | "dello" | "dei" | "degli" | "delle" | "da" | "dal" | "dalla" | "in" | "data" => Meaning::Nothing,
        "area" | "settore" | "servizio" | "ufficio" => Meaning::Unit,
        "decreto" | "decr" => Meaning::Registers(1 << 1),
        "ordinanza" => Meaning::Registers(1 << 2),
        "giunta" => Meaning::Registers(1 << 3),
        "consiglio" | "consiliare" => Meaning::Registers(1 << 4),
        "presidente" | "presidenziale" | "presidenza" | "pres" => Meaning::Registers(1 << 5),
        "commissario" | "commissariale" => Meaning::Registers(1 << 6),
        "prot" | "protocollo" => Meaning::Registers(PROTOCOL),
        "dgc" => Meaning::Registers(1 | 1 << 3),
        "dcc" => Meaning::Registers(1 | 1 << 4),
        "saldo" | "saldi" | "acconto" | "acconti" | "rata" | "rate" | "tranche" | "tranches" | "anticipo"
        | "anticipi" | "anticipazione" | "contributo" | "contributi" | "liquidazione" | "pagamento" | "erogazione"
        | "quota" => Meaning::Payment,
        _ if word.starts_with("delib") => Meaning::Registers(1),
        _ => Meaning::Unknown,
    }
}

/// Whether a word before one of payment only says which: `I tranche`, `prima rata`, `a saldo`, `50% di acconto`.
pub fn says_which_payment(word: &str) -> bool {
    const WORDS: [&str; 36] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "prima", "primo", "seconda", "secondo", "terza",
        "terzo", "quarta", "quarto", "quinta", "quinto", "ultima", "ultimo", "unica", "unico", "a", "o", "e", "per",
        "quale", "di", "del", "della", "con", "come", "parziale", "in",
    ];
    WORDS.contains(&word) || word.ends_with('%')
}

/// Whether a word tells two acts of one number apart.
pub fn is_series(word: &str) -> bool {
    matches!(word, "bis" | "ter" | "quater")
}
