//! A server that stands where Discord should be, and does what it can to have the token shown.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What it answers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hostility {
    /// What was asked for, with the token in every text of it.
    Answers,
    /// A success that is no JSON.
    Garbage,
    /// An error that quotes the token everywhere.
    Status(u16),
    /// Nothing: the connection is dropped.
    Drops,
}

/// It runs until it is dropped.
pub(crate) struct Hostile {
    pub(crate) api_base: String,
    /// Requests that came with a token.
    requests: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Hostile {
    pub(crate) async fn start(hostility: Hostility) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let api_base = format!("http://{}/api/v10", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away is no matter.
                tokio::spawn(serve(stream, hostility, Arc::clone(&counted)));
            }
        });
        Self { api_base, requests, serving }
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Answers one request, and closes.
async fn serve(stream: TcpStream, hostility: Hostility, requests: Arc<AtomicUsize>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut line, mut authorization, mut length) = (String::new(), None, 0);
    stream.read_line(&mut line).await?;
    let target = line.clone();
    while !line.trim().is_empty() {
        line.clear();
        stream.read_line(&mut line).await?;
        match line.split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                authorization = Some(value.trim().to_owned());
            }
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
            _ => {}
        }
    }
    stream.read_exact(&mut vec![0; length]).await?;
    let Some(authorization) = authorization else { return Ok(()) };
    let turn = requests.fetch_add(1, Ordering::SeqCst);
    // Wherever a text is cut, in some request the cut goes through the token.
    let text = format!("{}{authorization}", "x ".repeat(turn * 17 % 100));
    let (status, body) = match hostility {
        Hostility::Drops => return Ok(()),
        Hostility::Garbage => (200, text.clone()),
        Hostility::Answers => (200, answer(&target, &text).to_string()),
        Hostility::Status(status) => (status, complaint(&text).to_string()),
    };
    let headers = ["x-ratelimit-bucket", "x-ratelimit-limit", "x-ratelimit-reset-after", "x-ratelimit-scope"]
        .into_iter()
        .chain(["retry-after", "location", "via", "date", "server", "set-cookie"])
        .flat_map(|name| [name, ": ", &text, "\r\n"])
        .collect::<String>();
    let head = format!("HTTP/1.1 {status} {authorization}\r\ncontent-length: {}\r\n", body.len());
    let answer = format!("{head}content-type: application/json\r\nconnection: close\r\n{headers}\r\n{body}");
    stream.write_all(answer.as_bytes()).await
}

/// An object that is a message, a channel and a server, with all texts chosen.
fn answer(target: &str, text: &str) -> Value {
    let user = json!({ "id": "80351110224678912", "username": text, "global_name": text });
    let file = json!({ "id": "5", "filename": text, "url": text, "size": 1, "proxy_url": text });
    let thing = json!({
        "id": "1203981703981703980", "channel_id": "1203981703981703981", "type": 0, "name": text, "topic": text,
        "content": text, "author": user, "timestamp": text, "attachments": [file], "edited_timestamp": text,
        "embeds": [{ "title": text, "description": text, "fields": [{ "name": text, "value": text }] }],
        "reactions": [{ "count": 1, "emoji": { "name": text } }], "approximate_member_count": text,
        "permissions": text, "icon": text, "roles": [{ "id": "1203981703981703980", "name": text }],
    });
    let path = target.split(['?', ' ']).nth(1).unwrap_or_default();
    let many = target.starts_with("GET")
        && ["/messages", "/guilds", "/channels"].iter().any(|end| path.ends_with(end));
    if many { json!([thing]) } else { thing }
}

fn complaint(text: &str) -> Value {
    let wrong = json!({ "_errors": [{ "code": text, "message": text }] });
    json!({ "code": 50035, "message": text, "errors": { "content": wrong, text: wrong }, "retry_after": 0.01 })
}
