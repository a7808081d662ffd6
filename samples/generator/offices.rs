//! The offices' sheets of initiatives: the same payments as the accounts, in each office's own hand.

use std::fs;

use quadratura::period::italian_date;
use rust_xlsxwriter::Workbook;

use super::firms;
use super::grants::{Oddity, Office, Registration};
use super::planted::Planted;
use super::sheet::{self, Dress};
use super::{ENTE, Place};

/// The month in which an office drops its sheet a second time under another name.
const DROPPED_TWICE: (u8, Office) = (3, Office::Regolazione);

impl Office {
    const ALL: [Self; 3] = [Self::Promozione, Self::Regolazione, Self::Estero];

    /// As the file's name says it.
    fn id(self) -> &'static str {
        match self {
            Self::Promozione => "promozione",
            Self::Regolazione => "regolazione",
            Self::Estero => "estero",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Promozione => "Ufficio Attività promozionali",
            Self::Regolazione => "Ufficio Regolazione del mercato",
            Self::Estero => "Ufficio Commercio estero",
        }
    }

    /// Each office writes acts in its own way.
    fn act(self, one: &Registration) -> String {
        match self {
            Self::Promozione => format!("n. {} del {}", one.act, one.act_year),
            Self::Regolazione => format!("{}/{}", one.act, one.act_year),
            Self::Estero => format!("DET {}-{}", one.act, one.act_year),
        }
    }

    /// Each office writes names and legal forms in its own way.
    fn beneficiary(self, firm: usize) -> String {
        let name = firms::name(firm);
        match self {
            Self::Promozione => name.to_uppercase(),
            Self::Regolazione => name,
            Self::Estero => ["s.r.l.", "s.p.a.", "s.n.c."]
                .into_iter()
                .fold(name, |name, form| name.replace(form, &form.replace('.', ""))),
        }
    }

    /// One office writes only the strategic objective.
    fn objective(self, one: &Registration) -> &'static str {
        if self == Self::Regolazione { &one.objective[..10] } else { one.objective }
    }
}

/// Writes the three sheets of a month.
pub fn write(place: &Place<'_>, registrations: &[Registration], planted: &mut Planted) -> anyhow::Result<()> {
    for office in Office::ALL {
        let stem = format!("scheda_interventi_{}_{}", office.id(), place.month.name());
        let file = format!("{stem}.xlsx");
        one_sheet(place, office, &file, registrations, planted)?;
        if place.month.is(DROPPED_TWICE.0) && office == DROPPED_TWICE.1 {
            let copy = format!("{stem}_copia.xlsx");
            fs::copy(place.folder.join(&file), place.folder.join(&copy))?;
            planted.add(place.month, "duplicate", (&copy, "", ""), None);
        }
    }
    Ok(())
}

#[expect(clippy::too_many_lines, reason = "a sheet with all that is planted in it")]
fn one_sheet(
    place: &Place<'_>,
    office: Office,
    file: &str,
    registrations: &[Registration],
    planted: &mut Planted,
) -> anyhow::Result<()> {
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let name = "Interventi";
    let page = book.add_worksheet().set_name(name)?;
    let titles = [
        format!("{ENTE} - {}", office.title()),
        format!("Scheda degli interventi economici al {}", italian_date(place.month.last_day()?)),
    ];
    let header = [
        ("Obiettivo", 16.0),
        ("Iniziativa", 34.0),
        ("Provvedimento", 18.0),
        ("Data\nliquidazione", 14.0),
        ("Beneficiario", 44.0),
        ("Codice\nfiscale", 14.0),
        ("Stanziato", 14.0),
        ("Liquidato", 14.0),
        ("Note", 36.0),
    ];
    let mut row = sheet::head(page, &dress, &titles.each_ref().map(String::as_str), &header)?;
    let mut mine: Vec<_> =
        registrations.iter().filter(|one| one.office == office && one.month <= place.month.number).collect();
    // An office keeps its sheet by initiative, not by mandate.
    mine.sort_by_key(|one| (one.objective, one.liquidated, one.mandate));
    for one in mine {
        let parts = match one.oddity {
            Oddity::Missing | Oddity::AccountsOnly(_) => vec![],
            Oddity::OtherAmount { cents, corrected_in } if place.month.number < corrected_in => vec![cents],
            Oddity::Saved(granted) => vec![granted],
            Oddity::Split(first) => vec![first, one.cents - first],
            Oddity::None | Oddity::Typed(_) | Oddity::OtherAmount { .. } | Oddity::OfficeOnly(_) => vec![one.cents],
        };
        for cents in parts {
            page.write_string(row, 0, place.month.code(office.objective(one)))?;
            page.write_string(row, 1, one.initiative)?;
            page.write_string(row, 2, office.act(one))?;
            page.write_datetime_with_format(row, 3, one.liquidated, &dress.date)?;
            page.write_string(row, 4, office.beneficiary(one.firm))?;
            if one.fiscal_code_in_office {
                page.write_string(row, 5, firms::fiscal_code(one.firm))?;
            }
            // Nothing is set aside for a row that takes money back.
            if cents > 0 {
                sheet::money(page, row, 6, cents, &dress.money)?;
            }
            if let Oddity::Typed(text) = one.oddity {
                page.write_string(row, 7, text)?;
                let cell = quadratura::origin::cell_name(row, 7);
                planted.add(place.month, "text_amount", (file, name, &cell), Some(cents));
            } else {
                let cell = sheet::money(page, row, 7, cents, &dress.money)?;
                if let Oddity::OfficeOnly(code) = one.oddity {
                    planted.add(place.month, code, (file, name, &cell), Some(-cents));
                }
            }
            if !one.note.is_empty() {
                page.write_string(row, 8, one.note)?;
            }
            row += 1;
        }
    }
    if office == Office::Promozione {
        let legend = book.add_worksheet().set_name("Legenda")?;
        let lines = ["Stanziato: importo concesso", "Liquidato: importo pagato, al netto di storni e revoche"];
        for (row, line) in (0..).zip(lines) {
            legend.write_string(row, 0, line)?;
        }
    }
    sheet::save(book, &place.folder.join(file), place.month.last_day()?)
}
