//! The documents of the performance cycle, each a workbook drafted for a person to complete: PIRA, rapporto sui risultati, Relazione
//! sulla performance, ITP. A room that computes nothing: figures come from an issued month, and what is known of none stands there as
//! a cell to fill in. It is written with what `report` writes the month's workbook with.

mod book;
mod front;
mod given;
mod itp;
mod kind;
mod measured;
mod money;
mod paper;
mod phrases;
mod pira;
mod relation;
mod results;
mod retargeted;
mod to_write;

pub use self::book::render;
pub use self::given::{Given, Retargeted};
pub use self::kind::Kind;
pub use self::phrases::TO_COMPLETE;
