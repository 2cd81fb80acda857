//! A stream of bytes cut into messages: by the frame of MLLP where there is one, else where a header begins.

/// A message longer than this is not taken.
pub const LONGEST_MESSAGE: usize = 4 << 20;
const START: u8 = 0x0B;
const END: u8 = 0x1C;

/// Why some bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    #[error("a frame begins and does not end")]
    HalfFrame,
    #[error("the message has {0} bytes, more than are taken")]
    TooLong(usize),
    #[error("it does not begin with a message header (MSH)")]
    NoHeader,
}

/// The messages of a file or a recorded link, each without its frame.
pub fn frames(bytes: &[u8]) -> Vec<Result<&[u8], FrameFault>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let cut = if bytes.contains(&START) { framed(bytes) } else { headed(bytes) };
    cut.into_iter().map(|part| part.and_then(checked)).collect()
}

fn checked(part: &[u8]) -> Result<&[u8], FrameFault> {
    match part.len() {
        length if length > LONGEST_MESSAGE => Err(FrameFault::TooLong(length)),
        _ if !part.starts_with(b"MSH") => Err(FrameFault::NoHeader),
        _ => Ok(part),
    }
}

fn framed(mut bytes: &[u8]) -> Vec<Result<&[u8], FrameFault>> {
    let mut parts = Vec::new();
    while let Some(start) = bytes.iter().position(|byte| *byte == START) {
        let body = bytes.get(start + 1..).unwrap_or(&[]);
        let next = body.iter().position(|byte| *byte == START).unwrap_or(body.len());
        let end = body.iter().position(|byte| *byte == END).filter(|end| *end < next);
        let part = end.and_then(|end| body.get(..end)).map(<[u8]>::trim_ascii);
        parts.push(part.ok_or(FrameFault::HalfFrame));
        bytes = body.get(end.map_or(next, |end| end + 1)..).unwrap_or(&[]);
    }
    parts
}

/// Without frames a message runs from one header to the next; the heads and tails of batches are no messages.
fn headed(bytes: &[u8]) -> Vec<Result<&[u8], FrameFault>> {
    let mut starts = Vec::new();
    let mut line_start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(byte, b'\r' | b'\n') {
            line_start = at + 1;
        } else if at == line_start && is_border(bytes.get(at..).unwrap_or(&[])) {
            starts.push(at);
        } else if at == line_start && byte.is_ascii_whitespace() {
            // A header may be pushed in.
            line_start = at + 1;
        }
    }
    let first = starts.first().copied().unwrap_or(bytes.len());
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let before = bytes.get(..first).map(<[u8]>::trim_ascii).filter(|part| !part.is_empty());
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| bytes.get(*start..end)).map(<[u8]>::trim_ascii);
    let messages = parts.filter(|part| !is_batch(part)).map(Ok);
    before.map(|_| Err(FrameFault::NoHeader)).into_iter().chain(messages).collect()
}

fn is_border(line: &[u8]) -> bool {
    let is_separator = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_punctuation());
    line.starts_with(b"MSH") && is_separator(line.get(3)) || is_batch(line) && is_separator(line.get(3))
}

fn is_batch(line: &[u8]) -> bool {
    [b"FHS", b"BHS", b"BTS", b"FTS"].iter().any(|name| line.starts_with(*name))
}
