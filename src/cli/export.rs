//! Whole tables of a month: for scripts `;`, UTF-8, one header line, or one JSON object; for people a CSV that a spreadsheet opens.
//! The month is computed again from the archive, by today's configuration: nothing is taken in, nothing is changed.

mod comparison;
mod entries;
mod figures;
mod people;
mod year_end;

use anyhow::Context;
use serde_json::{Map, Value, json};

use super::arguments::{ExportArguments, Table};
use super::exit::Exit;
use super::{Answer, come, opened, output};
use crate::origin::{Origin, Sources};
use crate::pipeline;

/// A table: header and rows of JSON scalars.
struct Written {
    header: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

pub(super) fn perform(arguments: &ExportArguments) -> Answer {
    let (config, folders, store) = opened(&arguments.common.config)?;
    come(arguments.period, &store)?;
    let (month, sources) = pipeline::standing(arguments.period, &config, &folders, &store)?;
    let (name, table) = match arguments.table {
        Table::Entries => ("entries", entries::entries(&month, &sources)),
        Table::Matches => ("matches", comparison::matches(&month, &sources)),
        Table::Differences => ("differences", comparison::differences(&month, &sources)),
        Table::Indicators => ("indicators", figures::indicators(&month, arguments.csv)),
        Table::Objectives => ("objectives", figures::objectives(&month)),
        Table::Preconsuntivo => ("preconsuntivo", year_end::year_end(&month, arguments.period)),
        Table::PrevisioneConsuntivo => {
            ("previsione_consuntivo", year_end::allegato_a(&month, &config, arguments.period))
        }
    };
    if arguments.common.json {
        let rows: Vec<Value> = table
            .rows
            .into_iter()
            .map(|row| {
                Value::Object(table.header.iter().map(|name| (*name).to_owned()).zip(row).collect::<Map<_, _>>())
            })
            .collect();
        output::print_json(&json!({ "period": arguments.period, name: rows }))?;
    } else if arguments.csv {
        output::print_bytes(&people::as_csv(name, &table, &config.settings.offices)?)?;
    } else {
        output::print_bytes(&as_csv(&table)?)?;
    }
    Ok(Exit::Done)
}

fn as_csv(table: &Written) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(&table.header)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }))?;
    }
    writer.into_inner().context("il CSV non si completa")
}

/// File, sheet, row and cell of an origin.
fn place(origin: Origin, sources: &Sources) -> [Value; 4] {
    [json!(sources.file(origin)), json!(sources.sheet(origin)), json!(u64::from(origin.row) + 1), json!(origin.cell())]
}
