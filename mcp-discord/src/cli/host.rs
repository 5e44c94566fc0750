use std::{
    future::Future,
    io::{self, BufRead, IsTerminal, Write},
    pin::Pin,
};

use serde_json::{Map, Value};

use crate::tool::{Host, Progress, Question, Reply};

/// The person at the terminal, if there is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal;

impl Host for Terminal {
    #[allow(clippy::print_stderr, reason = "for the person at the terminal")]
    fn progress(&self, progress: Progress) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            if io::stderr().is_terminal() {
                let Progress { done, total, message } = progress;
                let of = total.map(|total| format!("/{total}")).unwrap_or_default();
                eprintln!("{message}: {done}{of}");
            }
        })
    }

    fn ask(&self, question: Question) -> Pin<Box<dyn Future<Output = Reply> + Send + '_>> {
        Box::pin(async move {
            if !self.can_ask() {
                return Reply::Nobody;
            }
            let asked = tokio::task::spawn_blocking(move || fill(&question)).await;
            asked.ok().and_then(Result::ok).unwrap_or(Reply::Dismissed)
        })
    }

    fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}

/// Asks for each field of the form; a form without fields is a yes or no.
#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
fn fill(question: &Question) -> io::Result<Reply> {
    eprintln!("{}", question.message);
    let fields = question.form.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    if fields.is_empty() {
        let answer = line("[y/N] ")?.to_lowercase();
        let agreed = matches!(answer.as_str(), "y" | "yes");
        return Ok(if agreed { Reply::Accepted(Map::new()) } else { Reply::Declined });
    }
    let mut answers = Map::new();
    for name in fields.keys() {
        let answer = line(&format!("{name}: "))?;
        if answer.is_empty() {
            return Ok(Reply::Dismissed);
        }
        answers.insert(name.clone(), answer.into());
    }
    Ok(Reply::Accepted(answers))
}

fn line(prompt: &str) -> io::Result<String> {
    let mut stderr = io::stderr();
    stderr.write_all(prompt.as_bytes())?;
    stderr.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
