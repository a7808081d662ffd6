//! How the month stands in a word and a few sentences, and the headline ratios with the lights of the areas beside them.

use rust_xlsxwriter::{Sparkline, SparklineType};

use super::parts::{LEFT, RIGHT, head, letters, mood, section};
use crate::indicators::Trend;
use crate::report::brief::{self, Area, Headline};
use crate::report::dashboard::Series;
use crate::report::page::{self, Page};
use crate::report::styles::{self, LINE, Mood};
use crate::report::view::View;
use crate::report::{indicators, phrases};

/// Writes the verdict; answers with the first free row.
pub(super) fn write(page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<u32> {
    let verdict = brief::verdict(view);
    let columns = (LEFT.0 + 1, RIGHT.1);
    let width = letters(columns);
    let said = verdict.sentences.iter().map(|it| format!("{it}.")).collect::<Vec<_>>().join("\n");
    let height = LINE * f64::from(page::lines_of(&said, width)) + 8.0;
    page.sheet.set_row_height(top, height.max(40.0))?;
    let word = verdict.tone.italian().to_uppercase();
    page.text(top, LEFT.0, &word, &styles::verdict(mood(verdict.tone)))?;
    page.spread(top, columns, &said, &styles::verdict_said(mood(verdict.tone)))?;
    Ok(top + 1)
}

const HEADLINE: [&str; 6] = ["Indice", "Alla data", "Valore atteso", "Proiezione a fine anno", "Stato", "Andamento"];

/// Writes the headline ratios, a row each; answers with the first free row.
pub(super) fn headlines(page: &mut Page<'_>, top: u32, view: &View<'_>, series: &Series) -> anyhow::Result<u32> {
    let all = brief::headlines(view);
    section(page, top, LEFT, phrases::HEADLINES)?;
    if all.is_empty() {
        let styles = page.styles;
        page.text(top + 1, LEFT.0, phrases::NO_HEADLINES, &styles.quiet)?;
        return Ok(top + 2);
    }
    head(page, top + 1, LEFT.0, &HEADLINE)?;
    for (row, it) in (top + 2..).zip(&all) {
        headline(page, row, it, series)?;
    }
    Ok(top + 2 + u32::try_from(all.len())?)
}

fn headline_height(it: &Headline<'_>) -> f64 {
    (LINE * f64::from(page::lines_of(it.name, letters((LEFT.0, LEFT.0)))) + 3.0).max(22.0)
}

fn headline(page: &mut Page<'_>, row: u32, it: &Headline<'_>, series: &Series) -> anyhow::Result<()> {
    page.sheet.set_row_height(row, headline_height(it))?;
    page.text(row, 0, it.name, &styles::indented(&styles::body().set_bold().set_text_wrap(), 1))?;
    let right = styles::body().set_align(rust_xlsxwriter::FormatAlign::Right);
    page.text(row, 1, &it.to_date, &right)?;
    page.text(row, 2, &it.target, &right)?;
    let heading = if it.projection.is_empty() { phrases::UNKNOWN } else { &it.projection };
    page.text(row, 3, heading, &right.clone().set_bold())?;
    let trend = it.trend.map(|it| format!(", {}", Trend::italian(it))).unwrap_or_default();
    let standing = format!("{}{trend}", it.standing.italian());
    page.text(row, 4, &standing, &styles::state(indicators::mood(it.standing)))?;
    page.blank(row, 5, &styles::body())?;
    if let Some(range) = series.of(&it.indicator.definition.id) {
        let line = Sparkline::new()
            .set_range(range)
            .set_type(SparklineType::Column)
            .show_last_point(true)
            .set_sparkline_color(styles::INK)
            .set_last_point_color(styles::AMBER);
        page.sheet.add_sparkline(row, 5, &line)?;
    }
    Ok(())
}

/// Writes the areas of the plan with their lights, on the right; answers with the first free row.
pub(super) fn areas(page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<u32> {
    let styles = page.styles;
    section(page, top, RIGHT, phrases::AREAS)?;
    let all = brief::areas(view);
    if all.is_empty() {
        page.text(top + 1, RIGHT.0, phrases::NO_AREAS, &styles.quiet)?;
        return Ok(top + 2);
    }
    head(page, top + 1, RIGHT.0, &["Area", "Indicatori", "Grado provv.", "Semaforo"])?;
    let beside: Vec<f64> = brief::headlines(view).iter().map(headline_height).collect();
    for (at, it) in all.iter().enumerate() {
        area(page, top + 2 + u32::try_from(at)?, it, beside.get(at).copied().unwrap_or(LINE))?;
    }
    Ok(top + 2 + u32::try_from(all.len())?)
}

/// Writes an area in a row that is as high as what stands on its left at least.
fn area(page: &mut Page<'_>, row: u32, it: &Area<'_>, least: f64) -> anyhow::Result<()> {
    let styles = page.styles;
    let (title, said) = (phrases::area(&it.standing.title), phrases::light(it));
    let column = |at| letters((RIGHT.0 + at, RIGHT.0 + at));
    let lines = page::lines_of(title, column(0)).max(page::lines_of(&said, column(3)));
    page.sheet.set_row_height(row, (LINE * f64::from(lines) + 3.0).max(least))?;
    page.text(row, RIGHT.0, title, &styles::indented(&styles::body().set_text_wrap(), 1))?;
    let all: usize = it.counts.iter().map(|(_, count)| count).sum();
    page.number(row, RIGHT.0 + 1, crate::report::cells::count(all), &styles.count)?;
    match it.standing.rolled.achievement {
        Some(share) => page.number(row, RIGHT.0 + 2, share, &styles::body().set_num_format("0%"))?,
        None => page.text(row, RIGHT.0 + 2, phrases::UNKNOWN, &styles.unknown)?,
    }
    let feels = it.tone.map_or(Mood::Calm, mood);
    page.text(row, RIGHT.0 + 3, &said, &styles::state(feels).set_text_wrap())
}
