//! Months that were issued without a file that is expected of them, while the calendar still has something to say of it.
//! Refuses to know how late a file is: alerts do.

use chrono::{Days, NaiveDate};

use crate::config::Config;
use crate::config::settings::Expected;
use crate::issue::SourceState;
use crate::period::Period;
use crate::store::Store;

/// Days for which a month is looked at after the last day of its calendar: a service that was off on that very day still
/// says what it has to.
const GRACE_DAYS: u64 = 15;

/// Issued months that miss an expected file and whose days of warning and error are not over, in order.
///
/// # Errors
/// When the database fails.
pub fn awaited(store: &Store, config: &Config, today: NaiveDate) -> anyhow::Result<Vec<Period>> {
    let mut awaited = Vec::new();
    for month in store.months_issued()? {
        let ends = |it: &Expected| {
            let days = u64::from(it.warn_after_days.max(it.error_after_days));
            month.last_day() + Days::new(days + GRACE_DAYS)
        };
        let watched: Vec<&Expected> =
            config.settings.expected.iter().filter(|it| it.error_after_days > 0 && today <= ends(it)).collect();
        if watched.is_empty() {
            continue;
        }
        let arrivals = store.arrivals_in(month)?;
        let came = |it: &&Expected| {
            arrivals.iter().any(|file| {
                file.state == SourceState::Accepted && it.is_for(file.layout.as_ref(), file.office.as_ref())
            })
        };
        if !watched.iter().all(came) {
            awaited.push(month);
        }
    }
    Ok(awaited)
}
