//! What a cell of an HTML table holds: the text that it shows, as somebody typed it, unless Excel or LibreOffice wrote beside it
//! which value that is. Refuses to know where the cell stands.

use std::borrow::Cow;

use chrono::NaiveDate;
use html5gum::StartTag;

use super::super::cell::{Content, tidy, typed};
use super::super::display::{as_shown, shows_error};
use super::super::number_format::NumberFormat;
use super::style::{Look, value};

/// What a cell says of itself in its attributes.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The number in it, with a point, as Excel (`x:num`) or LibreOffice (`sdval`, in its user's language) writes it.
    number: Option<String>,
    /// The text in it, where it is told apart from what is shown.
    text: Option<String>,
    is_text: bool,
    error: Option<String>,
    truth: Option<String>,
    is_formula: bool,
    format: Option<NumberFormat>,
    /// What stands in a field of a form inside it, which is no text of the page.
    pub field: Option<String>,
}

impl Head {
    /// The attributes of a cell.
    pub fn of(tag: &StartTag<()>, look: Look) -> Self {
        let told = |name: &str| value(tag, name).map(Cow::into_owned);
        let filled = |name: &str| told(name).filter(|it| !it.trim().is_empty());
        Self {
            number: filled("x:num").or_else(|| filled("sdval").map(|it| it.replace(',', "."))),
            text: filled("x:str"),
            is_text: value(tag, "x:str").is_some(),
            error: told("x:err"),
            truth: filled("x:bool"),
            is_formula: filled("x:fmla").is_some(),
            // Two languages stand before it.
            format: look.format.or(told("sdnum").and_then(|it| it.splitn(3, ';').nth(2).map(NumberFormat::of_name))),
            field: None,
        }
    }

    /// What the cell holds that shows this.
    pub fn content(self, shown: String, is_1904: bool) -> Content<'static> {
        if let Some(field) = self.field {
            return Content::Unreadable(Cow::Owned(field));
        }
        if let Some(error) = self.error {
            let error = if error.trim().is_empty() { shown } else { error };
            return Content::Error(if error.is_empty() { Cow::Borrowed("#ERR!") } else { Cow::Owned(error) });
        }
        // LibreOffice writes a zero that shows the error's name.
        if (self.number.is_some() || self.is_formula) && shows_error(shown.trim()) {
            return Content::Error(Cow::Owned(shown));
        }
        if let Some(number) = self.number {
            let read = number.trim().parse().ok().filter(|it: &f64| it.is_finite());
            let read = read.map(|it| numbered(it, &shown, self.format.unwrap_or_default(), is_1904));
            return read.unwrap_or(Content::Unreadable(Cow::Owned(number)));
        }
        if let Some(truth) = self.truth {
            return match truth.trim().to_ascii_uppercase().as_str() {
                "TRUE" | "1" => Content::Bool(true),
                "FALSE" | "0" => Content::Bool(false),
                _ => Content::Unreadable(Cow::Owned(truth)),
            };
        }
        match (self.text.unwrap_or(shown), self.is_text) {
            (text, is_text) if tidy(&text).is_empty() => {
                if self.is_formula && !is_text {
                    Content::Uncomputed
                } else {
                    Content::Blank
                }
            }
            (text, true) => Content::Text(Cow::Owned(text)),
            (text, false) => typed(&text),
        }
    }
}

/// A number whose look, or else its format, may say that it is a percentage or a date: LibreOffice writes formats in its
/// user's language.
fn numbered(number: f64, shown: &str, format: NumberFormat, is_1904: bool) -> Content<'static> {
    let zero = if is_1904 { NaiveDate::from_ymd_opt(1904, 1, 1) } else { NaiveDate::from_ymd_opt(1899, 12, 30) };
    let seen = zero.and_then(|zero| as_shown(number, shown, zero));
    seen.unwrap_or_else(|| format.content(number, is_1904))
}
