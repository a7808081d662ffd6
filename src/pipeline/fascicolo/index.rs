//! The page that says what a fascicolo holds, and how a figure is traced in it.

use std::fmt::Write as _;

use super::matter::Matter;
use super::papers::Papers;
use crate::calendar;
use crate::issue::Issue;
use crate::pipeline::phrases::fascicolo as words;

/// The index, as Markdown.
pub(super) fn written(matter: &Matter, papers: &Papers) -> String {
    let mut out = format!("# Fascicolo {} - {}\n\n{}", matter.exercise, cell(&matter.ente), words::READ_ME);
    out.push_str("\n## Le emissioni\n\n");
    out.push_str(
        "| Mese | Emissione | Stato | Emessa il | Cartella | Prospetto | Visto | Configurazione | Manifesto |\n",
    );
    out.push_str("|---|---|---|---|---|---|---|---|---|\n");
    for issue in &matter.issues {
        out.push_str(&row(issue, papers));
    }
    if !papers.left_out.is_empty() {
        out.push_str("\n## Che cosa manca\n\n");
        for said in &papers.left_out {
            // Writing into a text cannot fail.
            let _ = writeln!(out, "- {said}");
        }
    }
    out
}

fn row(issue: &Issue, papers: &Papers) -> String {
    let manifest = issue.made_of().ok().flatten();
    let place = |digest| papers.places.get(&digest).map_or_else(|| "manca".to_owned(), |it| format!("`{it}`"));
    let prospetto = issue.prospetto.as_ref().map_or_else(|| "non c'era".to_owned(), |it| place(it.digest));
    let visto = manifest.as_ref().and_then(|it| it.decisive.visto.as_ref());
    let visto = visto.map(|it| format!("{}, {}", cell(&it.by), calendar::shown(it.at))).unwrap_or_default();
    let kept = manifest.as_ref().and_then(|it| it.kept_configuration);
    let kept = kept.and_then(|kept| papers.configurations.get(&kept)).map(|it| format!("`{it}`")).unwrap_or_default();
    format!(
        "| {} | {} | {} | {} | {} | {prospetto} | {visto} | {kept} | {} |\n",
        issue.period,
        issue.number,
        words::stands(issue),
        calendar::shown(issue.issued_at),
        place(issue.workbook),
        issue.decisive.short(),
    )
}

/// A text as a cell of a table holds it.
fn cell(text: &str) -> String {
    crate::italian::visible_line(text).replace('|', "\\|")
}
