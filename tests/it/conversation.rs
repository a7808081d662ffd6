//! A month as people live it where it is seen before it goes out: offices answer, who answers for the accounts decides and gives the
//! visto, files come late. Killed anywhere, it ends as if nobody had killed it.

use std::cell::Cell;
use std::path::Path;

use anyhow::bail;
use calamine::Reader as _;
use quadratura::issue::IssueState;
use quadratura::pipeline::Step;

use crate::answers::{attached, cell, filled, filled_in, rows, rows_of};
use crate::kills::{self, Seeded};
use crate::office::{Office, go_on};
use crate::signed::{asking, declared};

const MONTH: &str = "2021-04";

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let own = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &own);
        } else {
            std::fs::copy(entry.path(), own).unwrap();
        }
    }
}

/// The same chamber again.
fn again(office: &Office) -> Office {
    let other = Office::empty();
    copied(office.root(), other.root());
    other
}

/// What comes back in the workbook of a draft.
#[derive(Clone, Copy, Debug)]
enum Back {
    /// A difference is accepted.
    Answer,
    /// The month is seen.
    Visto,
}

/// A chamber with a draft, and in the tray of the accounts its workbook, come back.
fn answered(back: Back) -> Office {
    let office = asking("accept_cell = true", "own_trays = true");
    std::fs::create_dir_all(office.root().join("drop/contabilita")).unwrap();
    for (name, bytes) in crate::samples::of_month(MONTH) {
        office.drop_file(&format!("contabilita/{name}"), &bytes);
    }
    office.run(MONTH);
    let draft = std::fs::read(office.root().join(format!("reports/{MONTH}/monitoraggio-{MONTH}.xlsx"))).unwrap();
    let rows = rows(&draft);
    let (_, (row, _)) = rows.iter().find(|(_, (_, cells))| cells["Stato"] == "aperta").unwrap();
    let answer = [(cell('M', *row), "accettata"), (cell('N', *row), "documento visto")];
    let bytes = match back {
        Back::Answer => filled(&draft, &answer),
        Back::Visto => declared(&draft, "Responsabile finanziario"),
    };
    office.drop_file(&format!("contabilita/{NAME}"), &bytes);
    office
}

const NAME: &str = "torna indietro.xlsx";

#[test]
fn an_answer_and_a_visto_killed_at_any_step_are_finished_by_the_next_pass() {
    let ends_after = |number: usize, made: &Cell<usize>, step: Step<'_>| {
        made.set(made.get() + 1);
        if made.get() == number { bail!("ended at step {number}, {step:?}") } else { Ok(()) }
    };
    for (back, state) in [(Back::Answer, IssueState::Draft), (Back::Visto, IssueState::Released)] {
        let prepared = answered(back);
        let (undisturbed, steps) = (again(&prepared), Cell::new(0));
        let outcome = undisturbed.pass(MONTH, &|step| ends_after(0, &steps, step)).unwrap();
        assert_eq!((outcome.issue, outcome.state), (Some(2), state), "{back:?}");
        let (files, rows) = (undisturbed.files(), undisturbed.database());
        assert!(steps.get() > 8, "{steps:?}");
        for number in 1..=steps.get() {
            let (office, made) = (again(&prepared), Cell::new(0));
            let error = office.pass(MONTH, &|step| ends_after(number, &made, step)).unwrap_err();
            office.pass(MONTH, &go_on).unwrap();
            assert_eq!(office.files(), files, "{back:?} after {error}");
            assert_eq!(office.database(), rows, "{back:?} after {error}");
        }
    }
}

#[test]
fn a_dozen_kills_of_the_service_lose_no_answer_and_no_visto() {
    const NOW: &str = "2021-06-05T07:00:00+02:00";
    let mut random = Seeded(20_210_505);
    for back in [Back::Answer, Back::Visto] {
        let prepared = answered(back);
        kills::all_at_once(&prepared);
        // A service begins with what is due after its first look.
        kills::once(&prepared, "2021-06-04T10:00:00+02:00");
        let lived = |disturb: &mut dyn FnMut(&Office)| {
            let office = again(&prepared);
            disturb(&office);
            (0..3).for_each(|_| kills::once(&office, NOW));
            office
        };
        let undisturbed = lived(&mut |_| {});
        assert!(undisturbed.root().join("drop/contabilita/accettati").join(NAME).exists());
        let office = lived(&mut |office| {
            for number in 0..6 {
                let wait = 10 + random.below(if number % 2 == 0 { 400 } else { 2500 });
                kills::killed(office, &["serve", "--once", "--now", NOW], wait);
            }
        });
        assert_eq!(kills::files(&office), kills::files(&undisturbed), "{back:?}");
        assert_eq!(kills::told(&office), kills::told(&undisturbed), "{back:?}");
        let verified = office.program(&["verify"]);
        assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    }
}

