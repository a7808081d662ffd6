//! One formula of the chamber's as the formula of a cell, with its interpreted value as the result it carries.
//! Calculates nothing: the value comes from whoever interpreted the formula.

use super::cells::Cached;
use super::phrases;
use crate::formula::{Formula, Value};

/// The Excel text of a formula, without `=`, and its result. `cell` says where a name stands; `None` when one of the
/// names stands nowhere in the workbook, and the value can only be written as it is.
pub(super) fn formula(
    formula: &Formula,
    value: &Value,
    cell: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, Cached)> {
    let cells = formula.inputs().into_iter().map(cell).collect::<Option<Vec<_>>>()?;
    let excel = formula.excel(&|name| cell(name).unwrap_or_default());
    let cached = Cached::of(value);
    let text = match value {
        // Amounts are exact; the floats of a spreadsheet are brought back to the cent.
        Value::Cents(_) => format!("ROUND({excel},2)"),
        Value::Number(_) => excel,
        // The guard of a division answers with an empty text, on which further arithmetic would be an error.
        Value::Undefined(_) => format!("IFERROR({excel},\"\")"),
        // A blank cell counts as zero in Excel: the formula waits until all its cells hold a number.
        Value::NoData(_) => {
            let needed = cells.len();
            let unknown = phrases::UNKNOWN;
            let text = format!("IF(COUNT({})<{needed},\"{unknown}\",{excel})", cells.join(","));
            return (needed > 0).then(|| (text, Cached::Text(unknown.to_owned())));
        }
    };
    Some((text, cached?))
}
