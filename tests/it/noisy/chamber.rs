//! The chamber of a noisy month: its plan, its firms and acts, and the rows that its accounts and its offices write.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use quadratura::ledger::{Level, Objectives, RowId, Side};

use super::chance::Chance;
use super::firms::{self, FIRMS, Firm};
use super::spelling::{self, Act, By};
use super::truth::{Item, Month, Row, Told, Truth};

/// An operative objective of the plan.
#[derive(Clone, Debug)]
pub struct Objective {
    pub code: String,
    pub strategic: String,
    pub office: String,
    /// Whether the office answers for the strategic one too.
    pub has_strategic: bool,
}

impl Objective {
    fn of(code: &str, objectives: &Objectives) -> Self {
        let strategic = objectives.rolled_up(code, Level::Strategico).to_string();
        let office = objectives.office_of(code).unwrap();
        let has_strategic = objectives.office_of(&strategic) == Some(office);
        Self { code: code.to_owned(), strategic, office: office.to_string(), has_strategic }
    }
}

/// A payment by an act to a firm.
#[derive(Clone, Copy, Debug)]
pub struct Deal {
    pub act: usize,
    pub firm: usize,
    pub cents: i64,
}

/// Who writes the month.
pub struct Chamber {
    pub chance: Chance,
    pub plan: Vec<Objective>,
    pub firms: Vec<Firm>,
    acts: Vec<(Act, usize)>,
    /// Acts of which one thing has the whole.
    closed: BTreeSet<usize>,
    /// A firm has to do with an act once.
    granted: BTreeSet<(usize, usize)>,
    /// The amounts of each firm, and whether the thing that has one bears no other beside it.
    amounts: BTreeMap<(usize, i64), bool>,
    /// How many rows of this identity there are: the program counts them too.
    ordinals: BTreeMap<RowId, u32>,
    mandate: i64,
    rows: Vec<Row>,
    items: Vec<Item>,
}

/// The acts of 2021 whose number is a month's, and which a spreadsheet can take for a date.
pub const LIKE_DATES: usize = 12;

const ACTS_OF_2020: usize = 10;

/// A day of 2021.
pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, month, day).unwrap()
}

impl Chamber {
    /// One with so many acts.
    pub fn new(seed: u64, acts: usize, objectives: &Objectives) -> Self {
        let mut chance = Chance::new(seed);
        let operative = objectives.all.iter().filter(|it| it.level == Level::Operativo);
        let plan: Vec<Objective> = operative.map(|it| Objective::of(&it.code, objectives)).collect();
        let firms = firms::all(&mut chance);
        let acts = (0..acts + ACTS_OF_2020).map(|at| (act(at, acts, &mut chance), chance.below(plan.len())));
        let acts: Vec<(Act, usize)> = acts.collect();
        Self {
            acts,
            chance,
            plan,
            firms,
            closed: BTreeSet::new(),
            granted: BTreeSet::new(),
            amounts: BTreeMap::new(),
            ordinals: BTreeMap::new(),
            mandate: 100,
            rows: Vec::new(),
            items: Vec::new(),
        }
    }

    /// The month as it stands.
    pub fn month(self) -> Month {
        Month { rows: self.rows, items: self.items }
    }

    pub fn act(&self, deal: Deal) -> Act {
        self.acts[deal.act].0
    }

    /// The objectives that are to this one as asked.
    pub fn objectives(&self, like: impl Fn(&Objective) -> bool) -> Vec<Objective> {
        self.plan.iter().filter(|it| like(it)).cloned().collect()
    }

    /// The objective of an act.
    pub fn objective(&self, deal: Deal) -> Objective {
        self.plan[self.acts[deal.act].1].clone()
    }

    /// An amount as they are: a round grant, or what an invoice comes to.
    pub fn amount(&mut self) -> i64 {
        const GRANTS: [i64; 16] =
            [500, 600, 750, 800, 1_000, 1_200, 1_500, 1_800, 2_000, 2_500, 3_000, 3_500, 4_000, 5_000, 7_500, 10_000];
        if self.chance.percent(45) { self.chance.pick(&GRANTS) * 100 } else { self.chance.between(10_000, 650_000) }
    }

    /// A payment by an act that was given by this day. Other acts may pay the same to the same firm.
    pub fn deal(&mut self, by: NaiveDate) -> Deal {
        loop {
            let deal = self.drawn();
            if self.act(deal).date <= by && self.is_free(deal, false) {
                return self.take(deal, false);
            }
        }
    }

