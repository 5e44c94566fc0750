//! The sandbox of the command line: one for all that run on this machine.

use std::{io, net::SocketAddr, time::Duration};

use super::Failure;
use crate::sandbox::Sandbox;

/// Where it is, unless another address is given.
pub(super) const ADDRESS: &str = "127.0.0.1:4848";

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

    /// Every sandbox of the command line takes the same token, which anybody may know.
    pub(super) fn token(&self) -> &str {
        match self {
            Self::Here(sandbox) => sandbox.token(),
            Self::There(_) => crate::sandbox::TOKEN,
        }
    }

    pub(super) const fn is_here(&self) -> bool {
        matches!(self, Self::Here(_))
    }
}

/// Starts the sandbox at an address, or joins the one that is there.
pub(super) async fn at(address: SocketAddr) -> Result<Place, Failure> {
    if !address.ip().is_loopback() {
        let reason = format!("the sandbox stays on this machine; give a loopback address instead of: {address}");
        return Err(Failure(reason));
    }
    match Sandbox::builder().bind(address).furnished().start().await {
        Ok(sandbox) => Ok(Place::Here(Box::new(sandbox))),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => join(address).await,
        Err(error) => Err(Failure(format!("the sandbox can't be started at {address}: {error}"))),
    }
}

/// Something is there; it has to be a sandbox.
async fn join(address: SocketAddr) -> Result<Place, Failure> {
    match tokio::time::timeout(Duration::from_secs(5), crate::sandbox::is_at(address)).await {
        Ok(true) => Ok(Place::There(address)),
        _ => Err(Failure(format!(
            "something that is no sandbox uses the address {address}\n\
             hint: choose another, with --sandbox=127.0.0.1:PORT"
        ))),
    }
}
