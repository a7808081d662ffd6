//! The elements of a workbook listed out of its XML by their attributes, and why they are not read on.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

use super::listing::Interrupted;
use super::xml::NotXml;

/// Why a listing stops before its end.
#[derive(Debug)]
pub(super) enum Stop {
    NotXml,
    Interrupted(Interrupted),
}

impl From<NotXml> for Stop {
    fn from(_: NotXml) -> Self {
        Self::NotXml
    }
}

impl<T: Into<Interrupted>> From<T> for Stop {
    fn from(interrupted: T) -> Self {
        Self::Interrupted(interrupted.into())
    }
}

/// The attributes of an element: prefix, name without it, value.
pub(super) fn attributes<'e>(
    element: &'e BytesStart<'_>,
) -> impl Iterator<Item = Result<(&'e str, &'e str, Cow<'e, str>), NotXml>> {
    let mut all = element.attributes();
    all.with_checks(false);
    all.map(|attribute| {
        let attribute = attribute.map_err(|_| NotXml)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| NotXml)?;
        let (prefix, name) = attribute.key.into_inner().split_once(':').unwrap_or(("", attribute.key.into_inner()));
        Ok((prefix, name, value))
    })
}

/// An attribute's value by its name without prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, NotXml> {
    for told in attributes(element) {
        let (_, found, value) = told?;
        if found == name {
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// How often something stands, or over how much it stretches: at least once, as LibreOffice shows it where a program
/// has written a zero.
pub(super) fn count(number: &str) -> Result<u32, NotXml> {
    number.trim().parse().map(|number: u32| number.max(1)).map_err(|_| NotXml)
}
