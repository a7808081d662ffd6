//! Which rows of a table are totals, notes or its end, by the layout's row rules.
//! Refuses to know what becomes of such a row.

use regex::Regex;

use super::header::Header;
use super::layout::{Layout, RowIs};
use crate::sheets::cell::{shown, tidy};
use crate::sheets::{Content, FastHash};

/// The rules whose columns a table has, in the layout's order.
pub(super) struct Rules<'l>(Vec<Rule<'l>>);

struct Rule<'l> {
    /// The layout column looked at.
    column: usize,
    matches: &'l Regex,
    is: RowIs,
    /// Numbers and what was answered of them, each in its place: most columns with a rule hold account numbers, and
    /// writing one out for every row costs more than reading it.
    answers: Vec<Option<(u64, bool)>>,
}

/// Places for answers, a power of two.
const ANSWERS: usize = 1 << 8;

impl<'l> Rules<'l> {
    /// Of a layout, for a table with this header.
    pub fn of(layout: &'l Layout, header: &Header) -> Self {
        let rules = layout.rows.iter().filter_map(|rule| {
            let column = layout.column(&rule.column)?;
            header.columns.get(column).copied().flatten()?;
            Some(Rule { column, matches: &rule.matches.0, is: rule.is, answers: vec![None; ANSWERS] })
        });
        Self(rules.collect())
    }

    /// What the first rule that fits says of a row; `None` where none does.
    pub fn judge(&mut self, slots: &[Content<'_>]) -> Option<RowIs> {
        self.0.iter_mut().find_map(|rule| rule.fits(slots.get(rule.column)?).then_some(rule.is))
    }
}

impl Rule<'_> {
    fn fits(&mut self, content: &Content<'_>) -> bool {
        let matches = self.matches;
        let asked = || matches.is_match(&tidy(&shown(content)));
        let Content::Number(number) = content else { return asked() };
        let number = number.to_bits();
        match &mut self.answers[FastHash::of_bits(number).place(ANSWERS)] {
            Some((known, answer)) if *known == number => *answer,
            other => other.insert((number, asked())).1,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::*;

    fn content() -> impl Strategy<Value = Content<'static>> {
        prop_oneof![
            4 => (0_i32..600).prop_map(|whole| Content::Number(f64::from(whole))),
            2 => any::<f64>().prop_map(Content::Number),
            1 => "[159]{0,4}".prop_map(|text| Content::Text(Cow::Owned(text))),
            1 => Just(Content::Blank),
        ]
    }

    proptest! {
        #[test]
        fn an_answer_remembered_is_the_answer_given_afresh(contents in prop::collection::vec(content(), 0..300)) {
            let pattern = Regex::new("^5|99$").unwrap();
            let rule = Rule { column: 0, matches: &pattern, is: RowIs::Total, answers: vec![None; ANSWERS] };
            let mut rules = Rules(vec![rule]);
            for content in contents {
                let expected = pattern.is_match(&tidy(&shown(&content))).then_some(RowIs::Total);
                prop_assert_eq!(rules.judge(&[content]), expected);
            }
        }
    }
}