#[test]
fn who_answers_and_sees_in_one_workbook_sees_the_next_draft() {
    let office = answered(Back::Visto);
    let both = std::fs::read(office.root().join("drop/contabilita").join(NAME)).unwrap();
    let rows = rows(&both);
    let (_, (row, _)) = rows.iter().find(|(_, (_, cells))| cells["Stato"] == "aperta").unwrap();
    let both = filled(&both, &[(cell('M', *row), "accettata"), (cell('N', *row), "documento visto")]);
    office.drop_file(&format!("contabilita/{NAME}"), &both);
    let (_, run) = office.run(MONTH);
    assert_eq!(stands(&run), ("draft", 2), "the answers count");
    let said = crate::answers_beside::said_of_last(&office);
    assert!(said.len() == 1 && said[0].starts_with("visto.with_answers"), "{said:?}");
}

/// The workbook as another program saves it, where there is one.
fn saved_by_another(bytes: &[u8]) -> Vec<u8> {
    if !crate::libreoffice::is_there() {
        return bytes.to_vec();
    }
    let folder = tempfile::tempdir().unwrap();
    let (own, out, profile) =
        (folder.path().join("risposte.xlsx"), folder.path().join("out"), folder.path().join("profile"));
    std::fs::write(&own, bytes).unwrap();
    crate::libreoffice::profile(&profile);
    let mut soffice = std::process::Command::new("soffice");
    soffice.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    soffice.args(["--headless", "--convert-to", "xlsx", "--outdir"]).args([&out, &own]);
    assert!(soffice.output().unwrap().status.success());
    std::fs::read(out.join("risposte.xlsx")).unwrap()
}

/// The column of a sheet below this head.
fn column(bytes: &[u8], sheet: &str, head: &str) -> char {
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let at = range.rows().nth(3).unwrap().iter().position(|it| *it == head).unwrap();
    char::from(b'A' + u8::try_from(at).unwrap())
}

