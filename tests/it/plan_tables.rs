//! The other tables of a plan, dropped as they are printed: the companies of which a chamber has a share, and its azienda speciale.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, Xlsx};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::office::{Office, json_of};

/// Piano della performance 2021-2023 of Cremona, section 1.2.6, as it is printed.
const CREMONA: &str = include_str!("../fixtures/statements/cremona-partecipate-2020.csv");

/// A table of a plan as a file, every figure as it is printed.
pub fn table(title: &str, csv: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("Tabella").unwrap();
    let lines = ["Camera di commercio di esempio", title].into_iter().chain(csv.lines());
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(line.split(';')).filter(|(_, text)| !text.is_empty()) {
            page.write_string(row, column, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The tables of the samples that are dropped in a year.
pub fn samples(year: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/tabelle").join(year)
}

/// Drops a table of the samples.
pub fn drop_sample(office: &Office, year: &str, name: &str) {
    office.drop_file(name, &std::fs::read(samples(year).join(name)).unwrap());
}

/// A sheet of a month's workbook as its cells show it, one row a line.
pub fn sheet(office: &Office, month: &str, name: &str) -> Vec<Vec<String>> {
    let bytes = std::fs::read(office.root().join(format!("reports/{month}/monitoraggio-{month}.xlsx"))).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

/// The row of a sheet that begins so.
pub fn row<'r>(rows: &'r [Vec<String>], name: &str) -> &'r [String] {
    rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {rows:?}"))
}

/// The tie-outs in a state whose scope begins so: id and scope, and what they are apart by.
pub fn tied(run: &Value, prefix: &str, state: &str) -> Vec<(String, Option<i64>)> {
    let all = run["tie_outs"].as_array().unwrap().iter();
    let own = all.filter(|it| it["scope"].as_str().unwrap().starts_with(prefix) && it["state"] == state);
    let named = |it: &Value| format!("{} {}", it["id"].as_str().unwrap(), it["scope"].as_str().unwrap());
    own.map(|it| (named(it), it["difference_cents"].as_i64())).collect()
}

/// One tie-out of an id, with its gap.
pub fn one(id: &str, scope: &str, cents: i64) -> Vec<(String, Option<i64>)> {
    vec![(format!("{id} {scope}"), Some(cents))]
}

/// The codes of what a run says of files and tables.
pub fn codes(run: &Value) -> Vec<&str> {
    let all = run["problems"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str());
    all.filter(|code| code.starts_with("read.") || code.starts_with("ledger.")).collect()
}

#[test]
fn the_twelve_companies_of_cremona_are_taken_as_printed() {
    let office = Office::new();
    office.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni", CREMONA));
    let (_, run) = office.run("2021-06");
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
    // No column says what they are worth in the accounts, so nothing is compared.
    assert!(run["tie_outs"].as_array().unwrap().iter().all(|it| !it["scope"].as_str().unwrap().starts_with("parte")));
    let rows = sheet(&office, "2021-06", "Partecipazioni");
    let head = row(&rows, "Voce");
    assert_eq!(head[1..6], ["Capitale sociale", "Quota", "Valore nominale", "Settore di attività", "Da fare"]);
    let nominal = |name: &str| row(&rows, name)[3].clone();
    for (name, euro) in [
        ("Autostrade Centro Padane s.p.a.", "1713000"),
        ("Borsa Merci Telematica s.c.p.a.", "1193.69"),
        ("Cremona Fiere s.p.a.", "103292"),
        ("Digicamere s.c. a r.l.", "10000"),
        ("Gal Oglio Po s.c. a r.l.", "1982.98"),
        ("IC Outsorcing s.c.r.l.", "260.4"),
        ("Infocamere s.c.p.a.", "19437"),
        ("REI-Reindustria Innovazione scrl", "98255.93"),
        ("SO.GE.A.P. Aeroporto di Parma società per la gestione - s.p.a.", "1654.45"),
        ("TecnoHolding s.p.a.", "42500"),
        ("Tecnoservicecamere s.c.p.a", "1450.84"),
    ] {
        assert_eq!(nominal(name), euro, "{name}");
    }
    assert_eq!(
        row(&rows, "Job Camere s.r.l. ( in liquidazione)")[1..6],
        [
            "600000",
            "0.0007",
            "420",
            "Sistema camerale",
            "In liquidazione: dirne lo stato nella razionalizzazione entro il 31/12/2021"
        ]
    );
    // Capitals of several companies and their shares are no sum.
    assert_eq!(row(&rows, "Totale")[1..4], ["", "", "1993447.29"]);
    let due = "Razionalizzazione periodica delle partecipazioni: entro il 31/12/2021 (D.Lgs 175/2016 art. 20).";
    assert!(rows.iter().any(|row| row[0] == due), "{rows:?}");
    let verified = office.program(&["verify", "--all"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));

    let told = office.program(&["explain", "partecipazioni.infocamere_s_c_p_a", "--period", "2021-06"]);
    insta::assert_snapshot!(String::from_utf8_lossy(&told.stdout), @r"
    Infocamere s.c.p.a.
      partecipazioni.infocamere_s_c_p_a · Società partecipate

         17.670.000,00 €  Capitale sociale 2020  `partecipazioni_2021.xlsx`, Tabella!C10
                   0,11%  Quota 2020  `partecipazioni_2021.xlsx`, Tabella!D10
             19.437,00 €  Valore nominale 2020  = capitale * quota / 100
      Settore di attività: Sistema camerale  `partecipazioni_2021.xlsx`, Tabella!A10
    ");
    let json =
        json_of(&office.program(&["explain", "partecipazioni.Infocamere s.c.p.a.", "--period", "2021-06", "--json"]));
    let figure = |column: &str| json["figures"].as_array().unwrap().iter().find(|it| it["column"] == column).unwrap();
    assert_eq!((&figure("quota")["amount_cents"], &figure("quota")["cell"]), (&110_000.into(), &"D10".into()));
    assert_eq!(
        (&figure("valore_nominale")["amount_cents"], &figure("valore_nominale")["cell"]),
        (&1_943_700.into(), &Value::Null)
    );
    let lines = json_of(&office.program(&["explain", "partecipazioni", "--period", "2021-06", "--json"]));
    assert_eq!(lines["lines"].as_array().unwrap().len(), 13, "{lines}");
}

#[test]
fn a_nominal_value_is_capital_times_share_and_the_book_values_are_those_of_the_balance_sheet() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    drop_sample(&office, "2021", "partecipazioni_2021.xlsx");
    let (_, run) = office.run("2021-06");
    assert_eq!(run["state"], "released", "{}", run["blocking"]);
    // 150.000 stands for 105.000; 19.635 for 19.800 is what a share of 0,11% may be.
    let scope = "partecipazioni/2020/consuntivo/valore_nominale/colonne";
    assert_eq!(tied(&run, "partecipazioni/2020", "fails"), one("partecipazioni.fiere_esempio_s_p_a", scope, 4_500_000));
    assert_eq!(tied(&run, "partecipazioni/2020", "holds").len(), 5);
    assert_eq!(
        tied(&run, "partecipazioni_bilancio", "holds"),
        one("partecipazioni_bilancio", "partecipazioni_bilancio/2020/consuntivo", 0)
    );
    assert_eq!(
        tied(&run, "partecipazioni/2021-06", "fails").iter().map(|it| it.1).collect::<Vec<_>>(),
        [Some(-4_500_000)]
    );
    let rows = sheet(&office, "2021-06", "Partecipazioni");
    assert_eq!(row(&rows, "Totale")[3..5], ["1178055", "3320000"]);
    let told = "Non torna: Fiere Esempio s.p.a.: valore nominale = capitale sociale * quota / 100, consuntivo 2020, valore nominale: \
                stampato 150.000,00 €, calcolato 105.000,00 €";
    assert!(rows.iter().any(|row| row[0] == told), "{rows:?}");
    assert_eq!(
        row(&rows, "Aeroporto Esempio s.p.a.")[5..8],
        [
            "Infrastrutture",
            "Cessione della quota",
            "Misura di razionalizzazione: riferirne l'attuazione entro il 31/12/2021"
        ]
    );
}

#[test]
fn of_the_tables_of_the_samples_just_the_planted_slips_are_found() {
    let list = std::fs::read_to_string(samples("").join("planted.csv")).unwrap();
    // Persons are in `staff`, what is held against definitions in `published`.
    let adds_up = |file: &str| ["personale", "pola", "indici"].iter().all(|it| !file.contains(it));
    for (year, month) in [("2021", "2021-06"), ("2022", "2022-01")] {
        let office = Office::new();
        for file in std::fs::read_dir(samples(year)).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()) {
            if adds_up(&file) {
                drop_sample(&office, year, &file);
            }
        }
        let (_, run) = office.run(month);
        assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
        let fails = run["tie_outs"].as_array().unwrap().iter().filter(|it| it["state"] == "fails");
        let found: Vec<(&str, &str)> =
            fails.filter_map(|it| Some((it["file"].as_str()?, it["cell"].as_str()?))).collect();
        let planted = list.lines().filter(|line| line.starts_with(year) && adds_up(line));
        let planted: Vec<(&str, &str)> =
            planted.filter_map(|line| line.split(';').nth(1).zip(line.split(';').nth(2))).collect();
        assert!(planted.iter().all(|slip| found.contains(slip)), "{found:?} {planted:?}");
        // A wrong figure stands against what it is made of, and in what is made of it.
        assert!(found.len() <= 2 * planted.len() && planted.len() >= 2, "{found:?} {planted:?}");
    }
}

#[test]
fn an_indicator_takes_a_figure_of_a_column() {
    let office = Office::new();
    office.configure(
        "indicators/quote.toml",
        "[[indicator]]\nid = 'quota_controllata'\nname = 'Quota delle partecipazioni nella holding'\ntype = 'indice'\n\
         office = 'contabilita'\nsource = 'accounts'\nscheme = 'partecipazioni'\nunit = 'percent'\ngood = 'up'\n\
         formula = 'holding_esempio_s_p_a.colonna_valore_contabile.anno_precedente / totale.colonna_valore_contabile.anno_precedente'\n\
         reading = 'rapporto'\nvalid_from = '2021-01-01'\n",
    );
    let (code, checked) = office.check();
    assert_eq!(code, 0, "{checked}");
    drop_sample(&office, "2021", "partecipazioni_2021.xlsx");
    let (_, run) = office.run("2021-06");
    let it = run["indicators"].as_array().unwrap().iter().find(|it| it["id"] == "quota_controllata").unwrap();
    let value: f64 = it["value"].as_str().unwrap().parse().unwrap();
    assert!((value - 1_980.0 / 3_320.0).abs() < 1e-9, "{it}");
    let told = office.program(&["explain", "quota_controllata", "--period", "2021-06"]);
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(
        said.contains("Holding Esempio s.p.a., valore contabile") && said.contains("foglio Partecipazioni, cella F8"),
        "{said}"
    );
}

#[test]
fn what_a_table_as_printed_cannot_be_is_said() {
    let office = Office::new();
    let scheme = include_str!("../../config/schemes/partecipazioni.toml");
    let checks = include_str!("../../config/checks.toml");
    let said = |name: &str, text: &str| {
        office.configure(name, text);
        let (code, json) = office.check();
        assert_eq!(code, 2, "{json}");
        let texts = json["errors"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap());
        texts.collect::<Vec<_>>().join("\n")
    };
    let name = "schemes/partecipazioni.toml";
    assert!(said(name, &scheme.replace("capitale * quota", "capitale * quote")).contains("forse si intendeva `quota`"));
    assert!(said(name, &scheme.replace("capitale * quota", "valore_nominale * quota")).contains("torna su sé stessa"));
    assert!(
        said(name, &scheme.replace("id = \"valore_contabile\"", "id = \"valore_nominale\""))
            .contains("dichiarata due volte")
    );
    let summed = scheme.replace("level = 0\n", "level = 0\nformula = \"totale\"\n");
    assert!(said(name, &summed).contains("è la somma di tutte le righe stampate"));
    assert!(said(name, &scheme.replace("unit = \"fine_percent\"", "#")).contains("conta ciò che non è denaro"));
    let masked = scheme.replace("as_printed = true", "mask_below = 3\nas_printed = true");
    let told = said(name, &masked);
    assert!(told.contains("con `mask_below` la colonna `valore_nominale` non vuole una formula"), "{told}");
    assert!(told.contains("con `mask_below` le voci vanno dichiarate"), "{told}");
    office.configure(name, scheme);
    let indicators = include_str!("../../config/indicators/indici.toml");
    let own = "id = \"quota_media\"\nname = \"Valore\"\ntype = \"indice\"\noffice = \"contabilita\"\nsource = \"accounts\"\n\
               scheme = \"partecipazioni\"\nformula = \"totale.colonna_valore_contabili\"\nunit = \"euro\"\ngood = \"up\"\n\
               reading = \"stock\"\nvalid_from = \"2021-01-01\"\n";
    let told = said("indicators/indici.toml", &format!("{indicators}\n[[indicator]]\n{own}"));
    assert!(told.contains("forse si intendeva `totale.colonna_valore_contabile`"), "{told}");
    office.configure("indicators/indici.toml", indicators);
    let name = "checks.toml";
    let wrong = checks.replace("totale.colonna_valore_contabile", "totale.colonna_valore_contabili");
    assert!(said(name, &wrong).contains("forse si intendeva `valore_contabile`"));
    assert!(
        said(name, &checks.replace("only_with = \"partecipazioni.", "only_with = \"partecipate."))
            .contains("`partecipate`")
    );
    assert!(said(name, &checks.replace("months = [12]", "months = [13]")).contains("mesi da 1 a 12"));
    office.configure(name, checks);
    // A company twice, a share below the millionths, and more rows than a table of companies has.
    let many: String = (0..200).map(|at| format!("Società {at};1.000,00;1,00%\n")).collect();
    let twice = "Società 1;1.000,00;1,00%\nSocietà 0;2.000,00;0,0000001%\nUltima;1.000,00;1,00%";
    let csv = format!("Denominazione;Capitale;Quota\n{many}{twice}");
    office.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni", &csv));
    let (_, run) = office.run("2021-06");
    let codes = codes(&run);
    for code in ["ledger.line_twice", "ledger.finer_than_hundredths", "ledger.too_many_lines"] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    let many = run["problems"].as_array().unwrap().iter().find(|it| it["code"] == "ledger.too_many_lines").unwrap();
    assert_eq!(
        (&many["text"], &many["remedy"]),
        (
            &"la riga `Ultima` è oltre le 200 che una tabella così può avere, e non viene contata".into(),
            &"dividere la tabella in due file, o togliere le righe che non ne fanno parte".into()
        )
    );
}

#[test]
fn the_azienda_speciale_has_its_deviations_and_the_contribution_that_the_chamber_budgets() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    drop_sample(&office, "2021", "azienda_speciale_2021-06.xlsx");
    let (_, run) = office.run("2021-06");
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
    // What the accounts have of the contribution is asked in December.
    let id = "azienda_speciale_contributo";
    assert_eq!(tied(&run, id, "holds"), one(id, &format!("{id}/2021/preventivo"), 0));
    assert_eq!(tied(&run, "azienda_speciale/", "no_data"), Vec::new());
    let scope = "azienda_speciale/2021/consuntivo";
    // The total of the costs is 94.450, and the result was made of it.
    let both = [
        one("azienda_speciale.costi_struttura", scope, 9_000),
        one("azienda_speciale.risultato_corrente", scope, 9_000),
    ];
    assert_eq!(tied(&run, "azienda_speciale/", "fails"), both.concat());
    let rows = sheet(&office, "2021-06", "Azienda speciale");
    assert_eq!(row(&rows, "Voce")[1..4], ["Preventivo 2021", "Consuntivo 2021", "Scostamento"]);
    assert_eq!(row(&rows, "6) Contributo della Camera di commercio")[1..4], ["150000", "75000", "-75000"]);
    let checks = include_str!("../../config/checks.toml").replace("months = [12]", "months = [6]");
    let other = Office::new();
    other.configure("checks.toml", &checks);
    other.drop_samples("2021-06", &[]);
    drop_sample(&other, "2021", "azienda_speciale_2021-06.xlsx");
    let (_, run) = other.run("2021-06");
    let id = "azienda_speciale_contributo_consuntivo";
    let in_june = tied(&run, id, "holds").into_iter().chain(tied(&run, id, "fails")).collect::<Vec<_>>();
    assert_eq!(in_june, one(id, &format!("{id}/2021/consuntivo"), 0));
}

