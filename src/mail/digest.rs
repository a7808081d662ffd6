//! One digest of alerts for each recipient of a run, however many months it judged: what is new, the worst first, what still
//! stands when a reminder is due, what is over. An office reads its own rows and no other's. Decides nothing about alerts:
//! why each is said, it is told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::duties;
use super::message::{Said, free_id, scope};
use super::news::{Item, MonthNews, in_message, items, title};
use super::page::Pages;
use super::reader::Reader;
use super::rows::{DifferenceCard, OfficeRows, OpenDifference};
use super::{Message, Receives, Recipient, Settings, letter, phrases};
use crate::duties::Due;
use crate::italian::{listed, small};
use crate::monitor::{AlertId, AlertState, Followed, Kind, Memory, News, mutes, told_to};
use crate::office::{OfficeId, Offices};
use crate::period::{Period, italian_date};
use crate::problem::Severity;

/// A composed digest.
#[derive(Clone, Debug)]
pub struct Digest {
    /// The message.
    pub message: Message,
    /// Its Message-ID.
    pub message_id: String,
    /// The address it goes to, as the settings write it: by it threads are kept.
    pub address: String,
    /// The alerts that it tells, each with why.
    pub alerts: Vec<(AlertId, News)>,
}

/// What digests are about.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// What the months of the run have to tell, in the order in which they were judged.
    pub months: &'a [MonthNews],
    /// The chamber's name.
    pub ente: &'a str,
    /// Names of offices by id, for people.
    pub offices: &'a Offices,
    /// The alerts after the run.
    pub memory: &'a Memory,
    /// The workbooks on which offices answer, by their ids: file name and bytes.
    pub workbooks: &'a BTreeMap<OfficeId, (String, Vec<u8>)>,
    /// What falls due, on the day of the digests.
    pub duties: &'a [Due],
}

/// Composes the digests of a run from what its months have to tell; sorted by id, none for who has nothing to read. They are filed under the last month.
///
/// `stamp` names the run, `taken` are the ids of messages that exist.
///
/// # Errors
/// As [`super::compose`].
pub fn digests(
    around: &Around<'_>,
    settings: &Settings,
    (now, stamp): (DateTime<Utc>, &str),
    taken: BTreeSet<String>,
) -> anyhow::Result<Vec<Digest>> {
    let mut taken = taken;
    let mut out = Vec::new();
    let months = around.months;
    let Some(period) = months.iter().map(|it| it.period).max() else { return Ok(out) };
    let items = items(months, around.memory);
    let pages = Pages::new(&settings.own_templates);
    let sender = letter::Sender::new(settings, now)?;
    for recipient in &settings.recipients {
        let digest = recipient.receives.contains(&Receives::Digest);
        let mut own = told_to(&items, &recipient.role, |it| in_message(it, recipient));
        // Who is waited for learns it whatever else he reads.
        own.retain(|it| digest || it.alert.kind == Kind::VistoAwaited);
        own.retain(|it| !it.month.keeps(it.alert, recipient, around.offices));
        if own.is_empty() {
            continue;
        }
        let said = said(&pages, around, &own, recipient, &settings.reply_to)?;
        let id = free_id(&format!("{period}-{}-{stamp}", Receives::Digest.id()), &recipient.role, &mut taken);
        let mut earlier: Vec<String> = Vec::new();
        for message_id in own.iter().filter_map(|it| around.memory.thread(&it.alert.id, &recipient.address)) {
            if earlier.iter().all(|known| known != message_id) {
                earlier.push(message_id.to_owned());
            }
        }
        let to = letter::Addressed { scope: &scope(around.ente, period), id, recipient };
        let workbook = around.workbook_of(&own, recipient).map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let (message, message_id) = sender.seal_after(to, &said, workbook.as_slice(), &earlier)?;
        let alerts = own.iter().map(|it| (it.alert.id.clone(), it.told.news)).collect();
        out.push(Digest { message, message_id, address: recipient.address.clone(), alerts });
    }
    out.sort_by(|a, b| a.message.id.cmp(&b.message.id));
    Ok(out)
}

/// The alerts of that on which people answer.
const ANSWERED: [Kind; 6] = [
    Kind::Differences,
    Kind::DifferencesAged,
    Kind::RowsRefused,
    Kind::SourceRefused,
    Kind::IndicatorMissed,
    Kind::IndicatorNear,
];

impl<'a> Around<'a> {
    /// What falls due of which a recipient is the owner; who receives the month's message reads it there.
    fn duties_of(&self, recipient: &Recipient) -> Vec<Value> {
        let is_own = |it: &&Due| *it.owner(self.offices.accounts()) == recipient.role;
        let reads_month = recipient.receives.contains(&Receives::Monthly);
        let own = self.duties.iter().filter(is_own).filter(|_| !reads_month);
        duties::said(own, Reader::of(&recipient.role, self.offices), self.offices)
    }

