//! The only room where disk, database and transport meet: one pass, and what is done apart from it.
//! `pass` tells a pass top to bottom.

mod alerts;
mod apart;
mod arrivals;
mod awaited;
mod backup;
mod behind;
mod carried;
mod context;
mod copying;
mod examine;
mod failure;
mod finish;
mod folders;
mod former;
mod issue;
mod manifest;
mod month;
mod outbox;
mod outcome;
mod pass;
mod phrases;
mod receipts;
mod recover;
mod registry;
mod restated;
mod shorter;
mod standing;

pub use apart::{Taken, carry_out, retry, take_in, tell_kept};
pub use arrivals::Intake;
pub use awaited::awaited;
pub use backup::{Marker, Restored, Unfit, backup, restore};
pub use behind::{behind, open};
pub use context::{Digests, DropFolder, Hands, Step, Witness};
pub use copying::Copied;
pub use examine::whole;
pub use failure::{Cause, Failure, failure};
pub use finish::Occupied;
pub use folders::{Folders, Lock, Locked, keep_from_others};
pub use month::{Month, RestatedLine};
pub use outbox::{Delivered, deliver, notify};
pub use outcome::Outcome;
pub use pass::{issue, night};
pub use recover::{Recovered, recover};
pub use registry::{Behind, record};
pub use standing::{standing, waiting};
