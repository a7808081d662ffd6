//! In which encoding a text is written, and its characters: UTF-16 and UTF-8 by their marks and their bytes, else one byte a
//! letter. Of these there are Windows-1252, of nearly all exports, and the code page 850 of DOS, which accounting programs still
//! write. Read as the former, the latter gives `Attivit…` for `Attività`, and nobody is told: a text that may be either is
//! refused. Only what stands beside letters of Italian words is weighed, unless an old workbook names its code page itself.

use std::borrow::Cow;

use encoding_rs::{self as pages, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::fault::Fault;
use crate::intake::format::{self, Wide};

/// The letters of code page 850 from 0x80 on, with the euro that 858 has in the place of a dotless i.
const DOS: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Bytes that are no letter of Windows-1252.
const UNDEFINED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// The text: by its mark, as UTF-16 when every other byte says so, as UTF-8 when it is, else of one byte a letter.
pub(super) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let not_text = || Fault::Encoding;
    if let Some(wide) = format::wide(bytes) {
        let encoding = match wide {
            Wide::LittleEndian => UTF_16LE,
            Wide::BigEndian => UTF_16BE,
        };
        let (text, wrong) = encoding.decode_with_bom_removal(bytes);
        return if wrong { Err(not_text()) } else { Ok(Cow::Owned(text.into_owned())) };
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return std::str::from_utf8(rest).map(Cow::Borrowed).map_err(|_| not_text());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if mixes_encodings(bytes) => Err(not_text()),
        Err(_) => single_byte(bytes).ok_or_else(not_text),
    }
}

/// The encoding that a page of HTML names in its first lines, by its own or by that of XML.
pub(super) fn of_page_head(bytes: &[u8]) -> Option<String> {
    const HEAD_BYTES: usize = 4096;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]).to_ascii_lowercase();
    let label = |begins: &str, word: &str| {
        head.match_indices(begins).find_map(|(at, _)| {
            let tag = head[at..].split('>').next()?;
            let after = tag.split_once(word)?.1.trim_start().strip_prefix('=')?.trim_start();
            let label = after.trim_start_matches(['"', '\'']);
            let label = label.split(['"', '\'', ';', ' ', '/', '?']).next()?.trim();
            (!label.is_empty()).then(|| label.to_owned())
        })
    };
    label("<meta", "charset").or_else(|| label("<?xml", "encoding"))
}

/// The text of a page that names its encoding. What is UTF-8 is that whatever the page says: portals write one word above all
/// their pages. What is not what it says is looked at as if it said nothing.
pub(super) fn declared<'b>(bytes: &'b [u8], label: Option<&str>) -> Result<Cow<'b, str>, Fault> {
    let named = label.and_then(|label| pages::Encoding::for_label(label.as_bytes()));
    let named = named.filter(|it| ![pages::UTF_8, UTF_16LE, UTF_16BE].contains(it));
    match named {
        Some(encoding) if format::wide(bytes).is_none() && std::str::from_utf8(bytes).is_err() => {
            let is_defined = encoding != WINDOWS_1252 || !bytes.iter().any(|byte| UNDEFINED.contains(byte));
            let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).filter(|_| is_defined);
            text.ok_or(Fault::Encoding)
        }
        _ => decoded(bytes),
    }
}

/// Whether a text that is not UTF-8 as a whole has letters in UTF-8 nevertheless: read as Windows-1252 they would
/// become `Ã¨` without anybody being told.
fn mixes_encodings(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| chunk.valid().chars().any(|c| ('à'..='ù').contains(&c) || c == '€' || c == '’'))
}

