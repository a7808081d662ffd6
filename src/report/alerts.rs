//! Sheet `Segnalazioni`: everything that somebody must know, the worst and heaviest first; what is over, and what another one
//! says for it, last.

use rust_xlsxwriter::Worksheet;

use super::brief::Ask;
use super::page::{self, FIRST_ROW, Page, Title};
use super::styles::{self, Mood, Styles};
use super::summary::matter_mood;
use super::view::View;
use super::{brief, phrases};
use crate::monitor::{Alert, AlertState};

const HEAD: [page::Column; 6] = [
    ("Che cosa chiede", 16.0),
    ("Stato", 15.0),
    ("Segnalazione", 92.0),
    ("Importo", 16.0),
    ("A chi tocca", 34.0),
    ("Dove", 44.0),
];

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<()> {
    let title = Title { tab: phrases::ALERTS, text: "Segnalazioni", colour: styles::AMBER };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.table(&HEAD, 2)?;
    let mut rows = brief::alerts(view);
    let is_told = |it: &&Alert| rows.iter().any(|told| told.id == it.id);
    let mut others: Vec<&Alert> = view.alerts.iter().filter(|it| !is_told(it)).collect();
    others.sort_by_key(|it| (it.state != AlertState::Resolved, it.state, &it.id));
    rows.extend(others);
    for (row, alert) in (FIRST_ROW..).zip(&rows) {
        let to: Vec<&str> = alert.recipients.iter().map(|id| view.office_name(id)).collect();
        let ask = Ask::of(alert, view);
        let look = if alert.state == AlertState::Resolved { Mood::Good } else { matter_mood(alert, ask) };
        page.text(row, 0, ask.italian(), &styles::state(look))?;
        page.text(row, 1, phrases::alert(alert.state), &styles.code)?;
        page.wrapped(row, 2, &alert.text)?;
        let weight = Some(alert.weight).filter(|it| it.0 != 0);
        page.amount(row, 3, weight, &styles.amount)?;
        page.wrapped(row, 4, &to.join(", "))?;
        page.wrapped(row, 5, &alert.detail.places.join("\n"))?;
        page.grow(row)?;
    }
    page.end(phrases::ALERTS, HEAD.len(), rows.len(), "Nessuna segnalazione.")?;
    Ok(())
}
