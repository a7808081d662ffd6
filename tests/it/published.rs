//! Tables of a plan whose lines are indicators, dropped as they are printed and held against what is defined and recorded of them: the POLA by
//! phase, the targets under each objective, the ratios of years gone.

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use crate::agile::planned;
use crate::assessed::documented;
use crate::office::{Office, json_of};
use crate::plan_tables::{codes, drop_sample, one, row, sheet, table, tied};

/// Piano della performance 2021-2023 of Cremona, as printed: the POLA, the indicators of section 3, the ratios of section 1.3.
const POLA: &str = include_str!("../fixtures/statements/cremona-pola-2021.csv");
const INDICATORS: &str = include_str!("../fixtures/statements/cremona-indicatori-2021.csv");
const RATIOS: &str = include_str!("../fixtures/statements/cremona-indici-2017-2019.csv");

/// What a run says of tables of indicators, each with its cell.
fn told(run: &Value) -> Vec<(String, String)> {
    let all = run["problems"].as_array().unwrap().iter();
    let own = all.filter(|it| it["code"].as_str().unwrap().starts_with("indicators.published"));
    let text = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
    own.map(|it| (text(it, "cell"), text(it, "text"))).collect()
}

#[test]
fn the_pola_is_taken_as_printed_and_is_what_is_defined() {
    let office = planned();
    office.drop_samples("2021-06", &[]);
    office.drop_file("pola_2021.xlsx", &table("Piano organizzativo del lavoro agile", POLA));
    let (_, run) = office.run("2021-06");
    assert_eq!((told(&run), codes(&run)), (Vec::new(), Vec::new()), "{}", run["problems"]);
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    let hours = row(&rows, "Numero di ore formazione");
    assert_eq!(hours[1], "CONDIZIONI ABILITANTI DEL LAVORO AGILE");
    assert_eq!(
        hours[3..8],
        ["0", "3 ore per dipendente", "4 ore per dipendente", "4 ore per dipendente", "Ufficio personale"]
    );
    // What has no indicator yet is shown by its objective, and asked of nobody.
    let impacts = rows.iter().find(|row| row[1] == "IMPATTI").unwrap();
    assert_eq!((&*impacts[0], &impacts[2][..33]), ("", "La definizione degli obiettivi e "));
    let explained =
        json_of(&office.program(&["explain", "pola.numero_di_ore_formazione", "--period", "2021-06", "--json"]));
    let texts = explained["texts"].as_array().unwrap();
    let of = |column: &str| texts.iter().find(|it| it["column"] == column).unwrap().clone();
    assert_eq!((&of("anno_2022")["text"], &of("anno_2022")["cell"]), (&"4 ore per dipendente".into(), &"F4".into()));
    let told = office.program(&["explain", "ore_formazione_agile", "--period", "2021-06"]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("Stampato     «3 ore per dipendente», pola_2021.xlsx, foglio Tabella, cella E4\n"), "{told}");
    let verified = office.program(&["verify", "--all"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn a_phase_that_the_pola_prints_otherwise_is_told_with_its_cell() {
    let office = planned();
    office.drop_samples("2021-06", &[]);
    let other = POLA
        .replacen("4 ore per dipendente;4 ore", "5 ore per dipendente;4 ore", 1)
        .replacen("Non rilevato;40% giudizi positivi", ";40 %", 1)
        .replacen("Percentuale di smart worker", "Percentuale di smart workers", 1);
    office.drop_file("pola_2021.xlsx", &table("Piano organizzativo del lavoro agile", &other));
    let (_, run) = office.run("2021-06");
    insta::assert_debug_snapshot!(told(&run), @r#"
    [
        (
            "C10",
            "la situazione di partenza di «Grado di soddisfazione degli utenti professionali (commercialisti e associazioni di categoria)» nella tabella non c'è, e nella definizione è «Non rilevato»",
        ),
        (
            "F4",
            "il valore atteso 2022 di «Numero di ore formazione» nella tabella è «5 ore per dipendente», e nella definizione è «4 ore per dipendente»",
        ),
        (
            "C7",
            "«Percentuale di smart workers sul totale dei dipendenti (escluso lo smart work “obbligato” dalle norme di prevenzione della pandemia)» è nella tabella «POLA: indicatori per fase», e nessun indicatore si chiama così; forse è «Percentuale di smart worker sul totale dei dipendenti (escluso lo smart work “obbligato” dalle norme di prevenzione della pandemia)»",
        ),
    ]
    "#);
}

#[test]
fn the_indicators_of_the_plan_are_those_that_are_defined() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    office.drop_file("indicatori_piano_2021.xlsx", &table("Obiettivi e indicatori", INDICATORS));
    let (_, run) = office.run("2021-06");
    assert_eq!(told(&run), Vec::new());
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    assert_eq!(row(&rows, "Realizzazione del progetto HoCare 2.0")[1..3], ["STRATEGICO", "Realizzazione del progetto"]);
    // A plan that was copied with mistakes: another target, a name of nothing, a row that is gone, and one that stands twice.
    let mut lines: Vec<String> = INDICATORS.lines().map(str::to_owned).collect();
    lines[5] = lines[5].replace("almeno 2 bandi", "almeno 3 bandi");
    lines[4] = lines[4].replace("HoCare 2.0", "HoCare 3");
    let twice = lines[9].replace("Almeno 2", "Almeno 4");
    lines.remove(7);
    lines.push(twice);
    // A row that says nothing but its name is one, and a caption between the tables is none.
    lines.retain(|line| !line.starts_with("Contenimento costi delle consulenze"));
    let named = ["INDICATORI", "Contenimento costi delle consulenze", "INDICATORI", "Contenimento costi postali"];
    lines.extend(named.map(str::to_owned));
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    office.drop_file("indicatori_piano_2021.xlsx", &table("Obiettivi e indicatori", &lines.join("\n")));
    let (_, run) = office.run("2021-06");
    insta::assert_debug_snapshot!(told(&run), @r#"
    [
        (
            "A38",
            "il valore atteso 2021 di «Contenimento costi delle consulenze» nella tabella non c'è, e nella definizione è «<= 100%»",
        ),
        (
            "C36",
            "il valore atteso 2021 di «Realizzazione Iniziative turistico-culturali» nella tabella è «Almeno 4 iniziative», e nella definizione è «>= 2 iniziative»",
        ),
        (
            "C8",
            "il valore atteso 2021 di «Attuazione di bandi in accordo con Regione Lombardia, secondo il cronoprogramma concordato con la Regione stessa» nella tabella è «almeno 3 bandi», e nella definizione è «>= 2 bandi»",
        ),
        (
            "A4",
            "nella tabella «Indicatori del Piano» non c'è «Realizzazione iniziative in materia di economia circolare», che le definizioni hanno",
        ),
        (
            "A7",
            "«Realizzazione del progetto HoCare 3» è nella tabella «Indicatori del Piano», e nessun indicatore si chiama così; forse è «Realizzazione del progetto HoCare 2.0»",
        ),
    ]
    "#);
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    assert_eq!(rows.iter().filter(|row| row[0] == "Realizzazione Iniziative turistico-culturali").count(), 2);
    assert_eq!(rows.iter().filter(|row| row[0] == "INDICATORI").count(), 1);
}

#[test]
fn the_ratios_of_years_gone_are_those_that_are_recorded() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    let printed = RATIOS.replacen("112,05%", "112,50%", 1);
    office.drop_file("indici_bilancio_2021.xlsx", &table("Ratios di bilancio", &printed));
    let (_, run) = office.run("2021-06");
    insta::assert_debug_snapshot!(told(&run), @r#"
    [
        (
            "D6",
            "«Equilibrio economico al netto del FDP» del 2018 nella tabella è 112,50%, e fra i valori registrati 112,05%",
        ),
    ]
    "#);
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    let told = office.program(&["explain", "indici_bilancio.equilibrio_netto_fdp", "--period", "2021-06"]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(
        told.contains("  Differisce: «Equilibrio economico al netto del FDP» del 2018 nella tabella è 112,50%"),
        "{told}"
    );
    let liquidity = row(&rows, "Indice di liquidità immediata");
    assert_eq!(liquidity[1..5], ["1.683", "1.8764", "1.9888", "0.1124"]);
    let told = office.program(&["explain", "indici_bilancio.liquidita_immediata", "--period", "2021-06"]);
    insta::assert_snapshot!(String::from_utf8_lossy(&told.stdout), @r"
    Indice di liquidità immediata
      indici_bilancio.liquidita_immediata · Indici di bilancio degli anni passati

                 168,30%  Consuntivo 2017  `indici_bilancio_2021.xlsx`, Tabella!C8
                 187,64%  Consuntivo 2018  `indici_bilancio_2021.xlsx`, Tabella!D8
                 198,88%  Consuntivo 2019  `indici_bilancio_2021.xlsx`, Tabella!E8
      Ambito: SALUTE FINANZIARIA  `indici_bilancio_2021.xlsx`, Tabella!A8
    ");
}

#[test]
fn each_sample_has_its_one_slip() {
    let slips = include_str!("../../samples/tabelle/planted.csv");
    let cell =
        |file: &str| slips.lines().find_map(|it| it.split_once(&format!("{file};"))?.1.split(';').next()).unwrap();
    for (year, file) in [("2021", "pola_2021.xlsx"), ("2022", "pola_2022.xlsx"), ("2021", "indici_bilancio_2021.xlsx")]
    {
        let office = planned();
        drop_sample(&office, year, file);
        let (_, run) = office.run(&format!("{year}-06"));
        let told = told(&run);
        assert_eq!(told.iter().map(|(at, _)| at.as_str()).collect::<Vec<_>>(), [cell(file)], "{told:?}");
        let rows = sheet(&office, &format!("{year}-06"), "Tabelle del Piano");
        let below = format!("Differisce, in «{file}» {}: {}", told[0].0, told[0].1);
        assert!(rows.iter().any(|row| row[0] == below), "{below}: {rows:?}");
    }
}

#[test]
fn the_published_results_stand_on_the_sheet_with_what_does_not_add_up() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    let (_, run) = office.run("2021-06");
    let scope = "cremona_risultanze/2021/preventivo";
    assert_eq!(tied(&run, scope, "fails"), one("cremona_risultanze.avanzo", scope, 1_000_000));
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    assert_eq!(row(&rows, "B) Totale oneri")[1..3], ["4263030", "4113500"]);
    assert_eq!(rows.iter().filter(|row| row[0].starts_with("Non torna:")).count(), 4);
    let told = office.program(&["explain", "cremona_risultanze.totale_oneri", "--period", "2021-06"]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("4.113.500,00 €  Preventivo 2021"), "{told}");
}

#[test]
fn any_table_of_texts_is_shown_as_it_is_printed() {
    let office = Office::new();
    let [scheme, layout] = &documented("Un'altra tabella del Piano")[..] else { panic!("two blocks") };
    office.configure("schemes/sedi.toml", scheme);
    office.configure("layouts/sedi.toml", layout);
    assert_eq!(office.check().0, 0);
    let printed =
        "Sede;Città;Indirizzo\nSede legale;Cremona;Piazza Stradivari, 5\nSede di Crema;Crema;Via IV Novembre 6";
    office.drop_file("sedi_2021.xlsx", &table("Articolazione territoriale", printed));
    let (_, run) = office.run("2021-06");
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    assert_eq!(row(&rows, "Sede di Crema")[1..3], ["Crema", "Via IV Novembre 6"]);
    let dated = layout.replacen("header = [\"Città\"]\nkind = \"text\"", "header = [\"Città\"]\nkind = \"date\"", 1);
    office.configure("layouts/sedi.toml", &dated);
    let (code, json) = office.check();
    assert!(code == 2 && json.to_string().contains("di una tabella senza importi non si vedrebbe"), "{json}");
    office.configure("layouts/sedi.toml", layout);
    // Two rows of one name are two.
    let office = Office::new();
    office.configure("schemes/sedi.toml", scheme);
    office.configure("layouts/sedi.toml", layout);
    let twice = format!("{printed}\nSede di Crema;Castelleone;Via Roma 1");
    office.drop_file("sedi_2021.xlsx", &table("Articolazione territoriale", &twice));
    office.run("2021-06");
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    assert_eq!(rows.iter().filter(|row| row[0] == "Sede di Crema").count(), 2);
    // Without a sheet nothing of it would be left, and without lines a scheme of figures has none.
    for (from, to, told) in [
        ("sheet = \"piano\"\n", "", "non ha colonne di importi"),
        ("as_printed = true\n", "", "lo schema `sedi` non ha voci"),
        (
            "as_printed = true\n",
            "as_printed = true\nof_indicators = true\nreserved = true\n",
            "non vuole `mask_below` né `reserved`",
        ),
    ] {
        office.configure("schemes/sedi.toml", &scheme.replace(from, to));
        let (code, json) = office.check();
        assert!(code == 2 && json.to_string().contains(told), "{json}");
    }
}

/// A table of indicators whose cells are what Excel makes of what is typed.
fn typed(head: &[&str], rows: &[(&str, Typed)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_string(0, 0, "Camera di commercio di esempio").unwrap();
    for (column, text) in (0..).zip(head) {
        page.write_string(2, column, *text).unwrap();
    }
    let percent = Format::new().set_num_format("0%");
    for (row, (name, cell)) in (3..).zip(rows) {
        page.write_string(row, 0, *name).unwrap();
        match *cell {
            Typed::Text(text) => page.write_string(row, 1, text).unwrap(),
            Typed::Percent(fraction) => page.write_number_with_format(row, 1, fraction, &percent).unwrap(),
            Typed::Number(number) => page.write_number(row, 1, number).unwrap(),
        };
    }
    book.save_to_buffer().unwrap()
}

#[derive(Clone, Copy)]
enum Typed {
    Text(&'static str),
    Percent(f64),
    Number(f64),
}

#[test]
fn a_target_is_the_same_however_an_office_types_it() {
    let office = Office::new();
    let quality =
        "Percezione del livello di qualità ed adeguatezza dei servizi resi in tema di interventi promozionali";
    let restored = "Tasso di evasione delle pratiche entro 5 giorni";
    let protests = "Tempi di evasione delle pratiche inerenti il registro protesti";
    let practices = "Tempo medio di lavorazione delle pratiche telematiche del Registro Imprese";
    let suap = "Incontri di formazione per diffusione cultura Suap";
    let rows = [
        (quality, Typed::Percent(0.8)),
        (restored, Typed::Percent(1.0)),
        (protests, Typed::Text("≤ 20 gg")),
        (practices, Typed::Text("<= 5 giorni")),
        (suap, Typed::Number(3.0)),
        ("Numero di rapporti di informazione sul sistema economico provinciale", Typed::Number(0.0)),
        ("Richieste del servizio conciliazione, mediazione, arbitrato e sovraindebitamento", Typed::Text("almeno 50")),
    ];
    office.drop_file("indicatori_piano_2021.xlsx", &typed(&["Descrizione", "Valore atteso 2021"], &rows));
    let (_, run) = office.run("2021-06");
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
    let told: Vec<String> = told(&run).into_iter().map(|(at, text)| format!("{at} {text}")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("B9 il valore atteso 2021 di") && told[0].contains("è «0», e nella definizione è «8»"));
    assert!(told[1].starts_with("A4 nella tabella «Indicatori del Piano» non ci sono «"), "{}", told[1]);
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    assert_eq!((&*row(&rows, quality)[1], &*row(&rows, suap)[1]), ("80%", "3"));
    // A column of another year alone, and codes that are others'.
    let rows = [(quality, Typed::Text(">= 70%"))];
    office.drop_file("indicatori_piano_2021.xlsx", &typed(&["Descrizione", "Valore atteso 2023"], &rows));
    let (_, run) = office.run("2021-06");
    let said = self::told(&run).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n");
    assert!(said.contains("nessuna colonna dice il valore atteso 2021") && !said.contains("70%"), "{said}");
    let coded = "Codice;Descrizione;Valore atteso\n2021_01-I2;Incontri di formazione per diffusione cultura Suap;3";
    office.drop_file("indicatori_piano_2021.xlsx", &table("Indicatori", coded));
    let (_, run) = office.run("2021-06");
    let said = self::told(&run).into_iter().map(|(at, text)| format!("{at} {text}")).collect::<Vec<_>>().join("\n");
    assert!(
        said.contains("A4 la tabella dà a «Incontri di formazione per diffusione cultura Suap» il codice «2021_01-I2», e la definizione «2021_01_02_05-I1»"),
        "{said}"
    );
    assert!(!said.contains("60%"), "{said}");
    // A name that the plan prints shorter is known by its code.
    let coded = "Codice;Descrizione;Valore atteso\n2021_01_02_05-I1;Incontri sul Suap;4";
    office.drop_file("indicatori_piano_2021.xlsx", &table("Indicatori", coded));
    let (_, run) = office.run("2021-06");
    let said = self::told(&run).into_iter().map(|(at, text)| format!("{at} {text}")).collect::<Vec<_>>().join("\n");
    assert!(
        said.contains("C4 il valore atteso 2021 di «Incontri sul Suap» nella tabella è «4», e nella definizione è «3»")
    );
    assert!(!said.contains("nessun indicatore si chiama così"), "{said}");
}

#[test]
fn a_plan_that_is_not_loaded_has_no_targets_to_differ_from() {
    let office = Office::new();
    office.drop_file("indicatori_piano_2022.xlsx", &table("Obiettivi e indicatori", INDICATORS));
    let (_, run) = office.run("2022-01");
    assert_eq!(told(&run), Vec::new());
}

#[test]
fn what_changed_in_the_year_is_the_plan_as_it_was_and_as_it_is() {
    let office = Office::new();
    let own = include_str!("../../config/indicators/uffici.toml");
    let begin = own.find("id = \"richieste_conciliazione\"").unwrap();
    let block = own[begin..].split("\n[[indicator]]").next().unwrap();
    let changed = block
        .replacen("target = \">=50\"", "target = \">=60\"", 1)
        .replacen("target = \">= 50\"", "target = \">=60\"", 1)
        .replacen("target = \"> =50\"", "target = \">=60\"", 1);
    assert_ne!(changed, block, "{block}");
    let from = changed.find("valid_from").unwrap();
    let rest = changed[from..].split_once('\n').unwrap().1;
    let changed = format!("{}valid_from = \"2021-03-15\"\nact = \"delibera 12/2021\"\n{rest}", &changed[..from]);
    office.configure("indicators/uffici.toml", &format!("{own}\n[[indicator]]\n{changed}"));
    assert_eq!(office.check().0, 0, "{}", office.check().1);
    let said = |target: &str| {
        let name = "Richieste del servizio conciliazione, mediazione, arbitrato e sovraindebitamento";
        let csv = format!("Descrizione;Valore atteso\n{name};{target}");
        office.drop_file("indicatori_piano_2021-06.xlsx", &table("Indicatori", &csv));
        let (_, run) = office.run("2021-06");
        told(&run).into_iter().map(|(_, text)| text).find(|text| text.contains("conciliazione, mediazione"))
    };
    assert_eq!(said(">= 60"), None);
    assert_eq!(said(">= 50"), None);
    assert!(said(">= 70").unwrap().contains("nella tabella è «>= 70», e nella definizione è «>= 60»"));
}

#[test]
fn the_resources_of_the_objectives_are_those_of_the_plan_that_is_loaded() {
    let office = Office::new();
    let [scheme, layout, checks] = &documented("Le risorse per obiettivo")[..] else { panic!("three blocks") };
    office.configure("schemes/risorse_piano.toml", scheme);
    office.configure("layouts/risorse_piano.toml", layout);
    office.configure("checks.toml", &format!("{}\n{checks}", include_str!("../../config/checks.toml")));
    assert_eq!(office.check().0, 0, "{}", office.check().1);
    // Section 3 of the plan of Cremona, with one figure that is another's.
    let printed = "Codice;Obiettivo;Risorse 2021\n2021_01;MISSIONE 011;1.801.000\n2021_01_01;Innovazione;403.000\n\
                   2021_01_02;Competitività;1.106.000\n2021_01_03;Formazione;265.000";
    office.drop_samples("2021-06", &[]);
    office.drop_file("risorse_piano_2021.xlsx", &table("Risorse del Piano", printed));
    let (_, run) = office.run("2021-06");
    assert_eq!(codes(&run), Vec::<&str>::new(), "{}", run["problems"]);
    let fails = tied(&run, "risorse_piano", "fails");
    let gaps: Vec<(&str, Option<i64>)> =
        fails.iter().map(|(name, gap)| (name.split(' ').next().unwrap(), *gap)).collect();
    assert_eq!(gaps, [("risorse_piano_2021_01", Some(2_700_000)), ("risorse_piano_2021_01_01", Some(-2_700_000))]);
    let rows = sheet(&office, "2021-06", "Tabelle del Piano");
    assert_eq!(row(&rows, "2021_01_02")[1..3], ["1106000", "Competitività"]);
    assert_eq!(rows.iter().filter(|row| row[0].starts_with("Non torna: Risorse")).count(), 2);
}