/// Decodes a text of one byte a letter; `None` where its letters are in no encoding that is known, or in either of two.
fn single_byte(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match detected(bytes)? {
        CodePage::Windows if bytes.iter().any(|byte| UNDEFINED.contains(byte)) => None,
        CodePage::Windows => Some(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        CodePage::Dos => Some(Cow::Owned(dos(bytes))),
    }
}

/// A text of code page 850.
fn dos(bytes: &[u8]) -> String {
    let letters: Vec<char> = DOS.chars().collect();
    let letter = |byte: u8| match byte.checked_sub(0x80) {
        Some(place) => letters.get(usize::from(place)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        None => char::from(byte),
    };
    bytes.iter().copied().map(letter).collect()
}

/// Decodes a text of the code page that an old workbook names by its number; `None` where the text is more than ASCII
/// and the page is not known, or is not the one that it is written in.
pub(super) fn of_page(page: u16, bytes: &[u8]) -> Option<Cow<'_, str>> {
    if bytes.is_ascii() {
        return std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    }
    let encoding = match page {
        850 | 858 => return Some(Cow::Owned(dos(bytes))),
        866 => pages::IBM866,
        874 => pages::WINDOWS_874,
        932 => pages::SHIFT_JIS,
        936 => pages::GBK,
        949 => pages::EUC_KR,
        950 => pages::BIG5,
        1250 => pages::WINDOWS_1250,
        1251 => pages::WINDOWS_1251,
        // The second is what Excel 4 calls it.
        1252 | 0x8001 => WINDOWS_1252,
        1253 => pages::WINDOWS_1253,
        1254 => pages::WINDOWS_1254,
        1255 => pages::WINDOWS_1255,
        1256 => pages::WINDOWS_1256,
        1257 => pages::WINDOWS_1257,
        1258 => pages::WINDOWS_1258,
        // The Macintosh.
        10_000 | 0x8000 => pages::MACINTOSH,
        10_007 => pages::X_MAC_CYRILLIC,
        _ => return None,
    };
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

/// The code page in which the accented letters of a text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodePage {
    Windows,
    Dos,
}

/// What one byte, where it stands, says of the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Evidence {
    /// It is a letter of an Italian word in this encoding, and nothing that anybody writes in the other.
    Certain(CodePage),
    /// It makes sense in this one, hardly in the other.
    Likely(CodePage),
    /// It makes sense in both.
    Either,
    /// It makes sense in neither.
    Neither,
}

/// Weighs what all bytes say; `None` where they contradict each other, or may be read in two ways. What is
/// likely counts for nothing beside what is certain.
fn detected(bytes: &[u8]) -> Option<CodePage> {
    let mut said = Vec::new();
    for at in (0..bytes.len()).filter(|at| bytes[*at] >= 0x80) {
        let evidence = evidence(&bytes[..at], bytes[at], &bytes[at + 1..]);
        if !said.contains(&evidence) {
            said.push(evidence);
        }
    }
    let only = |evidence: fn(CodePage) -> Evidence| match [CodePage::Windows, CodePage::Dos]
        .map(|it| said.contains(&evidence(it)))
    {
        [true, false] => Some(CodePage::Windows),
        [false, true] => Some(CodePage::Dos),
        _ => None,
    };
    if said.is_empty() {
        return Some(CodePage::Windows);
    }
    let is_certain = said.iter().any(|it| matches!(it, Evidence::Certain(_)));
    match is_certain {
        true => only(Evidence::Certain),
        false => only(Evidence::Likely).filter(|_| !said.contains(&Evidence::Neither)),
    }
}

