//! Where a person finds what an alert is about: a sheet and its row. Knows the order of the sheets' rows and no cell's content.

use super::cells::there;
use super::income_statement::Places;
use super::page::FIRST_ROW;
use super::tabs::{Tab, Tabs};
use super::tie_outs;
use super::view::View;
use crate::issue::SourceView;
use crate::monitor::{Alert, AlertId, Kind, Subject};
use crate::period::Scenario;

/// The rows that alerts are about.
pub(super) struct Links<'a> {
    pub view: &'a View<'a>,
    pub places: &'a Places,
    pub tabs: &'a Tabs,
}

impl Links<'_> {
    /// The sheet of what an alert is about, and the cell in it as links name it; none where no sheet of the month has it.
    pub(super) fn of(&self, alert: &Alert) -> Option<(String, String)> {
        let (tab, row) = self.row(alert)?;
        self.tabs.has(tab).then(|| (tab.name().to_owned(), there(tab.name(), row.unwrap_or(0), 0)))
    }

    fn row(&self, alert: &Alert) -> Option<(Tab, Option<u32>)> {
        let view = self.view;
        Some(match alert.id.subject() {
            Subject::TieOut(_) => {
                let failed = tie_outs::failed(view);
                (Tab::TieOuts, place(failed.iter().position(|it| AlertId::of_tie_out(&it.id) == alert.id)))
            }
            Subject::Line(line) => (Tab::IncomeStatement, self.places.row(line)),
            Subject::Indicator(id) => {
                let of_plan = |it: &&crate::indicators::Indicator| {
                    it.scenario == Scenario::Consuntivo && it.definition.code.is_some()
                };
                let mut plan = view.indicators.iter().filter(of_plan);
                (Tab::Indicators, place(plan.position(|it| *it.definition.id == **id)))
            }
            Subject::Office(office) => {
                let own = |it: &crate::reconcile::Difference| it.office == *office;
                (Tab::Differences, place(view.reconciliation.differences.iter().position(own)))
            }
            Subject::File { who, what, .. } if alert.kind != Kind::RowsRefused => {
                let own = |it: &SourceView| {
                    it.layout.as_deref() == Some(&**what) && it.office.as_ref().is_none_or(|office| **office == **who)
                };
                (Tab::Sources, place(view.files.iter().position(own)))
            }
            Subject::File { .. } | Subject::Accounts | Subject::Definition(_) => (Tab::Problems, None),
            Subject::Month(_) if alert.kind == Kind::Restatement => (Tab::Changes, None),
            Subject::Month(_) => (Tab::Sources, None),
        })
    }
}

/// The row of the table's entry of this place.
fn place(position: Option<usize>) -> Option<u32> {
    position.and_then(|it| u32::try_from(it).ok()).map(|it| FIRST_ROW + it)
}
