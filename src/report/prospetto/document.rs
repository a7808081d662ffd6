//! The prospetto as plain data: sections of rows over five columns, each row a few lines. What does not fit on one sheet of paper
//! is counted, and where it stands is said. Knows neither the workbook nor the PDF.

use super::words;
use crate::italian::{clipped, quoted, visible_line};
use crate::money::{Cents, grouped};

/// The month on one page, for who audits it.
#[derive(Clone, Debug, PartialEq)]
pub struct Prospetto {
    /// The chamber.
    pub ente: String,
    /// The line above the title: the chamber, and to which day its figures are.
    pub head: String,
    /// `Prospetto di quadratura al 30 giugno 2021`.
    pub title: String,
    /// `giugno 2021, emissione 2; importi in euro`.
    pub subtitle: String,
    /// `BOZZA DA VISTARE`, `BOZZA` or `DEFINITIVO`.
    pub state: &'static str,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// What there is to say, in order.
    pub sections: Vec<Section>,
    /// The visto, a sentence a line; without one there is a line to sign on.
    pub visto: Vec<String>,
    /// The issue and the whole digest of its manifest.
    pub identity: String,
}

/// One part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its head.
    pub title: &'static str,
    /// What is said before the rows.
    pub intro: Option<String>,
    /// The heads of its columns; none where there are no rows. Their spans make five.
    pub columns: Vec<Column>,
    /// The rows that are shown, one cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// The sum of all of them, shown or not.
    pub total: Option<Vec<Cell>>,
    /// Rows that are not shown, and the sheet of the workbook that has them.
    pub left: usize,
    /// That sheet.
    pub sheet: &'static str,
    /// What is said after the rows.
    pub remark: Option<String>,
}

/// A column of a section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Its head.
    pub head: &'static str,
    /// How many of the five columns of the page it takes.
    pub span: u16,
    /// Whether its cells stand right.
    pub right: bool,
}

/// What one cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Euro.
    Amount(Cents),
    /// A whole number.
    Count(u64),
    /// Digits that are no number: part of a digest, or an amount that counts other things than euro.
    Digits(String),
    /// Nothing.
    Empty,
}

impl Cell {
    /// As it is read on paper.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Text(text) | Self::Digits(text) => text.clone(),
            Self::Amount(cents) => cents.italian(),
            Self::Count(count) => grouped(*count),
            Self::Empty => String::new(),
        }
    }
}

impl Column {
    /// A column of words.
    pub(super) const fn words(head: &'static str, span: u16) -> Self {
        Self { head, span, right: false }
    }

    /// A column of figures.
    pub(super) const fn figures(head: &'static str) -> Self {
        Self { head, span: 1, right: true }
    }
}

/// How wide the columns of the page are, in characters of the workbook's font; they print on the width of an A4 sheet.
pub(super) const WIDTHS: [f64; 5] = [37.0, 25.0, 11.0, 15.0, 15.0];

/// Letters for each such character, on the safe side for both fonts.
const LETTERS: f64 = 1.08;

/// Lines that one cell may have: longer words are cut, visibly.
const CELL_LINES: usize = 3;

/// Lines of the whole page that people still read without a glass, heads and foot included.
const PAGE_LINES: usize = 66;

/// Letters of a line that spans some columns from this one on.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sums of a few constants below 200")]
pub(super) fn letters(first: u16, span: u16) -> usize {
    let widths = WIDTHS.iter().skip(usize::from(first)).take(usize::from(span));
    (widths.sum::<f64>() * LETTERS) as usize
}

/// Letters of a line of the whole width.
pub(super) fn all_letters() -> usize {
    letters(0, 5)
}

impl Prospetto {
    /// Cuts what does not fit: of the longest section the last row, until all fits on a page.
    pub(super) fn fitted(mut self) -> Self {
        for text in self.visto.iter_mut().chain([&mut self.ente, &mut self.head, &mut self.subtitle]) {
            *text = on_paper(text);
        }
        for section in &mut self.sections {
            // No more than a page has lines of need be measured.
            section.left += section.rows.len().saturating_sub(PAGE_LINES);
            section.rows.truncate(PAGE_LINES);
            section.clip();
        }
        let around = 8 + self.visto.iter().map(|it| lines(it, all_letters())).sum::<usize>();
        while around + self.sections.iter().map(Section::lines).sum::<usize>() > PAGE_LINES {
            let longest = self.sections.iter_mut().rev().max_by_key(|it| it.rows.len());
            let Some(longest) = longest.filter(|it| it.rows.len() > 1) else { break };
            longest.rows.pop();
            longest.left += 1;
        }
        self
    }
}

