//! The pictures of the monthly message: the headline ratios against their targets; how much of each voce's assestato is there, and how much its profile expects by now.
//! Draws numbers that others found; refuses to judge them. The same numbers give the same bytes.

use anyhow::Context as _;
use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::italian::clipped;
use crate::ledger::{Line, Nature};
use crate::money::{Cents, Ratio};
use crate::period::Scenario;
use crate::report::View;
use crate::report::brief::Tone;

/// One voce: its share of the assestato, and the share that its profile expects.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bar {
    pub label: String,
    pub nature: Nature,
    /// Consuntivo on assestato, 0 to 1 and beyond.
    pub share: f64,
    /// By the end of the month, where the voce has a profile.
    pub due: Option<f64>,
}

impl Bar {
    /// `45,2%`.
    pub(super) fn share_shown(&self) -> String {
        Ratio(self.share).italian_percent(1)
    }

    /// `40,0%`; empty without a profile.
    pub(super) fn due_shown(&self) -> String {
        self.due.map_or_else(String::new, |due| Ratio(due).italian_percent(1))
    }
}

/// The totals whose parts are drawn, income first.
const TOTALS: [&str; 2] = ["proventi_correnti", "oneri_correnti"];

/// The voci whose actual is a share of their assestato, in the scheme's order.
pub(super) fn bars(view: &View<'_>) -> Vec<Bar> {
    let Some(course) = view.course() else { return Vec::new() };
    let scheme = &course.statement.scheme;
    let parts = TOTALS.iter().filter_map(|total| scheme.line(total)).flat_map(|total| match &total.formula {
        Some(formula) => {
            let parts = formula.inputs();
            scheme.lines.iter().filter(|line| parts.contains(&&*line.id)).collect()
        }
        None => vec![total],
    });
    let bar = |line: &Line| {
        let euro = |scenario| course.value(&line.id, scenario).map(Cents::as_euro);
        let share = Ratio::of_budget(euro(Scenario::Consuntivo)?, euro(Scenario::Assestato)?)?.0;
        let due = course.share(&line.id);
        Some(Bar { label: line.label.clone(), nature: line.nature, share, due })
    };
    parts.filter_map(bar).collect()
}

/// Four times the width of a phone's column: letters are set on whole pixels, and so stay even when it is shown smaller.
const WIDTH: u32 = 1440;
const MARGIN: i32 = 6;
const HEADING: i32 = 108;
const ROW: i32 = 150;
const BAR: i32 = 40;
const LEGEND: i32 = 88;
const LARGE: i32 = 54;
const SMALL: i32 = 46;
const FAMILY: &str = "DejaVu Sans";

const INK: RGBColor = RGBColor(0x1b, 0x1f, 0x24);
const GREY: RGBColor = RGBColor(0x4f, 0x5b, 0x67);
const TRACK: RGBColor = RGBColor(0xe3, 0xe8, 0xed);
const INCOME: RGBColor = RGBColor(0x1f, 0x6f, 0xa8);
const COST: RGBColor = RGBColor(0xc2, 0x74, 0x1a);

/// The picture as PNG. `until` ends the legend: `giugno 2021`.
///
/// # Errors
/// When the drawing library refuses: no number of ours makes it.
pub(super) fn png(bars: &[Bar], until: &str) -> anyhow::Result<Vec<u8>> {
    // A second registration replaces the first by the same bytes; it fails only on bytes that are no font.
    let _ = register_font(FAMILY, FontStyle::Normal, dejavu::sans::regular());
    let _ = register_font(FAMILY, FontStyle::Bold, dejavu::sans::bold());
    let groups: Vec<(Nature, Vec<&Bar>)> = [Nature::Provento, Nature::Onere]
        .into_iter()
        .map(|nature| (nature, bars.iter().filter(|bar| bar.nature == nature).collect::<Vec<_>>()))
        .filter(|(_, bars)| !bars.is_empty())
        .collect();
    let rows = i32::try_from(bars.len())?;
    let height = u32::try_from(LEGEND + HEADING * i32::try_from(groups.len())? + ROW * rows + MARGIN)?;
    let mut pixels = vec![0; WIDTH as usize * height as usize * 3];
    {
        let root = BitMapBackend::with_buffer(&mut pixels, (WIDTH, height)).into_drawing_area();
        root.fill(&WHITE)?;
        let page = Page(&root);
        page.legend(until)?;
        let mut y = LEGEND;
        for (nature, bars) in groups {
            let (title, colour) = match nature {
                Nature::Onere => ("Oneri correnti", COST),
                _ => ("Proventi correnti", INCOME),
            };
            page.text(
                title,
                (MARGIN, y + HEADING - 40),
                Letters { size: LARGE, weight: FontStyle::Bold, colour, side: HPos::Left },
            )?;
            y += HEADING;
            for bar in bars {
                page.bar(bar, y, colour)?;
                y += ROW;
            }
        }
        root.present()?;
    }
    encoded(&pixels, height)
}

