//! The XML of spreadsheets, event by event: parts in any encoding that their first bytes declare, elements by their local
//! names, attributes, the text of an element however it is written. Refuses to know what any element means.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::events::{BytesStart, Event};

/// Bytes of one event: a tag, a text, a comment. The longest text of a cell has a quarter of them.
const EVENT_BYTES_MAX: u64 = 1 << 20;

/// The events of a part.
pub(super) struct Xml<'p> {
    reader: quick_xml::Reader<Part<'p>>,
    event: Vec<u8>,
    in_event: Rc<Cell<u64>>,
    /// Elements that are open.
    depth: u32,
}

/// Elements inside one another, at most: no part of a workbook has a tenth of them.
const DEPTH_MAX: u32 = 256;

/// What is no XML that this room reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotXml;

impl<'p> Xml<'p> {
    /// The events of a part; an empty element comes as its start and its end.
    pub fn of(part: impl Read + 'p) -> Result<Self, NotXml> {
        let in_event = Rc::new(Cell::new(0));
        let part: Box<dyn Read + 'p> = Box::new(part);
        let part = Bounded { part, in_event: Rc::clone(&in_event) };
        let mut part = BufReader::with_capacity(32 << 10, part);
        let declared = declared(part.fill_buf().map_err(|_| NotXml)?)?;
        let part = match declared {
            None => Part::Utf8(part),
            Some(encoding) => Part::Other(BufReader::new(Decoded::of(part, encoding))),
        };
        let mut reader = quick_xml::Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader, event: Vec::with_capacity(1024), in_event, depth: 0 })
    }

    /// The same without a look at the names of the elements that end, for who looks at them where it matters.
    pub fn with_any_ends(mut self) -> Self {
        self.reader.config_mut().check_end_names = false;
        self
    }

    /// The next event. A document type is refused: no spreadsheet program writes one, and an entity bomb needs it.
    #[inline]
    pub fn next(&mut self) -> Result<Event<'_>, NotXml> {
        self.event.clear();
        self.in_event.set(0);
        match self.reader.read_event_into(&mut self.event) {
            Ok(Event::DocType(_)) | Err(_) => Err(NotXml),
            Ok(event) => {
                match event {
                    Event::Start(_) => self.depth += 1,
                    Event::End(_) => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                // The parser holds the name of every element that is open.
                if self.depth > DEPTH_MAX { Err(NotXml) } else { Ok(event) }
            }
        }
    }

    /// Whether an element is open.
    pub fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Passes over the rest of an element that has begun.
    pub fn skip(&mut self) -> Result<(), NotXml> {
        let mut depth = 1_u32;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth = depth.checked_add(1).ok_or(NotXml)?,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(NotXml),
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds the text of an element that has begun, up to its end: characters, references and CDATA, whatever comments
    /// stand between them. Answers whether it is nothing but text.
    #[inline]
    pub fn text(&mut self, into: &mut String) -> Result<bool, NotXml> {
        loop {
            match self.next()? {
                Event::Text(text) => into.push_str(&text),
                Event::End(_) => return Ok(true),
                Event::CData(text) => into.push_str(&text),
                Event::GeneralRef(name) => into.push(character(&name).ok_or(NotXml)?),
                Event::Start(_) => {
                    self.skip()?;
                    while !self.text(&mut String::new())? {}
                    return Ok(false);
                }
                Event::Eof => return Err(NotXml),
                _ => {}
            }
        }
    }

    /// Adds all the text of an element that has begun, up to its end, that of elements inside it too.
    pub fn rich_text(&mut self, into: &mut String) -> Result<(), NotXml> {
        let mut depth = 1_u32;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(text) => into.push_str(&text),
                Event::CData(text) => into.push_str(&text),
                Event::GeneralRef(name) => into.push(character(&name).ok_or(NotXml)?),
                Event::Eof => return Err(NotXml),
                _ => {}
            }
        }
        Ok(())
    }

    /// Tells every element of the part until the telling says that it is enough.
    pub fn elements(mut self, mut tell: impl FnMut(&BytesStart<'_>) -> bool) -> Result<(), NotXml> {
        loop {
            match self.next()? {
                Event::Start(element) if tell(&element) => return Ok(()),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// The character that a reference means: one of the five of XML, or a number.
fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}

/// The attributes of an element, with their names' prefixes and their values as they are written.
pub(super) fn attributes<'e>(element: &'e BytesStart<'_>) -> impl Iterator<Item = (&'e str, &'e str)> {
    let mut rest = element.attributes_raw();
    // Names and values are short: looking at each byte is quicker than searching.
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let sign = bytes.iter().position(|byte| *byte == b'=')?;
        let begins = sign + 1 + bytes[sign + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = bytes[begins];
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let ends = begins + 1 + bytes[begins + 1..].iter().position(|byte| *byte == quote)?;
        let (name, value) = (rest[..sign].trim_ascii(), &rest[begins + 1..ends]);
        rest = &rest[ends + 1..];
        Some((name, value))
    })
}

/// An attribute's value by its local name.
pub(super) fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    let local = |found: &'e str| found.rsplit_once(':').map_or(found, |(_, local)| local);
    let (_, value) = attributes(element).find(|(found, _)| local(found) == name)?;
    quick_xml::escape::unescape(value).ok()
}

