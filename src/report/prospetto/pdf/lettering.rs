//! The letters of the PDF: which glyph each is, and how wide it stands. One letter, one glyph: Italian needs no more.

use ab_glyph::{Font as _, FontRef};
use anyhow::Context as _;
use krilla::text::{Font, GlyphId, KrillaGlyph};

/// A face of the font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    Plain,
    Bold,
    Slanted,
}

/// One face: as it is embedded, and as it is measured.
struct Face {
    font: Font,
    measured: FontRef<'static>,
    em: f32,
    /// Glyph and advance of the letters that Italian is written in, which are asked for again and again.
    usual: Vec<(u32, f32)>,
}

/// The letters of Latin scripts, by their numbers.
const USUAL: u32 = 0x180;

impl Face {
    fn new(bytes: &'static [u8]) -> anyhow::Result<Self> {
        let font = Font::new(bytes.into(), 0).context("the font of the prospetto")?;
        let measured = FontRef::try_from_slice(bytes)?;
        let em = measured.units_per_em().context("the font of the prospetto")?;
        let mut face = Self { font, measured, em, usual: Vec::new() };
        face.usual = (0..USUAL).map(|it| face.ask(char::from_u32(it).unwrap_or_default())).collect();
        Ok(face)
    }

    /// The glyph of a letter, 0 where there is none, and its advance in ems.
    fn glyph(&self, letter: char) -> (u32, f32) {
        self.usual.get(letter as usize).copied().unwrap_or_else(|| self.ask(letter))
    }

    fn ask(&self, letter: char) -> (u32, f32) {
        let id = self.measured.glyph_id(letter);
        (u32::from(id.0), self.measured.h_advance_unscaled(id) / self.em)
    }
}

/// The faces that the page is written in.
pub(super) struct Lettering([Face; 3]);

impl Lettering {
    pub(super) fn new() -> anyhow::Result<Self> {
        use dejavu::sans_condensed::{bold, oblique, regular};
        Ok(Self([Face::new(regular())?, Face::new(bold())?, Face::new(oblique())?]))
    }

    fn face(&self, hand: Hand) -> &Face {
        &self.0[match hand {
            Hand::Plain => 0,
            Hand::Bold => 1,
            Hand::Slanted => 2,
        }]
    }

    pub(super) fn font(&self, hand: Hand) -> Font {
        self.face(hand).font.clone()
    }

    /// A text in letters that the font has: no file that is kept may hold a glyph that stands for nothing.
    pub(super) fn shown(&self, text: &str) -> String {
        let face = self.face(Hand::Plain);
        let known = |letter: char| face.glyph(letter).0 != 0;
        text.chars().map(|letter| if known(letter) { letter } else { char::REPLACEMENT_CHARACTER }).collect()
    }

    /// How wide a text stands at a size, in points.
    pub(super) fn width(&self, hand: Hand, size: f32, text: &str) -> f32 {
        let face = self.face(hand);
        text.chars().map(|letter| face.glyph(letter).1).sum::<f32>() * size
    }

    pub(super) fn glyphs(&self, hand: Hand, text: &str) -> Vec<KrillaGlyph> {
        let face = self.face(hand);
        let glyph = |(at, letter): (usize, char)| {
            let (id, advance) = face.glyph(letter);
            KrillaGlyph::new(GlyphId::new(id), advance, 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// A text in lines that are no wider than this; a word that is wider is broken inside.
    pub(super) fn lines(&self, hand: Hand, size: f32, text: &str, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = match lines.last().map(String::as_str) {
                None | Some("") => word.to_owned(),
                Some(line) => format!("{line} {word}"),
            };
            if self.width(hand, size, &longer) <= width {
                lines.pop();
                lines.push(longer);
                continue;
            }
            if lines.last().is_some_and(|line| !line.is_empty()) {
                lines.push(String::new());
            }
            for letter in word.chars() {
                let line = lines.last().cloned().unwrap_or_default();
                let longer = format!("{line}{letter}");
                if line.is_empty() || self.width(hand, size, &longer) <= width {
                    lines.pop();
                    lines.push(longer);
                } else {
                    lines.push(letter.to_string());
                }
            }
        }
        lines
    }
}
