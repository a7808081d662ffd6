//! Colours for who reads on a terminal: headings, what is wrong, what is to be looked at. They say nothing that the words do not.
//! A text is made harmless first and coloured then, by its labels alone: what a file says brings none.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

/// What others stand under.
const HEADING: Style = Style::new().bold();

/// Red and magenta are read on a dark paper and on a light one; yellow and blue are not.
const WRONG: Style = AnsiColor::Red.on_default().bold();
const TO_LOOK_AT: Style = AnsiColor::Magenta.on_default().bold();

/// Labels of what is wrong.
const WRONG_LABELS: [&str; 8] =
    ["Bozza", "Non emesso", "Rifiutato", "Rifiuto", "Non quadra", "Guasto", "Diverso", "Scaduta"];

/// Labels of what somebody should look at.
const LOOK_LABELS: [&str; 10] = [
    "Avviso",
    "Anomalia",
    "Manca",
    "Mai emessi",
    "Mai emesso",
    "Proposta",
    "In attesa",
    "Riga tolta",
    "Rettifica",
    "Non rifatta",
];

/// Words that are wrong in a heading, and beside a month.
const WRONG_WORDS: [&str; 2] = ["BOZZA", "non quadra"];

/// Columns of a label.
const LABEL: usize = 13;

/// A harmless text with colours.
pub(super) fn painted(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut is_heading = vec![false; lines.len()];
    for at in (0..lines.len()).rev() {
        let below = lines.get(at + 1).is_some_and(|next| is_under(next)) || is_heading.get(at + 1) == Some(&true);
        is_heading[at] = below && lines[at].starts_with(|c: char| c != ' ');
    }
    let each = lines.iter().zip(is_heading).map(|(line, is_heading)| match is_heading {
        true => words(line, HEADING),
        false => labelled(line),
    });
    each.collect::<Vec<_>>().join("\n")
}

/// The name of the program before what it complains of.
pub(super) fn complaint(text: &str) -> String {
    match text.split_once(':') {
        Some((name, rest)) => format!("{}:{rest}", of(WRONG, name)),
        None => text.to_owned(),
    }
}

/// Whether a line stands under another one.
fn is_under(line: &str) -> bool {
    line.strip_prefix("  ").is_some_and(|rest| rest.starts_with(|c: char| c != ' '))
}

/// A line under its label.
fn labelled(line: &str) -> String {
    let is_label = |label: &&str| {
        let after = line.strip_prefix("  ").and_then(|rest| rest.strip_prefix(*label));
        after.is_some_and(|after| {
            let spaces = after.len() - after.trim_start_matches(' ').len();
            spaces > 0 && label.chars().count() + spaces == LABEL
        })
    };
    let (style, label) = if let Some(label) = WRONG_LABELS.iter().find(|it| is_label(it)) {
        (WRONG, *label)
    } else if let Some(label) = LOOK_LABELS.iter().find(|it| is_label(it)) {
        let is_grave = line.get(LABEL + 2..).is_some_and(|text| text.starts_with("[grave]"));
        (if is_grave { WRONG } else { TO_LOOK_AT }, *label)
    } else if is_label(&"Mese") {
        return words(line, Style::new());
    } else {
        return line.to_owned();
    };
    format!("  {}{}", of(style, label), &line[2 + label.len()..])
}

/// A line in this style, but for the words in it that are wrong.
fn words(line: &str, style: Style) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((at, word)) = WRONG_WORDS.iter().filter_map(|word| Some((rest.find(word)?, *word))).min() {
        let _ = write!(out, "{}{}", of(style, &rest[..at]), of(WRONG, word));
        rest = &rest[at + word.len()..];
    }
    out + &of(style, rest)
}

fn of(style: Style, text: &str) -> String {
    if text.is_empty() || style == Style::new() { text.to_owned() } else { format!("{style}{text}{style:#}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_labels_have_colours_and_texts_have_none() {
        let text = "Giugno 2021: emissione 1, BOZZA\n  Bozza        manca `oneri`\n  Avviso       [grave] a\n  Avviso       b\n  Mese         maggio 2021, BOZZA\n  Guasto si chiama così\n               Guasto       no\n\nFine.";
        insta::assert_snapshot!(painted(text).replace('\u{1b}', "^"), @r"
        ^[1mGiugno 2021: emissione 1, ^[0m^[1m^[31mBOZZA^[0m
          ^[1m^[31mBozza^[0m        manca `oneri`
          ^[1m^[31mAvviso^[0m       [grave] a
          ^[1m^[35mAvviso^[0m       b
          Mese         maggio 2021, ^[1m^[31mBOZZA^[0m
          Guasto si chiama così
                       Guasto       no

        Fine.
        ");
    }
}
