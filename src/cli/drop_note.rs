//! `LEGGIMI.txt` in the drop folder, and in the folder of each office that has trays of its own: which files are expected, what comes
//! back, how one answers. Written where there is none; by its name it is never taken for a file that came.

use std::path::PathBuf;

use super::{init, lines};
use crate::config::Config;
use crate::config::schedule::Kind;
use crate::config::settings::Expected;
use crate::intake::trays;
use crate::italian::dal;
use crate::office::OfficeId;
use crate::pipeline::{Folders, has_templates};
use crate::read;
use crate::report::answers::Sheet;
use crate::store::Store;

/// Its name.
const NAME: &str = "LEGGIMI.txt";

/// Columns of its lines.
const WIDTH: usize = 76;

/// The notes that are to lie in the drop folder and below it, with their bytes.
pub(super) fn notes(config: &Config) -> Vec<(PathBuf, Vec<u8>)> {
    let folders = Folders::of(config);
    let offices = &config.settings.offices;
    let mut notes = vec![(folders.drop().join(NAME), bytes(&text(config, None)))];
    if folders.own_trays {
        let accounts = OfficeId::of(offices.accounts()).filter(|it| !offices.declares(it));
        for office in offices.ids().chain(&accounts) {
            if let Some(folder) = trays::folder_of(&folders.drop(), office) {
                notes.push((folder.join(NAME), bytes(&text(config, Some(office)))));
            }
        }
    }
    notes
}

/// Leaves the notes that are missing. A service does not end for their sake; where a share is not mounted, what lies in its place
/// gets none.
pub(super) fn leave(config: &Config) {
    let folders = Folders::of(config);
    let is_mounted = || -> anyhow::Result<()> {
        let database = folders.database();
        if !database.exists() {
            return Ok(());
        }
        folders.mounted(&Store::open_looking(&database, &config.settings.ente.id)?)
    };
    if !folders.drop().is_dir() || is_mounted().is_err() {
        return;
    }
    for (path, bytes) in notes(config) {
        if let Err(error) = init::write_new(&path, &bytes, init::GROUP) {
            tracing::debug!(%error, "no note is left in the drop folder");
        }
    }
}

/// As the simplest of editors shows it.
fn bytes(text: &str) -> Vec<u8> {
    format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes()
}

/// What it says, for everybody or for the office in whose folder it lies.
fn text(config: &Config, office: Option<&OfficeId>) -> String {
    let settings = &config.settings;
    let mut out = String::from("DOVE SI METTONO I FILE DEL MESE\n\n");
    let whose = office.map_or_else(String::new, |office| format!(", {}", settings.offices.name_or_id(office)));
    out.push_str(&format!("{}{whose}\n\n", settings.ente.name));
    let watched = settings.schedule.jobs.iter().any(|job| job.kind == Kind::Watch);
    let when = if watched { "entro pochi minuti" } else { "alla prossima lettura" };
    say(
        &mut out,
        &format!(
            "I file che si copiano in questa cartella sono presi {when}, controllati e spostati con il loro esito. Si copiano quando sono \
         finiti e chiusi: un file ancora aperto in Excel aspetta."
        ),
    );
    expected(&mut out, config, office);
    if office.is_some_and(|office| has_templates(office, config)) {
        templates(&mut out);
    }
    outcomes(&mut out);
    answers(&mut out);
    out.push_str("A CHI CHIEDERE\n\n");
    let accounts = settings.offices.name_or_id(settings.offices.accounts());
    lines::paragraph(&mut out, ("", ""), accounts, WIDTH);
    say(&mut out, &settings.mail.reply_to);
    say(
        &mut out,
        &format!(
            "Questo file ({NAME}) lo scrive il programma, che non lo prende in carico. Si può cancellare: dove manca, il servizio lo riscrive \
         quando si avvia, con ciò che la configurazione dice allora."
        ),
    );
    out
}

