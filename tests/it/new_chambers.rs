//! Two chambers that were never seen are taken on from their files alone, by `init --from` and what a person answers to what it asks.

mod colline;
mod delta;
mod page;

use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

/// A month whose files a chamber writes.
#[derive(Clone, Copy)]
pub struct Month {
    year: u16,
    number: u8,
    last_day: u8,
}

const JUNE: Month = Month { year: 2025, number: 6, last_day: 30 };
const JULY: Month = Month { year: 2025, number: 7, last_day: 31 };
const JANUARY: Month = Month { year: 2026, number: 1, last_day: 31 };

/// A workbook of sheets whose cells stand between `|`: whole numbers and numbers with a decimal comma become numbers.
pub fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, lines) in sheets {
        let page = book.add_worksheet();
        page.set_name(*name).unwrap();
        for (row, line) in (0..).zip(lines.lines()) {
            for (column, cell) in (0..).zip(line.split('|').map(str::trim)).filter(|(_, cell)| !cell.is_empty()) {
                let is_code = cell.len() > 1 && cell.starts_with('0');
                match cell.replace(',', ".").parse::<f64>() {
                    Ok(number) if !is_code => page.write_number(row, column, number).unwrap(),
                    _ => page.write_string(row, column, cell).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// What a person changes in a text of the configuration.
#[derive(Deserialize)]
struct Answers {
    answer: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    file: String,
    find: String,
    put: String,
}

/// A chamber that is being taken on.
struct Chamber {
    dir: TempDir,
}

impl Chamber {
    /// From the files of a month: with what the command said.
    fn drafted(files: &[(String, Vec<u8>)]) -> (Self, String) {
        let it = Self { dir: tempfile::tempdir().unwrap() };
        it.put(files, &it.dir.path().join("file"));
        let (code, out) = it.quadratura(&["init", "camera", "--from", "file"]);
        assert_eq!(code, 0, "{out}");
        (it, out)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("camera").join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path("config").join(name)).unwrap()
    }

    fn put(&self, files: &[(String, Vec<u8>)], folder: &Path) {
        std::fs::create_dir_all(folder).unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }

    fn quadratura(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_quadratura"));
        command.current_dir(self.dir.path()).env("QUADRATURA_CONFIG", "camera/config/settings.toml").args(arguments);
        let out = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout) + &text(out.stderr))
    }

    /// What `check` still leaves to a person.
    fn remaining(&self) -> Vec<String> {
        let (code, out) = self.quadratura(&["check", "--json"]);
        assert_eq!(code, 0, "{out}");
        let json: Value = serde_json::from_str(&out).unwrap();
        json["remaining"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    }

    /// Answers as a person does, in an editor.
    fn answer(&self, answers: &str) {
        for Answer { file, find, put } in toml::from_str::<Answers>(answers).unwrap().answer {
            let text = self.text(&file);
            assert_eq!(text.matches(&find).count(), 1, "{file}: {find}");
            std::fs::write(self.path("config").join(&file), text.replace(&find, &put)).unwrap();
        }
    }

    /// Runs a month a few days after its end.
    fn run(&self, files: &[(String, Vec<u8>)], month: &str, now: &str) -> Value {
        self.put(files, &self.path("drop"));
        let (code, out) = self.quadratura(&["run", "--json", "--period", month, "--now", now]);
        assert!(matches!(code, 0 | 3), "{code} {out}");
        serde_json::from_str(&out).unwrap()
    }
}

fn indicator<'a>(json: &'a Value, id: &str, scenario: &str) -> &'a Value {
    let all = json["indicators"].as_array().unwrap();
    all.iter().find(|it| it["id"] == id && it["scenario"] == scenario).unwrap_or_else(|| panic!("{id} {scenario}"))
}

/// What is booked of a voce, in cents.
fn booked(json: &Value, line: &str) -> i64 {
    let mut voci = json["preconsuntivo"].as_array().unwrap().iter().filter(|it| it["line"] == line);
    voci.next().unwrap_or_else(|| panic!("{line}"))["booked_cents"].as_i64().unwrap()
}

fn tie_outs(json: &Value, state: &str) -> Vec<String> {
    let all = json["tie_outs"].as_array().unwrap().iter().filter(|it| it["state"] == state);
    all.map(|it| it["scope"].as_str().unwrap().to_owned()).collect()
}

/// What only a person can say, of what a draft marks in its files.
fn marked(remaining: &[String]) -> Vec<&str> {
    remaining.iter().filter(|it| it.contains(", riga ")).map(String::as_str).collect()
}

