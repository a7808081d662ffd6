//! The tables of the fascicolo, as a spreadsheet opens them: semicolons between cells, amounts and days as Italians write them.

use std::collections::BTreeMap;

use csv::Writer;

use super::matter::Matter;
use super::papers::Papers;
use crate::calendar;
use crate::config::Config;
use crate::indicators::Standing;
use crate::issue::Forced;
use crate::origin::Digest;
use crate::period::italian_date;
use crate::pipeline::phrases::fascicolo as words;
use crate::reconcile::Subject;
use crate::report;

/// A table with these heads and rows.
fn table<const N: usize>(heads: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> anyhow::Result<Vec<u8>> {
    let mut writer: Writer<Vec<u8>> = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(heads)?;
    for row in rows {
        writer.write_record(row.map(inert))?;
    }
    Ok(writer.into_inner()?)
}

/// A cell that no spreadsheet takes for a formula. An amount below zero is none.
fn inert(cell: String) -> String {
    let is_number = cell.trim_start_matches('-').chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number { format!("'{cell}") } else { cell }
}

/// Every file of offices and accounts that lies here.
pub(super) fn originals(matter: &Matter, origins: &BTreeMap<Digest, String>) -> anyhow::Result<Vec<u8>> {
    let heads = ["File", "Dove", "Mese", "Ufficio", "Arrivato il", "Righe", "SHA-256", "Emissioni che se ne servono"];
    let mut first: BTreeMap<Digest, [String; 8]> = BTreeMap::new();
    for arrival in &matter.arrivals {
        let Some(place) = origins.get(&arrival.digest) else { continue };
        let by = matter.issues.iter().filter(|it| it.is_made_of(arrival.digest));
        let by: Vec<String> = by.map(|it| format!("{}/{}", it.period, it.number)).collect();
        first.entry(arrival.digest).or_insert_with(|| {
            [
                arrival.name.clone(),
                place.clone(),
                arrival.period.to_string(),
                arrival.office.as_deref().unwrap_or_default().to_owned(),
                calendar::shown(arrival.arrived_at),
                arrival.rows.to_string(),
                arrival.digest.to_string(),
                by.join(" "),
            ]
        });
    }
    let mut rows: Vec<[String; 8]> = first.into_values().collect();
    rows.sort_by(|a, b| a[1].cmp(&b[1]));
    table(heads, rows)
}

/// What was answered, visti too, as the program keeps it.
pub(super) fn answers_as_json(matter: &Matter) -> anyhow::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(&matter.answers)?;
    text.push(b'\n');
    Ok(text)
}

/// What was answered on differences, for people.
pub(super) fn answers(matter: &Matter, config: &Config, papers: &Papers) -> anyhow::Result<Vec<u8>> {
    let heads = [
        "N.",
        "Quando",
        "Chi",
        "Ufficio",
        "Vale come",
        "Su che cosa",
        "Emissione",
        "Tipo",
        "Com'era",
        "Esito",
        "Motivo o causa",
        "Azione correttiva",
        "Responsabile",
        "Seconda firma",
        "Scadenza",
        "Nota",
        "File che la portò",
    ];
    let rows = matter.on_subjects().map(|(number, it)| {
        let (name, kind, was) = subject(&it.subject);
        let file = it.file.map(|file| place_of(file, papers));
        [
            number.to_string(),
            italian_date(it.day),
            it.who(),
            config.settings.offices.name_or_id(&it.office).to_owned(),
            if it.decides { "decisione" } else { "proposta" }.to_owned(),
            name,
            format!("{}/{}", it.period, it.issue),
            kind,
            was,
            it.outcome_said().to_owned(),
            it.why.clone(),
            it.action.clone(),
            it.responsible.clone(),
            it.second.clone(),
            it.until.map(italian_date).unwrap_or_default(),
            it.note.clone(),
            file.unwrap_or_else(|| "a mano".to_owned()),
        ]
    });
    table(heads, rows)
}

/// Where a file lies in the fascicolo; its digest where it does not.
fn place_of(file: Digest, papers: &Papers) -> String {
    papers.places.get(&file).cloned().unwrap_or_else(|| file.to_string())
}

/// On what an answer is: its id, what kind of thing it is, how it was then.
fn subject(it: &Subject) -> (String, String, String) {
    match it {
        Subject::Difference { id, kind, cents } => {
            (id.to_string(), report::difference_kind(*kind).to_owned(), cents.italian())
        }
        Subject::Indicator { id, value, state } => {
            let state = Standing::of(state).map(Standing::italian).unwrap_or_default();
            (id.clone(), "indicatore".to_owned(), format!("{value}, {state}"))
        }
        Subject::Problem { id, text } => (id.to_string(), "anomalia".to_owned(), text.clone()),
    }
}

/// The visti.
pub(super) fn visti(matter: &Matter, papers: &Papers) -> anyhow::Result<Vec<u8>> {
    let heads = [
        "Mese",
        "Quando",
        "Chi",
        "Utente di sistema",
        "Come",
        "Nonostante che cosa",
        "Perché",
        "Seconda firma",
        "Nota",
        "File che lo portò",
        "Su quale stato dei dati",
    ];
    let rows = matter.visti().map(|it| {
        let forced = |part: fn(&Forced) -> &String| it.forced.as_ref().map(part).cloned().unwrap_or_default();
        [
            it.period.to_string(),
            calendar::shown(it.at),
            it.by.clone(),
            it.user.clone(),
            words::way(it.way).to_owned(),
            forced(|it| &it.told),
            forced(|it| &it.why),
            forced(|it| &it.second),
            it.note.clone(),
            it.file.map(|file| place_of(file, papers)).unwrap_or_default(),
            it.decisive.to_string(),
        ]
    });
    table(heads, rows)
}

/// The letters: their texts stay in the archive.
pub(super) fn letters(matter: &Matter) -> anyhow::Result<Vec<u8>> {
    let heads = ["Mese", "Emissione", "Messo in coda il", "A chi", "Oggetto", "Stato", "SHA-256", "Sigla"];
    let rows = matter.letters.iter().map(|it| {
        let number = it.number.map(|it| it.to_string()).unwrap_or_default();
        let state = words::letter(it.state).to_owned();
        let (to, subject) = (it.to.clone(), it.subject.clone());
        [
            it.period.to_string(),
            number,
            calendar::shown(it.queued_at),
            to,
            subject,
            state,
            it.digest.to_string(),
            it.id.clone(),
        ]
    });
    table(heads, rows)
}
