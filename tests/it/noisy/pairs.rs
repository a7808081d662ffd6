//! What both sides tell alike: single payments, payments in parts, instalments, calls.

use chrono::{Days, NaiveDate};
use quadratura::reconcile::Kind;

use super::chamber::{Chamber, Deal, day};
use super::one_sided::{missing_in_accounting, missing_in_office};
use super::spelling::{self, By};
use super::truth::{Told, Truth};

/// The last day by which an act can be given and both sides tell the payment in the half year.
pub fn last() -> NaiveDate {
    day(6, 12)
}

/// A payment, told once by each side. The accounts register some on the strategic objective and some without the code; some
/// lines have no date.
pub fn pair(chamber: &mut Chamber) {
    let deal = chamber.deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 24));
    let booked = chamber.booked(liquidated);
    let (mut registration, mut line) = (chamber.registration(deal, booked), chamber.line(deal, liquidated));
    if chamber.chance.percent(4) {
        line.date = None;
    }
    if chamber.chance.percent(3) {
        registration.code.clear();
        line.name = spelling::in_office(&chamber.firms[deal.firm], By::Name, &mut chamber.chance);
    }
    let objective = chamber.objective(deal);
    let is_strategic = objective.has_strategic && chamber.chance.percent(10);
    if is_strategic {
        registration.objective = objective.strategic;
    }
    let rows = [chamber.write(registration), chamber.write(line)];
    if is_strategic {
        chamber.agree_above("pair, registered on the strategic objective", &rows, Truth::Free);
    } else {
        chamber.agree("pair", &rows);
    }
}

/// Advance and balance of one firm by one act, each told once by each side.
pub fn two_of_a_firm(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let cents = chamber.other_amount(deal, |cents| (cents - deal.cents).abs() > 1_000);
    let other = Deal { cents, ..deal };
    for deal in [deal, other] {
        let rows = chamber.both(deal, day(6, 24));
        chamber.agree("pair, two of a firm and act", &rows);
    }
}

/// A payment registered on another operative objective of the same strategic one.
pub fn sister_objective(chamber: &mut Chamber) {
    loop {
        let deal = chamber.sole_deal(last());
        let own = chamber.objective(deal);
        let sisters =
            chamber.objectives(|it| it.strategic == own.strategic && it.office == own.office && it.code != own.code);
        if sisters.is_empty() {
            let rows = chamber.both(deal, day(6, 24));
            chamber.agree("pair", &rows);
            continue;
        }
        let liquidated = chamber.liquidated(deal, day(6, 24));
        let booked = chamber.booked(liquidated);
        let (mut registration, line) = (chamber.registration(deal, booked), chamber.line(deal, liquidated));
        registration.objective = sisters[chamber.chance.below(sisters.len())].code.clone();
        let rows = [chamber.write(registration), chamber.write(line)];
        let operative = Truth::Told(vec![vec![Told::differs(Kind::Coding, "objective", &rows)]]);
        return chamber.agree_above("pair, another operative objective", &rows, operative);
    }
}

/// A payment in so many parts, each of some weight, that the firm is paid nowhere else.
fn parts(chamber: &mut Chamber, deal: Deal, count: i64) -> Vec<Deal> {
    loop {
        let mut rest = deal.cents;
        let mut parts = Vec::new();
        for left in (2..=count).rev() {
            let even = rest / left;
            let part = if chamber.chance.percent(30) { even } else { chamber.chance.between(even / 2, even * 3 / 2) };
            parts.push(part);
            rest -= part;
        }
        parts.push(rest);
        if chamber.keep(deal.firm, &parts) {
            return parts.into_iter().map(|cents| Deal { cents, ..deal }).collect();
        }
    }
}

/// One registration, several lines of the office.
pub fn split(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 18));
    let booked = chamber.after(liquidated, 0, 6);
    let registration = chamber.registration(deal, booked);
    let mut rows = vec![chamber.write(registration)];
    let count = chamber.chance.between(2, 4);
    let by = if chamber.chance.percent(85) { By::Code } else { By::Name };
    for part in parts(chamber, deal, count) {
        let date = chamber.after(liquidated, 0, 5);
        let line = chamber.line_saying(part, date, by);
        rows.push(chamber.write(line));
    }
    chamber.agree("split: one registration", &rows);
}

/// Several registrations, one line of the office.
pub fn merged(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 18));
    let line = chamber.line(deal, liquidated);
    let count = chamber.chance.between(2, 4);
    let mut rows = Vec::new();
    for part in parts(chamber, deal, count) {
        let booked = chamber.booked(liquidated);
        let registration = chamber.registration(part, booked);
        rows.push(chamber.write(registration));
    }
    rows.push(chamber.write(line));
    chamber.agree("split: one line", &rows);
}

/// Equal amounts month by month; now and then one side forgets one.
pub fn instalments(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(day(4, 1));
    let first = chamber.act(deal).date + Days::new(3);
    let room = (day(6, 20) - first).num_days();
    let count = chamber.chance.between(3, 8.min(room / 26 + 1));
    let step = (room / (count - 1)).min(30);
    let by = if chamber.chance.percent(85) { By::Code } else { By::Name };
    let forgotten = chamber.chance.percent(40).then(|| chamber.chance.between(0, count - 1));
    for at in 0..count {
        let liquidated = first + Days::new(u64::try_from(at * step).unwrap());
        let booked = chamber.after(liquidated, 0, 8);
        let (registration, line) = (chamber.registration(deal, booked), chamber.line_saying(deal, liquidated, by));
        // Between these days a line may be late or not: it is told by both sides.
        let unclear = day(5, 26) <= liquidated && liquidated <= day(6, 4);
        if Some(at) != forgotten {
            let rows = [chamber.write(registration), chamber.write(line)];
            chamber.agree("pair, of equal instalments", &rows);
        } else if unclear || chamber.chance.percent(50) {
            missing_in_office(chamber, "missing in the office: an instalment", registration);
        } else {
            missing_in_accounting(chamber, "missing in the accounts: an instalment", line);
        }
    }
}

/// One act pays one amount to many; a few are told by one side only.
pub fn call(chamber: &mut Chamber) {
    let is_recent = chamber.chance.percent(30);
    let act = chamber.own_act(if is_recent { day(6, 8) } else { day(5, 18) });
    let cents = chamber.amount();
    let by = if chamber.chance.percent(50) { By::Code } else { By::Name };
    let count = chamber.chance.between(15, 60);
    let forgotten: Vec<i64> = (0..chamber.chance.between(0, 4)).map(|_| chamber.chance.between(0, count - 1)).collect();
    let first = chamber.payee(act, cents);
    let from = if is_recent { day(6, 8) } else { chamber.act(first).date + Days::new(4) };
    for at in 0..count {
        let deal = if at == 0 { first } else { chamber.payee(act, cents) };
        let booked = chamber.after(from, 0, 10);
        let (registration, line) = (chamber.registration(deal, booked), chamber.line_saying(deal, from, by));
        if !forgotten.contains(&at) {
            let rows = [chamber.write(registration), chamber.write(line)];
            chamber
                .agree(if by == By::Code { "pair, of a call with codes" } else { "pair, of a call by names" }, &rows);
        } else if chamber.chance.percent(50) {
            missing_in_office(chamber, "missing in the office: of a call", registration);
        } else {
            missing_in_accounting(chamber, "missing in the accounts: of a call", line);
        }
    }
}
