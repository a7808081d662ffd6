//! The Camera di commercio del Delta, invented: dotted codes, both sides of the accounts in one text with semicolons, one workbook
//! for all offices with a sheet each, objectives that nest by dots.

use super::Month;

/// Accounts with their budget in euro.
const ACCOUNTS: [(&str, &str, i64); 14] = [
    ("E.01.001", "Diritto annuale", 1_800_000),
    ("E.01.002", "Maggiorazione del diritto annuale", 360_000),
    ("E.02.001", "Diritti di segreteria", 700_000),
    ("E.03.001", "Contributi e trasferimenti da enti", 90_000),
    ("S.01.001", "Stipendi", 650_000),
    ("S.01.002", "Straordinari del personale", 8_000),
    ("S.02.001", "Oneri previdenziali e assistenziali", 170_000),
    ("S.03.001", "Accantonamento TFR", 45_000),
    ("S.04.001", "Utenze", 40_000),
    ("S.04.002", "Pulizia e vigilanza", 30_000),
    ("S.05.001", "Interventi economici: bandi", 420_000),
    ("S.05.002", "Contributo all'azienda speciale", 90_000),
    ("S.06.001", "Svalutazione crediti diritto annuale", 300_000),
    ("S.09.001", "Partite da definire", 1_200),
];

/// The files of a month.
pub fn files(month: Month) -> Vec<(String, Vec<u8>)> {
    let Month { year, number, last_day } = month;
    let at = format!("{last_day:02}/{number:02}/{year}");
    let day = format!("{:02}/{number:02}/{year}", 12);
    let booked = |whole: i64| {
        let cents = whole * 100 * i64::from(number) / 12;
        format!("{},{:02}", cents / 100, cents % 100)
    };
    let mut balances = format!(
        "Camera di commercio del Delta;;;\nBilancio di verifica al {at};;;\nCodice conto;Denominazione;Previsione assestata;Consuntivo al {at}\n"
    );
    for (code, name, whole) in ACCOUNTS {
        let booked = match code {
            "S.05.001" => "2750,50".to_owned(),
            "S.05.002" => "40000,00".to_owned(),
            _ => booked(whole),
        };
        balances.push_str(&format!("{code};{name};{whole},00;{booked}\n"));
    }
    let registrations = format!(
        "Camera di commercio del Delta;;;;;\nInterventi economici registrati al {at};;;;;\n\
         Conto;Obiettivo;Determina;Data;Beneficiario;Importo\n\
         S.05.001;VP1.2;21/{year};{day};Pesca Quattro soc. coop.;1.800,50\n\
         S.05.001;VP1.2;22/{year};{day};Turismo Cinque S.r.l.;950,00\n\
         S.05.002;VP2.1;23/{year};{day};Azienda speciale;40.000,00\n"
    );
    let sheet = |rows: &str| {
        format!(
            "Camera di commercio del Delta\nInterventi al {at}\n\n\
             Obiettivo | Titolo obiettivo | Determina | Data liquidazione | Beneficiario | Importo liquidato\n{rows}"
        )
    };
    let promozione = sheet(&format!(
        "VP1.2 | Imprese più sostenibili | 21/{year} | {day} | Pesca Quattro | 1800,50\n\
         VP1.2 | Imprese più sostenibili | 22/{year} | {day} | Turismo Cinque srl | 900\n"
    ));
    let segreteria = sheet(&format!("VP2.1 | Azienda speciale | 23/{year} | {day} | Azienda speciale | 40000\n"));
    let indicators = format!(
        "Camera di commercio del Delta\nIndicatori al {at}\n\nCodice | Descrizione | Unità | Valore | Stato\n\
         VP1.2.I1 | Bandi pubblicati | numero | 3 |\nVP2.1.I1 | Piano dell'azienda speciale | | | in corso\n"
    );
    vec![
        (format!("bilancio_verifica_{year}-{number:02}.csv"), balances.into_bytes()),
        (format!("mastrini_interventi_{year}-{number:02}.csv"), registrations.into_bytes()),
        (
            format!("schede_uffici_{year}-{number:02}.xlsx"),
            super::workbook(&[("Promozione", &promozione), ("Segreteria", &segreteria)]),
        ),
        (format!("indicatori_segreteria_{year}-{number:02}.xlsx"), super::workbook(&[("Indicatori", &indicators)])),
    ]
}
