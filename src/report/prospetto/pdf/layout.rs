//! Where everything stands on the page, before anything is drawn: the page is as long as what it says, and is then made to fit.

use super::lettering::{Hand, Lettering};
use crate::report::prospetto::document::{Cell, Prospetto, Section, WIDTHS};
use crate::report::prospetto::words;

/// An A4 page that stands, in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);

/// Free at each side.
const MARGIN: f32 = 43.0;
/// Free between two columns.
const GUTTER: f32 = 7.0;
/// The size of letters, and how far their lines are apart.
const BODY: (f32, f32) = (8.0, 10.6);
/// The same of what is said beside.
const SMALL: (f32, f32) = (7.0, 9.4);

/// What something is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    Blue,
    Grey,
    Red,
    Hair,
}

/// One thing on the page.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// Letters that begin at this point of their baseline.
    Text { at: (f32, f32), text: String, hand: Hand, size: f32, ink: Ink },
    /// A level line from an x to a point.
    Rule { from: f32, to: (f32, f32), width: f32, ink: Ink },
}

/// How something is written.
#[derive(Clone, Copy)]
struct Look {
    hand: Hand,
    size: f32,
    leading: f32,
    ink: Ink,
}

const fn look(hand: Hand, (size, leading): (f32, f32), ink: Ink) -> Look {
    Look { hand, size, leading, ink }
}

const PLAIN: Look = look(Hand::Plain, BODY, Ink::Black);
const SUM: Look = look(Hand::Bold, BODY, Ink::Black);
const HEAD: Look = look(Hand::Plain, SMALL, Ink::Grey);
const REMARK: Look = look(Hand::Slanted, SMALL, Ink::Grey);

/// The page being filled from its top.
struct Sheet<'a> {
    lettering: &'a Lettering,
    marks: Vec<Mark>,
    /// How far down it is filled.
    y: f32,
}

/// Everything on the page, and by how much it is to be drawn smaller so that it fits.
pub(super) fn laid_out(prospetto: &Prospetto, lettering: &Lettering) -> (Vec<Mark>, f32) {
    let mut sheet = Sheet { lettering, marks: Vec::new(), y: MARGIN };
    sheet.top(prospetto);
    for section in &prospetto.sections {
        sheet.section(section);
    }
    sheet.foot(prospetto);
    let needed = sheet.y + MARGIN;
    (sheet.marks, (PAGE.1 / needed).min(1.0))
}

/// Where the columns from this one on begin and end.
fn columns(first: u16, span: u16) -> (f32, f32) {
    #[expect(clippy::cast_possible_truncation, reason = "a few constants")]
    let until = |count: u16| {
        let sum = |widths: &[f64]| widths.iter().sum::<f64>() as f32;
        MARGIN + (PAGE.0 - 2.0 * MARGIN) * sum(&WIDTHS[..usize::from(count).min(WIDTHS.len())]) / sum(&WIDTHS)
    };
    (until(first), until(first + span))
}

impl Sheet<'_> {
    /// Writes lines into a column from the present height on; how high they stand.
    fn lines(&mut self, (left, right): (f32, f32), text: &str, look: Look) -> f32 {
        let lines = self.lettering.lines(look.hand, look.size, &self.lettering.shown(text), right - left);
        let mut y = self.y + look.size;
        let height = look.leading * f32::from(u16::try_from(lines.len()).unwrap_or(u16::MAX));
        for text in lines {
            self.marks.push(Mark::Text { at: (left, y), text, hand: look.hand, size: look.size, ink: look.ink });
            y += look.leading;
        }
        height
    }

    /// The same over the whole width, and goes on below it.
    fn said(&mut self, text: &str, look: Look) {
        self.y += self.lines(columns(0, 5), text, look);
    }

    /// Writes one line that ends at the right of a column.
    fn right(&mut self, edge: f32, text: &str, look: Look) {
        let text = self.lettering.shown(text);
        let at = (edge - self.lettering.width(look.hand, look.size, &text), self.y + look.size);
        self.marks.push(Mark::Text { at, text, hand: look.hand, size: look.size, ink: look.ink });
    }

    fn rule(&mut self, (left, right): (f32, f32), width: f32, ink: Ink) {
        self.marks.push(Mark::Rule { from: left, to: (right, self.y), width, ink });
    }

    fn top(&mut self, prospetto: &Prospetto) {
        self.said(&prospetto.head, look(Hand::Plain, (9.0, 13.0), Ink::Grey));
        self.said(&prospetto.title, look(Hand::Bold, (15.0, 20.0), Ink::Blue));
        let ink = if prospetto.is_draft { Ink::Red } else { Ink::Blue };
        self.right(PAGE.0 - MARGIN, prospetto.state, look(Hand::Bold, (10.0, 13.0), ink));
        self.said(&prospetto.subtitle, look(Hand::Plain, (9.0, 13.0), Ink::Black));
    }

    fn head(&mut self, title: &str) {
        self.y += 9.0;
        self.said(title, look(Hand::Bold, (9.0, 12.0), Ink::Blue));
        self.rule(columns(0, 5), 0.8, Ink::Blue);
        self.y += 2.5;
    }

    fn section(&mut self, section: &Section) {
        self.head(section.title);
        if let Some(intro) = &section.intro {
            self.said(intro, PLAIN);
        }
        if !section.rows.is_empty() && section.columns.iter().any(|it| !it.head.is_empty()) {
            let heads: Vec<Cell> = section.columns.iter().map(|it| Cell::Text(it.head.to_owned())).collect();
            self.row(section, &heads, HEAD);
        }
        for row in &section.rows {
            self.row(section, row, PLAIN);
            self.y += 0.6;
            self.rule(columns(0, 5), 0.3, Ink::Hair);
            self.y += 0.9;
        }
        if let Some(total) = &section.total {
            self.row(section, total, SUM);
        }
        for said in section.more().iter().chain(&section.remark) {
            self.said(said, REMARK);
        }
    }

    fn row(&mut self, section: &Section, cells: &[Cell], look: Look) {
        let mut height = look.leading;
        for ((column, first), cell) in section.places().zip(cells) {
            let (left, right) = columns(first, column.span);
            let last = first + column.span == 5;
            if column.right {
                self.right(if last { right } else { right - GUTTER / 2.0 }, &cell.said(), look);
            } else {
                height = height.max(self.lines((left, right - GUTTER), &cell.said(), look));
            }
        }
        self.y += height;
    }

    fn foot(&mut self, prospetto: &Prospetto) {
        self.head(words::VISTO);
        for said in &prospetto.visto {
            self.said(said, PLAIN);
        }
        if prospetto.visto.is_empty() {
            self.y += 20.0;
            let line = self.y + BODY.0 + 2.0;
            self.lines(columns(0, 1), words::SIGN, PLAIN);
            let date = columns(3, 2);
            self.right(date.0 - GUTTER, words::SIGNED_ON, PLAIN);
            let name = self.lettering.width(PLAIN.hand, PLAIN.size, words::SIGN);
            self.y = line;
            self.rule((MARGIN + name + GUTTER, columns(1, 1).1), 0.5, Ink::Black);
            self.rule(date, 0.5, Ink::Black);
            self.y += 4.0;
        }
        // At the foot of the page, or below what is longer than the page.
        self.y = (self.y + 12.0).max(PAGE.1 - MARGIN - SMALL.1);
        self.said(&prospetto.identity, look(Hand::Plain, (6.5, 9.0), Ink::Grey));
    }
}
