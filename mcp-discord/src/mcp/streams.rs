//! MCP over a pair of streams, a line a message.
//!
//! What a line means is rmcp's to say, with one exception for speed: a call of a tool, which nearly every line is, is
//! read by its own type. rmcp tries that type after twelve others, each of which reads the whole message and fails.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::{Buf, Bytes, BytesMut};
use futures_util::StreamExt;
use memchr::memchr;
use rmcp::{
    RoleServer,
    model::{
        CallToolRequest, CallToolRequestMethod, CallToolRequestParams, ClientRequest, JsonRpcMessage,
        JsonRpcVersion2_0, RequestId,
    },
    service::{RxJsonRpcMessage, TxJsonRpcMessage},
    transport::{
        Transport,
        async_rw::{AsyncRwTransport, DEFAULT_MAX_LINE_LENGTH},
    },
};
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::codec::{Decoder, FramedRead};

/// A connection over streams.
pub(super) struct Streams<R, W: AsyncWrite> {
    lines: FramedRead<R, Lines>,
    /// The line that `rmcp` has been given, and hasn't read to its end.
    given: Given,
    rmcp: AsyncRwTransport<RoleServer, Given, W>,
}

impl<R: AsyncRead + Send + Unpin, W: AsyncWrite + Send + Unpin + 'static> Streams<R, W> {
    pub(super) fn new(read: R, write: W) -> Self {
        let given = Given::default();
        let rmcp = AsyncRwTransport::new_server(given.clone(), write);
        Self { lines: FramedRead::new(read, Lines::default()), given, rmcp }
    }
}

impl<R, W> Transport<RoleServer> for Streams<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        self.rmcp.send(item)
    }

    /// Dropped halfway, it loses nothing: each line stays where it is until it was read.
    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if self.given.is_open() {
                let message = self.rmcp.receive().await;
                self.given.close();
                // A line that says nothing ends like a stream.
                if message.is_some() {
                    return message;
                }
            }
            match self.lines.next().await? {
                Ok(line) => match tool_call(&line) {
                    Some(call) => return Some(call),
                    None => self.given.open(line),
                },
                Err(error) => {
                    tracing::error!(%error, "the client can't be read any more");
                    return None;
                }
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        self.rmcp.close().await
    }
}

/// A message that is a call of a tool and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToolCall {
    #[serde(rename = "jsonrpc")]
    _version: JsonRpcVersion2_0,
    id: RequestId,
    #[serde(rename = "method")]
    _method: CallToolRequestMethod,
    params: CallToolRequestParams,
}

/// Reads a line as rmcp would, if it is a call of a tool and there is nothing odd about it.
fn tool_call(line: &[u8]) -> Option<RxJsonRpcMessage<RoleServer>> {
    let ToolCall { id, mut params, .. } = serde_json::from_slice(line).ok()?;
    let meta = params.meta.take();
    let mut request = CallToolRequest::new(params);
    if let Some(meta) = meta {
        request.extensions.insert(meta);
    }
    Some(JsonRpcMessage::request(ClientRequest::CallToolRequest(request), id))
}

/// Parts a stream into its lines, each with its end. One that is too long is left out.
#[derive(Debug, Default)]
struct Lines {
    /// How far the end of the line was looked for.
    searched: usize,
    /// The line is too long, and its end hasn't come yet.
    leaving_out: bool,
}

impl Decoder for Lines {
    type Item = Bytes;
    type Error = io::Error;

    fn decode(&mut self, read: &mut BytesMut) -> io::Result<Option<Bytes>> {
        loop {
            let end = memchr(b'\n', &read[self.searched..]).map(|end| self.searched + end + 1);
            let length = end.unwrap_or(read.len());
            if !self.leaving_out && length > DEFAULT_MAX_LINE_LENGTH {
                self.leaving_out = true;
                tracing::error!(
                    bytes = DEFAULT_MAX_LINE_LENGTH,
                    "a message is over the maximum line length, and is left out"
                );
            }
            self.searched = 0;
            match (end, self.leaving_out) {
                (Some(end), false) => return Ok(Some(read.split_to(end).freeze())),
                (Some(end), true) => {
                    read.advance(end);
                    self.leaving_out = false;
                }
                (None, false) => {
                    self.searched = read.len();
                    return Ok(None);
                }
                (None, true) => {
                    read.clear();
                    return Ok(None);
                }
            }
        }
    }

    /// What has no end is no message: the client was cut off.
    fn decode_eof(&mut self, read: &mut BytesMut) -> io::Result<Option<Bytes>> {
        self.decode(read)
    }
}

/// A line as a stream of its own, for `rmcp` to read.
#[derive(Debug, Clone, Default)]
struct Given(Arc<Mutex<Option<Bytes>>>);

impl Given {
    fn open(&self, line: Bytes) {
        *self.line() = Some(line);
    }

    fn is_open(&self) -> bool {
        self.line().is_some()
    }

    fn close(&self) {
        *self.line() = None;
    }

    fn line(&self) -> std::sync::MutexGuard<'_, Option<Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Given {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Some(line) = &mut *self.line() {
            let length = line.len().min(into.remaining());
            into.put_slice(&line.split_to(length));
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rmcp::model::RequestMetaObject;
    use serde_json::{Value, json};
    use tokio::io::AsyncWriteExt;

    use super::*;

    type Message = RxJsonRpcMessage<RoleServer>;

