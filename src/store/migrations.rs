//! How a database comes to have the tables of today.

/// The schema from which on what is written is chained.
pub(super) const CHAINED: usize = 9;

/// The migrations, in order; the database's `user_version` counts those that were applied. One that a database may have
/// is never edited.
pub(super) const MIGRATIONS: [&str; 11] = [
    include_str!("migrations/1.sql"),
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
    include_str!("migrations/4.sql"),
    include_str!("migrations/5.sql"),
    include_str!("migrations/6.sql"),
    include_str!("migrations/7.sql"),
    include_str!("migrations/8.sql"),
    include_str!("migrations/9.sql"),
    include_str!("migrations/10.sql"),
    include_str!("migrations/11.sql"),
];