    /// The workbook on which a recipient answers, where what is said is of what stands in it.
    fn workbook_of(&self, own: &[&Item<'_>], recipient: &Recipient) -> Option<&'a (String, Vec<u8>)> {
        let is_answered = |it: &&Item<'_>| ANSWERED.contains(&it.alert.kind);
        let office = OfficeId::of(&recipient.role)?;
        self.workbooks.get(&office).filter(|_| own.iter().any(|it| is_answered(it) && it.told.news != News::Resolved))
    }
}

/// What a recipient reads.
pub(super) fn said(
    pages: &Pages,
    around: &Around<'_>,
    own: &[&Item<'_>],
    recipient: &Recipient,
    reply_to: &str,
) -> anyhow::Result<Said> {
    let role = &*recipient.role;
    let accounts = around.offices.is_accounts(role);
    let office = around.offices.name(role);
    let with = |news: News| own.iter().copied().filter(move |it| it.told.news == news);
    let asks: Vec<&Item<'_>> = own.iter().copied().filter(|it| it.told.asks()).collect();
    let months: BTreeMap<Period, &MonthNews> = own.iter().map(|it| (it.month.period, it.month)).collect();
    let periods = periods_of(own, &asks);
    let drafts = periods.iter().copied().filter(|it| months.get(it).is_some_and(|month| month.draft));
    let drafts: Vec<Period> = drafts.collect();

    let rows = if accounts { OfficeRows::default() } else { own_rows(around, own, &asks, role) };
    let aged_id = AlertId::of_office(Kind::DifferencesAged, OfficeId::of(role).as_ref());
    let aged = asks.iter().find(|it| it.alert.id == aged_id).map_or(0, |it| it.alert.items.len());
    let kinds: Vec<Kind> = asks.iter().map(|it| it.alert.kind).collect();
    let findings = phrases::alerts(&kinds, rows.new.len(), aged);
    let about = match own {
        // One thing is named, where its name is short enough; the cards of new differences are counted.
        [only] if rows.new.is_empty() => {
            let inside = |text| inside_sentence(text, around.offices);
            phrases::one_thing(only.told.news, &inside(title(only, role)), &inside(&only.alert.text))
        }
        _ => None,
    };
    let (reminders, resolved) = (with(News::Reminder).count(), with(News::Resolved).count());
    let about = about.unwrap_or_else(|| phrases::things_counted(&findings, reminders, resolved));
    let subject = phrases::digest_subject(&periods, &about);
    // The rows of an office say all that its own alert of differences would.
    let own_differences = AlertId::of_office(Kind::Differences, OfficeId::of(role).as_ref());
    let rows_say = !rows.new.is_empty() || !rows.open.is_empty();
    let is_reminded = with(News::Reminder).any(|it| it.alert.id == own_differences);
    let (aged_rows, Rows { cards: reminded, lines: open }) = open_rows(rows.open, own, &aged_id, is_reminded);
    let in_rows = |id: &AlertId| rows_say && *id == own_differences;
    let lines = |all: &mut dyn Iterator<Item = &Item<'_>>| -> Vec<Value> {
        let shown = |it: &Item<'_>| {
            let rows = if it.alert.id == aged_id { aged_rows.clone() } else { Rows::default() };
            thing(around, it, Reader::of(role, around.offices), (periods.len() > 1, rows))
        };
        all.filter(|it| !in_rows(&it.alert.id)).map(shown).collect()
    };
    let last = periods.last().and_then(|it| months.get(it));
    let page = context! {
        subject => &subject,
        ente => around.ente,
        name => office.unwrap_or(&recipient.name),
        month => phrases::months(&periods),
        as_of => last.and_then(|it| it.as_of).map(italian_date).unwrap_or_default(),
        own_rows => office.is_some() && !accounts,
        workbook => around.workbook_of(own, recipient).map(|(name, _)| name),
        draft => phrases::drafts(&drafts, periods.len() > 1),
        findings,
        accounts,
        things => lines(&mut asks.iter().copied()),
        differences => Value::from(Serde(rows.new)),
        reminded => Value::from(Serde(reminded)),
        open,
        reminders => lines(&mut with(News::Reminder)),
        resolved => with(News::Resolved).map(|it| it.alert.text.clone()).collect::<Vec<_>>(),
        standing => standing(around.memory, own, role, &in_rows),
        duties => around.duties_of(recipient),
        reply_to,
        manifest => last.or(months.values().last()).map_or("", |it| it.manifest.as_str()),
    };
    Said::of(pages, "avvisi", subject, &page)
}

/// What is said, inside a sentence: the name of an office keeps its capital.
fn inside_sentence(text: &str, offices: &Offices) -> String {
    if offices.iter().any(|office| text.starts_with(&office.name)) { text.to_owned() } else { small(text) }
}

/// The open rows that an office knows of: those that its alert of old ones is about, and the others. Who is reminded of these
/// reads all of each.
fn open_rows(open: Vec<OpenDifference>, own: &[&Item<'_>], aged_id: &AlertId, is_reminded: bool) -> (Rows, Rows) {
    let aged = own.iter().find(|it| it.alert.id == *aged_id && it.told.news != News::Resolved);
    let is_aged = |open: &OpenDifference| aged.is_some_and(|it| it.alert.items.contains(&open.id));
    let (aged, others): (Vec<OpenDifference>, Vec<OpenDifference>) = open.into_iter().partition(is_aged);
    (Rows::of(aged), if is_reminded { Rows::of(others) } else { Rows::lines_of(others) })
}

/// The months that a digest is about: those of which it asks something, else the last one that had figures for what it tells.
fn periods_of(own: &[&Item<'_>], asks: &[&Item<'_>]) -> Vec<Period> {
    let asked: BTreeSet<Period> = asks.iter().map(|it| it.month.period).collect();
    if asked.is_empty() {
        return own.iter().map(|it| it.alert.last_judged).max().into_iter().collect();
    }
    asked.into_iter().collect()
}

/// The open differences of an office, as the month that tells of them has them, else the last one that tells it anything.
/// What is new in an earlier month of the run, and open still, is new.
fn own_rows(around: &Around<'_>, own: &[&Item<'_>], asks: &[&Item<'_>], role: &str) -> OfficeRows {
    let id = AlertId::of_office(Kind::Differences, OfficeId::of(role).as_ref());
    // Where a file that is not there explains all the rows of an office, it is that file that is told.
    if around.memory.followed.get(&id).is_some_and(|it| it.state == AlertState::Muted) {
        return OfficeRows::default();
    }
    let news = asks.iter().find(|it| it.alert.id == id).map(|it| it.month);
    let last = news.or_else(|| own.iter().map(|it| it.month).max_by_key(|it| it.period));
    let Some(last) = last.and_then(|it| it.rows.get(role)) else { return OfficeRows::default() };
    let mut rows = last.clone();
    for card in around.months.iter().filter_map(|it| it.rows.get(role)).flat_map(|it| &it.new) {
        if let Some(known) = rows.open.iter().position(|open| open.id == card.id) {
            rows.open.remove(known);
            rows.new.push(card.clone());
        }
    }
    rows
}

/// Alerts of this role that stand, were said before and are not said now.
fn standing(memory: &Memory, own: &[&Item<'_>], role: &str, in_rows: &dyn Fn(&AlertId) -> bool) -> usize {
    let of_role = |it: &&Followed| it.state == AlertState::Standing && it.recipients.iter().any(|to| **to == *role);
    let told = |it: &&Followed| in_rows(&it.id) || own.iter().any(|told| told.alert.id == it.id);
    memory.followed.values().filter(of_role).filter(|it| !told(it)).count()
}

/// Open differences as a letter tells them: each whole, or in a line where that is all that is known of it.
#[derive(Clone, Default)]
struct Rows {
    cards: Vec<DifferenceCard>,
    lines: Vec<String>,
}

impl Rows {
    fn of(open: Vec<OpenDifference>) -> Self {
        let mut out = Self::default();
        for it in open {
            match it.card {
                Some(card) => out.cards.push(card),
                None => out.lines.push(it.text),
            }
        }
        out
    }

    fn lines_of(open: Vec<OpenDifference>) -> Self {
        Self { cards: Vec::new(), lines: open.into_iter().map(|it| it.text).collect() }
    }
}

/// One alert: what, figure against target, deviation, where it stands, what to do. `dated` where the digest is of several
/// months; `rows` are those that it is about, in a line each.
fn thing(around: &Around<'_>, item: &Item<'_>, reader: Reader<'_>, (dated, rows): (bool, Rows)) -> Value {
    let Item { month, alert, told } = item;
    let asked = reader.is_asked(&alert.recipients);
    let file = month.files.get(&alert.id).cloned();
    let detail = &alert.detail;
    let facts = [&detail.figure, &detail.target, &detail.deviation];
    let facts: Vec<&str> = facts.into_iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect();
    let silent = |it: &&Followed| it.state == AlertState::Muted && it.cause.as_ref() == Some(&alert.id);
    context! {
        title => title(item, reader.role()),
        month => if dated { month.period.italian() } else { String::new() },
        serious => alert.severity != Severity::Warning,
        news => phrases::news(told.news),
        facts => facts.join("; "),
        rows => rows.lines,
        cards => Value::from(Serde(rows.cards)),
        places => listed(&detail.places),
        mutes => mutes(around.memory.followed.values().filter(silent).map(|it| (&it.id, &it.detail))),
        asked,
        action => if asked { detail.action.clone() } else { reader.attended(alert.kind, &alert.recipients, month.period) },
        file => file.map(|it| Value::from(Serde(if asked { it } else { it.without_remedies() }))),
        id => if around.offices.is_accounts(reader.role()) { alert.id.as_str() } else { "" },
        since => italian_date(alert.first_seen.date_naive()),
    }
}