/// What a byte says by the letters around it. Accented letters of Italian stand at the end of a word; in Windows-1252 they
/// are all above 0xC0, and what stands below is punctuation and letters of other languages.
fn evidence(before: &[u8], byte: u8, after: &[u8]) -> Evidence {
    use CodePage::{Dos, Windows};
    use Evidence::{Certain, Either, Likely, Neither};

    let word_begin = before.iter().rposition(|it| !it.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let word = &before[word_begin..];
    let goes_on = after.first().is_some_and(u8::is_ascii_alphabetic);
    let is_number = before.last().is_some_and(u8::is_ascii_digit) || (word.eq_ignore_ascii_case(b"n") && !goes_on);
    let ends = |case: fn(&u8) -> bool| word.last().is_some_and(case) && !goes_on;
    let ends_word = ends(u8::is_ascii_alphabetic);
    match byte {
        // àèéìòù of Windows, in small letters and in capitals.
        0xc0 | 0xc8 | 0xc9 | 0xcc | 0xd2 | 0xd9 | 0xe0 | 0xe8 | 0xe9 | 0xec | 0xf2 | 0xf9 if !word.is_empty() => {
            Certain(Windows)
        }
        // è: in Windows a letter with which names of the Karst begin, or end in capitals.
        0x8a if ends(u8::is_ascii_lowercase) => Certain(Dos),
        0x8a if word.last().is_some_and(u8::is_ascii_lowercase) || (word.is_empty() && !goes_on) => Likely(Dos),
        0x8a if goes_on => Likely(Windows),
        0x8a => Either,
        // ì: nothing in Windows.
        0x8d if ends_word => Certain(Dos),
        // à: an ellipsis.
        0x85 => grave_or_ellipsis(word, after),
        // é: a quotation mark that opens.
        0x82 if !word.is_empty() => Likely(Dos),
        0x82 if goes_on => Either,
        // ò, ù: a bullet, a dash.
        0x95 if ends_word => {
            if is_one_of(word, &["per", "pu", "ci"]) {
                Likely(Dos)
            } else {
                Either
            }
        }
        0x97 if ends_word && is_one_of(word, &["pi", "gi", "laggi", "lass", "quass", "giovent", "virt", "trib"]) => {
            Likely(Dos)
        }
        // üäçëö inside of foreign names: quotation marks and daggers.
        0x81 | 0x84 | 0x87 | 0x89 | 0x94 if !word.is_empty() && goes_on => Likely(Dos),
        // ÉÀÈÌÒÙ at the end of a word in capitals.
        0x90 | 0xb7 | 0xd4 | 0xde | 0xe3 | 0xeb if ends(u8::is_ascii_uppercase) => Likely(Dos),
        // °ºª behind a number or an n: øƒ¦ and a section sign, which stands before one.
        0xa6 | 0xa7 | 0xf8 if is_number => Likely(Dos),
        0xa7 | 0xf8 if ends_word => Either,
        // «»: signs of a registered mark, and of a macron.
        0xae if word.is_empty() && goes_on => Likely(Dos),
        0xaf if !goes_on => Likely(Dos),
        // £ and € beside a number: œÕ.
        0x9c | 0xd5 if word.is_empty() && !goes_on => Likely(Dos),
        byte if UNDEFINED.contains(&byte) => Neither,
        // àéìò of the first Macintoshes.
        0x88 | 0x8e | 0x93 | 0x98 if word.last().is_some_and(u8::is_ascii_lowercase) => Neither,
        _ => Likely(Windows),
    }
}

/// `Attività`, or a text that breaks off at `Attivit…`. Behind an ellipsis inside of a cell goes on only what broke off at
/// the end of a word, and no word ends like these; at the end of a cell either may be.
fn grave_or_ellipsis(word: &[u8], after: &[u8]) -> Evidence {
    /// Letters before which `à` ends a word: `città`, `sarà`, `là`, `già`, `chissà`, `bontà`.
    const BEFORE_GRAVE: &[u8] = b"tTrRlLiIsSfFpP";
    /// How nouns in `-à` begin to end.
    const NOUNS: [&str; 25] = [
        "acit", "acolt", "alit", "antit", "blicit", "ciet", "citt", "ealt", "ennit", "entit", "ersit", "essit",
        "icolt", "idit", "ilit", "inuit", "ivit", "libert", "munit", "nnuit", "olont", "orit", "priet", "sanit",
        "tunit",
    ];
    const WORDS: [&str; 7] = ["avr", "dovr", "gi", "met", "potr", "sar", "verr"];
    let goes_on = after.first().is_some_and(u8::is_ascii_alphabetic);
    if goes_on || word.last().is_none_or(|last| !BEFORE_GRAVE.contains(last)) {
        return Evidence::Likely(CodePage::Windows);
    }
    let word_follows = matches!(after, [b' ', next, ..] if next.is_ascii_alphabetic());
    let ends_like =
        |noun: &&str| word.len() >= noun.len() && word[word.len() - noun.len()..].eq_ignore_ascii_case(noun.as_bytes());
    if word_follows && (NOUNS.iter().any(ends_like) || is_one_of(word, &WORDS)) {
        Evidence::Likely(CodePage::Dos)
    } else {
        Evidence::Either
    }
}

fn is_one_of(word: &[u8], words: &[&str]) -> bool {
    words.iter().any(|it| word.eq_ignore_ascii_case(it.as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text in code page 850.
    fn dos(text: &str) -> Vec<u8> {
        let place = |c: char| DOS.chars().position(|letter| letter == c).and_then(|at| u8::try_from(at + 0x80).ok());
        text.chars().map(|c| if c.is_ascii() { u8::try_from(c).unwrap() } else { place(c).unwrap() }).collect()
    }

    fn windows(text: &str) -> Vec<u8> {
        WINDOWS_1252.encode(text).0.into_owned()
    }

    fn read(bytes: &[u8]) -> Option<String> {
        single_byte(bytes).map(Cow::into_owned)
    }

    #[test]
    fn italian_words_are_read_in_the_encoding_that_they_are_written_in() {
        let text = "Conto;N° atto;Attività promozionali; perché così, più in là; caffè; città 20°\r\n";
        assert_eq!(DOS.chars().count(), 128);
        assert_eq!(read(&dos(text)).as_deref(), Some(text));
        assert_eq!(read(&windows(text)).as_deref(), Some(text));
        for text in
            ["descrizione lung… – «così»", "l’anno… di più", "Šubic srl", "10 € – 20 €", "KOŠUTA – s.p.", "solo ascii"]
        {
            assert_eq!(read(&windows(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn grave_letters_alone_are_read_where_no_ellipsis_can_stand() {
        for text in [
            "Conto;Descrizione;Importo\r\n310000;Attività promozionali;1.234,56\r\n310001;Pubblicità e proprietà;7,00\r\n",
            "ATTIVITà PROMOZIONALI",
            "già versato; qualità",
            "perché",
            "può; CITTÀ e PERCHÉ",
            "più; caffé",
            "n° 5; attività",
            "1º; Müller; König",
            "«attività»",
        ] {
            assert_eq!(read(&dos(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_may_be_either_is_neither() {
        // An ellipsis where a text breaks off, or the end of a word.
        for text in ["Attivit…;1,00", "Manutenzione impiant…", "budget… e altro", "GREGURAŠ"] {
            assert_eq!(read(&windows(text)), None, "{text}");
        }
        for text in ["attività", "farò"] {
            assert_eq!(read(&dos(text)), None, "{text}");
        }
        // Two encodings in one file.
        assert_eq!(single_byte(b"attivit\xe0; caff\x8a"), None);
        assert_eq!(single_byte(b"perch\x82; 10 \x80"), None);
        // What Windows-1252 has no letter for.
        assert_eq!(single_byte(b"attivit\xe0 \x9d"), None);
    }

    #[test]
    fn signs_of_windows_keep_their_meaning() {
        for text in [
            "attività… e altro • voce – «così» “sì” ‘no’ 1ª n° 5 § 3",
            "il bando… in corso",
            "• voce",
            "fatture – note",
            "Malmø e Sørensen",
            "Groš; Božic; ŽAGAR; Œuvre",
            "Excel® ‘97’ (§ 5) 20 °C",
            "1 000,00 €",
        ] {
            assert_eq!(read(&windows(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn letters_of_no_known_encoding_are_not_guessed() {
        // `attività`, `è già` and `così` as the first Macintoshes wrote them.
        assert_eq!(single_byte(b"attivit\x88"), None);
        assert_eq!(single_byte(b"caff\x8f"), None);
        assert_eq!(single_byte(b"cos\x93"), None);
    }

    /// Words as they stand in the cells of an accounting program, some with an accent.
    const WORDS: [&str; 24] = [
        "Attività",
        "pubblicità",
        "città",
        "è",
        "perché",
        "così",
        "però",
        "più",
        "già",
        "sarà",
        "né",
        "n°",
        "1º",
        "CITTÀ",
        "ATTIVITà",
        "caffè",
        "virtù",
        "metà",
        "budget",
        "impianti",
        "spese",
        "l'ente",
        "20%",
        "- 5",
    ];

    /// Signs that only programs of Windows write, each where it stands in a text.
    const SIGNS: [&str; 10] = ["– ", "• ", "“voce” ", "l’anno ", "10 € ", "«così» ", "bando… ", "§ 3 ", "n° ", "‘no’ "];

    proptest! {
        #[test]
        fn a_text_of_dos_is_read_right_or_not_at_all(
            cells in prop::collection::vec(prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..4), 1..6),
        ) {
            let text = cells.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join(";");
            let read = read(&dos(&text));
            prop_assert!(read.is_none() || read.as_deref() == Some(&text), "{:?}", read);
        }

        #[test]
        fn a_text_of_windows_is_read_right_or_not_at_all(
            cells in prop::collection::vec(
                (prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..4), 0..12_usize, prop::sample::select(SIGNS.to_vec())),
                1..6,
            ),
        ) {
            // Each cell breaks off somewhere.
            let cell = |(words, length, sign): &(Vec<&str>, usize, &str)| {
                let words = words.join(" ");
                let broken: String = words.chars().take(*length).collect();
                let end = if broken.len() < words.len() && !broken.is_empty() { "…" } else { "" };
                format!("{sign}{broken}{end}")
            };
            let text = cells.iter().map(cell).collect::<Vec<_>>().join(";");
            let read = read(&windows(&text));
            prop_assert!(read.is_none() || read.as_deref() == Some(&text), "{:?}", read);
        }

        #[test]
        fn a_text_with_an_accented_letter_inside_a_word_is_read_back(words in "[a-z ]{0,12}[a-z][àèéìòù][ a-z]{0,12}") {
            prop_assert_eq!(read(&windows(&words)), Some(words.clone()));
            let certain = format!("{words} caffè");
            prop_assert_eq!(read(&dos(&certain)), Some(certain));
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = single_byte(&bytes);
        }
    }
}
