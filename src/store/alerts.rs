//! The table `alert`: alerts with their lives, read whole before a run follows them and written whole in the transaction of
//! its pass. Decides nothing about them.

use std::sync::Arc;

use rusqlite::{Connection, Row, Transaction, named_params};

use super::database::Store;
use super::table::{Table, json, parsed, parsed_or_none};
use super::{judged, told};
use crate::monitor::{AlertId, Followed, Kind, Memory};

/// `detail`, `recipients`, `acknowledged` and `items` are JSON.
const TABLE: Table = Table {
    name: "alert",
    columns: &[
        "id",
        "kind",
        "first_period",
        "last_period",
        "severity",
        "worst_said",
        "text",
        "detail",
        "recipients",
        "state",
        "first_seen",
        "last_seen",
        "raised_at",
        "last_said",
        "runs",
        "cause",
        "acknowledged",
        "items",
        "passing",
    ],
};

impl Store {
    /// Every alert with its life, as the last pass left it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn alerts(&self) -> anyhow::Result<Memory> {
        read(&self.connection)
    }
}

/// Everything remembered. A kind of another program's is left alone where it lies.
fn read(connection: &Connection) -> anyhow::Result<Memory> {
    let followed = TABLE.rows(connection, "ORDER BY id", [], from_row)?;
    let followed = followed.into_iter().flatten().map(|it| (it.id.clone(), it)).collect();
    Ok(Memory { followed, judged: judged::read(connection)?, told: told::read(connection)? })
}

/// Writes everything remembered, in the place of what was.
pub(super) fn write(memory: &Memory, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    for kind in Kind::ALL {
        transaction.execute("DELETE FROM alert WHERE kind = ?1", [kind.id()])?;
    }
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in memory.followed.values() {
        let recipients: Vec<&str> = it.recipients.iter().map(|role| &**role).collect();
        insert.execute(named_params! {
            ":id": it.id.as_str(),
            ":kind": it.kind.id(),
            ":first_period": it.first_judged.to_string(),
            ":last_period": it.last_judged.to_string(),
            ":severity": it.severity.id(),
            ":worst_said": it.worst_said.id(),
            ":text": it.text,
            ":detail": serde_json::to_string(&it.detail)?,
            ":recipients": serde_json::to_string(&recipients)?,
            ":state": it.state.id(),
            ":first_seen": it.first_seen.to_rfc3339(),
            ":last_seen": it.last_seen.to_rfc3339(),
            ":raised_at": it.raised_at.map(|at| at.to_rfc3339()),
            ":last_said": it.last_said.map(|at| at.to_rfc3339()),
            ":runs": it.runs,
            ":cause": it.cause.as_ref().map(AlertId::as_str),
            ":acknowledged": it.acknowledged.as_ref().map(serde_json::to_string).transpose()?,
            ":items": serde_json::to_string(&it.items)?,
            ":passing": it.passing,
        })?;
    }
    judged::write(&memory.judged, transaction)?;
    told::write(&memory.told, transaction)
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Option<Followed>> {
    let Ok(id) = row.get::<_, String>("id")?.parse::<AlertId>() else { return Ok(None) };
    let acknowledged: Option<String> = row.get("acknowledged")?;
    Ok(Some(Followed {
        kind: id.kind(),
        id,
        first_judged: parsed(row, "first_period")?,
        last_judged: parsed(row, "last_period")?,
        severity: parsed(row, "severity")?,
        worst_said: parsed(row, "worst_said")?,
        text: row.get("text")?,
        detail: json(row, "detail")?,
        recipients: json::<Vec<String>>(row, "recipients")?.into_iter().map(Arc::from).collect(),
        state: parsed(row, "state")?,
        first_seen: parsed(row, "first_seen")?,
        last_seen: parsed(row, "last_seen")?,
        raised_at: parsed_or_none(row, "raised_at")?,
        last_said: parsed_or_none(row, "last_said")?,
        runs: row.get("runs")?,
        cause: parsed_or_none(row, "cause").unwrap_or_default(),
        acknowledged: acknowledged.map(|_| json(row, "acknowledged")).transpose()?,
        items: json(row, "items")?,
        passing: row.get("passing")?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::MonthNews;
    use crate::monitor::{Acknowledgement, AlertState, Detail, News, Notification};
    use crate::problem::Severity;
    use crate::store::{Pass, Store, Telling};

    #[test]
    fn what_is_written_of_an_alert_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("quadratura.db"), "esempio").unwrap();
        let detail = Detail { title: "Titolo".into(), places: vec!["`a.xlsx`".into()], ..Detail::default() };
        let known = Acknowledgement { until: "2021-07-31".parse().unwrap(), why: "si sa".into(), by: "estero".into() };
        let it = Followed {
            id: "differences:estero".parse().unwrap(),
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
            cause: Some("source_missing:2021-06:estero:scheda".parse().unwrap()),
            acknowledged: Some(known),
            items: ["x".to_owned()].into(),
            passing: false,
        };
        let told = Notification {
            message_id: "<c@d>".to_owned(),
            told_at: "2021-06-05T05:00:00Z".parse().unwrap(),
            news: News::Raised,
        };
        let memory = Memory {
            judged: [(it.id.clone(), "2021-06".parse().unwrap())].into(),
            told: [(it.id.clone(), [("a@b".to_owned(), told)].into())].into(),
            followed: [(it.id.clone(), it)].into(),
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
                r#""manifest":"05b3","issued":"draft","in_message":{{"differences:estero":"raised"}},"told":[{told}],"files":{{}},"rows":{{"estero":{row}}}"#
            );
            serde_json::from_str(&format!(r#"{{"period":"{period}","as_of":"2021-07-12","draft":true,{rest}}}"#))
                .unwrap()
        };
        let (june, july) = (of_month("2021-06"), of_month("2021-07"));
        for news in [Some(&june), None, Some(&july)] {
            store.commit(&Pass { news: Telling::Kept(news), ..Pass::default() }).unwrap();
        }
        store.commit(&Pass::default()).unwrap();
        let kept: String = store.connection.query_row("SELECT news FROM untold LIMIT 1", [], |row| row.get(0)).unwrap();
        assert!(kept.contains(r#""receipted":"""#), "what a former program wrote is written so: {kept}");
        assert_eq!(store.untold().unwrap(), [june, july]);
        store.commit(&Pass { news: Telling::Told, ..Pass::default() }).unwrap();
        assert_eq!(store.untold().unwrap(), []);
    }
}
