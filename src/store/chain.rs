//! The table `chain`: arrivals, issues, messages and answers in the order in which they were written, each bearing the digest of the one
//! before it. Of each what never changes is linked: a row that is removed, altered or slipped in breaks the chain from there on.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::Store;
use super::table::{Table, parsed};
use crate::origin::Digest;

/// What is linked, each by the name under which the registry tells of it, with what of it never changes.
const LINKED: [(&str, &str); 4] = [
    (
        "arrivi",
        "SELECT id AS name, json_array(id, name, folder, owner, digest, bytes, arrived_at) AS own, id AS place FROM arrival",
    ),
    (
        "emissioni",
        "SELECT period || '-' || number AS name, \
         json_array(period, number, state, decisive, manifest, workbook, workbook_name, issued_at) || \
         coalesce((SELECT json_array(digest, name) FROM prospetto AS it WHERE it.period = issue.period \
         AND it.number = issue.number), '') AS own, \
         issued_at || ' ' || period || printf(' %09d', number) AS place FROM issue",
    ),
    (
        "messaggi",
        "SELECT id AS name, json_array(id, period, number, digest, sender, receiver, subject) AS own, \
         queued_at || ' ' || id AS place FROM message",
    ),
    (
        "risposte",
        "SELECT id AS name, json_array(number, id, difference, period, told) AS own, printf('%09d', number) AS place \
         FROM answer",
    ),
];

/// A link, as the registry tells of it beside what it links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// From 1, without gaps.
    pub sequence: u64,
    /// The digest of the one before; of the first, that of nothing.
    pub before: Digest,
    /// Its own: of the one before, and of what never changes of what it links.
    pub link: Digest,
    /// Whether what it links was written before there was a chain: it was linked as it stood when the program was updated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub former: bool,
}

/// Where the chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// The link of this number is not there.
    Missing(u64),
    /// What is linked under this shelf and name is not there any more.
    Gone(String, String),
    /// It is not what it was when it was linked, or something before it is not.
    Altered(String, String),
    /// It is in the database, and in no link.
    Unlinked(String, String),
}

/// How the chain stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// How many links it has.
    pub links: usize,
    /// How many of them are of what was written before there was a chain.
    pub former: usize,
    /// Where it is broken, in order.
    pub breaks: Vec<Break>,
}

const TABLE: Table = Table { name: "chain", columns: &["sequence", "shelf", "name", "before", "link", "former"] };

fn from_row(row: &Row<'_>) -> anyhow::Result<(String, String, Link)> {
    let link = Link {
        sequence: row.get("sequence")?,
        before: parsed(row, "before")?,
        link: parsed(row, "link")?,
        former: row.get("former")?,
    };
    Ok((row.get("shelf")?, row.get("name")?, link))
}

fn linked(before: Digest, shelf: &str, own: &str) -> Digest {
    Digest::of(format!("{before}\n{shelf}\n{own}").as_bytes())
}

/// Links what is not linked yet, in the order of arrivals, issues and messages.
pub(super) fn extend(former: bool, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let sql = "SELECT * FROM chain ORDER BY sequence DESC LIMIT 1";
    let last = transaction.query_row(sql, [], |row| Ok(from_row(row))).optional()?.transpose()?;
    let (mut sequence, mut before) = last.map_or((0, Digest::of(b"")), |(_, _, it)| (it.sequence, it.link));
    let insert = format!("INSERT INTO chain ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", TABLE.columns.join(", "));
    let mut insert = transaction.prepare_cached(&insert)?;
    for (shelf, lines) in LINKED {
        let sql = format!(
            "SELECT name, own FROM ({lines}) AS line WHERE NOT EXISTS \
             (SELECT 1 FROM chain WHERE chain.shelf = ?1 AND chain.name = line.name) ORDER BY place"
        );
        let mut statement = transaction.prepare_cached(&sql)?;
        let mut rows = statement.query([shelf])?;
        while let Some(row) = rows.next()? {
            let (name, own): (String, String) = (row.get("name")?, row.get("own")?);
            let link = linked(before, shelf, &own);
            sequence += 1;
            insert.execute(params![sequence, shelf, name, before.to_string(), link.to_string(), former])?;
            before = link;
        }
    }
    Ok(())
}

fn links(connection: &Connection) -> anyhow::Result<Vec<(String, String, Link)>> {
    TABLE.rows(connection, "ORDER BY sequence", [], from_row)
}

