//! A server of FHIR, asked page by page: on this computer over plain HTTP, elsewhere over https alone, and only where the user
//! names the authority whose certificate the server has.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use super::tls::{ClientTls, Wire};

/// Longest answer of one page.
const LONGEST_PAGE: usize = 64 << 20;
const MOST_PAGES: usize = 200;
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerUrl {
    /// Encrypted (https).
    pub is_encrypted: bool,
    pub host: String,
    pub port: u16,
    /// Without a slash at its end: `/fhir`.
    pub path: String,
}

/// Why there is no answer. Each has a text `fhir-server-<id>`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerFault {
    #[error("{0:?} is no address of a server; write one such as http://127.0.0.1:8080/fhir")]
    NoUrl(String),
    #[error(
        "{0} is another computer: it is asked over https alone, and for that the file with the certificate of its authority is needed"
    )]
    Elsewhere(String),
    #[error("https needs the file with the certificate of the server's authority; no other authority is trusted")]
    NoAuthority,
    #[error("the server at {0} is not trusted: {1}")]
    NotTrusted(String, String),
    #[error("the server does not answer: {0}")]
    Silent(String),
    #[error("the server answers {0}; look at its log")]
    Refused(u16),
    #[error("the answer is no HTTP, is cut off, or has more than 64 MB")]
    Unreadable,
}

impl ServerUrl {
    /// Reads an address such as `http://127.0.0.1:8080/fhir`.
    ///
    /// # Errors
    /// It is none, or of another computer and not encrypted.
    pub fn parse(text: &str) -> Result<ServerUrl, ServerFault> {
        let text = text.trim();
        let no_url = || ServerFault::NoUrl(text.to_owned());
        let (scheme, rest) = text.split_once("://").ok_or_else(no_url)?;
        let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
        let is_plain =
            |part: &str| part.chars().all(|letter| letter.is_ascii_graphic()) && !part.contains(['?', '#', '@']);
        if authority.is_empty() || !is_plain(authority) || !is_plain(path) {
            return Err(no_url());
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| no_url())?),
            _ => (authority, if scheme == "https" { 443 } else { 80 }),
        };
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let is_encrypted = match scheme {
            "https" => true,
            "http" if is_here => false,
            "http" => return Err(ServerFault::Elsewhere(authority.to_owned())),
            _ => return Err(no_url()),
        };
        let path = if path.is_empty() { String::new() } else { format!("/{}", path.trim_end_matches('/')) };
        Ok(ServerUrl { is_encrypted, host: host.to_owned(), port, path })
    }

    fn scheme(&self) -> &'static str {
        if self.is_encrypted { "https" } else { "http" }
    }

    /// Where a link of an answer leads, as path and query; `None` where it leads elsewhere.
    fn own_target(&self, link: &str) -> Option<String> {
        let scheme = self.scheme();
        let start = format!("{scheme}://{}:{}", self.host, self.port);
        let rest = link.strip_prefix(&start).or_else(|| link.strip_prefix(&format!("{scheme}://{}", self.host)));
        let target = rest.unwrap_or(link);
        let is_sound = target.starts_with('/') && target.chars().all(|letter| letter.is_ascii_graphic());
        is_sound.then(|| target.to_owned())
    }
}

impl std::fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}:{}{}", self.scheme(), self.host, self.port, self.path)
    }
}

/// Every page of a search, such as `Observation?_count=100`; an encrypted server's with what is trusted.
///
/// # Errors
/// See [`ServerFault`].
pub fn search(url: &ServerUrl, tls: Option<&ClientTls>, query: &str) -> Result<Vec<Vec<u8>>, ServerFault> {
    let mut pages = Vec::new();
    let mut target = Some(format!("{}/{query}", url.path));
    while let Some(here) = target.take().filter(|_| pages.len() < MOST_PAGES) {
        let page = get(url, tls, &here)?;
        target = next_link(&page).and_then(|link| url.own_target(&link)).filter(|next| *next != here);
        pages.push(page);
    }
    Ok(pages)
}