/// Whether an attribute says yes.
pub(super) fn is_true(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
}

/// The encoding that the first bytes of a part declare, where it is another than UTF-8.
fn declared(head: &[u8]) -> Result<Option<&'static Encoding>, NotXml> {
    let wide = [(&b"\xff\xfe"[..], UTF_16LE), (b"<\0", UTF_16LE), (b"\xfe\xff", UTF_16BE), (b"\0<", UTF_16BE)];
    if let Some((_, encoding)) = wide.into_iter().find(|(start, _)| head.starts_with(start)) {
        return Ok(Some(encoding));
    }
    let head = &head[..head.len().min(256)];
    let Some(end) = head.windows(2).position(|pair| pair == b"?>").filter(|_| head.starts_with(b"<?xml")) else {
        return Ok(None);
    };
    let declaration = String::from_utf8_lossy(&head[..end]).into_owned();
    let Some((_, after)) = declaration.split_once("encoding") else { return Ok(None) };
    let label = after.trim_start_matches(['=', ' ', '"', '\'']).split(['"', '\'']).next().unwrap_or_default();
    let encoding = Encoding::for_label(label.as_bytes()).ok_or(NotXml)?;
    // A part that can be read up to here is not in sixteen bits, whatever it says.
    Ok(Some(encoding).filter(|it| ![UTF_8, UTF_16LE, UTF_16BE].contains(it)))
}

/// A part in UTF-8, as nearly all are, or in another encoding.
enum Part<'p> {
    Utf8(BufReader<Bounded<'p>>),
    Other(BufReader<Decoded<BufReader<Bounded<'p>>>>),
}

impl Read for Part<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Utf8(part) => part.read(into),
            Self::Other(part) => part.read(into),
        }
    }
}

impl BufRead for Part<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Utf8(part) => part.fill_buf(),
            Self::Other(part) => part.fill_buf(),
        }
    }

    #[inline]
    fn consume(&mut self, bytes: usize) {
        match self {
            Self::Utf8(part) => part.consume(bytes),
            Self::Other(part) => part.consume(bytes),
        }
    }
}

/// Counts what is read for one event, so that an endless one is refused before it is held.
struct Bounded<'p> {
    part: Box<dyn Read + 'p>,
    in_event: Rc<Cell<u64>>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(into)?;
        self.in_event.set(self.in_event.get() + read as u64);
        if self.in_event.get() > EVENT_BYTES_MAX {
            return Err(io::Error::other("an event without an end"));
        }
        Ok(read)
    }
}

/// A part of another encoding, in UTF-8.
struct Decoded<R> {
    part: R,
    decoder: Decoder,
    ended: bool,
}

