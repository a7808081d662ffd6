//! By which words accounts are told what they are: the lines of Allegato C as the charts of the chambers call their accounts.

use crate::read::words::folded;

/// Words of which an account has all those of one group, and the line that it then fills; what stands first is surer.
const WORDS: [(&str, &[&[&str]]); 24] = [
    ("svalutazione_crediti", &[&["svalutaz", "credit"], &["svalutaz", "diritto annual"], &["svalutaz", "diritt"]]),
    ("svalutazioni", &[&["svalutaz", "partecipaz"], &["svalutaz", "attivita patrimonial"]]),
    ("rivalutazioni", &[&["rivalutaz"]]),
    (
        "ammortamento_immateriali",
        &[&["ammort", "immaterial"], &["ammort", "software"], &["ammort", "licenz"], &["ammort", "marchi"]],
    ),
    ("ammortamento_materiali", &[&["ammort"]]),
    (
        "accantonamento_tfr",
        &[&["tfr"], &["t f r"], &["i f r"], &["trattamento di fine"], &["indennita di anzianita"], &["fine rapporto"]],
    ),
    ("oneri_sociali", &[&["oneri social"], &["previdenz"], &["assistenzial"], &["inail"], &["inpdap"], &["inps"]]),
    (
        "fondi_rischi_oneri",
        &[
            &["accantonament", "risch"],
            &["accantonament", "oneri"],
            &["accantonament", "contenzios"],
            &["accantonament", "rinnov"],
            &["accantonament", "fond"],
        ],
    ),
    (
        "altri_costi_personale",
        &[
            &["altri costi", "personal"],
            &["altre spese", "personal"],
            &["mensa"],
            &["borse di studio"],
            &["cassa mutua"],
            &["interventi assistenz"],
        ],
    ),
    (
        "competenze_personale",
        &[
            &["stipend"],
            &["retribuz"],
            &["competenz", "personal"],
            &["straordinar", "lavor"],
            &["straordinari", "personal"],
            &["indennita", "personal"],
            &["produttivita"],
            &["fondo", "dirigen"],
        ],
    ),
    (
        "organi_istituzionali",
        &[
            &["organi "],
            &["gettoni"],
            &["collegio dei revisori"],
            &["compens", "revisor"],
            &["compens", "president"],
            &["giunta"],
            &["consiglio"],
            &["oiv "],
            &["nucleo di valutazione"],
        ],
    ),
    (
        "quote_associative",
        &[
            &["quot", "associativ"],
            &["quot", "unioncamere"],
            &["contribut", "unioncamere"],
            &["contribut", "unione"],
            &["fondo perequativo", "quot"],
            &["partecipazione al fondo perequativo"],
        ],
    ),
    (
        "interventi_economici",
        &[
            &["interventi economic"],
            &["interventi", "promozional"],
            &["iniziativ", "promo"],
            &["contribut", "impres"],
            &["azienda special"],
            &["bandi"],
            &["bando"],
            &["promozione"],
            &["voucher"],
            &["internazionalizzaz"],
        ],
    ),
    (
        "godimento_beni_terzi",
        &[&["godimento"], &["affitti passiv"], &["locazion"], &["noleggi"], &["leasing"], &["canoni"]],
    ),
    (
        "prestazione_servizi",
        &[
            &["prestazion"],
            &["utenz"],
            &["energia"],
            &["riscaldament"],
            &["telefon"],
            &["puliz"],
            &["manutenz"],
            &["vigilanza"],
            &["assicuraz"],
            &["consulenz"],
            &["spese legal"],
            &["postal"],
            &["automazione"],
            &["riscossion"],
            &["servizi esternalizzat"],
            &["formazione", "personal"],
            &["missioni"],
            &["facchin"],
        ],
    ),
    (
        "oneri_diversi_gestione",
        &[
            &["oneri divers"],
            &["cancelleria"],
            &["irap "],
            &["ires "],
            &["imu "],
            &["imposte"],
            &["tasse"],
            &["tari "],
            &["abbonament"],
            &["libri"],
            &["materiale di consumo"],
            &["stampati"],
        ],
    ),
    ("oneri_finanziari", &[&["interessi passiv"], &["oneri finanziar"]]),
    (
        "oneri_straordinari",
        &[&["sopravvenienze passiv"], &["minusvalenz"], &["oneri straordinar"], &["insussistenze", "attiv"]],
    ),
    (
        "proventi_straordinari",
        &[&["sopravvenienze attiv"], &["plusvalenz"], &["proventi straordinar"], &["insussistenze", "passiv"]],
    ),
    ("diritto_annuale", &[&["diritto annual"], &["diritti annual"], &["maggiorazion", "diritt"]]),
    (
        "diritti_segreteria",
        &[&["diritti di segreteria"], &["diritti segreteria"], &["sanzioni amministrativ"], &["diritti", "segreteria"]],
    ),
    ("proventi_finanziari", &[&["interessi attiv"], &["proventi finanziar"], &["dividend"], &["proventi mobiliar"]]),
    (
        "proventi_gestione",
        &[
            &["servizi commercial"],
            &["proventi", "gestion"],
            &["vendit"],
            &["metrolog"],
            &["verific", "metric"],
            &["mediazion"],
            &["arbitrat"],
            &["concors", "premi"],
            &["ricavi"],
        ],
    ),
    (
        "contributi",
        &[
            &["contribut"],
            &["trasferiment"],
            &["rimbors"],
            &["recuper"],
            &["affitti attiv"],
            &["fitti attiv"],
            &["fondo perequativo"],
        ],
    ),
];