impl Store {
    /// The link of what the registry tells of under a name.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn link(&self, shelf: &str, name: &str) -> anyhow::Result<Option<Link>> {
        let found = TABLE.rows(&self.connection, "WHERE shelf = ?1 AND name = ?2", [shelf, name], from_row)?.pop();
        Ok(found.map(|(_, _, link)| link))
    }

    /// Every link by shelf and name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn links(&self) -> anyhow::Result<BTreeMap<(String, String), Link>> {
        Ok(links(&self.connection)?.into_iter().map(|(shelf, name, link)| ((shelf, name), link)).collect())
    }

    /// Whether what is linked is what it was.
    ///
    /// # Errors
    /// When the database fails.
    pub fn chain(&self) -> anyhow::Result<Chain> {
        let mut lines: BTreeMap<(String, String), String> = BTreeMap::new();
        for (shelf, sql) in LINKED {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                lines.insert((shelf.to_owned(), row.get("name")?), row.get("own")?);
            }
        }
        let (mut chain, mut next, mut before) = (Chain::default(), 1, Digest::of(b""));
        for (shelf, name, link) in links(&self.connection)? {
            chain.links += 1;
            chain.former += usize::from(link.former);
            chain.breaks.extend((next..link.sequence).map(Break::Missing));
            // After a gap nobody knows what came before: the links themselves are held against each other again.
            let follows = next != link.sequence || before == link.before;
            let own = lines.remove(&(shelf.clone(), name.clone()));
            match own {
                None => chain.breaks.push(Break::Gone(shelf, name)),
                Some(own) if !follows || linked(link.before, &shelf, &own) != link.link => {
                    chain.breaks.push(Break::Altered(shelf, name));
                }
                Some(_) => {}
            }
            (next, before) = (link.sequence + 1, link.link);
        }
        chain.breaks.extend(lines.into_keys().map(|(shelf, name)| Break::Unlinked(shelf, name)));
        Ok(chain)
    }
}

/// Puts the chain in that the registry tells of, in the place of the one that there is; what it does not tell of is linked
/// after it when the pass ends.
pub(super) fn put_in(told: &BTreeMap<(String, String), Link>, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    transaction.execute("DELETE FROM chain", [])?;
    let sql = format!("INSERT OR IGNORE INTO chain ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", TABLE.columns.join(", "));
    let mut insert = transaction.prepare_cached(&sql)?;
    for ((shelf, name), it) in told {
        insert.execute(params![it.sequence, shelf, name, it.before.to_string(), it.link.to_string(), it.former])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> Store {
        let store = Store::open_dry(std::path::Path::new("/nessun/database"), "cremona").unwrap();
        let rows = (1..=4).map(|number| {
            format!(
                "INSERT INTO message VALUES ('m{number}', '2021-01', 1, 'd', 's', 'r', 'o', 'sent', '', 'q{number}', 0, NULL, NULL, 0);"
            )
        });
        store.connection.execute_batch(&rows.collect::<String>()).unwrap();
        let transaction = store.connection.unchecked_transaction().unwrap();
        extend(false, &transaction).unwrap();
        transaction.commit().unwrap();
        store
    }

    fn broken_by(sql: &str) -> Vec<Break> {
        let store = store();
        store.connection.execute_batch(sql).unwrap();
        store.chain().unwrap().breaks
    }

    #[test]
    fn a_row_that_is_removed_altered_or_slipped_in_is_seen() {
        let name = |number: u32| ("messaggi".to_owned(), format!("m{number}"));
        let (gone, altered, unlinked) = (
            |(shelf, name)| Break::Gone(shelf, name),
            |(shelf, name)| Break::Altered(shelf, name),
            |(shelf, name)| Break::Unlinked(shelf, name),
        );
        assert_eq!(broken_by(""), []);
        assert_eq!(broken_by("UPDATE message SET state = 'refused', answer = 'no'"), [], "what may change");
        assert_eq!(broken_by("DELETE FROM message WHERE id = 'm2'"), [gone(name(2))]);
        assert_eq!(broken_by("UPDATE message SET receiver = 'x' WHERE id = 'm2'"), [altered(name(2))]);
        let both = "DELETE FROM message WHERE id = 'm2'; DELETE FROM chain WHERE name = 'm2'";
        assert_eq!(broken_by(both), [Break::Missing(2)]);
        let renumbered = format!("{both}; UPDATE chain SET sequence = sequence - 1 WHERE sequence > 2");
        assert_eq!(broken_by(&renumbered), [altered(name(3))], "the one after bears its digest");
        assert_eq!(broken_by("DELETE FROM chain WHERE sequence = 4"), [unlinked(name(4))]);
    }
}
