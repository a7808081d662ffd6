//! How often everything happens in a month.

use quadratura::ledger::Objectives;

use super::chamber::Chamber;
use super::gaps::{cents_of_parts, gap, gaps_of_a_firm, opposite_sign};
use super::truth::Month;
use super::{one_sided, pairs, unclear};

/// How many acts pay something in a whole month.
const ACTS: usize = 700;

/// Something that happens in a chamber.
type Happens = fn(&mut Chamber);

/// What happens, and how often in a whole month of some 3 000 rows a side. What has an act for itself comes first, while
/// there are acts that nobody had to do with; single payments come last, beside all that stands.
const HAPPENS: [(usize, Happens); 34] = [
    (7, pairs::call),
    (8, unclear::line_of_either),
    (8, unclear::registration_of_either),
    (10, unclear::twins),
    (8, unclear::act_as_date),
    (15, unclear::without_act),
    (40, unclear::wrong_objective),
    (16, unclear::wrong_account),
    (24, pairs::instalments),
    (60, pairs::split),
    (40, pairs::merged),
    (50, pairs::two_of_a_firm),
    (60, pairs::sister_objective),
    (30, one_sided::reversed),
    (30, one_sided::corrected),
    (14, one_sided::registered_twice),
    (14, one_sided::told_twice),
    (45, one_sided::only_registered),
    (40, one_sided::only_told),
    (25, one_sided::just_told),
    (6, one_sided::former_year),
    (20, |it| gap(it, "withholding_4")),
    (10, |it| gap(it, "withholding_20")),
    (9, |it| gap(it, "vat_22")),
    (6, |it| gap(it, "vat_10")),
    (3, |it| gap(it, "vat_5")),
    (3, |it| gap(it, "vat_4")),
    (9, |it| gap(it, "stamp_2")),
    (12, |it| gap(it, "digits_transposed")),
    (12, |it| gap(it, "cents")),
    (20, |it| gap(it, "")),
    (20, gaps_of_a_firm),
    (6, cents_of_parts),
    (8, opposite_sign),
];

/// Single payments, told once by each side.
const PAIRS: usize = 1_750;

/// The month of a seed, in so many hundredths of a whole one.
pub fn month(seed: u64, hundredths: usize, objectives: &Objectives) -> Month {
    let of = |whole: usize| (whole * hundredths).div_ceil(100);
    let mut chamber = Chamber::new(seed, of(ACTS).max(100), objectives);
    for (times, happens) in HAPPENS {
        (0..of(times)).for_each(|_| happens(&mut chamber));
    }
    (0..of(PAIRS)).for_each(|_| pairs::pair(&mut chamber));
    chamber.month()
}
