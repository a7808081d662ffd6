//! How a blank sheet is called: by a name that its layout is known to take for this month and this office, and no other.

use std::ops::Range;

use super::super::arrivals::place_in_name;
use super::super::office_rows::bears_office;
use super::asked::Asked;
use crate::config::Config;
use crate::origin::stem;
use crate::period::{MONTHS, Period};
use crate::read::{self, A_MONTH, Layout};

/// How what is written is stored.
const ENDING: &str = ".xlsx";

/// The name for this month; none where no name was found that is taken for it. `before` is how the file of an earlier month was called.
pub(super) fn of(asked: Asked<'_>, before: Option<&str>, config: &Config) -> Option<String> {
    let Asked { layout, office, period } = asked;
    let writings = writings(period);
    let usual = read::usual_name(layout, Some(office));
    let usual = usual.iter().flat_map(|name| writings.iter().map(move |month| name.replace(A_MONTH, month)));
    let again = before.and_then(|name| Some((stem(name), month_within(name, layout)?)));
    let again = again.iter().flat_map(|(name, within)| {
        writings.iter().flat_map(move |month| {
            let (head, tail) = (&name[..within.start], &name[within.end..]);
            [format!("{head}{month}"), format!("{head}{month}{tail}")]
        })
    });
    let plain =
        writings.iter().flat_map(|month| [format!("{}_{office}_{month}", layout.id), format!("{}_{month}", layout.id)]);
    let names = usual.chain(again).chain(plain).map(|name| format!("{name}{ENDING}"));
    names.into_iter().find(|name| is_taken(name, asked, config))
}

/// A name that says what it is, where none was found that is taken.
pub(super) fn plain(Asked { layout, office, period }: Asked<'_>) -> String {
    format!("{}_{office}_{period}{ENDING}", layout.id)
}

/// Where the month stands in a name.
fn month_within(name: &str, layout: &Layout) -> Option<Range<usize>> {
    layout.file.0.captures(stem(name))?.name("period").map(|it| it.range())
}

/// The ways in which offices write a month in a file's name, the most usual first.
fn writings(period: Period) -> Vec<String> {
    let (year, month) = (period.exercise(), period.month());
    let name = MONTHS[usize::from(month) - 1];
    let (short, two) = (&name[..3], year.0 % 100);
    vec![
        period.to_string(),
        format!("{year}{month:02}"),
        format!("{year}_{month:02}"),
        format!("{month:02}_{year}"),
        format!("{month:02}-{year}"),
        period.last_day().format("%d.%m.%Y").to_string(),
        period.last_day().format("%d-%m-%Y").to_string(),
        format!("{name} {year}"),
        format!("{name}_{year}"),
        format!("{name}{year}"),
        format!("{short}-{two:02}"),
        format!("{short}{two:02}"),
    ]
}

/// Whether a file of this name is one of this layout, month and office; what the name leaves open the title and the folder say.
fn is_taken(name: &str, Asked { layout, office, period }: Asked<'_>, config: &Config) -> bool {
    let Some((found, said_office, said_month)) = place_in_name(name, config) else { return false };
    let has = |group: &str| layout.file.0.capture_names().flatten().any(|it| it == group);
    let of_office = if bears_office(layout, &config.settings.expected) && has("office") {
        said_office.as_ref() == Some(office)
    } else {
        true
    };
    let of_month = if has("period") { said_month == Some(period) } else { true };
    found.id == layout.id && of_office && of_month
}
