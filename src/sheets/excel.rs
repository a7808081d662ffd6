//! What both binary workbooks of Excel, `.xls` and `.xlsb`, write alike: a number in four bytes, the code of an error, a text.

use std::borrow::Cow;

use super::cell::Content;

/// A text that stands in its cell; that of a formula may be empty.
pub(super) fn written(text: String) -> Content<'static> {
    if text.is_empty() { Content::Blank } else { Content::Text(Cow::Owned(text)) }
}

/// A number in four bytes: an integer or the upper half of a double, perhaps in hundredths.
pub(super) fn packed(bits: u32) -> f64 {
    let whole = bits & !3;
    let number = if bits & 2 != 0 {
        f64::from(i32::from_le_bytes(whole.to_le_bytes()) >> 2)
    } else {
        f64::from_bits(u64::from(whole) << 32)
    };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

/// An error of a cell by its code.
pub(super) fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#ERR!",
    }
}
