//! A link's bytes cut into frames as they arrive: `0x0B message 0x1C 0x0D`.

const START: u8 = 0x0B;
const END: u8 = 0x1C;

/// What was found in the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Message(Vec<u8>),
    /// A frame longer than is taken; the rest of it is passed over.
    TooLong,
    /// A frame that another begins in, or that the link's end leaves open.
    Half,
    /// Bytes outside of frames.
    Stray,
}

/// Where in the stream it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Outside { is_stray: bool },
    Inside(Vec<u8>),
    PassingOver,
}

/// Cuts one link's stream.
#[derive(Clone, Debug)]
pub struct Cutter {
    state: State,
    longest: usize,
}

impl Cutter {
    /// `longest`: bytes of a message.
    pub fn new(longest: usize) -> Cutter {
        Cutter { state: State::Outside { is_stray: false }, longest }
    }

    /// Whether a frame has begun and not ended.
    pub fn is_inside(&self) -> bool {
        !matches!(self.state, State::Outside { .. })
    }

    /// What the next bytes complete, in order.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let mut found = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = match &mut self.state {
                State::Outside { .. } => self.outside(rest, &mut found),
                State::Inside(_) => self.inside(rest, &mut found),
                State::PassingOver => self.passing_over(rest),
            };
        }
        found
    }

    /// The link has ended.
    pub fn end(&mut self) -> Option<Piece> {
        let was_inside = self.is_inside();
        self.state = State::Outside { is_stray: false };
        was_inside.then_some(Piece::Half)
    }

    fn outside<'a>(&mut self, bytes: &'a [u8], found: &mut Vec<Piece>) -> &'a [u8] {
        let start = bytes.iter().position(|byte| *byte == START);
        let before = bytes.get(..start.unwrap_or(bytes.len())).unwrap_or_default();
        let is_stray = before.iter().any(|byte| !byte.is_ascii_whitespace());
        if let State::Outside { is_stray: was_stray } = &mut self.state {
            if is_stray && !*was_stray {
                found.push(Piece::Stray);
            }
            *was_stray |= is_stray;
        }
        match start {
            None => &[],
            Some(start) => {
                self.state = State::Inside(Vec::new());
                bytes.get(start + 1..).unwrap_or_default()
            }
        }
    }

    fn inside<'a>(&mut self, bytes: &'a [u8], found: &mut Vec<Piece>) -> &'a [u8] {
        let border = bytes.iter().position(|byte| matches!(*byte, START | END));
        let part = bytes.get(..border.unwrap_or(bytes.len())).unwrap_or_default();
        let State::Inside(message) = &mut self.state else { return bytes };
        if message.len() + part.len() > self.longest {
            found.push(Piece::TooLong);
            self.state = State::PassingOver;
            return bytes.get(part.len()..).unwrap_or_default();
        }
        message.extend_from_slice(part);
        let Some(border) = border else { return &[] };
        let message = std::mem::take(message);
        if bytes.get(border) == Some(&END) {
            found.push(Piece::Message(message));
            self.state = State::Outside { is_stray: false };
        } else {
            found.push(Piece::Half);
            self.state = State::Inside(Vec::new());
        }
        bytes.get(border + 1..).unwrap_or_default()
    }

    fn passing_over<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some(border) = bytes.iter().position(|byte| matches!(*byte, START | END)) else { return &[] };
        let is_end = bytes.get(border) == Some(&END);
        self.state = if is_end { State::Outside { is_stray: false } } else { State::Inside(Vec::new()) };
        bytes.get(border + 1..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn frames_are_found_however_they_arrive() {
        let stream = b"\r\n\x0BMSH|a\x1C\r\x0Bhalf\x0BMSH|b\x1C\rstray\x0B0123456789abc\x1C\r\x0BMSH|c\x1C\r\x0Bopen";
        let message = |text: &str| Piece::Message(text.as_bytes().to_vec());
        let want =
            vec![message("MSH|a"), Piece::Half, message("MSH|b"), Piece::Stray, Piece::TooLong, message("MSH|c")];
        for step in [1, 2, 3, 7, stream.len()] {
            let mut cutter = Cutter::new(10);
            let found: Vec<Piece> = stream.chunks(step).flat_map(|part| cutter.push(part)).collect();
            assert_eq!(found, want, "in parts of {step}");
            assert_eq!(cutter.end(), Some(Piece::Half));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_no_message_is_longer_than_allowed(
            parts in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![0x0B_u8, 0x1C, 0x0D, b'M', b'S']), 0..20), 0..20),
        ) {
            let mut cutter = Cutter::new(8);
            for part in parts {
                for piece in cutter.push(&part) {
                    if let Piece::Message(message) = piece {
                        prop_assert!(message.len() <= 8);
                    }
                }
            }
        }
    }
}