/// A headline ratio: where it stands or is heading, and its target.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bullet {
    pub label: String,
    /// Its value in words, and what that is: `proiezione`, `alla data`.
    pub shown: String,
    pub said: &'static str,
    /// Its value, or the ends of its range.
    pub least: f64,
    pub most: f64,
    pub target: Option<f64>,
    /// The target in words.
    pub wanted: String,
    pub tone: Option<Tone>,
}

impl Bullet {
    /// What the track holds: from zero, or the least value below it, to a little beyond the greatest.
    fn scale(&self) -> (f64, f64) {
        let values = [self.least, self.most, self.target.unwrap_or(self.most)];
        let values = values.map(|it| if it.is_finite() { it.clamp(-1e12, 1e12) } else { 0.0 });
        let low = values.into_iter().fold(0.0, f64::min);
        let high = values.into_iter().fold(f64::MIN_POSITIVE, f64::max);
        (low * 1.1, high * 1.15)
    }
}

/// The height of a headline ratio.
const BULLET: i32 = 230;

/// The picture of the headline ratios: the range of each in the colour of its light, and the mark of its target.
///
/// # Errors
/// When the drawing library refuses: no number of ours makes it.
pub(super) fn bullets_png(bullets: &[Bullet]) -> anyhow::Result<Vec<u8>> {
    let _ = register_font(FAMILY, FontStyle::Normal, dejavu::sans::regular());
    let _ = register_font(FAMILY, FontStyle::Bold, dejavu::sans::bold());
    let height = u32::try_from(BULLET * i32::try_from(bullets.len())? + MARGIN)?;
    let mut pixels = vec![0; WIDTH as usize * height as usize * 3];
    {
        let root = BitMapBackend::with_buffer(&mut pixels, (WIDTH, height)).into_drawing_area();
        root.fill(&WHITE)?;
        for (place, bullet) in (0..).zip(bullets) {
            Page(&root).bullet(bullet, place * BULLET)?;
        }
        root.present()?;
    }
    encoded(&pixels, height)
}

/// Halfway to white.
fn pale(RGBColor(r, g, b): RGBColor) -> RGBColor {
    let half = |it: u8| it / 2 + 0x7f;
    RGBColor(half(r), half(g), half(b))
}

fn light(tone: Option<Tone>) -> RGBColor {
    match tone {
        Some(Tone::Good) => RGBColor(0x2e, 0x7d, 0x3c),
        Some(Tone::Watch) => COST,
        Some(Tone::Bad) => RGBColor(0xa3, 0x16, 0x1b),
        None => INCOME,
    }
}

type Area<'a> = DrawingArea<BitMapBackend<'a>, plotters::coord::Shift>;

struct Page<'p, 'a>(&'p Area<'a>);

/// How a text is written.
struct Letters {
    size: i32,
    weight: FontStyle,
    colour: RGBColor,
    /// At which of its sides it is held.
    side: HPos,
}

