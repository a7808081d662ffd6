//! What a cell's number format says its number is: an amount, a percentage, a date, hours. The same question for
//! every format of workbook. Refuses to know how a number is printed.

use std::collections::BTreeMap;

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::cell::{Content, moment_of};

/// Cell formats beyond these are in no file that Excel opens (it has 65 490), and are there to fill the memory.
pub(super) const STYLES_MAX: usize = 1 << 17;

/// What the number in a cell is, by the cell's format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// A number as it stands.
    #[default]
    Number,
    /// A fraction, shown times a hundred.
    Percent,
    /// A serial of days.
    Date,
    /// Hours or minutes counted beyond a day, which are no date.
    Duration,
}

impl NumberFormat {
    /// What a format's code says: `#,##0.00`, `0.0%`, `dd/mm/yyyy`, `[h]:mm`.
    pub fn of_code(code: &str) -> Self {
        // What programs in German and Italian write for it.
        if code.eq_ignore_ascii_case("standard") {
            return Self::Number;
        }
        let (mut quoted, mut escaped, mut bracket) = (false, false, None::<String>);
        let (mut date, mut duration, mut first_section) = (false, false, true);
        for c in code.chars().flat_map(char::to_lowercase) {
            match c {
                _ if escaped => escaped = false,
                '"' => quoted = !quoted,
                _ if quoted => {}
                '\\' | '_' | '*' => escaped = true,
                '[' => bracket = Some(String::new()),
                ']' => {
                    // `[h]` counts hours beyond a day; `[Red]` is a colour.
                    let inside = bracket.take().unwrap_or_default();
                    duration |= !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'm' | 's'));
                }
                c if bracket.is_some() => bracket.iter_mut().for_each(|inside| inside.push(c)),
                '%' => return Self::Percent,
                // What follows is for negative numbers, zeros and texts.
                ';' => first_section = false,
                'd' | 'y' | 'm' | 'h' | 's' => date |= first_section,
                _ => {}
            }
        }
        match (duration, date) {
            (true, _) => Self::Duration,
            (false, true) => Self::Date,
            (false, false) => Self::Number,
        }
    }

    /// What a format says by the name that old Excel gives it (`Percent`, `Short Date`), else by its code.
    pub fn of_name(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "percent" => Self::Percent,
            "general date" | "long date" | "medium date" | "short date" | "long time" | "medium time"
            | "short time" => Self::Date,
            "general" | "general number" | "currency" | "euro currency" | "fixed" | "scientific" | "yes/no"
            | "true/false" | "on/off" | "@" => Self::Number,
            _ => Self::of_code(name),
        }
    }

    /// What the formats are that every workbook has without declaring them (ECMA-376, 18.8.30). 27 to 36 and 50 to 58
    /// are the dates of East Asian programs.
    fn built_in(id: u16) -> Self {
        match id {
            9 | 10 => Self::Percent,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date,
            46 => Self::Duration,
            _ => Self::Number,
        }
    }

    /// A cell's content out of its number.
    #[inline]
    pub fn content(self, number: f64, is_1904: bool) -> Content<'static> {
        let kind = match self {
            Self::Number => return Content::Number(number),
            Self::Percent => return Content::Percent(number),
            Self::Date => ExcelDateTimeType::DateTime,
            Self::Duration => ExcelDateTimeType::TimeDelta,
        };
        moment_of(ExcelDateTime::new(number, kind, is_1904))
    }
}

/// The formats that a workbook declares, by their ids.
#[derive(Debug, Default)]
pub(super) struct NumberFormats(BTreeMap<u16, NumberFormat>);

impl NumberFormats {
    /// Takes in a declaration; it counts for whatever id it has, that of a built-in format too.
    pub fn declare(&mut self, id: u16, code: &str) {
        self.0.insert(id, NumberFormat::of_code(code));
    }

    /// The format of an id.
    pub fn of(&self, id: u16) -> NumberFormat {
        self.0.get(&id).copied().unwrap_or_else(|| NumberFormat::built_in(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_say_what_their_numbers_are() {
        for (code, expected) in [
            ("General", NumberFormat::Number),
            ("Standard", NumberFormat::Number),
            ("#,##0.00", NumberFormat::Number),
            ("#,##0.00 \"dovuti\"", NumberFormat::Number),
            ("[Red]0.00;0", NumberFormat::Number),
            ("▲0.0", NumberFormat::Number),
            ("• 0.0%", NumberFormat::Percent),
            ("0.0%", NumberFormat::Percent),
            ("0;-0%", NumberFormat::Percent),
            ("0\\%", NumberFormat::Number),
            ("dd/mm/yyyy", NumberFormat::Date),
            ("[$-410]d mmmm yyyy", NumberFormat::Date),
            ("hh:mm", NumberFormat::Date),
            ("[h]:mm", NumberFormat::Duration),
        ] {
            assert_eq!(NumberFormat::of_code(code), expected, "{code}");
        }
        for (name, expected) in [
            ("Percent", NumberFormat::Percent),
            ("Short Date", NumberFormat::Date),
            ("Fixed", NumberFormat::Number),
            ("Standard", NumberFormat::Number),
            ("Scientific", NumberFormat::Number),
            ("dd/mm/yyyy;@", NumberFormat::Date),
            ("0.0%", NumberFormat::Percent),
        ] {
            assert_eq!(NumberFormat::of_name(name), expected, "{name}");
        }
        let mut formats = NumberFormats::default();
        assert_eq!(
            [14, 10, 2, 46].map(|id| formats.of(id)),
            [NumberFormat::Date, NumberFormat::Percent, NumberFormat::Number, NumberFormat::Duration]
        );
        formats.declare(14, "0%");
        formats.declare(52, "#,##0.00");
        assert_eq!((formats.of(14), formats.of(52)), (NumberFormat::Percent, NumberFormat::Number));
    }
}
