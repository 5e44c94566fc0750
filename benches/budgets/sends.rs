//! Sending a message through the server, against the same request without it. The sandbox lives in this process.
//!
//! A call has to come in over the streams and its request has to go out, whatever a server does in between: the two by
//! themselves, an empty server's call and a bare request, are what a send is judged against. They are 1.3 times the bare
//! request already.

use std::{cell::Cell, time::Instant};

use bytes::Bytes;
use mcp_discord::sandbox::{NewChannel, Sandbox, Snowflake};
use reqwest::{Client as Http, RequestBuilder, header};
use serde_json::json;
use tokio::{runtime::Builder, task::JoinSet};

use crate::{
    Failure,
    client::Client,
    servers::{Programs, pair},
    table::{Row, Unit},
};

/// Messages to one channel wait for each other; these many channels keep them apart.
const CHANNELS: usize = 16;

/// A Discord without limits.
struct Discord {
    sandbox: Sandbox,
    channels: Vec<Snowflake>,
    /// The nonce of the next message: no two of them are alike.
    nonces: Cell<u64>,
}

pub(crate) fn sends(programs: &Programs, rounds: usize) -> Result<Vec<Row>, Failure> {
    let discord = Discord::start()?;
    let settings = [
        ("DISCORD_TOKEN", discord.sandbox.token()),
        ("DISCORD_API_BASE", &discord.sandbox.api_base()),
        ("DISCORD_RATE_LIMITER", "off"),
    ];
    let mut ours = Client::start(&programs.shipped, &settings)?;
    let mut floor = Client::start(&programs.floor, &[])?;
    ours.connect()?;
    floor.connect()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let http = Http::builder().user_agent("DiscordBot (https://example.com, 1)").no_proxy().build()?;
    let mut rows = Vec::new();
    for (window, count, budget, aim) in [(1, 300, 1.5, 1.3), (16, 1_000, 1.3, 1.1)] {
        let mut through = |count| -> Result<f64, Failure> {
            let cost = ours.calls(count, window, |id| {
                let channel = discord.channel(id).to_string();
                json!({ "name": "send_message", "arguments": { "channel_id": channel, "content": content(id) } })
            })?;
            Ok(cost.time.as_secs_f64())
        };
        let bare = |count| runtime.block_on(bare(&http, &discord, count, window));
        let mut empty = |count| -> Result<f64, Failure> {
            let add = |id| json!({ "name": "add", "arguments": { "a": id, "b": 40 } });
            Ok(floor.calls(count, window, add)?.time.as_secs_f64())
        };
        through(count / 4)?;
        bare(count / 4)?;
        empty(count / 4)?;
        let (mut against_bare, mut against_both) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            let ((ours, _), (bare, empty)) =
                pair(round, || Ok((through(count)?, 0.0)), || Ok((bare(count)?, empty(count)?)))?;
            against_bare.push((ours, bare));
            against_both.push((ours, bare + empty));
        }
        let what = format!("send_message, {window} at once");
        rows.push(Row::of(format!("{what}, against bare reqwest"), Unit::Micros, &against_bare));
        let both = format!("{what}, against that and an empty server's call");
        rows.push(Row::of(both, Unit::Micros, &against_both).budget(budget).aim(aim));
    }
    ours.stop()?;
    floor.stop()?;
    Ok(rows)
}

/// The same requests, from a client that does nothing else. The result is seconds, each.
async fn bare(http: &Http, discord: &Discord, count: u64, window: u64) -> Result<f64, Failure> {
    let began = Instant::now();
    let mut under_way: JoinSet<reqwest::Result<Bytes>> = JoinSet::new();
    for id in 0..count {
        if id >= window {
            under_way.join_next().await.ok_or("no request is under way")???;
        }
        let request = discord.request(http, id);
        under_way.spawn(async move { request.send().await?.error_for_status()?.bytes().await });
    }
    while let Some(ended) = under_way.join_next().await {
        ended??;
    }
    Ok(began.elapsed().as_secs_f64() / count as f64)
}

impl Discord {
    fn start() -> Result<Self, Failure> {
        let sandbox = crate::cores::sandbox()?;
        let channels = {
            let mut world = sandbox.world();
            let server = world.add_server("Bench");
            let names = (0..CHANNELS).map(|number| format!("bench-{number}"));
            names.map(|name| world.add_channel(server, NewChannel::text(name))).collect::<Result<_, _>>()?
        };
        Ok(Self { sandbox, channels, nonces: Cell::new(0) })
    }

    fn channel(&self, id: u64) -> Snowflake {
        let turn = id % self.channels.len() as u64;
        self.channels[usize::try_from(turn).unwrap_or_default()]
    }

    /// What the server sends for a call of `send_message`.
    fn request(&self, http: &Http, id: u64) -> RequestBuilder {
        let body = json!({
            "content": content(id),
            "nonce": format!("{:025}", self.nonces.replace(self.nonces.get() + 1)),
            "enforce_nonce": true,
            "allowed_mentions": { "parse": [], "replied_user": false },
        });
        http.post(format!("{}/channels/{}/messages", self.sandbox.api_base(), self.channel(id)))
            .header(header::AUTHORIZATION, format!("Bot {}", self.sandbox.token()))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string())
    }
}

fn content(id: u64) -> String {
    format!("A status report of an agent, as long as they are: step {id} is done, nothing is in the way.")
}
