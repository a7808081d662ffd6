//! How the workbook looks: one palette, one set of formats. Knows no figures and no words.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// The blue of titles and headers.
pub(crate) const INK: Color = Color::RGB(0x001F_3864);
/// The grey of a chart's grid.
pub(crate) const GRID: Color = HAIR;
/// A lighter blue, for the second series of a chart and for tabs.
pub(crate) const SKY: Color = Color::RGB(0x009D_B7DD);
/// The red of a draft.
pub(crate) const RED: Color = Color::RGB(0x00C0_0000);
/// The green of the sheets that tie out.
pub(crate) const GREEN: Color = Color::RGB(0x0054_8235);
/// The amber of the sheets that ask for work.
pub(crate) const AMBER: Color = Color::RGB(0x00ED_9B21);
/// The grey of the sheets that only list.
pub(crate) const GREY: Color = Color::RGB(0x008C_8C8C);
const HAIR: Color = Color::RGB(0x00D0_D5DD);
const SOFT: Color = Color::RGB(0x00E9_EEF7);
const BAND: Color = Color::RGB(0x00CF_DAEC);
/// The blue of links, dark enough on every paper of ours.
const LINK: Color = Color::RGB(0x0005_4A91);
const QUIET: Color = Color::RGB(0x006B_7280);

/// The ground of cells that people fill in.
pub(crate) const PAPER_TO_FILL: Color = Color::RGB(0x00FF_F9DB);
/// Euro with thousands; the pattern is the one of every locale, Excel shows it in its own. What is negative has its sign and
/// no colour: a cost below its budget is nothing bad.
pub(crate) const AMOUNT: &str = "#,##0.00";
/// A change or a scostamento, with its sign and in no colour: whether it is good is said beside it.
pub(crate) const SIGNED: &str = "+#,##0.00;-#,##0.00;\"-\"";
/// A change of persons, and of a percentage in points.
pub(super) const SIGNED_COUNT: &str = "+#,##0;-#,##0;\"-\"";
pub(super) const SIGNED_PERCENT: &str = "+0.00%;-0.00%;\"-\"";
/// An amount that a person put in the place of a computed one.
pub(crate) const CORRECTED: &str = "\"* \"#,##0.00;\"* \"-#,##0.00";
/// A fraction as a percentage.
pub(crate) const PERCENT: &str = "0.00%";
/// A percentage of which more decimals are known than two.
pub(super) const FINE_PERCENT: &str = "0.00####%";
/// A degree of achievement that may still change.
pub(crate) const PROVISIONAL: &str = "0.00%\" (provv.)\"";
/// Days, rows, ages.
pub(crate) const COUNT: &str = "#,##0";
/// A civil date.
pub(crate) const DATE: &str = "dd/mm/yyyy";
/// A civil date and time.
pub(crate) const INSTANT: &str = "dd/mm/yyyy hh:mm";

/// How a figure should feel to whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// All is well.
    Good,
    /// Nearly, or to be looked at.
    Watch,
    /// To be acted upon.
    Bad,
    /// On its way.
    Calm,
    /// Not known.
    Quiet,
}

/// The weight of a line of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// A letter or a voce.
    Plain,
    /// A voce that sums its letters.
    Subtotal,
    /// A total of a section.
    Total,
    /// A result.
    Outcome,
}

/// The font of everything: Excel has it everywhere, and LibreOffice has its metric twin, so that widths are right in both.
pub(crate) const FONT: &str = "Arial";
/// Its size in points.
const SIZE: f64 = 10.0;
/// The height of a line of it, in points.
pub(crate) const LINE: f64 = 13.0;
/// The height of an empty row, and the width of a column, in the pixels of that font.
pub(crate) const CELL_PIXELS: (u32, u32) = (17, 64);

/// The font alone: every format begins here.
pub(crate) fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(SIZE)
}

/// The formats that every sheet shares.
pub(crate) struct Styles {
    /// The sheet's title.
    pub title: Format,
    /// The line below it.
    pub subtitle: Format,
    /// A section inside a sheet.
    pub section: Format,
    /// The head of a table.
    pub header: Format,
    /// The BOZZA banner.
    pub banner: Format,
    /// A reason below it.
    pub banner_reason: Format,
    /// Text that wraps.
    pub text: Format,
    /// Text that does not: codes, cells, digests.
    pub code: Format,
    /// A remark, and what is not known.
    pub quiet: Format,
    /// `n.d.` in a column of numbers.
    pub unknown: Format,
    /// Euro.
    pub amount: Format,
    /// Whole numbers.
    pub count: Format,
    /// Dates.
    pub date: Format,
    /// Euro, in a row of totals.
    pub amount_total: Format,
    /// Whole numbers, in a row of totals.
    pub count_total: Format,
    /// Its label.
    pub label_total: Format,
    /// Text of a streamed list.
    pub plain: Format,
    /// Whole numbers of a streamed list.
    pub plain_count: Format,
    /// Euro of a streamed list.
    pub plain_amount: Format,
    /// A digest, small and of even width.
    pub digest: Format,
}

