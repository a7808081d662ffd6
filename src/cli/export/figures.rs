//! Indicators and objectives as they stand, and as they were issued.

use serde_json::{Value, json};

use super::Written;
use crate::cli::json;
use crate::pipeline::Month;

/// What a released issue of the month said stands apart from what is computed now; new columns come last. People read the names too,
/// which scripts have in `run --json`.
pub(super) fn indicators(month: &Month, for_people: bool) -> Written {
    let mut header = vec![
        "id",
        "code",
        "objective",
        "office",
        "scenario",
        "value",
        "unit",
        "state",
        "reason",
        "achievement",
        "formula",
        "judged_state",
        "judged_on",
        "judged_value",
        "judged_min",
        "judged_max",
        "provisional",
        "issued_in",
        "issued_value",
        "issued_judged_value",
        "issued_judged_state",
        "change_by_data",
        "change_by_definition",
        "change_by_target",
    ];
    if for_people {
        header.insert(2, "name");
    }
    let rows = month.indicators.iter().map(|it| {
        let mut whole = json::indicator(it);
        let range = whole["judged_range"].take();
        (whole["judged_min"], whole["judged_max"]) = (range[0].clone(), range[1].clone());
        let issued = json::issued(month, it);
        for (column, key) in
            [("issued_in", "issue"), ("issued_value", "value"), ("issued_judged_value", "judged_value")]
        {
            whole[column] = issued[key].clone();
        }
        whole["issued_judged_state"] = issued["judged_state"].clone();
        for by in ["data", "definition", "target"] {
            whole[format!("change_by_{by}")] = issued["changes"][0][by].clone();
        }
        header_values(&header, &whole)
    });
    Written { rows: rows.collect(), header: header.clone() }
}

/// Every objective as it stands; what the last released issue of the month said of it stands apart.
pub(super) fn objectives(month: &Month) -> Written {
    let header = vec![
        "code",
        "level",
        "title",
        "office",
        "weight",
        "achievement",
        "coverage",
        "measured",
        "total",
        "state",
        "reason",
        "formula",
        "issued_in",
        "issued_achievement",
        "issued_coverage",
        "issued_state",
        "change_by_data",
        "change_by_definition",
    ];
    let rows = month.standings.objectives.iter().map(|it| {
        let (mut whole, issued) = (json::objective(it), json::issued_degree(month, &it.code));
        if issued["kept"] == json!(true) {
            whole["issued_in"] = issued["issue"].clone();
        }
        for key in ["achievement", "coverage", "state"] {
            whole[format!("issued_{key}")] = issued[key].clone();
        }
        for by in ["data", "definition"] {
            whole[format!("change_by_{by}")] = issued[by].clone();
        }
        header_values(&header, &whole)
    });
    Written { rows: rows.collect(), header: header.clone() }
}

fn header_values(header: &[&str], whole: &Value) -> Vec<Value> {
    header.iter().map(|name| whole.get(name).cloned().unwrap_or(Value::Null)).collect()
}
