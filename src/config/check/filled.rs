//! Names that mean something and that no file ever fills: a formula with one is without data in every month.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::fault::Fault;
use crate::formula::Formula;
use crate::indicators::definition::{Definition, Source};
use crate::indicators::names::{self, Part, Reference};
use crate::ledger::Scheme;
use crate::ledger::statement::split_function;
use crate::read::layout::{Field, Kind};

/// Names of indicators' formulas that no layout fills, with what would.
pub(super) fn unfilled_names(config: &Config) -> Vec<Fault> {
    let of = |definition: &Definition| {
        let id = definition.id.clone();
        let names = definition.formula.iter().flat_map(Formula::inputs);
        let unfilled = names.filter_map(|name| Some((name, wanted(config, definition, name)?)));
        let faults = unfilled.map(|(name, wanted)| {
            let text = format!("`{id}` usa `{name}`, che nessun file riempie: {wanted}");
            Fault::at(format!("indicator[={id}].formula"), text).word(name)
        });
        faults.collect::<Vec<_>>()
    };
    config.definitions.all.iter().flat_map(|definition| of(definition)).collect()
}

/// What is missing for a name to be filled; nothing where it can be.
fn wanted(config: &Config, definition: &Definition, name: &str) -> Option<String> {
    let has = |kind: Kind, field: Field| config.layouts.iter().any(|layout| layout.kind == kind && layout.has(field));
    let column = |field: Field| format!("serve un tracciato di `measurements` con la colonna `{}`", field.id());
    let measured = |part: Part| {
        let field = match part {
            Part::Numerator => Field::Numerator,
            Part::Denominator => Field::Denominator,
            Part::Value => Field::Value,
        };
        (!has(Kind::Measurements, field)).then(|| column(field))
    };
    match names::read(name, definition.source == Source::Office) {
        Reference::Own(part) | Reference::Measure { part, .. } => measured(part),
        Reference::PaymentAmount | Reference::PaymentDays => {
            let none = !has(Kind::Payments, Field::Amount);
            none.then(|| "serve un tracciato di `payments`, l'elenco dei pagamenti ai fornitori".to_owned())
        }
        Reference::Indicator(_) => None,
        Reference::Account { base, .. } => {
            let scheme = config.chart.scheme(definition.scheme.as_deref()?)?;
            // Aggregates are lists of accounts or of lines: what of them is not there is said month by month.
            scheme.line(base)?;
            let is_filled = line_is_filled(config, scheme, base, &mut BTreeSet::new());
            (!is_filled).then(|| {
                format!(
                    "serve un tracciato dello schema `{}`: i saldi dei conti, con le loro voci in accounts.toml, o un prospetto",
                    scheme.id
                )
            })
        }
    }
}

/// Whether some file can give a line of a scheme a figure: a table that prints lines, an export of accounts (in which a voce
/// that no account moved is zero beside others of its nature), or the lines of its formula.
fn line_is_filled(config: &Config, scheme: &Scheme, id: &str, seen: &mut BTreeSet<String>) -> bool {
    let of_scheme = |kinds: &[Kind]| {
        config.layouts.iter().any(|it| kinds.contains(&it.kind) && it.scheme.as_deref() == Some(&*scheme.id))
    };
    if of_scheme(&[Kind::Reference, Kind::Statement]) {
        return true;
    }
    let Some(line) = scheme.line(id) else { return true };
    let is_like = |mapped: &str| scheme.line(mapped).is_some_and(|it| it.nature == line.nature);
    let filled_beside = || config.chart.mappings.iter().any(|mapping| is_like(&mapping.line));
    match &line.formula {
        Some(formula) => formula.inputs().into_iter().all(|input| {
            let (input, _) = split_function(input);
            !seen.insert(input.to_owned()) || line_is_filled(config, scheme, input, seen)
        }),
        None => of_scheme(&[Kind::Accounts]) && filled_beside(),
    }
}
