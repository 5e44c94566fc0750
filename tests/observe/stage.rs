//! A session whose metrics are looked at, beside what the sandbox saw.

use std::{
    collections::BTreeMap,
    ops::Deref,
    sync::{Arc, LazyLock, Mutex},
};

use mcp_discord::{
    observe::Metrics,
    sandbox::{Limits, Sandbox, SandboxBuilder, Snowflake},
    testing::{Session, SessionBuilder},
};
use tokio::sync::MutexGuard;

use crate::exposition::Exposition;

/// A process has one recorder, so that only one test at a time may do what it records.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

static METRICS: LazyLock<Metrics> = LazyLock::new(|| Metrics::install().unwrap());

/// What the sandbox answered: method and status, and how often.
type Answers = Arc<Mutex<BTreeMap<(String, u16), u32>>>;

pub(crate) struct Stage {
    session: Session,
    answers: Answers,
    before: Exposition,
    _alone: MutexGuard<'static, ()>,
}

/// The furnished sandbox, without rate limits.
pub(crate) async fn stage(configure: impl FnOnce(SessionBuilder) -> SessionBuilder) -> Stage {
    stage_in(Sandbox::builder().furnished().limits(Limits::off()), configure).await
}

pub(crate) async fn stage_in(
    sandbox: SandboxBuilder,
    configure: impl FnOnce(SessionBuilder) -> SessionBuilder,
) -> Stage {
    let alone = ALONE.lock().await;
    let before = measured();
    let answers = Answers::default();
    let seen = Arc::clone(&answers);
    let sandbox = sandbox.observe(Arc::new(move |exchange| {
        *seen.lock().unwrap().entry((exchange.method.to_string(), exchange.status)).or_default() += 1;
    }));
    let session = configure(Session::builder().sandbox_builder(sandbox)).start().await.unwrap();
    Stage { session, answers, before, _alone: alone }
}

/// What a scraper would read now.
pub(crate) fn measured() -> Exposition {
    Exposition::read(&METRICS.render())
}

/// Keeps other tests from being recorded, where there is no session.
pub(crate) async fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().await
}

impl Stage {
    /// The ID of a channel.
    pub(crate) fn channel(&self, name: &str) -> Snowflake {
        let world = self.sandbox().world();
        let server = world.servers().next().unwrap().id;
        world.channel_named(server, name).unwrap().id
    }

    /// The ID of the newest message of a channel.
    pub(crate) fn last(&self, channel: Snowflake) -> Snowflake {
        self.sandbox().world().messages(channel).next_back().unwrap().id
    }

    /// By how much a counter has risen.
    pub(crate) fn rise(&self, name: &str, labels: &[(&str, &str)]) -> u32 {
        measured().count(name, labels) - self.before.count(name, labels)
    }

    /// How many values of a histogram there are more.
    pub(crate) fn values(&self, name: &str, labels: &[(&str, &str)]) -> u32 {
        measured().histogram(name, labels).0 - self.before.histogram(name, labels).0
    }

    /// By how much all series of a counter have risen whose labels have these values.
    pub(crate) fn rise_of_all(&self, name: &str, labels: &[(&str, &str)]) -> u32 {
        let fits = |series: &BTreeMap<String, String>| {
            labels.iter().all(|(name, value)| series.get(*name).is_some_and(|own| own == value))
        };
        let now = measured();
        let series = now.series(name).into_iter().filter(|series| fits(series));
        let rises = series.map(|series| {
            let labels: Vec<_> = series.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            now.count(name, &labels) - self.before.count(name, &labels)
        });
        rises.sum()
    }

    /// How often the sandbox answered so.
    pub(crate) fn answered(&self, method: &str, status: u16) -> u32 {
        self.answers.lock().unwrap().get(&(method.to_owned(), status)).copied().unwrap_or_default()
    }

    pub(crate) fn answers(&self) -> BTreeMap<(String, u16), u32> {
        self.answers.lock().unwrap().clone()
    }
}

impl Deref for Stage {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}
