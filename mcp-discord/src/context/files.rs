use std::path::{Path, PathBuf};

use tokio::io::AsyncReadExt;

use crate::{
    discord::File,
    tool::{Cause, Refusal, ToolResult},
};

/// What Discord takes for one file where the server isn't boosted.
///
/// Source: <https://discord.com/developers/docs/reference#uploading-files>
const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// Reads a file under one of the roots. Links are followed before the roots are asked, so none leads out of them.
pub(super) async fn read(path: &Path, roots: &[PathBuf]) -> ToolResult<File> {
    let shown = path.display();
    let refuse = |reason: String| Refusal::new(Cause::Policy, reason);
    if roots.is_empty() {
        return Err(refuse(format!("files can't be sent, since no folder is allowed: {shown}"))
            .hint("whoever runs this server can allow some with DISCORD_FILE_ROOTS")
            .into());
    }
    let path =
        roots.first().filter(|_| path.is_relative()).map_or_else(|| path.to_owned(), |root| root.join(path));
    let found = tokio::fs::canonicalize(&path).await;
    let found = found.map_err(|error| {
        Refusal::new(Cause::Argument, format!("the file can't be read: {shown}: {error}"))
    })?;
    if !under(&found, roots).await {
        let list = roots.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join(", ");
        return Err(refuse(format!("the file is outside the allowed folders: {shown}"))
            .hint(format!("copy it into one of them, or have DISCORD_FILE_ROOTS changed: {list}"))
            .into());
    }
    let unreadable = |error: std::io::Error| {
        Refusal::new(Cause::Argument, format!("the file can't be read: {shown}: {error}"))
    };
    let file = tokio::fs::File::open(&found).await.map_err(unreadable)?;
    if !file.metadata().await.map_err(unreadable)?.is_file() {
        return Err(Refusal::new(Cause::Argument, format!("not a file: {shown}")).into());
    }
    let mut content = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut content).await.map_err(unreadable)?;
    if content.len() as u64 > MAX_BYTES {
        return Err(Refusal::new(
            Cause::Argument,
            format!("the file is larger than 10 MiB, Discord's limit: {shown}"),
        )
        .into());
    }
    let name = found.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy().into_owned());
    Ok(File { name, content: content.into(), content_type: None })
}

async fn under(path: &Path, roots: &[PathBuf]) -> bool {
    for root in roots {
        if tokio::fs::canonicalize(root).await.is_ok_and(|root| path.starts_with(root)) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_files_under_a_root_are_read_whatever_the_path_says() {
        let root = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let secret = outside.path().join("secret.txt");
        std::fs::write(&secret, "secret").unwrap();
        std::fs::write(root.path().join("report.txt"), "report").unwrap();
        let roots = [root.path().to_owned()];

        let file = read(Path::new("report.txt"), &roots).await.unwrap();
        assert_eq!((file.name.as_str(), &file.content[..]), ("report.txt", b"report".as_slice()));
        assert!(read(&root.path().join("report.txt"), &roots).await.is_ok());

        assert!(read(&secret, &roots).await.is_err());
        let up = root.path().join("..").join(outside.path().file_name().unwrap()).join("secret.txt");
        assert!(read(&up, &roots).await.is_err());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&secret, root.path().join("link.txt")).unwrap();
            let error = read(Path::new("link.txt"), &roots).await.unwrap_err().to_string();
            assert!(error.contains("outside the allowed folders"), "{error}");
        }
        assert!(
            read(Path::new("report.txt"), &[]).await.unwrap_err().to_string().contains("DISCORD_FILE_ROOTS")
        );
        assert!(read(root.path(), &roots).await.unwrap_err().to_string().contains("not a file"));
    }
}
