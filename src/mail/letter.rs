//! A message as it travels: headers, both forms of the text, the workbook. Everything that lettre would make up by chance
//! (boundaries, Message-ID, Date) is given to it. Refuses to know what a message says.

use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Datelike as _, Utc};
use lettre::Message as Letter;
use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Body, Mailbox, MultiPart, SinglePart};

use super::address::{address, mailbox};
use super::message::{Picture, Said};
use super::page::one_line;
use super::{Message, Recipient, Settings};
use crate::italian::quoted;
use crate::origin::Digest;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const PDF: &str = "application/pdf";

/// A file that travels: its name and its bytes.
type Carried<'a> = (&'a str, &'a [u8]);

/// `Auto-Submitted: auto-generated` (RFC 3834): no holiday notice answers us.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// What all messages of an issue have in common.
pub(super) struct Sender<'a> {
    from: Mailbox,
    reply_to: Mailbox,
    domain: &'a str,
    date: SystemTime,
}

/// To whom a message goes, and what tells it from all others.
pub(super) struct Addressed<'a> {
    /// Chamber, and month where it is of one.
    pub scope: &'a str,
    /// Its id in the database.
    pub id: String,
    pub recipient: &'a Recipient,
}

impl<'a> Sender<'a> {
    /// Checks the sender's side of the settings.
    pub(super) fn new(settings: &'a Settings, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let domain = settings.domain.as_str();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        ensure!(!domain.is_empty() && domain.chars().all(fits), "`{domain}` non è un dominio per i Message-ID");
        ensure!((1970..10_000).contains(&now.year()), "`{now}` non può essere la data di un messaggio");
        Ok(Self {
            from: mailbox(&settings.from)?,
            reply_to: mailbox(&settings.reply_to)?,
            domain,
            date: SystemTime::from(now),
        })
    }

    /// The same, with another address for who answers.
    pub(super) fn answered_at(self, reply_to: &str) -> anyhow::Result<Self> {
        Ok(Self { reply_to: mailbox(reply_to)?, ..self })
    }

    /// The message.
    pub(super) fn seal(
        &self,
        to: Addressed<'_>,
        said: &Said,
        workbook: Option<Carried<'_>>,
    ) -> anyhow::Result<Message> {
        self.seal_after(to, said, workbook.as_slice(), &[]).map(|(message, _)| message)
    }

    /// The same in the thread of earlier messages, whose Message-IDs are given; and its own Message-ID.
    pub(super) fn seal_after(
        &self,
        to: Addressed<'_>,
        said: &Said,
        carried: &[Carried<'_>],
        earlier: &[String],
    ) -> anyhow::Result<(Message, String)> {
        let Addressed { scope, id, recipient } = to;
        let name = one_line(&recipient.name).trim().to_owned();
        let to = Mailbox::new((!name.is_empty()).then_some(name), address(&recipient.address)?);
        let subject = quoted(&one_line(&said.subject)).into_owned();
        let digests: Vec<String> = carried.iter().map(|(_, bytes)| Digest::of(bytes).to_string()).collect();
        let digests = digests.join("\u{1f}");
        let content = [scope, &id, to.email.as_ref(), &subject, &said.text, &said.html, &digests]
            .into_iter()
            .chain(earlier.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join("\u{1f}");
        let name = &Digest::of(content.as_bytes()).to_string()[..32];

        let forms = MultiPart::alternative()
            .boundary(format!("testo-{name}"))
            .singlepart(written(ContentType::TEXT_PLAIN, &said.text));
        let html = written(ContentType::TEXT_HTML, &said.html);
        let forms = if said.pictures.is_empty() {
            forms.singlepart(html)
        } else {
            let related = MultiPart::related().boundary(format!("figura-{name}")).singlepart(html);
            let mut pictures = said.pictures.iter();
            forms.multipart(
                pictures.try_fold(related, |parts, it| Ok::<_, anyhow::Error>(parts.singlepart(shown_inside(it)?)))?,
            )
        };
        let mut parts = MultiPart::mixed().boundary(format!("parti-{name}")).multipart(forms);
        for (file, bytes) in carried {
            let is_pdf = Path::new(file).extension().is_some_and(|it| it == "pdf");
            let kind = ContentType::parse(if is_pdf { PDF } else { XLSX }).context("il tipo di un allegato")?;
            let body = base64(bytes, file)?;
            parts = parts.singlepart(Part::new(one_line(file).into_owned()).body(body, kind));
        }
        let message_id = format!("<{name}@{}>", self.domain);
        let mut letter = Letter::builder()
            .from(self.from.clone())
            .reply_to(self.reply_to.clone())
            .to(to.clone())
            .subject(subject.clone())
            .date(self.date)
            .message_id(Some(message_id.clone()))
            .header(AutoSubmitted);
        if let Some(first) = earlier.first() {
            letter = letter.in_reply_to(first.clone()).references(earlier.join(" "));
        }
        let letter = letter.multipart(parts).with_context(|| format!("il messaggio `{id}`"))?;
        let message = Message {
            id,
            to: to.email.to_string(),
            from: self.from.email.to_string(),
            subject,
            bytes: letter.formatted(),
        };
        Ok((message, message_id))
    }
}

/// The Message-ID of a message as it travels.
#[must_use]
pub fn message_id_of(bytes: &[u8]) -> Option<String> {
    let mut lines = bytes.split(|byte| *byte == b'\n').take_while(|line| !matches!(line, [] | [b'\r']));
    let id = lines.find_map(|line| line.strip_prefix(b"Message-ID: "))?;
    Some(std::str::from_utf8(id).ok()?.trim_end().to_owned())
}

/// One form of the text. Quoted-printable always: whether a month has accented letters does not change its form.
fn written(kind: ContentType, text: &str) -> SinglePart {
    // With line endings as they travel: the library puts each in by itself, and moves all that comes after it.
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    SinglePart::builder().content_type(kind).header(ContentTransferEncoding::QuotedPrintable).body(text)
}

/// The picture that the HTML shows where it names it.
fn shown_inside(picture: &Picture) -> anyhow::Result<SinglePart> {
    let kind = ContentType::parse("image/png").context("il tipo della figura")?;
    Ok(Part::new_inline(picture.id.clone()).body(base64(&picture.bytes, "grafico.png")?, kind))
}

fn base64(bytes: &[u8], name: &str) -> anyhow::Result<Body> {
    match Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64) {
        Ok(body) => Ok(body),
        Err(_) => bail!("`{name}` non entra in un messaggio"),
    }
}
