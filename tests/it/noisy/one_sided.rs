//! What one side tells and the other does not, and what a side tells twice or takes back.

use chrono::NaiveDate;
use quadratura::reconcile::Kind;

use super::chamber::{Chamber, Deal, day};
use super::gaps::relations;
use super::pairs::last;
use super::truth::{Row, Told, Truth};

/// A registration that the office does not tell.
pub fn missing_in_office(chamber: &mut Chamber, kind: &'static str, registration: Row) {
    let row = chamber.write(registration);
    chamber.say(kind, &[row], vec![Told::differs(Kind::MissingInOffice, "", &[row])]);
}

/// A line that the accounts do not have: in June they have days left to book it.
pub fn missing_in_accounting(chamber: &mut Chamber, kind: &'static str, line: Row) {
    let date = line.date.unwrap();
    assert!(date < day(5, 27) || date > day(6, 3), "{date} is too near to the day on which a line becomes late");
    let row = chamber.write(line);
    let told = if date < day(5, 27) {
        Told::differs(Kind::MissingInAccounting, "overdue", &[row])
    } else {
        Told::differs(Kind::Timing, "not_yet_booked", &[row])
    };
    chamber.say(kind, &[row], vec![told]);
}

/// A registration alone, some beside another of the same firm and act that both tell.
pub fn only_registered(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let registration = chamber.registration(deal, liquidated);
    missing_in_office(chamber, "missing in the office", registration);
    if chamber.chance.percent(20) {
        beside(chamber, deal);
    }
}

/// A line alone that the accounts should have by now.
pub fn only_told(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(day(5, 12));
    let liquidated = chamber.liquidated(deal, day(5, 25));
    let line = chamber.line(deal, liquidated);
    missing_in_accounting(chamber, "missing in the accounts", line);
    if chamber.chance.percent(20) {
        beside(chamber, deal);
    }
}

/// A line alone of the last days.
pub fn just_told(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 28)).max(day(6, 5));
    let line = chamber.line(deal, liquidated);
    missing_in_accounting(chamber, "not yet booked", line);
}

/// Another payment to the same firm by the same act, which nobody takes for the first.
fn beside(chamber: &mut Chamber, deal: Deal) {
    let is_far = |cents: i64| (cents - deal.cents).abs() * 2 > deal.cents && relations(cents, deal.cents).is_empty();
    let cents = chamber.other_amount(deal, is_far);
    let rows = chamber.both(Deal { cents, ..deal }, day(6, 20));
    chamber.agree("pair, beside a row alone", &rows);
}

/// A registration alone by an act of the year before.
pub fn former_year(chamber: &mut Chamber) {
    let deal = chamber.deal_of_2020();
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let mut registration = chamber.registration(deal, liquidated);
    let act = chamber.act(deal);
    registration.act = format!("{}/{}", act.number, act.year);
    let row = chamber.write(registration);
    chamber.say("of the year before", &[row], vec![Told::differs(Kind::FormerYear, "", &[row])]);
}

/// A registration that was entered twice, under one mandate.
pub fn registered_twice(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let booked = chamber.booked(liquidated);
    let (registration, line) = (chamber.registration(deal, booked), chamber.line(deal, liquidated));
    let copies = [chamber.write(registration.clone()), chamber.write(registration)];
    let line = chamber.write(line);
    twice(chamber, "same_mandate", copies, line);
}

/// A line that the office wrote twice, of one day. One of the last days may also be a second payment that is still to be
/// booked.
pub fn told_twice(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let booked = chamber.booked(liquidated);
    let (registration, line) = (chamber.registration(deal, booked), chamber.line(deal, liquidated));
    let mut again = line.clone();
    // Whoever writes it again does not look how it was written before.
    again.act = chamber.act(deal).in_office(&mut chamber.chance);
    let registration = chamber.write(registration);
    let copies = [chamber.write(line), chamber.write(again)];
    if liquidated < day(5, 27) {
        return twice(chamber, "same_date", copies, registration);
    }
    let told = |booked: usize, rest: usize| {
        let pair = Told::Pair(vec![booked, registration]);
        let twice = Told::Twice { reason: "same_date", copies: copies.to_vec() };
        let waits = Told::differs(Kind::Timing, "not_yet_booked", &[rest]);
        [vec![pair.clone(), twice], vec![pair, waits]]
    };
    let ways = [told(copies[0], copies[1]), told(copies[1], copies[0])].concat();
    chamber.happens("told twice, in the last days", &[copies[0], copies[1], registration], Truth::Told(ways));
}

fn twice(chamber: &mut Chamber, reason: &'static str, copies: [usize; 2], other: usize) {
    let kind = if reason == "same_mandate" { "registered twice" } else { "told twice" };
    let rows = [copies[0], copies[1], other];
    // Which of the two stays is nobody's matter.
    let told = |copy: usize| vec![Told::Pair(vec![copy, other]), Told::Twice { reason, copies: copies.to_vec() }];
    let truth = Truth::Told(vec![told(copies[0]), told(copies[1])]);
    chamber.happens(kind, &rows, truth);
}

/// A registration and, some weeks later, its reversal: the office tells neither.
pub fn reversed(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(day(5, 20));
    let objective = chamber.objective(deal).code;
    let (rows, _) = reversal(chamber, deal, &objective);
    chamber.say("storno", &rows, vec![Told::Storno(rows.to_vec())]);
}

/// A registration that was reversed and entered again as it should be; the office tells the last.
pub fn corrected(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(day(5, 1));
    let right = chamber.objective(deal);
    let mut corrected = deal;
    let mut wrong = right.code;
    match chamber.chance.below(3) {
        0 => corrected.cents = chamber.other_amount(deal, |_| true),
        1 => {
            let others = chamber.objectives(|it| it.strategic != right.strategic && it.office == right.office);
            if !others.is_empty() {
                wrong.clone_from(&others[chamber.chance.below(others.len())].code);
            }
        }
        _ => {}
    }
    let (rows, reversed) = reversal(chamber, deal, &wrong);
    let liquidated = chamber.after(reversed, 2, 6);
    let booked = chamber.after(liquidated, 0, 3);
    let (registration, line) = (chamber.registration(corrected, booked), chamber.line(corrected, liquidated));
    let pair = [chamber.write(registration), chamber.write(line)];
    chamber.say("storno, then corrected", &rows, vec![Told::Storno(rows.to_vec())]);
    chamber.agree("pair, corrected after a storno", &pair);
}

/// A registration and its reversal under this objective, and the day of the second.
fn reversal(chamber: &mut Chamber, deal: Deal, objective: &str) -> ([usize; 2], NaiveDate) {
    let booked = chamber.liquidated(deal, day(5, 25));
    let reversed = chamber.after(booked, 5, 25);
    let mut registration = chamber.registration(deal, booked);
    let mut reversal = chamber.registration(Deal { cents: -deal.cents, ..deal }, reversed);
    for row in [&mut registration, &mut reversal] {
        objective.clone_into(&mut row.objective);
    }
    reversal.account = registration.account;
    reversal.note = chamber.chance.pick(&["", "storno", "Storno mandato errato"]);
    if chamber.chance.percent(40) {
        reversal.mandate.clone_from(&registration.mandate);
    }
    ([chamber.write(registration), chamber.write(reversal)], reversed)
}
