//! What a file that no layout describes yet looks like to a person, and a draft of a layout for it, in TOML, to be finished by
//! one. What is guessed says so and by which evidence.

mod alike;
mod amounts;
mod captions;
mod chamber;
mod dates;
mod doubts;
mod file_name;
mod kinds;
mod proposal;
mod quoted;
mod rows;
mod suggest;
mod summaries;
mod survey;
mod synonyms;
mod uncoded;
mod write;

#[cfg(test)]
mod tests;

pub use chamber::{Chamber, Drafted, Looked};
pub use suggest::suggest;
pub use survey::{HeaderLine, Places, SheetSurvey, survey};
