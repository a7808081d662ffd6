//! The prospetto as a PDF of one page, fit to be kept (PDF/A-2b). The date that it bears is the month's last day: it depends on
//! what it says alone, and the same prospetto gives the same bytes.

mod lettering;
mod layout;

use anyhow::Context as _;
use chrono::Datelike as _;
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use self::layout::{Ink, Mark, PAGE, laid_out};
use self::lettering::Lettering;
use super::document::Prospetto;
use crate::period::Period;

/// The prospetto of a month as a PDF.
///
/// # Errors
/// When the writer refuses, which no text makes it do: letters that the font does not have are replaced.
pub fn render(prospetto: &Prospetto, period: Period) -> anyhow::Result<Vec<u8>> {
    let lettering = Lettering::new()?;
    let (marks, scale) = laid_out(prospetto, &lettering);
    let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B).finish();
    let configuration = configuration.map_err(|error| anyhow::anyhow!("PDF/A-2b: {error:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(prospetto, period)?);
    let settings = PageSettings::from_wh(PAGE.0, PAGE.1).context("the size of a page")?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    // All that is laid out is on the page: where it is too much, it is drawn smaller.
    surface.push_transform(&Transform::from_scale(scale, scale));
    for mark in &marks {
        draw(&mut surface, mark, &lettering);
    }
    surface.pop();
    surface.finish();
    page.finish();
    document.finish().map_err(|error| anyhow::anyhow!("il prospetto in PDF: {error} ({error:?})"))
}

fn metadata(prospetto: &Prospetto, period: Period) -> anyhow::Result<Metadata> {
    let day = period.last_day();
    let date = DateTime::new(u16::try_from(day.year())?)
        .month(u8::try_from(day.month())?)
        .day(u8::try_from(day.day())?)
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Ok(Metadata::new()
        .title(prospetto.title.clone())
        .description(prospetto.identity.clone())
        .authors(vec![prospetto.ente.clone()])
        .creator("Quadratura".to_owned())
        .language("it-IT".to_owned())
        .document_id(prospetto.identity.clone())
        .creation_date(date))
}

fn colour(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Black => rgb::Color::new(0x1a, 0x1a, 0x1a),
        Ink::Blue => rgb::Color::new(0x1f, 0x38, 0x64),
        Ink::Grey => rgb::Color::new(0x5f, 0x66, 0x70),
        Ink::Red => rgb::Color::new(0xc0, 0x00, 0x00),
        Ink::Hair => rgb::Color::new(0xd0, 0xd5, 0xdd),
    }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, lettering: &Lettering) {
    match mark {
        Mark::Text { at, text, hand, size, ink } => {
            let fill = Fill { paint: colour(*ink).into(), opacity: NormalizedF32::ONE, ..Fill::default() };
            surface.set_stroke(None);
            surface.set_fill(Some(fill));
            let font = lettering.font(*hand);
            surface.draw_glyphs(Point::from_xy(at.0, at.1), &lettering.glyphs(*hand, text), font, text, *size, false);
        }
        Mark::Rule { from, to, width, ink } => {
            let mut path = PathBuilder::new();
            path.move_to(*from, to.1);
            path.line_to(to.0, to.1);
            if let Some(path) = path.finish() {
                surface.set_fill(None);
                let paint = colour(*ink).into();
                surface.set_stroke(Some(Stroke { paint, width: *width, ..Stroke::default() }));
                surface.draw_path(&path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::prospetto::document::{Cell, Column, Section};

    fn prospetto(rows: usize, text: &str) -> Prospetto {
        let section = || Section {
            title: "Parte",
            columns: vec![Column::words("Che cosa", 1), Column::words("Ufficio", 3), Column::figures("Importo")],
            rows: (0..rows).map(|_| vec![Cell::Text(text.into()), Cell::Text(text.into()), Cell::Count(1)]).collect(),
            sheet: "Differenze",
            ..Section::default()
        };
        let text = || text.to_owned();
        let (sections, state, is_draft, visto) = ((0..7).map(|_| section()).collect(), "BOZZA", true, vec![text()]);
        let title = "Prospetto di quadratura al 30 giugno 2021".to_owned();
        Prospetto {
            ente: text(),
            head: text(),
            title,
            subtitle: text(),
            state,
            is_draft,
            sections,
            visto,
            identity: text(),
        }
        .fitted()
    }

    #[test]
    fn whatever_it_says_it_is_one_page_of_the_same_bytes() {
        let words =
            ["una riga", "\u{202e}🧾 漢字 \u{0}\u{7}\u{ad}\u{feff}", "", &"W".repeat(400), &"parola ".repeat(80)];
        for (rows, text) in [3, 100].into_iter().flat_map(|rows| words.iter().map(move |it| (rows, it))) {
            let period = "2021-06".parse().unwrap();
            let bytes = render(&prospetto(rows, text), period).unwrap();
            assert!(String::from_utf8_lossy(&bytes).contains("/Count 1"), "{rows} {text}");
            assert!(render(&prospetto(rows, text), period).unwrap() == bytes);
        }
    }

    #[test]
    fn all_that_is_laid_out_is_on_the_page() {
        let lettering = Lettering::new().unwrap();
        // Letters that are all as wide as the widest are drawn smaller; what people write is not.
        for (rows, text, least) in
            [(2, "una riga".to_owned(), 1.0), (300, "parola ".repeat(60), 0.9), (300, "W".repeat(60), 0.6)]
        {
            let (marks, scale) = laid_out(&prospetto(rows, &text), &lettering);
            let right = |mark: &Mark| match mark {
                Mark::Text { at, text, hand, size, .. } => (at.0 + lettering.width(*hand, *size, text), at.1),
                Mark::Rule { to, .. } => *to,
            };
            for (x, y) in marks.iter().map(right) {
                assert!(x * scale <= PAGE.0 && y * scale <= PAGE.1, "{x} {y} at {scale}");
            }
            assert!(scale >= least, "{scale}: too small to be read");
        }
    }
}
