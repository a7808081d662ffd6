//! A page, tag by tag, as far as tables need it: tags that nobody closes end where HTML ends them, a table inside a cell is a table
//! of its own, what nobody sees is no text. Refuses to build a tree, so that depth costs nothing.

use html5gum::StartTag;

use super::super::Limits;
use super::super::cell::tidy;
use super::super::fault::{Excess, Fault, damaged, too_large};
use super::cell::Head;
use super::island::Island;
use super::style::{Look, Rules, value};
use super::table::{Columns, Open, Table};
use super::words::Words;

/// Tables inside one another, and tables of a page, beyond which it is made to break a reader.
const DEPTH_MAX: usize = 100;
const TABLES_MAX: usize = 10_000;

/// Lines above a table that may be its title: the last of them, when none is a paragraph.
const LINES_MAX: usize = 10;
const LINE_CHARS_MAX: usize = 255;

/// What a page says when whoever asked for it was not logged in any more.
const SESSION_IS_OVER: [&str; 6] = [
    "sessione scaduta",
    "sessione è scaduta",
    "sessione terminata",
    "session expired",
    "session has expired",
    "sessione non valida",
];

/// An element that is not seen, with all that is in it.
#[derive(Debug)]
struct Unseen {
    name: Vec<u8>,
    /// Elements of its name that are open.
    depth: u32,
    /// Tables that were open when it began.
    tables: usize,
}

/// Text that is no text of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Raw {
    Style,
    Field,
    Other,
}

/// A page, as far as it was read.
pub(super) struct Page<'l> {
    limits: &'l Limits,
    /// Its tables, in the order in which they begin.
    pub tables: Vec<Table>,
    pub island: Island,
    /// Whether it has a field for a password.
    pub asks_password: bool,
    pub says_session_is_over: bool,
    rules: Rules,
    /// The tables that are open, from the outermost.
    open: Vec<usize>,
    /// What stands outside of tables since the last one.
    loose: Words,
    raw: Option<Raw>,
    in_island: bool,
    unseen: Option<Unseen>,
}

