//! The other side of a link: sends messages and waits for their answers.

use std::io::{Error, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::cutter::{Cutter, Piece};
use super::tls::{ClientTls, Wire};
use crate::io::hl7::{LONGEST_MESSAGE, Message};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open link.
pub struct Sender {
    stream: Wire,
    cutter: Cutter,
}

/// What a message was answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// `AA`, `AE` or `AR`.
    pub code: String,
    pub control_id: String,
}

impl Sender {
    /// Opens a link.
    ///
    /// # Errors
    /// Nobody listens there.
    pub fn connect(address: SocketAddr) -> std::io::Result<Sender> {
        Sender::connect_with(address, None, "")
    }

    /// Opens a link, encrypted where `tls` says how; `host` is the name that the certificate has to be for.
    ///
    /// # Errors
    /// Nobody listens there. Whether one side trusts the other shows with the first message.
    pub fn connect_with(address: SocketAddr, tls: Option<&ClientTls>, host: &str) -> std::io::Result<Sender> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Sender { stream: Wire::opened(stream, tls, host)?, cutter: Cutter::new(LONGEST_MESSAGE) })
    }

    /// Sends a message and waits for its answer.
    ///
    /// # Errors
    /// The link ended or no answer came: the message may or may not have been kept.
    pub fn send(&mut self, message: &[u8]) -> std::io::Result<Sent> {
        self.stream.write_all(&[b"\x0B".as_slice(), message, b"\x1C\r"].concat())?;
        self.stream.flush()?;
        let mut buffer = [0; 4096];
        loop {
            let count = self.stream.read(&mut buffer)?;
            if count == 0 {
                return Err(Error::new(ErrorKind::UnexpectedEof, "the link ended without an answer"));
            }
            for piece in self.cutter.push(buffer.get(..count).unwrap_or_default()) {
                if let Piece::Message(answer) = piece {
                    return read_answer(&answer);
                }
            }
        }
    }
}

fn read_answer(answer: &[u8]) -> std::io::Result<Sent> {
    let unreadable = || Error::other("the answer cannot be read");
    let message = Message::read(answer).map_err(|_| unreadable())?;
    let segment = message.first("MSA").ok_or_else(unreadable)?;
    let part = |field: usize| message.part(segment, field, 1).unwrap_or_default();
    Ok(Sent { code: part(1), control_id: part(2) })
}
