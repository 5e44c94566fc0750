//! A server on a real socket that plays what a test tells it, byte by byte.

use std::{
    collections::VecDeque,
    future::pending,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use url::Url;

/// What the server does with one request that it has read.
#[derive(Clone)]
pub(super) enum Play {
    /// Writes these bytes, and keeps the connection.
    Answer(String),
    /// Writes these bytes, and closes the connection.
    Cut(String),
    /// Resets the connection.
    Reset,
    /// Resets the connection before the request is read.
    ResetUnread,
    /// Reads, and never answers.
    Hang,
}

/// A request, as it came.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) line: String,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

type Script = Box<dyn FnMut(Option<&Seen>) -> Option<Play> + Send>;

pub(super) struct Server {
    pub(super) base: Url,
    seen: watch::Receiver<Vec<Seen>>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Server {
    /// Plays a list, one item for each request; what comes after its end is answered with a 418.
    pub(super) async fn plays(list: impl IntoIterator<Item = Play>) -> Self {
        let mut list: VecDeque<Play> = list.into_iter().collect();
        Self::new(move |seen| match (seen, list.front()) {
            (None, Some(Play::ResetUnread)) | (Some(_), Some(_)) => list.pop_front(),
            (None, _) => None,
            (Some(_), None) => Some(json(418, "", r#"{"code":0,"message":"the script has ended"}"#)),
        })
        .await
    }

    /// Decides by a function. It is asked first with `None`, before a request is read, and may reset the connection
    /// then; and with each request.
    pub(super) async fn new(script: impl FnMut(Option<&Seen>) -> Option<Play> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/api/v10", listener.local_addr().unwrap()).parse().unwrap();
        let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(Box::new(script)));
        let (sender, seen) = watch::channel(Vec::new());
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), sender.clone()));
            }
        });
        Self { base, seen, accepting }
    }

    /// The requests so far.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.borrow().clone()
    }

    /// Waits until that many requests have come.
    pub(super) async fn has_seen(&self, count: usize) {
        self.seen.clone().wait_for(|seen| seen.len() >= count).await.unwrap();
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Mutex<Script>>, seen: watch::Sender<Vec<Seen>>) {
    loop {
        if script.lock().unwrap()(None).is_some() {
            stream.set_zero_linger().unwrap();
            return;
        }
        let Some(request) = read(&mut stream).await else { return };
        let play = script.lock().unwrap()(Some(&request));
        seen.send_modify(|seen| seen.push(request));
        match play.expect("each request is played something") {
            Play::Answer(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Play::Cut(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                return;
            }
            Play::Reset | Play::ResetUnread => {
                stream.set_zero_linger().unwrap();
                return;
            }
            Play::Hang => pending().await,
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let length: usize = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.parse().unwrap());
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen { line: head.lines().next().unwrap().to_owned(), head, body })
}

/// An answer with a JSON body. Each of the headers ends in `\r\n`.
pub(super) fn json(status: u16, headers: &str, body: &str) -> Play {
    let length = body.len();
    Play::Answer(format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    ))
}

pub(super) fn ok() -> Play {
    json(200, "", r#"{"id":"1"}"#)
}

/// A 429 of Discord's.
pub(super) fn limited(scope: &str, retry_after: f64) -> Play {
    let global = scope == "global";
    json(
        429,
        &format!("x-ratelimit-scope: {scope}\r\n"),
        &format!(
            r#"{{"message":"You are being rate limited.","retry_after":{retry_after},"global":{global}}}"#
        ),
    )
}

/// A 403 of Discord's.
pub(super) fn forbidden() -> Play {
    json(403, "", r#"{"code":50013,"message":"Missing Permissions"}"#)
}

/// The ways in which the answer of a request that was sent can get lost.
pub(super) fn losses() -> Vec<(&'static str, Play)> {
    vec![
        ("a 500", json(500, "", r#"{"code":0,"message":"500: Internal Server Error"}"#)),
        (
            "a page",
            Play::Answer(
                "HTTP/1.1 502 Bad\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>".into(),
            ),
        ),
        ("a reset before it was read", Play::ResetUnread),
        ("a reset after it was read", Play::Reset),
        ("a closed connection", Play::Cut(String::new())),
        ("not HTTP", Play::Cut("garbage, garbage, garbage\r\n\r\n".into())),
        ("a cut head", Play::Cut("HTTP/1.1 200 OK\r\ncontent-le".into())),
        ("a cut success", Play::Cut("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":".into())),
        ("no answer", Play::Hang),
    ]
}
