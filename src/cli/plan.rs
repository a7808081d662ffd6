//! `quadratura plan new`: the plan of a new exercise, drafted from the one before.

use serde_json::json;

use super::arguments::Plan;
use super::exit::Exit;
use super::output::{self, Failure};
use super::{Answer, init, lines, program, summary};
use crate::config::Config;
use crate::italian::{counted, listed};

pub(super) fn perform(what: &Plan) -> Answer {
    let Plan::New { exercise, common } = what;
    let config = Config::load(&common.config)?;
    let draft = config.next_plan(*exercise).map_err(Failure::usage)?;
    let path = common.config.with_file_name(&draft.name);
    if !init::write_new(&path, draft.text.as_bytes(), init::GROUP)? {
        return Err(Failure::usage(format!("`{}` c'è già e non si sovrascrive", path.display())));
    }
    // What it wrote can be read: a draft that stops the service would be worse than none.
    if let Err(errors) = Config::load(&common.config) {
        std::fs::remove_file(&path).map_err(anyhow::Error::from)?;
        return Err(errors.into());
    }
    if common.json {
        output::print_json(&json!({
            "exercise": exercise, "from": draft.from, "file": path, "objectives": draft.objectives, "indicators": draft.indicators,
            "to_confirm": draft.to_confirm, "left_out": draft.left_out, "checks": draft.checks,
        }))?;
        return Ok(Exit::Done);
    }
    let mut out = format!(
        "Preparata la bozza del Piano {exercise} da quello del {}: `{}`.\n",
        draft.from,
        summary::shortened(&path)
    );
    let (objectives, indicators) =
        (counted(draft.objectives, "obiettivo", "obiettivi"), counted(draft.indicators, "indicatore", "indicatori"));
    lines::field(&mut out, "Ripresi", &format!("{objectives}, {indicators}"));
    for one in &draft.left_out {
        lines::field(&mut out, "Lasciati", one);
    }
    if !draft.checks.is_empty() {
        lines::field(
            &mut out,
            "Controlli",
            &format!("con obiettivi di un Piano di prima, da guardare: {}", listed(&draft.checks)),
        );
    }
    let lines = counted(draft.to_confirm, "riga", "righe");
    let file = program::quoted(&summary::shortened(&common.config));
    let remaining = format!(
        "{lines} da confermare; poi togliere `draft = true`, e vedere: {} check --config {file}",
        program::name()
    );
    lines::field(&mut out, "Restano", &remaining);
    output::print(&out)?;
    Ok(Exit::Done)
}
