//! `quadratura completions`: what a shell needs to complete commands and options.

use clap::ValueEnum;

use super::exit::Exit;
use super::{Answer, output, parse};

/// The shells that are known.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
    /// In `/etc/bash_completion.d/quadratura`, o in `~/.local/share/bash-completion/completions/quadratura`.
    Bash,
    /// In `_quadratura`, in una cartella di `$fpath`.
    Zsh,
    /// In `~/.config/fish/completions/quadratura.fish`.
    Fish,
}

impl From<Shell> for clap_complete::Shell {
    fn from(shell: Shell) -> Self {
        match shell {
            Shell::Bash => Self::Bash,
            Shell::Zsh => Self::Zsh,
            Shell::Fish => Self::Fish,
        }
    }
}

pub(super) fn perform(shell: Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(clap_complete::Shell::from(shell), &mut parse::tree(), parse::NAME, &mut script);
    output::print_bytes(&script)?;
    Ok(Exit::Done)
}
