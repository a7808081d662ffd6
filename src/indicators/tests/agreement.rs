//! The frame says what the interpreter says.

use proptest::prelude::*;

use super::super::evaluate::interpreted;
use super::*;

/// A formula's text over `a`, `b`, `c`, with numbers that stay far from the edge of a float.
fn text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => prop_oneof![Just("a"), Just("b"), Just("c")].prop_map(str::to_owned),
        1 => (0_u32..5_000).prop_map(|hundredths| format!("{},{:02}", hundredths / 100, hundredths % 100)),
        1 => Just("0,125".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let operator = prop_oneof![Just("+"), Just("-"), Just("*"), Just("/")];
        let comparison = prop_oneof![Just("<"), Just("<="), Just(">"), Just(">="), Just("="), Just("<>")];
        prop_oneof![
            4 => (inner.clone(), operator, inner.clone()).prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})")),
            1 => inner.clone().prop_map(|a| format!("-({a})")),
            1 => inner.clone().prop_map(|a| format!("abs({a})")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("min({a}; {b}; 10)")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("max({a}; {b})")),
            2 => (inner.clone(), comparison, inner.clone(), inner.clone(), inner)
                .prop_map(|(a, sign, b, c, d)| format!("se({a} {sign} {b}; {c}; {d})")),
        ]
    })
}

fn figure() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => (-1_000_000_000_i128..1_000_000_000).prop_map(Value::Cents),
        1 => Just(Value::Cents(0)),
        2 => (-1e6..1e6).prop_map(Value::Number),
        1 => Just(Value::NoData(vec!["a".to_owned()])),
        1 => Just(Value::Undefined("z".to_owned())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn the_frame_and_the_interpreter_agree(
        text in text(),
        rows in prop::collection::vec(prop::collection::vec(figure(), 3), 1..6),
    ) {
        let formula: Formula = text.parse().unwrap();
        let definition = definition("");
        let inputs: Vec<Vec<(String, Value)>> = rows
            .iter()
            .map(|row| formula.inputs().into_iter().map(str::to_owned).zip(row.iter().cloned()).collect())
            .collect();
        let periods = (1..=12).filter_map(|month| Period::new(2021, month));
        let cases: Vec<frame::Case> = inputs
            .iter()
            .zip(periods)
            .map(|(inputs, period)| frame::Case {
                definition: &definition, formula: &formula, period, scenario: Scenario::Consuntivo, course: 0, inputs,
            })
            .collect();
        for (case, computed) in cases.iter().zip(frame::compute(&cases).unwrap()) {
            let expected = match interpreted(case) {
                Value::Cents(cents) => frame::Computed::Cents(i64::try_from(cents).unwrap()),
                Value::Number(number) => frame::Computed::Number(number),
                Value::NoData(_) => frame::Computed::Null,
                Value::Undefined(_) if case.inputs.iter().any(|(_, v)| matches!(v, Value::Undefined(_))) => {
                    frame::Computed::Null
                }
                Value::Undefined(_) => frame::Computed::Undefined,
            };
            prop_assert_eq!(computed, expected, "{} over {:?}", formula, case.inputs);
        }
    }
}

#[test]
fn the_largest_formula_fits_the_frame() {
    for (sign, terms) in [("+", 200), ("*", 60), ("/", 60)] {
        let formula: Formula = vec!["a"; terms].join(sign).parse().unwrap();
        let inputs = [("a".to_owned(), Value::Cents(100))];
        let definition = definition("");
        let (period, scenario) = (month("2021-06"), Scenario::Consuntivo);
        let case =
            frame::Case { definition: &definition, formula: &formula, period, scenario, course: 0, inputs: &inputs };
        let expected = match sign {
            "+" => frame::Computed::Cents(20_000),
            _ => frame::Computed::Number(1.0),
        };
        assert_eq!(frame::compute(&[case]).unwrap(), [expected], "{sign}");
    }
}

#[test]
fn an_amount_beyond_the_frame_is_left_to_the_interpreter() {
    let huge = 9_000_000_000_000_000_000_i128;
    let resolve = move |_: &str, _: &str, _: Column| Some(Value::Cents(huge));
    let all = definitions(vec![definition("formula = \"a + a\"\nunit = \"euro\"")]);
    let indicators = evaluate_with(&resolve, &Ledger::default(), &History::default(), &all, month("2021-06"));
    assert_eq!(indicators[0].value, Value::Cents(2 * huge));
}
