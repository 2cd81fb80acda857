//! One link: its messages are handed to be kept, and answered in their order once they are.

use std::io::{ErrorKind, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::ack::{Answer, Head, Refusal, acknowledgement, head_of};
use super::cutter::{Cutter, Piece};
use super::listener::Shared;
use super::tls::Wire;
use crate::io::hl7::{Message, MessageFault};
use crate::io::store::inbox::{Arrival, NewMessage};

/// How often a link looks whether it is to end.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How long the other side may take to read an answer.
const PATIENCE: Duration = Duration::from_secs(10);

const READ_BYTES: usize = 64 << 10;

/// A message that waits to be kept.
pub struct Arriving {
    pub message: NewMessage,
    pub kept: Sender<Option<Arrival>>,
}

/// What is to be answered, in order.
enum Due {
    Now(Vec<u8>),
    Once { head: Head, kept: Receiver<Option<Arrival>> },
}

/// Serves a link until its end.
pub fn serve(stream: Wire, name: &str, shared: &Arc<Shared>, keep: &Sender<Arriving>) {
    shared.figures.links.fetch_add(1, Ordering::Relaxed);
    let number = shared.link_opened(name);
    // Whatever the system said: the link is over, and the sender sends again what was not answered.
    if let Err(error) = run(stream, (name, number), shared, keep)
        && error.kind() == ErrorKind::InvalidData
    {
        shared.figures.not_trusted.fetch_add(1, Ordering::Relaxed);
    }
    shared.link_closed(number);
    shared.figures.links.fetch_sub(1, Ordering::Relaxed);
}

fn run(mut stream: Wire, link: (&str, u64), shared: &Arc<Shared>, keep: &Sender<Arriving>) -> std::io::Result<()> {
    let socket = stream.socket();
    socket.set_read_timeout(Some(LOOK_EVERY))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    socket.set_nodelay(true)?;
    let mut cutter = Cutter::new(shared.limits.message_bytes);
    let mut buffer = vec![0; READ_BYTES];
    let mut heard = Instant::now();
    while !shared.stop.load(Ordering::Relaxed) {
        let count = match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if heard.elapsed() > shared.limits.idle {
                    shared.figures.idle.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                continue;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        heard = Instant::now();
        let pieces = cutter.push(buffer.get(..count).unwrap_or_default());
        let due: Vec<Due> = pieces.into_iter().filter_map(|piece| due_of(piece, link, shared, keep)).collect();
        if !answer_all(&mut stream, due, shared)? {
            break;
        }
    }
    if cutter.end().is_some() {
        shared.figures.half.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

fn due_of(piece: Piece, (name, number): (&str, u64), shared: &Arc<Shared>, keep: &Sender<Arriving>) -> Option<Due> {
    let bytes = match piece {
        Piece::Message(bytes) => bytes,
        Piece::TooLong => {
            shared.figures.too_long.fetch_add(1, Ordering::Relaxed);
            return Some(refused(&Head::default(), Refusal::Sequence, "the message is longer than is taken", shared));
        }
        Piece::Half | Piece::Stray => {
            shared.figures.half.fetch_add(1, Ordering::Relaxed);
            return None;
        }
    };
    let bytes = bytes.trim_ascii().to_vec();
    let head = match Message::read(&bytes) {
        Ok(message) if bytes.starts_with(b"MSH") => head_of(&message),
        Ok(_) => return Some(refused(&Head::default(), Refusal::Sequence, "it does not begin with MSH", shared)),
        Err(MessageFault::Characters) => {
            let words = MessageFault::Characters.to_string();
            return Some(refused(&Head::default(), Refusal::RequiredField, &words, shared));
        }
        Err(fault) => return Some(refused(&Head::default(), Refusal::Sequence, &fault.to_string(), shared)),
    };
    if !["ORU", "ADT", "ESU"].iter().any(|kind| head.kind.starts_with(kind)) {
        return Some(refused(&head, Refusal::UnsupportedKind, "only ORU, ADT and ESU are taken here", shared));
    }
    if head.control_id.is_empty() {
        return Some(refused(&head, Refusal::RequiredField, "a message needs a control id (MSH-10)", shared));
    }
    let (sender, receiver) = bounded(1);
    let message = NewMessage {
        sender: format!("{}/{}", head.application, head.facility),
        control_id: head.control_id.clone(),
        source: name.to_owned(),
        received_utc_secs: shared.clock.utc_secs(),
        bytes,
    };
    shared.link_heard(number, &message.sender);
    // Where nobody keeps messages any more, the receiver hears it.
    let _sent = keep.send(Arriving { message, kept: sender });
    Some(Due::Once { head, kept: receiver })
}

/// What lacks something is in error (AE), what is none that is taken here is rejected (AR).
fn refused(head: &Head, refusal: Refusal, text: &str, shared: &Shared) -> Due {
    shared.figures.refused.fetch_add(1, Ordering::Relaxed);
    let answer = match refusal {
        Refusal::RequiredField => Answer::Error,
        Refusal::Sequence | Refusal::UnsupportedKind => Answer::Reject,
    };
    Due::Now(acknowledgement(head, answer, Some(refusal), text, shared.clock.utc_secs()))
}

/// Answers what is kept. Where something could not be kept, nothing more is answered and the link ends: the sender sends
/// it again.
fn answer_all(stream: &mut Wire, due: Vec<Due>, shared: &Shared) -> std::io::Result<bool> {
    let mut out = Vec::new();
    for one in due {
        match one {
            Due::Now(answer) => out.extend(answer),
            Due::Once { head, kept } => match kept.recv().ok().flatten() {
                None => {
                    stream.write_all(&out)?;
                    stream.flush()?;
                    return Ok(false);
                }
                Some(arrival) => {
                    let figure = match arrival {
                        Arrival::New | Arrival::NumberUsedBefore => &shared.figures.kept,
                        Arrival::Known => &shared.figures.known,
                    };
                    figure.fetch_add(1, Ordering::Relaxed);
                    let is_again = u64::from(arrival == Arrival::NumberUsedBefore);
                    shared.figures.numbers_again.fetch_add(is_again, Ordering::Relaxed);
                    out.extend(acknowledgement(&head, Answer::Accept, None, "", shared.clock.utc_secs()));
                }
            },
        }
    }
    stream.write_all(&out)?;
    stream.flush()?;
    Ok(true)
}
