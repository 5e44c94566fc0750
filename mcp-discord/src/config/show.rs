use std::{net::SocketAddr, path::PathBuf};

use clap::ValueEnum;
use url::Url;

use super::layer::{Asking, Limiter, Rendering};
use crate::tool::{ChannelId, ChannelRef, ServerId, ServerRef};

/// How a value is shown to people: as it would be written in the environment, without what is secret.
pub(super) trait Show {
    fn show(&self) -> String;
}

macro_rules! show {
    ($($type:ty => $how:expr;)*) => {$(
        impl Show for $type {
            fn show(&self) -> String {
                let how: fn(&$type) -> String = $how;
                how(self)
            }
        }
    )*};
}

show! {
    String => Clone::clone;
    bool => ToString::to_string;
    ServerRef => ToString::to_string;
    ChannelRef => ToString::to_string;
    ServerId => ToString::to_string;
    SocketAddr => ToString::to_string;
    ChannelId => ToString::to_string;
    PathBuf => |path| path.display().to_string();
    Limiter => word;
    Asking => word;
    Rendering => word;
    Url => |url| {
        let mut url = url.clone();
        // A password may stand in it; an address that can't have one is left as it is.
        if url.password().is_some() || !url.username().is_empty() {
            let _ = (url.set_password(None), url.set_username("…"));
        }
        url.to_string()
    };
}

impl<T: Show> Show for Vec<T> {
    fn show(&self) -> String {
        if self.is_empty() {
            return "none".into();
        }
        self.iter().map(Show::show).collect::<Vec<_>>().join(", ")
    }
}

fn word<T: ValueEnum>(value: &T) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
