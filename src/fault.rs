//! Something wrong with a setting: where it stands in its room's part of the configuration, and one Italian sentence.
//! The rooms find it; `config` knows the texts, and says in which file and line that is.

/// Something wrong with a setting. A configuration with one is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The way to the value: `column[3].header`, `indicator[=equilibrio].formula`. `[3]` is the fourth of a list, `[=X]` the first
    /// whose `id`, `code` or `name` is `X`, `[=X@2021-01-01]` the one of that `valid_from`, `[^X]` the last; empty for the whole.
    pub path: String,
    /// The word of the value that is meant, where it has several: a name of a formula, one of a list.
    pub word: String,
    /// One Italian sentence with what to write.
    pub text: String,
}

impl Fault {
    /// A fault of the value to which this way leads.
    #[must_use]
    pub fn at(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), word: String::new(), text: text.into() }
    }

    /// The same, at a word of that value.
    #[must_use]
    pub fn word(self, word: impl Into<String>) -> Self {
        Self { word: word.into(), ..self }
    }

    /// The same, of a part that lies below this one.
    #[must_use]
    pub fn below(self, path: &str) -> Self {
        let whole = [path, &self.path].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        Self { path: whole, ..self }
    }
}

/// Names that come more than once, each once.
#[must_use]
pub fn twice<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = std::collections::BTreeMap::new();
    let mut out = Vec::new();
    for name in names {
        let times = seen.entry(name).or_insert(0_u32);
        *times += 1;
        if *times == 2 {
            out.push(name);
        }
    }
    out
}
