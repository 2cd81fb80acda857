//! What did not go well with a feed: in English for a command line and the file beside a rejected one, as a text for the window.

use crate::app::import::documents::DocumentError;
use crate::app::message::{self, Message};
use crate::io::feeds::WatchFault;
use crate::io::feeds::fhir_server::ServerFault;
use crate::io::import::ImportError;

use super::polling::PollError;

/// A fault in both forms.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// English.
    pub words: String,
    /// `None`: the words are reasons as those of messages, which the window tells in its language.
    pub message: Option<Message>,
}

impl Fault {
    pub fn new(words: impl ToString, message: Message) -> Fault {
        Fault { words: words.to_string(), message: Some(message) }
    }

    /// Of a file that holds messages.
    pub fn of_messages(words: String) -> Fault {
        Fault { words, message: None }
    }

    pub fn of_import(error: &ImportError) -> Fault {
        Fault::new(error, message::of_import(error))
    }

    pub fn of_document(error: &DocumentError) -> Fault {
        match error {
            DocumentError::Import(import) => Fault::of_import(import),
            DocumentError::Denied(denied) => Fault::new(error, Message::new("denied").with_details(denied)),
        }
    }

    pub fn of_folder(fault: &WatchFault) -> Fault {
        let message = match fault {
            WatchFault::Gone => Message::new("feeds-folder-gone"),
            WatchFault::Unreadable(what) => Message::new("feeds-folder-unreadable").with_details(what),
        };
        Fault::new(fault, message)
    }

    /// Of a server, which is named before it.
    pub fn of_poll(server: &str, error: &PollError) -> Fault {
        let message = match error {
            PollError::Document(error) => return Fault::of_document(error),
            PollError::Server(fault) => of_server(fault).with("server", server),
        };
        Fault::new(format!("{server}: {error}"), message)
    }
}

/// A server's fault as a text; `server` is still to be said.
fn of_server(fault: &ServerFault) -> Message {
    match fault {
        ServerFault::NoUrl(_) | ServerFault::Elsewhere(_) => Message::new("fhir-server-elsewhere").with_details(fault),
        ServerFault::NoAuthority => Message::new("fhir-server-no-authority"),
        ServerFault::NotTrusted(_, what) => Message::new("fhir-server-not-trusted").with_details(what),
        ServerFault::Silent(what) => Message::new("fhir-server-silent").with_details(what),
        ServerFault::Refused(status) => Message::new("fhir-server-refused").with("status", status),
        ServerFault::Unreadable => Message::new("fhir-server-unreadable"),
    }
}
