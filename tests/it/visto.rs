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
    let arguments = ["visto", MONTH, "--by", "Responsabile finanziario", "--json", "--now", now];
    let output = office.program(&arguments);
    let json = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), json, String::from_utf8_lossy(&said).into_owned())
}

/// The same sheet in other bytes.
fn packed_again(bytes: &[u8]) -> Vec<u8> {
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
