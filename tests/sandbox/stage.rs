//! A sandbox with a bit of everything in it, and a bot that speaks HTTP to it without a library of ours.

use std::{
    cell::{Cell, RefCell},
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use mcp_discord::sandbox::{
    ChannelType, Limits, NewChannel, NewMessage, OverwriteTarget, Sandbox, Snowflake, permissions,
};
use mcp_discord_tests::contract::{Contract, Exchange, Recorder, Sides};
use reqwest::{Method, header};
use serde_json::{Value, json};

/// Separates the parts of a body with files.
const BOUNDARY: &str = "a-part-ends-here";

/// A request that is yet to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: Method,
    path: String,
    content_type: Option<String>,
    body: Vec<u8>,
    token: bool,
    reason: Option<&'static str>,
}

impl Request {
    /// A request for a path below the API's root.
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), content_type: None, body: Vec::new(), token: true, reason: None }
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.content_type = Some(content_type.to_owned());
        self.body = body.into();
        self
    }

    /// JSON with text files beside it.
    pub(crate) fn files(self, payload: &Value, files: &[(&str, &str)]) -> Self {
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\
             Content-Type: application/json\r\n\r\n{payload}\r\n"
        );
        for (index, (name, content)) in files.iter().enumerate() {
            write!(
                body,
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files[{index}]\"; \
                 filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{content}\r\n"
            )
            .unwrap();
        }
        write!(body, "--{BOUNDARY}--\r\n").unwrap();
        self.body(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    pub(crate) fn without_token(mut self) -> Self {
        self.token = false;
        self
    }

    /// The reason for the audit log, percent-encoded.
    pub(crate) fn reason(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }
}

pub(crate) fn get(path: impl Into<String>) -> Request {
    Request::new(Method::GET, path)
}

pub(crate) fn delete(path: impl Into<String>) -> Request {
    Request::new(Method::DELETE, path)
}

pub(crate) fn put(path: impl Into<String>) -> Request {
    Request::new(Method::PUT, path)
}

pub(crate) fn post(path: impl Into<String>, body: &Value) -> Request {
    Request::new(Method::POST, path).json(body)
}

pub(crate) fn patch(path: impl Into<String>, body: &Value) -> Request {
    Request::new(Method::PATCH, path).json(body)
}

/// What came back.
#[derive(Debug)]
#[must_use]
pub(crate) struct Answer {
    asked: String,
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub(crate) fn done(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:#?}");
        self.body
    }

    /// An answer without a body.
    #[track_caller]
    pub(crate) fn empty(self) {
        assert_eq!((self.status, &self.body), (204, &Value::Null), "{self:#?}");
    }

    /// One of Discord's refusals, by status and error code.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: u64) {
        assert_eq!((self.status, self.body["code"].as_u64()), (status, Some(code)), "{self:#?}");
        assert!(self.body["message"].as_str().is_some_and(|message| !message.is_empty()), "{self:#?}");
    }

    /// 50035, whose tree has this error at this path, written with dots.
    #[track_caller]
    pub(crate) fn invalid(self, path: &str, code: &str) {
        let node = path.split('.').fold(&self.body["errors"], |node, segment| &node[segment]);
        let error = &node["_errors"][0];
        assert_eq!(error["code"], code, "{self:#?}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{self:#?}");
        self.refused(400, 50035);
    }
}

/// The ID in an answer.
#[track_caller]
pub(crate) fn id(body: &Value) -> Snowflake {
    body["id"].as_str().unwrap().parse().unwrap()
}

/// The IDs in an answer that is a list.
#[track_caller]
pub(crate) fn ids(body: &Value) -> Vec<Snowflake> {
    body.as_array().unwrap().iter().map(id).collect()
}

/// An exchange that was judged, and under which operation it was made.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) operation: &'static str,
    pub(crate) sides: Sides,
    pub(crate) exchange: Exchange,
}

