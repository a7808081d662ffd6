//! A number as people type it in Italy, taken apart: sign, digits, where the decimals begin. What a text alone cannot
//! settle (`1.024`) comes back with both readings: the column decides, not this file. Refuses to know what it is worth.

use super::currency::without_currency;

/// A number's text, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// A minus was written, or brackets.
    pub negative: bool,
    /// The minus was written twice (`-(1,00)`); it is negative, and worth a warning.
    pub doubled_minus: bool,
    /// All its digits, without marks; none at all of a lone dash.
    pub digits: String,
    /// How many of them are decimals.
    pub decimals: usize,
    /// How many are, when a single point before three digits may be a decimal point: `1.024`.
    pub if_point_is_decimal: Option<usize>,
    /// Whether a `%` follows.
    pub percent: bool,
    /// What the text shows of its writer's habit.
    pub habit: Habit,
}

/// Which character a text proves to be the decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// `1.234,5`, `12,50`, `1.234.567`.
    CommaIsDecimal,
    /// `1,234.5`, `12.5`.
    PointIsDecimal,
    /// `1234`, or `1.024`, which proves nothing.
    Unknown,
}

/// How many decimals there are, how many if the point is decimal, and the habit.
type Marks = (usize, Option<usize>, Habit);

impl Scanned {
    /// The digits before and after the mark when so many are decimals.
    #[must_use]
    pub fn split(&self, decimals: usize) -> (&str, &str) {
        self.digits.split_at(self.digits.len() - decimals)
    }
}

/// Takes a number apart: `1.234.567,89`, `(1.705.646)`, `- 341.171`, `1.234-`, `€ 5,00`, `14,65%`, a lone `-`; with
/// unicode minus, dashes and spaces. `None` when the text is no number.
#[must_use]
pub fn scan(text: &str) -> Option<Scanned> {
    let mut body: String = without_currency(text)?.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    let percent = body.ends_with('%');
    if percent {
        body.pop();
    }
    let is_dashes = !body.is_empty() && body.bytes().all(|byte| byte == b'-');
    let (minuses, inner) = if is_dashes { (0, "") } else { unsigned(&body) };
    let (decimals, if_point_is_decimal, habit) = if is_dashes { (0, None, Habit::Unknown) } else { marks(inner)? };
    let digits = inner.chars().filter(char::is_ascii_digit).collect();
    let (negative, doubled_minus) = (minuses > 0, minuses > 1);
    Some(Scanned { negative, doubled_minus, digits, decimals, if_point_is_decimal, percent, habit })
}

/// Whether a character is what people type for a minus or a dash.
#[must_use]
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '−' | '–' | '—' | '‐' | '‑' | '‒' | '﹣')
}

/// A number without its signs, of which some are put around or doubled, and how many of them were minuses. Brackets
/// count once: what stands in two pairs of them is no number.
fn unsigned(body: &str) -> (u32, &str) {
    let mut minuses = 0_u32;
    let mut inner = body;
    if let Some(unwrapped) = inner.strip_prefix('-') {
        // `-(1,00)`: the sign outside the brackets.
        minuses += 1;
        inner = unwrapped;
    }
    if let Some(unwrapped) = inner.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        minuses += 1;
        inner = unwrapped;
    }
    while let Some(unwrapped) = inner.strip_prefix('-').or_else(|| inner.strip_suffix('-')) {
        minuses += 1;
        inner = unwrapped;
    }
    if minuses == 0 {
        inner = inner.strip_prefix('+').unwrap_or(inner);
    }
    (minuses, inner)
}

fn marks(inner: &str) -> Option<Marks> {
    let split_at = |mark: char, thousands: char, habit| {
        let (whole, fraction) = inner.split_once(mark)?;
        let whole_is_right = whole.is_empty() || digits_only(whole) || groups_of_three(whole, thousands);
        (whole_is_right && digits_only(fraction)).then_some((fraction.len(), None, habit))
    };
    match (inner.matches('.').count(), inner.matches(',').count()) {
        (0, 0) => digits_only(inner).then_some((0, None, Habit::Unknown)),
        // `0.024` has no thousands, and four digits before the point are no group.
        (1, 0) if groups_of_three(inner, '.') && !inner.starts_with('0') => Some((0, Some(3), Habit::Unknown)),
        (1, 0) => split_at('.', ',', Habit::PointIsDecimal),
        (_, 0) => groups_of_three(inner, '.').then_some((0, None, Habit::CommaIsDecimal)),
        // Where both marks are there the last one is the decimal mark, and certain.
        (_, 1) if inner.rfind('.') < inner.find(',') => split_at(',', '.', Habit::CommaIsDecimal),
        (1, _) if inner.rfind(',') < inner.find('.') => split_at('.', ',', Habit::PointIsDecimal),
        (0, _) => groups_of_three(inner, ',').then_some((0, None, Habit::PointIsDecimal)),
        _ => None,
    }
}

fn digits_only(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())
}

fn groups_of_three(s: &str, mark: char) -> bool {
    let mut groups = s.split(mark);
    groups.next().is_some_and(|first| digits_only(first) && first.len() <= 3)
        && groups.all(|group| digits_only(group) && group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_apart_with_its_signs_and_its_mark() {
        for (text, negative, digits, decimals, habit) in [
            ("1.234.567,89", false, "123456789", 2, Habit::CommaIsDecimal),
            ("1,234.5", false, "12345", 1, Habit::PointIsDecimal),
            ("(1.705.646)", true, "1705646", 0, Habit::CommaIsDecimal),
            ("− 12,5 €", true, "125", 1, Habit::CommaIsDecimal),
            (",5", false, "5", 1, Habit::CommaIsDecimal),
            ("0.024", false, "0024", 3, Habit::PointIsDecimal),
            ("1234.567", false, "1234567", 3, Habit::PointIsDecimal),
            ("+7", false, "7", 0, Habit::Unknown),
            ("—", false, "", 0, Habit::Unknown),
        ] {
            let scanned = scan(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(scanned.if_point_is_decimal, None, "{text}");
            assert_eq!(
                (scanned.negative, scanned.digits.as_str(), scanned.decimals, scanned.habit),
                (negative, digits, decimals, habit),
                "{text}"
            );
        }
        let both = scan("-1.024").unwrap();
        assert_eq!(
            (both.split(both.decimals), both.if_point_is_decimal.map(|it| both.split(it))),
            (("1024", ""), Some(("1", "024")))
        );
    }

    #[test]
    fn brackets_around_brackets_are_no_number() {
        for text in ["((1))", "(1)-", "--(1)", "(+1)-", "(1", "1)"] {
            assert_eq!(scan(text), None, "{text}");
        }
    }
}
