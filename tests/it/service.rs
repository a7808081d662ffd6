//! The service as its operator meets it: signals, the lock, the service manager, what it says and leaves behind.

use std::io::{BufRead as _, BufReader, Lines};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, ChildStdout, Command, Stdio};

use quadratura::clock::Fixed;
use quadratura::overview::Heartbeat;
use quadratura::schedule::{Doing, Service};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::office::{Office, json_of};

/// A service under way, with what it says.
pub struct Served {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Served {
    /// Starts it as if it were this instant, and waits until it says that it is ready.
    pub fn start(office: &Office, now: &str, notify: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quadratura"));
        command.args(["serve", "--now", now, "--config"]).arg(office.settings()).current_dir(office.root());
        if let Some(socket) = notify {
            command.env("NOTIFY_SOCKET", socket).env("WATCHDOG_USEC", "200000");
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut served = Self { child, said };
        served.until("Servizio avviato");
        served
    }

    /// Reads on until it says this; the whole line.
    pub fn until(&mut self, words: &str) -> String {
        let mut met = Vec::new();
        for line in self.said.by_ref() {
            let line = line.unwrap();
            if line.contains(words) {
                return line;
            }
            met.push(line);
        }
        panic!("it never said `{words}`, but: {met:#?}");
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Its exit code, once it has ended; none when a signal killed it.
    pub fn ended(mut self) -> Option<i32> {
        for line in self.said.by_ref() {
            line.unwrap();
        }
        self.child.wait().unwrap().code()
    }
}

/// Sets where every job begins: a service that never ran.
pub fn first_start(office: &Office, now: &str) {
    let output = office.program(&["serve", "--once", "--now", now]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_service_told_to_end_ends_cleanly_and_leaves_its_last_sign_of_life() {
    for signal in [Signal::TERM, Signal::INT] {
        let office = Office::new();
        let mut served = Served::start(&office, "2021-02-01T10:00:00+01:00", None);
        served.signal(signal);
        served.until("Servizio fermato.");
        assert_eq!(served.ended(), Some(0));
        let heartbeat = Heartbeat::read(&office.root().join("heartbeat.json")).unwrap();
        assert!(heartbeat.at.to_rfc3339().starts_with("2021-02-01T09:00"), "{heartbeat:?}");
        assert_eq!((heartbeat.running, heartbeat.troubles.all().count()), (None, 0));
        let status = json_of(&office.program(&["status", "--json"]));
        assert_eq!(status["service"]["alive"], false, "its seat is empty");
        assert_eq!(status["jobs"].as_array().unwrap().len(), 4);
    }
}

#[test]
fn beside_a_service_a_run_is_kept_out_and_told_by_whom() {
    let office = Office::new();
    let served = Served::start(&office, "2021-02-01T10:00:00+01:00", None);
    let pid = served.child.id();
    for arguments in [
        &["run", "--json"][..],
        &["run", "--json", "--from", "2021-01", "--to", "2021-02"],
        &["retry", "--all", "--json"],
    ] {
        let output = office.program(arguments);
        assert_eq!(output.status.code(), Some(4), "{arguments:?}");
        let text = json_of(&output)["error"]["text"].as_str().unwrap().to_owned();
        let who = format!("(processo {pid}, `quadratura serve`, dal ");
        assert!(text.contains(&who), "{text}");
    }
    // A word of a person gets in between two of its ticks.
    let between = (0..100).any(|_| {
        assert_eq!(office.program(&["status"]).status.code(), Some(0), "looking is not writing");
        quadratura::pipeline::Lock::take(office.root()).is_ok()
    });
    assert!(between, "the work is taken all the time");
    let second = office.program(&["serve"]);
    assert_eq!(second.status.code(), Some(4), "a second service is kept out too");
    served.signal(Signal::TERM);
    assert_eq!(served.ended(), Some(0));
    assert_eq!(office.run("2021-01").1["issue"], 1, "the lock is free again");
}

#[test]
fn a_broken_configuration_is_refused_and_the_old_one_stays() {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let mut served = Served::start(&office, "2021-02-01T10:00:00+01:00", None);
    office.configure("settings.toml", &settings.replace("cron = \"0 7 5 * *\"", "cron = \"0 7 31 2 *\""));
    served.signal(Signal::HUP);
    let said = served.until("resta in vigore");
    assert!(said.contains("settings.toml") && said.contains("riga") && said.contains("non arriva mai"), "{said}");
    office.configure("settings.toml", &settings.replace("root = \"..\"", "root = \"../altrove\""));
    served.signal(Signal::HUP);
    assert!(served.until("resta in vigore").contains("riavviarlo"));
    office.configure("settings.toml", &settings.replace("cron = \"0 7 5 * *\"", "cron = \"0 8 6 * *\""));
    served.signal(Signal::HUP);
    served.until("Configurazione riletta.");
    served.signal(Signal::TERM);
    assert_eq!(served.ended(), Some(0));
}

#[test]
fn the_service_manager_is_told_when_it_is_ready_reloads_lives_and_ends() {
    let office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let mut bytes = [0; 4096];
    let mut until = |words: &str| {
        for _ in 0..200 {
            let length = socket.recv(&mut bytes).unwrap();
            let said = String::from_utf8_lossy(&bytes[..length]).into_owned();
            if said.contains(words) {
                return said;
            }
        }
        panic!("never {words}");
    };
    let mut served = Served::start(&office, "2021-02-01T10:00:00+01:00", path.to_str());
    let ready = until("READY=1");
    assert!(ready.contains("STATUS=prossimo lavoro: arrivi, 01/02/2021 10:05"), "{ready}");
    until("WATCHDOG=1");
    served.signal(Signal::HUP);
    served.until("Configurazione riletta.");
    assert!(until("RELOADING=1").contains("MONOTONIC_USEC="));
    until("READY=1");
    served.signal(Signal::TERM);
    until("STOPPING=1");
    assert_eq!(served.ended(), Some(0));
}

#[test]
fn what_fell_while_the_machine_was_off_is_done_at_start_with_its_own_date() {
    let office = Office::new();
    first_start(&office, "2021-02-01T10:00:00+01:00");
    office.drop_samples("2021-01", &[]);
    // Off over the fifth. Files that have just appeared are looked at twice, and looks are ticks.
    assert_eq!(office.program(&["serve", "--once", "--now", "2021-02-08T18:00:00+01:00"]).status.code(), Some(0));
    let status = json_of(&office.program(&["status", "--json"]));
    let issue =
        |status: &Value| status["jobs"].as_array().unwrap().iter().find(|it| it["kind"] == "issue").unwrap().clone();
    assert_eq!(issue(&status)["last"]["state"], "interrupted");
    let output = office.program(&["serve", "--once", "--now", "2021-02-08T18:01:00+01:00"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("emissione (05/02/2021 07:00): "), "{said}");
    let status = json_of(&office.program(&["status", "--json"]));
    assert_eq!(status["issues"][0]["issued_at"], "2021-02-05T06:00:00+00:00");
    assert_eq!(issue(&status)["last"]["due"], "2021-02-05T06:00:00+00:00");
    assert_eq!(issue(&status)["last"]["state"], "done");
    assert_eq!(status["issues"].as_array().unwrap().len(), 1);

    // Once more is once: the due time is settled.
    let again = office.program(&["serve", "--once", "--now", "2021-02-08T18:02:00+01:00"]);
    assert!(!String::from_utf8_lossy(&again.stdout).contains("emissione ("));
}

#[test]
fn a_service_told_to_end_in_the_middle_of_its_work_is_taken_up_by_the_next() {
    let (arrive, issue) = ("2021-02-04T10:00:00+01:00", "2021-02-05T07:00:10+01:00");
    let lived = |stop: bool| {
        let office = Office::new();
        first_start(&office, arrive);
        office.drop_samples("2021-01", &[]);
        first_start(&office, issue);
        if stop {
            // Everything is due and the files are settled: it is at work as soon as it is there.
            let mut served = Served::start(&office, issue, None);
            served.signal(Signal::TERM);
            served.until("Servizio fermato.");
            assert_eq!(served.ended(), Some(0));
        }
        first_start(&office, issue);
        first_start(&office, issue);
        let status = json_of(&office.program(&["status", "--json"]));
        let states: Vec<_> = status["jobs"].as_array().unwrap().iter().map(|it| it["last"]["state"].clone()).collect();
        assert_eq!(states, ["done", "done", "done", "done"]);
        office.files()
    };
    let undisturbed = lived(false);
    assert!(undisturbed.contains_key("reports/2021-01/monitoraggio-2021-01.xlsx"));
    assert_eq!(lived(true), undisturbed);
}

#[test]
fn several_months_run_in_order_and_say_what_they_lean_on() {
    let office = Office::new();
    for month in ["2021-02", "2021-03"] {
        office.drop_samples(month, &["scheda"]);
    }
    let output = office.program(&["run", "--json", "--from", "2021-02", "--to", "2021-03"]);
    let json = json_of(&output);
    let runs = json["runs"].as_array().unwrap();
    let seen: Vec<_> =
        runs.iter().map(|run| (run["period"].clone(), run["issue"].clone(), run["needs"].clone())).collect();
    assert_eq!(seen[0], ("2021-02".into(), 1.into(), serde_json::json!(["2021-01"])));
    assert_eq!(seen[1], ("2021-03".into(), 1.into(), serde_json::json!([])));

    let again = office.program(&["run", "--from", "2021-02", "--to", "2021-03"]);
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert_eq!(said.matches("(nulla di nuovo)").count(), 2, "{said}");
    assert!(said.contains("si appoggia a gennaio 2021, che non è mai stato emesso"), "{said}");
    let wrong = office.program(&["run", "--from", "2021-03", "--to", "2021-02"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("scambiarli"));
}

#[test]
fn a_folder_is_prepared_once_and_what_is_in_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("camera di prova");
    let program = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_quadratura")).args(arguments).current_dir(folder.path()).output().unwrap()
    };
    let name = "Camera di commercio \"di prova\" d'Italia";
    let made =
        json_of(&program(&["init", "camera di prova", "--ente", "prova", "--nome", name, "--systemd", "--json"]));
    assert_eq!((made["ente"].as_str(), made["kept"].as_array().unwrap().len()), (Some("prova"), 0));
    let settings = dir.join("config/settings.toml");
    let config = quadratura::config::Config::load(&settings).unwrap();
    assert_eq!((config.settings.ente.name.as_str(), config.root.as_path()), (name, dir.as_path()));
    assert!(std::fs::read_to_string(&settings).unwrap().contains("# un database appartiene a un solo ente"));
    assert!(dir.join("drop").is_dir());
    let unit = std::fs::read_to_string(dir.join("quadratura@.service")).unwrap();
    assert!(unit.lines().any(|line| line.starts_with("After=") && line.contains(" time-sync.target")), "{unit}");
    for line in ["LoadCredential=smtp:%f/config/smtp-password", "ReadWritePaths=\"%f\"", "User=quadratura"] {
        assert!(unit.lines().any(|it| it == line), "{line}\n{unit}");
    }
    assert!(unit.contains("\" serve --config \"%f/config/settings.toml\"\n"), "{unit}");
    assert!(std::fs::read_to_string(dir.join("quadratura.sysusers")).unwrap().contains("\nu quadratura - "));
    assert_eq!(program(&["check", "--config", settings.to_str().unwrap()]).status.code(), Some(0));

    std::fs::write(&settings, std::fs::read_to_string(&settings).unwrap() + "\n# mio\n").unwrap();
    let again = json_of(&program(&["init", "camera di prova", "--systemd", "--json"]));
    assert_eq!(again["written"].as_array().unwrap().len(), 0);
    assert_eq!(again["kept"], made["written"]);
    assert!(std::fs::read_to_string(&settings).unwrap().ends_with("# mio\n"));
    assert_eq!(program(&["init", "x", "--ente", "Camera Mia"]).status.code(), Some(2));
    assert_eq!(program(&["init", "camera di prova/config/settings.toml"]).status.code(), Some(2));
}

#[test]
fn two_chambers_of_a_machine_share_a_unit_and_each_has_an_instance_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let beside = folder.path().canonicalize().unwrap();
    let init = |dir: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quadratura"));
        let made = command.args(["init", dir, "--systemd"]).current_dir(&beside).output().unwrap();
        assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
        String::from_utf8(made.stdout).unwrap()
    };
    let said = ["cremona", "le camere/monza"].map(init);
    let units = ["cremona", "le camere/monza"].map(|dir| std::fs::read(beside.join(dir).join("quadratura@.service")));
    assert_eq!(units[0].as_ref().unwrap(), units[1].as_ref().unwrap());
    let escaped = beside.to_str().unwrap().trim_start_matches('/').replace('-', "\\x2d").replace('/', "-");
    let starts = |instance: &str| format!("systemctl enable --now {instance}\n");
    let one = format!("quadratura@{escaped}-cremona");
    let one = if one.contains('\\') { format!("'{one}'") } else { one };
    assert!(said[0].contains(&starts(&one)), "{}", said[0]);
    assert!(said[1].contains(&starts(&format!("'quadratura@{escaped}-le\\x20camere-monza'"))), "{}", said[1]);
    for text in &said {
        assert!(text.contains("systemd-sysusers") && !text.contains("useradd"), "{text}");
        assert!(text.contains("sudo chown -R quadratura: ") && text.contains("`sudo -u quadratura`"), "{text}");
    }
    assert!(said[1].contains("sudo install -m 644 'le camere/monza/quadratura@.service'"), "{}", said[1]);
    // Where a former program left a unit of its own it stays, and is told of.
    assert!(!said[0].contains("l'unità di prima"));
    std::fs::write(beside.join("cremona/quadratura.service"), "[Unit]\n").unwrap();
    assert!(init("cremona").contains("se è installata continua a valere"));
    assert_eq!(std::fs::read_to_string(beside.join("cremona/quadratura.service")).unwrap(), "[Unit]\n");
}

/// Ticks at these instants; what was said, and the due times of a job that were done.
fn ticks(service: &mut Service, instants: &[&str], job: &str) -> (Vec<String>, Vec<String>) {
    let said = std::cell::RefCell::new(Vec::new());
    let mut done = Vec::new();
    for instant in instants {
        let clock = Fixed(instant.parse().unwrap());
        let ran = service.tick(&clock, &Doing::default(), &|text: &str| said.borrow_mut().push(text.to_owned()));
        done.extend(ran.iter().filter(|it| it.job == job).map(|it| it.due.format("%d %H:%M").to_string()));
    }
    (said.into_inner(), done)
}

#[test]
fn a_clock_that_jumps_is_noticed_and_nothing_is_left_out() {
    let office = Office::new();
    let mut service = Service::new(&office.settings(), "2021-02-01T10:00:00Z".parse().unwrap()).unwrap();
    let plain = ["2021-02-01T10:00:00Z", "2021-02-01T10:01:00Z", "2021-02-01T10:05:10Z", "2021-02-01T10:06:00Z"];
    assert_eq!(ticks(&mut service, &plain, "arrivi"), (vec![], vec!["01 10:05".to_owned()]));

    let (said, done) = ticks(&mut service, &["2021-02-02T08:00:30Z"], "arrivi");
    assert!(said[0].starts_with("La macchina era sospesa"), "{said:?}");
    assert_eq!(done, ["02 08:00"], "the latest of all those missed");

    let back = ["2021-02-02T07:00:30Z", "2021-02-02T07:30:00Z", "2021-02-02T07:50:00Z", "2021-02-02T08:00:10Z"];
    let (said, done) = ticks(&mut service, &back, "arrivi");
    assert!(said[0].starts_with("L'orologio della macchina è tornato indietro"), "{said:?}");
    assert_eq!(done, ["02 07:00", "02 07:30", "02 07:50"], "a run is believed that is done a few seconds early");
    assert_eq!(ticks(&mut service, &["2021-02-02T08:01:00Z"], "arrivi").1, [""; 0], "and once");

    // A clock that is wrong by a year for a moment does not silence the service for a year.
    let (said, done) =
        ticks(&mut service, &["2022-02-03T08:00:30Z", "2021-02-02T08:05:10Z", "2021-02-02T08:10:10Z"], "arrivi");
    assert!(said[1].contains("si aspetta di vedere se resta così"), "{said:?}");
    assert_eq!(done, ["02 08:05", "02 08:10"]);
}

/// The letters to the operator, by name, unfolded.
fn notices(office: &Office) -> Vec<String> {
    let outbox = office.root().join("outbox");
    let names = office.files().into_keys().filter_map(|name| name.strip_prefix("outbox/").map(str::to_owned));
    let told = names.filter(|name| quadratura::mail::is_notice(name));
    told.map(|name| std::fs::read_to_string(outbox.join(name)).unwrap().replace("=\r\n", "")).collect()
}

#[test]
fn what_a_machine_did_before_it_knew_the_time_is_done_when_its_time_comes_and_the_operator_is_told() {
    let office = Office::new();
    let start = |now: &str| Service::new(&office.settings(), now.parse().unwrap()).unwrap();
    ticks(&mut start("2021-01-25T10:00:10Z"), &["2021-01-25T10:00:10Z"], "emissione");
    // It is switched on again and believes that it is a fortnight later.
    let mut service = start("2021-02-08T10:00:10Z");
    let early = ["2021-02-08T10:00:10Z", "2021-02-08T10:01:10Z"];
    assert_eq!(ticks(&mut service, &early, "emissione").1, ["05 06:00"]);
    let (said, done) = ticks(&mut service, &["2021-01-25T10:02:10Z", "2021-01-25T10:03:10Z"], "emissione");
    assert_eq!((said.len(), done.len()), (1, 0), "{said:?}");
    let told = notices(&office);
    assert!(told.len() == 1 && told[0].contains("tornato indietro di 14 giorni"), "{told:?}");
    assert!(told[0].contains("segnava il 08/02/2021 11:01, ora segna il 25/01/2021 11:02"), "{told:?}");
    // Meanwhile it is switched off; on the fifth it is there, with what the offices have brought.
    office.drop_samples("2021-01", &[]);
    let mut service = start("2021-02-05T05:59:10Z");
    let (_, done) =
        ticks(&mut service, &["2021-02-05T05:59:10Z", "2021-02-05T06:00:10Z", "2021-02-05T06:01:10Z"], "emissione");
    assert_eq!(done, ["05 06:00"]);
    let status = json_of(&office.program(&["status", "--json"]));
    let last = status["issues"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["state"], &last["issue"]), (&"released".into(), &2.into()), "{last}");
    let later = ["2021-02-08T10:00:10Z", "2021-02-08T10:01:10Z", "2021-02-08T10:02:10Z"];
    assert_eq!(ticks(&mut start(later[0]), &later, "emissione").1, [""; 0], "it is not done a third time");
}

#[test]
fn a_leap_far_ahead_is_believed_at_the_second_look() {
    let office = Office::new();
    let start = |now: &str| Service::new(&office.settings(), now.parse().unwrap()).unwrap();
    let mut service = start("2021-01-25T10:00:10Z");
    ticks(&mut service, &["2021-01-25T10:00:10Z"], "emissione");
    for _ in 0..2 {
        let there_and_back = ["2021-02-08T10:00:10Z", "2021-01-25T10:01:10Z"];
        assert_eq!(ticks(&mut service, &there_and_back, "emissione").1, [""; 0]);
    }
    assert_eq!(notices(&office).len(), 1, "the same of the same day is told once");
    let stays = ["2021-02-08T10:00:10Z", "2021-02-08T10:01:10Z"];
    assert_eq!(ticks(&mut service, &stays, "emissione").1, ["05 06:00"]);
    assert!(notices(&office).iter().any(|it| it.contains("andato avanti di 14 giorni")));
    // So is a machine that was off for long; and what ended in the future has seen the clock go back.
    service.beat("2021-02-08T10:01:10Z".parse().unwrap()).unwrap();
    let off = ["2021-03-08T10:00:10Z", "2021-03-08T10:01:10Z"];
    let (said, done) = ticks(&mut start(off[0]), &off, "emissione");
    assert!(said[0].contains("si aspetta di vedere se resta così") && done == ["05 06:00"], "{said:?}");
    let (said, _) = ticks(&mut start("2021-02-08T09:00:10Z"), &["2021-02-08T09:00:10Z"], "emissione");
    assert!(said[0].starts_with("L'orologio della macchina è tornato indietro"), "{said:?}");
}

#[test]
fn called_every_hour_it_does_what_it_would_if_it_stayed_and_forgets_in_time() {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let hourly = settings.replacen("cron = \"*/5 * * * *\"", "cron = \"30 * * * *\"\ncatch_up = \"skip\"", 1);
    office.configure("settings.toml", &hourly);
    let start: chrono::DateTime<chrono::Utc> = "2021-02-01T10:40:10Z".parse().unwrap();
    let call = |hours: i64| {
        let now = start + chrono::TimeDelta::hours(hours);
        let mut service = Service::called(&office.settings(), now).unwrap();
        let ran = service.tick(&Fixed(now), &Doing::default(), &|_: &str| {});
        service.beat(now).unwrap();
        ran.iter().filter(|it| it.job == "arrivi").count()
    };
    assert_eq!(call(0), 0, "the first call begins");
    let store = || quadratura::store::Store::open(&office.root().join("quadratura.db"), "esempio").unwrap();
    let old = start - chrono::TimeDelta::days(40);
    store().skip_runs("arrivi", old, old, "di un altro anno").unwrap();
    assert_eq!((1..27).map(call).sum::<usize>(), 26);
    let runs = store().all_runs().unwrap();
    assert!(runs.len() > 26 && runs.iter().all(|it| it.due > old), "{runs:#?}");
    assert_eq!(call(30), 0, "while the machine was off nobody was there");
    assert_eq!(call(31), 1);
}

#[test]
fn a_service_asked_to_end_begins_nothing() {
    let office = Office::new();
    let mut service = Service::new(&office.settings(), "2021-02-01T10:00:00Z".parse().unwrap()).unwrap();
    ticks(&mut service, &["2021-02-01T10:00:00Z"], "arrivi");
    let doing = Doing::default();
    doing.stop();
    let clock = Fixed("2021-02-01T10:05:00Z".parse().unwrap());
    assert_eq!(service.tick(&clock, &doing, &|_: &str| {}), []);
    assert_eq!(ticks(&mut service, &["2021-02-01T10:06:00Z"], "arrivi").1, ["01 10:05"]);
}

#[test]
fn what_is_not_as_it_was_is_told_once_while_it_stays_so() {
    let office = Office::new();
    let settings = include_str!("../../config/settings.toml");
    let (begins, ends) = (settings.find("# >>> camera").unwrap(), settings.find("# <<< camera").unwrap());
    let job = settings[begins..ends].replace("\n# ", "\n");
    office.configure("settings.toml", &format!("{}{job}{}", &settings[..begins], &settings[ends..]));
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    let start = |now: &str| Service::new(&office.settings(), now.parse().unwrap()).unwrap();
    ticks(&mut start("2021-02-07T04:28:10Z"), &["2021-02-07T04:28:10Z"], "verifica");
    let sunday = |day: u32| {
        let [before, due] = ["04:29:10", "04:30:10"].map(|it| format!("2021-02-{day:02}T{it}Z"));
        ticks(&mut start(&before), &[&before, &due], "verifica").1.len()
    };
    assert_eq!((sunday(7), notices(&office).len()), (1, 0), "all is as it was");
    let report = office.root().join("reports/2021-01/monitoraggio-2021-01.xlsx");
    std::fs::write(&report, b"altro").unwrap();
    assert_eq!((sunday(14), notices(&office).len()), (1, 1));
    assert!(notices(&office)[0].contains("monitoraggio-2021-01.xlsx"), "{:?}", notices(&office));
    assert_eq!((sunday(21), notices(&office).len()), (1, 1), "the same is told once");
    std::fs::remove_file(&report).unwrap();
    std::fs::remove_dir_all(office.root().join("archive/registro/messaggi")).unwrap();
    assert_eq!((sunday(28), notices(&office).len()), (1, 2));
}