#[test]
fn the_hills_are_taken_on_from_their_files() {
    let (hills, said) = Chamber::drafted(&colline::files(JUNE));
    // Without a word of a person the month ties out: what is left is to be judged by.
    assert!(
        said.contains("Giugno 2025: emissione 1\n") && said.contains("7 accettati, 33 righe; 0 rifiutati"),
        "{said}"
    );
    assert!(!hills.path("reports").join("2025-06").exists(), "the trial entered the data");
    assert!(hills.path("prova/reports/2025-06/monitoraggio-2025-06.xlsx").exists());
    let remaining = hills.remaining();
    assert!(remaining.len() <= 15 && marked(&remaining).len() == 2, "{remaining:#?}");
    hills.answer(include_str!("new_chambers/colline.answers.toml"));
    assert_eq!(marked(&hills.remaining()), Vec::<&str>::new());

    let june = hills.run(&colline::files(JUNE), "2025-06", "2025-07-05T07:00:00+02:00");
    assert_eq!((&june["state"], &june["blocking"]), (&"released".into(), &serde_json::json!([])), "{june:#}");
    assert_eq!(tie_outs(&june, "fails"), Vec::<String>::new());
    assert_eq!(june["problems"], serde_json::json!([]));
    // The mastri are no accounts: 2.400.000 + 480.000 + 60.000 of the year, six months of it.
    let of = |line: &str| booked(&june, line);
    assert_eq!((of("diritto_annuale"), of("competenze_personale")), (147_000_000, 42_600_000));
    assert_eq!((of("interventi_economici"), of("svalutazione_crediti")), (1_375_000, 24_000_000));
    // Personnel of A and B is 30% in the budget, running costs are 50%: 187.200 of 601.750.
    let support = indicator(&june, "incidenza_costi_supporto", "consuntivo");
    assert_eq!(support["value"], "0.311092646448");
    let reason = support["reason"].as_str().unwrap();
    assert!(reason.ends_with("funzioni ripartite come in «Preventivo economico (Allegato A)»"), "{reason}");
    let promised = indicator(&june, "ob_1_b", "consuntivo");
    assert_eq!((&promised["value"], &promised["standing"]), (&"0.9".into(), &"in_progress".into()), "{promised}");
    let difference = &june["differences"][0];
    assert_eq!(
        (&difference["office"], &difference["amount_cents"]),
        (&"estero".into(), &100_000.into()),
        "{difference}"
    );
    let outbox: Vec<_> = std::fs::read_dir(hills.path("outbox")).unwrap().collect();
    assert!(outbox.len() >= 3 && hills.path("reports/2025-06/monitoraggio-2025-06.xlsx").exists(), "{}", outbox.len());

    let july = hills.run(&colline::files(JULY), "2025-07", "2025-08-05T07:00:00+02:00");
    assert_eq!((&july["state"], &july["problems"]), (&"released".into(), &serde_json::json!([])), "{july:#}");
    assert_eq!(booked(&july, "diritto_annuale"), 171_500_000);

    the_plan_of_the_next_year_is_of_that_year_alone(&hills);
}

