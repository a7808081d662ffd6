//! What stands under another objective or account, and what nobody may pair: ambiguous rows, names that only look alike, acts
//! that a spreadsheet spoiled.

use quadratura::reconcile::Kind;

use super::chamber::{Chamber, Deal, day};
use super::firms::{FIRMS, TWINS};
use super::pairs::last;
use super::spelling::{self, By};
use super::truth::{Told, Truth};

/// The same payment under another strategic objective, of the same office or of another.
pub fn wrong_objective(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let right = chamber.objective(deal);
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let booked = chamber.booked(liquidated);
    let by = if chamber.chance.percent(70) { By::Code } else { By::Name };
    let (mut registration, line) = (chamber.registration(deal, booked), chamber.line_saying(deal, liquidated, by));
    let same_office = chamber.objectives(|it| it.strategic != right.strategic && it.office == right.office);
    let others = chamber.objectives(|it| it.strategic != right.strategic && it.office != right.office);
    let wrong = if same_office.is_empty() || chamber.chance.percent(40) { others } else { same_office };
    let wrong = &wrong[chamber.chance.below(wrong.len())];
    registration.objective.clone_from(&wrong.code);
    registration.office.clone_from(&wrong.office);
    let rows = [chamber.write(registration), chamber.write(line)];
    let kind = match (by, wrong.office == right.office) {
        (By::Code, true) => "coding: objective, same office, with code",
        (By::Code, false) => "coding: objective, another office, with code",
        (By::Name, true) => "coding: objective, same office, by name",
        (By::Name, false) => "coding: objective, another office, by name",
    };
    chamber.say(kind, &rows, vec![Told::differs(Kind::Coding, "objective", &rows)]);
}

/// The same payment on an account that is none of the interventi.
pub fn wrong_account(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let booked = chamber.booked(liquidated);
    let (mut registration, line) = (chamber.registration(deal, booked), chamber.line(deal, liquidated));
    registration.account = chamber.chance.pick(&["327009", "327010", "325050"]);
    let [registration, line] = [chamber.write(registration), chamber.write(line)];
    let told =
        Told::Differs { kind: Kind::Coding, reasons: vec!["account"], rows: vec![line], candidate: Some(registration) };
    chamber.say("coding: account", &[registration, line], vec![told]);
}

/// Two firms are paid the same, and one line says neither which.
pub fn line_of_either(chamber: &mut Chamber) {
    let act = chamber.own_act(day(5, 20));
    let cents = chamber.amount();
    let [one, other] = [chamber.payee(act, cents), chamber.payee(act, cents)];
    let liquidated = chamber.liquidated(one, day(6, 1));
    let booked = chamber.booked(liquidated);
    let rows = [chamber.registration(one, booked), chamber.registration(other, booked)];
    let [one, other] = rows.map(|row| chamber.write(row));
    let mut line = chamber.line(Deal { act, cents, firm: 0 }, liquidated);
    line.name.clear();
    line.code.clear();
    let rows = [one, other, chamber.write(line)];
    chamber.say("ambiguous: a line of nobody", &rows, vec![Told::differs(Kind::Ambiguous, "", &rows)]);
}

/// A registration that does not say who is paid, and two firms that the office paid the same.
pub fn registration_of_either(chamber: &mut Chamber) {
    let act = chamber.own_act(day(5, 20));
    let cents = chamber.amount();
    let deals = [chamber.payee(act, cents), chamber.payee(act, cents)];
    let liquidated = chamber.liquidated(deals[0], day(5, 24));
    let booked = chamber.booked(liquidated);
    let mut registration = chamber.registration(deals[0], booked);
    registration.name.clear();
    registration.code.clear();
    let registration = chamber.write(registration);
    let lines = deals.map(|deal| chamber.line(deal, liquidated));
    let [one, other] = lines.map(|line| chamber.write(line));
    let rows = [registration, one, other];
    chamber.say("ambiguous: a registration of nobody", &rows, vec![Told::differs(Kind::Ambiguous, "", &rows)]);
}

/// Two firms of one name and of different forms: the accounts pay one, the office the other.
pub fn twins(chamber: &mut Chamber) {
    let act = chamber.own_act(day(5, 12));
    let (pair, cents) = loop {
        let (pair, cents) = (FIRMS + 2 * chamber.chance.below(TWINS / 2), chamber.amount());
        if chamber.keep(pair, &[cents]) {
            break (pair, cents);
        }
    };
    let (paid, told) = if chamber.chance.percent(50) { (pair, pair + 1) } else { (pair + 1, pair) };
    let (paid, told) = (Deal { act, firm: paid, cents }, Deal { act, firm: told, cents });
    let liquidated = chamber.liquidated(paid, day(5, 24));
    let booked = chamber.booked(liquidated);
    let registration = chamber.registration(paid, booked);
    let mut line = chamber.line_saying(told, liquidated, By::Name);
    line.name = spelling::with_form(&chamber.firms[told.firm], &mut chamber.chance);
    let rows = [chamber.write(registration), chamber.write(line)];
    let alone = |kind: Kind, row: usize, reasons: Vec<&'static str>| Told::Differs {
        kind,
        reasons,
        rows: vec![row],
        candidate: None,
    };
    let told = vec![
        alone(Kind::MissingInOffice, rows[0], vec!["", "suggested"]),
        alone(Kind::MissingInAccounting, rows[1], vec!["overdue", "suggested"]),
    ];
    chamber.say("firms of one name", &rows, told);
}

/// The two rows of one payment are alone, each with the other beside it.
fn proposed(rows: [usize; 2]) -> Vec<Told> {
    vec![
        Told::suggested(Kind::MissingInOffice, rows[0], rows[1]),
        Told::suggested(Kind::MissingInAccounting, rows[1], rows[0]),
    ]
}

/// An act that a spreadsheet turned into a date.
pub fn act_as_date(chamber: &mut Chamber) {
    let deal = chamber.deal_like_a_date();
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let booked = chamber.booked(liquidated);
    let (registration, mut line) = (chamber.registration(deal, booked), chamber.line(deal, liquidated));
    line.act = chamber.act(deal).as_date().unwrap().format("%d/%m/%Y").to_string();
    let rows = [chamber.write(registration), chamber.write(line)];
    chamber.say("an act that became a date", &rows, proposed(rows));
}

/// A line without an act: one may pair it, or propose it.
pub fn without_act(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let booked = chamber.booked(liquidated);
    let (registration, mut line) =
        (chamber.registration(deal, booked), chamber.line_saying(deal, liquidated, By::Code));
    line.act = chamber.chance.pick(&["", "", "-", "come da delibera"]).to_owned();
    let rows = [chamber.write(registration), chamber.write(line)];
    let truth = Truth::Told(vec![vec![Told::Pair(rows.to_vec())], proposed(rows)]);
    chamber.happens("a line without an act", &rows, truth);
}