impl Styles {
    /// The formats of a workbook.
    pub(crate) fn new() -> Self {
        let cell = body();
        let right = body().set_align(FormatAlign::Right);
        let total = line(Weight::Total);
        Self {
            title: base().set_bold().set_font_size(18).set_font_color(INK),
            subtitle: base().set_font_size(11).set_font_color(QUIET),
            section: base()
                .set_bold()
                .set_font_size(12)
                .set_font_color(INK)
                .set_border_bottom(FormatBorder::Medium)
                .set_border_bottom_color(INK),
            header: base()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(INK)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
                .set_border(FormatBorder::Thin)
                .set_border_color(HAIR),
            banner: base()
                .set_bold()
                .set_font_size(14)
                .set_font_color(Color::White)
                .set_background_color(RED)
                .set_align(FormatAlign::VerticalCenter)
                .set_indent(1),
            banner_reason: base()
                .set_font_color(Color::RGB(0x009C_0006))
                .set_background_color(Color::RGB(0x00FD_E7E9))
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
                .set_indent(1),
            text: indented(&cell, 1).set_text_wrap(),
            code: indented(&cell, 1),
            quiet: base().set_italic().set_font_color(QUIET).set_align(FormatAlign::Top),
            unknown: right.set_italic().set_font_color(QUIET),
            amount: body().set_num_format(AMOUNT),
            count: body().set_num_format(COUNT),
            date: body().set_num_format(DATE).set_align(FormatAlign::Center),
            amount_total: total.clone().set_num_format(AMOUNT),
            count_total: total.clone().set_num_format(COUNT),
            label_total: indented(&total, 1),
            plain: indented(&base(), 1),
            plain_count: base().set_num_format(COUNT),
            plain_amount: base().set_num_format(AMOUNT),
            digest: body().set_font_name("Courier New").set_font_size(9.0),
        }
    }
}

/// A cell of a table: a hair below, text at the top.
pub(crate) fn body() -> Format {
    base().set_border_bottom(FormatBorder::Hair).set_border_bottom_color(HAIR).set_align(FormatAlign::Top)
}

/// A cell that leads to another.
pub(crate) fn link() -> Format {
    indented(&body(), 1).set_font_color(LINK).set_underline(FormatUnderline::Single)
}

/// The same look, shifted right; Excel shifts only what is said to stand left.
pub(crate) fn indented(format: &Format, by: u8) -> Format {
    format.clone().set_align(FormatAlign::Left).set_indent(by)
}

/// A cell in a line of a statement.
pub(crate) fn line(weight: Weight) -> Format {
    match weight {
        Weight::Plain => body(),
        Weight::Subtotal => body().set_bold(),
        Weight::Total => {
            body().set_bold().set_background_color(SOFT).set_border_top(FormatBorder::Thin).set_border_top_color(INK)
        }
        Weight::Outcome => body()
            .set_bold()
            .set_font_color(INK)
            .set_background_color(BAND)
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(INK)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(INK),
    }
}

/// The paper and the ink of a mood.
fn colours(mood: Mood) -> (Color, Color) {
    let (paper, ink) = match mood {
        Mood::Good => (0x00DF_F2E1, 0x001E_6B2E),
        Mood::Watch => (0x00FF_EFC9, 0x007F_6000),
        Mood::Bad => (0x00FB_DBDD, 0x009C_0006),
        Mood::Calm => (0x00DD_EBF7, 0x001F_4E78),
        Mood::Quiet => (0x00F0_F0F0, 0x0059_5959),
    };
    (Color::RGB(paper), Color::RGB(ink))
}

/// A cell that a person has still to fill in, on the ground of all such cells.
pub(crate) fn to_complete() -> Format {
    let (_, ink) = colours(Mood::Watch);
    indented(&body(), 1)
        .set_text_wrap()
        .set_bold()
        .set_font_color(ink)
        .set_background_color(PAPER_TO_FILL)
        .set_border(FormatBorder::Thin)
        .set_border_color(GRID)
}

/// The colours of a mood alone, for conditional formats.
pub(crate) fn tint(mood: Mood) -> Format {
    let (paper, ink) = colours(mood);
    Format::new().set_background_color(paper).set_font_color(ink)
}

/// A cell that holds a state in words.
pub(crate) fn state(mood: Mood) -> Format {
    let (paper, ink) = colours(mood);
    body().set_background_color(paper).set_font_color(ink).set_align(FormatAlign::Center)
}

/// The verdict's word.
pub(crate) fn verdict(mood: Mood) -> Format {
    let (paper, ink) = colours(mood);
    base()
        .set_bold()
        .set_font_size(20)
        .set_font_color(paper)
        .set_background_color(ink)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

/// Why the verdict is what it is.
pub(crate) fn verdict_said(mood: Mood) -> Format {
    let (paper, _) = colours(mood);
    base().set_background_color(paper).set_text_wrap().set_indent(1).set_align(FormatAlign::VerticalCenter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast of two colours, as WCAG 2 has it: 4.5 is AA for letters of usual size.
    fn contrast(one: Color, other: Color) -> f64 {
        let luminance = |colour: Color| {
            let Color::RGB(rgb) = colour else { panic!("{colour:?}") };
            let part = |shift: u32| {
                let value = f64::from((rgb >> shift) & 0xff) / 255.0;
                if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_ink_is_read_on_every_paper_that_it_stands_on() {
        const WHITE: Color = Color::RGB(0x00FF_FFFF);
        for mood in [Mood::Good, Mood::Watch, Mood::Bad, Mood::Calm, Mood::Quiet] {
            let (paper, ink) = colours(mood);
            assert!(contrast(paper, ink) >= 4.5, "{mood:?}: {}", contrast(paper, ink));
        }
        for paper in [WHITE, SOFT, BAND] {
            for ink in [INK, LINK] {
                assert!(contrast(paper, ink) >= 4.5, "{ink:?} on {paper:?}: {}", contrast(paper, ink));
            }
        }
        for (paper, ink) in
            [(PAPER_TO_FILL, colours(Mood::Watch).1), (WHITE, LINK), (WHITE, QUIET), (INK, WHITE), (RED, WHITE)]
        {
            assert!(contrast(paper, ink) >= 4.5, "{ink:?} on {paper:?}: {}", contrast(paper, ink));
        }
    }
}
