//! What somebody must know, worst first, and whether every expected file is there.

use super::counts::{Counted, counted};
use super::parts::{Blocks, LEFT, RIGHT, head, section};
use crate::issue::SourceState;
use crate::monitor::AlertState;
use crate::problem::Severity;
use crate::report::cells::here;
use crate::report::page::{self, Page};
use crate::report::styles::{self, LINE};
use crate::report::view::View;
use crate::report::{phrases, problems, sources};

/// Characters that fit the text of an alert, which stands over columns 1 to 6.
const ALERT_CHARACTERS: usize = 112;
/// Characters that fit those whom it is for, over columns 7 to 9.
const RECIPIENTS_CHARACTERS: usize = 46;

/// Writes the alerts; answers with the first free row.
pub(super) fn alerts(page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<u32> {
    let styles = page.styles;
    section(page, top, (LEFT.0, RIGHT.1), "Segnalazioni")?;
    let mut rows: Vec<_> = view.alerts.iter().filter(|alert| alert.state != AlertState::Muted).collect();
    // What is no longer so is told last.
    rows.sort_by_key(|alert| (alert.state == AlertState::Resolved, alert.severity, alert.state, &alert.id));
    let mut row = top + 1;
    for alert in rows {
        let lines = page::lines_of(&alert.text, ALERT_CHARACTERS);
        let to: Vec<&str> = alert.recipients.iter().map(|id| view.office_name(id)).collect();
        let to = to.join(", ");
        let lines = lines.max(page::lines_of(&to, RECIPIENTS_CHARACTERS));
        page.sheet.set_row_height(row, LINE * f64::from(lines) + 3.0)?;
        let label = format!("{}, {}", phrases::severity(alert.severity), phrases::alert(alert.state));
        page.text(row, 0, &label, &styles::state(problems::mood(alert.severity)))?;
        page.spread(row, (1, RIGHT.0), &alert.text, &styles.text)?;
        page.spread(row, (RIGHT.0 + 1, RIGHT.1), &to, &styles.text)?;
        row += 1;
    }
    if row == top + 1 {
        page.text(row, 0, "Nessuna segnalazione.", &styles.quiet)?;
        row += 1;
    }
    Ok(row)
}

/// Writes how complete the sources are, and how clean; answers with the first free row.
pub(super) fn sources(page: &mut Page<'_>, top: u32, view: &View<'_>, blocks: &Blocks) -> anyhow::Result<u32> {
    let styles = page.styles;
    section(page, top, LEFT, "Fonti del mese")?;
    let mut left = top + 1;
    let states = blocks.sources.column(sources::STATE);
    for state in phrases::SOURCE_STATES {
        let standing: Vec<_> = view.files.iter().filter(|file| file.state == state).collect();
        let excel = format!("COUNTIF({states},{})", here(left, 0));
        let (name, mood, number) = (phrases::source(state), sources::mood(state), standing.len());
        counted(page, (left, 0), &Counted { name, mood, excel, number })?;
        if matches!(state, SourceState::Missing | SourceState::Refused) && !standing.is_empty() {
            let names: Vec<&str> = standing.iter().map(|file| file.file.as_str()).collect();
            let names = names.join(", ");
            page.sheet.set_row_height(left, LINE * f64::from(page::lines_of(&names, 62)))?;
            page.spread(left, (2, LEFT.1), &names, &styles.text)?;
        }
        left += 1;
    }
    section(page, top, RIGHT, "Anomalie nei dati")?;
    head(page, top + 1, RIGHT.0, &["Gravità", "Quante"])?;
    let severities = blocks.problems.column(problems::SEVERITY);
    let mut right = top + 2;
    for severity in [Severity::Refusal, Severity::Error, Severity::Warning] {
        let standing = view.problems.iter().filter(|problem| problem.severity == severity).count();
        let excel = format!("COUNTIF({severities},{})", here(right, RIGHT.0));
        let (name, mood, number) = (phrases::severity(severity), problems::mood(severity), standing);
        counted(page, (right, RIGHT.0), &Counted { name, mood, excel, number })?;
        right += 1;
    }
    Ok(left.max(right))
}