    /// A message with what it carries beside its JSON.
    fn shown(message: &Message) -> (Value, Option<Value>) {
        let meta = match message {
            JsonRpcMessage::Request(request) => match &request.request {
                ClientRequest::CallToolRequest(call) => {
                    assert_eq!(call.params.meta, None);
                    call.extensions.get::<RequestMetaObject>().map(|meta| json!(meta))
                }
                _ => None,
            },
            _ => None,
        };
        (json!(message), meta)
    }

    /// JSON of any shape, in the places where a call has something.
    fn anything() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-zA-Z_/]{0,16}", inner, 0..4).prop_map(|map| json!(map)),
            ]
        })
    }

    fn call() -> impl Strategy<Value = Value> {
        let id = prop_oneof![
            3 => any::<i64>().prop_map(Value::from),
            3 => "\\PC{0,12}".prop_map(Value::from),
            1 => anything()
        ];
        let part = |usual: Value| prop_oneof![4 => Just(usual), 1 => anything()];
        let params = (
            part(json!("send_message")),
            part(json!({ "channel_id": "#general", "content": "é\n\u{1F600}" })),
            part(json!({ "progressToken": 7, "io.modelcontextprotocol/protocolVersion": "2026-07-28" })),
            part(Value::Null),
            anything(),
        );
        let params = params.prop_map(|(name, arguments, meta, state, more)| {
            json!({ "name": name, "arguments": arguments, "_meta": meta, "requestState": state, "more": more })
        });
        let keys = prop::collection::vec("result|error|more|jsonrpc|id|params|_meta|arguments", 0..2);
        (id, prop_oneof![6 => params, 1 => anything()], part(json!("tools/call")), keys).prop_map(
            |(id, params, method, keys)| {
                let mut call = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
                for key in keys {
                    // Half of these are there already, and now missing.
                    if let (None, Some(call)) =
                        (call.as_object_mut().and_then(|call| call.remove(&key)), call.as_object_mut())
                    {
                        call.insert(key, json!({}));
                    }
                }
                call
            },
        )
    }

    proptest! {
        #[test]
        fn a_call_is_read_as_rmcp_reads_it(call in call()) {
            let line = call.to_string();
            let theirs = serde_json::from_str::<Message>(&line);
            if let Some(ours) = tool_call(line.as_bytes()) {
                let theirs = theirs.map_err(|error| TestCaseError::fail(format!("rmcp refuses it: {error}")))?;
                prop_assert_eq!(shown(&ours), shown(&theirs));
            }
        }

        #[test]
        fn lines_are_whole_however_they_come(lines in prop::collection::vec("[a-z\r]{0,20}", 0..8), cut in 1..9_usize) {
            let stream: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let (mut decoder, mut read, mut came) = (Lines::default(), BytesMut::new(), Vec::new());
            for piece in stream.as_bytes().chunks(cut) {
                read.extend_from_slice(piece);
                while let Some(line) = decoder.decode(&mut read).unwrap() {
                    came.push(String::from_utf8(line.to_vec()).unwrap());
                }
            }
            prop_assert_eq!(came.concat(), stream);
            prop_assert_eq!(came.len(), lines.len());
        }
    }

    #[test]
    fn what_every_client_sends_takes_the_short_way() {
        let meta = json!({ "progressToken": 7 });
        let bare = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "a" } });
        let full = json!({ "jsonrpc": "2.0", "id": "x", "method": "tools/call",
            "params": { "name": "a", "arguments": { "b": [1] }, "_meta": meta } });
        for (call, meta) in [(bare, None), (full, Some(meta))] {
            let ours = tool_call(call.to_string().as_bytes()).unwrap();
            assert_eq!(shown(&ours).1, meta);
            assert_eq!(shown(&ours), shown(&serde_json::from_value(call).unwrap()));
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_left_out_and_the_next_is_read() {
        let mut read = BytesMut::from(&b"a\n"[..]);
        read.extend(std::iter::repeat_n(b'b', DEFAULT_MAX_LINE_LENGTH));
        let mut decoder = Lines::default();
        assert_eq!(decoder.decode(&mut read).unwrap().as_deref(), Some(&b"a\n"[..]));
        assert_eq!(decoder.decode(&mut read).unwrap(), None);
        read.extend_from_slice(b"b");
        assert_eq!(decoder.decode(&mut read).unwrap(), None);
        assert!(read.is_empty(), "what is left out is not kept: {}", read.len());
        read.extend_from_slice(b"b\nc\nd");
        assert_eq!(decoder.decode(&mut read).unwrap().as_deref(), Some(&b"c\n"[..]));
        assert_eq!(decoder.decode_eof(&mut read).unwrap(), None);
    }

    #[tokio::test]
    async fn messages_come_in_order_whichever_way_they_are_read() {
        let (mut client, here) = tokio::io::duplex(1 << 20);
        let (read, write) = tokio::io::split(here);
        let mut streams = Streams::new(read, write);
        let call = |id: u32| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": "a" } });
        let ping = |id: u32| json!({ "jsonrpc": "2.0", "id": id, "method": "ping" });
        let lines = [
            call(0).to_string(),
            ping(1).to_string(),
            "no JSON".into(),
            String::new(),
            json!({ "jsonrpc": "2.0", "method": "notifications/unheard-of" }).to_string(),
            format!("\u{feff}{}\r", call(2)),
            ping(3).to_string(),
            call(4).to_string(),
        ];
        for line in lines {
            client.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        }
        client.write_all(b"{\"cut\":").await.unwrap();
        client.shutdown().await.unwrap();
        let mut ids = Vec::new();
        while let Some(message) = streams.receive().await {
            ids.push(json!(message)["id"].clone());
        }
        ids.retain(|id| !id.is_null());
        assert_eq!(ids, [0, 1, 2, 3, 4]);
    }
}
