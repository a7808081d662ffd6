//! Enums whose members have one name each, the same in JSON, in settings, in ids and in the database: one way from a
//! member to its name and back.

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
