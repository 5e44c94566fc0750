//! Files, which come from elsewhere and without the token.

use super::{
    server::{Play, Server},
    *,
};

async fn load(server: &Server, limit: usize) -> Result<Download, RestError> {
    let address = server.base.join("/attachments/1/2/a.txt?ex=1").unwrap();
    let deadline = after(Duration::from_secs(10));
    rest(&server.base).download(address.as_str(), limit, deadline, &CancellationToken::new()).await
}

fn file(status: &str, headers: &str, body: &str) -> Play {
    let length = body.len();
    Play::Answer(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}"))
}

#[tokio::test]
async fn a_file_is_loaded_without_the_token_and_up_to_its_limit() {
    for (limit, text, whole) in [(20, "0123456789", true), (10, "0123456789", true), (4, "0123", false)] {
        let server = Server::plays([file("200 OK", "", "0123456789")]).await;
        let loaded = load(&server, limit).await.unwrap();
        assert_eq!((&loaded.bytes[..], loaded.whole), (text.as_bytes(), whole));
        let seen = &server.seen()[0];
        assert_eq!(seen.line, "GET /attachments/1/2/a.txt?ex=1 HTTP/1.1");
        assert!(
            !seen.head.contains(TOKEN) && !seen.head.to_lowercase().contains("authorization"),
            "{seen:?}"
        );
    }
}

#[tokio::test]
async fn no_redirect_is_followed_and_nothing_is_taken_for_a_file_that_is_none() {
    let elsewhere = Server::plays([file("200 OK", "", "secret")]).await;
    let location = format!("location: {}\r\n", elsewhere.base.join("/attachments/1/2/a.txt").unwrap());
    let server = Server::plays([file("302 Found", &location, "")]).await;
    assert!(matches!(load(&server, 20).await, Err(RestError::Refused { status: 302, .. })));
    assert_eq!(elsewhere.seen().len(), 0);

    let server = Server::plays([file("404 Not Found", "", "no such file")]).await;
    assert!(matches!(load(&server, 20).await, Err(RestError::Refused { status: 404, .. })));
    let server = Server::plays([file("503 Down", "", "")]).await;
    assert!(matches!(load(&server, 20).await, Err(RestError::Unavailable { .. })));
    let cut = Play::Cut("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n0123".into());
    assert!(matches!(load(&Server::plays([cut]).await, 20).await, Err(RestError::Unavailable { .. })));
}

#[tokio::test]
async fn another_address_is_not_even_asked() {
    let (server, elsewhere) = (Server::plays([]).await, Server::plays([]).await);
    let address = elsewhere.base.join("/attachments/1/2/a.txt").unwrap();
    let deadline = after(Duration::from_secs(10));
    let loaded = rest(&server.base).download(address.as_str(), 20, deadline, &CancellationToken::new()).await;
    assert!(matches!(loaded, Err(RestError::Invalid { .. })), "{loaded:?}");
    assert_eq!(elsewhere.seen().len(), 0);
}
