use bytes::{Bytes, BytesMut};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{Rest, RestError, attempt::chain, is_loopback};

/// Where Discord keeps files.
///
/// Source: <https://discord.com/developers/docs/reference#image-formatting>
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

/// A file that was loaded, or its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// What was read.
    pub bytes: Bytes,
    /// Whether that is all of it.
    pub whole: bool,
}

impl Rest {
    /// Loads a file of a message from Discord's file servers, up to a number of bytes.
    ///
    /// Nothing else is loaded, whatever an address says: only https from the hosts of Discord's files, and from the
    /// sandbox where that is what the base is. The bot's token doesn't go with it, and no redirect is followed.
    ///
    /// # Errors
    ///
    /// [`RestError::Invalid`] for any other address; else as for a read.
    pub async fn download(
        &self,
        address: &str,
        limit: usize,
        deadline: Instant,
        cancel: &CancellationToken,
    ) -> Result<Download, RestError> {
        let url = Url::parse(address).ok().filter(|url| holds_files(url, &self.0.base)).ok_or_else(|| {
            RestError::Invalid {
                reason: "the file is not on Discord's file servers, so it is not loaded".into(),
            }
        })?;
        let deadline_passed = |_| RestError::Unavailable {
            reason: "Discord's file server did not send the file in time".into(),
            attempts: 1,
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(RestError::Cancelled { sent: true }),
            loaded = timeout_at(deadline, self.load(url, limit)) => loaded.map_err(deadline_passed)?,
        }
    }

    async fn load(&self, url: Url, limit: usize) -> Result<Download, RestError> {
        let failed = |error| RestError::Unavailable { reason: chain(error), attempts: 1 };
        let mut response = self.0.client()?.get(url).send().await.map_err(failed)?;
        let status = response.status().as_u16();
        if status != 200 {
            let message = "Discord's file server does not have it under this link (any more)".into();
            return Err(match status {
                500.. => RestError::Unavailable {
                    reason: format!("Discord's file server failed with {status}"),
                    attempts: 1,
                },
                _ => RestError::Refused { status, code: 0, message, errors: None, lost_before: false },
            });
        }
        let mut bytes = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            let room = limit - bytes.len();
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if chunk.len() > room {
                return Ok(Download { bytes: bytes.freeze(), whole: false });
            }
        }
        Ok(Download { bytes: bytes.freeze(), whole: true })
    }
}

/// Whether an address is one of Discord's files, or of the sandbox's where `base` is one.
fn holds_files(url: &Url, base: &Url) -> bool {
    if !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    let of_discord = url.scheme() == "https"
        && url.port().is_none()
        && url.host_str().is_some_and(|host| HOSTS.contains(&host));
    let of_sandbox =
        is_loopback(base) && url.origin() == base.origin() && url.path().starts_with("/attachments/");
    of_discord || of_sandbox
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_discords_own_files_are_loaded() {
        let holds = |url: &str, base: &str| holds_files(&url.parse().unwrap(), &base.parse().unwrap());
        let (discord, sandbox) = ("https://discord.com/api/v10", "http://127.0.0.1:8080/api/v10");
        for base in [discord, sandbox] {
            assert!(holds("https://cdn.discordapp.com/attachments/1/2/a.png?ex=1", base));
            assert!(holds("https://media.discordapp.net/attachments/1/2/a.png", base));
            for url in [
                "http://cdn.discordapp.com/attachments/1/2/a.png",
                "https://cdn.discordapp.com:8443/attachments/1/2/a.png",
                "https://cdn.discordapp.com@evil.example/attachments/1/2/a.png",
                "https://user@cdn.discordapp.com/attachments/1/2/a.png",
                "https://cdn.discordapp.com.evil.example/attachments/1/2/a.png",
                "https://evil.example/cdn.discordapp.com/attachments/1/2/a.png",
                "http://169.254.169.254/latest/meta-data",
                "http://127.0.0.1:9090/attachments/1/2/a.png",
                "http://127.0.0.1:8080/admin",
                "file:///etc/passwd",
            ] {
                assert!(!holds(url, base), "{url}");
            }
        }
        let local = "http://127.0.0.1:8080/attachments/1/2/a.png";
        assert!(holds(local, sandbox) && !holds(local, discord));
        assert!(!holds("http://proxy:8080/attachments/1/2/a.png", "http://proxy:8080/api/v10"));
    }
}
