//! Layouts: what only the whole configuration can tell of them.

use super::Found;
use crate::config::Config;
use crate::fault::{Fault, twice};
use crate::italian::meant;
use crate::ledger::Scheme;
use crate::money::Unit;
use crate::read::Layout;
use crate::read::layout::{ColumnKind, Kind};

pub(super) fn layouts(config: &Config, found: &mut Found<'_>) {
    let double = twice(config.layouts.iter().map(|layout| layout.id.as_str()));
    for id in &double {
        found.declared("layouts/", id, [Fault::at("id", format!("il tracciato `{id}` è dichiarato due volte"))]);
    }
    // Which of two is wrong is not known.
    for layout in config.layouts.iter().filter(|layout| !double.contains(&layout.id.as_str())) {
        let mut faults = layout.faults();
        if layout.kind.has_figures() || layout.kind == Kind::Corrections {
            let scheme = layout.scheme.as_deref().unwrap_or_default();
            if config.chart.scheme(scheme).is_none() {
                let proposal = meant(scheme, config.chart.schemes.iter().map(|scheme| &*scheme.id));
                let text = format!("lo schema `{scheme}` del tracciato `{}` non esiste{proposal}", layout.id);
                faults.push(Fault::at("scheme", text));
            }
            if config.is_reserved(layout) && config.assessor(layout).is_none() {
                let text = format!(
                    "lo schema `{scheme}` del tracciato `{}` è riservato, e nessun gruppo di una scheda ne prende il valore (`from`): i suoi file non li leggerebbe nessuno",
                    layout.id
                );
                faults.push(Fault::at("scheme", text));
            }
            faults.extend(figures(layout, config.chart.scheme(scheme).map(|it| &**it)));
        }
        found.declared("layouts/", &layout.id, faults);
    }
}

/// What is wrong with what the columns of a layout count, by the scheme that takes them.
fn figures(layout: &Layout, known: Option<&Scheme>) -> Vec<Fault> {
    let mut faults = Vec::new();
    // A table of texts is shown as it is printed; of anything else nothing would be left.
    let is_shown = known.is_some_and(|scheme| scheme.sheet.is_some() && scheme.as_printed);
    let has_amounts = layout.columns.iter().any(|column| column.amount.is_some());
    if layout.kind.has_figures() && !has_amounts && !is_shown {
        faults.push(Fault::at("kind", format!("il tracciato `{}` non ha colonne di importi", layout.id)));
    }
    let scheme = known.map(|it| &*it.id).unwrap_or_default();
    for column in &layout.columns {
        let centre = column.amount.as_ref().and_then(|amount| amount.centre);
        let rule = centre.and_then(|centre| known?.column(centre));
        let unit = rule.and_then(|rule| rule.unit).or(known.map(|scheme| scheme.unit));
        let is_text = matches!(column.kind, ColumnKind::Text | ColumnKind::Code);
        let id = &column.id;
        let text = match (column.kind, unit) {
            _ if column.amount.is_none() && !has_amounts && is_shown && !is_text => format!(
                "la colonna `{id}` di una tabella senza importi non si vedrebbe: ci vuole `kind = \"text\"`, o un `amount`"
            ),
            _ if column.amount.is_none() => continue,
            (ColumnKind::Money, Some(Unit::FinePercent)) => {
                format!("la colonna `{id}` è una percentuale (`fine_percent`): ci vuole `kind = \"percent\"`")
            }
            (ColumnKind::Money, _) => continue,
            (_, Some(Unit::Euro)) => format!(
                "la colonna `{id}` conta ciò che non è denaro, e lo schema `{scheme}` è in euro: ci vuole `kind = \"money\"`, o `unit = \"number\"` nello schema"
            ),
            _ => continue,
        };
        faults.push(Fault::at(format!("column[={id}].kind"), text));
    }
    faults
}
