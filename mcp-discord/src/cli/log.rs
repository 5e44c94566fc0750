//! The log: to stderr, without credentials, since stdout belongs to MCP.

use std::io::{self, IsTerminal, Write};

use tracing_subscriber::{EnvFilter, filter::ParseError, fmt::MakeWriter};

use crate::redact::without_secrets;

/// Starts logging, panics included.
pub(super) fn start(filter: &str) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let colours = io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(Redacting).with_ansi(colours).init();
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(())
}

/// Takes credentials out of every line on its way to stderr.
struct Redacting;

struct Line(Vec<u8>);

impl MakeWriter<'_> for Redacting {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line(Vec::new())
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.0);
        // A line that is UTF-8, and all are, is not looked through for the places where it isn't.
        let line = String::from_utf8(line)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        io::stderr().write_all(without_secrets(&line).as_bytes())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // A log that can't be written must not end the program.
        let _ = self.flush();
    }
}
