//! What the styles of a page say that matters to a reader of it: what they hide, and the number format that Excel writes into them.
//! Refuses to know how anything looks, and selectors that need more than the element they are about.

use std::borrow::Cow;
use std::collections::BTreeMap;

use html5gum::StartTag;

use super::super::number_format::{NumberFormat, STYLES_MAX};

/// What is said of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    hides: Option<bool>,
    pub format: Option<NumberFormat>,
}

impl Look {
    /// Whether nobody sees it.
    pub fn hides(self) -> bool {
        self.hides == Some(true)
    }

    fn then(self, later: Self) -> Self {
        Self { hides: later.hides.or(self.hides), format: later.format.or(self.format) }
    }

    /// What declarations say: `display:none;mso-number-format:"0\.00%"`.
    fn of(declarations: &str) -> Self {
        let mut look = Self::default();
        for declaration in split(declarations, ';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.trim();
            let value = value.strip_suffix("!important").unwrap_or(value).trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "display" => look.hides = Some(value.eq_ignore_ascii_case("none")),
                "visibility" if ["hidden", "collapse"].iter().any(|it| value.eq_ignore_ascii_case(it)) => {
                    look.hides = Some(true);
                }
                "mso-number-format" => look.format = Some(NumberFormat::of_name(&unescaped(value))),
                _ => {}
            }
        }
        look
    }
}

/// The rules of a page by their selectors: an element, a class, an element of a class, an element's id.
#[derive(Debug, Default)]
pub(super) struct Rules(BTreeMap<String, Look>);

impl Rules {
    /// Takes in a style sheet. Rules for print and the like are passed over with all that is in them.
    pub fn read(&mut self, sheet: &str) {
        let sheet = without_comments(&sheet.replace("<!--", " ").replace("-->", " "));
        let mut rest = sheet.as_str();
        while let Some((selectors, after)) = split_at(rest, '{') {
            // `@charset "utf-8";` has no block.
            let selectors = selectors.rsplit_once(';').map_or(selectors, |(_, last)| last).trim();
            let Some((block, after)) = split_at(after, '}') else { break };
            rest = after;
            if selectors.starts_with('@') {
                let mut open = block.matches('{').count();
                while let (Some((inner, after)), true) = (split_at(rest, '}'), open > 0) {
                    (rest, open) = (after, open - 1 + inner.matches('{').count());
                }
                continue;
            }
            let look = Look::of(block);
            if look == Look::default() {
                continue;
            }
            for selector in selectors.split(',').map(str::trim) {
                let is_simple =
                    !selector.contains(|c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~' | ':' | '[' | '*'));
                if is_simple && self.0.len() < STYLES_MAX {
                    let standing = self.0.entry(selector.to_ascii_lowercase()).or_default();
                    *standing = standing.then(look);
                }
            }
        }
    }

    /// What is said of an element, by the rules and by its own attributes.
    pub fn of(&self, tag: &StartTag<()>) -> Look {
        let mut look = Look::default();
        if !self.0.is_empty() {
            let element = String::from_utf8_lossy(&tag.name);
            let rule = |selector: &str| self.0.get(selector).copied().unwrap_or_default();
            look = look.then(rule(&element));
            for class in value(tag, "class").unwrap_or_default().to_ascii_lowercase().split_ascii_whitespace() {
                look = look.then(rule(&format!(".{class}"))).then(rule(&format!("{element}.{class}")));
            }
            if let Some(id) = value(tag, "id") {
                look = look.then(rule(&format!("#{}", id.to_ascii_lowercase())));
            }
        }
        if let Some(style) = value(tag, "style") {
            look = look.then(Look::of(&style));
        }
        if value(tag, "hidden").is_some() {
            look.hides = Some(true);
        }
        look
    }
}

/// An attribute's value.
pub(super) fn value<'t>(tag: &'t StartTag<()>, name: &str) -> Option<Cow<'t, str>> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value))
}

/// The parts between a sign, except where it stands in quotes or behind a backslash.
fn split(text: &str, sign: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (part, after) = match split_at(rest?, sign) {
            Some((part, after)) => (part, Some(after)),
            None => (rest?, None),
        };
        rest = after;
        Some(part)
    })
}

fn split_at(text: &str, sign: char) -> Option<(&str, &str)> {
    let (mut quote, mut escaped) = (None, false);
    let at = text.char_indices().find(|(_, c)| {
        let was_escaped = std::mem::take(&mut escaped);
        match (*c, quote) {
            _ if was_escaped => {}
            ('\\', _) => escaped = true,
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(*c),
            (c, None) => return c == sign,
        }
        false
    });
    at.map(|(at, _)| (&text[..at], &text[at + sign.len_utf8()..]))
}

fn without_comments(sheet: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(sheet.len()), sheet);
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// A value without its quotes and backslashes: `"\#\,\#\#0\.00"`, `"\0022 dovuti\0022"`.
fn unescaped(value: &str) -> String {
    let value = value.trim_matches(['"', '\'']);
    let (mut out, mut chars) = (String::new(), value.chars().peekable());
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut code = String::new();
        while let Some(digit) = chars.next_if(|c| c.is_ascii_hexdigit() && code.len() < 6) {
            code.push(digit);
        }
        match u32::from_str_radix(&code, 16).ok().and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                chars.next_if(char::is_ascii_whitespace);
            }
            None => out.extend(chars.next()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_say_what_is_hidden_and_what_numbers_are() {
        let mut rules = Rules::default();
        rules.read(
            "<!-- @charset \"utf-8\"; /* { */ td {mso-number-format:General;} .nascosta, #fine { color:red; display : NONE !important }\n\
             .xl24\n\t{mso-style-parent:style0;\n\tmso-number-format:\"\\#\\,\\#\\#0\\.00\\0022 \\;\\0022\\%\";}\n\
             td.giorno {mso-number-format:\"Short Date\"} @media print { .stampa { display:none } tr { display:none } }\n\
             div .dentro {display:none} .dopo {visibility:collapse} -->",
        );
        let look = |name: &str, attributes: &[(&str, &str)]| {
            let attributes =
                attributes.iter().map(|(name, value)| (name.as_bytes().to_vec().into(), spanned(value))).collect();
            let look = rules.of(&StartTag { name: name.as_bytes().to_vec().into(), attributes, ..StartTag::default() });
            (look.hides(), look.format)
        };
        assert_eq!(look("td", &[]), (false, Some(NumberFormat::Number)));
        assert_eq!(look("td", &[("class", "a nascosta")]), (true, Some(NumberFormat::Number)));
        assert_eq!(look("tr", &[("id", "Fine")]), (true, None));
        assert_eq!(look("td", &[("class", "xl24")]), (false, Some(NumberFormat::Percent)));
        assert_eq!(look("td", &[("class", "giorno")]), (false, Some(NumberFormat::Date)));
        assert_eq!(look("tr", &[("class", "stampa")]), (false, None));
        assert_eq!(look("tr", &[("class", "dentro")]), (false, None));
        assert_eq!(look("tr", &[("class", "dopo")]), (true, None));
        assert_eq!(look("tr", &[("hidden", "")]), (true, None));
        assert_eq!(look("tr", &[("class", "nascosta"), ("style", "display:table-row")]), (false, None));
        assert_eq!(look("th", &[("style", "mso-number-format:'0\\.00%'")]), (false, Some(NumberFormat::Percent)));
    }

    fn spanned(value: &str) -> html5gum::Spanned<html5gum::HtmlString, ()> {
        html5gum::Spanned { value: value.as_bytes().to_vec().into(), ..html5gum::Spanned::default() }
    }
}
