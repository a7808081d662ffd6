//! Which documents there are: what each is called, by which law, when it is due, and its sheets.

pub use crate::duties::Document as Kind;
/// The tree of the objectives with their money, as the month's workbook has it.
pub(super) use crate::report::phrases::RESOURCES as TREE;

/// The sheets.
pub(super) const FRONT: &str = "Frontespizio";
pub(super) const PIRA: &str = "PIRA";
pub(super) const RESULTS: &str = "Risultati";
pub(super) const RELATION: &str = "Obiettivi e risultati";
pub(super) const RETARGETED: &str = "Valori attesi cambiati";
pub(super) const AREAS: &str = "Risorse per missione";
pub(super) const BALANCE: &str = "Bilancio per voce";
pub(super) const TO_WRITE: &str = "Da scrivere";
pub(super) const ITP: &str = "ITP";
pub(super) const PAYMENTS: &str = "Pagamenti";

impl Kind {
    /// Its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pira => "Piano degli indicatori e dei risultati attesi di bilancio (PIRA)",
            Self::Risultati => "Rapporto sui risultati",
            Self::Relazione => "Relazione sulla performance",
            Self::Itp => "Indicatore di tempestività dei pagamenti (ITP)",
        }
    }

    /// The law that asks for it.
    pub(super) fn law(self) -> &'static str {
        match self {
            Self::Pira => {
                "D.Lgs 91/2011, artt. 19-23; DPCM 18 settembre 2012; DM 27 marzo 2013; con il preventivo, entro il 31 dicembre"
            }
            Self::Risultati => {
                "D.Lgs 91/2011, artt. 19-23; DPCM 18 settembre 2012; DM 27 marzo 2013, art. 5; con il bilancio, entro il 30 aprile"
            }
            Self::Relazione => "D.Lgs 150/2009, art. 10, comma 1, lettera b; entro il 30 giugno dell'anno dopo",
            Self::Itp => {
                "DPCM 22 settembre 2014, artt. 9 e 10; D.Lgs 33/2013, art. 33; ogni trimestre entro 30 giorni, l'anno entro il 31 gennaio"
            }
        }
    }

    /// Its own sheets after the first page, with what each holds.
    pub(super) fn sheets(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Pira => &[(PIRA, "obiettivi, indicatori, formule, fonti e valori attesi")],
            Self::Risultati => &[(RESULTS, "gli stessi indicatori con il risultato, lo scostamento e la causa")],
            Self::Relazione => &[
                (RELATION, "obiettivi e indicatori: risultato, scostamento, causa, azione"),
                (RETARGETED, "i valori attesi cambiati nell'anno, con l'atto"),
                (AREAS, "preventivo, assestato e consuntivo per missione"),
                (BALANCE, "preventivo, assestato e consuntivo per voce"),
                (TREE, "le risorse del Piano e il registrato, obiettivo per obiettivo"),
                (TO_WRITE, "le parti che scrive una persona"),
            ],
            Self::Itp => &[
                (ITP, "l'indicatore di ogni trimestre e dell'anno"),
                (PAYMENTS, "i pagamenti da cui viene, con la loro cella"),
            ],
        }
    }
}
