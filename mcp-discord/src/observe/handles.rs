use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        OnceLock, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use metrics::{Counter, Gauge, Histogram, Label, SharedString, counter, gauge, histogram};

use super::{
    catalog::{self, CATALOG, Metric},
    meters::Status,
};

/// Empty until it is switched on: what measures looks here first, and that is all it costs until then.
static HANDLES: OnceLock<Handles> = OnceLock::new();

/// Values of histograms between two rounds of upkeep: so many are held apart at most.
const UPKEEP: usize = 4096;

/// The recorder's handles, each registered once: looking a series up by its labels would cost more on every call.
pub(super) struct Handles {
    pub(super) calls: Family<[&'static str; 3], Counter>,
    pub(super) call_duration: Family<[&'static str; 1], Histogram>,
    pub(super) calls_in_flight: Gauge,
    pub(super) unknown_tools: Counter,
    pub(super) messages_waiting: Gauge,
    pub(super) questions: Family<[&'static str; 1], Counter>,
    pub(super) requests: Family<(&'static str, &'static str, Status), Counter>,
    pub(super) request_duration: Family<[&'static str; 2], Histogram>,
    pub(super) retries: Family<[&'static str; 3], Counter>,
    pub(super) rate_limited: Family<[&'static str; 1], Counter>,
    pub(super) global_pauses: Counter,
    pub(super) limiter_wait: Histogram,
    pub(super) limiter_waiting: Gauge,
    pub(super) invalid_responses: Counter,
    pub(super) breaker_open: Gauge,
    pub(super) token_refused: Gauge,
    pub(super) writes: Family<[&'static str; 2], Counter>,
    pub(super) writes_in_flight: Gauge,
    pub(super) directory: Family<[&'static str; 2], Counter>,
    values: AtomicUsize,
    upkeep: fn(),
}

/// Measures from now on, with the recorder that the program has installed. What is called before it is installed
/// records nothing, ever, since handles are asked for once.
///
/// ```
/// use mcp_discord::{observe, testing::Session};
/// use metrics_exporter_prometheus::PrometheusBuilder;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let recorder = PrometheusBuilder::new().build_recorder();
/// let handle = recorder.handle();
/// metrics::set_global_recorder(recorder)?;
/// observe::enable();
///
/// let session = Session::builder().start().await?;
/// session.call("list_servers", serde_json::json!({})).await?;
/// assert!(handle.render().contains(r#"mcp_discord_calls_total{tool="list_servers",outcome="done"} 1"#));
/// # Ok(())
/// # }
/// ```
pub fn enable() {
    enable_with(|| ());
}

/// Like [`enable`]; every few thousand values of histograms `upkeep` is called. Whether it wasn't on before.
pub(super) fn enable_with(upkeep: fn()) -> bool {
    let mut fresh = false;
    HANDLES.get_or_init(|| {
        fresh = true;
        Handles::new(upkeep)
    });
    fresh
}

/// Where to record, if it is switched on.
pub(super) fn handles() -> Option<&'static Handles> {
    HANDLES.get()
}

impl Handles {
    fn new(upkeep: fn()) -> Self {
        CATALOG.iter().for_each(Metric::describe);
        gauge!(catalog::BUILD.name, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        // A clock before 1970 is no reason not to measure.
        let start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        gauge!(catalog::START.name).set(start.as_secs_f64());
        Self {
            calls: Family::new(&catalog::CALLS),
            call_duration: Family::new(&catalog::CALL_DURATION),
            calls_in_flight: single(&catalog::CALLS_IN_FLIGHT),
            unknown_tools: single(&catalog::UNKNOWN_TOOLS),
            messages_waiting: single(&catalog::MESSAGES_WAITING),
            questions: Family::new(&catalog::QUESTIONS),
            requests: Family::new(&catalog::REQUESTS),
            request_duration: Family::new(&catalog::REQUEST_DURATION),
            retries: Family::new(&catalog::RETRIES),
            rate_limited: Family::new(&catalog::RATE_LIMITED),
            global_pauses: single(&catalog::GLOBAL_PAUSES),
            limiter_wait: single(&catalog::LIMITER_WAIT),
            limiter_waiting: single(&catalog::LIMITER_WAITING),
            invalid_responses: single(&catalog::INVALID_RESPONSES),
            breaker_open: single(&catalog::BREAKER_OPEN),
            token_refused: single(&catalog::TOKEN_REFUSED),
            writes: Family::new(&catalog::WRITES),
            writes_in_flight: single(&catalog::WRITES_IN_FLIGHT),
            directory: Family::new(&catalog::DIRECTORY),
            values: AtomicUsize::new(0),
            upkeep,
        }
    }

    /// Records a value of a histogram. Recorders keep values until somebody asks for them, and perhaps nobody does.
    pub(super) fn record(&self, histogram: &Histogram, seconds: f64) {
        histogram.record(seconds);
        if self.values.fetch_add(1, Ordering::Relaxed) % UPKEEP == UPKEEP - 1 {
            (self.upkeep)();
        }
    }
}

/// The series of one metric, by the values of its labels.
pub(super) struct Family<K, H> {
    metric: &'static Metric,
    known: RwLock<HashMap<K, H>>,
}

impl<K: Values + Copy + Eq + Hash, H: Handle> Family<K, H> {
    fn new(metric: &'static Metric) -> Self {
        Self { metric, known: RwLock::default() }
    }

    /// The series with these values, registered if it is new.
    pub(super) fn with(&self, key: K) -> H {
        if let Some(handle) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return handle.clone();
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(key).or_insert_with(|| H::register(self.metric, key.values())).clone()
    }
}

fn single<H: Handle>(metric: &'static Metric) -> H {
    H::register(metric, Vec::new())
}

/// The values of the labels of one series, in the order of their names.
pub(super) trait Values {
    fn values(self) -> Vec<SharedString>;
}

impl<const N: usize> Values for [&'static str; N] {
    fn values(self) -> Vec<SharedString> {
        self.into_iter().map(SharedString::from).collect()
    }
}

impl Values for (&'static str, &'static str, Status) {
    fn values(self) -> Vec<SharedString> {
        vec![self.0.into(), self.1.into(), self.2.to_string().into()]
    }
}

/// One series of the recorder.
pub(super) trait Handle: Clone {
    fn register(metric: &'static Metric, values: Vec<SharedString>) -> Self;
}

impl Handle for Counter {
    fn register(metric: &'static Metric, values: Vec<SharedString>) -> Self {
        counter!(metric.name, labels(metric, values))
    }
}

impl Handle for Gauge {
    fn register(metric: &'static Metric, values: Vec<SharedString>) -> Self {
        gauge!(metric.name, labels(metric, values))
    }
}

impl Handle for Histogram {
    fn register(metric: &'static Metric, values: Vec<SharedString>) -> Self {
        histogram!(metric.name, labels(metric, values))
    }
}

/// For Prometheus a label that is empty and one that isn't there are the same.
fn labels(metric: &'static Metric, values: Vec<SharedString>) -> Vec<Label> {
    let named = metric.labels.iter().zip(values).filter(|(_, value)| !value.is_empty());
    named.map(|(name, value)| Label::new(*name, value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upkeep_comes_before_too_many_values_are_held_apart() {
        static ROUNDS: AtomicUsize = AtomicUsize::new(0);
        let handles = Handles::new(|| {
            ROUNDS.fetch_add(1, Ordering::Relaxed);
        });
        for _ in 0..3 * UPKEEP - 1 {
            handles.record(&handles.limiter_wait, 0.1);
        }
        assert_eq!(ROUNDS.load(Ordering::Relaxed), 2);
        handles.record(&handles.limiter_wait, 0.1);
        assert_eq!(ROUNDS.load(Ordering::Relaxed), 3);
    }
}