/// The link to the next page of a bundle.
fn next_link(page: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Link {
        relation: String,
        url: String,
    }
    #[derive(serde::Deserialize)]
    struct Head {
        #[serde(default)]
        link: Vec<Link>,
    }
    let head: Head = serde_json::from_slice(page).ok()?;
    head.link.into_iter().find(|link| link.relation == "next").map(|link| link.url)
}

/// The newest change of an observation of a page, as the server writes it; `None` of a page without any.
pub fn newest_change(page: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Meta {
        #[serde(rename = "lastUpdated")]
        last_updated: Option<String>,
    }
    #[derive(serde::Deserialize)]
    struct Resource {
        #[serde(rename = "resourceType")]
        kind: String,
        meta: Option<Meta>,
    }
    #[derive(serde::Deserialize)]
    struct Entry {
        resource: Option<Resource>,
    }
    #[derive(serde::Deserialize)]
    struct Page {
        #[serde(default)]
        entry: Vec<Entry>,
    }
    let page: Page = serde_json::from_slice(page).ok()?;
    let observations =
        page.entry.into_iter().filter_map(|entry| entry.resource).filter(|one| one.kind == "Observation");
    // A server that does not say when is asked for everything again, of which what is known counts once.
    observations.map(|one| one.meta.and_then(|meta| meta.last_updated).unwrap_or_default()).max()
}

fn get(url: &ServerUrl, tls: Option<&ClientTls>, target: &str) -> Result<Vec<u8>, ServerFault> {
    let mut stream = open(url, tls)?;
    let said = |error: std::io::Error| match error.kind() {
        ErrorKind::InvalidData => ServerFault::NotTrusted(url.host.clone(), error.to_string()),
        kind => ServerFault::Silent(kind.to_string()),
    };
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: {}:{}\r\nAccept: application/fhir+json\r\nConnection: close\r\n\r\n",
        url.host, url.port
    );
    stream.write_all(request.as_bytes()).and_then(|()| stream.flush()).map_err(said)?;
    let mut answer = Vec::new();
    stream.take(LONGEST_PAGE as u64 + 1).read_to_end(&mut answer).map_err(said)?;
    if answer.len() > LONGEST_PAGE {
        return Err(ServerFault::Unreadable);
    }
    body_of(&answer)
}

/// A link to the server; without encryption only to this computer, whatever the name means.
fn open(url: &ServerUrl, tls: Option<&ClientTls>) -> Result<Wire, ServerFault> {
    let silent = |error: std::io::Error| ServerFault::Silent(error.kind().to_string());
    if url.is_encrypted && tls.is_none() {
        return Err(ServerFault::NoAuthority);
    }
    let tls = tls.filter(|_| url.is_encrypted);
    let host = url.host.trim_matches(['[', ']']);
    let mut all = (host, url.port).to_socket_addrs().map_err(silent)?;
    let address = all.find(|address| tls.is_some() || address.ip().is_loopback());
    let address = address.ok_or_else(|| ServerFault::Elsewhere(url.host.clone()))?;
    let stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(silent)?;
    stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_write_timeout(Some(PATIENCE))).map_err(silent)?;
    Wire::opened(stream, tls, host).map_err(silent)
}

/// The body of an answer of success.
fn body_of(answer: &[u8]) -> Result<Vec<u8>, ServerFault> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or(ServerFault::Unreadable)?;
    let (head, body) = answer.split_at(end);
    let body = body.get(4..).unwrap_or_default();
    let head = std::str::from_utf8(head).map_err(|_| ServerFault::Unreadable)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.")).and_then(|rest| rest.split(' ').nth(1));
    let status: u16 = status.and_then(|status| status.parse().ok()).ok_or(ServerFault::Unreadable)?;
    if status != 200 {
        return Err(ServerFault::Refused(status));
    }
    let header = |name: &str| {
        lines.clone().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    if header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return chunks_of(body).ok_or(ServerFault::Unreadable);
    }
    match header("content-length").map(|length| length.parse::<usize>()) {
        None => Ok(body.to_vec()),
        Some(Ok(length)) => body.get(..length).map(<[u8]>::to_vec).ok_or(ServerFault::Unreadable),
        Some(Err(_)) => Err(ServerFault::Unreadable),
    }
}

