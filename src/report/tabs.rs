//! The sheets of the workbook: their names, their order, and which of them a month has. Knows no cells.

use std::collections::BTreeMap;

use anyhow::Context as _;
use rust_xlsxwriter::{Workbook, Worksheet};

use super::view::View;
use super::{accounts, agile, balance_sheet, brief, budget, changes, income_statement, investments, phrases, tables};
use crate::indicators::Indicator;
use crate::ledger::Subject;

/// Rows from which a sheet goes to disk as it is written: kept, a row of *Differenze* takes some four kilobytes.
const LONG: usize = 2_000;

/// An empty sheet for so many rows.
pub(super) fn sheet(workbook: &mut Workbook, rows: usize) -> anyhow::Result<&mut Worksheet> {
    Ok(if rows > LONG { workbook.add_worksheet_with_constant_memory()? } else { workbook.add_worksheet() })
}

/// A sheet of the workbook, in its order; the matches, which may need several, stand after all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tab {
    /// The month on one page.
    Summary,
    /// The year in pictures.
    Dashboard,
    /// What somebody must know.
    Alerts,
    /// The income statement.
    IncomeStatement,
    /// The actual by function.
    Functions,
    /// The plan of investments.
    Investments,
    /// The budget by centre.
    Budget,
    /// The balance sheet.
    BalanceSheet,
    /// The tables of a plan that tell of one thing: who works for the chamber, the companies of which it has a share.
    Table(Subject),
    /// How the lavoro agile is developed.
    Agile,
    /// What objectives were given and what is spent, bridged to what the offices tell.
    Resources,
    /// The indicators of the plan.
    Indicators,
    /// The other ratios, and the plan's on budgets.
    Ratios,
    /// The tree of objectives.
    Objectives,
    /// The tie-outs.
    TieOuts,
    /// The differences.
    Differences,
    /// What is no longer as it was issued.
    Changes,
    /// The problems.
    Problems,
    /// The files.
    Sources,
    /// The page that a controller signs.
    Prospetto,
    /// One form an indicator.
    Cards,
    /// The accounts.
    Accounts,
    /// The figures that formulas of indicators rest on.
    Inputs,
}

impl Tab {
    /// All of them, in their order.
    const ALL: [Self; 27] = [
        Self::Summary,
        Self::Dashboard,
        Self::Alerts,
        Self::IncomeStatement,
        Self::Functions,
        Self::Investments,
        Self::Budget,
        Self::BalanceSheet,
        Self::Table(Subject::Staff),
        Self::Table(Subject::Participations),
        Self::Table(Subject::Subsidiary),
        Self::Table(Subject::Projects),
        Self::Agile,
        Self::Resources,
        Self::Indicators,
        Self::Ratios,
        Self::Objectives,
        Self::TieOuts,
        Self::Differences,
        Self::Changes,
        Self::Problems,
        Self::Sources,
        Self::Prospetto,
        Self::Cards,
        Self::Accounts,
        // What the plan prints is at hand, and no page of the month.
        Self::Table(Subject::Plan),
        Self::Inputs,
    ];