impl Page<'_, '_> {
    fn text(&self, text: &str, at: (i32, i32), letters: Letters) -> anyhow::Result<()> {
        let Letters { size, weight, colour, side } = letters;
        // A style that is set later keeps the letters of the first one.
        let font = FontDesc::new(FontFamily::Name(FAMILY), f64::from(size), weight);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(side, VPos::Center));
        self.0.draw(&Text::new(text.to_owned(), at, style))?;
        Ok(())
    }

    fn block(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> anyhow::Result<()> {
        self.0.draw(&Rectangle::new([from, to], colour.filled()))?;
        Ok(())
    }

    fn legend(&self, until: &str) -> anyhow::Result<()> {
        let middle = 36;
        self.block((MARGIN, middle - 17), (MARGIN + 45, middle + 17), INCOME)?;
        self.block((MARGIN + 45, middle - 17), (MARGIN + 90, middle + 17), COST)?;
        let words = |text: &str, x, side| {
            self.text(text, (x, middle), Letters { size: SMALL, weight: FontStyle::Normal, colour: GREY, side })
        };
        words("realizzato", MARGIN + 110, HPos::Left)?;
        let tick = MARGIN + 420;
        self.block((tick, middle - 28), (tick + 9, middle + 28), INK)?;
        words("atteso", tick + 30, HPos::Left)?;
        // Both are to date.
        words(&format!("a fine {until}"), i32::try_from(WIDTH)? - MARGIN, HPos::Right)
    }

    /// A name with its value, below them the track with the target's mark, and the target in words.
    fn bullet(&self, bullet: &Bullet, y: i32) -> anyhow::Result<()> {
        let right = i32::try_from(WIDTH)? - MARGIN;
        let letters = |size, weight, colour, side| Letters { size, weight, colour, side };
        let label = clipped(&bullet.label, 46);
        self.text(&label, (MARGIN, y + 34), letters(LARGE, FontStyle::Bold, INK, HPos::Left))?;
        let shown = format!("{} {}", bullet.said, bullet.shown);
        self.text(&shown, (MARGIN, y + 96), letters(SMALL, FontStyle::Normal, INK, HPos::Left))?;
        if !bullet.wanted.is_empty() {
            let wanted = format!("atteso {}", bullet.wanted);
            self.text(&wanted, (right, y + 96), letters(SMALL, FontStyle::Normal, GREY, HPos::Right))?;
        }
        let (top, bottom) = (y + 132, y + 132 + BAR);
        let (low, high) = bullet.scale();
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width lies within it")]
        let at = |value: f64| {
            let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
            MARGIN + (share * f64::from(right - MARGIN)).round() as i32
        };
        self.block((MARGIN, top), (right, bottom), TRACK)?;
        let (least, most) = (at(bullet.least), at(bullet.most));
        self.block((least.min(at(0.0)), top + 12), (least.max(at(0.0)), bottom - 12), pale(light(bullet.tone)))?;
        self.block((least - 6, top), (most.max(least) + 6, bottom), light(bullet.tone))?;
        if let Some(target) = bullet.target {
            let x = at(target).clamp(MARGIN + 5, right - 5);
            self.block((x - 8, top - 12), (x + 8, bottom + 12), WHITE)?;
            self.block((x - 4, top - 10), (x + 5, bottom + 10), INK)?;
        }
        Ok(())
    }

    /// A label with its share, and below them the track that stands for the whole assestato.
    fn bar(&self, bar: &Bar, y: i32, colour: RGBColor) -> anyhow::Result<()> {
        let right = i32::try_from(WIDTH)? - MARGIN;
        // A label leaves room for its share.
        let label = clipped(&bar.label, 42);
        self.text(
            &label,
            (MARGIN, y + 32),
            Letters { size: LARGE, weight: FontStyle::Normal, colour: INK, side: HPos::Left },
        )?;
        self.text(
            &bar.share_shown(),
            (right, y + 32),
            Letters { size: LARGE, weight: FontStyle::Bold, colour: INK, side: HPos::Right },
        )?;
        let (top, bottom) = (y + 72, y + 72 + BAR);
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width lies within it")]
        let at = |share: f64| MARGIN + (share.clamp(0.0, 1.0) * f64::from(right - MARGIN)).round() as i32;
        self.block((MARGIN, top), (right, bottom), TRACK)?;
        if bar.share > 0.0 {
            self.block((MARGIN, top), (at(bar.share), bottom), colour)?;
        }
        if let Some(due) = bar.due {
            let x = at(due).clamp(MARGIN + 5, right - 5);
            self.block((x - 8, top - 12), (x + 8, bottom + 12), WHITE)?;
            self.block((x - 4, top - 10), (x + 5, bottom + 10), INK)?;
        }
        Ok(())
    }
}

fn encoded(pixels: &[u8], height: u32) -> anyhow::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // The best is a tenth smaller, and takes four times as long: a fifth of all that a month's run computes.
    encoder.set_compression(png::Compression::Default);
    // Flat colours are smallest as they are.
    encoder.set_filter(png::FilterType::NoFilter);
    let mut writer = encoder.write_header().context("il grafico")?;
    writer.write_image_data(pixels).context("il grafico")?;
    writer.finish().context("il grafico")?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bar(nature: Nature, label: &str, share: f64, due: Option<f64>) -> Bar {
        Bar { label: label.to_owned(), nature, share, due }
    }

    /// The colours of a picture, by where they stand.
    fn pixels(png: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(png).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width, info.height, pixels)
    }

    fn of_colour(png: &[u8], RGBColor(r, g, b): RGBColor) -> usize {
        pixels(png).2.chunks(3).filter(|pixel| **pixel == [r, g, b]).count()
    }

    #[test]
    fn the_same_numbers_give_the_same_bytes_and_others_another_picture() {
        let bars =
            [bar(Nature::Provento, "Diritto annuale", 0.45, Some(0.4)), bar(Nature::Onere, "Personale", 0.5, None)];
        let picture = png(&bars, "giugno 2021").unwrap();
        assert_eq!(picture, png(&bars, "giugno 2021").unwrap());
        let more = [bars[0].clone(), bar(Nature::Onere, "Personale", 0.6, None)];
        let more = png(&more, "giugno 2021").unwrap();
        assert!(of_colour(&more, COST) > of_colour(&picture, COST));
        assert_eq!(of_colour(&more, INCOME), of_colour(&picture, INCOME));
    }

    #[test]
    fn a_voce_without_profile_has_no_mark() {
        let with = png(&[bar(Nature::Onere, "Personale", 0.2, Some(0.5))], "giugno 2021").unwrap();
        let without = png(&[bar(Nature::Onere, "Personale", 0.2, None)], "giugno 2021").unwrap();
        assert!(of_colour(&with, INK) > of_colour(&without, INK));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn every_number_and_label_can_be_drawn(
            share in prop_oneof![-10.0..10.0_f64, Just(0.0), Just(1e300), Just(-1e300)],
            due in proptest::option::of(0.0..=1.0_f64),
            label in "\\PC{0,60}",
            rows in 1_usize..4,
        ) {
            let bars: Vec<Bar> = (0..rows).map(|_| bar(Nature::Onere, &label, share, due)).collect();
            let (width, height, _) = pixels(&png(&bars, "giugno 2021").unwrap());
            prop_assert_eq!((width, height), (WIDTH, 202 + 150 * u32::try_from(rows).unwrap()));
        }
    }
}
