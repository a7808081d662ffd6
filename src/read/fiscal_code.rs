//! Italian tax codes: the check digit of a person's sixteen characters and of a firm's eleven digits.
//! It refuses to know whose code it is, or whether it was ever given to anybody.

/// What is wrong with a tax code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCode {
    /// It has neither the shape of a person's code nor that of a firm's.
    Shape,
    /// Its last character is not the one that the others give.
    Check,
    /// It is nothing but zeros, which are nobody's, though their check digit is right.
    Zeros,
}

/// What sixteen characters and eleven digits are worth at an odd place of a person's code, by D.M. 23/12/1976.
const ODD: [u32; 26] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// The letters that stand for the digits 0 to 9 where two persons would have the same code.
const FOR_DIGITS: &[u8] = b"LMNPQRSTUV";

/// The code as it is compared: capitals, without white space, points and the country's `IT` before a firm's digits.
pub fn normal(text: &str) -> String {
    let code: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-')).collect::<String>().to_uppercase();
    match code.strip_prefix("IT") {
        Some(digits) if digits.len() == 11 && digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.to_owned(),
        _ => code,
    }
}

/// Checks a normal code.
pub fn check(code: &str) -> Result<(), NotCode> {
    match code.as_bytes() {
        _ if is_zeros(code) => Err(NotCode::Zeros),
        digits if digits.len() == 11 && digits.iter().all(u8::is_ascii_digit) => firm(digits),
        letters if letters.len() == 16 => person(letters),
        _ => Err(NotCode::Shape),
    }
}

/// Whether a code is made of zeros alone, however many.
pub fn is_zeros(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte == b'0')
}

fn firm(digits: &[u8]) -> Result<(), NotCode> {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(i, digit)| {
            let value = u32::from(digit - b'0') * if i % 2 == 0 { 1 } else { 2 };
            value / 10 + value % 10
        })
        .sum();
    if sum.is_multiple_of(10) { Ok(()) } else { Err(NotCode::Check) }
}

fn person(code: &[u8]) -> Result<(), NotCode> {
    let fits = |i: usize, byte: u8| match i {
        // Year, day and place are digits, or the letters that stand for them.
        6 | 7 | 9 | 10 | 12..=14 => byte.is_ascii_digit() || FOR_DIGITS.contains(&byte),
        8 => b"ABCDEHLMPRST".contains(&byte),
        _ => byte.is_ascii_uppercase(),
    };
    if !code.iter().enumerate().all(|(i, byte)| fits(i, *byte)) {
        return Err(NotCode::Shape);
    }
    let worth = |i: usize, byte: u8| {
        let ordinal = u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
        // The first place is odd.
        if i.is_multiple_of(2) { ODD[ordinal as usize] } else { ordinal }
    };
    let sum: u32 = code[..15].iter().enumerate().map(|(i, byte)| worth(i, *byte)).sum();
    if u32::from(code[15] - b'A') == sum % 26 { Ok(()) } else { Err(NotCode::Check) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_with_the_right_check_digit_are_right() {
        // One person of no name, then with letters for the last digit of the place and for the year.
        for code in ["QDRXXX80A01A000G", "QDRXXX80A01A00LJ", "QDRXXXULA41A000S"] {
            assert_eq!(check(code), Ok(()), "{code}");
        }
        assert_eq!(check(&normal("qdr xxx 80a01 a000g")), Ok(()));
        assert_eq!(check(&normal("IT 00000010009")), Ok(()));
    }

    #[test]
    fn wrong_ones_are_told_apart() {
        assert_eq!(check("QDRXXX80A01A000A"), Err(NotCode::Check));
        assert_eq!(check("00000010000"), Err(NotCode::Check));
        for zeros in ["0", "00000000000", "0000000000000000"] {
            assert_eq!(check(zeros), Err(NotCode::Zeros), "{zeros}");
        }
        for shape in
            ["", "123", "QDRXXX80A01A000", "QDRXXX80Z01A000A", "1DRXXX80A01A000A", "0000001000A", "èQDRXXX80A01A00"]
        {
            assert_eq!(check(shape), Err(NotCode::Shape), "{shape}");
        }
    }

    proptest! {
        #[test]
        fn one_changed_digit_of_a_firm_is_always_seen(body in "[0-9]{9}[1-9]", place in 0_usize..11, by in 1_u8..10) {
            let right = (0..10).map(|last| format!("{body}{last}")).find(|code| check(code).is_ok()).unwrap();
            let mut digits = right.into_bytes();
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            prop_assert_eq!(check(&String::from_utf8(digits).unwrap()), Err(NotCode::Check));
        }

        #[test]
        fn a_persons_code_has_one_right_letter(body in "[A-Z]{6}[0-9]{2}[ABCDEHLMPRST][0-9L-N]{2}[A-Z][0-9]{3}") {
            let right = (b'A'..=b'Z').filter(|last| check(&format!("{body}{}", *last as char)).is_ok()).count();
            prop_assert_eq!(right, 1);
        }

        #[test]
        fn no_text_makes_the_check_panic(text in "\\PC{0,20}") {
            let _ = check(&normal(&text));
        }
    }
}