impl Section {
    /// What is not shown, and where it stands; nothing where all is shown.
    #[must_use]
    pub fn more(&self) -> Option<String> {
        (self.left > 0).then(|| words::more(self.left, self.sheet))
    }

    /// The places of its cells: the first of the five columns and how many.
    pub fn places(&self) -> impl Iterator<Item = (&Column, u16)> {
        let firsts = self.columns.iter().scan(0, |next, column| {
            let first = *next;
            *next += column.span;
            Some(first)
        });
        self.columns.iter().zip(firsts)
    }

    fn clip(&mut self) {
        let widths: Vec<usize> = self.places().map(|(column, first)| letters(first, column.span)).collect();
        for (cell, width) in self.rows.iter_mut().flat_map(|row| row.iter_mut().zip(&widths)) {
            if let Cell::Text(text) = cell {
                // Words are broken between lines, so that not every letter of a line is used.
                *text = clipped(&on_paper(text), width * CELL_LINES - width / 4);
            }
        }
    }

    fn lines(&self) -> usize {
        let texts = [self.intro.as_deref(), self.remark.as_deref()];
        let said: usize = texts.iter().flatten().map(|it| lines(it, all_letters())).sum();
        let rows: usize = self.rows.iter().map(|row| self.height(row)).sum();
        let head = 2 + usize::from(!self.rows.is_empty());
        head + said + rows + usize::from(self.total.is_some()) + usize::from(self.left > 0)
    }

    /// Lines of a row.
    pub(super) fn height(&self, row: &[Cell]) -> usize {
        let cells = self.places().zip(row).map(|((column, first), cell)| match cell {
            Cell::Text(text) => lines(text, letters(first, column.span)),
            _ => 1,
        });
        cells.max().unwrap_or(1)
    }
}

/// A text as paper shows it: in one line, quoted as books do, without what would act on a screen.
fn on_paper(text: &str) -> String {
    visible_line(&quoted(text))
}

/// Lines that a text takes, of so many letters each.
pub(super) fn lines(text: &str, letters: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length <= letters {
            used += 1 + length;
            continue;
        }
        lines += usize::from(used > 0) + length.saturating_sub(1) / letters.max(1);
        used = length.saturating_sub(1) % letters.max(1) + 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &[usize]) -> Prospetto {
        let section = |count: &usize| Section {
            title: "Parte",
            columns: vec![Column::words("Che cosa", 4), Column::figures("Importo")],
            rows: (0..*count).map(|at| vec![Cell::Text(format!("riga {at}")), Cell::Count(at as u64)]).collect(),
            sheet: "Differenze",
            ..Section::default()
        };
        Prospetto {
            ente: String::new(),
            head: String::new(),
            title: String::new(),
            subtitle: String::new(),
            state: "",
            is_draft: false,
            sections: rows.iter().map(section).collect(),
            visto: Vec::new(),
            identity: String::new(),
        }
        .fitted()
    }

    #[test]
    fn what_does_not_fit_is_counted_and_nothing_is_lost() {
        let few = page(&[3, 4]);
        assert!(few.sections.iter().all(|it| it.left == 0));
        let many = page(&[200, 5, 30]);
        let told: Vec<usize> = many.sections.iter().map(|it| it.rows.len() + it.left).collect();
        assert_eq!(told, [200, 5, 30]);
        assert_eq!(many.sections[1].left, 0, "the longest are cut");
        assert!(many.sections[0].rows.len() > 10);
        assert_eq!(
            many.sections[0].more().unwrap(),
            format!("e altre {} righe: foglio Differenze", many.sections[0].left)
        );
    }

    #[test]
    fn a_text_takes_the_lines_that_it_needs() {
        assert_eq!((lines("", 10), lines("due parole", 10), lines("due parole.", 10)), (1, 1, 2));
        assert_eq!(lines("scheda_interventi_estero_2021-06.xlsx", 20), 2);
    }
}