#[test]
fn a_project_has_what_it_earned_spent_and_defers() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    drop_sample(&office, "2021", "progetti_2021.xlsx");
    let (_, run) = office.run("2021-06");
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
    // 3.873,70 stands for 3.783,70, and the total was made without it.
    let scope = "progetti/2021/consuntivo/da_rinviare/colonne";
    assert_eq!(tied(&run, "progetti/2021/", "fails"), one("progetti.pid_punto_impresa_digitale", scope, 9_000));
    assert_eq!(tied(&run, "progetti/2021/", "holds").len(), 4 + 3, "costs of four projects, and what three defer");
    assert_eq!(tied(&run, "progetti/2021-06", "fails").iter().map(|it| it.1).collect::<Vec<_>>(), [Some(-9_000)]);
    let of_checks: Vec<String> = ["holds", "fails", "no_data"]
        .into_iter()
        .flat_map(|state| tied(&run, "progetti_", state).into_iter().map(move |it| format!("{state}: {}", it.0)))
        .collect();
    assert_eq!(of_checks, ["holds: progetti_risorse_pid progetti_risorse_pid/2021/consuntivo"]);
    let rows = sheet(&office, "2021-06", "Progetti");
    let heads = [
        "Quota del 20%",
        "Risorse del Piano",
        "Provento",
        "Svalutazione",
        "Proventi netti",
        "Costi esterni",
        "Costi di personale",
        "Voucher",
        "Totale costi",
        "Da rinviare",
    ];
    assert_eq!(row(&rows, "Voce")[1..11], heads);
    // Spent more than it had: nothing is deferred.
    assert_eq!(row(&rows, "Turismo")[5..11], ["81266.8", "61000", "24100", "0", "85100", "0"]);
    assert_eq!(row(&rows, "Totale")[3..5], ["550667", "120333"]);
}

