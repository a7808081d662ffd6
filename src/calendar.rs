//! Time as Rome's offices live it, and the cron expressions that say when a job is due. The only place that knows a
//! time zone. It refuses to know what time it is: every instant is given.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Rome;
use croner::parser::{CronParser, Seconds, Year};
use serde::Deserialize;

use crate::period::{Period, italian_date};

/// A cron expression of five fields (minute, hour, day, month, weekday), read on Rome's clocks.
///
/// Minutes and hours that are numbers are *fixed times*: each comes exactly once a day that has it, also when the hour
/// is skipped in spring (then at the first instant after) or told twice in autumn (then the first time). With `*` or
/// `/` in either it is an interval, and follows the minutes that truly pass.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Cron {
    text: String,
    /// One pattern for each fixed time, or one for the whole interval: the library knows a fixed time only when it is
    /// the only one of its pattern.
    times: Vec<croner::Cron>,
}

/// The fields in order: how people call them.
const FIELDS: [&str; 5] = ["minuto", "ora", "giorno", "mese", "giorno della settimana"];

/// What every refusal ends with.
const HOW: &str = "scrivere cinque campi, minuto ora giorno mese giorno-della-settimana, per esempio `0 7 5 * *`";

impl Cron {
    /// The expression as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for Cron {
    type Error = String;

    /// Refuses what cannot be read, and what never comes: both would be silent for years.
    fn try_from(text: String) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        if fields.len() != FIELDS.len() {
            return Err(format!("il campo `cron` è `{text}`, che ha {} campi: {HOW}", fields.len()));
        }
        for (i, field) in fields.iter().enumerate() {
            let mut alone = ["*"; FIELDS.len()];
            alone[i] = field;
            if parser.parse(&alone.join(" ")).is_err() {
                let name = FIELDS[i];
                return Err(format!("il campo `cron` è `{text}`, dove `{field}` non va bene come {name}: {HOW}"));
            }
        }
        let days = fields[2..].join(" ");
        let patterns = match (numbers(fields[0]), numbers(fields[1])) {
            (Some(minutes), Some(hours)) => hours
                .iter()
                .flat_map(|hour| minutes.iter().map(|minute| format!("{minute} {hour} {days}")).collect::<Vec<_>>())
                .collect(),
            _ => vec![fields.join(" ")],
        };
        let times: Result<Vec<croner::Cron>, _> = patterns.iter().map(|pattern| parser.parse(pattern)).collect();
        let times = times.map_err(|_| format!("il campo `cron` è `{text}`, che non si legge: {HOW}"))?;
        let cron = Self { text, times };
        // Whether a day exists does not hang on the year from which one looks: the search goes on for centuries.
        match next(&cron, DateTime::UNIX_EPOCH) {
            Some(_) => Ok(cron),
            None => Err(format!("il campo `cron` è `{}`, un momento che non arriva mai: {HOW}", cron.text)),
        }
    }
}

/// The numbers that a field lists, `1,5` and `8-18` included; none when it is a pattern of another kind.
fn numbers(field: &str) -> Option<Vec<u32>> {
    let number = |text: &str| text.parse::<u32>().ok();
    let mut all = Vec::new();
    for part in field.split(',') {
        match part.split_once('-') {
            None => all.push(number(part)?),
            Some((from, to)) => all.extend(number(from)?..=number(to)?),
        }
    }
    all.sort_unstable();
    all.dedup();
    (!all.is_empty()).then_some(all)
}

/// The first due time after an instant; none when none comes any more.
#[must_use]
pub fn next(cron: &Cron, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let after = after.with_timezone(&Rome);
    let found = cron.times.iter().filter_map(|time| time.find_next_occurrence(&after, false).ok());
    found.map(|at| at.with_timezone(&Utc)).min()
}

/// The due times after `last` and not after `now`, oldest first. Asking in many steps, each from where the one before
/// ended, tells the same as asking once.
pub fn due(cron: &Cron, last: DateTime<Utc>, now: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> + '_ {
    std::iter::successors(next(cron, last), |at| next(cron, *at)).take_while(move |at| *at <= now)
}

/// The month before an instant, in Rome: what a run issues when no month is named.
///
/// # Panics
/// On an instant outside the years that periods know.
#[must_use]
pub fn month_before(now: DateTime<Utc>) -> Period {
    Period::of(now.with_timezone(&Rome).date_naive()).expect("an instant of our time").previous()
}

/// The month of an instant, in Rome.
///
/// # Panics
/// On an instant outside the years that periods know.
#[must_use]
pub fn month_of(now: DateTime<Utc>) -> Period {
    Period::of(now.with_timezone(&Rome).date_naive()).expect("an instant of our time")
}

/// `05/07/2021 07:00`, in Rome.
#[must_use]
pub fn shown(instant: DateTime<Utc>) -> String {
    let rome = instant.with_timezone(&Rome);
    format!("{} {}", italian_date(rome.date_naive()), rome.format("%H:%M"))
}

/// The day of an instant, in Rome.
#[must_use]
pub fn day(instant: DateTime<Utc>) -> NaiveDate {
    wall(instant).date()
}

/// An instant as clocks in Rome show it.
#[must_use]
pub fn wall(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&Rome).naive_local()
}

/// `20210705-0700`, in Rome: an instant in a name.
#[must_use]
pub fn stamp(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&Rome).format("%Y%m%d-%H%M").to_string()
}

/// The instant at which Rome's clocks first show this hour of this day; the first after it where the hour is skipped.
///
/// # Panics
/// Never for an hour below 24: a skipped hour is followed by one that exists.
#[must_use]
pub fn rome(date: NaiveDate, hour: u32) -> DateTime<Utc> {
    let at = |hour: u32| NaiveTime::from_hms_opt(hour, 0, 0).map(|time| date.and_time(time));
    (hour..24)
        .filter_map(at)
        .find_map(|local| Rome.from_local_datetime(&local).earliest())
        .expect("an hour of the day that exists")
        .with_timezone(&Utc)
}

#[cfg(test)]
mod tests;
