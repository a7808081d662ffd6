//! Reads what was typed, shows the help, and says what is wrong with it, all in Italian.

use std::ffi::OsString;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

use super::Answer;
use super::arguments::{Arguments, Command};
use super::exit::Exit;
use super::output::{self, Failure};
use super::{program, terminal};

/// The argument that the environment may say.
const CONFIG: &str = "config";

const TEMPLATE: &str = "{about-with-newline}\nUso: {usage}\n\n{all-args}{after-help}\n";

/// The command with its Italian headings, at every depth.
fn localised(command: clap::Command) -> clap::Command {
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let mut command = command
        .help_template(TEMPLATE)
        .term_width(terminal::width())
        .subcommand_help_heading("Comandi")
        .subcommand_value_name("COMANDO")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|argument| match argument.get_id().as_str() {
            // An empty variable is none: clap would take it for an empty path.
            CONFIG if program::of_environment().is_some() => argument.env(program::CONFIG).hide_env(true),
            _ => argument,
        })
        .mut_args(|argument| {
            if argument.is_positional() { argument.help_heading("Argomenti") } else { argument.help_heading("Opzioni") }
        })
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help("Mostra questo aiuto.")
                .help_heading("Opzioni"),
        );
    if command.get_name() == NAME {
        command = command.arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help("Dice la versione.")
                .help_heading("Opzioni"),
        );
    }
    for name in names {
        command = command.mut_subcommand(name, localised);
    }
    command
}

/// What the program is called where it is installed.
pub(super) const NAME: &str = "quadratura";

/// The commands as people know them, without those that the program gives itself.
pub(super) fn tree() -> clap::Command {
    let all = Arguments::command();
    let shown = all.get_subcommands().filter(|it| !it.is_hide_set()).cloned();
    let root = clap::Command::new(NAME)
        .about(all.get_about().cloned().unwrap_or_default())
        .after_help(all.get_after_help().cloned().unwrap_or_default())
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .subcommands(shown);
    localised(root)
}

/// Reads the arguments; an answer instead of a command when help was asked, or the arguments are wrong.
pub(super) fn parse(arguments: &[OsString]) -> Result<Command, Answer> {
    let matches = match localised(Arguments::command()).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return Err(answer(&error, arguments)),
    };
    Arguments::from_arg_matches(&matches).map(|parsed| parsed.command).map_err(|error| answer(&error, arguments))
}

/// Whether there is a command of this name.
pub(super) fn is_command(word: &str) -> bool {
    Arguments::command().find_subcommand(word).is_some()
}

/// The help of a command, as its `--help` shows it.
pub(super) fn help(command: &[OsString]) -> Answer {
    let mut arguments = vec![OsString::from(NAME)];
    arguments.extend_from_slice(command);
    arguments.push(OsString::from("--help"));
    match localised(Arguments::command()).try_get_matches_from(&arguments) {
        Ok(_) => Ok(Exit::Done),
        Err(error) => answer(&error, &arguments),
    }
}

/// The names of the commands among these arguments, as far as they lead: `outbox retry `.
fn commands_among(arguments: &[OsString]) -> String {
    let mut command = Arguments::command();
    let mut said = String::new();
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()).filter(|word| !word.starts_with('-')) {
        let Some(inner) = command.find_subcommand(word) else { break };
        said = format!("{said}{word} ");
        command = inner.clone();
    }
    said
}

fn answer(error: &clap::Error, arguments: &[OsString]) -> Answer {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::print(&italian(&error.to_string()))?;
            Ok(Exit::Done)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::print(&italian(&error.to_string()))?;
            Ok(Exit::Wrong)
        }
        _ => Err(Failure::usage(phrase(error, &commands_among(arguments)))),
    }
}

/// The one word of a usage line that no setting translates.
fn italian(help: &str) -> String {
    help.replace("[OPTIONS]", "[OPZIONI]")
}

/// What is wrong with the arguments, in one sentence; `command` is whose help there is.
fn phrase(error: &clap::Error, command: &str) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let said = match error.kind() {
        ErrorKind::UnknownArgument => format!("l'argomento `{argument}` non esiste"),
        ErrorKind::InvalidSubcommand => format!("il comando `{}` non esiste", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("manca {}", argument.replace('\n', ", ")),
        ErrorKind::MissingSubcommand => "manca il comando".to_owned(),
        ErrorKind::ArgumentConflict => format!("`{argument}` non può stare con gli altri argomenti dati"),
        ErrorKind::InvalidValue if value.is_empty() => format!("a `{argument}` manca il valore"),
        ErrorKind::InvalidValue => {
            format!("`{value}` non è ammesso per `{argument}`: si può scrivere {}", context(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => std::error::Error::source(error)
            .map_or_else(|| format!("`{value}` non va bene per `{argument}`"), ToString::to_string),
        _ => "il comando non è scritto bene".to_owned(),
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let proposal = near.into_iter().map(context).find(|text| !text.is_empty());
    let proposal = proposal.map_or_else(String::new, |text| format!("; forse si intendeva `{text}`"));
    format!("{said}{proposal}. Per l'aiuto: {} {command}--help", program::name())
}
