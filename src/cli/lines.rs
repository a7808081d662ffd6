//! How lines are laid out for who reads them: under labels, wrapped at words, rows whose words give way to their amounts.
//! What is redirected has the lines that scripts know, whatever their length.

use std::fmt::Write as _;

use super::{parse, program, terminal};
use crate::italian::pieces;

/// Columns of a label with what stands before it.
const LABEL: usize = 13;

/// A line under a label; long texts go on, indented under themselves.
pub(super) fn field(out: &mut String, label: &str, text: &str) {
    wrapped(out, &format!("  {label:<LABEL$}"), &" ".repeat(LABEL + 2), text);
}

/// A text after what its line begins with; where it is long it goes on, indented.
pub(super) fn wrapped(out: &mut String, begin: &str, indent: &str, text: &str) {
    match terminal::columns() {
        Some(columns) => filled(out, (begin, indent), &words(text, columns.saturating_sub(chars(indent))), columns),
        None => filled(out, (begin, indent), &plain(text), terminal::width()),
    }
}

/// A text after what its line begins with: under itself where a terminal is too narrow for it, else on one line.
pub(super) fn hung(out: &mut String, begin: &str, text: &str) {
    match terminal::columns() {
        Some(columns) if chars(begin) + chars(text) > columns => {
            wrapped(out, begin, &" ".repeat(chars(begin)), text);
        }
        _ => drop(writeln!(out, "{begin}{text}")),
    }
}

/// A row of a list as it is whole; on a terminal that is too narrow for it, its parts after what it begins with, each on a line.
pub(super) fn row(out: &mut String, whole: &str, begin: &str, parts: &[&str]) {
    match terminal::columns() {
        Some(columns) if chars(whole) > columns => {
            let indent = " ".repeat(chars(begin));
            let begins = std::iter::once(begin).chain(std::iter::repeat(indent.as_str()));
            parts.iter().zip(begins).for_each(|(part, begin)| hung(out, begin, part));
        }
        _ => drop(writeln!(out, "{whole}")),
    }
}

/// A whole text as a terminal of so many columns shows it: lines that are too long go on at a word, under themselves.
pub(super) fn fitted(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        if chars(content) <= columns {
            out.push_str(line);
            continue;
        }
        let rest = content.trim_start_matches(' ');
        let (begin, indent) = (&content[..content.len() - rest.len()], hanging(content));
        filled(&mut out, (begin, &indent), &words(rest, columns.saturating_sub(indent.len())), columns);
        if !line.ends_with('\n') {
            out.pop();
        }
    }
    out
}

/// What the lines begin with in which a line goes on: below its text, where it is numbered or marked.
fn hanging(line: &str) -> String {
    let rest = line.trim_start_matches(' ');
    let before = line.len() - rest.len();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mark = match &rest[digits..] {
        text if digits > 0 && text.starts_with(". ") => digits + 2,
        _ if rest.starts_with("- ") || rest.starts_with("→ ") => 2,
        _ if before > 0 => 2,
        _ => 0,
    };
    " ".repeat(before + mark)
}

/// Where a command begins with which a text ends: one copies it, so it stays on a line.
fn command_at(text: &str) -> Option<usize> {
    let name = program::name();
    let begins = |at: usize| {
        let rest = &text[at..];
        let of_ours = rest.strip_prefix(name).and_then(|rest| rest.strip_prefix(' '));
        of_ours.is_some_and(|rest| rest.split(' ').next().is_some_and(parse::is_command)) || rest.starts_with("sudo ")
    };
    let mut from = 0;
    for (is_value, piece) in pieces(text) {
        if is_value {
            from += piece.len() + 2;
            continue;
        }
        let after_spaces = piece.match_indices(' ').map(|(at, _)| from + at + 1);
        let start = (from == 0).then_some(0);
        if let Some(found) = start.into_iter().chain(after_spaces).find(|at| begins(*at)) {
            return Some(found);
        }
        from += piece.len();
    }
    None
}

/// A paragraph of a text file, of so many columns: after what its first line begins with, and what the others do.
pub(super) fn paragraph(out: &mut String, begin: (&str, &str), text: &str, width: usize) {
    filled(out, begin, &plain(text), width);
}

/// Words one after the other, each line as long as it may be.
fn filled(out: &mut String, (begin, indent): (&str, &str), words: &[&str], width: usize) {
    let mut current = begin.to_owned();
    let mut length = chars(&current);
    let mut empty = true;
    for word in words {
        let more = chars(word) + usize::from(!empty);
        if !empty && length + more > width {
            let _ = writeln!(out, "{current}");
            current = indent.to_owned();
            length = chars(indent);
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        // The word that goes on below is counted with the space before it, as it always was: scripts compare these texts.
        length += more;
        empty = false;
    }
    let _ = writeln!(out, "{current}");
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

fn plain(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// The words of a text. What one copies is one word: the command with which it ends, and what stands between backticks as long as a
/// line of so many columns holds it. So is an amount with its €.
fn words(text: &str, columns: usize) -> Vec<&str> {
    let (text, command) = command_at(text).map_or((text, None), |at| (&text[..at], Some(text[at..].trim_end())));
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let (mut from, mut at) = (None::<usize>, 0);
    let mut close = |from: &mut Option<usize>, until: usize| {
        let Some(start) = from.take() else { return };
        match spans.last_mut() {
            Some((_, end)) if text[start..until].starts_with('€') => *end = until,
            _ => spans.push((start, until)),
        }
    };
    for (is_value, piece) in pieces(text) {
        if is_value {
            // With the backticks around it.
            from.get_or_insert(at);
            at += piece.len() + 2;
            continue;
        }
        for (place, c) in piece.char_indices() {
            if c.is_whitespace() {
                close(&mut from, at + place);
            } else {
                from.get_or_insert(at + place);
            }
        }
        at += piece.len();
    }
    close(&mut from, text.len());
    let words = spans.into_iter().map(|(from, until)| &text[from..until]);
    let words = words.flat_map(|word| if chars(word) <= columns { vec![word] } else { plain(word) });
    words.chain(command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_backticks_is_one_word_unless_no_line_holds_it() {
        assert_eq!(
            words("vedi `quadratura run --empty`, poi `a b`.", 40),
            ["vedi", "`quadratura run --empty`,", "poi", "`a b`."]
        );
        assert_eq!(words("vedi `quadratura run`", 10), ["vedi", "`quadratura", "run`"]);
        assert_eq!(words("l`anno  è lungo ", 10), ["l`anno", "è", "lungo"]);
        assert_eq!(words("sono 1.250,00 €, poi 3 €", 10), ["sono", "1.250,00", "€,", "poi", "3 €"]);
        assert_eq!(words("sono 1.250,00 €, poi", 12), ["sono", "1.250,00 €,", "poi"]);
    }

    #[test]
    fn a_long_line_goes_on_under_itself_and_a_command_is_not_cut() {
        let text = "  - il primo dei tre punti è questo\nuna frase senza rientro che va avanti\n  2. guardare: quadratura status --config camera/config\nfine";
        insta::assert_snapshot!(fitted(text, 24), @r"
          - il primo dei tre
            punti è questo
        una frase senza rientro
        che va avanti
          2. guardare:
             quadratura status --config camera/config
        fine
        ");
    }
}