impl<'l> Page<'l> {
    /// A page that begins.
    pub fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            tables: Vec::new(),
            island: Island::default(),
            asks_password: false,
            says_session_is_over: false,
            rules: Rules::default(),
            open: Vec::new(),
            loose: Words::default(),
            raw: None,
            in_island: false,
            unseen: None,
        }
    }

    /// Whether a table has not ended.
    pub fn has_open_table(&self) -> bool {
        !self.open.is_empty()
    }

    /// A tag that begins.
    pub fn start(&mut self, tag: &StartTag<()>) -> Result<(), Fault> {
        let name = tag.name.as_slice();
        self.island.start(name);
        self.raw = match name {
            b"style" => Some(Raw::Style),
            b"textarea" => Some(Raw::Field),
            b"script" | b"title" | b"noscript" | b"iframe" | b"noembed" => Some(Raw::Other),
            _ => None,
        };
        if let Some(unseen) = self.unseen.as_mut().filter(|unseen| unseen.name == name) {
            unseen.depth = unseen.depth.saturating_add(1);
        }
        let look = self.rules.of(tag);
        match name {
            b"xml" => self.in_island = true,
            b"table" => self.begin_table(look)?,
            b"caption" | b"colgroup" | b"col" | b"thead" | b"tbody" | b"tfoot" | b"tr" | b"td" | b"th" => {
                self.part_of_table(tag, look);
            }
            b"br" => self.words().line(),
            b"input" => self.field(tag, look),
            _ => self.element(name, look),
        }
        Ok(())
    }

    /// A tag that ends.
    pub fn end(&mut self, name: &[u8]) {
        self.raw = None;
        self.island.end(name);
        if let Some(unseen) = self.unseen.as_mut().filter(|unseen| unseen.name == name) {
            unseen.depth -= 1;
        }
        self.unseen.take_if(|unseen| unseen.depth == 0);
        let is_1904 = self.island.is_1904;
        match name {
            b"xml" => self.in_island = false,
            b"table" => self.end_table(),
            name if is_block(name) => self.words().block(),
            b"td" | b"th" if self.in_cell() => {
                self.forget_unseen();
                self.with_table(|table| table.end_cell(is_1904));
            }
            b"tr" => self.with_table(|table| table.end_row(is_1904)),
            b"thead" | b"tbody" | b"tfoot" => self.with_table(|table| table.begin_group(false, is_1904)),
            b"caption" => self.with_table(Table::end_caption),
            b"colgroup" => self.with_table(Table::end_columns),
            _ => {}
        }
    }

    /// A text between tags.
    pub fn text(&mut self, text: &str) {
        self.island.text(text);
        match self.raw {
            Some(Raw::Style) => return self.rules.read(text),
            Some(Raw::Field) => return self.fill(text),
            Some(Raw::Other) => return,
            None if self.in_island => return,
            None => {}
        }
        if self.unseen.as_ref().is_some_and(|unseen| unseen.tables == self.open.len()) {
            return;
        }
        if !self.says_session_is_over && text.len() < 4_096 {
            let text = text.to_lowercase();
            self.says_session_is_over = SESSION_IS_OVER.iter().any(|over| text.contains(over));
        }
        self.words().push(text);
    }

    /// A comment, in which Excel hides what is for itself alone.
    pub fn comment(&mut self, comment: &str) {
        self.island.comment(comment);
    }

    fn table(&mut self) -> Option<&mut Table> {
        self.open.last().and_then(|number| self.tables.get_mut(*number))
    }

    fn with_table(&mut self, then: impl FnOnce(&mut Table)) {
        if let Some(table) = self.table() {
            then(table);
        }
    }

    fn in_cell(&mut self) -> bool {
        self.table().is_some_and(|table| table.open().is_some())
    }

    /// Where a text goes that comes now.
    fn words(&mut self) -> &mut Words {
        let table = self.open.last().and_then(|number| self.tables.get_mut(*number));
        table.and_then(Table::words).unwrap_or(&mut self.loose)
    }

    /// An element that is no part of a table.
    fn element(&mut self, name: &[u8], look: Look) {
        const EMPTY: [&[u8]; 12] = [
            b"img",
            b"hr",
            b"wbr",
            b"meta",
            b"link",
            b"area",
            b"base",
            b"embed",
            b"source",
            b"track",
            b"param",
            b"basefont",
        ];
        if is_block(name) {
            self.words().block();
        }
        // A page hides itself until its script has run. Of a list one entry is chosen, and the page shows no other.
        let is_page = matches!(name, b"html" | b"body");
        let hides = look.hides() && !is_page || name == b"select";
        if hides && !EMPTY.contains(&name) && self.unseen.is_none() {
            self.unseen = Some(Unseen { name: name.to_vec(), depth: 1, tables: self.open.len() });
        }
    }

    fn begin_table(&mut self, look: Look) -> Result<(), Fault> {
        // A table that is in no cell of another ends that one.
        if self.table().is_some_and(|table| table.words().is_none()) {
            self.end_table();
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(damaged());
        }
        if self.tables.len() >= TABLES_MAX {
            return Err(too_large(Excess::Entries));
        }
        let hides = self.unseen.is_some() || look.hides();
        let outer_is_seen = self.table().is_none_or(|table| table.is_visible && !table.hides_open());
        let mut table = Table::new(self.limits.columns_max);
        table.is_visible = !hides && outer_is_seen;
        table.is_outermost = self.open.is_empty();
        if table.is_outermost {
            let text = self.loose.take();
            let lines = text.lines().map(|line| tidy(line).into_owned());
            let lines: Vec<String> =
                lines.filter(|line| !line.is_empty() && line.chars().count() <= LINE_CHARS_MAX).collect();
            table.above = lines[lines.len().saturating_sub(LINES_MAX)..].to_vec();
        }
        self.open.push(self.tables.len());
        self.tables.push(table);
        Ok(())
    }

    fn end_table(&mut self) {
        let is_1904 = self.island.is_1904;
        self.with_table(|table| table.end(is_1904));
        self.open.pop();
        let open = self.open.len();
        self.unseen.take_if(|unseen| unseen.tables > open);
    }

    fn part_of_table(&mut self, tag: &StartTag<()>, look: Look) {
        let (is_1904, name) = (self.island.is_1904, tag.name.as_slice());
        let hides = look.hides();
        let number = |name: &str| value(tag, name).map_or(Some(1), |it| leading_number(&it)).unwrap_or(1);
        let columns =
            Columns { count: number("span"), are_hidden: hides || value(tag, "width").as_deref() == Some("0") };
        if name != b"caption" || !self.in_cell() {
            self.forget_unseen();
        }
        self.with_table(|table| match name {
            b"caption" if table.open().is_none() => table.begin_caption(),
            b"colgroup" => table.begin_columns(columns),
            b"col" => table.declare(columns),
            b"thead" | b"tbody" | b"tfoot" => table.begin_group(hides, is_1904),
            b"tr" => table.begin_row(hides || value(tag, "height").as_deref() == Some("0"), is_1904),
            b"td" | b"th" => {
                let (columns, rows) = (number("colspan"), number("rowspan"));
                let open = Open { head: Head::of(tag, look), words: Words::default(), columns, rows, is_hidden: hides };
                table.begin_cell(open, is_1904);
            }
            _ => {}
        });
    }

    /// What was not seen inside a cell ends with it, whether anybody closed it or not; and what stands between cells
    /// holds none of them.
    fn forget_unseen(&mut self) {
        let open = self.open.len();
        self.unseen.take_if(|unseen| open > 0 && unseen.tables == open);
    }

    /// A field of a form.
    fn field(&mut self, tag: &StartTag<()>, look: Look) {
        let kind = value(tag, "type").unwrap_or_default().to_ascii_lowercase();
        let is_seen = !look.hides() && self.unseen.is_none();
        match kind.as_str() {
            "password" => self.asks_password |= is_seen,
            "" | "text" | "number" | "tel" | "date" if is_seen => {
                self.fill(&value(tag, "value").unwrap_or_default());
            }
            _ => {}
        }
    }

    /// Takes in what stands in a field: the page shows it, and it may be changed by whoever looks at it.
    fn fill(&mut self, text: &str) {
        let text = tidy(text);
        if let (false, Some(open)) = (text.is_empty(), self.table().and_then(Table::open)) {
            open.head.field = Some(text.into_owned());
        }
    }
}

/// Whether an element stands on lines of its own.
fn is_block(name: &[u8]) -> bool {
    const BLOCKS: [&[u8]; 30] = [
        b"address",
        b"article",
        b"aside",
        b"blockquote",
        b"center",
        b"dd",
        b"div",
        b"dl",
        b"dt",
        b"fieldset",
        b"footer",
        b"form",
        b"h1",
        b"h2",
        b"h3",
        b"h4",
        b"h5",
        b"h6",
        b"header",
        b"hr",
        b"li",
        b"main",
        b"nav",
        b"ol",
        b"option",
        b"p",
        b"pre",
        b"section",
        b"ul",
        b"legend",
    ];
    BLOCKS.contains(&name)
}

/// A number as a browser reads it: `3`, ` 3px`; `None` where there is none. One that is too great is great.
fn leading_number(text: &str) -> Option<u32> {
    let digits = text.trim_start().trim_start_matches('+');
    let digits = &digits[..digits.bytes().take_while(u8::is_ascii_digit).count()];
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
}
