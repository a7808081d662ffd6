//! What the styles of an open document say: which sheets, rows and columns they hide, and what the number of a cell is
//! where the cell itself says no more than that it is one. Refuses to know how anything looks.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::super::element::{Stop, attribute};
use super::super::fault::{Excess, too_large};
use super::super::number_format::{NumberFormat, STYLES_MAX};
use super::super::xml::Xml;

/// A chain of styles longer than this goes round.
const PARENTS_MAX: usize = 64;

/// What a style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Sheet,
    Row,
    Column,
    Cell,
}

impl Family {
    const ALL: usize = 4;

    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "table" => Self::Sheet,
            "table-row" => Self::Row,
            "table-column" => Self::Column,
            "table-cell" => Self::Cell,
            _ => return None,
        })
    }
}

/// A style, as far as it says something itself.
#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    hides: Option<bool>,
    /// The name of the number format.
    format: Option<String>,
}

/// The styles of a document, of both parts that hold some.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By family and name; what a family is by default has no name.
    styles: [BTreeMap<String, Style>; Family::ALL],
    formats: BTreeMap<String, NumberFormat>,
}

impl Styles {
    /// Takes in the styles of a part, or up to the end of the element in which its cells' styles stand.
    pub fn read(&mut self, xml: &mut Xml<'_>, until: Option<&str>) -> Result<(), Stop> {
        let mut standing: Option<(Family, String)> = None;
        let mut count = 0;
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "style" | "default-style" => {
                        standing = self.begin(&element)?;
                        count += 1;
                    }
                    "table-properties" | "table-row-properties" | "table-column-properties" => {
                        if let Some((family, name)) = &standing
                            && let Some(style) = self.styles[*family as usize].get_mut(name)
                        {
                            style.hides = hides(&element)?.or(style.hides);
                        }
                    }
                    kind => {
                        if let Some(format) = format(kind, &element)? {
                            self.formats.insert(attribute(&element, "name")?.unwrap_or_default(), format);
                            count += 1;
                        }
                    }
                },
                Event::End(element) if Some(element.local_name().as_ref()) == until => return Ok(()),
                Event::Eof if until.is_none() => return Ok(()),
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
            if count > STYLES_MAX {
                return Err(too_large(Excess::Styles).into());
            }
        }
    }

    /// A style that begins; a name that was there before is taken by the one that comes later.
    fn begin(&mut self, element: &BytesStart<'_>) -> Result<Option<(Family, String)>, Stop> {
        let family = attribute(element, "family")?.and_then(|word| Family::of(&word));
        let Some(family) = family else { return Ok(None) };
        let name = attribute(element, "name")?.unwrap_or_default();
        let parent = attribute(element, "parent-style-name")?;
        let style = Style { parent, hides: None, format: attribute(element, "data-style-name")? };
        self.styles[family as usize].insert(name.clone(), style);
        Ok(Some((family, name)))
    }

    /// Whether a sheet, row or column with this style is hidden.
    pub fn hides(&self, family: Family, name: Option<&str>) -> bool {
        self.said(family, name, |style| style.hides).unwrap_or_default()
    }

    /// What the number in a cell with this style is.
    pub fn format(&self, name: Option<&str>) -> NumberFormat {
        let name = self.said(Family::Cell, name, |style| style.format.as_deref());
        name.and_then(|name| self.formats.get(name)).copied().unwrap_or_default()
    }

    /// What a style says, or the nearest above it that says anything.
    fn said<'s, T>(&'s self, family: Family, name: Option<&str>, says: impl Fn(&'s Style) -> Option<T>) -> Option<T> {
        let styles = &self.styles[family as usize];
        let mut style = name.and_then(|name| styles.get(name));
        for _ in 0..PARENTS_MAX {
            let Some(standing) = style else { break };
            if let Some(said) = says(standing) {
                return Some(said);
            }
            style = standing.parent.as_ref().and_then(|parent| styles.get(parent));
        }
        styles.get("").and_then(says)
    }
}

/// Whether these properties hide what has them; `None` where they say nothing of it.
fn hides(properties: &BytesStart<'_>) -> Result<Option<bool>, Stop> {
    if let Some(display) = attribute(properties, "display")? {
        return Ok(Some(display == "false"));
    }
    for (size, fits) in [("row-height", "use-optimal-row-height"), ("column-width", "use-optimal-column-width")] {
        if let Some(size) = attribute(properties, size)? {
            let digits = size.trim_end_matches(|c: char| !c.is_ascii_digit());
            // Programs round to a twentieth of a point; what fits its content is measured again by whoever opens it.
            let is_none = digits.parse::<f64>().is_ok_and(|size| size.abs() < 0.0005);
            return Ok(Some(is_none && attribute(properties, fits)?.as_deref() != Some("true")));
        }
    }
    Ok(None)
}

/// What a number is by an element that declares a format; `None` for any other element.
fn format(kind: &str, element: &BytesStart<'_>) -> Result<Option<NumberFormat>, Stop> {
    Ok(Some(match kind {
        "percentage-style" => NumberFormat::Percent,
        "date-style" => NumberFormat::Date,
        "time-style" if attribute(element, "truncate-on-overflow")?.as_deref() == Some("false") => {
            NumberFormat::Duration
        }
        "time-style" => NumberFormat::Date,
        "number-style" | "currency-style" | "text-style" | "boolean-style" => NumberFormat::Number,
        _ => return Ok(None),
    }))
}
