//! A listener against an inbox in memory: what is answered is kept, what cannot be kept is not answered.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::*;
use crate::domain::access::Grant;
use crate::io::feeds::Sender as Client;
use crate::io::store::inbox::{InboxCounts, SetAsideMessage, Settled, WaitingMessage};

#[derive(Default)]
struct Memory {
    kept: Mutex<Vec<NewMessage>>,
    is_full: AtomicBool,
}

impl Inbox for Memory {
    fn keep(&self, messages: &[NewMessage]) -> Result<Vec<Arrival>, StoreError> {
        if self.is_full.load(Ordering::Relaxed) {
            return Err(StoreError::DiskFull);
        }
        let mut kept = self.kept.lock().expect("no test panics holding it");
        let mut arrivals = Vec::new();
        for message in messages {
            let is_known = kept.iter().any(|known| known.bytes == message.bytes);
            arrivals.push(if is_known { Arrival::Known } else { Arrival::New });
            if !is_known {
                kept.push(message.clone());
            }
        }
        Ok(arrivals)
    }

    fn waiting(&self, _at_most: usize) -> Result<Vec<WaitingMessage>, StoreError> {
        Ok(Vec::new())
    }

    fn settle(&self, _settled: &[Settled]) -> Result<(), StoreError> {
        Ok(())
    }

    fn set_aside(&self, _start: u64, _at_most: usize) -> Result<Vec<SetAsideMessage>, StoreError> {
        Ok(Vec::new())
    }

    fn retry(&self, _grant: &Grant, _only: Option<u64>) -> Result<u64, StoreError> {
        Ok(0)
    }

    fn discard(&self, _grant: &Grant, _number: u64) -> Result<(), StoreError> {
        Ok(())
    }

    fn counts(&self) -> Result<InboxCounts, StoreError> {
        Ok(InboxCounts::default())
    }

    fn forget_taken_before(&self, _utc_secs: i64) -> Result<(), StoreError> {
        Ok(())
    }
}

fn start(inbox: &Arc<Memory>, limits: Limits) -> Listener {
    let address = "127.0.0.1:0".parse().expect("an address");
    listen(address, Arc::clone(inbox) as Arc<dyn Inbox>, Clock::Fixed { utc_secs: 1_767_600_900 }, limits)
        .expect("listens")
}

fn message(id: &str) -> Vec<u8> {
    format!("MSH|^~\\&|MON|W7|||20260105081500Z||ORU^R01|{id}|P|2.6\rPID|||P1\r").into_bytes()
}

#[test]
fn what_is_answered_is_kept_and_other_things_say_why_not() {
    let inbox = Arc::new(Memory::default());
    let mut listener = start(&inbox, Limits { message_bytes: 1000, ..Limits::default() });
    let mut client = Client::connect(listener.address).expect("connects");
    let mut answer = |bytes: &[u8]| client.send(bytes).expect("answered");
    assert_eq!(answer(&message("A1")).code, "AA");
    let again = answer(&message("A1"));
    assert_eq!((again.code.as_str(), again.control_id.as_str()), ("AA", "A1"));
    assert_eq!(answer(b"MSH|^~\\&|M||||1||ORM^O01|7|P|2.5").code, "AR");
    assert_eq!(answer(b"MSH|^~\\&|M||||1||ORU^R01||P|2.5").code, "AE");
    assert_eq!(answer(b"PID|1").code, "AR");
    assert_eq!(answer(&[b"MSH|^~\\&|".as_slice(), &[b'x'; 2000]].concat()).code, "AR");
    assert_eq!(answer(&message("A2")).code, "AA", "the link goes on");
    assert_eq!(inbox.kept.lock().expect("free").len(), 2);
    listener.end();
    let figures = listener.figures();
    let seen =
        [&figures.kept, &figures.known, &figures.refused, &figures.too_long].map(|one| one.load(Ordering::Relaxed));
    assert_eq!(seen, [2, 1, 4, 1]);
}

#[test]
fn a_full_disk_is_answered_by_nothing() {
    let inbox = Arc::new(Memory::default());
    inbox.is_full.store(true, Ordering::Relaxed);
    let listener = start(&inbox, Limits::default());
    let mut stream = TcpStream::connect(listener.address).expect("connects");
    stream.write_all(&[b"\x0B".as_slice(), &message("A1"), b"\x1C\r"].concat()).expect("sent");
    let mut heard = Vec::new();
    stream.read_to_end(&mut heard).expect("the link ends");
    assert!(heard.is_empty(), "no answer");
    assert!(listener.take_trouble().is_some_and(|words| words.contains("full")));
}

#[test]
fn links_beyond_the_limit_and_silent_ones_are_closed() {
    let inbox = Arc::new(Memory::default());
    let listener = start(&inbox, Limits { links: 1, idle: Duration::from_millis(300), ..Limits::default() });
    let mut first = TcpStream::connect(listener.address).expect("connects");
    first.write_all(b"\x0BMSH|half").expect("sent");
    thread::sleep(Duration::from_millis(100));
    let mut second = TcpStream::connect(listener.address).expect("connects");
    let mut heard = Vec::new();
    assert_eq!(second.read_to_end(&mut heard).unwrap_or(0), 0, "closed at once");
    assert_eq!(first.read_to_end(&mut heard).unwrap_or(0), 0, "closed after its silence");
    assert_eq!(listener.figures().links_refused.load(Ordering::Relaxed), 1);
}