fn visto(office: &Office, month: &str, now: &str, more: &[&str]) -> serde_json::Value {
    let mut arguments = vec!["visto", month, "--by", "Responsabile finanziario", "--json", "--now", now];
    arguments.extend(more);
    let output = office.program(&arguments);
    let said = String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", said.chars().take(600).collect::<String>());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn letters_to(office: &Office, role: &str, kind: &str) -> usize {
    let names = std::fs::read_dir(office.root().join("outbox"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap());
    names.filter(|it| it.contains(kind) && it.ends_with(&format!("-{role}.eml"))).count()
}

fn stands(run: &serde_json::Value) -> (&str, u64) {
    (run["state"].as_str().unwrap(), run["issue"].as_u64().unwrap())
}

fn drop_month(office: &Office, month: &str, without: &str) {
    for (name, bytes) in crate::samples::of_month(month).into_iter().filter(|(name, _)| !name.starts_with(without)) {
        office.drop_file(&format!("contabilita/{name}"), &bytes);
    }
}

/// Three months in which three offices answer, one export comes late, one month is forced out.
#[test]
fn a_quarter_is_answered_seen_and_gathered() {
    let office = asking("then = \"segretario_generale\"", "own_trays = true");
    for tray in ["contabilita", "promozione", "estero", "registro"] {
        std::fs::create_dir_all(office.root().join("drop").join(tray)).unwrap();
    }
    let accepted = april(&office);
    may(&office);
    june(&office);
    gathered(&office, &accepted);
}

fn april(office: &Office) -> String {
    // April: the draft goes to the accounts, their rows to the offices, who answer on the workbooks that came with them.
    drop_month(office, "2021-04", "nothing");
    let (_, run) = office.run("2021-04");
    assert_eq!(stands(&run), ("draft", 1));
    assert_eq!(letters_to(office, "segretario_generale", "mensile"), 0);
    let mut answers = 0;
    for (tray, name) in [("promozione", "promozione"), ("estero", "estero"), ("registro", "registro")] {
        let own = attached(office, &format!("differenze-2021-04-{name}.xlsx"));
        let back = if tray == "registro" {
            let (row, _) = &rows_of(&own, "Indicatori", "Codice")["2021_02_01_02-I1"];
            let at = |head: &str| cell(column(&own, "Indicatori", head), *row);
            let said = [(at("Causa"), "due addetti assenti"), (at("Azione correttiva"), "si assume a termine")];
            filled_in(&own, "Indicatori", &said)
        } else {
            let (row, _) = rows(&own).into_values().next().unwrap();
            filled(
                &own,
                &[
                    (cell('M', row), "in attesa di documento"),
                    (cell('N', row), "manca la quietanza"),
                    (cell('Q', row), "31/05/2021"),
                ],
            )
        };
        office.drop_file(&format!("{tray}/risposte di {tray}.xlsx"), &saved_by_another(&back));
        answers += 1;
    }
    let (_, run) = office.run("2021-04");
    assert_eq!(stands(&run), ("draft", 2), "what offices propose is shown");
    let taken: Vec<&serde_json::Value> = run["arrivals"].as_array().unwrap().iter().collect();
    assert!(
        taken.len() == answers && taken.iter().all(|it| it["rows"] == 1),
        "{taken:?}: {:?}",
        crate::answers_beside::said_of_last(office)
    );
    // Who answers for the accounts accepts one of them, and gives the visto on the draft that shows it.
    let draft = std::fs::read(office.root().join("reports/2021-04/monitoraggio-2021-04-v2.xlsx")).unwrap();
    let (accepted, (row, _)) = rows(&draft).into_iter().find(|(_, (_, it))| it["Ufficio"].contains("estero")).unwrap();
    let back = filled(&draft, &[(cell('M', row), "accettata"), (cell('N', row), "quietanza vista in ufficio")]);
    office.drop_file("contabilita/decisioni.xlsx", &saved_by_another(&back));
    assert_eq!(stands(&office.run("2021-04").1), ("draft", 3));
    assert_eq!(stands(&visto(office, "2021-04", "2021-05-07T07:00:00Z", &[])), ("released", 4));
    assert_eq!(letters_to(office, "segretario_generale", "mensile"), 1);
    accepted
}

fn may(office: &Office) {
    // May: seen, then an export comes late and suspends it; what went out stays.
    drop_month(office, "2021-05", "nothing");
    office.run("2021-05");
    assert_eq!(stands(&visto(office, "2021-05", "2021-06-07T07:00:00Z", &[])), ("released", 2));
    let out = std::fs::read(office.root().join("reports/2021-05/monitoraggio-2021-05-v2.xlsx")).unwrap();
    let (name, late) =
        crate::samples::of_month("2021-05").into_iter().find(|(name, _)| name.starts_with("interventi")).unwrap();
    office.drop_file(&format!("contabilita/{name}"), &crate::visto::packed_again(&late));
    let (_, run) = office.run("2021-05");
    assert_eq!(stands(&run), ("draft", 3));
    assert!(run["blocking"].to_string().contains("è sospeso"), "{}", run["blocking"]);
    assert_eq!(letters_to(office, "segretario_generale", "2021-05"), 1, "nothing of it leaves before it is seen again");
    assert_eq!(std::fs::read(office.root().join("reports/2021-05/monitoraggio-2021-05-v2.xlsx")).unwrap(), out);
    assert_eq!(stands(&visto(office, "2021-05", "2021-06-08T07:00:00Z", &[])), ("released", 4));
}

fn june(office: &Office) {
    // June: without the oneri, forced out by two.
    drop_month(office, "2021-06", "oneri");
    assert_eq!(stands(&office.run("2021-06").1), ("draft", 1));
    let force = ["--force", "file:oneri", "--why", "esportazione guasta", "--second", "Segretario generale"];
    assert_eq!(stands(&visto(office, "2021-06", "2021-07-07T07:00:00Z", &force)), ("released", 2));
}

fn gathered(office: &Office, accepted: &str) {
    // All of it is as it was, and lies in one folder that needs no program.
    let verified = office.program(&["verify", "--json"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    let gathered = office.root().join("gathered");
    let output = office.program(&["fascicolo", "2021", "--out", gathered.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = |name: &str| {
        let mut found = Vec::new();
        find(&gathered, name, &mut found);
        std::fs::read_to_string(found.pop().unwrap_or_else(|| panic!("no {name}"))).unwrap()
    };
    let told = text("risposte.csv");
    assert!(
        told.contains(accepted) && told.contains("quietanza vista in ufficio") && told.contains("due addetti assenti"),
        "{told}"
    );
    let seen = text("visti.csv");
    assert_eq!(seen.lines().count(), 5, "{seen}");
    assert!(seen.contains("esportazione guasta;Segretario generale"), "{seen}");
}

fn find(folder: &Path, name: &str, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            find(&entry.path(), name, found);
        } else if entry.file_name() == name {
            found.push(entry.path());
        }
    }
}
