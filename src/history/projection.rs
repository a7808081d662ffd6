//! The year end of many figures at once: what is booked, the budget and the course of each in one frame, one query. Shares are
//! ratios of integers; a product is rounded once, in i128, half away from zero.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::known;
use crate::money::{Cents, share};
use crate::named::named;
use crate::period::Function;

/// A figure of the month: of the whole chamber, or of one function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The line or aggregate.
    pub line: String,
    /// The function; none for all of them.
    pub function: Option<Function>,
    /// What is booked by the month.
    pub booked: Option<Cents>,
    /// The budget as it stands.
    pub assestato: Option<Cents>,
}

/// What the rest of a year is reckoned by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The rest of the budget.
    Rest,
    /// The pace of what is booked.
    Pace,
    /// The budget alone.
    Budget,
}

named!(Rule { Rest = "rest", Pace = "pace", Budget = "budget" });

/// The course of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// What its year end is reckoned by.
    pub rule: Rule,
    /// How much of the year has passed for it, in parts of `whole`.
    pub passed: i64,
    /// The whole, above zero.
    pub whole: i64,
    /// Whether it may end below what is booked.
    pub may_fall: bool,
}

impl Course {
    /// That of a line of which nothing is declared.
    pub const BY_BUDGET: Self = Self { rule: Rule::Budget, passed: 1, whole: 1, may_fall: false };
}

/// What the year end of a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// What is booked and the rest of the budget.
    Rest,
    /// What is booked, over the share of the year.
    Pace,
    /// The budget.
    Budget,
    /// What is booked: more than its method gives.
    Booked,
    /// What is booked: there is no budget.
    NoBudget,
    /// What is booked by December.
    Closed,
}

named!(How {
    Rest = "rest",
    Pace = "pace",
    Budget = "budget",
    Booked = "booked",
    NoBudget = "no_budget",
    Closed = "closed",
});

/// The year end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The year end.
    pub cents: Cents,
    /// What it is.
    pub how: How,
    /// What is booked of it by function, in cents, where that tells shares of a whole; empty otherwise.
    pub booked: Vec<(Function, i64)>,
}

/// The year end of every line of which anything is known, by each of several sets of courses, in their order. A line without
/// a course goes by its budget; in December what is booked is the year.
#[must_use]
pub fn year_ends(
    figures: &[Figure],
    courses: &[BTreeMap<String, Course>],
    is_december: bool,
) -> Vec<BTreeMap<String, End>> {
    let ends: Vec<_> = known(query(figures, courses, is_december), "projection");
    if ends.is_empty() { vec![BTreeMap::new(); courses.len()] } else { ends }
}

fn query(
    figures: &[Figure],
    courses: &[BTreeMap<String, Course>],
    is_december: bool,
) -> PolarsResult<Vec<BTreeMap<String, End>>> {
    let joined = by_line(figures)?
        .join(of_courses(figures, courses)?, [col("line")], [col("line")], JoinArgs::new(JoinType::Left))
        .filter(col("booked").is_not_null().or(col("budget").is_not_null()))
        .with_column(col("budget").is_null().alias("no_budget"))
        .with_column(col("booked").fill_null(lit(0_i64)))
        .with_column(how(is_december).alias("how"))
        .sort(["set", "line"], SortMultipleOptions::default());
    // base + rounded(part x over / of): the products need an i128, so they are made of the columns.
    let how_is = |how: How| col("how").eq(lit(how.id()));
    let terms = joined
        .with_columns([
            when(how_is(How::Budget))
                .then(col("budget"))
                .when(how_is(How::Pace))
                .then(lit(0_i64))
                .otherwise(col("booked"))
                .alias("base"),
            when(how_is(How::Rest))
                .then(col("budget"))
                .when(how_is(How::Pace))
                .then(col("booked"))
                .otherwise(lit(0_i64))
                .alias("part"),
            when(how_is(How::Rest)).then(col("whole") - col("passed")).otherwise(col("whole")).alias("over"),
            when(how_is(How::Pace)).then(col("passed")).otherwise(col("whole")).alias("of"),
        ])
        .collect()?;
    let parts = by_function(figures)?;
    let (sets, lines) = (terms.column("set")?.i64()?, terms.column("line")?.str()?);
    let (hows, booked) = (terms.column("how")?.str()?, terms.column("booked")?.i64()?);
    let may_fall = terms.column("may_fall")?.bool()?;
    let mut ends = vec![BTreeMap::new(); courses.len()];
    for (row, cents) in rounded(&terms)?.into_iter().enumerate() {
        let at = || Some((usize::try_from(sets.get(row)?).ok()?, lines.get(row)?, How::of(hows.get(row)?)?));
        let (Some((set, line, how)), Some(cents), Some(booked)) = (at(), cents, booked.get(row)) else { continue };
        let is_short = falls_short(Cents(cents), Cents(booked)) && may_fall.get(row) != Some(true);
        let (cents, how) = if is_short { (Cents(booked), How::Booked) } else { (Cents(cents), how) };
        let booked = parts.get(line).cloned().unwrap_or_default();
        ends[set].insert(line.to_owned(), End { cents, how, booked });
    }
    Ok(ends)
}