impl<R: BufRead> Decoded<R> {
    fn of(part: R, encoding: &'static Encoding) -> Self {
        Self { part, decoder: encoding.new_decoder_with_bom_removal(), ended: false }
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // A character may need four bytes; the buffer above this has thousands.
        while !self.ended {
            let from = self.part.fill_buf()?;
            let last = from.is_empty();
            let (_, taken, written, wrong) = self.decoder.decode_to_utf8(from, into, last);
            self.part.consume(taken);
            if wrong {
                return Err(io::Error::other("a letter of another encoding"));
            }
            self.ended = last;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(part: &[u8]) -> Result<(String, bool), NotXml> {
        let mut xml = Xml::of(part)?;
        while !matches!(xml.next()?, Event::Start(_)) {}
        let mut text = String::new();
        let plain = xml.text(&mut text)?;
        Ok((text, plain))
    }

    #[test]
    fn a_text_is_whole_however_it_is_written() {
        let read = |part: &str| text_of(part.as_bytes()).unwrap();
        for (part, text) in [
            ("<v>30.75</v>", "30.75"),
            ("<v><![CDATA[30.75]]></v>", "30.75"),
            ("<v>30<!-- x -->.<?y?>75</v>", "30.75"),
            ("<v>3&#48;.&#x37;5</v>", "30.75"),
            ("<v>a &amp; b &lt;c&gt;</v>", "a & b <c>"),
            ("<v/>", ""),
        ] {
            assert_eq!(read(part), (text.to_owned(), true), "{part}");
        }
        assert!(!read("<v>30<b>1<c/></b>.75</v>").1);
        for part in ["<v>3&zero;</v>", "<v>3", "<!DOCTYPE v><v>3</v>", "<v>&#xD800;</v>"] {
            assert_eq!(text_of(part.as_bytes()), Err(NotXml), "{part}");
        }
    }

    #[test]
    fn every_encoding_that_is_declared_is_read() {
        let text = "<?xml version=\"1.0\"?><t>città è</t>";
        let wide = |unit: fn(u16) -> [u8; 2], mark: bool| {
            let mark = mark.then_some(0xfeff);
            mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
        };
        let latin =
            b"<?xml version='1.0'   encoding = 'ISO-8859-1' standalone=\"yes\" ?>\n<t>citt\xe0 \xe8</t>".to_vec();
        let said_wrong = text.replace("?>", " encoding=\"UTF-16\"?>");
        for part in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            wide(u16::to_le_bytes, true),
            wide(u16::to_be_bytes, true),
            wide(u16::to_le_bytes, false),
            latin,
            said_wrong.into_bytes(),
        ] {
            assert_eq!(text_of(&part), Ok(("città è".to_owned(), true)), "{}", String::from_utf8_lossy(&part));
        }
        assert_eq!(text_of(b"<?xml version='1.0'?><t>citt\xe0</t>"), Err(NotXml));
        assert_eq!(text_of(b"<?xml version='1.0' encoding='nessuna'?><t>c</t>"), Err(NotXml));
    }

    #[test]
    fn attributes_are_told_as_they_are_written() {
        let mut xml = Xml::of(&b"<c r = 'A1' x:s=\"1\" name=\"a &amp; b=c\"/>"[..]).unwrap();
        let Ok(Event::Start(element)) = xml.next() else { panic!("an element") };
        assert_eq!(attributes(&element).collect::<Vec<_>>(), [("r", "A1"), ("x:s", "1"), ("name", "a &amp; b=c")]);
        assert_eq!(attribute(&element, "s").as_deref(), Some("1"));
        assert_eq!((attribute(&element, "name").as_deref(), attribute(&element, "t")), (Some("a & b=c"), None));
    }

    #[test]
    fn elements_inside_elements_without_an_end_are_refused() {
        let deep = |depth: u32| format!("{}{}", "<a>".repeat(depth as usize), "</a>".repeat(depth as usize));
        let read = |text: String| Xml::of(text.as_bytes()).unwrap().elements(|_| false);
        assert_eq!(read(deep(DEPTH_MAX)), Ok(()));
        assert_eq!(read(deep(DEPTH_MAX + 1)), Err(NotXml));
    }

    #[test]
    fn an_event_without_an_end_is_refused_before_it_is_held() {
        let long = format!("<t>{}</t>", "x".repeat(3 << 20));
        assert_eq!(text_of(long.as_bytes()), Err(NotXml));
        let many = format!("<t>{}</t>", "<!--x-->y".repeat(300_000));
        assert_eq!(text_of(many.as_bytes()).map(|(text, _)| text.len()), Ok(300_000));
    }
}
