//! The sandbox of the command line: one for all that run on this machine.

use std::{io, net::SocketAddr, time::Duration};

use super::Failure;
use crate::sandbox::Sandbox;

/// Where it is, unless another address is given.
pub(super) const ADDRESS: &str = "127.0.0.1:4848";

/// What every sandbox of the command line takes for a token: it is no secret, and shaped like one, so that whatever
/// would let a real token through shows.
pub(super) const TOKEN: &str = "MTc1OTI4ODQ3Mjk5MTE3MDYz.Sandbx.not-a-secret-the-sandbox-takes-it";

/// A sandbox of this process, or one that another process runs.
#[derive(Debug)]
pub(super) enum Place {
    Here(Box<Sandbox>),
    There(SocketAddr),
}

impl Place {
    pub(super) fn api_base(&self) -> String {
        match self {
            Self::Here(sandbox) => sandbox.api_base(),
            Self::There(address) => format!("http://{address}/api/v10"),
        }
    }

    /// What to say in order to work there too.
    pub(super) fn flag(&self) -> String {
        let address = match self {
            Self::Here(sandbox) => sandbox.address(),
            Self::There(address) => *address,
        };
        if address.to_string() == ADDRESS { "--sandbox".into() } else { format!("--sandbox={address}") }
    }

    pub(super) const fn is_here(&self) -> bool {
        matches!(self, Self::Here(_))
    }
}

/// Starts the sandbox at an address, or joins the one that is there.
pub(super) async fn at(address: SocketAddr) -> Result<Place, Failure> {
    if !address.ip().is_loopback() {
        let reason =
            format!("the sandbox stays on this machine; give a loopback address instead of: {address}");
        return Err(Failure::new(reason));
    }
    match Sandbox::builder().bind(address).token(TOKEN).furnished().start().await {
        Ok(sandbox) => Ok(Place::Here(Box::new(sandbox))),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => join(address).await,
        Err(error) => Err(Failure::new(format!("the sandbox can't be started at {address}: {error}"))),
    }
}

/// Something is there; it has to be a sandbox.
async fn join(address: SocketAddr) -> Result<Place, Failure> {
    match recognise(address).await {
        Ok(true) => Ok(Place::There(address)),
        _ => Err(Failure::new(format!(
            "something that is no sandbox uses the address {address}\n\
             hint: choose another, with --sandbox=127.0.0.1:PORT"
        ))),
    }
}

/// Whether what is there says that it is a sandbox.
async fn recognise(address: SocketAddr) -> reqwest::Result<bool> {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).no_proxy().build()?;
    let answer = client.get(format!("http://{address}/sandbox")).send().await?.bytes().await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap_or_default();
    Ok(answer["sandbox"] == "mcp-discord")
}