/// Whether a year end is below what is booked, whatever its sign.
#[must_use]
pub fn falls_short(cents: Cents, booked: Cents) -> bool {
    if booked < Cents::ZERO { cents > booked && cents <= Cents::ZERO } else { cents < booked }
}

/// What is booked and budgeted of each line, all functions together.
fn by_line(figures: &[Figure]) -> PolarsResult<LazyFrame> {
    let whole: Vec<&Figure> = figures.iter().filter(|it| it.function.is_none()).collect();
    let cents =
        |of: fn(&Figure) -> Option<Cents>| whole.iter().map(|it| of(it).map(|it| it.0)).collect::<Vec<Option<i64>>>();
    let columns = vec![
        Column::new("line".into(), whole.iter().map(|it| it.line.as_str()).collect::<Vec<&str>>()),
        Column::new("booked".into(), cents(|it| it.booked)),
        Column::new("budget".into(), cents(|it| it.assestato)),
    ];
    Ok(DataFrame::new(whole.len(), columns)?.lazy())
}

/// A course for every line of every set.
fn of_courses(figures: &[Figure], courses: &[BTreeMap<String, Course>]) -> PolarsResult<LazyFrame> {
    let whole = || figures.iter().filter(|it| it.function.is_none()).map(|it| it.line.as_str());
    let course = |set: usize, line| (set, line, courses[set].get(line).copied().unwrap_or(Course::BY_BUDGET));
    let rows: Vec<(usize, &str, Course)> =
        (0..courses.len()).flat_map(|set| whole().map(move |line| course(set, line))).collect();
    let number = |of: &dyn Fn(&(usize, &str, Course)) -> i64| rows.iter().map(of).collect::<Vec<i64>>();
    let columns = vec![
        Column::new("line".into(), rows.iter().map(|it| it.1).collect::<Vec<&str>>()),
        Column::new("set".into(), number(&|it| i64::try_from(it.0).unwrap_or_default())),
        Column::new("rule".into(), rows.iter().map(|it| it.2.rule.id()).collect::<Vec<&str>>()),
        Column::new("passed".into(), number(&|it| it.2.passed)),
        Column::new("whole".into(), number(&|it| it.2.whole)),
        Column::new("may_fall".into(), rows.iter().map(|it| it.2.may_fall).collect::<Vec<bool>>()),
    ];
    Ok(DataFrame::new(rows.len(), columns)?.lazy())
}

/// What the year end of each line is, before it is looked at beside what is booked.
fn how(is_december: bool) -> Expr {
    let rule = |rule: Rule| col("rule").eq(lit(rule.id()));
    let closed = lit(is_december).and(col("booked").neq(lit(0_i64)));
    when(closed)
        .then(lit(How::Closed.id()))
        .when(rule(Rule::Pace).and(col("passed").gt(lit(0_i64))))
        .then(lit(How::Pace.id()))
        .when(col("no_budget"))
        .then(lit(How::NoBudget.id()))
        .when(rule(Rule::Rest))
        .then(lit(How::Rest.id()))
        .otherwise(lit(How::Budget.id()))
}

fn rounded(terms: &DataFrame) -> PolarsResult<Vec<Option<i64>>> {
    let number = |name: &str| terms.column(name)?.i64().cloned();
    let (base, part, over, of) = (number("base")?, number("part")?, number("over")?, number("of")?);
    let at = |row: usize| {
        let product = share(Cents(part.get(row)?), i128::from(over.get(row)?), i128::from(of.get(row)?));
        base.get(row)?.checked_add(product.0)
    };
    Ok((0..terms.height()).map(at).collect())
}

