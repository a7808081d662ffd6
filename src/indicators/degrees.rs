//! How far objectives and scorecards had come when a month was released, against how far they have come by what is known now.

use std::collections::BTreeSet;

use super::tree::{ObjectiveState, Standings};
use crate::ledger::{OBJECTIVE, RestatedDegree, SCORECARD};
use crate::period::Period;

/// How far an objective or a scorecard has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Degree {
    /// `obiettivo.2021_01`, `scheda.segretario_generale`.
    pub id: String,
    /// Its name for people; nothing where an issue is asked, which does not keep it.
    pub title: String,
    /// Its degree of achievement, 0 to 1; none where nothing is measured.
    pub achievement: Option<f64>,
    /// How much of its weights is measured, 0 to 1.
    pub coverage: f64,
    /// How an objective stands.
    pub state: Option<ObjectiveState>,
}

impl Standings {
    /// The degrees of objectives, then of scorecards.
    #[must_use]
    pub fn degrees(&self) -> Vec<Degree> {
        let objectives = self.objectives.iter().map(|it| Degree {
            id: format!("{OBJECTIVE}{}", it.code),
            title: it.title.clone(),
            achievement: it.rolled.achievement,
            coverage: it.rolled.coverage,
            state: Some(it.state),
        });
        let scorecards = self.scorecards.iter().map(|it| Degree {
            id: format!("{SCORECARD}{}", it.id),
            title: it.title.clone(),
            achievement: it.rolled.achievement,
            coverage: it.rolled.coverage,
            state: None,
        });
        objectives.chain(scorecards).collect()
    }
}

/// Degrees in three readings, by id: as they were `issued` in this issue of a month, as the rules of then make them of the data of
/// now (`by_then`; nothing where nobody knows these), and as they are `now`.
#[must_use]
pub fn restated_degrees(
    period: Period,
    issue: u32,
    issued: &[Degree],
    by_then: &[Degree],
    now: &[Degree],
) -> Vec<RestatedDegree> {
    let ids: BTreeSet<&str> = issued.iter().chain(by_then).chain(now).map(|it| it.id.as_str()).collect();
    let of = |id: &str| {
        let find = |all: &'_ [Degree]| all.iter().find(|it| it.id == id).cloned();
        let (issued, by_then, now) = (find(issued), find(by_then), find(now));
        let points = |it: &Option<Degree>| it.as_ref().and_then(|it| it.achievement).map(in_points);
        RestatedDegree {
            period,
            issue,
            id: id.to_owned(),
            title: [&now, &by_then].into_iter().flatten().map(|it| it.title.clone()).next().unwrap_or_default(),
            is_kept: issued.is_some(),
            issued: points(&issued),
            by_then: points(&by_then),
            now: points(&now),
        }
    };
    ids.into_iter().map(of).collect()
}

/// A share in hundredths of a point, as it is shown.
fn in_points(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a degree is between 0 and 1")]
    let points = (share * 10_000.0).round() as i64;
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degree(id: &str, achievement: Option<f64>) -> Degree {
        Degree { id: id.to_owned(), title: "Titolo".to_owned(), achievement, coverage: 1.0, state: None }
    }

    #[test]
    fn the_parts_of_a_degree_add_up_as_they_are_shown() {
        let of = |shares: [Option<f64>; 3]| {
            let [issued, by_then, now] = shares.map(|share| [degree("obiettivo.2021_01", share)]);
            restated_degrees("2021-01".parse().unwrap(), 1, &issued, &by_then, &now).remove(0)
        };
        let third = of([Some(1.0 / 3.0), Some(2.0 / 3.0), Some(0.875)]);
        assert_eq!(
            (third.issued, third.data(), third.definition(), third.now),
            (Some(3333), Some(3334), Some(2083), Some(8750))
        );
        insta::assert_snapshot!(third.sentence(), @"2021_01 Titolo, gennaio 2021 (emissione 1): grado di raggiungimento da 33,33% a 87,50% (+33,34 punti per i dati e +20,83 punti per definizioni e pesi).");
        insta::assert_snapshot!(of([None, Some(0.5), Some(0.5)]).sentence(), @"2021_01 Titolo, gennaio 2021 (emissione 1): grado di raggiungimento da non rilevato a 50,00%.");
        let mut unkept = of([None, Some(0.5), Some(0.6)]);
        unkept.is_kept = false;
        insta::assert_snapshot!(unkept.sentence(), @"2021_01 Titolo, gennaio 2021 (l'emissione 1 non ne tiene il grado): con i pesi di allora 50,00%, ora 60,00% (+10,00 punti per definizioni e pesi).");
        assert!(!of([Some(0.87501), Some(0.875), Some(0.87504)]).is_changed());
    }
}
