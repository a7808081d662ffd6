//! Which limit holds for whom, and limits that cannot be meant.

use crate::monitor::{Kind, Thresholds};

#[test]
fn an_indicators_own_limit_wins_over_its_offices() {
    let thresholds: Thresholds = toml::from_str(
        r#"
        ratio_points = 20.0
        [[override]]
        indicator = "a"
        ratio_points = 3.0
        [[override]]
        office = "estero"
        ratio_points = 10.0
        silent = ["indicator_near"]
    "#,
    )
    .unwrap();
    assert_eq!(thresholds.of_indicator("a", "estero").ratio_points, Some(3.0));
    assert_eq!(thresholds.of_indicator("a", "estero").silent, [Kind::IndicatorNear]);
    assert_eq!(thresholds.of_indicator("b", "estero").ratio_points, Some(10.0));
    assert_eq!(thresholds.of_indicator("b", "registro").ratio_points, Some(20.0));
    assert_eq!(thresholds.own_faults(), []);
}

#[test]
fn what_cannot_be_meant_is_said() {
    for (text, path) in [
        ("max_share_of_year = 0", "max_share_of_year"),
        ("share_of_year_ahead = -0.1", "share_of_year_ahead"),
        ("[[override]]\nline = \"a\"\nshare_of_year_ahead = nan", "override[0].share_of_year_ahead"),
        ("[[override]]\nline = \"a\"\nratio_points = -1", "override[0].ratio_points"),
        ("office_sum_cents_min = -1", "office_sum_cents_min"),
        ("oneri_below_profile = 0", "oneri_below_profile"),
        ("[[override]]\nline = \"a\"\noneri_below_profile = -0.1", "override[0].oneri_below_profile"),
        ("[[override]]\nratio_points = 1", "override[0]"),
        ("[[override]]\nline = \"a\"\noffice = \"b\"", "override[0]"),
    ] {
        let thresholds: Thresholds = toml::from_str(text).unwrap();
        let paths: Vec<String> = thresholds.own_faults().into_iter().map(|fault| fault.path).collect();
        assert_eq!(paths, [path], "{text}");
    }
}
