//! The line to a mail server: words go out, a reply comes in, whole and never larger than a reply may be. (lettre's own
//! line reads for as long as a server goes on.) Refuses to know what is asked, and to repeat what was said to log in.

use std::fmt::Display;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, StreamOwned};

use super::phrases;

/// Bytes of a reply beyond which it is none, however many lines they make.
const REPLY_BYTES_MAX: usize = 100_000;

/// Bytes of a line that are kept: who writes more has said it by then.
const LINE_BYTES_KEPT: usize = 1000;

/// Letters of a reply that are shown.
const SHOWN_CHARS_MAX: usize = 300;

/// Letters from which a word that stands in a login counts as a piece of it.
const PIECE_CHARS_MIN: usize = 8;

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// Three digits.
    pub code: u16,
    /// The words after the code, a text for each line.
    pub lines: Vec<String>,
}

impl Reply {
    /// The enhanced status at the beginning of its words: `5.1.1`.
    fn status(&self) -> Option<&str> {
        self.lines.first().and_then(|first| first.split(' ').next()).filter(|word| word.contains('.'))
    }

    /// Whether it refuses for good for want of room: the message is too large for the server, or a box is full.
    pub fn is_about_room(&self) -> bool {
        self.code == NO_ROOM || self.code >= 500 && self.status().is_some_and(|status| ROOM.contains(&status))
    }

    /// `550 5.1.1 unknown user`, on one line; of the later lines without the status that each repeats.
    pub fn shown(&self) -> String {
        let status = self.status();
        let later = self.lines.iter().skip(1).map(|line| match status.and_then(|status| line.strip_prefix(status)) {
            Some(rest) => rest.trim_start(),
            None => line,
        });
        let words: Vec<&str> = self.lines.first().map(String::as_str).into_iter().chain(later).collect();
        let plain =
            words.join(" ").chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect::<String>();
        let plain: String = plain.chars().take(SHOWN_CHARS_MAX).collect();
        format!("{} {}", self.code, plain.trim()).trim_end().to_owned()
    }
}

/// Status codes that tell of room, whatever the code before them: a box or a system is full, a message is too large.
const ROOM: [&str; 4] = ["5.2.2", "5.2.3", "5.3.1", "5.3.4"];

/// Too large, or beyond what may be stored.
const NO_ROOM: u16 = 552;

/// Why a step failed.
#[derive(Debug)]
pub(super) enum Failed {
    /// The server refused it.
    Answered(Reply),
    /// The line broke, went silent, or brought what is no reply to this.
    Broke(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Broke(error)
    }
}

/// A line to a server.
pub(super) struct Line {
    stream: BufReader<Stream>,
    secrets: Vec<String>,
}

enum Stream {
    Clear(TcpStream),
    Protected(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Line {
    /// A line in the clear; each reading and each writing on it takes no longer than this.
    pub fn new(stream: TcpStream, timeout: Duration) -> io::Result<Self> {
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(Stream::Clear(stream)), secrets: Vec::new() })
    }

