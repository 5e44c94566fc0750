//! What a name costs more than an ID, once the server's directory knows it: in a server of Discord's full size.

use mcp_discord::sandbox::{NewChannel, Sandbox, Snowflake};
use serde_json::{Value, json};

use crate::{
    Failure,
    client::Client,
    servers::{Programs, pair},
    table::{Row, Unit},
};

const CHANNELS: usize = 500;
const ROLES: usize = 250;
const MEMBERS: usize = 50_000;

/// What a name may cost, in seconds.
const BUDGET: f64 = 1e-3;

struct Discord {
    sandbox: Sandbox,
    server: Snowflake,
    channel: Snowflake,
    role: Snowflake,
    member: Snowflake,
}

pub(crate) fn names(programs: &Programs, rounds: usize) -> Result<Vec<Row>, Failure> {
    let discord = Discord::start()?;
    let settings = [
        ("DISCORD_TOKEN", discord.sandbox.token()),
        ("DISCORD_API_BASE", &discord.sandbox.api_base()),
        ("DISCORD_RATE_LIMITER", "off"),
        ("DISCORD_TOOLSETS", "all"),
    ];
    let Discord { server, channel, role, member, .. } = &discord;
    let cases = [
        ("a channel", "read_messages", "channel_id", json!("#channel-250"), json!(channel)),
        ("a role", "explain_permissions", "role_id", json!("@Role 125"), json!(role)),
        ("a member", "get_user_info", "user_id", json!("member.25000"), json!(member)),
    ];
    let mut client = Client::start(&programs.shipped, &settings)?;
    client.connect()?;
    let mut rows = Vec::new();
    for (what, tool, argument, name, id) in cases {
        let mut call = |value: &Value| -> Result<f64, Failure> {
            let cost = client.calls(200, 1, |_| {
                let mut arguments = json!({ argument: value });
                if tool != "read_messages" {
                    arguments["server_id"] = json!(server);
                }
                json!({ "name": tool, "arguments": arguments })
            })?;
            Ok(cost.time.as_secs_f64())
        };
        // The first call of a name looks it up.
        call(&name)?;
        let client = std::cell::RefCell::new(call);
        let mut extra = Vec::new();
        for round in 0..rounds {
            let (named, exact) = pair(round, || client.borrow_mut()(&name), || client.borrow_mut()(&id))?;
            extra.push(((named - exact).max(0.0), BUDGET));
        }
        rows.push(
            Row::of(format!("the name of {what}, once known, over its ID"), Unit::Micros, &extra).budget(1.0),
        );
    }
    client.stop()?;
    Ok(rows)
}

impl Discord {
    fn start() -> Result<Self, Failure> {
        let sandbox = crate::cores::sandbox()?;
        let (server, channel, role, member) = {
            let mut world = sandbox.world();
            let server = world.add_server("Full");
            let mut channels = Vec::with_capacity(CHANNELS);
            for number in 0..CHANNELS {
                channels.push(world.add_channel(server, NewChannel::text(format!("channel-{number}")))?);
            }
            let mut roles = Vec::with_capacity(ROLES);
            for number in 0..ROLES - 2 {
                roles.push(world.add_role(server, &format!("Role {number}"), 0)?);
            }
            let mut members = Vec::with_capacity(MEMBERS);
            for number in 0..MEMBERS {
                let user = world.add_user(&format!("member.{number}"));
                world.add_member(server, user, &[])?;
                members.push(user);
            }
            // An empty channel makes the server look whether it may read it at all.
            world.add_message(channels[CHANNELS / 2], members[0], "hello")?;
            (server, channels[CHANNELS / 2], roles[ROLES / 2], members[MEMBERS / 2])
        };
        Ok(Self { sandbox, server, channel, role, member })
    }
}