    /// The same by an act of 2021, of an amount that the firm is paid nowhere else.
    pub fn sole_deal(&mut self, by: NaiveDate) -> Deal {
        loop {
            let deal = self.drawn();
            let act = self.act(deal);
            if act.year == 2021 && act.date <= by && self.is_free(deal, true) {
                return self.take(deal, true);
            }
        }
    }

    /// The same by an act whose number a spreadsheet takes for a date.
    pub fn deal_like_a_date(&mut self) -> Deal {
        loop {
            let deal = Deal { act: ACTS_OF_2020 + self.chance.below(LIKE_DATES), ..self.drawn() };
            if self.is_free(deal, true) {
                return self.take(deal, true);
            }
        }
    }

    /// The same by an act of the year before.
    pub fn deal_of_2020(&mut self) -> Deal {
        loop {
            let deal = Deal { act: self.chance.below(ACTS_OF_2020), ..self.drawn() };
            if self.is_free(deal, true) {
                return self.take(deal, true);
            }
        }
    }

    /// An act of 2021 that nobody else has to do with: its place.
    pub fn own_act(&mut self, by: NaiveDate) -> usize {
        loop {
            let act = ACTS_OF_2020 + LIKE_DATES + self.chance.below(self.acts.len() - ACTS_OF_2020 - LIKE_DATES);
            let granted = self.granted.range((act, 0)..(act + 1, 0)).next().is_some();
            if !granted && self.acts[act].0.date <= by && self.closed.insert(act) {
                return act;
            }
        }
    }

    /// Whom an act of one thing alone pays this amount, and whom nobody else does.
    pub fn payee(&mut self, act: usize, cents: i64) -> Deal {
        loop {
            let deal = Deal { act, firm: self.chance.below(FIRMS), cents };
            if !self.granted.contains(&(act, deal.firm)) && !self.amounts.contains_key(&(deal.firm, cents)) {
                return self.take(deal, true);
            }
        }
    }

    /// Keeps the amounts of a firm for one thing: whether nobody had them.
    pub fn keep(&mut self, firm: usize, amounts: &[i64]) -> bool {
        let free = amounts.iter().all(|cents| !self.amounts.contains_key(&(firm, *cents)));
        if free {
            self.amounts.extend(amounts.iter().map(|cents| ((firm, *cents), true)));
        }
        free
    }

    /// Another amount for the firm of a payment, that it is paid nowhere else.
    pub fn other_amount(&mut self, deal: Deal, fits: impl Fn(i64) -> bool) -> i64 {
        loop {
            let cents = self.amount();
            if fits(cents) && self.keep(deal.firm, &[cents]) {
                return cents;
            }
        }
    }

    fn drawn(&mut self) -> Deal {
        let (act, firm) = (self.chance.below(self.acts.len()), self.chance.below(FIRMS));
        Deal { act, firm, cents: self.amount() }
    }

    fn is_free(&self, deal: Deal, sole: bool) -> bool {
        let had = self.amounts.get(&(deal.firm, deal.cents));
        let amount = if sole { had.is_none() } else { had != Some(&true) };
        amount && !self.closed.contains(&deal.act) && !self.granted.contains(&(deal.act, deal.firm))
    }

    fn take(&mut self, deal: Deal, sole: bool) -> Deal {
        self.granted.insert((deal.act, deal.firm));
        self.amounts.insert((deal.firm, deal.cents), sole);
        deal
    }

    /// A day on which an office liquidates: after the act, and by this day.
    pub fn liquidated(&mut self, deal: Deal, by: NaiveDate) -> NaiveDate {
        let from = self.act(deal).date.max(day(1, 4));
        from + Days::new(u64::try_from(self.chance.between(0, (by - from).num_days().clamp(0, 60))).unwrap())
    }

    /// The day on which the accounts book what was liquidated on this one.
    pub fn booked(&mut self, liquidated: NaiveDate) -> NaiveDate {
        self.after(liquidated, 0, 10)
    }

    /// A day of the month's half year, so many days after this one.
    pub fn after(&mut self, date: NaiveDate, least: i64, most: i64) -> NaiveDate {
        let days = u64::try_from(self.chance.between(least, most)).unwrap();
        (date + Days::new(days)).min(day(6, 30))
    }