    /// The same line, protected from here on. What came before in the clear is worth nothing: who had sent more than was
    /// asked could be anybody. When this is done, the server was believed.
    pub fn protected(self, tls: &Arc<ClientConfig>, host: &str) -> io::Result<Self> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| garbled())?;
        if !self.stream.buffer().is_empty() {
            return Err(garbled());
        }
        let Stream::Clear(mut stream) = self.stream.into_inner() else { return Err(garbled()) };
        let mut connection = ClientConnection::new(Arc::clone(tls), name).map_err(io::Error::other)?;
        connection.complete_io(&mut stream)?;
        let stream = Stream::Protected(Box::new(StreamOwned::new(connection, stream)));
        Ok(Self { stream: BufReader::new(stream), secrets: self.secrets })
    }

    /// To whom it leads; nothing when it is cut already.
    pub fn address(&self) -> Option<SocketAddr> {
        match self.stream.get_ref() {
            Stream::Clear(stream) => stream.peer_addr().ok(),
            Stream::Protected(stream) => stream.sock.peer_addr().ok(),
        }
    }

    /// The version of TLS that protects it: `TLS 1.3`.
    pub fn version(&self) -> Option<&'static str> {
        let Stream::Protected(stream) = self.stream.get_ref() else { return None };
        match stream.conn.protocol_version()? {
            ProtocolVersion::TLSv1_2 => Some("TLS 1.2"),
            ProtocolVersion::TLSv1_3 => Some("TLS 1.3"),
            _ => None,
        }
    }

    /// Says these words, which bring their end of line, and waits for a reply whose code is one of these.
    pub fn ask(&mut self, words: impl Display, good: RangeInclusive<u16>) -> Result<Reply, Failed> {
        self.write(words.to_string().as_bytes())?;
        self.hear(good)
    }

    /// Waits for a reply whose code is one of these.
    pub fn hear(&mut self, good: RangeInclusive<u16>) -> Result<Reply, Failed> {
        let reply = self.reply()?;
        match reply.code {
            code if good.contains(&code) => Ok(reply),
            400..=599 => Err(Failed::Answered(reply)),
            _ => Err(Failed::Broke(garbled())),
        }
    }

    /// Writes bytes at once.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes)?;
        stream.flush()
    }

    /// From here on no reply shows this.
    pub fn hide(&mut self, secret: &str) {
        let secret: String = secret.trim_end_matches('=').split_whitespace().collect();
        if !secret.is_empty() {
            self.secrets.push(secret);
        }
    }

    fn reply(&mut self) -> io::Result<Reply> {
        let mut left = REPLY_BYTES_MAX;
        let mut reply: Option<Reply> = None;
        loop {
            let line = self.line(&mut left)?;
            let (code, last, text) = parts(&line).ok_or_else(garbled)?;
            let reply = reply.get_or_insert(Reply { code, lines: Vec::new() });
            if reply.code != code {
                return Err(garbled());
            }
            reply.lines.push(text.to_owned());
            if last {
                self.forget_login(reply);
                return Ok(reply.clone());
            }
        }
    }

    /// A line without its end, as far as it is kept; what is left of the reply's bytes is counted down.
    fn line(&mut self, left: &mut usize) -> io::Result<String> {
        let mut kept = Vec::new();
        loop {
            let came = match self.stream.fill_buf() {
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                came => came?,
            };
            if came.is_empty() {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let end = came.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(came.len(), |at| at + 1);
            *left = left.checked_sub(length).ok_or_else(garbled)?;
            kept.extend(came[..length].iter().take(LINE_BYTES_KEPT - kept.len()));
            self.stream.consume(length);
            if end.is_some() {
                return Ok(String::from_utf8_lossy(&kept).trim_end_matches(['\r', '\n']).to_owned());
            }
        }
    }

    /// A server may repeat what it was told to let us in, broken over lines or not. Then none of its words is kept.
    fn forget_login(&self, reply: &mut Reply) {
        let squeezed: String = reply.lines.iter().flat_map(|line| line.split_whitespace()).collect();
        let piece = |word: &str| {
            word.chars().count() >= PIECE_CHARS_MIN && self.secrets.iter().any(|secret| secret.contains(word))
        };
        let repeats = self.secrets.iter().any(|secret| squeezed.contains(secret))
            || reply.lines.iter().flat_map(|line| line.split_whitespace()).any(piece);
        if repeats {
            reply.lines = vec![phrases::LOGIN_REPEATED.to_owned()];
        }
    }
}

/// The code of a line, whether it is the reply's last, and its text.
fn parts(line: &str) -> Option<(u16, bool, &str)> {
    let code = line.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))?;
    let code = code.parse().ok().filter(|code| (200..600).contains(code))?;
    match line.as_bytes().get(3) {
        None => Some((code, true, "")),
        Some(b' ') => Some((code, true, line.get(4..)?)),
        Some(b'-') => Some((code, false, line.get(4..)?)),
        Some(_) => None,
    }
}

