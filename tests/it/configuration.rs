//! A configuration with many mistakes is told whole, each at the line where it is to be mended.

use std::fs;

use crate::office::Office;

/// Mistakes of the sample's texts: the text, what stands there, what stands there instead, and the line of the mistake as it
/// reads then.
type Slip = (&'static str, &'static str, &'static str, &'static str);

fn slipped(slips: &[Slip]) -> Office {
    let office = Office::new();
    let folder = office.settings().parent().unwrap().to_owned();
    for (file, from, to, _) in slips {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        office.configure(file, &text.replacen(from, to, 1));
    }
    office
}

/// What `check` says, an error a line, as (file, the line of the text there, the sentence).
fn told(office: &Office) -> Vec<(String, String, String)> {
    let output = office.program(&["check", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["error"], json["errors"][0], "the first is where it always was");
    let of = |error: &serde_json::Value| {
        let file = error["file"].as_str().unwrap();
        let text = fs::read_to_string(file).unwrap();
        let line = usize::try_from(error["line"].as_u64().unwrap()).unwrap();
        let name = file.rsplit("config/").next().unwrap().to_owned();
        (name, text.lines().nth(line - 1).unwrap().trim().to_owned(), error["text"].as_str().unwrap().to_owned())
    };
    json["errors"].as_array().unwrap().iter().map(of).collect()
}

/// Each slip is told once, at its own line, and nothing else is.
fn each_at_its_line(slips: &[Slip]) {
    let told = told(&slipped(slips));
    for (file, .., line) in slips {
        let found = told.iter().filter(|(name, at, _)| name == file && at == line).count();
        assert_eq!(found, 1, "{file}: {line}\n{told:#?}");
    }
    assert_eq!(told.len(), slips.len(), "{told:#?}");
}

#[test]
fn names_that_mean_nothing_are_all_told_where_they_stand() {
    each_at_its_line(&[
        // The chamber of the sample is called `esempio` too.
        ("settings.toml", "layout = \"oneri\"\nrequired", "layout = \"esempio\"\nrequired", "layout = \"esempio\""),
        ("settings.toml", "ask = \"estero\"", "ask = \"estro\"", "ask = \"estro\""),
        ("settings.toml", "line = \"svalutazione_crediti\"", "line = \"svalutaz\"", "line = \"svalutaz\""),
        ("settings.toml", "address = \"dirigente@", "address = \"dirigente-", "address = \"dirigente-camera.example\""),
        ("accounts.toml", "line = \"contributi\"", "line = \"contribbuti\"", "line = \"contribbuti\""),
        ("objectives.toml", "office = \"estero\"", "office = \"esteri\"", "office = \"esteri\""),
        ("checks.toml", "right = \"conto.330*\"", "right = \"conti.330\"", "right = \"conti.330\""),
        ("phasing.toml", "months = [0, 0", "months = [1, 0", "months = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100]"),
        (
            "layouts/scheda_interventi.toml",
            "\"provvedimento\", \"beneficiario\"",
            "\"provvedimento\", \"fornitore\"",
            "identity = [\"obiettivo\", \"provvedimento\", \"fornitore\", \"codice_fiscale\", \"data_liquidazione\"]",
        ),
        (
            "indicators/indici.toml",
            "formula = \"interventi_economici / oneri_correnti\"",
            "formula = \"interventi_economici / oneri_corenti\"",
            "formula = \"interventi_economici / oneri_corenti\"",
        ),
    ]);
}

#[test]
fn a_calendar_that_names_nobody_or_nothing_is_told_where_it_does() {
    each_at_its_line(&[
        (
            "duties.toml",
            "owner = \"segretario_generale\"\nday = \"31/01\"",
            "owner = \"segretario\"\nday = \"31/01\"",
            "owner = \"segretario\"",
        ),
        ("duties.toml", "id = \"itp_2\"", "id = \"itp_1\"", "id = \"itp_1\""),
        ("duties.toml", "warn_days = 60", "warn_days = 600", "warn_days = 600"),
        (
            "duties.toml",
            "needs = [{ layout = \"preventivo_allegato_a\" }",
            "needs = [{ layout = \"allegato_b\" }",
            "needs = [{ layout = \"allegato_b\" }, { document = \"pira\" }]",
        ),
        ("duties.toml", "duty = \"relazione_cug\"", "duty = \"relazione_cugg\"", "duty = \"relazione_cugg\""),
        ("duties.toml", "act = \"nota del CUG del 26/03/2021\"", "act = \" \"", "act = \" \""),
        ("duties.toml", "title = \"Relazione del CUG\"", "title = \"\"", "title = \"\""),
    ]);
}

#[test]
fn a_calendar_that_cannot_be_read_is_told_where_it_cannot() {
    each_at_its_line(&[
        ("duties.toml", "day = \"31/01\"", "day = \"29/02\"", "day = \"29/02\""),
        ("duties.toml", "day = \"30/06\"", "day = \"31/06\"", "day = \"31/06\""),
        ("duties.toml", "law = \"DPR 254/2005 art. 5\"", "legge = \"art. 5\"", "legge = \"art. 5\""),
        (
            "duties.toml",
            "needs = [{ month = 9 }, { document = \"itp\" }]",
            "needs = [{ month = 13 }, { document = \"itp\" }]",
            "needs = [{ month = 13 }, { document = \"itp\" }]",
        ),
        (
            "duties.toml",
            "of = \"next\"\nlaw = \"DPR 254/2005 art. 6",
            "of = \"dopo\"\nlaw = \"DPR 254/2005 art. 6",
            "of = \"dopo\"",
        ),
        ("duties.toml", "on = \"2021-01-29\"", "on = \"2021-02-29\"", "on = \"2021-02-29\""),
    ]);
}

#[test]
fn words_that_no_table_has_are_all_told_where_they_stand() {
    each_at_its_line(&[
        (
            "settings.toml",
            "warn_after_days = 4\nerror_after_days = 10\n\n[[expected]]\nlayout = \"oneri\"",
            "warn_days = 4\nerror_after_days = 10\n\n[[expected]]\nlayout = \"oneri\"",
            "warn_days = 4",
        ),
        (
            "settings.toml",
            "reminder_days = 90  ",
            "reminder_days = \"90\"  ",
            "reminder_days = \"90\"                               # giorni dopo i quali ciò che resta aperto è ricordato; 0 mai",
        ),
        ("settings.toml", "kind = \"watch\"", "kind = \"guarda\"", "kind = \"guarda\""),
        ("accounts.toml", "prefix = \"312\"", "prefisso = \"312\"", "prefisso = \"312\""),
        ("accounts.toml", "prefix = \"314\"", "prefix = 314", "prefix = 314"),
        ("layouts/oneri.toml", "unreadable = \"file\"", "unreadable = \"tutto\"", "unreadable = \"tutto\""),
        ("indicators/uffici.toml", "reading = \"rapporto\"", "reading = \"rapporti\"", "reading = \"rapporti\""),
    ]);
}

#[test]
fn text_that_is_no_toml_is_told_in_every_file() {
    each_at_its_line(&[
        ("checks.toml", "id = \"registrazioni\"", "id = \"registrazioni", "id = \"registrazioni"),
        ("phasing.toml", "[[profile]]", "[[profile]", "[[profile]"),
    ]);
}

#[test]
fn what_follows_from_a_wrong_value_hides_nothing_and_is_not_told() {
    each_at_its_line(&[
        ("settings.toml", "id = \"estero\"\nname", "id = 3\nname", "id = 3"),
        ("settings.toml", "\nfrom = \"Quadratura <quadratura@camera.example>\"", "\nfrom = 4", "from = 4"),
        ("settings.toml", "cron = \"0 7 5 * *\"", "cron = 7", "cron = 7"),
    ]);
}

#[test]
fn on_the_terminal_there_is_a_line_for_each() {
    let office = slipped(&[
        ("settings.toml", "layout = \"oneri\"\nrequired", "layout = \"onere\"\nrequired", ""),
        ("accounts.toml", "line = \"contributi\"", "line = \"contribbuti\"", ""),
    ]);
    let said = String::from_utf8(office.program(&["check"]).stderr).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines.iter().all(|line| line.starts_with("quadratura: `") && line.contains(", riga ")), "{said}");
    assert!(said.contains("`onere` non è fra quelli di `layouts`; forse si intendeva `oneri`"), "{said}");
}