/// What is booked of each line by function, where it is known of all of them and of one sign: parts of both signs are no
/// shares of a whole.
fn by_function(figures: &[Figure]) -> PolarsResult<BTreeMap<String, Vec<(Function, i64)>>> {
    let told = figures.iter().filter_map(|it| Some((it.line.as_str(), it.function?, it.booked?.0)));
    let told: Vec<(&str, Function, i64)> = told.collect();
    let columns = vec![
        Column::new("line".into(), told.iter().map(|it| it.0).collect::<Vec<&str>>()),
        Column::new("function".into(), told.iter().map(|it| it.1.id()).collect::<Vec<&str>>()),
        Column::new("booked".into(), told.iter().map(|it| it.2).collect::<Vec<i64>>()),
    ];
    let line = [col("line")];
    let functions = i64::try_from(Function::ALL.len()).unwrap_or(i64::MAX);
    let frame = DataFrame::new(told.len(), columns)?
        .lazy()
        .filter(col("booked").count().over(&line)?.cast(DataType::Int64).eq(lit(functions)))
        .filter(
            col("booked").min().over(&line)?.gt_eq(lit(0_i64)).or(col("booked").max().over(&line)?.lt_eq(lit(0_i64))),
        )
        .sort(["line", "function"], SortMultipleOptions::default())
        .collect()?;
    let (lines, functions) = (frame.column("line")?.str()?, frame.column("function")?.str()?);
    let booked = frame.column("booked")?.i64()?;
    let mut parts: BTreeMap<String, Vec<(Function, i64)>> = BTreeMap::new();
    for row in 0..frame.height() {
        let function = Function::ALL.into_iter().find(|it| Some(it.id()) == functions.get(row));
        let (Some(line), Some(function), Some(booked)) = (lines.get(row), function, booked.get(row)) else { continue };
        parts.entry(line.to_owned()).or_default().push((function, booked));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, one figure after the other: what the frame is proven by.
    fn by_hand(figures: &[Figure], courses: &BTreeMap<String, Course>, is_december: bool) -> BTreeMap<String, End> {
        let mut ends = BTreeMap::new();
        for it in figures.iter().filter(|it| it.function.is_none()) {
            if it.booked.is_none() && it.assestato.is_none() {
                continue;
            }
            let booked = it.booked.unwrap_or_default();
            let course = courses.get(&it.line);
            let (cents, how) = match (it.assestato, course) {
                _ if is_december && booked != Cents::ZERO => (booked, How::Closed),
                (_, Some(Course { rule: Rule::Pace, passed, whole, .. })) if *passed > 0 => {
                    (share(booked, i128::from(*whole), i128::from(*passed)), How::Pace)
                }
                (None, _) => (booked, How::NoBudget),
                (Some(budget), Some(Course { rule: Rule::Rest, passed, whole, .. })) => {
                    (booked + share(budget, i128::from(whole - passed), i128::from(*whole)), How::Rest)
                }
                (Some(budget), _) => (budget, How::Budget),
            };
            let short = if booked < Cents::ZERO { cents > booked && cents <= Cents::ZERO } else { cents < booked };
            let may_fall = course.is_some_and(|it| it.may_fall);
            let (cents, how) = if short && !may_fall { (booked, How::Booked) } else { (cents, how) };
            let of = |function| figures.iter().find(|one| one.line == it.line && one.function == Some(function));
            let parts: Vec<(Function, i64)> =
                Function::ALL.into_iter().filter_map(|one| Some((one, of(one)?.booked?.0))).collect();
            let whole: i64 = parts.iter().map(|(_, cents)| cents).sum();
            let one_sign = parts.iter().all(|(_, cents)| *cents == 0 || cents.signum() == whole.signum());
            let told = parts.len() == Function::ALL.len() && one_sign;
            let booked = if told { parts } else { Vec::new() };
            ends.insert(it.line.clone(), End { cents, how, booked });
        }
        ends
    }

    fn any_line(line: String) -> impl Strategy<Value = (Vec<Figure>, Option<Course>)> {
        let cents = || {
            proptest::option::weighted(
                0.8,
                prop_oneof![Just(0), -500_i64..500, -1_000_000_000_000_i64..1_000_000_000_000],
            )
        };
        let rules = prop_oneof![Just(Rule::Rest), Just(Rule::Pace), Just(Rule::Budget)];
        let course = (rules, 0_i64..10, any::<bool>()).prop_map(|(rule, passed, may_fall)| Course {
            rule,
            passed,
            whole: 7,
            may_fall,
        });
        (cents(), cents(), proptest::collection::vec(cents(), 4), proptest::option::of(course)).prop_map(
            move |(booked, assestato, functions, course)| {
                let of = |function, booked: Option<i64>| Figure {
                    line: line.clone(),
                    function,
                    booked: booked.map(Cents),
                    assestato: assestato.map(Cents),
                };
                let parts = Function::ALL.into_iter().zip(functions).map(|(one, cents)| of(Some(one), cents));
                (std::iter::once(of(None, booked)).chain(parts).collect(), course)
            },
        )
    }

    proptest! {
        #[test]
        fn the_frame_is_what_one_works_out_line_by_line(
            lines in (any_line("a".to_owned()), any_line("b".to_owned()), any_line("c".to_owned())),
            is_december in any::<bool>(),
        ) {
            let mut courses = BTreeMap::new();
            let mut figures = Vec::new();
            for (of_line, course) in [lines.2, lines.0, lines.1] {
                courses.extend(course.map(|it| (of_line[0].line.clone(), it)));
                figures.extend(of_line);
            }
            let sets = [courses.clone(), BTreeMap::new()];
            let by_hand = sets.each_ref().map(|courses| by_hand(&figures, courses, is_december));
            prop_assert_eq!(year_ends(&figures, &sets, is_december), by_hand);
        }
    }
}
