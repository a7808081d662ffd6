//! Some hundred formulas, the same in the interpreter, in polars and in another program's spreadsheet.

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use quadratura::formula::{Formula, Value};
use quadratura::history::History;
use quadratura::indicators::{self, Definitions};
use quadratura::ledger::{Ledger, MeasuredCells, Measurement, RowId};
use quadratura::origin::Origin;
use rust_xlsxwriter::Workbook;

use crate::libreoffice;

/// How many formulas.
const FORMULAS: usize = 150;

/// A fixed sequence: the same formulas on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }

    fn formula(&mut self, depth: u32) -> String {
        if depth == 0 || self.below(5) == 0 {
            return match self.below(4) {
                0 => format!("{},{:02}", self.below(40), self.below(100)),
                _ => self.one_of(&["numeratore", "denominatore", "valore"]).to_owned(),
            };
        }
        let mut inner = || self.formula(depth - 1);
        let (a, b, c, d) = (inner(), inner(), inner(), inner());
        match self.below(9) {
            0 => format!("-({a})"),
            1 => format!("abs({a})"),
            2 => format!("min({a}; {b})"),
            3 => format!("max({a}; {b}; {c})"),
            4 => format!("se({a} {} {b}; {c}; {d})", self.one_of(&["<", "<=", ">", ">=", "=", "<>"])),
            _ => format!("({a}) {} ({b})", self.one_of(&["+", "-", "*", "/", "/"])),
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "three ways to one number, side by side")]
fn interpreter_polars_and_libreoffice_agree_on_generated_formulas() {
    if !libreoffice::is_there() {
        return;
    }
    let mut chance = Chance(7);
    let mut toml = String::new();
    let (mut measurements, mut texts) = (Vec::new(), Vec::new());
    for number in 1..=FORMULAS {
        // All three columns, so that no formula is the ratio that an office's own value is compared with.
        let text = format!("({}) + valore * 0 + numeratore * 0", chance.formula(4));
        toml += &format!(
            "[[indicator]]\nid = \"f{number}\"\ncode = \"x-I{number}\"\nobjective = \"x\"\nname = \"F\"\ntype = \"indice\"\n\
             office = \"o\"\nsource = \"office\"\nformula = \"{text}\"\nunit = \"number\"\ngood = \"up\"\n\
             reading = \"rapporto\"\nvalid_from = \"2021-01-01\"\n"
        );
        let mut figure = || f64::from(u32::try_from(chance.below(2_000)).unwrap()) / 8.0 - 60.0;
        measurements.push(Measurement {
            former: false,
            id: RowId::hash(&text),
            office: Some("o".into()),
            code: format!("x-I{number}").as_str().into(),
            numerator: Some(figure()),
            denominator: Some(figure()),
            value: Some(figure()),
            unit: "".into(),
            date: None,
            state: "".into(),
            note: "".into(),
            origin: Origin::default(),
            cells: MeasuredCells::default(),
        });
        texts.push(text);
    }
    let definitions: Definitions = toml::from_str(&toml).unwrap();
    let ledger = Ledger { measurements, ..Ledger::default() };
    let evaluated = indicators::evaluate(&ledger, &History::default(), &definitions, "2021-06".parse().unwrap());

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("formule.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let mut expected = Vec::new();
    for (row, (text, measured)) in (0_u32..).zip(texts.iter().zip(&ledger.measurements)) {
        let formula: Formula = text.parse().unwrap();
        let figures = [measured.numerator, measured.denominator, measured.value].map(Option::unwrap);
        let at = |name: &str| ["numeratore", "denominatore", "valore"].iter().position(|it| *it == name).unwrap();
        let interpreted = formula.evaluate(&|name| Value::Number(figures[at(name)]));
        let id = format!("f{}", row + 1);
        let framed = &evaluated.iter().find(|it| it.definition.id == id).unwrap().value;
        assert_eq!(&interpreted, framed, "{text} over {figures:?}");
        for (column, figure) in (0_u16..).zip(figures) {
            sheet.write_number(row, column, figure).unwrap();
        }
        let excel = formula.excel(&|name| format!("{}{}", ["A", "B", "C"][at(name)], row + 1));
        sheet.write_formula(row, 3, format!("={excel}").as_str()).unwrap();
        expected.push((text, interpreted));
    }
    book.save(&path).unwrap();
    let recalculated = libreoffice::recalculated(folder.path(), &[path]);
    let mut book: Xlsx<_> = open_workbook(recalculated.join("formule.xlsx")).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let (mut numbers, mut undefined) = (0, 0);
    for (row, (text, value)) in (0_u32..).zip(&expected) {
        let theirs = range.get_value((row, 3)).cloned().unwrap_or(Data::Empty);
        let empty = matches!(&theirs, Data::Empty) || matches!(&theirs, Data::String(it) if it.is_empty());
        match (value, theirs) {
            (Value::Number(ours), Data::Float(theirs)) => {
                numbers += 1;
                assert!(
                    (ours - theirs).abs() <= 1e-9 * ours.abs().max(theirs.abs()).max(1.0),
                    "{text}: {ours} {theirs}"
                );
            }
            (Value::Undefined(_), theirs) => {
                undefined += 1;
                assert!(empty, "{text}: undefined against {theirs:?}");
            }
            (ours, theirs) => panic!("{text}: {ours:?} against {theirs:?}"),
        }
    }
    assert!(numbers > 60 && undefined > 20, "{numbers} numbers, {undefined} undefined");
}
