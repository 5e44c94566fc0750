//! Making a sandbox.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use tokio::{net::TcpListener, sync::oneshot};

use super::{
    Exchange, Faults, Limits, Sandbox, Snowflake, exchange::Observer, furnish, server, world::World,
};

/// The bot's user ID, from April 2016, where Discord's own documentation takes its example from.
const BOT: Snowflake = Snowflake(175_928_847_299_117_063);

/// Makes a [`Sandbox`].
#[derive(Debug)]
pub struct SandboxBuilder {
    bind: SocketAddr,
    seed: u64,
    furnished: bool,
    token: String,
    limits: Limits,
    faults: Faults,
    observer: Option<Observer>,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            bind: (Ipv4Addr::LOCALHOST, 0).into(),
            seed: 0,
            furnished: false,
            token: format!(
                "{}.Sandbx.not-a-secret-the-sandbox-takes-it",
                BASE64_URL_SAFE_NO_PAD.encode(BOT.to_string())
            ),
            limits: Limits::default(),
            faults: Faults::none(),
            observer: None,
        }
    }
}

impl SandboxBuilder {
    /// Where to listen; port 0 is any free one.
    pub fn bind(mut self, address: SocketAddr) -> Self {
        self.bind = address;
        self
    }

    /// What the furniture and invite codes are drawn from.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Starts with the server "Claude Team Workspace", a few days of talk in it.
    pub fn furnished(mut self) -> Self {
        self.furnished = true;
        self
    }

    /// The bot token to accept, in place of one that is shaped as Discord's are.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Rate limits, in place of Discord's.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Which requests fail.
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Calls this for every request and its answer, just before the answer goes out.
    pub fn observe(mut self, observer: Arc<dyn Fn(&Exchange) + Send + Sync>) -> Self {
        self.observer = Some(Observer(observer));
        self
    }

    /// Starts to listen. Fails when the address can't be had.
    pub async fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind(self.bind).await?;
        let address = listener.local_addr()?;
        let mut world = World::new(self.seed, BOT, format!("http://{address}"));
        if self.furnished {
            furnish::furnish(&mut world).map_err(io::Error::other)?;
        }
        let shared =
            Arc::new(server::Shared::new(world, self.token, self.limits, self.faults, self.observer));
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(server::serve(listener, Arc::clone(&shared), stopped));
        Ok(Sandbox { shared, address, stop: Some(stop), serving })
    }
}
