//! Cremona's published summary 2020-2023, as printed: a public table, with the four gaps that it really has.

use quadratura::origin::cell_name;
use rust_xlsxwriter::Workbook;

use super::Place;
use super::planted::Planted;
use super::sheet::{self, Dress};

/// Whole euro, by year.
const TABLE: [(&str, [i64; 4]); 15] = [
    ("Diritto annuale", [3_441_900, 3_160_000, 3_230_000, 3_300_000]),
    ("Diritti di segreteria", [1_118_000, 1_218_000, 1_230_000, 1_230_000]),
    ("Altri proventi", [693_286, 762_500, 643_000, 643_000]),
    ("Gestioni accessorie (finanziaria e straordinaria)", [126_820, 273_000, 273_000, 273_000]),
    ("A) Totale proventi", [5_380_006, 5_413_500, 5_376_000, 5_446_000]),
    ("Oneri per il Personale", [1_909_232, 1_889_000, 1_784_000, 1_784_000]),
    ("Oneri di funzionamento", [1_466_798, 1_412_500, 1_396_500, 1_394_500]),
    ("Ammortamenti e accantonamenti", [887_000, 812_000, 800_000, 790_000]),
    ("B) Totale oneri", [4_263_030, 4_113_500, 3_980_500, 3_968_500]),
    ("Disponibilità (A-B)", [1_116_976, 1_300_000, 1_395_500, 1_477_500]),
    ("Interventi economici", [2_780_000, 2_100_000, 1_810_000, 1_910_000]),
    (AVANZO, [-341_171, -790_000, -404_000, -422_000]),
    ("Patrimonio netto iniziale", [14_290_872, 13_949_701, 13_159_701, 12_755_701]),
    ("+/- avanzo/disavanzo", [-341_171, -790_000, -404_000, -422_000]),
    ("Patrimonio netto finale", [13_949_701, 13_159_701, 12_755_701, 12_333_701]),
];
const AVANZO: &str = "Avanzo/Disavanzo";
/// By how much the printed avanzo passes disponibilità less interventi, in euro.
const GAPS: [i64; 4] = [1_321_853, 10_000, 10_500, 10_500];

/// Cells of the first year kept as the text that was printed.
const PRINTED: [(&str, &str); 4] = [
    ("Diritto annuale", "3.441.900"),
    ("Disponibilità (A-B)", "1.116.976"),
    (AVANZO, "- 341.171"),
    ("+/- avanzo/disavanzo", "-341.171"),
];

/// Writes the table.
pub fn write(place: &Place<'_>, planted: &mut Planted) -> anyhow::Result<()> {
    let (mut book, dress) = (Workbook::new(), Dress::new());
    let (file, name) = (format!("risultanze_cremona_{}.xlsx", place.month.name()), "Risultanze");
    let page = book.add_worksheet().set_name(name)?;
    let titles = ["Camera di commercio di Cremona", "Risultanze di bilancio 2020-2023", "(valori in euro)"];
    let header = [
        ("Voce", 52.0),
        ("2020\nprevisione consuntivo", 16.0),
        ("2021\npreventivo", 16.0),
        ("2022\npreventivo", 16.0),
        ("2023\npreventivo", 16.0),
    ];
    let mut row = sheet::head(page, &dress, &titles, &header)?;
    for (label, years) in TABLE {
        page.write_string(row, 0, label)?;
        for (i, euro) in years.into_iter().enumerate() {
            let column = u16::try_from(i + 1)?;
            let printed = PRINTED.iter().find(|(of, _)| i == 0 && *of == label);
            if let Some((_, text)) = printed {
                page.write_string(row, column, *text)?;
            } else {
                sheet::money(page, row, column, euro * 100, &dress.money)?;
            }
            if label == AVANZO {
                let at = (file.as_str(), name, &*cell_name(row, column));
                planted.add(place.month, "cremona_risultanze.avanzo", at, Some(GAPS[i] * 100));
            }
        }
        row += 1;
    }
    let source = "Fonte: Piano della performance 2021-2023 della Camera di commercio di Cremona, documento pubblico";
    page.write_string(row + 1, 0, source)?;
    sheet::save(book, &place.folder.join(file), place.month.last_day()?)
}
