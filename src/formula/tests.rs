//! What the language promises: it reads back what it prints, stays exact, and never exhausts a stack.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::limits::{CHARACTERS_MAX, DEPTH_MAX, NODES_MAX};
use super::*;

fn formula(text: &str) -> Formula {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn value(text: &str, values: &[(&str, Value)]) -> Value {
    let values: BTreeMap<&str, Value> = values.iter().cloned().collect();
    formula(text).evaluate(&|name| values.get(name).cloned().unwrap_or_else(|| Value::NoData(vec![name.to_owned()])))
}

fn refusal(text: &str) -> String {
    parse(text).map_or_else(|error| error.to_string(), |formula| panic!("{text} is {formula}"))
}

prop_compose! {
    fn name()(stem in "[a-zàèìòù_][a-z0-9_]{0,6}", parts in prop::collection::vec("[a-z0-9_]{1,4}", 0..3), star: bool)
        -> String {
        let starred = star && parts.last().is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        let dotted: String = parts.iter().map(|part| format!(".{part}")).collect();
        format!("{stem}{dotted}{}", if starred { "*" } else { "" })
    }
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        Just(Comparison::Less),
        Just(Comparison::AtMost),
        Just(Comparison::More),
        Just(Comparison::AtLeast),
        Just(Comparison::Equal),
        Just(Comparison::Different),
    ]
}

/// Trees over these leaves, with functions or without.
fn tree(leaf: BoxedStrategy<Tree>, functions: u32) -> impl Strategy<Value = Tree> {
    leaf.prop_recursive(6, 48, 3, move |inner| {
        let operator = prop_oneof![Just(Operator::Add), Just(Operator::Sub), Just(Operator::Mul), Just(Operator::Div)];
        let many = prop_oneof![Just(Call::Min), Just(Call::Max)];
        prop_oneof![
            2 => inner.clone().prop_map(|tree| Tree::Neg(Box::new(tree))),
            8 => (operator, inner.clone(), inner.clone())
                .prop_map(|(operator, a, b)| Tree::Binary(operator, Box::new(a), Box::new(b))),
            functions => (many, prop::collection::vec(inner.clone(), 2..4)).prop_map(|(call, of)| Tree::Call(call, of)),
            functions => inner.clone().prop_map(|tree| Tree::Call(Call::Abs, vec![tree])),
            functions => (comparison(), [inner.clone(), inner.clone(), inner.clone(), inner])
                .prop_map(|(comparison, parts)| Tree::If(comparison, Box::new(parts))),
        ]
    })
}

fn any_tree() -> impl Strategy<Value = Tree> {
    tree(prop_oneof![name().prop_map(Tree::Name), (0.0..1e15).prop_map(Tree::Number)].boxed(), 1)
}

/// What our own parser and Excel read alike: no functions, whole numbers, names like those of cells.
fn plain_tree() -> impl Strategy<Value = Tree> {
    let number = (0_u32..999).prop_map(|number| Tree::Number(f64::from(number)));
    tree(prop_oneof!["[A-Z][1-9]".prop_map(Tree::Name), number].boxed(), 0)
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same_tree(tree in any_tree()) {
        prop_assert_eq!(parse(&tree.to_string()), Ok(Formula { tree }));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[a-z0-9 .,;%()*/+<-]{0,60}|\\PC{0,40}") {
        if let Err(error) = parse(&text) {
            prop_assert!(error.position <= text.chars().count());
            prop_assert!(!error.text.is_empty());
        }
    }

    #[test]
    fn excel_brackets_keep_the_tree(tree in plain_tree()) {
        let formula = Formula { tree };
        let text = formula.excel(&str::to_owned);
        let (_, body) = text.rsplit_once("\"\",").unwrap_or(("", &text));
        let body = &body[..body.len() - text.matches("IF(").count()];
        let read = parse(body);
        prop_assert_eq!(read.map(|read| read.to_string()), Ok(formula.to_string()), "{}", body);
    }

    #[test]
    fn sums_of_cents_are_exact(cents in prop::collection::vec(-1_000_000_000_000_i64..1_000_000_000_000, 1..40)) {
        let names: Vec<String> = (0..cents.len()).map(|i| format!("a{i}")).collect();
        let formula = formula(&names.join(" - "));
        let at = |name: &str| Value::Cents(i128::from(cents[name[1..].parse::<usize>().unwrap()]));
        let expected = i128::from(cents[0]) - cents[1..].iter().map(|c| i128::from(*c)).sum::<i128>();
        prop_assert_eq!(formula.evaluate(&at), Value::Cents(expected));
    }
}