/// The files of each office, or of one.
fn expected(out: &mut String, config: &Config, office: Option<&OfficeId>) {
    let offices = &config.settings.offices;
    let is_of = |it: &&Expected| match office {
        Some(office) => it.office.as_ref() == Some(office) || it.office.is_none() && offices.is_accounts(office),
        None => true,
    };
    let all: Vec<&Expected> = config.settings.expected.iter().filter(is_of).collect();
    if all.is_empty() {
        return;
    }
    out.push_str("I FILE ATTESI OGNI MESE\n\n");
    let mut senders: Vec<Option<&OfficeId>> = Vec::new();
    for it in &all {
        if !senders.contains(&it.office.as_ref()) {
            senders.push(it.office.as_ref());
        }
    }
    for sender in senders {
        let id = sender.map_or(&**offices.accounts(), |it| it);
        out.push_str(&format!("{}\n", offices.name_or_id(id)));
        for it in all.iter().filter(|it| it.office.as_ref() == sender) {
            file(out, config, it);
        }
        out.push('\n');
    }
    say(
        out,
        "AAAA-MM sono l'anno e il mese dei dati: giugno 2021 è 2021-06. Dopo il nome c'è il punto con il formato: .xlsx, .xls, .ods o .csv. \
         Un file nuovo con lo stesso nome prende il posto di quello di prima.",
    );
}

/// A file by its name, with what it is and from when it is asked for.
fn file(out: &mut String, config: &Config, it: &Expected) {
    let layout = config.layout(&it.layout);
    let named = layout.and_then(|layout| read::usual_name(layout, it.office.as_deref()));
    let title = layout.map_or(&*it.layout, |layout| layout.title.as_str());
    let asked = match it.warn_after_days {
        0 => "se manca si chiede subito".to_owned(),
        // In every month these days are of the next one.
        1 => "se manca si chiede dal 1° del mese dopo".to_owned(),
        days @ 2..=28 => format!("se manca si chiede {} del mese dopo", dal(&days.to_string())),
        days => format!("se manca si chiede da {days} giorni dopo la fine del mese"),
    };
    let needed = if it.required { "; senza, il mese resta una bozza" } else { "" };
    out.push_str(&format!("  {}\n", named.as_deref().unwrap_or("(il nome lo dice chi tiene il programma)")));
    lines::paragraph(out, ("      ", "      "), &format!("{title}; {asked}{needed}."), WIDTH);
}

/// The blank sheets that the service leaves.
fn templates(out: &mut String) {
    out.push_str("I MODELLI\n\n");
    say(
        out,
        "Nella cartella modelli il servizio lascia le schede da compilare per il mese che viene, con i codici, le righe del mese prima e gli \
         elenchi da cui scegliere. Si copia il modello fuori da quella cartella, si compilano le celle gialle e si mette qui, con lo stesso \
         nome. Ciò che sta in modelli non viene mai preso; un modello rimesso senza compilarlo è rifiutato.",
    );
}

/// What comes back.
fn outcomes(out: &mut String) {
    out.push_str("CHE COSA TORNA\n\n");
    for (tray, what) in [
        ("accettati", "il file è stato preso."),
        (
            "rifiutati",
            "il file non si può usare. Accanto c'è NOME.motivo.txt, che dice che cosa non va, in quale cella, e che cosa fare. Si corregge \
             il file e lo si rimette qui, con lo stesso nome.",
        ),
        ("duplicati", "lo stesso file, identico, era già arrivato: non conta due volte."),
    ] {
        lines::paragraph(out, (&format!("  {tray}   "), &" ".repeat(14)), what, WIDTH);
    }
    out.push('\n');
}

/// How one answers.
fn answers(out: &mut String) {
    out.push_str("COME SI RISPONDE\n\n");
    say(
        out,
        "Con i messaggi arriva una cartella di lavoro con le differenze, gli indicatori e le anomalie di cui qualcosa va detto. Si \
         compilano le colonne gialle, si salva e si rimette qui, con qualunque nome:",
    );
    for sheet in Sheet::ALL {
        let columns: Vec<&str> = sheet.columns().iter().map(|it| it.id()).collect();
        lines::paragraph(
            out,
            ("  ", "      "),
            &format!("nel foglio {} le colonne {}", sheet.id(), columns.join(", ")),
            WIDTH,
        );
    }
    out.push('\n');
    say(out, "Vale ciò che è cambiato rispetto a com'era stampato; ciò che non vale torna detto cella per cella.");
}

fn say(out: &mut String, text: &str) {
    lines::paragraph(out, ("", ""), text, WIDTH);
    out.push('\n');
}
