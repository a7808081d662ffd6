//! Declared formulas over scenarios and months, against targets. Missing and undefined are answers, neither is zero.
//! Knows nothing of alerts, workbooks or mail.

mod answered;
mod counts;
pub mod courses;
pub mod definition;
mod degrees;
mod evaluate;
pub mod explain;
pub mod faults;
pub mod frame;
mod indicator;
mod inputs;
mod investments;
mod judge;
mod looked_back;
mod mean;
pub mod measured;
pub mod names;
pub mod phasing;
pub mod plan;
mod phrases;
mod quarters;
mod redefined;
mod restated;
pub mod shown;
mod state;
pub mod target;
mod tied_out;
pub mod tree;
mod turned;
pub mod year_end;
#[cfg(test)]
mod tests;

pub use answered::subject;
pub use counts::{Counts, counts};
pub use courses::{Courses, Projection};
pub use definition::{Definition, Definitions, Goal, Gone};
pub use degrees::{Degree, restated_degrees};
pub use evaluate::{evaluate, evaluate_year, of_value};
pub use indicator::{Indicator, Recorded, Trend, cents_of, number_of};
pub use investments::{Investment, investments};
pub use looked_back::LookedBack;
pub use mean::{Part, Rolled};
pub use measured::{doubts, is_of as measures, is_usable};
pub use phasing::{JudgedBy, Method, Phasing, Profile};
pub use phrases::{PLAN_NOT_LOADED, plan_not_loaded};
pub use plan::{Due, Plan, Planned};
pub use quarters::{Paid, Quarter, quarter_of};
pub use redefined::{Aspect, Redefined};
pub use restated::{Judged, Restated, restated};
pub use shown::{judged, shown, target_said, target_shown, value as shown_value};
pub use state::{Standing, State};
pub use target::Target;
pub use tree::{ObjectiveStanding, ObjectiveState, Standings, roll_up};
pub use turned::JudgedBefore;
pub use year_end::{Divided, Projected, YearEnd};
