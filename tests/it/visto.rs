//! A month that goes out when somebody has seen it.

use std::io::Cursor;

use serde_json::Value;

use crate::office::Office;

const MONTH: &str = "2021-01";

/// A chamber that asks for a visto.
fn asking() -> Office {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    office.configure("settings.toml", &format!("{settings}\n[release]\nmode = \"visto\"\n"));
    office
}

fn letters(office: &Office) -> Vec<String> {
    let outbox = std::fs::read_dir(office.root().join("outbox")).unwrap();
    let mut names: Vec<String> = outbox.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.retain(|name| name.contains("-mensile-") || name.contains("-bozza-"));

    names
}

fn visto(office: &Office, now: &str) -> (i32, Value, String) {
    visto_of(office, MONTH, now)
}

fn visto_of(office: &Office, month: &str, now: &str) -> (i32, Value, String) {
    let arguments = ["visto", month, "--by", "Responsabile finanziario", "--json", "--now", now];
    let output = office.program(&arguments);
    let json = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), json, String::from_utf8_lossy(&said).into_owned())
}

/// The same sheet in other bytes.
pub fn packed_again(bytes: &[u8]) -> Vec<u8> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..package.len() {
        let mut part = package.by_index(at).unwrap();
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        out.start_file(part.name().unwrap().into_owned(), stored).unwrap();
        std::io::copy(&mut part, &mut out).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_month_waits_for_its_visto_and_a_change_suspends_it() {
    let office = asking();
    for (name, bytes) in crate::samples::of_month(MONTH) {
        office.drop_file(&name, &bytes);
    }
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["state"], &run["issue"]), (&"draft".into(), &1.into()));
    assert_eq!(letters(&office), ["2021-01-1-bozza-contabilita.eml"], "the finance office alone");
    let (_, again) = office.run(MONTH);
    assert_eq!((&again["issue"], &again["changed"]), (&1.into(), &false.into()), "nothing new makes no new draft");

    let (code, out, said) = visto(&office, "2021-02-08T07:00:00Z");
    assert!(matches!(code, 0 | 3), "{said}");
    assert_eq!((&out["state"], &out["issue"]), (&"released".into(), &2.into()));
    assert!(
        letters(&office).contains(&"2021-01-2-mensile-segretario_generale.eml".to_owned()),
        "{:?}",
        letters(&office)
    );
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook(office.root().join("reports/2021-01/monitoraggio-2021-01-v2.xlsx")).unwrap();
    let summary = calamine::Reader::worksheet_range(&mut book, "Sommario").unwrap();
    let subtitle = summary.get_value((1, 0)).unwrap().to_string();
    assert!(subtitle.ends_with("emissione 2, diffusa con il visto di Responsabile finanziario"), "{subtitle}");
    let (_, again) = office.run(MONTH);
    assert_eq!((&again["issue"], &again["state"]), (&2.into(), &"released".into()));
    let (code, _, said) = visto(&office, "2021-02-09T07:00:00Z");
    assert!(code == 2 && said.contains("già diffuso"), "{said}");

    // What comes late suspends it, by its name; what went out stays.
    let before = std::fs::read(office.root().join("reports/2021-01/monitoraggio-2021-01-v2.xlsx")).unwrap();
    let (name, bytes) = crate::samples::of_month(MONTH)
        .into_iter()
        .find(|(name, _)| name.starts_with("scheda_interventi_estero"))
        .unwrap();
    office.drop_file(&name, &packed_again(&bytes));
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["state"], &run["issue"]), (&"draft".into(), &3.into()));
    let reason = run["blocking"].to_string();
    assert!(reason.contains("è sospeso") && reason.contains(&name), "{reason}");
    assert_eq!(std::fs::read(office.root().join("reports/2021-01/monitoraggio-2021-01-v2.xlsx")).unwrap(), before);
    let (code, out, said) = visto(&office, "2021-02-10T07:00:00Z");
    assert!(matches!(code, 0 | 3), "{said}");
    assert_eq!((&out["state"], &out["issue"]), (&"released".into(), &4.into()));

    // Each of them is made again as it was.
    let output = office.program(&["verify", "--json"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    // Asked for no more, a draft that only waited for it goes out.
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let other = crate::samples::of_month(MONTH)
        .into_iter()
        .find(|(name, _)| name.starts_with("scheda_interventi_promozione"))
        .unwrap();
    office.drop_file(&other.0, &packed_again(&other.1));
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["state"], &run["issue"]), (&"draft".into(), &5.into()));
    office.configure("settings.toml", &settings.replace("mode = \"visto\"", "mode = \"automatico\""));
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["state"], &run["issue"]), (&"released".into(), &6.into()));
}

