//! Enums whose members have one name each, the same in JSON, in settings, in ids and in the database: one way from a
//! member to its name and back. And ids, each of a kind of its own.

/// Gives an enum `ALL` (in the order of this list), `id` and `of`, and lets serde and [`str::parse`] know its members by
/// these names; what stands after a name is read as it and never written.
macro_rules! named {
    ($type:ident { $($member:ident = $name:literal $(| $alias:literal)*),+ $(,)? }) => {
        impl $type {
            /// All of them, in order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$member),+];

            /// Its name in JSON, settings, ids and the database.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$member => $name),+ }
            }

            /// The one of this name.
            #[must_use]
            pub fn of(name: &str) -> Option<Self> {
                match name {
                    $($name $(| $alias)* => Some(Self::$member),)+
                    _ => None,
                }
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;

            fn from_str(name: &str) -> Result<Self, String> {
                Self::of(name).ok_or_else(|| format!("`{name}` è un nome sconosciuto"))
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.id())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::of(&name).ok_or_else(|| serde::de::Error::unknown_variant(&name, &[$($name $(, $alias)*),+]))
            }
        }
    };
}

pub(crate) use named;

/// A text that names one thing of its kind, and is no other text.
macro_rules! id {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $type(std::sync::Arc<str>);

        impl $type {
            /// The id of this text; none where it is empty, as JSON and the database write an absence.
            #[must_use]
            pub fn of(text: &str) -> Option<Self> {
                (!text.is_empty()).then(|| Self::from(text))
            }
        }

        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                Self(std::sync::Arc::from(text))
            }
        }

        impl std::ops::Deref for $type {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self)
            }
        }
    };
}

pub(crate) use id;

/// A name that may be absent, in JSON and in settings: an empty text says so.
pub(crate) mod absent {
    use std::borrow::Cow;
    use std::ops::Deref;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<T: Deref<Target = str>, S: Serializer>(id: &Option<T>, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(id.as_deref().unwrap_or_default())
    }

    pub(crate) fn deserialize<'de, T: for<'a> From<&'a str>, D: Deserializer<'de>>(
        of: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Cow::<'de, str>::deserialize(of)?;
        Ok((!text.is_empty()).then(|| T::from(&text)))
    }
}

#[cfg(test)]
mod tests {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Colour {
        Red,
        DarkBlue,
    }

    named!(Colour { Red = "red", DarkBlue = "dark_blue" | "navy" });

    #[test]
    fn a_name_leads_to_its_member_and_back() {
        for colour in Colour::ALL {
            assert_eq!(Colour::of(colour.id()), Some(colour));
            assert_eq!(serde_json::to_value(colour).unwrap(), colour.id());
            assert_eq!(serde_json::from_value::<Colour>(colour.id().into()).unwrap(), colour);
        }
        assert_eq!("navy".parse(), Ok(Colour::DarkBlue));
        let said = serde_json::from_str::<Colour>("\"green\"").unwrap_err().to_string();
        assert!(said.starts_with("unknown variant `green`, expected one of `red`, `dark_blue`, `navy`"), "{said}");
    }
}
