//! Texts of one byte a letter: Windows-1252 of nearly all exports, and the code page 850 of what once ran under DOS, which
//! accounting programs still write. Read as the former, the latter gives `Attivit…` for `Attività`, and nobody is told.
//! It refuses to look at anything but the accented letters of Italian words, and knows the pages that old workbooks name.

use std::borrow::Cow;

use encoding_rs::{self as pages, WINDOWS_1252};

/// The letters of code page 850 from 0x80 on.
const DOS: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Decodes a text; `None` where its accented letters are in no encoding that is known.
pub(super) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match spoken(bytes) {
        Spoken::Windows => Some(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        Spoken::Dos => Some(Cow::Owned(dos(bytes))),
        Spoken::Unknown => None,
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
        850 => return Some(Cow::Owned(dos(bytes))),
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

/// What the accented letters of a text are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spoken {
    Windows,
    Dos,
    Unknown,
}

/// Tells the encodings apart by what follows a letter inside a word. In Windows-1252 accented letters are all above 0xC0;
/// what stands below is punctuation, and letters of other languages. A dash, a bullet or an ellipsis may follow a word
/// there, so these alone prove nothing.
fn spoken(bytes: &[u8]) -> Spoken {
    let after_letter = |pair: &&[u8]| pair[0].is_ascii_alphabetic() && pair[1] >= 0x80;
    let mut dos = false;
    for pair in bytes.windows(2).filter(after_letter) {
        match pair[1] {
            // An accented letter of Italian in Windows-1252: none of them is a letter of DOS, where `n°` ends in 0xF8.
            0xc0 | 0xc8 | 0xc9 | 0xcc | 0xd2 | 0xd9 | 0xe0 | 0xe8 | 0xe9 | 0xec | 0xf2 | 0xf9 => {
                return Spoken::Windows;
            }
            // `è` and `ì` of DOS: nothing at all in Windows-1252, and `Š`, which stands among capitals.
            0x8a | 0x8d if pair[0].is_ascii_lowercase() => dos = true,
            _ => {}
        }
    }
    // `à`, `é` and `è`, `ù` of the first Macintoshes: a circumflex that stands alone, and nothing at all.
    let foreign = |pair: &[u8]| matches!(pair[1], 0x81 | 0x88 | 0x8e | 0x8f | 0x90 | 0x9d);
    match dos {
        true => Spoken::Dos,
        false if bytes.windows(2).filter(after_letter).any(foreign) => Spoken::Unknown,
        false => Spoken::Windows,
    }
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
        decoded(bytes).map(Cow::into_owned)
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
    fn letters_of_no_known_encoding_are_not_guessed() {
        // `attività` and `è già` as the first Macintoshes wrote them.
        assert_eq!(decoded(b"attivit\x88"), None);
        assert_eq!(decoded(b"caff\x8f"), None);
    }

    proptest! {
        #[test]
        fn a_text_with_an_accented_letter_inside_a_word_is_read_back(words in "[a-z ]{0,12}[a-z][àèéìòù][ a-z]{0,12}") {
            prop_assert_eq!(read(&windows(&words)), Some(words.clone()));
            // Of these only `è` and `ì` are told from the punctuation of Windows-1252.
            let certain = format!("{words} caffè");
            prop_assert_eq!(read(&dos(&certain)), Some(certain));
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = decoded(&bytes);
        }
    }
}
