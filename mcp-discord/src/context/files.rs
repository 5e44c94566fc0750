use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{
    discord::File,
    tool::{Cause, Refusal, ToolResult, neutralise},
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
            .hint("give the path of a file in one of the allowed folders")
    })?;
    if !under(&found, roots).await {
        return Err(outside(&shown.to_string(), roots).into());
    }
    let unreadable = |error: std::io::Error| {
        Refusal::new(Cause::Argument, format!("the file can't be read: {shown}: {error}"))
            .hint("give the path of a file in one of the allowed folders")
    };
    let file = tokio::fs::File::open(&found).await.map_err(unreadable)?;
    if !file.metadata().await.map_err(unreadable)?.is_file() {
        return Err(Refusal::new(Cause::Argument, format!("not a file: {shown}"))
            .hint("give the path of a file")
            .into());
    }
    let mut content = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut content).await.map_err(unreadable)?;
    if content.len() as u64 > MAX_BYTES {
        return Err(Refusal::new(
            Cause::Argument,
            format!("the file is larger than 10 MiB, Discord's limit: {shown}"),
        )
        .hint("make it smaller, or send a link to it")
        .into());
    }
    let name = found.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy().into_owned());
    Ok(File { name, content: content.into(), content_type: None })
}

/// Writes a file under one of the roots, where there is none of that name. The folder has to be there.
pub(super) async fn write(
    path: Option<&Path>,
    name: &str,
    content: &[u8],
    roots: &[PathBuf],
) -> ToolResult<PathBuf> {
    let Some(root) = roots.first() else {
        return Err(Refusal::new(Cause::Policy, "files can't be saved, since no folder is allowed")
            .hint("whoever runs this server can allow some with DISCORD_FILE_ROOTS")
            .into());
    };
    let mut path = path.map_or_else(|| root.clone(), |path| root.join(path));
    if tokio::fs::metadata(&path).await.is_ok_and(|found| found.is_dir()) {
        path.push(file_name(name));
    }
    let shown = path.display().to_string();
    let unwritable = |error: std::io::Error| {
        let refusal = Refusal::new(Cause::Argument, format!("the file can't be written: {shown}: {error}"));
        match error.kind() {
            ErrorKind::AlreadyExists => refusal.hint("nothing is overwritten: give another path"),
            ErrorKind::NotFound => refusal.hint("give a path in a folder that exists"),
            _ => refusal.hint("give another path"),
        }
    };
    let (Some(folder), Some(last)) = (path.parent(), path.file_name()) else {
        return Err(Refusal::new(Cause::Argument, format!("the path names no file: {shown}"))
            .hint("give the path of a file")
            .into());
    };
    let folder = tokio::fs::canonicalize(folder).await.map_err(unwritable)?;
    if !under(&folder, roots).await {
        return Err(outside(&shown, roots).into());
    }
    let path = folder.join(last);
    // This follows no link in the last place either.
    let mut file =
        tokio::fs::OpenOptions::new().write(true).create_new(true).open(&path).await.map_err(unwritable)?;
    let written = async {
        file.write_all(content).await?;
        file.flush().await
    };
    if let Err(error) = written.await {
        // Half a file is worse than none; if it can't be removed either, the first error says more.
        let _ = tokio::fs::remove_file(&path).await;
        return Err(unwritable(error).into());
    }
    Ok(path)
}

/// A name from elsewhere as one that leads nowhere and hides nothing.
fn file_name(name: &str) -> String {
    let name = neutralise(name);
    let plain = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c };
    let name: String = name.trim().chars().map(plain).take(150).collect();
    let name = name.trim_start_matches('.').trim_end_matches(['.', ' ']);
    if name.is_empty() { "file".into() } else { name.into() }
}

fn outside(shown: &str, roots: &[PathBuf]) -> Refusal {
    let list = roots.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join(", ");
    Refusal::new(Cause::Policy, format!("the file is outside the allowed folders: {shown}"))
        .hint(format!("use one of them, or have DISCORD_FILE_ROOTS changed: {list}"))
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

    #[tokio::test]
    async fn a_file_is_written_under_a_root_and_over_nothing() {
        let root = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let (inside, roots) = (root.path().canonicalize().unwrap(), [root.path().to_owned()]);
        let path = write(None, "report.txt", b"report", &roots).await.unwrap();
        assert_eq!(path, inside.join("report.txt"));
        assert_eq!(std::fs::read(&path).unwrap(), b"report");
        let error = write(None, "report.txt", b"other", &roots).await.unwrap_err().to_string();
        assert!(error.contains("nothing is overwritten"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"report");

        std::fs::create_dir(root.path().join("sub")).unwrap();
        let path = write(Some(Path::new("sub")), "../..//x\u{202e}.txt", b"", &roots).await.unwrap();
        assert_eq!(path, inside.join("sub/_..__x.txt"));
        let path = write(Some(Path::new("sub/own.txt")), "report.txt", b"", &roots).await.unwrap();
        assert_eq!(path, inside.join("sub/own.txt"));

        let out = outside.path().join("out.txt");
        for path in [out.as_path(), outside.path(), Path::new("../out.txt"), Path::new("none/out.txt")] {
            assert!(write(Some(path), "out.txt", b"", &roots).await.is_err(), "{path:?}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&out, root.path().join("link.txt")).unwrap();
            assert!(write(Some(Path::new("link.txt")), "x", b"", &roots).await.is_err());
            std::os::unix::fs::symlink(outside.path(), root.path().join("door")).unwrap();
            assert!(write(Some(Path::new("door")), "x", b"", &roots).await.is_err());
        }
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
        assert!(write(None, "x", b"", &[]).await.unwrap_err().to_string().contains("DISCORD_FILE_ROOTS"));
    }

    #[test]
    fn a_name_from_elsewhere_is_only_a_name() {
        for (name, safe) in [
            ("shot.png", "shot.png"),
            ("../../etc/passwd", "_.._etc_passwd"),
            (".bashrc", "bashrc"),
            ("C:\\x\n", "C__x"),
            ("..", "file"),
            ("", "file"),
        ] {
            assert_eq!(file_name(name), safe);
        }
    }
}
