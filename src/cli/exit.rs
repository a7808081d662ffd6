//! How a command ended, for who calls it from a script.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Done,
    /// Not done.
    Failed,
    /// The command or the configuration is to be mended.
    Wrong,
    /// Done, and somebody should look.
    Look,
    /// Another run works on the same data.
    Busy,
}

impl Exit {
    /// All of them, with their codes and what people are told of each.
    pub(super) const TABLE: [(Self, u8, &'static str); 5] = [
        (Self::Done, 0, "fatto"),
        (Self::Failed, 1, "non riuscito"),
        (Self::Wrong, 2, "comando o configurazione da correggere"),
        (Self::Look, 3, "fatto, ma qualcuno deve guardare"),
        (Self::Busy, 4, "un'altra esecuzione è in corso"),
    ];

    /// Done; where this holds somebody should look.
    pub(super) fn look_if(attention: bool) -> Self {
        if attention { Self::Look } else { Self::Done }
    }

    /// Done, or where this holds not.
    pub(super) fn failed_if(failed: bool) -> Self {
        if failed { Self::Failed } else { Self::Done }
    }

    /// The number that a shell sees.
    pub(super) fn code(self) -> u8 {
        Self::TABLE.iter().find(|(exit, ..)| *exit == self).map_or(1, |(_, code, _)| *code)
    }

    /// `0 fatto; 1 non riuscito; ...`
    pub(super) fn told() -> String {
        let each: Vec<String> = Self::TABLE.iter().map(|(_, code, text)| format!("{code} {text}")).collect();
        each.join("; ")
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operators_page_tells_every_exit() {
        let page = include_str!("../../docs/operatore.md").split_whitespace().collect::<Vec<_>>().join(" ");
        let told = format!("Esiti di ogni comando: {}.", Exit::told());
        assert!(page.contains(&told), "{told}");
    }
}
