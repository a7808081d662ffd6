//! Alerts with their lives: read whole before a run follows them, written whole in the transaction of its pass.
//! Decides nothing about them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use rusqlite::{Connection, Row, Transaction, params};
use serde::de::DeserializeOwned;

use crate::mail::MonthNews;
use crate::monitor::{Followed, Kind, Memory};

/// Everything remembered. A kind of another program's is left alone where it lies.
pub(super) fn read(connection: &Connection) -> anyhow::Result<Memory> {
    let sql = "SELECT id, kind, first_period, last_period, severity, worst_said, text, detail, recipients, state, \
               first_seen, last_seen, raised_at, last_said, runs, cause, acknowledged, threads, items, passing \
               FROM alert ORDER BY id";
    let mut memory = Memory::default();
    let mut statement = connection.prepare_cached(sql)?;
    for it in statement.query_map([], |row| Ok(followed(row)))? {
        if let Some(it) = it?? {
            memory.followed.insert(it.id.clone(), it);
        }
    }
    let mut statement = connection.prepare_cached("SELECT id, period FROM alert_judged ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for row in rows {
        let (id, period) = row?;
        let parsed = period.parse().map_err(|e| anyhow::anyhow!("il database contiene `{period}`: {e}"))?;
        memory.judged.insert(id, parsed);
    }
    Ok(memory)
}

fn followed(row: &Row<'_>) -> anyhow::Result<Option<Followed>> {
    let text = |column: usize| row.get::<_, String>(column);
    let Some(kind) = Kind::of(&text(1)?) else { return Ok(None) };
    let acknowledged: Option<String> = row.get(16)?;
    let instant = |column: usize| -> anyhow::Result<Option<_>> {
        let text: Option<String> = row.get(column)?;
        Ok(text.map(|text| text.parse()).transpose()?)
    };
    let first = |column| instant(column)?.context("il database non dice quando un avviso è stato visto");
    Ok(Some(Followed {
        id: text(0)?,
        kind,
        first_judged: super::records::parsed(row, 2)?,
        last_judged: super::records::parsed(row, 3)?,
        severity: super::records::named(row, 4)?,
        worst_said: super::records::named(row, 5)?,
        text: text(6)?,
        detail: json(&text(7)?)?,
        recipients: json::<Vec<String>>(&text(8)?)?.into_iter().map(Into::into).collect(),
        state: super::records::named(row, 9)?,
        first_seen: first(10)?,
        last_seen: first(11)?,
        raised_at: instant(12)?,
        last_said: instant(13)?,
        runs: row.get(14)?,
        cause: row.get(15)?,
        acknowledged: acknowledged.map(|text| json(&text)).transpose()?,
        threads: json::<BTreeMap<String, String>>(&text(17)?)?,
        items: json::<BTreeSet<String>>(&text(18)?)?,
        passing: row.get(19)?,
    }))
}

fn json<T: DeserializeOwned>(text: &str) -> anyhow::Result<T> {
    serde_json::from_str(text).with_context(|| format!("il database contiene `{text}`"))
}

pub(super) fn write(memory: &Memory, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    for kind in Kind::ALL {
        transaction.execute("DELETE FROM alert WHERE kind = ?1", [kind.id()])?;
    }
    let sql = "INSERT INTO alert VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20)";
    let mut statement = transaction.prepare_cached(sql)?;
    for it in memory.followed.values() {
        let recipients: Vec<&str> = it.recipients.iter().map(|role| &**role).collect();
        statement.execute(params![
            it.id,
            it.kind.id(),
            it.first_judged.to_string(),
            it.last_judged.to_string(),
            super::records::name(&it.severity)?,
            super::records::name(&it.worst_said)?,
            it.text,
            serde_json::to_string(&it.detail)?,
            serde_json::to_string(&recipients)?,
            super::records::name(&it.state)?,
            it.first_seen.to_rfc3339(),
            it.last_seen.to_rfc3339(),
            it.raised_at.map(|at| at.to_rfc3339()),
            it.last_said.map(|at| at.to_rfc3339()),
            it.runs,
            it.cause,
            it.acknowledged.as_ref().map(serde_json::to_string).transpose()?,
            serde_json::to_string(&it.threads)?,
            serde_json::to_string(&it.items)?,
            it.passing,
        ])?;
    }
    let mut statement = transaction.prepare_cached("INSERT OR REPLACE INTO alert_judged VALUES (?1, ?2)")?;
    for (id, period) in &memory.judged {
        statement.execute([id, &period.to_string()])?;
    }
    Ok(())
}

