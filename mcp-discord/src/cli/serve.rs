use std::io::{self, IsTerminal};

use tokio_util::sync::CancellationToken;

use super::{Exit, Failure, Running, sandbox::Place};
use crate::{
    config::Listening,
    mcp::{Http, Server, Stdio},
    observe::Metrics,
};

pub(super) async fn run(running: Running) -> Result<Exit, Failure> {
    let place = running.sandbox().await?;
    let (token, api_base) = running.way(place.as_ref())?;
    let policy = running.program.policy(&running.settings)?;
    let discord = running.discord(&token, api_base)?;
    let Running { program, settings, .. } = running;
    let (name, version, said) = (program.name, program.version, program.server(&settings));
    let server = Server::new(program.calls(&settings, policy, discord).await?, said)?;
    let shutdown = CancellationToken::new();
    tokio::spawn(stop_on_signal(shutdown.clone()));
    if let Some(listening) = settings.listening(token.source(), server.calls().registry())? {
        Box::pin(over_http(name, &server, listening, place.as_ref(), shutdown)).await?;
    } else {
        if io::stdin().is_terminal() {
            welcome(name, version, &server, place.as_ref());
        }
        server.serve(Stdio, shutdown).await?;
    }
    if let Some(Place::Here(sandbox)) = place {
        sandbox.shutdown().await;
    }
    Ok(Exit::Done)
}

#[allow(clippy::print_stderr, reason = "for the person at the terminal, and for what started this")]
async fn over_http(
    name: &'static str,
    server: &Server,
    listening: Listening,
    place: Option<&Place>,
    shutdown: CancellationToken,
) -> Result<(), Failure> {
    let Listening { address, agents, settings } = listening;
    let guarded = !agents.is_empty();
    let metrics = Metrics::install()?;
    let http =
        Http::bind_as(name, agents, address).await?.settings(settings).metrics(move || metrics.render());
    let url = format!("http://{}/mcp", http.address());
    // Whoever asked for any free port has to learn which one it is, also without a terminal.
    eprintln!("{name}: MCP over HTTP at {url}");
    if io::stderr().is_terminal() {
        let header = if guarded { r#" --header "Authorization: Bearer TOKEN""# } else { "" };
        let entry = entry(name);
        let headers = if guarded { r#", "headers": { "Authorization": "Bearer TOKEN" }"# } else { "" };
        eprintln!(
            "\n\
             Paste into the configuration of an MCP host:\n\n  \
             {{ \"mcpServers\": {{ \"{entry}\": {{ \"type\": \"http\", \"url\": \"{url}\"{headers} }} }} }}\n\n\
             Claude Code:\n\n  claude mcp add --transport http {entry} {url}{header}\n"
        );
        if let Some(place) = place {
            eprintln!("The sandbox is at {}.", place.api_base());
        }
        eprintln!("End with Ctrl+C.");
    }
    Ok(server.serve(http, shutdown).await?)
}

async fn stop_on_signal(shutdown: CancellationToken) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return shutdown.cancel();
        }
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        shutdown.cancel();
    }
}

/// What a host's configuration calls the server: there, all are of MCP.
fn entry(program: &str) -> &str {
    program.strip_prefix("mcp-").unwrap_or(program)
}

/// Somebody started an MCP server by hand, and sees nothing: say what this is and what to do with it.
#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
fn welcome(name: &str, version: &str, server: &Server, place: Option<&Place>) {
    let count = server.calls().listed().count();
    let program = std::env::current_exe().map_or_else(|_| name.into(), |path| path.display().to_string());
    let entry = entry(name);
    let quoted = serde_json::Value::from(program.as_str());
    let (more, flag, how) = match place {
        Some(place) => {
            let flag = place.flag();
            (format!(r#", "args": ["{flag}"]"#), format!(" {flag}"), flag)
        }
        None => (r#", "env": { "DISCORD_TOKEN": "…" }"#.into(), String::new(), "-e DISCORD_TOKEN=…".into()),
    };
    let has = |tool: &str| server.calls().listed().any(|listed| listed.name() == tool);
    let tries = if has("send_message") && has("read_messages") {
        format!(
            "{program} call{flag} send_message channel_id='#general' content='Hello!'\n  \
             {program} call{flag} read_messages channel_id='#general'"
        )
    } else {
        format!("{program} tools")
    };
    let added = match place {
        Some(_) => format!("claude mcp add {entry} -- {program} {how}"),
        None => format!("claude mcp add {entry} {how} -- {program}"),
    };
    eprintln!(
        "{name} {version}: an MCP server for Discord with {count} tools. It waits for a client on its standard streams.\n\
         \n\
         Paste into the configuration of an MCP host (Claude Desktop, Cursor, VS Code …):\n\n  \
         {{ \"mcpServers\": {{ \"{entry}\": {{ \"command\": {quoted}{more} }} }} }}\n\n\
         Claude Code:\n\n  {added}\n\n\
         Try it from a second terminal:\n\n  \
         {tries}\n",
    );
    match place {
        Some(place @ Place::Here(_)) => eprintln!("The sandbox is at {}. End with Ctrl+C.", place.api_base()),
        Some(place) => eprintln!("Joined the sandbox at {}. End with Ctrl+C.", place.api_base()),
        None => eprintln!("End with Ctrl+C."),
    }
}
