//! `quadratura template`: the blank sheets of an office for a month, to be filled in and dropped.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::arguments::TemplateArguments;
use super::exit::Exit;
use super::lines::field;
use super::output::{self, Failure};
use super::{Answer, init, opened, summary};
use crate::clock::{Clock as _, Fixed, System};
use crate::italian::counted;
use crate::period::Period;
use crate::pipeline::{self, Made, NoTemplate, Shelves, Templates};

pub(super) fn perform(arguments: &TemplateArguments) -> Answer {
    let (config, folders, store) = opened(&arguments.common.config)?;
    let shelves = Shelves { config: &config, folders: &folders, store: &store };
    let now = arguments.now.map_or_else(|| System.now(), |now| Fixed(now).now());
    let period = arguments.period.map_or_else(|| pipeline::next_month(&store, now), Ok)?;
    let office = arguments.office.trim();
    let Templates { made, without } =
        pipeline::templates(office, period, shelves).map_err(|error| match error.downcast_ref::<NoTemplate>() {
            Some(none) => Failure::usage(none.to_string()),
            None => error.into(),
        })?;
    let out = std::path::absolute(&arguments.out).map_err(anyhow::Error::from)?;
    write(&made, &out)?;
    if arguments.common.json {
        let all: Vec<_> = made.iter().map(|it| of_json(it, &out)).collect();
        output::print_json(&json!({ "office": office, "period": period, "templates": all, "without": without }))?;
    } else {
        let mut text = said(config.settings.offices.name_or_id(office), period, (&made, &out));
        for reason in &without {
            field(&mut text, "Senza modello", reason);
        }
        output::print(&text)?;
    }
    Ok(Exit::look_if(!without.is_empty() || made.iter().any(|it| !it.remarks.is_empty())))
}

/// Writes all of them, or none: what is there already is not overwritten.
fn write(made: &[Made], out: &Path) -> Result<(), Failure> {
    let there: Vec<PathBuf> = made.iter().map(|it| out.join(&it.name)).filter(|it| it.exists()).collect();
    let refused = |path: &Path| {
        let path = summary::shortened(path);
        Failure::usage(format!(
            "`{path}` c'è già e non si sovrascrive: spostarlo, o scegliere un'altra cartella con --out"
        ))
    };
    if let Some(first) = there.first() {
        return Err(refused(first));
    }
    for it in made {
        let path = out.join(&it.name);
        if !init::write_new(&path, &it.bytes, init::GROUP)? {
            return Err(refused(&path));
        }
    }
    Ok(())
}

fn of_json(it: &Made, out: &Path) -> serde_json::Value {
    json!({
        "layout": it.layout, "file": out.join(&it.name), "rows": it.rows, "open": it.open, "left_out": it.left_out,
        "remarks": it.remarks,
    })
}

fn said(office: &str, period: Period, (made, out): (&[Made], &Path)) -> String {
    let mut text = format!("Modelli di «{office}» per {}, in `{}`.\n", period.italian(), summary::shortened(out));
    for it in made {
        let mut rows = counted(it.rows, "riga già scritta", "righe già scritte");
        if it.open > 0 {
            rows.push_str(&format!(", {} da guardare", it.open));
        }
        if it.left_out > 0 {
            rows.push_str(&format!(", {} del mese prima non lette e non riprese", it.left_out));
        }
        field(&mut text, "Scritto", &format!("`{}`: {}; {rows}", it.name, it.title));
        for remark in &it.remarks {
            field(&mut text, "Attenzione", remark);
        }
    }
    field(
        &mut text,
        "Ora",
        "si compilano le celle gialle, si salva e si mettono nella cartella di deposito con questi nomi",
    );
    text
}
