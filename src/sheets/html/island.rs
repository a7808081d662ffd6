//! The XML that Excel and its imitators put into a page for itself: the names of the worksheets, which of them are seen, and from
//! which day dates are counted. Refuses to know the rest of it.

use html5gum::{Token, Tokenizer};

/// What it says.
#[derive(Debug, Default)]
pub(super) struct Island {
    /// The worksheets by their names, and whether each is seen.
    pub names: Vec<(String, bool)>,
    pub is_1904: bool,
    in_sheet: bool,
    standing: Option<Part>,
}

/// A part whose text counts.
#[derive(Clone, Copy, Debug)]
enum Part {
    Name,
    Visible,
}

impl Island {
    /// Looks for it in a comment: `[if gte mso 9]><xml>...</xml><![endif]`.
    pub fn comment(&mut self, comment: &str) {
        if !comment.contains("<x:") {
            return;
        }
        for token in Tokenizer::new(comment).flatten() {
            match token {
                Token::StartTag(tag) => self.start(&tag.name),
                Token::EndTag(tag) => self.end(&tag.name),
                Token::String(text) => self.text(&String::from_utf8_lossy(&text)),
                _ => {}
            }
        }
        (self.in_sheet, self.standing) = (false, None);
    }

    /// A tag that begins, of the island or not.
    pub fn start(&mut self, name: &[u8]) {
        match name {
            b"x:excelworksheet" => {
                self.names.push((String::new(), true));
                self.in_sheet = true;
            }
            b"x:name" if self.in_sheet => self.standing = Some(Part::Name),
            b"x:visible" if self.in_sheet => self.standing = Some(Part::Visible),
            b"x:date1904" => self.is_1904 = true,
            _ => {}
        }
    }

    /// A tag that ends.
    pub fn end(&mut self, name: &[u8]) {
        self.standing = None;
        self.in_sheet &= name != b"x:excelworksheet";
    }

    /// A text between tags.
    pub fn text(&mut self, text: &str) {
        match (self.standing, self.names.last_mut()) {
            (Some(Part::Name), Some((name, _))) => name.push_str(text.trim()),
            (Some(Part::Visible), Some((_, is_seen))) => *is_seen &= !text.trim().starts_with("Sheet"),
            _ => {}
        }
    }
}
