//! Sheet `Schede`: one form an indicator of the plan, with the fields of DPCM 18/9/2012 art. 3, a page each, so that a person
//! prints the one that is asked for. Its figures are those of `Indicatori`. Judges nothing.

use rust_xlsxwriter::Worksheet;

use super::cells::Cached;
use super::decimals;
use super::indicators::{cells_of, mood, projection};
use super::inputs::Inputs;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, plan};
use super::styles::{self, Styles};
use super::view::View;
use crate::indicators::Indicator;
use crate::indicators::definition::Unit;

const HEAD: [page::Column; 2] = [("Voce", 30.0), ("Scheda", 96.0)];

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, inputs: &Inputs, styles: &Styles) -> anyhow::Result<()> {
    let title = Title { tab: phrases::CARDS, text: plan::CARDS_TITLE, colour: styles::GREY };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.table(&HEAD, 1)?;
    page.sheet.set_portrait();
    let (mut row, mut breaks) = (FIRST_ROW, Vec::new());
    for (indicator, value, degree) in cells_of(view) {
        if row > FIRST_ROW {
            breaks.push(row);
        }
        let card = Card { indicator, value, degree, place: inputs.first(indicator).map(|it| it.0).unwrap_or_default() };
        row = card.write(&mut page, row, view)?;
    }
    page.sheet.set_page_breaks(&breaks)?;
    // Each form on a page of its own: these are never made smaller to stand on one.
    page.sheet.set_print_area(0, 0, row.saturating_sub(2), 1)?;
    Ok(())
}

/// The form of one indicator.
struct Card<'a> {
    indicator: &'a Indicator,
    /// The cells of its value and of its degree in `Indicatori`.
    value: String,
    degree: String,
    /// Where its figures come from.
    place: String,
}

/// What stands beside a label.
enum Field {
    /// Words; without any the row is left out.
    Words(String),
    /// The value, live.
    Value,
    /// The state in its colour.
    State,
    /// The degree of achievement, live.
    Degree,
}

impl Card<'_> {
    /// Writes the form; answers with the row of the next one.
    fn write(&self, page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<u32> {
        let styles = page.styles;
        let definition = &*self.indicator.definition;
        page.sheet.set_row_height(top, 20)?;
        page.text(top, 0, definition.code_text(), &styles.section)?;
        page.text(top, 1, &plan::short(&definition.name), &styles.section)?;
        let label = styles::indented(&styles::body(), 1).set_bold();
        let said = |field: &Field| !matches!(field, Field::Words(words) if words.trim().is_empty());
        let fields = self.fields(view).into_iter().filter(|(_, field)| said(field));
        let mut row = top;
        for (name, field) in fields {
            row += 1;
            page.text(row, 0, name, &label)?;
            match field {
                Field::Words(words) => page.wrapped(row, 1, &words)?,
                Field::Value => self.observed(page, row)?,
                Field::State => {
                    let look = styles::indented(&styles::state(mood(self.indicator.standing)), 1);
                    page.text(row, 1, self.indicator.standing.italian(), &look)?;
                }
                Field::Degree => self.achieved(page, row)?,
            }
            page.grow(row)?;
        }
        Ok(row + 2)
    }

    fn fields(&self, view: &View<'_>) -> [(&'static str, Field); 17] {
        let definition = &*self.indicator.definition;
        let objective = definition.objective.as_deref().unwrap_or_default();
        let title = view.objectives.get(objective).map_or("", |it| &it.title);
        let formula = definition.formula.as_ref().map(ToString::to_string).unwrap_or_default();
        let words = Field::Words;
        [
            ("Codice", words(definition.code_text().to_owned())),
            ("Obiettivo", words(format!("{objective} {title}"))),
            ("Tipo", words(plan::kind(definition.kind).to_owned())),
            ("Definizione", words(definition.name.clone())),
            ("Unità di misura", words(plan::unit(definition).to_owned())),
            ("Lettura nell'anno", words(plan::reading(definition))),
            ("Metodo", words(definition.method.clone())),
            ("Formula", words(formula)),
            ("Fonte del dato", words(plan::source(definition, &self.place))),
            ("Valore atteso (target)", words(phrases::target_and_other(definition))),
            ("Valore osservato alla data", Field::Value),
            ("Proiezione a fine anno", words(projection(self.indicator))),
            ("Stato", Field::State),
            ("Motivo", words(self.indicator.reason.clone())),
            ("Grado di raggiungimento", Field::Degree),
            ("Ufficio responsabile", words(view.office_name(&definition.office).to_owned())),
            ("Periodo", words(plan::period(view, definition))),
        ]
    }

    fn observed(&self, page: &mut Page<'_>, row: u32) -> anyhow::Result<()> {
        let Self { indicator, value, .. } = self;
        let definition = &*indicator.definition;
        let pattern = decimals::format(definition, &indicator.value);
        let look = styles::indented(&styles::body(), 1).set_bold();
        match (Cached::of(&indicator.value), &indicator.milestone) {
            (_, Some(state)) if definition.unit == Unit::Milestone => page.text(row, 1, state, &look),
            (Some(shown), _) => page.formula(row, 1, value, &shown, &look.set_num_format(pattern)),
            (None, _) => page.text(row, 1, phrases::UNKNOWN, &look),
        }
    }

    fn achieved(&self, page: &mut Page<'_>, row: u32) -> anyhow::Result<()> {
        let pattern = if self.indicator.provisional { styles::PROVISIONAL } else { styles::PERCENT };
        let look = styles::indented(&styles::body(), 1).set_num_format(pattern);
        match self.indicator.achievement {
            Some(share) => page.formula(row, 1, &self.degree, &Cached::Number(share), &look),
            None => page.text(row, 1, phrases::UNKNOWN, &look),
        }
    }
}