/// Of stocks only what they changed by is an income.
const STOCKS: &str = "rimanenze";

/// The line that an account of this name seems to fill, with the words that say it.
pub(super) fn line_of(name: &str) -> Option<(&'static str, String)> {
    let words = format!(" {} ", folded(name));
    if words.contains(STOCKS) {
        return Some(("variazione_rimanenze", STOCKS.to_owned()));
    }
    let said = |group: &&&[&str]| group.iter().all(|word| words.contains(&format!(" {word}")));
    WORDS.iter().find_map(|(line, groups)| {
        groups.iter().find(said).map(|group| (*line, group.join(" + ").trim_end().to_owned()))
    })
}

/// Named sums of accounts that the usual ratios deduct: how the account of each is called.
const DEDUCTED: [(&str, &[&str]); 5] = [
    ("maggiorazione", &["maggiorazion"]),
    ("fdp_ricevuto", &["fondo perequativo"]),
    ("fdp_versato", &["fondo perequativo"]),
    ("finalita_promozionali", &["contribut", "promozional"]),
    ("svalutazione_diritto_annuale", &["svalutaz", "diritt"]),
];

/// Whether an account of this name, on a line of proventi or not, is of a named sum.
pub(super) fn is_of_sum(sum: &str, name: &str, is_income: bool) -> bool {
    let words = format!(" {}", folded(name));
    let Some((_, wanted)) = DEDUCTED.iter().find(|(id, _)| *id == sum) else { return false };
    let wants_income = matches!(sum, "maggiorazione" | "fdp_ricevuto" | "finalita_promozionali");
    wants_income == is_income && wanted.iter().all(|word| words.contains(&format!(" {word}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_known_by_what_they_are_called() {
        let line = |name| line_of(name).map(|(line, _)| line);
        for (name, wanted) in [
            ("Diritto annuale - sanzioni", "diritto_annuale"),
            ("Accantonamento al fondo svalutazione crediti diritto annuale", "svalutazione_crediti"),
            ("Stipendi e altri assegni", "competenze_personale"),
            ("Accantonamento T.F.R.", "accantonamento_tfr"),
            ("Oneri previdenziali", "oneri_sociali"),
            ("Ammortamento mobili e arredi", "ammortamento_materiali"),
            ("Ammortamento software", "ammortamento_immateriali"),
            ("Canoni di noleggio", "godimento_beni_terzi"),
            ("Quota associativa Unioncamere", "quote_associative"),
            ("Contributo ordinario Unioncamere", "quote_associative"),
            ("Contributi alle imprese per la digitalizzazione", "interventi_economici"),
            ("Contributi da enti pubblici", "contributi"),
            ("Interessi attivi su c/c", "proventi_finanziari"),
            ("Rimanenze finali", "variazione_rimanenze"),
        ] {
            assert_eq!(line(name), Some(wanted), "{name}");
        }
        assert_eq!(line("Partite di giro"), None);
        assert!(is_of_sum("fdp_versato", "Partecipazione al fondo perequativo", false));
        assert!(!is_of_sum("fdp_ricevuto", "Partecipazione al fondo perequativo", false));
    }
}
