//! Balances in the shapes that accounting packages give them: a budget by centre, dare and avere, oneri with a minus, the
//! Allegato A by functions. Only layouts differ; what is posted adds up to the file, or a problem says which rows.

use std::collections::BTreeSet;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::office::{Office, json_of};

/// A workbook: two lines of title, then these rows; what reads as a number is one.
fn book(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_string(0, 0, "Camera di commercio di esempio").unwrap();
    page.write_string(1, 0, "Situazione al 30/06/2021").unwrap();
    for (row, cells) in (3..).zip(rows) {
        for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            match text.parse::<f64>() {
                Ok(number) => page.write_number(row, column, number).unwrap(),
                Err(_) => page.write_string(row, column, *text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

fn run(office: &Office, files: &[(&str, Vec<u8>)]) -> Value {
    for (name, bytes) in files {
        office.drop_file(name, bytes);
    }
    office.run("2021-06").1
}

fn entries(office: &Office) -> Vec<Value> {
    let output = office.program(&["export", "entries", "--json", "--period", "2021-06"]);
    json_of(&output)["entries"].as_array().unwrap().clone()
}

/// What an account holds in the actual.
fn actual(entries: &[Value], account: &str) -> i64 {
    let of = |it: &&Value| it["account"] == account && it["scenario"] == "consuntivo" && it["function"] == "";
    entries.iter().filter(of).map(|it| it["amount_cents"].as_i64().unwrap()).sum()
}

/// Id and scope of the tie-outs in a state.
fn told(json: &Value, state: &str) -> BTreeSet<(String, String)> {
    let text = |it: &Value, field: &str| it[field].as_str().unwrap().to_owned();
    let all = json["tie_outs"].as_array().unwrap().iter();
    all.filter(|it| it["state"] == state).map(|it| (text(it, "id"), text(it, "scope"))).collect()
}

fn problems<'j>(json: &'j Value, code: &str) -> Vec<&'j Value> {
    json["problems"].as_array().unwrap().iter().filter(|it| it["code"] == code).collect()
}

const ONERI: [&[&str]; 3] = [
    &["Conto", "Descrizione", "Preventivo", "Assestato", "Prenotato", "Consuntivo"],
    &["325000", "ONERI TELEFONICI", "12000", "12000", "1000", "4500"],
    &["327009", "IMPOSTE E TASSE", "5000", "5500", "0", "2000"],
];

const BUDGET: [&[&str]; 5] = [
    &[
        "Centro",
        "Conto",
        "Descrizione",
        "Iniziale",
        "Variazioni",
        "Assestato",
        "Prenotato",
        "Utilizzato",
        "Disponibile",
    ],
    &["CDR A1", "325000", "ONERI TELEFONICI", "7000", "0", "7000", "600", "3000", "3400"],
    &["", "327009", "IMPOSTE E TASSE", "2000", "500", "2500", "0", "1000", "1500"],
    &["CDR B2", "325000", "ONERI TELEFONICI", "5000", "0", "5000", "400", "1500", "3100"],
    &["", "327009", "IMPOSTE E TASSE", "3000", "0", "3000", "0", "1000", "2000"],
];

fn budget(changed: &[&[&str]]) -> Value {
    let office = Office::new();
    run(&office, &[("oneri_2021-06.xlsx", book(&ONERI)), ("budget_centri_2021-06.xlsx", book(changed))])
}

#[test]
fn a_budget_by_centre_ties_out_with_itself_and_with_its_voci() {
    let json = budget(&BUDGET);
    // Two accounts are not the plan's whole year.
    assert!(told(&json, "fails").iter().all(|(id, _)| id.starts_with("piano_")));
    let held = told(&json, "holds");
    for (id, scope) in [
        ("budget_assestato", "budget_assestato/2021/assestato/cdr_a1/oneri_diversi_gestione"),
        ("budget_capienza", "budget_capienza/2021/assestato/cdr_b2/prestazione_servizi"),
        ("budget_disponibile", "budget_disponibile/2021/assestato/cdr_b2/oneri_diversi_gestione"),
        ("allegato_c.prestazione_servizi", "allegato_c/2021/consuntivo/centri"),
        ("allegato_c.oneri_diversi_gestione", "allegato_c/2021/assestato/centri"),
    ] {
        assert!(held.contains(&(id.to_owned(), scope.to_owned())), "{scope}: {held:?}");
    }
}

#[test]
fn a_slip_in_one_centre_fails_there_and_in_the_sum() {
    let mut rows = BUDGET;
    rows[4] = &["", "327009", "IMPOSTE E TASSE", "3000", "0", "3100", "0", "3200", "-100"];
    let failed = told(&budget(&rows), "fails");
    let of = |id: &str, scope: &str| failed.contains(&(id.to_owned(), scope.to_owned()));
    assert!(of("budget_assestato", "budget_assestato/2021/assestato/cdr_b2/oneri_diversi_gestione"), "{failed:?}");
    assert!(of("budget_capienza", "budget_capienza/2021/assestato/cdr_b2/oneri_diversi_gestione"));
    assert!(of("allegato_c.oneri_diversi_gestione", "allegato_c/2021/assestato/centri"));
    assert!(of("allegato_c.oneri_diversi_gestione", "allegato_c/2021/consuntivo/centri"));
    assert!(!of("budget_disponibile", "budget_disponibile/2021/assestato/cdr_b2/oneri_diversi_gestione"));
    assert!(failed.iter().all(|(_, scope)| !scope.contains("cdr_a1") && !scope.contains("prestazione_servizi")));
}

/// A layout of balances with these amount columns: header and `amount`.
fn balances(id: &str, columns: &[(&str, &str)]) -> String {
    let mut text = format!(
        "id = '{id}'\ntitle = '{id}'\nkind = 'accounts'\nscheme = 'allegato_c'\nfile = '^{id}_(?<period>\\d{{4}}-\\d{{2}})$'\n\
         identity = ['conto']\n\
         [[column]]\nid = 'conto'\nheader = ['Conto']\nkind = 'code'\nrequired = true\n\
         [[column]]\nid = 'descrizione'\nheader = ['Descrizione']\nkind = 'text'\nrequired = true\n"
    );
    for (i, (header, amount)) in columns.iter().enumerate() {
        text.push_str(&format!(
            "[[column]]\nid = 'c{i}'\nheader = ['{header}']\nkind = 'money'\nblank = 'zero'\namount = {{ {amount} }}\n"
        ));
    }
    text
}

#[test]
fn dare_and_avere_make_costs_and_income_of_one_sign() {
    let office = Office::new();
    let columns = [
        ("Dare", "scenario = 'consuntivo', balance = 'dare'"),
        ("Avere", "scenario = 'consuntivo', balance = 'avere'"),
    ];
    office.configure("layouts/bilancio.toml", &balances("bilancio", &columns));
    let rows: [&[&str]; 4] = [
        &["Conto", "Descrizione", "Dare", "Avere"],
        &["310000", "DIRITTO ANNUALE", "150.5", "9000"],
        &["325000", "ONERI TELEFONICI", "1200", ""],
        &["325002", "ENERGIA", "300", "500.25"],
    ];
    let json = run(&office, &[("bilancio_2021-06.xlsx", book(&rows))]);
    assert_eq!(problems(&json, "ledger.not_conserved"), Vec::<&Value>::new());
    let entries = entries(&office);
    assert_eq!(actual(&entries, "310000"), 884_950, "what is given back lessens it");
    assert_eq!(actual(&entries, "325000"), 120_000);
    assert_eq!(actual(&entries, "325002"), -20_025, "a storno greater than its cost is a negative cost");
}

#[test]
fn oneri_written_with_a_minus_are_costs() {
    let office = Office::new();
    office.configure("layouts/bilancio.toml", &balances("bilancio", &[("Saldo", "scenario = 'consuntivo'")]));
    let rows: [&[&str]; 5] = [
        &["Conto", "Descrizione", "Saldo"],
        &["310000", "DIRITTO ANNUALE", "9000"],
        &["314000", "RIMANENZE INIZIALI", "-70"],
        &["325000", "ONERI TELEFONICI", "-1200"],
        &["325002", "ENERGIA", "(300,10)"],
    ];
    run(&office, &[("bilancio_2021-06.xlsx", book(&rows))]);
    let entries = entries(&office);
    let found = ["310000", "314000", "325000", "325002"].map(|account| actual(&entries, account));
    assert_eq!(found, [900_000, -7_000, 120_000, 30_010]);
}

#[test]
fn an_account_without_a_line_is_told_with_what_it_is_worth() {
    let office = Office::new();
    let mut rows = ONERI.to_vec();
    rows.push(&["999001", "CONTO NUOVO", "0", "0", "0", "1234.5"]);
    let json = run(&office, &[("oneri_2021-06.xlsx", book(&rows))]);
    let unmapped = problems(&json, "ledger.unmapped_account");
    assert_eq!(unmapped.len(), 1);
    assert!(unmapped[0]["text"].as_str().unwrap().contains("1.234,50 €"), "{}", unmapped[0]);
    assert_eq!(json["state"], "draft");
}

#[test]
fn a_layout_that_loses_an_amount_is_told_with_its_rows() {
    let office = Office::new();
    let layout = "id = 'prospetto'\ntitle = 'Prospetto'\nkind = 'statement'\nscheme = 'allegato_a'\n\
         file = '^prospetto_(?<period>\\d{4}-\\d{2})$'\nidentity = ['voce']\n\
         [[column]]\nid = 'voce'\nheader = ['Voce']\nkind = 'text'\nrequired = true\n\
         [[column]]\nid = 'uno'\nheader = ['Consuntivo']\nkind = 'money'\namount = { scenario = 'consuntivo' }\n\
         [[column]]\nid = 'due'\nheader = ['Pagato']\nkind = 'money'\namount = { scenario = 'consuntivo' }\n";
    office.configure("layouts/prospetto.toml", layout);
    let rows: [&[&str]; 3] = [
        &["Voce", "Consuntivo", "Pagato"],
        &["1) Diritto annuale", "100", ""],
        &["2) Diritti di segreteria", "40", "30"],
    ];
    let json = run(&office, &[("prospetto_2021-06.xlsx", book(&rows))]);
    let lost = problems(&json, "ledger.not_conserved");
    assert_eq!(lost.len(), 1, "{json}");
    let text = lost[0]["text"].as_str().unwrap();
    assert!(text.contains("170,00 €") && text.contains("130,00 €") && text.contains("la riga 6"), "{text}");
    assert_eq!(lost[0]["cell"], "B6");
}

const FUNCTIONS: [&str; 7] =
    ["Voce", "Previsione consuntivo", "Funzione A", "Funzione B", "Funzione C", "Funzione D", "Preventivo"];

#[test]
fn a_triennium_takes_its_former_years_from_a_dropped_table() {
    let office = Office::new();
    let page = include_str!("../../docs/indicators.md");
    let (_, layout) = page.split_once("```toml\n# config/layouts/consuntivi.toml").unwrap();
    let (layout, _) = layout.split_once("```").unwrap();
    office.configure("layouts/consuntivi.toml", &format!("#{layout}"));
    let text = quadratura::config::embedded_configuration()["indicators/economici.toml"].clone();
    let indicator = "[[indicator]]\nid = \"telefoni_nel_triennio\"\nname = \"Servizi nel triennio\"\ntype = \"indice\"\n\
                     office = \"contabilita\"\nreading = \"cumulata\"\nsource = \"accounts\"\nscheme = \"allegato_c\"\n\
                     unit = \"euro\"\ngood = \"down\"\nscenarios = [\"consuntivo\"]\nvalid_from = \"2021-01-01\"\nmethod = \"\"\n\
                     window = 3\nformula = \"prestazione_servizi\"\n";
    office.configure("indicators/economici.toml", &format!("{text}\n{indicator}"));
    let of = |json: &Value| {
        let all = json["indicators"].as_array().unwrap();
        let it = all.iter().find(|it| it["id"] == "telefoni_nel_triennio").unwrap();
        (it["value"].clone(), it["reason"].as_str().unwrap().to_owned())
    };
    let (value, reason) = of(&run(&office, &[("oneri_2021-06.xlsx", book(&ONERI))]));
    assert_eq!(value, Value::Null);
    assert!(reason.contains("triennio incompleto: mancano il 2019 e il 2020 di «Prestazione servizi»"), "{reason}");
    let rows: [&[&str]; 3] = [
        &["Voce", "Consuntivo 2019", "Consuntivo 2020", "Fonte"],
        &["a) Prestazione servizi", "1000", "2000", "Bilanci 2019 e 2020"],
        &["b) Godimento di beni di terzi", "7", "", "Bilancio 2019"],
    ];
    let (value, reason) = of(&run(&office, &[("consuntivi_2021-06.xlsx", book(&rows))]));
    // 4.500,00 of this year, 1.000,00 and 2.000,00 of those before.
    assert_eq!((value.as_str(), reason.is_empty()), (Some("7500"), false));
}

#[test]
fn an_allegato_a_is_divided_by_functions_line_by_line_with_its_investments() {
    let office = Office::new();
    let rows: [&[&str]; 9] = [
        &FUNCTIONS,
        &["A) Proventi correnti"],
        &["1) Diritto annuale", "900", "", "1000", "", "", "1000"],
        &["6) Personale", "480", "100", "150", "150", "99", "500"],
        &["7) Funzionamento", "200", "50", "50", "50", "60", "200"],
        &["E) Immobilizzazioni immateriali", "5", "", "20", "", "", "20"],
        &["F) Immobilizzazioni materiali", "10", "10", "20", "", "", "30"],
        &["G) Immobilizzazioni finanziarie", "0", "", "0", "", "", "0"],
        &["Totale generale investimenti", "15", "10", "40", "", "", "55"],
    ];
    let json = run(&office, &[("preventivo_allegato_a_2021-06.xlsx", book(&rows))]);
    assert_eq!(json["problems"], Value::Array(Vec::new()));
    let scope = |end: &str| format!("allegato_a/{end}");
    let expected = BTreeSet::from([
        // 6) is a euro short and stays within the tolerance, 7) is ten too many.
        ("allegato_a.funzionamento".to_owned(), scope("2021/preventivo/funzioni")),
        ("allegato_a.investimenti".to_owned(), scope("2021/preventivo")),
        // Its functions make 50: the same five euro again.
        ("allegato_a.investimenti".to_owned(), scope("2021/preventivo/funzioni")),
    ]);
    assert_eq!(told(&json, "fails"), expected);
    let held = told(&json, "holds");
    assert!(held.contains(&("allegato_a.personale".to_owned(), scope("2021/preventivo/funzioni"))));
    assert!(held.contains(&("allegato_a.investimenti".to_owned(), scope("2020/previsione_consuntivo"))));
    // The next preventivo begins with what this one plans: nobody says what was acquired. The total is that of its lines.
    let export = json_of(&office.program(&["export", "previsione-consuntivo", "--json", "--period", "2021-06"]));
    let rows = export["previsione_consuntivo"].as_array().unwrap();
    let row = |line: &str| {
        let row = rows.iter().find(|row| row["line"] == line).unwrap();
        ["previsione_consuntivo_cents", "funzione_b_cents", "stands_on", "reason"].map(|key| row[key].clone())
    };
    assert_eq!(row("investimenti_materiali"), [json!(3_000), json!(2_000), json!("preventivo"), json!("")]);
    assert_eq!(row("investimenti"), [json!(5_000), json!(4_000), Value::Null, json!("")]);
    let [cents, .., reason] = row("personale");
    assert_eq!((cents, reason), (Value::Null, json!("la voce non ha una proiezione di fine 2021")));
}

#[test]
fn dotted_codes_with_their_names_in_one_column_and_both_sides_in_one_file() {
    let office = Office::new();
    let layout = "id = 'bilancio'\ntitle = 'Bilancio'\nkind = 'accounts'\nscheme = 'allegato_c'\ncheck_ente = false\n\
                  file = '^bilancio_(?<period>\\d{4}-\\d{2})$'\n\
                  [[column]]\nid = 'conto'\nheader = ['Conto']\nkind = 'text'\nrequired = true\n\
                  [[column]]\nid = 'descrizione'\nheader = ['Descrizione']\nkind = 'text'\n\
                  [[column]]\nid = 'saldo'\nheader = ['Saldo']\nkind = 'money'\namount = { scenario = 'consuntivo' }\n";
    office.configure("layouts/bilancio.toml", layout);
    let accounts = std::fs::read_to_string(office.settings().with_file_name("accounts.toml")).unwrap();
    let own = "[[account]]\nprefix = 'E.01.'\nline = 'diritto_annuale'\n[[account]]\nprefix = 'S.04.'\nline = 'prestazione_servizi'\n";
    office.configure("accounts.toml", &accounts.replacen("\n[[account]]", &format!("\n{own}\n[[account]]"), 1));
    let rows: [&[&str]; 4] = [
        &["Conto", "Saldo"],
        &["E.01.001 - Diritto annuale", "9000"],
        &["S.04.001 - Utenze", "1200.5"],
        &["S.04.010 - Pulizie", "300"],
    ];
    let json = run(&office, &[("bilancio_2021-06.xlsx", book(&rows))]);
    assert_eq!(problems(&json, "ledger.unmapped_account"), Vec::<&Value>::new());
    let entries = entries(&office);
    let found = ["E.01.001 - Diritto annuale", "S.04.001 - Utenze"].map(|account| actual(&entries, account));
    assert_eq!(found, [900_000, 120_050]);
}

#[test]
fn a_table_of_shares_dropped_once_divides_accounts_among_the_functions() {
    let office = Office::new();
    let shares = "id = 'quote'\ntitle = 'Quote per funzione'\nsource = 'Determina'\n\
                  line = [{ id = 'personale', label = 'Personale', nature = 'onere' }, \
                          { id = 'funzionamento', label = 'Funzionamento', nature = 'onere' }]\n";
    office.configure("schemes/quote.toml", shares);
    let columns = ["A", "B", "C", "D"].map(|it| {
        let function = it.to_lowercase();
        format!(
            "[[column]]\nid = 'f{function}'\nheader = ['{it}']\nkind = 'money'\namount = {{ scenario = 'preventivo', function = '{function}' }}\n"
        )
    });
    let layout = "id = 'quote'\ntitle = 'Quote'\nkind = 'reference'\nscheme = 'quote'\ncheck_ente = false\n\
                  file = '^quote_(?<period>\\d{4})$'\n[[column]]\nid = 'voce'\nheader = ['Voce']\nkind = 'text'\nrequired = true\n";
    office.configure("layouts/quote.toml", &format!("{layout}{}", columns.concat()));
    office.configure("layouts/bilancio.toml", &balances("bilancio", &[("Saldo", "scenario = 'consuntivo'")]));
    let scheme = std::fs::read_to_string(office.settings().with_file_name("schemes/allegato_c.toml")).unwrap();
    office.configure(
        "schemes/allegato_c.toml",
        &scheme.replacen("blocking = true", "functions_from = \"quote\"\nblocking = true", 1),
    );
    let rows: [&[&str]; 4] = [
        &["Conto", "Descrizione", "Saldo"],
        &["310000", "DIRITTO ANNUALE", "9000"],
        &["321000", "STIPENDI", "1000.01"],
        &["325000", "ONERI TELEFONICI", "500"],
    ];
    let quote: [&[&str]; 3] = [
        &["Voce", "A", "B", "C", "D"],
        &["Personale", "10", "22", "46", "22"],
        &["Funzionamento", "0", "50", "50", "0"],
    ];
    let json = run(&office, &[("bilancio_2021-06.xlsx", book(&rows)), ("quote_2021.xlsx", book(&quote))]);
    let indicator = |id: &str| {
        let is_it = |it: &&Value| it["id"] == id && it["scenario"] == "consuntivo";
        json["indicators"].as_array().unwrap().iter().find(is_it).unwrap().clone()
    };
    // Of personnel 320,00 and of telephones 250,00, out of 1.500,01.
    let support = indicator("incidenza_costi_supporto");
    assert_eq!(support["value"], "0.379997466684", "{support}");
    assert!(support["reason"].as_str().unwrap().contains("come in «Quote per funzione»"), "{support}");
    // What the table does not divide is not known, and the reason names just that.
    let returned = indicator("restituzione_territorio");
    assert!(returned["value"].is_null(), "{returned}");
}
