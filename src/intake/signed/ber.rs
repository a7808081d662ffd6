//! Envelopes are often written as they are made, in BER: lengths left open, and texts in pieces. Here they become DER, which
//! has one way to write each.

/// Values that lie beside each other in any envelope, but for the pieces of a text: readers sort them one by one.
const MEMBERS_MAX: usize = 256;

/// How deep values lie in each other in any envelope that people make.
const DEPTH_MAX: usize = 32;

const CONSTRUCTED: u8 = 0x20;
const OCTETS: u8 = 0x04;

/// The one value that the bytes begin with, in DER; none where they are no such value.
pub(super) fn to_der(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    value(bytes, 0, &mut out)?;
    Some(out)
}

/// Writes the first value of the bytes, and gives what follows it.
fn value<'b>(bytes: &'b [u8], depth: usize, out: &mut Vec<u8>) -> Option<&'b [u8]> {
    let (&tag, rest) = bytes.split_first()?;
    // A tag of several bytes occurs in no envelope.
    if depth > DEPTH_MAX || tag & 0x1f == 0x1f {
        return None;
    }
    let (length, rest) = length(rest)?;
    if tag & CONSTRUCTED == 0 {
        let (own, rest) = rest.split_at_checked(length?)?;
        write(tag, own, out);
        return Some(rest);
    }
    let (mut content, mut members) = (Vec::new(), 0);
    let mut member = |own| {
        members += 1;
        let few = members <= MEMBERS_MAX || tag == OCTETS | CONSTRUCTED;
        few.then(|| value(own, depth + 1, &mut content)).flatten()
    };
    let rest = match length {
        Some(length) => {
            let (mut own, rest) = rest.split_at_checked(length)?;
            while !own.is_empty() {
                own = member(own)?;
            }
            rest
        }
        None => {
            let mut rest = rest;
            loop {
                if let Some(after) = rest.strip_prefix(&[0, 0]) {
                    break after;
                }
                rest = member(rest)?;
            }
        }
    };
    if tag == OCTETS | CONSTRUCTED {
        write(OCTETS, &joined(&content)?, out);
    } else {
        write(tag, &content, out);
    }
    Some(rest)
}

/// The pieces of a text, each of them an octet string in DER, as one.
fn joined(mut pieces: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(pieces.len());
    while let Some((&OCTETS, rest)) = pieces.split_first() {
        let (length, rest) = length(rest)?;
        let (own, rest) = rest.split_at_checked(length?)?;
        whole.extend_from_slice(own);
        pieces = rest;
    }
    pieces.is_empty().then_some(whole)
}

/// A length, or none where it is left open, and what follows; nothing where there is no length.
fn length(bytes: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..=0x7f => Some((Some(usize::from(first)), rest)),
        0x80 => Some((None, rest)),
        _ => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let add = |sum: usize, digit: &u8| sum.checked_mul(256)?.checked_add(usize::from(*digit));
            Some((Some(digits.iter().try_fold(0, add)?), rest))
        }
    }
}

fn write(tag: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    match u8::try_from(content.len()) {
        Ok(length) if length < 0x80 => out.push(length),
        _ => {
            let digits = content.len().to_be_bytes();
            let digits: Vec<u8> = digits.into_iter().skip_while(|it| *it == 0).collect();
            // A length has at most eight bytes.
            out.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
            out.extend(digits);
        }
    }
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_lengths_are_closed_and_pieces_joined() {
        // A sequence left open, with a text in two pieces and a number.
        let ber = [0x30, 0x80, 0x24, 0x80, 4, 1, b'a', 4, 2, b'b', b'c', 0, 0, 2, 1, 7, 0, 0, 99];
        assert_eq!(to_der(&ber).unwrap(), [0x30, 8, 4, 3, b'a', b'b', b'c', 2, 1, 7]);
        let der = [0x30, 3, 2, 1, 7];
        assert_eq!(to_der(&der).unwrap(), der);
        let long = [[0x30, 0x81, 0x03].as_slice(), &[2, 1, 7]].concat();
        assert_eq!(to_der(&long).unwrap(), der, "a length that was written longer than it is");
        let text = vec![b'x'; 300];
        let mut whole = Vec::new();
        write(OCTETS, &text, &mut whole);
        assert_eq!(whole[..4], [4, 0x82, 1, 44]);
        assert_eq!(to_der(&whole).unwrap(), whole);
    }

    #[test]
    fn what_is_no_value_is_none_and_ends() {
        for bytes in [&[][..], &[0x30], &[0x30, 5, 2, 1], &[0x30, 0x80, 2, 1, 7], &[0x1f, 1, 1], &[0x24, 3, 2, 1, 7]] {
            assert_eq!(to_der(bytes), None, "{bytes:?}");
        }
        assert_eq!(to_der(&[0x30, 0x80].repeat(100)), None);
        let many = [[0x30, 0x82, 0x03, 0x03].as_slice(), &[2, 1, 7].repeat(257)].concat();
        assert_eq!(to_der(&many), None, "more values than any envelope has");
        let huge = [0x30, 0x89, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(to_der(&huge), None);
    }
}