fn garbled() -> io::Error {
    ErrorKind::InvalidData.into()
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.read(into),
            Self::Protected(stream) => stream.read(into),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.write(bytes),
            Self::Protected(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Clear(stream) => stream.flush(),
            Self::Protected(stream) => stream.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// What a line hears of a server that says this and hangs up; `secrets` were said before.
    fn heard(said: Vec<u8>, secrets: &[&str]) -> io::Result<Reply> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let mut line = Line::new(client, Duration::from_secs(10)).unwrap();
        secrets.iter().for_each(|secret| line.hide(secret));
        let (mut server, _) = listener.accept().unwrap();
        // It is not heard to its end: then the line is closed under its hands.
        let says = std::thread::spawn(move || drop(server.write_all(&said)));
        let reply = line.reply();
        drop(line);
        says.join().unwrap();
        reply
    }

    fn shown(said: &[u8]) -> Result<String, ErrorKind> {
        heard(said.to_vec(), &[]).map(|reply| reply.shown()).map_err(|e| e.kind())
    }

    #[test]
    fn a_reply_is_what_begins_with_its_code_whatever_its_letters() {
        for (said, reply) in [
            (&b"250 2.0.0 queued\r\n"[..], "250 2.0.0 queued"),
            (b"250\r\n", "250"),
            (b"250 ok\n", "250 ok"),
            ("250 2.0.0 è in coda\r\n".as_bytes(), "250 2.0.0 è in coda"),
            (b"250 2.0.0 \xe8 in coda\r\n", "250 2.0.0 \u{fffd} in coda"),
            (b"552-5.3.4 too large\r\n552-5.3.4 really\r\n552 5.3.4\r\n", "552 5.3.4 too large really"),
            (b"550 \x1b[31mno `really`\r\n", "550 [31mno  really"),
        ] {
            assert_eq!(shown(said).as_deref(), Ok(reply));
        }
        let long = [b"250 ".as_slice(), &[b'a'; 50_000], b"\r\n"].concat();
        assert_eq!(shown(&long).map(|text| text.len()), Ok(304));
    }

    #[test]
    fn what_is_no_reply_is_told_from_a_line_that_breaks() {
        for said in [
            &b"250x\r\n"[..],
            b"25 ok\r\n",
            b"2500 ok\r\n",
            b"2\xc3\xa850 ok\r\n",
            b"650 ok\r\n",
            b"250-a\r\n251 b\r\n",
        ] {
            assert_eq!(shown(said), Err(ErrorKind::InvalidData), "{said:?}");
        }
        for said in [&b""[..], b"250", b"250 o", b"250-a\r\n"] {
            assert_eq!(shown(said), Err(ErrorKind::UnexpectedEof), "{said:?}");
        }
    }

    #[test]
    fn a_reply_without_end_is_left_when_it_has_brought_too_much() {
        for endless in [vec![b'2'; 10_000_000], b"250-a\r\n".repeat(2_000_000)] {
            assert_eq!(shown(&endless), Err(ErrorKind::InvalidData));
        }
    }

    #[test]
    fn what_was_said_to_log_in_is_not_repeated() {
        // What the words `AUTH PLAIN` bring for the user `quadratura` and the password `parola segreta`.
        let secrets = ["parola segreta", "AHF1YWRyYXR1cmEAcGFyb2xhIHNlZ3JldGE="];
        for said in [
            "535 5.7.8 AUTH PLAIN AHF1YWRyYXR1cmEAcGFyb2xhIHNlZ3JldGE= refused\r\n",
            "535-5.7.8 AHF1YWRyYXR1cmEA\r\n535 5.7.8 cGFyb2xhIHNlZ3JldGE=\r\n",
            "535 5.7.8 <AHF1YWRyYXR1cmEAcGFyb2xhIHNlZ3JldGE>\r\n",
            "535 5.7.8 no: parola segreta\r\n",
            "535 5.7.8 IHNlZ3JldGE\r\n",
        ] {
            let reply = heard(said.as_bytes().to_vec(), &secrets).unwrap().shown();
            assert_eq!(reply, format!("535 {}", phrases::LOGIN_REPEATED), "{said}");
        }
        let plain = heard(b"535 5.7.8 bad credentials\r\n".to_vec(), &secrets).unwrap().shown();
        assert_eq!(plain, "535 5.7.8 bad credentials");
    }
}
