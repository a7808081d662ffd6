//! Which rows of codes and amounts sum others: a summary account (*mastro*, 310) holds what the accounts hold whose codes
//! begin with its own (310000, 310001). Refuses to know what the codes are of.

use crate::money::Cents;

/// A row by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded<'c> {
    /// The code as written.
    pub code: &'c str,
    /// Its amounts, in the same columns for all rows; 0 where it has none.
    pub amounts: Vec<Cents>,
}

/// A code whose longer ones are being gone through.
struct Open<'r, 'c> {
    place: usize,
    row: &'r Coded<'c>,
    /// What the rows below it hold, without those that sum others.
    below: Vec<i128>,
    rows: usize,
}

/// The places of the rows that sum those whose longer codes begin with theirs, in order: some amount of theirs is the
/// sum of these, and every other is too, or is not printed. With each, how many rows it sums.
#[must_use]
pub fn of(rows: &[Coded<'_>]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..rows.len()).filter(|place| !rows[*place].code.is_empty()).collect();
    order.sort_by_key(|place| (rows[*place].code, *place));
    let mut found = Vec::new();
    let mut open: Vec<Open<'_, '_>> = Vec::new();
    for place in order {
        let row = &rows[place];
        let begins = |it: &Open<'_, '_>| row.code.len() > it.row.code.len() && row.code.starts_with(it.row.code);
        while let Some(last) = open.pop_if(|it| !begins(it)) {
            close(last, open.last_mut(), &mut found);
        }
        open.push(Open { place, row, below: vec![0; row.amounts.len()], rows: 0 });
    }
    while let Some(last) = open.pop() {
        close(last, open.last_mut(), &mut found);
    }
    found.sort_unstable();
    found
}

/// Ends a code: what it holds is told to the one that it begins with.
fn close(ended: Open<'_, '_>, above: Option<&mut Open<'_, '_>>, found: &mut Vec<(usize, usize)>) {
    let own = || ended.row.amounts.iter().map(|cents| i128::from(cents.0));
    let is_sum = own().zip(&ended.below).all(|(own, below)| own == *below || own == 0)
        && own().zip(&ended.below).any(|(own, below)| own == *below && own != 0);
    if is_sum {
        found.push((ended.place, ended.rows));
    }
    if let Some(above) = above {
        for ((sum, below), own) in above.below.iter_mut().zip(&ended.below).zip(own()) {
            *sum += if is_sum { *below } else { below + own };
        }
        above.rows += ended.rows + usize::from(!is_sum);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(rows: &[(&'static str, &[i64])]) -> Vec<(usize, usize)> {
        let coded: Vec<Coded<'_>> = rows
            .iter()
            .map(|(code, amounts)| Coded { code, amounts: amounts.iter().copied().map(Cents).collect() })
            .collect();
        of(&coded)
    }

    #[test]
    fn a_summary_account_is_the_sum_of_those_that_begin_with_it() {
        assert_eq!(found(&[("310", &[30]), ("310000", &[10]), ("310001", &[20]), ("311", &[5])]), [(0, 2)]);
        // Of several levels each counts the accounts below it once, wherever they stand.
        let rows: [(&str, &[i64]); 7] = [
            ("310000", &[10, 1]),
            ("3", &[35, 6]),
            ("310", &[30, 3]),
            ("310001", &[20, 2]),
            ("311000", &[5, 3]),
            ("311", &[5, 0]),
            ("32", &[1, 1]),
        ];
        assert_eq!(found(&rows), [(2, 2), (5, 1)], "32 is in 3 too");
        assert_eq!(found(&rows[..6]), [(1, 3), (2, 2), (5, 1)]);
    }

    #[test]
    fn an_account_that_holds_something_of_its_own_sums_nothing() {
        assert_eq!(found(&[("310", &[31]), ("310000", &[10]), ("310001", &[20])]), []);
        assert_eq!(found(&[("310", &[30, 4]), ("310000", &[30, 5])]), [], "one column is another");
        assert_eq!(found(&[("310", &[0]), ("310000", &[0])]), [], "nothing is the sum of nothing");
        assert_eq!(found(&[("310", &[7]), ("310", &[7]), ("", &[7]), ("311", &[7])]), [], "none begins with another");
    }

    proptest! {
        #[test]
        fn what_is_left_is_worth_what_the_longest_codes_are(
            leaves in prop::collection::btree_map("[12]{4}", 1_i64..1000, 1..12),
        ) {
            // Every level above the accounts is printed.
            let mut rows: std::collections::BTreeMap<String, i64> = leaves.clone().into_iter().collect();
            for (code, cents) in &leaves {
                (1..4).for_each(|length| *rows.entry(code[..length].to_owned()).or_default() += cents);
            }
            let coded: Vec<Coded<'_>> =
                rows.iter().map(|(code, cents)| Coded { code, amounts: vec![Cents(*cents)] }).collect();
            let summed: Vec<usize> = of(&coded).into_iter().map(|(place, _)| place).collect();
            let left: Vec<&str> = coded.iter().enumerate().filter(|(i, _)| !summed.contains(i)).map(|(_, it)| it.code).collect();
            prop_assert_eq!(left, leaves.keys().map(String::as_str).collect::<Vec<_>>());
        }
    }
}