/// A body that came in pieces, each behind its length in hexadecimal; `None` where it is cut off.
fn chunks_of(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let line = std::str::from_utf8(rest.get(..end)?).ok()?;
        let length = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 2..)?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(..length)?);
        rest = rest.get(length.checked_add(2)?..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn only_a_server_of_this_computer_is_asked_without_encryption() {
        let read = |text: &str| ServerUrl::parse(text).map(|url| url.to_string());
        assert_eq!(read(" http://127.0.0.1:8080/fhir/ ").as_deref(), Ok("http://127.0.0.1:8080/fhir"));
        assert_eq!(read("http://[::1]:9/r4").as_deref(), Ok("http://[::1]:9/r4"));
        assert_eq!(read("http://localhost").as_deref(), Ok("http://localhost:80"));
        assert_eq!(read("https://hospital.example/fhir").as_deref(), Ok("https://hospital.example:443/fhir"));
        for elsewhere in ["http://10.0.0.7/fhir", "http://hospital.example:8080/fhir"] {
            assert!(matches!(read(elsewhere), Err(ServerFault::Elsewhere(_))), "{elsewhere}");
        }
        for wrong in [
            "ftp://127.0.0.1/fhir",
            "8080",
            "http://",
            "http://127.0.0.1:x/",
            "http://a b/",
            "http://127.0.0.1:80@10.0.0.7/",
        ] {
            assert!(matches!(read(wrong), Err(ServerFault::NoUrl(_))), "{wrong}");
        }
    }

    #[test]
    fn pages_are_followed_and_pieces_joined() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let serving = std::thread::spawn(move || {
            let first = format!(
                r#"{{"resourceType":"Bundle","link":[{{"relation":"next","url":"http://127.0.0.1:{port}/fhir/page2"}}]}}"#
            );
            let second = "10\r\n{\"resourceType\":\r\n9\r\n\"Bundle\"}\r\n0\r\n\r\n";
            let answers = [
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{first}", first.len()),
                format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{second}"),
                "HTTP/1.1 503 Busy\r\n\r\n".to_owned(),
            ];
            let mut asked = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().expect("a caller");
                let mut buffer = [0; 2048];
                let length = stream.read(&mut buffer).expect("asked");
                let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
                asked.push(text.lines().next().unwrap_or_default().to_owned());
                stream.write_all(answer.as_bytes()).expect("answered");
            }
            asked
        });
        let url = ServerUrl::parse(&format!("http://127.0.0.1:{port}/fhir")).expect("an address");
        let pages = search(&url, None, "Observation?_count=2").expect("answered");
        assert_eq!((pages.len(), pages[1].as_slice()), (2, &b"{\"resourceType\":\"Bundle\"}"[..]));
        assert_eq!(search(&url, None, "Observation"), Err(ServerFault::Refused(503)));
        let asked = serving.join().expect("no panic");
        assert_eq!(asked[..2], ["GET /fhir/Observation?_count=2 HTTP/1.1", "GET /fhir/page2 HTTP/1.1"]);
    }

    #[test]
    fn what_is_cut_off_is_no_answer() {
        for answer in [
            &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"[..],
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}",
            b"HTTP/1.1 200 OK\r\n",
            b"SSH-2.0\r\n\r\n",
        ] {
            assert_eq!(body_of(answer), Err(ServerFault::Unreadable));
        }
    }
}