    /// What the accounts write of a payment.
    pub fn registration(&mut self, deal: Deal, date: NaiveDate) -> Row {
        let firm = &self.firms[deal.firm];
        let name = spelling::in_accounts(firm, &mut self.chance);
        self.mandate += self.chance.between(1, 3);
        let Objective { code: objective, office, .. } = self.objective(deal);
        Row {
            id: RowId::hash(""),
            side: Side::Accounting,
            office,
            account: self.chance.pick(&["330000", "330000", "330001", "330010"]),
            objective,
            act: self.act(deal).in_accounts(&mut self.chance),
            mandate: self.mandate.to_string(),
            date: Some(date),
            name,
            code: firm.code.clone(),
            note: "",
            cents: deal.cents,
        }
    }

    /// What the office writes of it, with the code as often as offices do.
    pub fn line(&mut self, deal: Deal, date: NaiveDate) -> Row {
        let by = if self.chance.percent(85) { By::Code } else { By::Name };
        self.line_saying(deal, date, by)
    }

    /// The same, with or without the code.
    pub fn line_saying(&mut self, deal: Deal, date: NaiveDate, by: By) -> Row {
        let firm = &self.firms[deal.firm];
        let code = if by == By::Code { spelling::code(&firm.code, &mut self.chance) } else { String::new() };
        let name = spelling::in_office(firm, by, &mut self.chance);
        let Objective { code: objective, office, .. } = self.objective(deal);
        Row {
            id: RowId::hash(""),
            side: Side::Office,
            office,
            account: "",
            objective,
            act: self.act(deal).in_office(&mut self.chance),
            mandate: String::new(),
            date: Some(date),
            name,
            code,
            note: self.chance.pick(&["", "", "", "saldo", "acconto"]),
            cents: deal.cents,
        }
    }

    /// Puts a row into the month; where it stands.
    pub fn write(&mut self, mut row: Row) -> usize {
        let date = row.date.map(|date| date.to_string()).unwrap_or_default();
        let (layout, identity) = match row.side {
            Side::Accounting => {
                (ACCOUNTING, [row.account, &row.objective, &row.act, &row.mandate, &row.code, &row.name])
            }
            Side::Office => (OFFICE, [&*row.objective, &row.act, &row.name, &row.code, &date, ""]),
        };
        let office = if row.side == Side::Office { &*row.office } else { "" };
        let ordinal = self.ordinals.entry(RowId::of(layout, office, &identity, 0)).or_default();
        let id = RowId::of(layout, office, &identity, *ordinal);
        *ordinal += 1;
        row.id = id;
        self.rows.push(row);
        self.rows.len() - 1
    }

    /// Registers and tells a payment; both places.
    pub fn both(&mut self, deal: Deal, by: NaiveDate) -> [usize; 2] {
        let liquidated = self.liquidated(deal, by);
        let booked = self.booked(liquidated);
        let (registration, line) = (self.registration(deal, booked), self.line(deal, liquidated));
        [self.write(registration), self.write(line)]
    }

    /// These rows agree, at whatever level objectives are compared.
    pub fn agree(&mut self, kind: &'static str, rows: &[usize]) {
        self.happens(kind, rows, Truth::Found);
    }

    /// This is said of these rows.
    pub fn say(&mut self, kind: &'static str, rows: &[usize], told: Vec<Told>) {
        self.happens(kind, rows, Truth::Told(vec![told]));
    }

    pub fn happens(&mut self, kind: &'static str, rows: &[usize], truth: Truth) {
        self.items.push(Item { kind, rows: rows.to_vec(), strategic: truth.clone(), operative: truth });
    }

    /// These rows agree where strategic objectives are compared; what is true otherwise is given.
    pub fn agree_above(&mut self, kind: &'static str, rows: &[usize], operative: Truth) {
        self.items.push(Item { kind, rows: rows.to_vec(), strategic: Truth::Found, operative });
    }
}

/// The layouts of both sides.
pub const ACCOUNTING: &str = "interventi_economici";
pub const OFFICE: &str = "scheda_interventi";

/// The act at this place: some of the autumn before, then those of the half year in order of date.
fn act(at: usize, acts: usize, chance: &mut Chance) -> Act {
    if at < ACTS_OF_2020 {
        let number = 600 + 31 * u32::try_from(at).unwrap();
        let date = NaiveDate::from_ymd_opt(2020, 10, 1).unwrap() + Days::new(8 * at as u64);
        return Act { number, year: 2020, date };
    }
    let at = at - ACTS_OF_2020;
    // Other acts of the chamber pay nobody: their numbers are left out.
    let number = if at < LIKE_DATES { at + 1 } else { 2 * at - LIKE_DATES + 1 + chance.below(2) };
    let date = day(1, 4) + Days::new((155 * at / acts) as u64);
    Act { number: u32::try_from(number).unwrap(), year: 2021, date }
}
