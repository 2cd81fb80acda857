//! A listener against an inbox in memory: what is answered is kept, what cannot be kept is not answered.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::*;
use crate::domain::access::Grant;
use crate::io::feeds::Sender as Client;
use crate::io::feeds::fhir_server::{ServerFault, ServerUrl, search};
use crate::io::feeds::tls::{ClientFiles, ClientTls, Identity, ServerFiles, TlsFault, Wire};
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

    fn accept_person(&self, _grant: &Grant, _number: u64) -> Result<(), StoreError> {
        Ok(())
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
    start_with(inbox, limits, None)
}

fn start_with(inbox: &Arc<Memory>, limits: Limits, tls: Option<ServerTls>) -> Listener {
    let address = "127.0.0.1:0".parse().expect("an address");
    listen(address, Arc::clone(inbox) as Arc<dyn Inbox>, Clock::Fixed { utc_secs: 1_767_600_900 }, limits, tls)
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

/// An authority, and certificates of it, as PEM files in a folder.
struct Authority {
    issuer: rcgen::Issuer<'static, rcgen::KeyPair>,
    folder: tempfile::TempDir,
}

impl Authority {
    fn new() -> Authority {
        let key = rcgen::KeyPair::generate().expect("a key");
        let mut parameters = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let own = parameters.self_signed(&key).expect("signed");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), own.pem()).expect("written");
        Authority { issuer: rcgen::Issuer::new(parameters, key), folder }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn issue(&self, host: &str) -> Identity {
        let key = rcgen::KeyPair::generate().expect("a key");
        let parameters = rcgen::CertificateParams::new(vec![host.to_owned()]).expect("parameters");
        let certificate = parameters.signed_by(&key, &self.issuer).expect("signed");
        let own = Identity { certificate: self.file(&format!("{host}.pem")), key: self.file(&format!("{host}.key")) };
        std::fs::write(&own.certificate, certificate.pem()).expect("written");
        std::fs::write(&own.key, key.serialize_pem()).expect("written");
        own
    }
}

#[test]
fn an_encrypted_link_takes_messages_of_whom_it_trusts_alone() {
    let (hospital, stranger) = (Authority::new(), Authority::new());
    let files = ServerFiles { own: hospital.issue("127.0.0.1"), client_authority: Some(hospital.file("ca.pem")) };
    let tls = ServerTls::read(&files).expect("certificates");
    let inbox = Arc::new(Memory::default());
    let listener = start_with(&inbox, Limits::default(), Some(tls));
    let send = |authority: &Authority, own: Option<Identity>, host: &str| {
        let trust = ClientTls::read(&ClientFiles { authority: authority.file("ca.pem"), own }).expect("certificates");
        let mut link = Client::connect_with(listener.address, Some(&trust), host)?;
        link.send(&message(&format!("A{}", inbox.kept.lock().expect("free").len())))
    };
    let monitor = hospital.issue("monitor.ward");
    assert_eq!(send(&hospital, Some(monitor.clone()), "127.0.0.1").expect("answered").code, "AA");
    assert!(send(&hospital, None, "127.0.0.1").is_err(), "a sender without a certificate");
    assert!(send(&hospital, Some(stranger.issue("monitor.ward")), "127.0.0.1").is_err(), "of another authority");
    assert!(send(&stranger, Some(monitor.clone()), "127.0.0.1").is_err(), "a listener of another authority");
    assert!(send(&hospital, Some(monitor), "other.host").is_err(), "a listener of another name");
    let mut plain = Client::connect(listener.address).expect("connects");
    assert!(plain.send(&message("P")).is_err(), "nothing without encryption");
    assert_eq!(inbox.kept.lock().expect("free").len(), 1);
    drop(plain);
    drop(listener);
    let wrong = ServerFiles { own: Identity { key: files.own.certificate.clone(), ..files.own.clone() }, ..files };
    assert!(matches!(ServerTls::read(&wrong), Err(TlsFault::NoKey { .. })));
}

#[test]
fn a_server_elsewhere_is_asked_over_https_of_the_authority_that_is_named() {
    let (hospital, stranger) = (Authority::new(), Authority::new());
    let tls =
        ServerTls::read(&ServerFiles { own: hospital.issue("localhost"), client_authority: None }).expect("files");
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = socket.local_addr().expect("bound").port();
    let serving = thread::spawn(move || {
        for _ in 0..2 {
            let (stream, _) = socket.accept().expect("a caller");
            let mut wire = Wire::taken(stream, Some(&tls)).expect("a link");
            let mut asked = [0; 2048];
            if wire.read(&mut asked).is_ok_and(|count| count > 0) {
                let body = r#"{"resourceType":"Bundle"}"#;
                let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                wire.write_all(answer.as_bytes()).and_then(|()| wire.flush()).expect("answered");
            }
        }
    });
    let url = ServerUrl::parse(&format!("https://localhost:{port}/fhir")).expect("an address");
    let trust = |authority: &Authority| {
        ClientTls::read(&ClientFiles { authority: authority.file("ca.pem"), own: None }).expect("certificates")
    };
    assert_eq!(search(&url, None, "Observation"), Err(ServerFault::NoAuthority));
    let refused = search(&url, Some(&trust(&stranger)), "Observation");
    assert!(matches!(refused, Err(ServerFault::NotTrusted(..))), "{refused:?}");
    let pages = search(&url, Some(&trust(&hospital)), "Observation").expect("answered");
    assert_eq!(pages, [br#"{"resourceType":"Bundle"}"#.to_vec()]);
    serving.join().expect("no panic");
}