    /// Its name on the tab.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Summary => phrases::SUMMARY,
            Self::Dashboard => phrases::DASHBOARD,
            Self::Alerts => phrases::ALERTS,
            Self::IncomeStatement => phrases::INCOME_STATEMENT,
            Self::Functions => phrases::accounts::FUNCTIONS,
            Self::Investments => phrases::accounts::INVESTMENTS,
            Self::Budget => phrases::accounts::BUDGET,
            Self::BalanceSheet => phrases::accounts::BALANCE_SHEET,
            Self::Table(subject) => phrases::tables::sheet(subject),
            Self::Agile => phrases::agile::TAB,
            Self::Resources => phrases::RESOURCES,
            Self::Indicators => phrases::INDICATORS,
            Self::Ratios => phrases::RATIOS,
            Self::Objectives => phrases::OBJECTIVES,
            Self::TieOuts => phrases::TIE_OUTS,
            Self::Differences => phrases::DIFFERENCES,
            Self::Changes => phrases::VARIATIONS,
            Self::Problems => phrases::PROBLEMS,
            Self::Sources => phrases::SOURCES,
            Self::Accounts => phrases::accounts::ACCOUNTS,
            Self::Prospetto => phrases::PROSPETTO,
            Self::Cards => phrases::CARDS,
            Self::Inputs => phrases::INPUTS,
        }
    }

    /// What it holds, in the list of all.
    pub(crate) fn holds(self) -> &'static str {
        match self {
            Self::Summary => "il mese in una pagina",
            Self::Dashboard => "l'anno in figure",
            Self::Alerts => "che cosa resta da fare, e a chi tocca",
            Self::IncomeStatement => "preventivo, assestato, consuntivo, proiezione",
            Self::Functions => "il consuntivo per funzione istituzionale",
            Self::Investments => "il piano degli investimenti: acquisito e residuo",
            Self::Budget => "il budget per centro di responsabilità",
            Self::BalanceSheet => "attivo e passivo",
            Self::Table(subject) => phrases::tables::holds(subject),
            Self::Agile => "il lavoro agile: valori attesi per fase, e misurati",
            Self::Resources => "risorse, speso e residuo per obiettivo; raccordo con gli uffici",
            Self::Ratios => "gli indici fuori Piano e gli scenari di budget",
            Self::Prospetto => "il prospetto di quadratura, da firmare",
            Self::Cards => "una scheda da stampare per indicatore",
            Self::Inputs => "ogni dato delle formule e da dove viene",
            Self::Accounts => "ogni conto con la cella da cui viene",
            Self::Indicators => "valore, valore atteso, proiezione, stato",
            Self::Objectives => "gli obiettivi e il loro grado",
            Self::TieOuts => "che cosa torna e che cosa no",
            Self::Differences => "righe su cui conti e uffici non concordano",
            Self::Changes => "che cosa non è più come era stato diffuso",
            Self::Problems => "che cosa non va nei file, cella per cella",
            Self::Sources => "i file del mese con la loro impronta",
        }
    }

    /// Its rows, of a sheet that a month may make long; it is written from top to bottom.
    fn rows(self, view: &View<'_>) -> usize {
        match self {
            Self::Differences => view.reconciliation.differences.len(),
            Self::Problems => view.problems.len(),
            _ => 0,
        }
    }

    /// Whether a month has it: a sheet that could only say that there is nothing is left out, unless people look for it.
    fn is_of(self, view: &View<'_>) -> bool {
        let any = |kind: fn(&Indicator) -> bool| view.indicators.iter().any(kind);
        match self {
            Self::Alerts => !brief::all_at_once(view),
            Self::Changes => changes::any(view),
            Self::Problems => !view.problems.is_empty(),
            Self::Resources => !view.objectives.all.is_empty() || !view.reconciliation.bridges.is_empty(),
            Self::Ratios => any(|it| !it.is_of_plan()),
            Self::Cards => any(Indicator::is_of_plan),
            Self::Inputs => !view.indicators.is_empty(),
            Self::Summary
            | Self::Dashboard
            | Self::IncomeStatement
            | Self::Indicators
            | Self::Objectives
            | Self::TieOuts
            | Self::Differences
            | Self::Sources
            | Self::Prospetto => true,
            Self::Functions => income_statement::by_function(view),
            Self::Investments => investments::any(view),
            Self::Budget => budget::any(view),
            Self::BalanceSheet => balance_sheet::of(view).is_some(),
            Self::Table(subject) => tables::any(view, subject),
            Self::Agile => agile::any(view),
            Self::Accounts => accounts::any(view),
        }
    }
}

/// The sheets of a workbook, added to it empty and in order, so that each can be written when what it names is known.
pub(super) struct Tabs(BTreeMap<Tab, usize>);

impl Tabs {
    /// Adds the sheets of a month.
    pub(super) fn add(workbook: &mut Workbook, view: &View<'_>) -> anyhow::Result<Self> {
        let mut tabs = BTreeMap::new();
        for (at, tab) in Tab::ALL.into_iter().filter(|tab| tab.is_of(view)).enumerate() {
            sheet(workbook, tab.rows(view))?.set_name(tab.name())?;
            tabs.insert(tab, at);
        }
        Ok(Self(tabs))
    }

    /// Those that the month has, in their order.
    pub(super) fn all(&self) -> impl Iterator<Item = Tab> {
        Tab::ALL.into_iter().filter(|tab| self.has(*tab))
    }

    /// Whether the month has it.
    pub(super) fn has(&self, tab: Tab) -> bool {
        self.0.contains_key(&tab)
    }

    /// The sheet, to be written.
    ///
    /// # Errors
    /// When the month does not have it.
    pub(super) fn sheet<'w>(&self, workbook: &'w mut Workbook, tab: Tab) -> anyhow::Result<&'w mut Worksheet> {
        let at = self.0.get(&tab).with_context(|| format!("no sheet `{}` in this month", tab.name()))?;
        Ok(workbook.worksheet_from_index(*at)?)
    }
}