#[test]
fn a_formula_is_printed_with_its_brackets_and_no_more() {
    for (text, printed) in [
        ("(a-b)/a", "(a - b) / a"),
        ("a-(b-c)-d", "a - (b - c) - d"),
        ("((a)*(b))/(c*d)", "a * b / (c * d)"),
        ("--a - -b", "--a - -b"),
        ("-(a+b)*2", "-(a + b) * 2"),
        ("MIN( a ;0 ; 0.25)", "min(a; 0; 0,25)"),
        ("25% * x", "0,25 * x"),
        ("14,65%", "0,1465"),
        ("città − 1", "città - 1"),
        ("conto.330*+conto.3*", "conto.330* + conto.3*"),
        ("conto.330*b", "conto.330 * b"),
        ("conto.330* (b)", "conto.330 * b"),
        ("conto.330**b", "conto.330* * b"),
        ("conto.330* -b", "conto.330* - b"),
        ("conto.330 * -b", "conto.330 * -b"),
        ("conto.a*2", "conto.a * 2"),
        ("piano.2021_01 - min", "piano.2021_01 - min"),
    ] {
        assert_eq!(formula(text).to_string(), printed, "{text}");
    }
}

#[test]
fn an_error_says_where_it_stands_and_why() {
    let errors = [
        "",
        "a +",
        "a + è)",
        "(a + (b - c)",
        "a b",
        "min(a, b)",
        "min(a)",
        "abs(a; b)",
        "somma(a; b)",
        "1.024 * a",
        "1.234.567",
        "12x",
        "a..b",
        "a & b",
        "a; b",
        "* a",
    ]
    .map(|text| format!("`{text}` → {}", refusal(text)));
    insta::assert_snapshot!(errors.join("\n"), @r"
    `` → la formula è vuota (carattere 1)
    `a +` → qui manca un termine: un nome, un numero o una parentesi aperta (carattere 4)
    `a + è)` → questa parentesi chiusa non ne chiude alcuna aperta (carattere 6)
    `(a + (b - c)` → manca la parentesi chiusa `)` di questa parentesi aperta (carattere 1)
    `a b` → qui ci vuole un operatore (`+`, `-`, `*`, `/`) o la fine della formula (carattere 3)
    `min(a, b)` → gli argomenti di una funzione si separano con `;`, non con la virgola (carattere 6)
    `min(a)` → `min` vuole almeno due argomenti, separati da `;` (carattere 1)
    `abs(a; b)` → `abs` vuole un solo argomento (carattere 1)
    `somma(a; b)` → `somma` non è una funzione: ci sono `min`, `max`, `abs` e `se` (carattere 1)
    `1.024 * a` → `1.024` si può leggere in due modi: si scriva `1024` oppure `1,024` (carattere 1)
    `1.234.567` → non è un numero: si scrive `1234,56` o `1234.56`, senza punti delle migliaia (carattere 1)
    `12x` → non è un numero: si scrive `1234,56` o `1234.56`, senza punti delle migliaia (carattere 1)
    `a..b` → dopo il punto manca una parte del nome (carattere 3)
    `a & b` → il carattere `&` non appartiene a una formula (carattere 3)
    `a; b` → qui ci vuole un operatore (`+`, `-`, `*`, `/`) o la fine della formula (carattere 2)
    `* a` → qui manca un termine: un nome, un numero o una parentesi aperta (carattere 1)
    ");
}

#[test]
fn what_is_missing_is_named_once_and_outweighs_what_is_undefined() {
    let zero = ("zero", Value::Cents(0));
    assert_eq!(value("(b + a - b) / zero", std::slice::from_ref(&zero)), Value::NoData(vec!["a".into(), "b".into()]));
    assert_eq!(value("1 / (zero + zero) + 1 / zero", &[zero]), Value::Undefined("zero + zero".into()));
    assert_eq!(
        value("a / (a - b)", &[("a", Value::Cents(1)), ("b", Value::Cents(2))]),
        Value::Undefined("a - b".into())
    );
    assert_eq!(value("x * x", &[("x", Value::Number(1e300))]), Value::Undefined("x * x".into()));
}

#[test]
fn amounts_stay_amounts_until_a_product_or_a_division() {
    let ab = [("a", Value::Cents(1_050)), ("b", Value::Cents(-301)), ("n", Value::Number(2.0))];
    for (text, expected) in [
        ("a + b", Value::Cents(749)),
        ("-a", Value::Cents(-1_050)),
        ("min(a; b)", Value::Cents(-301)),
        ("max(b; 0)", Value::Cents(0)),
        ("abs(b) - 0,01", Value::Cents(300)),
        ("a + 0,001", Value::Number(10.501)),
        ("a * n", Value::Number(21.0)),
        ("a + n", Value::Number(12.5)),
        ("a / 2", Value::Number(5.25)),
        ("-b / a", Value::Number(301.0 / 1_050.0)),
        ("7 - 2 - 1", Value::Number(4.0)),
        ("8 / 4 / 2", Value::Number(1.0)),
    ] {
        assert_eq!(value(text, &ab), expected, "{text}");
    }
}

#[test]
fn only_the_branch_that_is_taken_can_be_undefined() {
    let ab = [("a", Value::Cents(1_050)), ("zero", Value::Cents(0)), ("none", Value::NoData(vec!["none".into()]))];
    for (text, expected) in [
        ("se(zero > 0; a / zero; 0)", Value::Number(0.0)),
        ("se(zero <= 0; a / zero; 0)", Value::Undefined("zero".into())),
        ("if(a >= 10,5; a; zero)", Value::Cents(1_050)),
        ("se(a <> a; a; 2)", Value::Cents(200)),
        ("se(a = 10,5; a; a / 2)", Value::Number(10.5)),
        ("se(a < zero; 1; se(a > 2; 3; 4)) + 1", Value::Number(4.0)),
        // The branch that is left aside has no value, and is an amount all the same.
        ("se(zero = 0; a; se(a > a / zero; a; a))", Value::Cents(1_050)),
        ("se(zero = 0; a; se(a > 1; a / zero; a))", Value::Number(10.5)),
        ("se(a > zero; a; none)", Value::NoData(vec!["none".into()])),
    ] {
        assert_eq!(value(text, &ab), expected, "{text}");
    }
    let excel = |text: &str| formula(text).excel(&|name| format!("{}2", name.to_uppercase()));
    assert_eq!(
        excel("se(b > 0; a / b; a / c)"),
        r#"IF(OR(IF(B2>0,B2<=0,FALSE),IF(B2>0,FALSE,C2<=0)),"",IF(B2>0,A2/B2,A2/C2))"#
    );
    let said = ["se(a; b; c)", "se(a < b; c)", "se(a < b)", "se(a < b; c; d; e)", "a < b"].map(refusal);
    insta::assert_snapshot!(said.join("\n"), @r"
    qui ci vuole un confronto: `<`, `<=`, `>`, `>=`, `=` o `<>` (carattere 5)
    `se` vuole una condizione e due valori: `se(a < b; valore; altrimenti)` (carattere 1)
    `se` vuole una condizione e due valori: `se(a < b; valore; altrimenti)` (carattere 1)
    `se` vuole una condizione e due valori: `se(a < b; valore; altrimenti)` (carattere 1)
    il carattere `<` non appartiene a una formula (carattere 3)
    ");
}

#[test]
fn a_sum_tells_its_terms_and_nothing_else_does() {
    assert_eq!(formula("a - (b - c) + -d").terms(), Some(vec![("a", 1), ("b", -1), ("c", 1), ("d", -1)]));
    assert_eq!(formula("a").terms(), Some(vec![("a", 1)]));
    for other in ["a + 1", "a * b", "a / b - c", "abs(a)"] {
        assert_eq!(formula(other).terms(), None, "{other}");
    }
    assert_eq!(formula("b / (a + b.funzione_a)").inputs(), ["a", "b", "b.funzione_a"]);
}

#[test]
fn excel_guards_the_whole_once_and_tests_inner_denominators_first() {
    let excel = |text: &str| formula(text).excel(&|name| format!("{}2", name.to_uppercase()));
    assert_eq!(excel("(a - b) / a"), r#"IF(A2<=0,"",(A2-B2)/A2)"#);
    assert_eq!(excel("a / b + c / (d - 1)"), r#"IF(OR(B2<=0,D2-1<=0),"",A2/B2+C2/(D2-1))"#);
    assert_eq!(excel("a / (b / c)"), r#"IF(C2<=0,"",IF(B2/C2<=0,"",A2/(B2/C2)))"#);
    assert_eq!(excel("a / 100 - -b"), "A2/100-(-B2)");
    assert_eq!(excel("min(a; 0,5) + abs(b)"), "MIN(A2,0.5)+ABS(B2)");
    assert_eq!(excel("a / b - c / b"), r#"IF(B2<=0,"",A2/B2-C2/B2)"#);
}

#[test]
fn the_largest_formulas_fit_half_a_stack() {
    let sum = vec!["a"; NODES_MAX.div_ceil(2)].join("+");
    let quotient = vec!["a"; NODES_MAX.div_ceil(2)].join("/");
    let brackets = format!("{}a{}", "1+2*(".repeat(DEPTH_MAX), ")".repeat(DEPTH_MAX));
    let calls = format!("{}a{}", "min(1-2/".repeat(DEPTH_MAX), ";1)".repeat(DEPTH_MAX));
    let minuses = format!("{}a", "-".repeat(DEPTH_MAX));
    let walk = move || {
        for text in [&sum, &quotient, &brackets, &calls, &minuses] {
            let formula = formula(text);
            assert_eq!(formula.inputs(), ["a"]);
            assert!(!matches!(formula.evaluate(&|_| Value::Cents(100)), Value::NoData(_)));
            assert_eq!(parse(&formula.to_string()).as_ref(), Ok(&formula));
            assert!(!formula.excel(&str::to_owned).is_empty());
            let _ = formula.terms();
        }
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(walk).unwrap().join().unwrap();
}

#[test]
fn what_is_larger_is_refused_and_does_not_abort() {
    for text in [
        vec!["a"; 600].join("+"),
        "(".repeat(3_000),
        "-".repeat(3_000),
        "min(".repeat(900),
        format!("{}a{}", "(".repeat(DEPTH_MAX + 1), ")".repeat(DEPTH_MAX + 1)),
        "è".repeat(CHARACTERS_MAX + 1),
    ] {
        assert!(refusal(&text).contains("più di") || refusal(&text).contains("supera"), "{text}");
    }
}
