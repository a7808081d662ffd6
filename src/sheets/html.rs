//! The tables of an HTML page, which portals and accounting programs name `.xls`: each that holds something is a sheet. Runs in
//! the child process. Refuses to take a page for a table: one that a portal gives in the place of a file is told as that.

mod cell;
mod island;
mod page;
mod style;
mod table;
mod words;

use std::io::Write;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use self::page::Page;
use self::table::Table;
use super::Limits;
use super::encoding;
use super::fault::{self, Excess, Fault, damaged, too_large};
use super::hidden::Hidden;
use super::listing::{Interrupted, Writer};
use super::sheet::Sheet;

const SHEETS_MAX: usize = 1_000;

/// Lists an HTML page.
pub(super) fn list(bytes: &[u8], limits: &Limits, out: &mut impl Write) -> Result<(), Interrupted> {
    let text = encoding::declared(bytes, encoding::of_page_head(bytes).as_deref())?;
    let mut emitter = DefaultEmitter::default();
    // Scripts and styles are no markup.
    emitter.naively_switch_states(true);
    let mut page = Page::new(limits);
    for token in Tokenizer::new_with_emitter(&*text, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => page.start(&tag)?,
            Ok(Token::EndTag(tag)) => page.end(&tag.name),
            Ok(Token::String(text)) => page.text(&String::from_utf8_lossy(&text)),
            Ok(Token::Comment(comment)) => page.comment(&String::from_utf8_lossy(&comment)),
            Ok(Token::Doctype(_) | Token::Error(_)) => {}
            Err(never) => match never {},
        }
    }
    write(page, limits, out)
}

fn write(page: Page<'_>, limits: &Limits, out: &mut impl Write) -> Result<(), Interrupted> {
    // Nobody knows whether rows are missing from a table that does not end.
    if page.has_open_table() {
        return Err(damaged().into());
    }
    let mut tables = titled(page.tables, page.island.names);
    tables.retain(|(table, _)| table.has_cells());
    if page.asks_password || page.says_session_is_over && !tables.iter().any(|(table, _)| table.is_of_data()) {
        return Err(Fault::Page(fault::Page::Login).into());
    }
    if tables.is_empty() {
        return Err(Fault::Page(fault::Page::WithoutTable).into());
    }
    if tables.len() > SHEETS_MAX {
        return Err(too_large(Excess::Entries).into());
    }
    let (mut writer, mut count, mut all_hidden) = (Writer::begin(out)?, 0, Vec::new());
    for (number, (table, name)) in (1..).zip(tables) {
        let (named, is_seen) = (name.is_some(), name.as_ref().is_none_or(|(_, is_seen)| *is_seen));
        let name = name.map(|(name, _)| name).filter(|name| !name.is_empty());
        let name = name.or_else(|| table.caption()).unwrap_or_else(|| format!("Tabella {number}"));
        let visible = table.is_visible && is_seen;
        writer.sheet(&Sheet { name, visible, has_cells: true, unreadable: false, named })?;
        let mut hidden = Hidden::default();
        for (row, column, content) in table.cells(&mut hidden) {
            limits.admit(&mut count, column)?;
            writer.cell(row, column, &content)?;
        }
        all_hidden.push(hidden);
    }
    Ok(writer.end(&all_hidden)?)
}

/// Gives each table the name that the page has for it, in their order. What stands above a table in which others lie is
/// theirs where it holds nothing itself.
fn titled(tables: Vec<Table>, names: Vec<(String, bool)>) -> Vec<(Table, Option<(String, bool)>)> {
    let mut names = names.into_iter();
    let (mut titled, mut above, mut name) = (Vec::with_capacity(tables.len()), Vec::new(), None);
    for mut table in tables {
        if table.is_outermost {
            (above, name) = (std::mem::take(&mut table.above), names.next());
        }
        let named = if table.has_cells() {
            table.above = std::mem::take(&mut above);
            name.take()
        } else {
            None
        };
        titled.push((table, named));
    }
    titled
}
