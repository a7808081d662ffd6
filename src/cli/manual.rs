//! `quadratura man`: the pages of the manual, one a command, made of the same texts as its help.

use std::path::Path;

use anyhow::Context as _;
use clap::Command;
use clap_mangen::Man;

use super::exit::Exit;
use super::output::Failure;
use super::{Answer, output, parse, summary};
use crate::italian::counted;

/// What the maker of pages says in English, and what Italian pages say.
const HEADS: [(&str, &str); 9] = [
    (".SH NAME\n", ".SH NOME\n"),
    (".SH SYNOPSIS\n", ".SH SINTASSI\n"),
    (".SH DESCRIPTION\n", ".SH DESCRIZIONE\n"),
    (".SH EXTRA\n", ".SH ESITI\n"),
    (".SH VERSION\n", ".SH VERSIONE\n"),
    (".SH Comandi\n", ".SH COMANDI\n"),
    // A page has no day: the same program writes the same page.
    (" 1  \"", " 1 \"\" \""),
    ("Possible values:", "Valori:"),
    ("[default: ", "[senza: "),
];

/// A page by the name of its file.
type Page = (String, String);

pub(super) fn perform(dir: Option<&Path>) -> Answer {
    let mut command = parse::tree();
    command.build();
    let Some(dir) = dir else {
        let (_, text) = page(&command)?;
        output::print_bytes(text.as_bytes())?;
        return Ok(Exit::Done);
    };
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    if dir.exists() && !dir.is_dir() {
        return Err(Failure::usage(format!("`{}` è un file: scegliere una cartella", dir.display())));
    }
    std::fs::create_dir_all(dir).with_context(|| format!("non si crea la cartella `{}`", dir.display()))?;
    for (name, text) in &pages {
        let path = dir.join(name);
        std::fs::write(&path, text).with_context(|| format!("non si scrive `{}`", path.display()))?;
    }
    let count = counted(pages.len(), "pagina scritta", "pagine scritte");
    output::print(&format!("{count} in `{}`; per leggerne una: man -l {0}/quadratura.1", summary::shortened(dir)))?;
    Ok(Exit::Done)
}

/// The pages of a command and of those below it.
fn collect(command: &Command, pages: &mut Vec<Page>) -> anyhow::Result<()> {
    pages.push(page(command)?);
    command.get_subcommands().try_for_each(|inner| collect(inner, pages))
}

fn page(command: &Command) -> anyhow::Result<Page> {
    let source = format!("{} {}", parse::NAME, env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(source).manual("Manuale di Quadratura");
    let mut bytes = Vec::new();
    man.render(&mut bytes).context("la pagina non si compone")?;
    let text = String::from_utf8(bytes).context("la pagina non è un testo")?;
    let text = HEADS.iter().fold(text, |text, (english, italian)| text.replace(english, italian));
    Ok((man.get_filename(), text))
}