#[test]
fn what_blocks_a_month_holds_its_visto_and_without_being_asked_for_there_is_none() {
    let office = asking();
    for (name, bytes) in crate::samples::of_month(MONTH).into_iter().filter(|(name, _)| !name.starts_with("oneri")) {
        office.drop_file(&name, &bytes);
    }
    let (code, _, said) = visto(&office, "2021-02-08T07:00:00Z");
    assert!(code == 2 && said.contains("non c'è una bozza da vistare"), "{said}");
    office.run(MONTH);
    let (code, _, said) = visto(&office, "2021-02-08T07:00:00Z");
    assert!(code == 2 && said.contains("il visto non si può dare finché qualcosa tiene il mese in bozza"), "{said}");

    let office = Office::new();
    office.release_samples(MONTH);
    let (code, _, said) = visto(&office, "2021-02-08T07:00:00Z");
    assert!(code == 2 && said.contains("diffonde i mesi senza visto"), "{said}");
    // Asked for afterwards, it takes back nothing that is out.
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    office.configure("settings.toml", &format!("{settings}\n[release]\nmode = \"visto\"\n"));
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["state"], &run["issue"]), (&"released".into(), &1.into()));
}

#[test]
fn a_month_is_forced_out_for_one_thing_with_a_reason_and_two_names() {
    let office = asking();
    let accounts = std::fs::read_to_string(office.root().join("config/accounts.toml")).unwrap();
    // Several accounts are of no voce any more.
    let without = accounts.replace("[[account]]\nprefix = \"328\"\nline = \"quote_associative\"\n", "");
    assert_ne!(accounts, without);
    office.configure("accounts.toml", &without);
    for (name, bytes) in crate::samples::of_month(MONTH) {
        office.drop_file(&name, &bytes);
    }
    office.run(MONTH);
    let force = |finding: &str, second: &str, why: &str| {
        let now = "2021-02-08T07:00:00Z";
        let mut arguments = vec!["visto", MONTH, "--by", "Responsabile finanziario", "--now", now, "--json"];
        arguments.extend(["--force", finding, "--why", why, "--second", second]);
        let output = office.program(&arguments);
        let said = String::from_utf8_lossy(&[output.stdout.clone(), output.stderr].concat()).into_owned();
        (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap_or(Value::Null), said)
    };
    let (code, _, said) = force("conto:328000", "Segretario generale", "quote da attribuire");
    assert!(code == 2 && said.contains("si forza una cosa sola") && said.contains("`conto:328003`"), "{said}");

    let account = |code: &str| format!("\n[[account]]\ncode = \"{code}\"\nline = \"quote_associative\"\n");
    let others = ["328001", "328002", "328003", "328005"].map(account);
    let one = without + &others.concat();
    office.configure("accounts.toml", &one);
    office.run(MONTH);
    let (code, _, said) = visto(&office, "2021-02-08T07:00:00Z");
    assert!(code == 2 && said.contains("--force conto:328000"), "{said}");
    let (code, _, said) = force("conto:999999", "Segretario generale", "quote da attribuire");
    assert!(code == 2 && said.contains("che è `conto:328000`"), "{said}");
    let (code, _, said) = force("conto:328000", "responsabile  FINANZIARIO", "quote da attribuire");
    assert!(code == 2 && said.contains("altra persona"), "{said}");
    let (code, _, said) = force("conto:328000", "Segretario generale", " ");
    assert!(code == 2 && said.contains("un motivo"), "{said}");

    let (code, out, said) = force("conto:328000", "Segretario generale", "quote da attribuire");
    assert!(matches!(code, 0 | 3), "{said}");
    assert_eq!(out["state"], "released");
    let told = "Diffuso nonostante un blocco: il conto `328000` non corrisponde a nessuna voce. Motivo: quote da attribuire. \
                Firmano Responsabile finanziario e Segretario generale.";
    let name = format!("reports/{MONTH}/monitoraggio-{MONTH}-v{}.xlsx", out["issue"]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(office.root().join(name)).unwrap();
    let summary = calamine::Reader::worksheet_range(&mut book, "Sommario").unwrap();
    let quoted = told.replace('`', "");
    let plain = |text: String| text.replace(['«', '»', '`'], "");
    assert!(
        summary.used_cells().any(|(_, _, cell)| plain(cell.to_string()).contains(&quoted)),
        "the first page says it"
    );
    let letter = format!("outbox/{MONTH}-{}-mensile-segretario_generale.eml", out["issue"]);
    let letter = told_in(&std::fs::read(office.root().join(letter)).unwrap());
    assert!(plain(letter.clone()).contains(&quoted), "{letter}");

    // It stays out while nothing changes, and each of its issues is made again as it was.
    let (_, again) = office.run(MONTH);
    assert_eq!(
        (&again["issue"], &again["changed"], &again["state"]),
        (&out["issue"], &false.into(), &"released".into())
    );
    let output = office.program(&["verify", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

/// The text of a letter, in one line.
fn told_in(bytes: &[u8]) -> String {
    crate::arrivals::quoted_printable(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn who_reads_the_month_hears_of_it_with_the_visto_and_is_told_when_nobody_gives_it() {
    let (office, month) = (asking(), "2021-04");
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let route = "\n[[alerts.route]]\nto = \"segretario_generale\"\nkinds = [\"differences\", \"indicator_missed\"]\n";
    let receives = settings
        .replace("receives = [\"monthly\", \"prospetto\"", "receives = [\"digest\", \"monthly\", \"prospetto\"");
    assert_ne!(settings, receives);
    let then = receives.replace("\nmode = \"visto\"\n", "\nmode = \"visto\"\nthen = \"segretario_generale\"\n");
    office.configure("settings.toml", &(then + route));
    let (code, said) = office.check();
    assert_eq!(code, 0, "{said}");
    for (name, bytes) in crate::samples::of_month(month) {
        office.drop_file(&name, &bytes);
    }
    let night = |day: &str| {
        let now = format!("{day}T02:00:00Z");
        office.program(&["run", "--json", "--nightly", "--period", month, "--now", &now])
    };
    let to = |role: &str| -> Vec<String> {
        let outbox = std::fs::read_dir(office.root().join("outbox")).unwrap();
        let names = outbox.map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|it| it.contains(&format!("-{role}"))).collect();
        names.sort();
        names
    };
    office.run(month);
    assert_eq!(to("segretario_generale"), Vec::<String>::new(), "nothing before the visto");
    assert!(!to("promozione").is_empty(), "the rows of offices go as ever");
    night("2021-05-07");
    assert_eq!(to("segretario_generale"), Vec::<String>::new());
    // On the third day who answers for the accounts is reminded, on the sixth the Segretario generale is told.
    let before = to("contabilita").len();
    night("2021-05-08");
    assert_eq!(to("contabilita").len(), before + 1, "{:?}", to("contabilita"));
    night("2021-05-09");
    assert_eq!(to("contabilita").len(), before + 1, "once");
    assert_eq!(to("segretario_generale"), Vec::<String>::new());
    night("2021-05-11");
    let told = to("segretario_generale");
    assert_eq!(told.len(), 1, "{told:?}");
    let letter = told_in(&std::fs::read(office.root().join("outbox").join(&told[0])).unwrap());
    assert!(letter.contains("aprile 2021 aspetta il visto") && !letter.contains("Differenze"), "{letter}");

    let (code, out, said) = visto_of(&office, month, "2021-05-11T09:00:00Z");
    assert!(matches!(code, 0 | 3), "{said}");
    assert_eq!(out["state"], "released");
    assert!(to("segretario_generale").iter().any(|it| it.contains("-mensile-")));
    // To who reads it for the first time, what the draft told the accounts is new.
    let monthly = format!("outbox/{month}-2-mensile-segretario_generale.eml");
    let monthly = told_in(&std::fs::read(office.root().join(monthly)).unwrap());
    assert!(monthly.to_lowercase().contains("nuov"), "{monthly}");
}
