//! Which names a request may use for this server, and which pages may send one.

use std::net::{IpAddr, SocketAddr};

use url::Url;

use super::HttpError;

const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The names that a request may be sent to: a page that had its own name point to this machine uses another.
pub(super) fn hosts(address: SocketAddr, more: &[String]) -> Vec<String> {
    names(address).into_iter().chain(more.iter().cloned()).collect()
}

/// The origins of pages that may send requests: those that this server itself would have, and what is added.
pub(super) fn origins(address: SocketAddr, more: &[String]) -> Result<Vec<String>, HttpError> {
    let port = address.port();
    let own = names(address).into_iter().map(|name| {
        let name = if name.contains(':') { format!("[{name}]") } else { name };
        Ok(format!("http://{name}:{port}"))
    });
    own.chain(more.iter().map(|origin| normal(origin))).collect()
}

fn names(address: SocketAddr) -> Vec<String> {
    let mut names: Vec<String> = LOOPBACK.map(str::to_owned).into();
    let bound = match address.ip() {
        IpAddr::V6(ip) => ip.to_string(),
        IpAddr::V4(ip) => ip.to_string(),
    };
    if !address.ip().is_unspecified() && !names.contains(&bound) {
        names.push(bound);
    }
    names
}

/// An origin as rmcp wants it, with its port.
fn normal(origin: &str) -> Result<String, HttpError> {
    let bad = || HttpError::Origin(origin.to_owned());
    let (base, any_port) = origin.strip_suffix(":*").map_or((origin, false), |base| (base, true));
    let url = Url::parse(base).map_err(|_| bad())?;
    let (Some(host), "/", None, None) = (url.host(), url.path(), url.query(), url.fragment()) else {
        return Err(bad());
    };
    let port = match (any_port, url.port_or_known_default()) {
        (true, _) => "*".to_owned(),
        (false, Some(port)) => port.to_string(),
        (false, None) => return Err(bad()),
    };
    Ok(format!("{}://{host}:{port}", url.scheme()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_have_their_port() {
        for (given, normal_form) in [
            ("https://app.example.com", "https://app.example.com:443"),
            ("http://app.example.com/", "http://app.example.com:80"),
            ("https://app.example.com:8443", "https://app.example.com:8443"),
            ("http://[::1]:*", "http://[::1]:*"),
        ] {
            assert_eq!(normal(given).unwrap(), normal_form);
        }
        for wrong in ["app.example.com", "https://a/b", "*", "", "mailto:a@b", "https://"] {
            assert!(normal(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_of_all_interfaces_is_no_name() {
        assert_eq!(
            hosts("0.0.0.0:80".parse().unwrap(), &["a".into()]),
            ["localhost", "127.0.0.1", "::1", "a"]
        );
        let origins = origins("[fd00::1]:80".parse().unwrap(), &[]).unwrap();
        assert_eq!(origins.last().unwrap(), "http://[fd00::1]:80");
    }
}