/// The news that passes left to a later one, in the order in which they were made. What another program kept in its own
/// way is left untold: it must not hold up every pass.
pub(super) fn untold(connection: &Connection) -> anyhow::Result<Vec<MonthNews>> {
    let mut statement = connection.prepare_cached("SELECT news FROM untold ORDER BY ordinal")?;
    let mut all = Vec::new();
    for text in statement.query_map([], |row| row.get::<_, String>(0))? {
        match json(&text?) {
            Ok(news) => all.push(news),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "kept news of another program is left untold"),
        }
    }
    Ok(all)
}

pub(super) fn keep_news(news: &MonthNews, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    transaction.execute("INSERT INTO untold (news) VALUES (?1)", [serde_json::to_string(news)?])?;
    Ok(())
}

pub(super) fn forget_news(transaction: &Transaction<'_>) -> anyhow::Result<()> {
    transaction.execute("DELETE FROM untold", [])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::{Acknowledgement, AlertState, Detail};
    use crate::problem::Severity;
    use crate::store::{Pass, Store, Telling};

    #[test]
    fn what_is_written_of_an_alert_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("quadratura.db"), "esempio").unwrap();
        let detail = Detail { title: "Titolo".into(), places: vec!["`a.xlsx`".into()], ..Detail::default() };
        let known = Acknowledgement { until: "2021-07-31".parse().unwrap(), why: "si sa".into(), by: "estero".into() };
        let it = Followed {
            id: "differences:estero".into(),
            kind: Kind::Differences,
            first_judged: "2021-05".parse().unwrap(),
            last_judged: "2021-06".parse().unwrap(),
            severity: Severity::Warning,
            worst_said: Severity::Error,
            text: "Testo.".into(),
            detail,
            recipients: vec!["estero".into(), "contabilita".into()],
            state: AlertState::Acknowledged,
            first_seen: "2021-06-05T05:00:00Z".parse().unwrap(),
            last_seen: "2021-07-05T05:00:00Z".parse().unwrap(),
            raised_at: Some("2021-06-05T05:00:00Z".parse().unwrap()),
            last_said: None,
            runs: 3,
            cause: Some("source_missing:2021-06:estero:scheda".into()),
            acknowledged: Some(known),
            threads: [("a@b".to_owned(), "<c@d>".to_owned())].into(),
            items: ["x".to_owned()].into(),
            passing: false,
        };
        let memory = Memory {
            followed: [(it.id.clone(), it)].into(),
            judged: [("differences:estero".to_owned(), "2021-06".parse().unwrap())].into(),
        };
        store.write_alerts(&memory).unwrap();
        assert_eq!(store.alerts().unwrap(), memory);
        let nothing_followed = Memory { judged: memory.judged.clone(), ..Memory::default() };
        store.write_alerts(&nothing_followed).unwrap();
        assert_eq!(store.alerts().unwrap(), nothing_followed);
    }

    #[test]
    fn news_is_kept_from_pass_to_pass_until_one_tells_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("quadratura.db"), "esempio").unwrap();
        let of_month = |period: &str| -> MonthNews {
            let row = r#"{"new":[],"open":[{"id":"x","text":"Importo diverso: 1,00 €"}]}"#;
            let told = r#"{"alert":"differences:estero","news":"grown","fresh":["x"],"receipted":""}"#;
            let rest = format!(
                r#""manifest":"05b3","issued":"draft","in_message":{{"x":"raised"}},"told":[{told}],"files":{{}},"rows":{{"estero":{row}}}"#
            );
            json(&format!(r#"{{"period":"{period}","as_of":"2021-07-12","draft":true,{rest}}}"#)).unwrap()
        };
        let (june, july) = (of_month("2021-06"), of_month("2021-07"));
        for news in [Some(&june), None, Some(&july)] {
            store.commit(&Pass { news: Telling::Kept(news), ..Pass::default() }).unwrap();
        }
        store.commit(&Pass::default()).unwrap();
        assert_eq!(store.untold().unwrap(), [june, july]);
        store.commit(&Pass { news: Telling::Told, ..Pass::default() }).unwrap();
        assert_eq!(store.untold().unwrap(), []);
    }
}
