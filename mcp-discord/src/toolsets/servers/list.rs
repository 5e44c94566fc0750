use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{ServerId, Untrusted},
};

/// The most servers that Discord lists at once.
const PAGE: usize = 200;

/// Lists the Discord servers that the bot is in, with ID and member count.
#[discord_tool(toolset = servers, effect = read)]
pub(crate) async fn list_servers(ctx: Context<list_servers>) -> ToolResult<Servers> {
    let mut servers: Vec<Server> = Vec::new();
    let mut after = None;
    loop {
        let page = ctx.account().servers(after).await?;
        after = page.iter().map(|server| server.id).max();
        let full = page.len() >= PAGE;
        servers.extend(page.into_iter().filter(|server| ctx.reaches_server(server.id)).map(Server::from));
        if !full {
            return Ok(Servers { servers });
        }
    }
}

/// The servers that the bot is in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Servers {
    servers: Vec<Server>,
}

/// A server.
#[derive(Debug, Serialize, JsonSchema)]
struct Server {
    id: ServerId,
    name: Untrusted,
    /// Discord's own estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
}

impl From<model::Server> for Server {
    fn from(server: model::Server) -> Self {
        Self { id: server.id, name: server.name.into(), members: server.approximate_member_count }
    }
}

impl Output for Servers {
    fn text(&self, page: &mut Page) -> fmt::Result {
        write!(page, "Available Servers ({}):", self.servers.len())?;
        if self.servers.is_empty() {
            return write!(page, "\nhint: the bot is in no server that this server may use; invite it first");
        }
        page.write_char('\n')?;
        page.begin_untrusted();
        for Server { id, name, members } in &self.servers {
            write!(page, "{} (ID: {id}", name.line(100))?;
            if let Some(members) = members {
                write!(page, ", Members: {members}")?;
            }
            writeln!(page, ")")?;
        }
        Ok(())
    }

    structured!();
}
