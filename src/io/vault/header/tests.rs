//! A header opens for whom it is wrapped, and for nobody else.

use super::*;

const LEE: &str = "Lee";

fn sealed() -> (DataKey, String) {
    let key = DataKey::random().expect("random numbers");
    let header = Header::seal("Ward 7", &key, LEE, &Passphrase::new("a b".into()), KdfCost::Cheapest);
    (key, header.expect("sealed").to_text())
}

#[test]
fn the_passphrase_opens_and_another_does_not() {
    let (key, text) = sealed();
    let header = Header::from_text(text.as_bytes()).expect("reads");
    assert_eq!(header.name(), "Ward 7");
    assert_eq!(header.open(&Passphrase::new("a b".into())).expect("opens").0, key.0);
    let wrong = header.open(&Passphrase::new("a c".into()));
    assert_eq!(wrong.map(|_| ()), Err(VaultError::WrongPassphrase));
    assert!(!format!("{key:?} {:?}", Passphrase::new("secret".into())).contains("secret"));
}

#[test]
fn every_changed_byte_is_noticed_as_damage_not_as_a_wrong_passphrase() {
    let (_, text) = sealed();
    for position in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[position] ^= 1;
        let outcome = Header::from_text(&bytes).and_then(|header| header.open(&Passphrase::new("a b".into())));
        match outcome {
            Ok(_) => assert!(text.as_bytes()[position].is_ascii_whitespace(), "byte {position}"),
            Err(error) => assert!(matches!(error, VaultError::Damaged | VaultError::Foreign), "{error}"),
        }
    }
}

#[test]
fn a_newer_version_is_named() {
    let (_, text) = sealed();
    let mut value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let body = value["body"].clone();
    value["version"] = 4.into();
    value["checksum"] = checksum(4, &body).into();
    let outcome = Header::from_text(value.to_string().as_bytes());
    assert_eq!(outcome.map(|_| ()), Err(VaultError::Newer { found: 4 }));
}

fn word(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

#[test]
fn a_key_file_is_needed_besides_the_passphrase_until_another_is_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, other) = (folder.path().join("key"), folder.path().join("other"));
    crate::io::vault::make_key_file(&path).expect("made");
    assert!(crate::io::vault::make_key_file(&path).is_err(), "nothing is written over");
    crate::io::vault::make_key_file(&other).expect("made");
    let (key, text) = sealed();
    let mut header = Header::from_text(text.as_bytes()).expect("reads");
    header.put_account(LEE, &key, &word("a b").with_key_file(Some(path.clone()))).expect("wrapped");
    assert!(header.to_text().contains("\"version\": 3"));
    let mut header = Header::from_text(header.to_text().as_bytes()).expect("reads");
    let opened = |header: &Header, file: Option<&std::path::Path>| {
        let typed = word("a b").with_key_file(file.map(std::path::Path::to_owned));
        header.open_account(LEE, &typed).map(|key| key.0)
    };
    assert!(header.needs_key_file(LEE));
    assert_eq!(opened(&header, Some(&path)), Ok(key.0.clone()));
    assert_eq!(opened(&header, None), Err(VaultError::NeedsKeyFile));
    assert_eq!(opened(&header, Some(&other)), Err(VaultError::WrongPassphrase));
    assert_eq!(opened(&header, Some(&folder.path().join("none"))), Err(VaultError::KeyFileUnreadable));
    header.put_account(LEE, &key, &word("a b")).expect("wrapped");
    assert!(!header.needs_key_file(LEE) && header.to_text().contains("\"version\": 2"));
    assert_eq!(opened(&header, None), Ok(key.0.clone()));
}

#[test]
fn accounts_come_and_go_and_the_key_stays() {
    let (key, text) = sealed();
    let mut header = Header::from_text(text.as_bytes()).expect("reads");
    header.put_account("Wang", &key, &word("second")).expect("wrapped");
    let recovery = RecoveryKey::random().expect("random numbers");
    header.put_recovery(&key, &recovery).expect("wrapped");
    let header = Header::from_text(header.to_text().as_bytes()).expect("reads");
    assert_eq!(header.accounts(), [LEE, "Wang"]);
    let opened = |account: &str, text: &str| header.open_account(account, &word(text)).map(|key| key.0);
    assert_eq!((opened(LEE, "a b"), opened("Wang", "second")), (Ok(key.0.clone()), Ok(key.0.clone())));
    // Nobody's passphrase opens under another name, and a wrap put under another name opens nothing.
    assert_eq!(opened("Wang", "a b"), Err(VaultError::WrongPassphrase));
    assert_eq!(opened("Li", "a b"), Err(VaultError::NoSuchAccount));
    assert_eq!(header.open(&word("a b")).map(|_| ()), Err(VaultError::WhichAccount));
    let mut moved = header.clone();
    moved.body.accounts[1].wrap = moved.body.accounts[0].wrap.clone();
    assert_eq!(moved.open_account("Wang", &word("a b")).map(|_| ()), Err(VaultError::WrongPassphrase));
    let typed = RecoveryKey::typed(&recovery.groups().to_lowercase().replace('0', "o"));
    assert_eq!(header.recover(&typed).map(|key| key.0), Ok(key.0.clone()));
    let other = RecoveryKey::random().expect("random numbers");
    assert_eq!(header.recover(&other).map(|_| ()), Err(VaultError::WrongPassphrase));
    let mut fewer = header.clone();
    fewer.remove_account(LEE);
    assert_eq!(fewer.open_account(LEE, &word("a b")).map(|_| ()), Err(VaultError::NoSuchAccount));
    assert_eq!(fewer.open_account("Wang", &word("second")).map(|key| key.0), Ok(key.0.clone()));
}

#[test]
fn a_header_of_one_passphrase_becomes_an_account_with_the_same() {
    let key = DataKey::random().expect("random numbers");
    let store_id = to_hex(&random::<16>().expect("random numbers"));
    let body = Body { store_id, name: "Ward 7".into(), wraps: Vec::new(), accounts: Vec::new(), recovery: None };
    let mut old = Header { version: NAMELESS, body };
    let wrap = old.wrapped(Purpose::Nameless, &key, &word("a b"), KdfCost::Cheapest.parameters());
    old.body.wraps.push(wrap.expect("wrapped"));
    let mut header = Header::from_text(old.to_text().as_bytes()).expect("reads");
    assert!(header.is_nameless());
    assert_eq!(header.open_account("Lee", &word("a b")).map(|key| key.0), Ok(key.0.clone()));
    header.put_account("Lee", &key, &word("a b")).expect("wrapped");
    let header = Header::from_text(header.to_text().as_bytes()).expect("reads");
    assert!(!header.is_nameless());
    assert_eq!(header.open(&word("a b")).map(|key| key.0), Ok(key.0.clone()));
    assert_eq!(header.open(&word("a c")).map(|_| ()), Err(VaultError::WrongPassphrase));
}
