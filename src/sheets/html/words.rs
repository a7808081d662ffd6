//! The text of a page as a browser puts it: white space of the source is a single space, and lines are those that the markup
//! breaks. Refuses to know where a text stands.

/// A text that grows.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    spaced: bool,
}

impl Words {
    /// Adds what stands between two tags. A space that does not break is one that somebody wants.
    pub fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                self.spaced = true;
                continue;
            }
            if std::mem::take(&mut self.spaced) && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.text.push(c);
        }
    }

    /// Breaks the line.
    pub fn line(&mut self) {
        self.spaced = false;
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Begins a line where none has begun.
    pub fn block(&mut self) {
        if !self.text.ends_with('\n') {
            self.line();
        }
    }

    /// What stands there, without the lines that are empty at its end.
    pub fn take(&mut self) -> String {
        self.spaced = false;
        let mut text = std::mem::take(&mut self.text);
        text.truncate(text.trim_end_matches('\n').len());
        text
    }
}