/// A sandbox, its inhabitants, and the bot's client, which has every exchange judged as it saw it.
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) bot: Snowflake,
    pub(crate) server: Snowflake,
    pub(crate) category: Snowflake,
    pub(crate) general: Snowflake,
    pub(crate) news: Snowflake,
    pub(crate) forum: Snowflake,
    pub(crate) voice: Snowflake,
    /// A member with a nickname and one role.
    pub(crate) ada: Snowflake,
    /// A user who isn't in the server.
    pub(crate) stranger: Snowflake,
    /// Ada's role.
    pub(crate) role: Snowflake,
    /// Of Ada, in `general`, with a file, an embed and a reaction.
    pub(crate) message: Snowflake,
    client: reqwest::Client,
    right: Recorder,
    wrong: Recorder,
    judged: RefCell<Vec<Judged>>,
    /// Exchanges that Discord's document has nothing to say about.
    outside: Cell<u64>,
    /// What the sandbox says that it was asked.
    observed: Arc<AtomicU64>,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let observed = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&observed);
        let sandbox = Sandbox::builder()
            .limits(Limits::off())
            .observe(Arc::new(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
            }))
            .start()
            .await
            .unwrap();
        let mut world = sandbox.world();
        let server = world.add_server("Stage");
        let category = world.add_channel(server, NewChannel::new(ChannelType::Category, "Office")).unwrap();
        let role = world.add_role(server, "Engineer", permissions::EVERYONE_DEFAULT).unwrap();
        let (ada, stranger) = (world.add_user("ada"), world.add_user("stranger"));
        world.user_mut(ada).unwrap().global_name = Some("Ada".to_owned());
        world.add_member(server, ada, &[role]).unwrap();
        let state = world.server_mut(server).unwrap();
        state.description = Some("Where routes are tried.".to_owned());
        state.members.get_mut(&ada).unwrap().nick = Some("Countess".to_owned());
        let mut add = |kind, name: &str| {
            let channel = NewChannel::new(kind, name).parent(category).topic("What it is for");
            let channel = channel.overwrite(OverwriteTarget::Role(role), permissions::SEND_MESSAGES, 0);
            world.add_channel(server, channel.tag("bug").tag("idea")).unwrap()
        };
        let general = add(ChannelType::Text, "general");
        let news = add(ChannelType::Announcement, "news");
        let forum = add(ChannelType::Forum, "ideas");
        let voice = add(ChannelType::Voice, "standup");
        add(ChannelType::Stage, "all-hands");
        add(ChannelType::Media, "pictures");
        let said = NewMessage::text("Look at this")
            .embed(json!({ "type": "rich", "title": "Nightly build" }))
            .file("build.log", "ok\n")
            .reaction("🎉", [ada]);
        let message = world.add_message_with(general, ada, said).unwrap();
        world.set_bot_permissions(server, permissions::ALL).unwrap();
        let bot = world.bot();
        drop(world);
        let client = reqwest::Client::builder().user_agent("DiscordBot (https://example.com, 1.0)");
        Self {
            bot,
            server,
            category,
            general,
            news,
            forum,
            voice,
            ada,
            stranger,
            role,
            message,
            client: client.build().unwrap(),
            right: Recorder::new(Sides::Both).unwrap(),
            wrong: Recorder::new(Sides::ResponsesOnly).unwrap(),
            judged: RefCell::new(Vec::new()),
            outside: Cell::new(0),
            observed,
            sandbox,
        }
    }

    /// Sends a request that the document allows.
    pub(crate) async fn call(&self, operation: &'static str, request: Request) -> Answer {
        self.judge(operation, request, Sides::Both).await
    }

    /// Sends a request that is wrong on purpose: only the answer is held against the document.
    pub(crate) async fn misuse(&self, operation: &'static str, request: Request) -> Answer {
        self.judge(operation, request, Sides::ResponsesOnly).await
    }

    /// Sends a request that is none of Discord's operations, so that no document can judge it.
    pub(crate) async fn outside(&self, request: Request) -> Answer {
        self.outside.set(self.outside.get() + 1);
        self.send(request).await.0
    }

    /// Sends a request without these permissions, and expects Discord's 50013.
    pub(crate) async fn denied(&self, operation: &'static str, request: Request, bits: u64) {
        let rest = permissions::ALL & !permissions::ADMINISTRATOR & !bits;
        self.allow(rest);
        self.call(operation, request).await.refused(403, 50013);
        self.allow(permissions::ALL);
    }

    /// Gives the bot exactly these permissions.
    pub(crate) fn allow(&self, bits: u64) {
        self.sandbox.world().set_bot_permissions(self.server, bits).unwrap();
    }

    async fn judge(&self, operation: &'static str, request: Request, sides: Sides) -> Answer {
        let (answer, exchange) = self.send(request).await;
        if let Some(contract) = Contract::load() {
            let found = contract.document().route(&exchange.method, &exchange.path);
            assert_eq!(found.map(|found| &*found.operation.id), Some(operation), "{}", answer.asked);
        }
        match sides {
            Sides::Both => self.right.record(&exchange),
            Sides::ResponsesOnly => self.wrong.record(&exchange),
        }
        self.judged.borrow_mut().push(Judged { operation, sides, exchange });
        answer
    }

    async fn send(&self, request: Request) -> (Answer, Exchange) {
        let Request { method, path, content_type, body, token, reason } = request;
        let mut built = self.client.request(method.clone(), format!("{}{path}", self.sandbox.api_base()));
        if token {
            built = built.header(header::AUTHORIZATION, format!("Bot {}", self.sandbox.token()));
        }
        if let Some(content_type) = &content_type {
            built = built.header(header::CONTENT_TYPE, content_type);
        }
        if let Some(reason) = reason {
            built = built.header("X-Audit-Log-Reason", reason);
        }
        let response = built.body(body.clone()).send().await.unwrap();
        let status = response.status().as_u16();
        let response_content_type =
            response.headers().get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
        let response_body = response.bytes().await.unwrap();
        let parsed = match &response_body[..] {
            [] => Value::Null,
            text => serde_json::from_slice(text).unwrap(),
        };
        let answer = Answer { asked: format!("{method} {path}"), status, body: parsed };
        let exchange = Exchange {
            method: method.to_string(),
            path: format!("/api/v10{path}"),
            request_content_type: content_type,
            request_body: body.into(),
            status,
            response_content_type,
            response_body,
            faulted: false,
        };
        (answer, exchange)
    }

    /// How many requests the sandbox answered that neither were judged nor are outside of the document.
    pub(crate) fn unjudged(&self) -> u64 {
        let recorded = self.right.coverage().exchanges() + self.wrong.coverage().exchanges();
        self.observed.load(Ordering::SeqCst) - self.outside.get() - recorded
    }

    /// Fails when an exchange broke the contract, or went by without being judged; gives back all that were.
    pub(crate) fn finish(self) -> Vec<Judged> {
        self.right.assert_clean();
        self.wrong.assert_clean();
        if Contract::load().is_some() {
            assert_eq!(self.unjudged(), 0, "exchanges went by the judge");
        }
        self.judged.into_inner()
    }
}
