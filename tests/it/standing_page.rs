//! The pages of how things stand: what each of their readers finds on them and does not, when they are written, and how a browser
//! sees them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::{DateTime, Utc};
use quadratura::clock::Fixed;
use quadratura::schedule::{Doing, Service};
use serde_json::Value;

use crate::office::{Office, json_of};

fn path(office: &Office, name: &str) -> PathBuf {
    office.root().join("reports").join(name)
}

pub fn page(office: &Office, name: &str) -> String {
    std::fs::read_to_string(path(office, name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What a page says, without its marks.
pub fn plain(html: &str) -> String {
    let (_, body) = html.split_once("<body>").unwrap();
    let text = regex::Regex::new("<[^>]*>").unwrap().replace_all(body, " ").into_owned();
    let text = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("\u{a0}", " ")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A sentence as [`plain`] has it.
fn said(text: &Value) -> String {
    text.as_str().unwrap().replace('`', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pages that a chamber has, by name.
fn pages(office: &Office) -> Vec<String> {
    let names = std::fs::read_dir(office.root().join("reports")).unwrap();
    let mut names: Vec<String> = names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|it| it.ends_with(".html"));
    names.sort();
    names
}

/// A month in which a file is refused, one has not come, and one has a name that nobody gives to a file.
fn troubled() -> Office {
    let office = Office::new();
    office.drop_samples("2021-04", &["oneri_2021-04_corretto.xlsx", "scheda_interventi_estero"]);
    office.drop_file("<img src=x onerror=alert(1)> & \"virgolette\".xlsx", b"no workbook");
    office.run("2021-04");
    office
}

#[test]
fn the_page_tells_what_came_what_is_missing_and_what_to_do() {
    let office = troubled();
    let html = page(&office, "stato.html");
    let text = plain(&html);
    assert!(text.contains("Aprile 2021: critico"), "{text}");
    assert!(text.contains("Il mese è una BOZZA"), "{text}");
    let status = json_of(&office.program(&["status", "--json"]));
    let oneri = json_of(&office.program(&["retry", "oneri_2021-04.xlsx", "--json"]));
    let problem = &oneri["files"][0]["problems"][0];
    for sentence in [&problem["text"], &problem["remedy"]] {
        assert!(text.contains(&said(sentence)), "{sentence}: {text}");
    }
    let refused = text.split("oneri_2021-04.xlsx").nth(1).unwrap();
    assert!(refused.starts_with(" 05/05/2021 07:00 rifiutato "), "{refused}");
    let missing = "Ufficio Commercio estero 03/05/2021 non arrivato manca → Metterlo nella cartella drop .";
    assert!(text.contains(missing), "{text}");
    assert_eq!(status["refused"].as_array().unwrap().len(), 2);
    // What asks for somebody stands before what does not.
    assert!(text.find("rifiutato") < text.find(" accettato "), "{text}");
    assert!(text.contains("Il servizio non è mai stato avviato"), "{text}");
}

#[test]
fn a_name_brings_no_marks_and_nothing_comes_from_elsewhere() {
    let office = troubled();
    for name in pages(&office) {
        let html = page(&office, &name);
        assert!(!html.contains("<img") && !html.contains("<script") && !html.contains(" onerror=\""), "{name}");
        assert_eq!(html.matches("http").count(), html.matches("http-equiv").count(), "{name} names another place");
        assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'"), "{name}");
        assert_eq!(html.matches("<style>").count(), 1);
    }
    let html = page(&office, "stato.html");
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;virgolette&quot;.xlsx"), "{html}");
}

#[test]
fn an_office_reads_its_own_rows_and_nothing_of_others() {
    let office = Office::new();
    for month in ["2021-03", "2021-04"] {
        office.release_samples(month);
    }
    let status = json_of(&office.program(&["status", "--json"]));
    let open = status["open_differences"].as_array().unwrap();
    let of = |id: &str| open.iter().filter(|it| it["office"] == id).count();
    assert!(of("promozione") > 0 && of("estero") > 0, "{open:?}");
    let whole = plain(&page(&office, "stato.html"));
    for it in open {
        assert!(whole.contains(&said(&it["text"])), "{it}: {whole}");
        for id in ["promozione", "estero", "registro", "contabilita"] {
            let own = plain(&page(&office, &format!("stato-{id}.html")));
            assert_eq!(own.contains(&said(&it["text"])), it["office"] == *id, "{id}: {it}");
        }
    }
    let own = plain(&page(&office, "stato-promozione.html"));
    assert!(own.starts_with("Vai al contenuto Camera di commercio di esempio Ufficio Attività promozionali"), "{own}");
    assert!(own.contains("scheda_interventi_promozione_2021-04.xlsx"), "{own}");
    for of_others in ["estero", "regolazione", "oneri_", "Contabilità", "Indici principali", "Aprile 2021:"] {
        assert!(!own.contains(of_others), "{of_others}: {own}");
    }
    // Who receives the month reads how it stands.
    let accounts = plain(&page(&office, "stato-contabilita.html"));
    assert!(accounts.contains("Aprile 2021: ") && accounts.contains("Indici principali"), "{accounts}");
    assert!(
        accounts.contains("oneri_2021-04_corretto.xlsx") && !accounts.contains("scheda_interventi_promozione"),
        "{accounts}"
    );
    // The heaviest difference is told first.
    let heaviest = open.iter().max_by_key(|it| it["amount_cents"].as_i64().unwrap().abs()).unwrap();
    let places = open.iter().map(|it| whole.find(&said(&it["text"])).unwrap());
    assert_eq!(places.min(), whole.find(&said(&heaviest["text"])));
}

#[test]
fn the_verdict_and_the_ratios_are_those_of_the_first_page_with_their_course() {
    let office = Office::new();
    for month in ["2021-01", "2021-02"] {
        office.release_samples(month);
    }
    let html = page(&office, "stato.html");
    let manifest: String = rusqlite::Connection::open(office.root().join("quadratura.db"))
        .unwrap()
        .query_row("SELECT manifest FROM issue WHERE period = '2021-02'", [], |row| row.get(0))
        .unwrap();
    let brief = serde_json::from_str::<Value>(&manifest).unwrap()["brief"].take();
    let text = plain(&html);
    for sentence in brief["sentences"].as_array().unwrap() {
        assert!(text.contains(&said(sentence)), "{sentence}: {text}");
    }
    let ratios = brief["ratios"].as_array().unwrap();
    assert_eq!((ratios.len(), html.matches("<polyline").count()), (3, 3), "{brief}");
    for ratio in ratios {
        assert!(text.contains(&said(&ratio["value"])) && text.contains(&said(&ratio["target"])), "{ratio}");
        let course = format!("febbraio 2021 {}", ratio["value"].as_str().unwrap());
        assert!(html.contains(&course), "{course}: the drawing is said in words");
    }
    assert!(html.contains("aria-label=\"Andamento: gennaio 2021 "));
}

#[test]
fn at_one_instant_the_pages_have_the_same_bytes() {
    let office = troubled();
    let all = |office: &Office| pages(office).iter().map(|it| page(office, it)).collect::<Vec<_>>();
    let before = all(&office);
    assert!(before.len() > 3, "{:?}", pages(&office));
    for name in pages(&office) {
        std::fs::remove_file(path(&office, &name)).unwrap();
    }
    office.run("2021-04");
    let after = all(&office);
    assert!(before == after);
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path(&office, "stato.html")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640, "as the other reports");
}

/// The service at an instant.
fn tick(service: &mut Service, now: &str) {
    let now: DateTime<Utc> = now.parse().unwrap();
    service.tick(&Fixed(now), &Doing::default(), &|_| ());
}

#[test]
fn the_service_writes_them_every_hour_though_it_has_nothing_to_do() {
    let office = Office::new();
    office.release_samples("2021-01");
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let (before, rest) = settings.split_once("[[schedule.job]]").unwrap();
    let (_, after) = rest.split_once("# La cartella in cui").unwrap();
    office.configure("settings.toml", &format!("{before}\n#{after}"));
    let mut service = Service::new(&office.settings(), "2021-03-01T10:01:00+01:00".parse().unwrap()).unwrap();
    let stato = path(&office, "stato.html");
    std::fs::remove_file(&stato).unwrap();
    tick(&mut service, "2021-03-01T10:01:00+01:00");
    let text = plain(&page(&office, "stato.html"));
    assert!(text.contains("Aggiornata il 01/03/2021 10:01"), "{text}");
    assert!(text.contains("Il servizio gira: ultimo segno di vita il 01/03/2021 10:01"), "{text}");
    std::fs::remove_file(&stato).unwrap();
    tick(&mut service, "2021-03-01T10:05:00+01:00");
    assert!(!stato.exists(), "the hour is the same");
    // Nobody who works is waited for.
    let _work = quadratura::pipeline::Lock::take(office.root()).unwrap();
    tick(&mut service, "2021-03-01T10:59:59+01:00");
    tick(&mut service, "2021-03-01T11:00:00+01:00");
    assert!(plain(&page(&office, "stato.html")).contains("Aggiornata il 01/03/2021 11:00"));
}

#[test]
fn a_service_that_is_silent_or_hindered_is_told_to_who_reads_of_the_whole_chamber() {
    let office = Office::new();
    office.release_samples("2021-01");
    let troubles = serde_json::json!({"disk_full": {
        "cause": "disk_full", "since": "2021-02-05T05:00:00Z", "text": "il disco è pieno", "remedy": "liberare spazio", "jobs": ["notte"],
        "told": true,
    }});
    let beat = serde_json::json!({
        "at": "2021-02-05T06:00:00Z", "pid": 1, "since": "2021-02-01T06:00:00Z", "program": "0", "running": null, "troubles": troubles,
    });
    std::fs::write(office.root().join("heartbeat.json"), beat.to_string()).unwrap();
    office.run("2021-01");
    let whole = plain(&page(&office, "stato.html"));
    assert!(whole.contains("Dal 05/02/2021 06:00: il disco è pieno → liberare spazio"), "{whole}");
    assert!(whole.contains("ultimo segno di vita il 05/02/2021 07:00"), "{whole}");
    let own = plain(&page(&office, "stato-estero.html"));
    assert!(own.contains("ultimo segno di vita il 05/02/2021 07:00") && !own.contains("il disco è pieno"), "{own}");
    office.program(&["run", "--period", "2021-01", "--now", "2021-02-05T09:00:00+01:00"]);
    let whole = plain(&page(&office, "stato.html"));
    assert!(whole.contains("Il servizio non dà segno di vita dal 05/02/2021 07:00"), "{whole}");
}

#[test]
fn a_page_that_cannot_be_written_is_no_failure_of_what_was_done() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    std::fs::create_dir_all(path(&office, "stato.html").join("altro")).unwrap();
    let now = crate::office::issued_at("2021-01").to_rfc3339();
    let output = office.program(&["run", "--json", "--period", "2021-01", "--now", &now]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(json_of(&output)["issue"], 1);
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(log.contains("la pagina di come stanno le cose non è aggiornata") && log.contains("stato.html"), "{log}");
    let once = office.program(&["serve", "--once", "--now", &now]);
    assert_eq!(once.status.code(), Some(0), "{}", String::from_utf8_lossy(&once.stderr));
    assert!(path(&office, "2021-01/monitoraggio-2021-01.xlsx").is_file());
}

#[test]
fn a_trial_writes_its_page_below_its_own_folder() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let now = crate::office::issued_at("2021-01").to_rfc3339();
    let arguments = ["run", "--period", "2021-01", "--now", &now, "--dry-run", "--out", "prova"];
    assert_eq!(office.program(&arguments).status.code(), Some(0));
    assert!(!path(&office, "stato.html").exists());
    let tried = std::fs::read_to_string(office.root().join("prova/reports/stato.html")).unwrap();
    // A trial commits nothing: what stands is what stood before it.
    let tried = plain(&tried);
    assert!(tried.contains("Nessun mese è stato ancora emesso"), "{tried}");
}

#[test]
fn a_visto_and_an_answer_that_wait_are_told_to_who_gives_them() {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let more = "[[office]]\nid = \"vuoto\"\nname = \"Ufficio vuoto\"\n\n[release]\nmode = \"visto\"\n";
    office.configure("settings.toml", &format!("{settings}\n{more}"));
    for (name, bytes) in crate::samples::of_month("2021-04") {
        office.drop_file(&name, &bytes);
    }
    office.run("2021-04");
    let text = |name: &str| plain(&page(&office, name));
    for name in ["stato.html", "stato-contabilita.html"] {
        assert!(text(name).contains("Aspetta il visto di chi risponde dei conti"), "{}", text(name));
    }
    let own = text("stato-estero.html");
    assert!(!own.contains("visto di chi") && !own.contains("BOZZA"), "a draft is for the accounts alone: {own}");
    assert!(!pages(&office).contains(&"stato-vuoto.html".to_owned()), "it has nothing to read");

    let open = json_of(&office.program(&["status", "--json"]))["open_differences"].take();
    let id = open[0]["id"].as_str().unwrap();
    let why = "aspetta la quietanza <b>";
    let decided = office.program(&[
        "decide",
        id,
        "--esito",
        "in attesa di documento",
        "--why",
        why,
        "--by",
        "Anna",
        "--until",
        "2021-05-10",
        "--now",
        "2021-05-06T09:00:00+02:00",
    ]);
    assert_eq!(decided.status.code(), Some(0), "{}", String::from_utf8_lossy(&decided.stderr));
    for (now, waits) in [("2021-05-10T09:30:00+02:00", false), ("2021-05-11T09:30:00+02:00", true)] {
        let once = office.program(&["serve", "--once", "--now", now]);
        assert_eq!(once.status.code(), Some(0), "{}", String::from_utf8_lossy(&once.stderr));
        let said = format!("06/05/2021: {why} scaduta il 10/05/2021");
        for name in ["stato.html", "stato-contabilita.html"] {
            assert_eq!(text(name).contains(&said), waits, "{now}: {}", text(name));
        }
        assert!(!text("stato-promozione.html").contains("aspetta la quietanza"));
    }
}

#[test]
fn they_are_no_part_of_what_is_verified_and_say_nothing_of_letters_but_to_whom() {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let server = "mode = \"smtp\"\nfrom = ";
    let settings = settings.replacen("mode = \"eml\"\nfrom = ", server, 1).replacen(
        "[mail.retry]",
        "[mail.smtp]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"nessuna_cifratura\"\n\n[mail.retry]",
        1,
    );
    office.configure("settings.toml", &settings);
    office.release_samples("2021-06");
    let letters = json_of(&office.program(&["outbox", "list", "--json"]));
    let letters = letters["messages"].as_array().unwrap();
    let to_sg = letters.iter().filter(|it| it["to"] == "segretario.generale@camera.example").count();
    assert!(to_sg > 1, "the month and the scorecard: {letters:?}");
    for name in pages(&office) {
        let text = plain(&page(&office, &name));
        assert!(letters.iter().all(|it| !text.contains(&said(&it["subject"]))), "{name}: {text}");
        let of_sg = text.contains("A Segretario generale, di giugno 2021: in coda");
        assert_eq!(of_sg, name == "stato.html", "{name}: {text}");
    }
    let own = plain(&page(&office, "stato-estero.html"));
    let to_estero = letters.iter().filter(|it| it["to"] == "estero@camera.example").count();
    assert_eq!(own.matches("di giugno 2021: in coda").count(), to_estero, "{own}");
    std::fs::write(path(&office, "stato.html"), "altro").unwrap();
    let verified = office.program(&["verify", "--json"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    let copied = tempfile::tempdir().unwrap();
    let copy = copied.path().join("copia");
    assert!(matches!(office.program(&["backup", copy.to_str().unwrap()]).status.code(), Some(0 | 3)));
    let reports: Vec<_> = std::fs::read_dir(copy.join("reports"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(reports, ["2021-06"], "who has the data makes the pages anew");
}

#[test]
fn a_root_of_an_earlier_program_gets_its_pages_and_says_what_it_does_not_know() {
    for root in crate::upgrade::roots() {
        let office = crate::upgrade::taken_over(&root);
        let once = office.program(&["serve", "--once", "--now", "2021-03-06T10:30:00+01:00"]);
        assert_eq!(once.status.code(), Some(0), "{}", String::from_utf8_lossy(&once.stderr));
        let text = plain(&page(&office, "stato.html"));
        assert!(text.contains("Febbraio 2021: emesso Il giudizio e gli indici si leggeranno qui"), "{text}");
        assert!(text.contains("Il servizio gira: ultimo segno di vita il 06/03/2021 10:30"), "{text}");
    }
}

/// The text of axe-core, where `QUADRATURA_AXE` names it: then there must be a browser too.
fn axe() -> Option<String> {
    let file = std::env::var("QUADRATURA_AXE").ok()?;
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("QUADRATURA_AXE names `{file}`: {error}"));
    let found = Command::new("chromium").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(found.is_ok_and(|it| it.success()), "QUADRATURA_AXE is named, and there is no chromium");
    Some(text)
}

/// How a window sees a page.
struct Seen {
    name: &'static str,
    width: u32,
    dark: bool,
}

/// Writes into the page what axe finds, how wide it is, and in which order the keyboard goes through it.
const ASKED: &str = "addEventListener('load', async () => {
  const found = await axe.run(document, {resultTypes: ['violations', 'incomplete']});
  const told = list => list.map(it => it.id + ': ' + it.nodes.map(node => node.target + ' ' + node.failureSummary).join(' | '));
  const all = [...document.querySelectorAll('a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]')];
  const stops = all.filter(it => it.tabIndex >= 0);
  const places = stops.filter(it => !it.matches('.skip')).map(it => it.getBoundingClientRect());
  const follows = (a, b) => b.top >= a.bottom - 1 || (Math.abs(a.top - b.top) < 1 && b.left >= a.right - 1);
  parent.postMessage(JSON.stringify({
    passes: found.passes.length, violations: told(found.violations), incomplete: told(found.incomplete),
    first: stops[0] && stops[0].getAttribute('href'), stops: stops.length,
    forced: all.filter(it => it.tabIndex > 0).length,
    in_order: places.every((it, at) => at === 0 || follows(places[at - 1], it)),
    lost: stops.filter(it => !document.getElementById(it.getAttribute('href').slice(1))).length,
    dark: matchMedia('(prefers-color-scheme: dark)').matches, width: innerWidth, wide: document.documentElement.scrollWidth,
  }), '*');
});";

/// The page stands in a frame: no window of a browser without a screen is as narrow as a telephone.
fn frame(width: u32) -> String {
    format!(
        "<!doctype html><html lang=\"it\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><title>Prova</title>\
         </head><body><iframe title=\"Pagina\" src=\"copia.html\" style=\"border:0;width:{width}px;height:844px\"></iframe><script>\
         addEventListener('message', it => {{ const out = document.createElement('pre'); out.id = 'esito'; out.textContent = it.data; \
         document.body.append(out); }});</script></body></html>"
    )
}

/// What a browser says of a copy of a page with axe in it.
fn asked(html: &str, axe: &str, seen: &Seen, folder: &Path) -> Value {
    let (before, after) = html.split_once("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let (_, after) = after.split_once('>').unwrap();
    let scripts = format!("<script>{}</script><script>{ASKED}</script></body>", axe.replace("</script", "<\\/script"));
    let copy = folder.join("copia.html");
    std::fs::write(&copy, format!("{before}{}", after.replacen("</body>", &scripts, 1))).unwrap();
    let outer = folder.join("fuori.html");
    std::fs::write(&outer, frame(seen.width)).unwrap();
    let scheme = if seen.dark { 0 } else { 1 };
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--dump-dom",
        ])
        .arg("--virtual-time-budget=60000")
        .arg(format!("--user-data-dir={}", folder.join("profilo").display()))
        .arg("--window-size=1400,900")
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!("file://{}", outer.display()))
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    let (_, told) = dom.rsplit_once("<pre id=\"esito\">").unwrap_or_else(|| panic!("axe said nothing: {:.500}", dom));
    let told = told.split("</pre>").next().unwrap().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&told).unwrap()
}

#[test]
fn a_browser_finds_them_accessible_on_phone_and_desktop_light_and_dark() {
    let Some(axe) = axe() else {
        eprintln!("not tried: QUADRATURA_AXE does not name an axe.min.js (npm pack axe-core)");
        return;
    };
    let office = troubled();
    for month in ["2021-05", "2021-06"] {
        office.drop_samples(month, &[]);
        office.run(month);
    }
    let folder = tempfile::tempdir().unwrap();
    let of = |name, width, dark| Seen { name, width, dark };
    let windows = [
        of("stato.html", 390, false),
        of("stato.html", 390, true),
        of("stato.html", 1200, false),
        of("stato.html", 1200, true),
        of("stato-promozione.html", 390, false),
        of("stato-promozione.html", 1200, true),
    ];
    for seen in &windows {
        let told = asked(&page(&office, seen.name), &axe, seen, folder.path());
        let place = format!("{} {} {}: {told:#}", seen.name, seen.width, seen.dark);
        assert_eq!(told["violations"], serde_json::json!([]), "{place}");
        assert_eq!(told["incomplete"], serde_json::json!([]), "{place}");
        assert!(told["passes"].as_u64() > Some(10), "{place}");
        assert_eq!((&told["dark"], &told["width"]), (&seen.dark.into(), &seen.width.into()), "{place}");
        assert!(told["wide"].as_u64() <= Some(u64::from(seen.width)), "it scrolls sidewise: {place}");
        // The calendar has no duty of the office's.
        let stops = if seen.name == "stato.html" { 7 } else { 6 };
        assert_eq!((&told["first"], &told["stops"]), (&"#contenuto".into(), &stops.into()), "{place}");
        assert_eq!(
            (&told["forced"], &told["lost"], &told["in_order"]),
            (&0.into(), &0.into(), &true.into()),
            "{place}"
        );
    }
}