#[test]
fn the_rendiconto_of_a_year_is_tied_to_its_accounts() {
    let office = Office::new();
    // As in December, with the accounts of June.
    let checks = include_str!("../../config/checks.toml");
    office.configure("checks.toml", &checks.replace("months = [12]", "months = [6]"));
    office.drop_samples("2021-06", &[]);
    drop_sample(&office, "2021", "progetti_2021.xlsx");
    let (_, run) = office.run("2021-06");
    let of = |id: &str| run["tie_outs"].as_array().unwrap().iter().filter(|it| it["id"] == id).collect::<Vec<_>>();
    let right = |id: &str| of(id).iter().map(|it| it["right_cents"].as_i64()).collect::<Vec<_>>();
    let bytes =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/2021-06/interventi_economici_2021-06.xlsx"));
    let mut book = Xlsx::new(Cursor::new(bytes.unwrap())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let place = |head: &str| {
        let named = |row: &[Data]| row.iter().position(|cell| *cell == *head);
        range.rows().find_map(named).unwrap_or_else(|| panic!("{head}"))
    };
    let (objective, amount) = (place("Obiettivo"), place("Importo"));
    let own = range.rows().filter(|row| row[objective] == *"2021_01_01_05");
    let booked: f64 = own.filter_map(|row| row[amount].to_string().parse::<f64>().ok()).sum();
    #[expect(clippy::cast_possible_truncation, reason = "a sum of registrations")]
    let cents = (booked * 100.0).round() as i64;
    assert!(cents > 0);
    assert_eq!(right("progetti_costi_pid"), [Some(cents)]);
    // Each of the three has its share of what the accounts have of the increase.
    let shares: Vec<i64> = right("progetti_quota").into_iter().flatten().collect();
    let [training, pid, tourism] = &shares[..] else { panic!("{shares:?}") };
    assert!((pid * 5 - training * 11).abs() <= 16 && (training * 4 - tourism * 5).abs() <= 9, "{shares:?}");
    let earned = right("progetti_proventi");
    assert!(earned.iter().flatten().all(|earned| *earned >= shares.iter().sum::<i64>()), "{earned:?} {shares:?}");
    for id in ["progetti_proventi", "progetti_svalutazione", "progetti_personale", "progetti_risconti"] {
        assert_eq!(of(id).len(), 1, "{id}");
    }
    let rows = sheet(&office, "2021-06", "Progetti");
    assert!(rows.iter().any(|row| row[0].starts_with("Non torna: Proventi dei progetti")), "{rows:?}");
}

#[test]
fn what_a_project_brings_along_is_what_it_deferred_the_year_before() {
    let office = Office::new();
    drop_sample(&office, "2022", "progetti_2022.xlsx");
    let (_, run) = office.run("2022-01");
    let holds = tied(&run, "progetti_riportato", "holds");
    assert_eq!(holds.len(), 4 + 1, "four projects and their sum: {holds:?}");
    let rows = sheet(&office, "2022-01", "Progetti");
    assert_eq!(row(&rows, "Voce")[1..5], ["Provento 2021", "Totale costi 2021", "Da rinviare 2021", "Provento 2022"]);
    // Of what no file prints of a year nothing is made up.
    assert_eq!(row(&rows, "Voce").iter().filter(|head| head.starts_with("Proventi netti")).count(), 1, "{rows:?}");

    // A short table has the rest computed.
    let short = Office::new();
    let csv = "Progetto;Provento;Svalutazione;Costi esterni\nPID;1.000,00;200,00;300,00\nTurismo;500,00;;600,00";
    short.drop_file("progetti_2021.xlsx", &table("Progetti", csv));
    short.run("2021-06");
    let rows = sheet(&short, "2021-06", "Progetti");
    assert_eq!(
        row(&rows, "Voce")[1..7],
        ["Provento", "Svalutazione", "Proventi netti", "Costi esterni", "Totale costi", "Da rinviare"]
    );
    assert_eq!(row(&rows, "PID")[1..7], ["1000", "200", "800", "300", "300", "500"]);
    assert_eq!(row(&rows, "Turismo")[1..7], ["500", "0", "500", "600", "600", "0"]);
    assert_eq!(row(&rows, "Totale")[1..7], ["1500", "200", "1300", "900", "900", "500"]);
}

#[test]
fn what_a_column_cannot_hold_is_told_and_counts_for_nothing() {
    let office = Office::new();
    let csv = "Progetto;Provento;Svalutazione;Totale costi\nPID;1.000,00;-200,00;300,00\nTurismo;500,00;100,00;50,00";
    office.drop_file("progetti_2021.xlsx", &table("Progetti", csv));
    let csv = "Denominazione;Capitale;Quota\nFiera Esempio s.p.a.;1.000,00;135,50%\nTotale Energia Esempio s.r.l.;2.000,00;1,00%";
    office.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni", csv));
    let (_, run) = office.run("2021-06");
    let told: Vec<String> = run["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["code"] == "ledger.out_of_bounds")
        .map(|it| format!("{}: {}", it["cell"].as_str().unwrap(), it["text"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "C4: «Quota» va da 0 a 100, e la cella dice 135,50%: non viene contata",
            "C4: «Svalutazione» non è mai sotto zero, e la cella dice -200,00 €: non viene contata",
        ]
    );
    let outside = run["problems"].as_array().unwrap().iter().find(|it| it["code"] == "ledger.out_of_bounds").unwrap();
    assert_eq!(
        outside["remedy"],
        "correggere la cifra, e togliere il segno a un costo; i limiti della colonna (`min`, `max`) stanno nello schema in `config/schemes`"
    );
    let rows = sheet(&office, "2021-06", "Progetti");
    let heads = ["Provento", "Svalutazione", "Proventi netti", "Totale costi", "Da rinviare"];
    assert_eq!(row(&rows, "Voce")[1..6], heads);
    // Costs are as printed, of whatever kind: nothing is said of kinds that are not there. A blank cell would be nothing; this one says something.
    assert_eq!(tied(&run, "progetti/2021/", "fails"), Vec::new());
    assert_eq!(row(&rows, "Turismo")[1..6], ["500", "100", "400", "50", "350"]);
    assert_eq!(row(&rows, "PID")[1..6], ["1000", "", "", "300", ""]);
    let exported = office.program(&["export", "entries", "--period", "2021-06"]);
    let exported = String::from_utf8_lossy(&exported.stdout).into_owned();
    let share = exported.lines().find(|line| line.contains("totale_energia") && line.contains(";quota;")).unwrap();
    assert!(share.ends_with(";fine_percent"), "{share}");
    // A company may be called so; a row of totals says nothing else.
    let rows = sheet(&office, "2021-06", "Partecipazioni");
    assert_eq!(row(&rows, "Totale Energia Esempio s.r.l.")[1..4], ["2000", "0.01", "20"]);
    assert_eq!(row(&rows, "Fiera Esempio s.p.a.")[1..4], ["1000", "", ""]);
}

#[test]
fn costs_that_no_column_prints_are_not_known() {
    let office = Office::new();
    office.drop_file("progetti_2021.xlsx", &table("Progetti", "Progetto;Provento\nPID;1.000,00\nTurismo;500,00"));
    office.run("2021-06");
    let rows = sheet(&office, "2021-06", "Progetti");
    assert_eq!(row(&rows, "Voce")[1..3], ["Provento", "Proventi netti"], "{rows:?}");
    assert_eq!(row(&rows, "PID")[1..3], ["1000", "1000"]);
    assert!(row(&rows, "Voce").iter().all(|head| head != "Totale costi" && head != "Da rinviare"), "{rows:?}");
}

#[test]
fn what_falls_due_of_a_company_is_what_its_texts_say() {
    let office = Office::new();
    let rows = ["Alfa;Mantenimento senza interventi;", "Beta;Nessuna;", "Gamma;-;", "Delta;Cessione della quota;"];
    let more = ["Epsilon;;Non in liquidazione", "Zeta;;in procedura fallimentare", "Eta;;in liquidazione dal 2019"];
    let lines = rows.into_iter().chain(more).map(|row| {
        let (name, texts) = row.split_once(';').unwrap();
        format!("{name} Esempio s.p.a.;1.000,00;1,00%;{texts}")
    });
    let csv = format!("Denominazione;Capitale;Quota;Misura;Note\n{}", lines.collect::<Vec<_>>().join("\n"));
    office.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni", &csv));
    office.run("2021-06");
    let rows = sheet(&office, "2021-06", "Partecipazioni");
    let at = row(&rows, "Voce").iter().position(|head| head == "Da fare").unwrap();
    let due: Vec<&str> = rows
        .iter()
        .filter(|row| row[0].ends_with("Esempio s.p.a."))
        .map(|row| row[at].split([':', ' ']).next().unwrap_or_default())
        .collect();
    assert_eq!(due, ["", "", "", "Misura", "", "In", "In"]);
}

#[test]
fn a_table_that_bears_the_year_of_its_figures_is_refused() {
    let office = Office::new();
    let csv = "Denominazione;Capitale;Quota\nFiera Esempio s.p.a.;1.000,00;1,00%";
    office.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni al 31/12/2021", csv));
    let (_, run) = office.run("2021-06");
    let told = run["problems"].as_array().unwrap().iter().find(|it| it["code"] == "read.period_conflict");
    let told = told.unwrap_or_else(|| panic!("{}", run["problems"]));
    assert_eq!(
        [&told["text"], &told["remedy"]],
        [
            "il nome del file dice 2021, il titolo «al 31/12/2021», e in una tabella che si chiama 2021 le cifre sono della fine del 2020",
            "rinominarlo con 2022 se le cifre sono di quella data, o correggere il titolo"
        ]
    );
    let other = Office::new();
    other.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni al 31/12/2020", csv));
    let (_, run) = other.run("2021-06");
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
}

#[test]
fn sums_of_sectors_sections_and_years_in_captions_are_read_as_plans_print_them() {
    let office = Office::new();
    let csv = "Settore di attività;Denominazione società;Capitale sociale;Quota;Valore contabile\n\
        Infrastrutture;Interporto Esempio s.p.a.;1.000,00;1,00%;10,00\n\
        Infrastrutture;Totale Strade Esempio s.p.a.;2.000,00;1,00%;20,00\n\
        Totale Infrastrutture;;;;30,00\n\
        Sistema camerale;Servizi Esempio s.c.p.a.;3.000,00;1,00%;50,00\n\
        Totale Sistema camerale;;;;50,00\n\
        Totale;;;;80,00\n\
        Nota: quote al 31 dicembre;;;;";
    office.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni", csv));
    let csv = "Voci di costo/ricavo;Preventivo 2021;Consuntivo 2021\n\
        A) RICAVI ORDINARI;;\n\
        1) Proventi da servizi;100,00;40,00\n\
        6) Contributo della Camera di commercio;50,00;50,00\n\
        Totale ricavi ordinari;150,00;90,00\n\
        B) COSTI DI STRUTTURA;;\n\
        8) Personale;150,00;90,00";
    office.drop_file("azienda_speciale_2021-06.xlsx", &table("Azienda speciale", csv));
    let csv = "Progetto;Provento 2021;Provento 2020\nPID;1.000,00;800,00\nTotale;1.000,00;800,00";
    office.drop_file("progetti_2021.xlsx", &table("Progetti", csv));
    let (_, run) = office.run("2021-06");
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
    for table in ["partecipazioni/2021", "azienda_speciale/2021", "progetti/2021"] {
        assert_eq!(tied(&run, table, "fails"), Vec::new(), "{table}");
    }
    let rows = sheet(&office, "2021-06", "Partecipazioni");
    let companies = rows.iter().filter(|row| row[0].contains("Esempio s.")).map(|row| row[0].as_str());
    assert_eq!(
        companies.collect::<Vec<_>>(),
        ["Interporto Esempio s.p.a.", "Totale Strade Esempio s.p.a.", "Servizi Esempio s.c.p.a."]
    );
    let rows = sheet(&office, "2021-06", "Azienda speciale");
    assert_eq!(row(&rows, "A) Totale ricavi ordinari")[1..3], ["150", "90"]);
    let rows = sheet(&office, "2021-06", "Progetti");
    assert_eq!(row(&rows, "Voce")[1..4], ["Provento 2021", "Proventi netti 2021", "Provento 2020"]);
}

#[test]
fn a_book_value_that_is_not_there_is_told_where_it_would_be_compared() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    let csv = "Denominazione;Capitale;Quota;Valore contabile\nAlfa Esempio s.p.a.;1.000,00;1,00%;10,00\nBeta Esempio s.p.a.;1.000,00;1,00%;";
    office.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni al 31/12/2020", csv));
    let (_, run) = office.run("2021-06");
    let told = run["problems"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap());
    let told: Vec<&str> = told.filter(|it| it.contains("Valore contabile delle partecipazioni")).collect();
    assert!(matches!(told[..], [one] if one.contains("Beta Esempio s.p.a.")), "{told:?} {}", run["problems"]);
    let rows = sheet(&office, "2021-06", "Partecipazioni");
    let source = "Piano della performance, sezione Partecipate · cifre al 31/12/2020";
    assert!(rows.iter().any(|row| row[0] == source), "{rows:?}");
}

#[test]
fn a_share_counts_with_all_the_decimals_that_are_printed() {
    let office = Office::new();
    let printed = "Denominazione società;Capitale sociale;Quota;Valore nominale\n\
                   Servizi Esempio s.c.p.a.;17.670.000;0,1134%;20.037,78\n\
                   Borsa Esempio s.c.p.a.;2.387.372,16;0,031256%;\n\
                   Fiere Esempio s.p.a.;1.032.920;10,00%;\n\
                   Terzo Esempio s.r.l.;300.000;33,33333333333%;\n\
                   Minima Esempio s.r.l.;100.000;0,0000001%;\n\
                   Oltre Esempio s.r.l.;100.000;100,5%;";
    office.drop_file("partecipazioni_2021.xlsx", &table("Partecipazioni", printed));
    let (_, run) = office.run("2021-06");
    assert_eq!(codes(&run), ["ledger.finer_than_hundredths", "ledger.out_of_bounds"], "{}", run["problems"]);
    let finer =
        run["problems"].as_array().unwrap().iter().find(|it| it["code"] == "ledger.finer_than_hundredths").unwrap();
    assert_eq!(
        (finer["text"].as_str().unwrap(), finer["remedy"].as_str().unwrap()),
        (
            "il valore della colonna `quota` ha più di sei decimali e non viene contato",
            "scriverlo con sei decimali al più, e con il segno %: una frazione come 0,1465 è 14,65%"
        )
    );
    assert_eq!(tied(&run, "partecipazioni", "fails"), Vec::new());
    assert_eq!(tied(&run, "partecipazioni", "holds").len(), 1);
    let rows = sheet(&office, "2021-06", "Partecipazioni");
    let of = |name: &str| row(&rows, name)[2..4].to_vec();
    assert_eq!(of("Servizi Esempio s.c.p.a."), ["0.001134", "20037.78"]);
    assert_eq!(of("Borsa Esempio s.c.p.a."), ["0.00031256", "746.2"]);
    assert_eq!(of("Fiere Esempio s.p.a."), ["0.1", "103292"]);
    // What a formula gives has no end.
    assert_eq!(of("Terzo Esempio s.r.l."), ["0.33333333", "100000"]);
    assert_eq!(of("Minima Esempio s.r.l."), ["", ""]);
    let told = office.program(&["explain", "partecipazioni.borsa_esempio_s_c_p_a", "--period", "2021-06"]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("0,031256%  Quota 2020") && told.contains("746,20 €"), "{told}");
    let exported = |arguments: &[&str]| {
        let out = String::from_utf8_lossy(&office.program(arguments).stdout).into_owned();
        out.lines().find(|it| it.contains("Borsa") && it.contains("quota")).unwrap_or_default().to_owned()
    };
    let for_scripts = exported(&["export", "entries", "--period", "2021-06"]);
    assert!(for_scripts.contains(";31256;") && for_scripts.ends_with(";fine_percent"), "{for_scripts}");
    let for_people = exported(&["export", "entries", "--period", "2021-06", "--csv"]);
    assert!(for_people.contains(";0,031256;") && for_people.ends_with(";%"), "{for_people}");
}

#[test]
fn finer_shares_are_neither_added_up_nor_computed() {
    let office = Office::new();
    let own = include_str!("../../config/schemes/partecipazioni.toml");
    let told = |scheme: String| {
        office.configure("schemes/partecipazioni.toml", &scheme);
        let (code, json) = office.check();
        assert_eq!(code, 2, "{json}");
        json.to_string()
    };
    assert!(told(own.replacen("max = 100\nsums = false", "max = 100", 1)).contains("non si somma, non si calcola"));
    let layout = include_str!("../../config/layouts/partecipazioni.toml");
    let money = layout.replacen("kind = \"percent\"\nbare = \"points\"", "kind = \"money\"", 1);
    office.configure("layouts/partecipazioni.toml", &money);
    assert!(told(own.to_owned()).contains("la colonna `quota` è una percentuale (`fine_percent`)"));
    office.configure("layouts/partecipazioni.toml", layout);
    let of_all = own.replacen("sheet = ", "unit = \"fine_percent\"\nsheet = ", 1);
    assert!(told(of_all).contains("vale solo per una `[[column]]`"));
}

#[test]
fn a_total_of_shares_is_what_its_lines_add_up_to() {
    let office = Office::new();
    let printed = "Progetto;Quota;Provento\nPID;11,00%;1.000,00\nTurismo;4,50%;500,00\nTotale;15,00%;1.500,00";
    office.drop_file("progetti_2021.xlsx", &table("Progetti", printed));
    let (_, run) = office.run("2021-06");
    assert_eq!(tied(&run, "progetti", "fails"), one("progetti.totale", "progetti/2021-06/quota", -50));
    let told = run["tie_outs"].as_array().unwrap().iter().find(|it| it["scope"] == "progetti/2021-06/quota").unwrap();
    assert_eq!((&told["left_cents"], &told["right_cents"]), (&1_500.into(), &1_550.into()), "{told}");
}

#[test]
fn an_indicator_takes_a_share_in_points() {
    let office = Office::new();
    office.configure(
        "indicators/quote.toml",
        "[[indicator]]\nid = 'quota_holding'\nname = 'Quota nella holding'\ntype = 'indice'\noffice = 'contabilita'\n\
         source = 'accounts'\nscheme = 'partecipazioni'\nunit = 'percent'\ngood = 'up'\n\
         formula = 'holding_esempio_s_p_a.colonna_quota.anno_precedente / 100'\nreading = 'stock'\nvalid_from = '2021-01-01'\n",
    );
    let (code, checked) = office.check();
    assert_eq!(code, 0, "{checked}");
    drop_sample(&office, "2021", "partecipazioni_2021.xlsx");
    let (_, run) = office.run("2021-06");
    let it = run["indicators"].as_array().unwrap().iter().find(|it| it["id"] == "quota_holding").unwrap();
    assert_eq!(it["value"], "0.024", "{it}");
}

#[test]
fn a_check_holds_finer_shares_by_their_hundredths() {
    let office = Office::new();
    let check = "[[check]]\nid = \"quote_note\"\nlabel = \"Quote\"\nscheme = \"partecipazioni\"\nscenarios = [\"consuntivo\"]\n\
                 left = \"holding_esempio_s_p_a.colonna_quota\"\nonly_with = \"partecipazioni\"\neach_exercise = true\n\
                 right = \"interporto_esempio_s_p_a.colonna_quota - fiere_esempio_s_p_a.colonna_quota * 0,07\"\n";
    office.configure("checks.toml", &format!("{}\n{check}", include_str!("../../config/checks.toml")));
    assert_eq!(office.check().0, 0, "{}", office.check().1);
    drop_sample(&office, "2021", "partecipazioni_2021.xlsx");
    let (_, run) = office.run("2021-06");
    let it = run["tie_outs"].as_array().unwrap().iter().find(|it| it["id"] == "quote_note").unwrap();
    // 2,40% beside 3,20% - 0,70%.
    assert_eq!((&it["state"], &it["unit"]), (&"fails".into(), &"percent".into()), "{it}");
    assert_eq!((&it["left_cents"], &it["right_cents"]), (&240.into(), &250.into()), "{it}");
}