fn the_plan_of_the_next_year_is_of_that_year_alone(hills: &Chamber) {
    let (code, plan) = hills.quadratura(&["plan", "new", "2026"]);
    assert_eq!(code, 0, "{plan}");
    let path = hills.path("config/plans/2026.toml");
    let drafted = std::fs::read_to_string(&path).unwrap();
    let confirmed =
        drafted.lines().filter(|line| *line != "draft = true").map(|line| line.split("  # da conf").next().unwrap());
    let confirmed =
        confirmed.collect::<Vec<_>>().join("\n").replace("Imprese più digitali", "Imprese più digitali e sicure");
    std::fs::write(&path, confirmed.replace(">= 80%", ">= 95%")).unwrap();
    let of_plan = |json: &Value| -> Vec<String> {
        let all = json["objectives"].as_array().unwrap().iter();
        all.map(|it| format!("{} {}", it["code"].as_str().unwrap(), it["title"].as_str().unwrap())).collect()
    };
    let january = hills.run(&colline::files(JANUARY), "2026-01", "2026-02-05T07:00:00+02:00");
    assert_eq!(of_plan(&january), ["OB-1 Imprese più digitali e sicure", "OB-2 Imprese sui mercati esteri"]);
    assert_eq!(indicator(&january, "ob_1_b", "consuntivo")["target"]["value"], "0.95");
    // The captions of the new year are those of the old one, and what is told is that nobody ran the autumn.
    let told: Vec<&Value> = january["problems"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert_eq!(
        (&january["state"], told),
        (&"released".into(), vec![&"pipeline.never_issued".into(), &"reconcile.check_never".into()])
    );
    // The year before stays as its plan was.
    let july = hills.run(&[], "2025-07", "2026-02-05T08:00:00+02:00");
    assert_eq!(of_plan(&july), ["OB-1 Imprese più digitali", "OB-2 Imprese sui mercati esteri"]);
    assert_eq!(
        (&july["changed"], &indicator(&july, "ob_1_b", "consuntivo")["target"]["value"]),
        (&false.into(), &"0.8".into())
    );
}

#[test]
fn the_delta_is_taken_on_from_its_files() {
    let (delta, said) = Chamber::drafted(&delta::files(JUNE));
    assert!(said.contains("il conto `S.09.001` non corrisponde a nessuna voce"), "{said}");
    let remaining = delta.remaining();
    assert!(remaining.len() <= 15 && marked(&remaining).len() == 3, "{remaining:#?}");
    delta.answer(include_str!("new_chambers/delta.answers.toml"));
    assert_eq!(marked(&delta.remaining()), Vec::<&str>::new());

    let june = delta.run(&delta::files(JUNE), "2025-06", "2025-07-05T07:00:00+02:00");
    assert_eq!(june["state"], "released", "{june:#}");
    assert_eq!(tie_outs(&june, "fails"), Vec::<String>::new());
    // 2.160.000 of the year; 600,00 of the account that a person placed.
    let of = |line: &str| booked(&june, line);
    assert_eq!((of("diritto_annuale"), of("oneri_diversi_gestione")), (108_000_000, 60_000));
    // Nothing divides among the functions, and the reason names just that.
    let support = &indicator(&june, "incidenza_costi_supporto", "consuntivo")["reason"];
    assert_eq!(
        support,
        "non rilevato: i conti non distinguono le funzioni A e B, e la tabella dello schema `allegato_a`, che li ripartisce, manca o \
         non le ha: va messa in drop una volta"
    );
    let difference = &june["differences"][0];
    assert_eq!(
        (&difference["office"], &difference["amount_cents"]),
        (&"promozione".into(), &5_000.into()),
        "{difference}"
    );
    // The plan's order, whatever the codes: VP1.2 before VP2.1.
    let codes: Vec<&Value> = june["objectives"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert_eq!(codes, ["VP1.2", "VP2.1"]);
}

#[test]
fn what_a_draft_is_not_sure_of_is_marked() {
    let balances = |title: &str, rows: &str| {
        let head = "Conto;Descrizione;Preventivo assestato;Consuntivo";
        format!("Camera di commercio del Golfo;;;\n{title} al 30/06/2025;;;\n{head}\n{rows}").into_bytes()
    };
    let income = "P.1;Diritto annuale;1000,00;400,00\nP.2;Bandi per la promozione;200,00;50,00\n";
    let sheet = |rows: &str| {
        let head = "Obiettivo | Determina | Data liquidazione | Beneficiario | Importo liquidato";
        format!("Camera di commercio del Golfo\nInterventi al 30/06/2025\n\n{head}\n{rows}")
    };
    let markets = sheet("G1 | 3/2025 | 12/06/2025 | Reti Uno | 100,5\nG1 | 4/2025 | 13/06/2025 | Vele Due | 70");
    let studies = sheet("G2 | 7/2025 | 14/06/2025 | Porto Tre | 30,25");
    let files = [
        ("Proventi 2025-06.csv".to_owned(), balances("Proventi", income)),
        (
            "Saldi 2025-06.csv".to_owned(),
            balances("Saldi", "P.1;Diritto annuale;1000,00;400,00\nC.1;Stipendi;500,00;250,00\n"),
        ),
        ("Interventi 2025-06.xlsx".to_owned(), workbook(&[("Mercati", &markets), ("Ufficio Studi", &studies)])),
    ];
    let (gulf, _) = Chamber::drafted(&files);
    let accounts = gulf.text("accounts.toml");
    let above = |line: &str| accounts.split(line).next().unwrap().rsplit("\n\n").next().unwrap().to_owned();
    // What some words of a name alone say, and on which side of the year it would stand.
    assert!(above("code = \"C.1\"").contains("# DA GUARDARE: dal nome soltanto\n"), "{accounts}");
    let other_side =
        "# DA GUARDARE: `P.2` «Bandi per la promozione» sta in un file di proventi, e la voce è un onere\n";
    assert!(above("code = \"P.2\"").contains(other_side), "{accounts}");
    assert!(!above("code = \"P.1\"").contains("DA GUARDARE"), "{accounts}");
    let twice =
        "`Proventi 2025-06.csv` e `Saldi 2025-06.csv` hanno gli stessi conti dello stesso mese, e così si sommano";
    assert!(gulf.remaining().iter().any(|it| it.contains(twice)), "{:#?}", gulf.remaining());
    // A sheet that is called by a word may be an office's; one that says so is.
    let settings = gulf.text("settings.toml");
    let office = |id: &str| {
        settings
            .split(&format!("[[office]]\nid = \"{id}\""))
            .next()
            .unwrap()
            .lines()
            .next_back()
            .unwrap_or_default()
            .to_owned()
    };
    assert!(office("mercati").starts_with("# DA GUARDARE: lo dicono solo i nomi di fogli"), "{settings}");
    assert!(!office("studi").starts_with('#'), "{settings}");

    // Of two files of one name neither is taken before the other.
    let within = gulf.dir.path().join("file/marzo");
    gulf.put(&files[..1], &within);
    let (code, said) = gulf.quadratura(&["init", "altra", "--from", "file"]);
    assert!(
        code == 2 && said.contains("due file hanno lo stesso nome") && said.contains("file/marzo/"),
        "{code} {said}"
    );
    assert!(!gulf.dir.path().join("altra").exists());
}
