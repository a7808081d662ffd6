//! What somebody must know, the worst and heaviest first, each once and with the row that it is about; what changed since what
//! was issued before; and where everything stands.

use super::parts::{LEFT, RIGHT, letters, section};
use crate::monitor::{Alert, AlertState};
use crate::problem::Severity;
use crate::report::brief::{self, Ask};
use crate::report::links::Links;
use crate::report::page::{self, Page};
use crate::report::phrases;
use crate::report::styles::{self, LINE, Mood};
use crate::report::tabs::{Tab, Tabs};
use crate::report::view::View;

/// Columns of the text, and of those whom it is for.
const TEXT: (u16, u16) = (1, 5);

/// Writes what to look at; answers with the first free row.
pub(super) fn write(page: &mut Page<'_>, top: u32, view: &View<'_>, links: &Links) -> anyhow::Result<u32> {
    let styles = page.styles;
    section(page, top, (LEFT.0, RIGHT.1), phrases::MATTERS)?;
    page.text(top, RIGHT.0, phrases::WHOSE, &styles.section)?;
    page.text(top, RIGHT.0 + 2, phrases::WHERE, &styles.section)?;
    let all = brief::alerts(view);
    if all.is_empty() {
        page.text(top + 1, 0, "Nessuna segnalazione.", &styles.quiet)?;
        return Ok(top + 2);
    }
    let mut row = top + 1;
    let told = brief::at_once(all.len());
    for alert in all.iter().take(told) {
        let to: Vec<&str> = alert.recipients.iter().map(|id| view.office_name(id)).collect();
        let to = to.join(", ");
        let lines =
            page::lines_of(&alert.text, letters(TEXT)).max(page::lines_of(&to, letters((RIGHT.0, RIGHT.0 + 1))));
        page.sheet.set_row_height(row, LINE * f64::from(lines) + 3.0)?;
        let ask = Ask::of(alert, view);
        let state = if alert.state == AlertState::Standing { "" } else { phrases::NEW };
        page.text(row, 0, &format!("{}{state}", ask.italian()), &styles::state(mood(alert, ask)))?;
        page.spread(row, TEXT, &alert.text, &styles.text)?;
        page.spread(row, (RIGHT.0, RIGHT.0 + 1), &to, &styles.text)?;
        if let Some((text, place)) = links.of(alert) {
            page.link((row, RIGHT.0 + 2), &text, &place)?;
        }
        row += 1;
    }
    let left = all.len() - told;
    if left > 0 {
        page.text(row, TEXT.0, &phrases::matters_left(left), &styles.quiet)?;
        row += 1;
    }
    Ok(row)
}

/// How what is to be looked at feels: red where it is grave, amber where money or a decision is in it.
pub(in crate::report) fn mood(alert: &Alert, ask: Ask) -> Mood {
    match (alert.severity, ask) {
        (Severity::Refusal | Severity::Error, _) | (_, Ask::Unblock) => Mood::Bad,
        (_, Ask::Decide | Ask::Correct) => Mood::Watch,
        (_, Ask::Complete | Ask::Watch) => Mood::Calm,
    }
}

/// Writes what changed since what was issued before; answers with the first free row.
pub(super) fn changes(page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<u32> {
    let styles = page.styles;
    section(page, top, (LEFT.0, RIGHT.1), phrases::CHANGES)?;
    let said = phrases::changes(view);
    let mut row = top + 1;
    for sentence in said {
        let lines = page::lines_of(&sentence, letters((LEFT.0, RIGHT.1)));
        page.sheet.set_row_height(row, LINE * f64::from(lines) + 2.0)?;
        page.spread(row, (LEFT.0, RIGHT.1), &sentence, &styles.text)?;
        row += 1;
    }
    Ok(row)
}

/// Writes the other sheets with a link each and what they hold, in two columns; answers with the first free row.
pub(super) fn contents(page: &mut Page<'_>, top: u32, tabs: &Tabs) -> anyhow::Result<u32> {
    /// The first column of each name, and those of what it holds.
    const COLUMNS: [(u16, u16); 2] = [(0, 5), (7, 10)];
    section(page, top, (LEFT.0, RIGHT.1), phrases::CONTENTS)?;
    let others: Vec<Tab> = tabs.all().filter(|tab| *tab != Tab::Summary).collect();
    let rows = others.len().div_ceil(COLUMNS.len());
    for (place, tab) in others.iter().enumerate() {
        let (first, last) = COLUMNS[place / rows];
        let row = top + 1 + u32::try_from(place % rows)?;
        page.link((row, first), tab.name(), &format!("'{}'!A1", tab.name()))?;
        page.spread(row, (first + 1, last), tab.holds(), &page.styles.text)?;
    }
    Ok(top + 1 + u32::try_from(rows)?)
}
