//! How many decimals a value is shown with: as declared, and more where the rounded value would contradict its state.
//! Knows no cells.

use crate::formula::Value;
use crate::indicators::definition::{Definition, Unit};
use crate::indicators::{Target, number_of};

/// A number of an office's sheet, with as many decimals as it has, up to four.
pub(crate) const PLAIN: &str = "#,##0.####";

/// Beyond this nobody reads on: a value that still rounds onto its target is shown as it is.
const DECIMALS_MAX: usize = 6;

/// The number format of an indicator's value.
pub(crate) fn format(definition: &Definition, value: &Value) -> String {
    let decimals = shown(definition, value);
    let fraction = if decimals > 0 { format!(".{}", "0".repeat(decimals)) } else { String::new() };
    match definition.unit {
        Unit::Percent => format!("0{fraction}%"),
        // Days before the due date are no loss.
        Unit::Days => format!("#,##0{fraction}"),
        _ => format!("#,##0{fraction}"),
    }
}

/// Decimals that tell the value from its target when they differ: 59,996 against 60 is not 60,00.
fn shown(definition: &Definition, value: &Value) -> usize {
    let declared = definition.decimals.min(DECIMALS_MAX);
    let (Some(number), Target::Number { value: target, .. }) = (number_of(value), &definition.target) else {
        return declared;
    };
    let factor = if definition.unit == Unit::Percent { 100.0 } else { 1.0 };
    let (number, target) = (number * factor, target * factor);
    let rounded = |decimals: usize| format!("{number:.decimals$}").parse::<f64>().unwrap_or(number);
    let speaks = |decimals: &usize| rounded(*decimals).partial_cmp(&target) == number.partial_cmp(&target);
    (declared..=DECIMALS_MAX).find(speaks).unwrap_or(declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(unit: &str, target: f64, value: f64) -> String {
        let text = format!(
            "id = \"i\"\nname = \"i\"\ntype = \"indice\"\noffice = \"o\"\nsource = \"office\"\nunit = \"{unit}\"\n\
             good = \"up\"\nreading = \"rapporto\"\nvalid_from = \"2021-01-01\""
        );
        let mut definition: Definition = toml::from_str(&text).unwrap();
        definition.target = Target::Number { op: None, value: target, unit: String::new() };
        format(&definition, &Value::Number(value))
    }

    #[test]
    fn a_value_just_below_its_target_does_not_look_met() {
        assert_eq!(of("number", 60.0, 59.996), "#,##0.000");
        assert_eq!(of("percent", 0.6, 0.599_96), "0.000%");
        assert_eq!(of("percent", 0.6, 0.6), "0.00%");
        assert_eq!(of("number", 60.0, 59.9), "#,##0.00");
    }
}
