//! Where the sample's year is heading, from each month of its first half: the figures that somebody works out by hand.

use std::process::Command;

use serde_json::Value;

use crate::demo::made;

/// What the program prints of a month of the demonstration, as JSON.
fn of_demo(arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quadratura"));
    command.args(arguments).args(["--period", "2021-06", "--json", "--config"]);
    let output = command.arg(made().join("config/settings.toml")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn projected(id: &str) -> String {
    let all = of_demo(&["export", "indicators"]);
    let rows = all["indicators"].as_array().unwrap();
    let found = rows.iter().find(|it| it["id"] == id && it["scenario"] == "preconsuntivo");
    found.unwrap_or_else(|| panic!("{id}"))["value"].to_string()
}

#[test]
fn the_year_of_the_sample_heads_where_somebody_works_out() {
    june_heads_where_the_hand_calculation_says();
    totals_are_the_sums_of_voci_and_no_voce_ends_below_what_is_booked();
}

fn june_heads_where_the_hand_calculation_says() {
    // (proventi strutturali - oneri strutturali) / proventi strutturali, with the profiles given and twelfths elsewhere.
    assert!(projected("equilibrio_strutturale").contains("0.13177"), "{}", projected("equilibrio_strutturale"));
    let line =
        |name: &str| of_demo(&["explain", name, "--scenario", "preconsuntivo"])["amount_cents"].as_i64().unwrap();
    assert_eq!(line("avanzo"), -71_321_483);
    // Each voce is followed to the cells of what is booked and of the budget.
    let voce = of_demo(&["explain", "interventi_economici", "--scenario", "preconsuntivo"]);
    let rests_on = voce["rests_on"].as_array().unwrap();
    let told: Vec<_> =
        rests_on.iter().map(|it| (it["amount_cents"].as_i64(), it["entries"].as_array().unwrap().len())).collect();
    assert_eq!(told, [(Some(72_304_699), 8), (Some(216_000_000), 8)], "{voce:#}");
    let (interventi, diritto) = (line("interventi_economici"), line("diritto_annuale"));
    let share = interventi as f64 / (diritto - line("svalutazione_diritto_annuale")) as f64;
    assert!((share - 0.855_678).abs() < 1e-6, "{share}");
}

fn totals_are_the_sums_of_voci_and_no_voce_ends_below_what_is_booked() {
    let all = of_demo(&["export", "preconsuntivo"]);
    let rows = all["preconsuntivo"].as_array().unwrap();
    let cents = |row: &Value, key: &str| row[key].as_i64().unwrap();
    let of = |line: &str| rows.iter().find(|row| row["line"] == line).unwrap();
    for row in rows.iter().filter(|row| row["line"] != "variazione_rimanenze") {
        assert!(cents(row, "preconsuntivo_cents") >= cents(row, "booked_cents"), "{row}");
    }
    // A booked voce divides by function as it is booked, to the cent; one of which nothing is booked by its shares.
    let parts = |row: &Value| ["a", "b", "c", "d"].map(|it| row[format!("funzione_{it}_cents")].as_i64());
    let personale = of("competenze_personale");
    assert_eq!(parts(personale).map(Option::unwrap).iter().sum::<i64>(), cents(personale, "preconsuntivo_cents"));
    assert_eq!(parts(of("svalutazione_crediti")), [0, 72_200_000, 0, 0].map(Some));
    assert_eq!(parts(of("ammortamento_materiali")), [504_000, 2_268_000, 3_780_000, 1_848_000].map(Some));
    let told = of("organi_istituzionali");
    assert_eq!((&told["over_budget"], &told["declared"]), (&Value::Bool(true), &Value::Bool(true)));
    let total: i64 = ["competenze_personale", "oneri_sociali", "accantonamento_tfr", "altri_costi_personale"]
        .iter()
        .map(|line| cents(of(line), "preconsuntivo_cents"))
        .sum();
    assert_eq!(of_demo(&["explain", "personale", "--scenario", "preconsuntivo"])["amount_cents"].as_i64(), Some(total));
    // Oneri of function D 2.831.626,85, those of voci not yet booked by their shares, over diritto annuale 3.258.288,58 less
    // 722.000,00.
    assert!(projected("restituzione_territorio").contains("1.116445"), "{}", projected("restituzione_territorio"));
}
