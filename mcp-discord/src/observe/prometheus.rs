use std::{fmt, sync::OnceLock};

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use super::{
    catalog::{CATALOG, Kind},
    handles::enable_with,
};

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// What was measured since [`install`](Metrics::install), as Prometheus reads it. Cheap to clone.
///
/// ```
/// use mcp_discord::{observe::Metrics, testing::Session};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let metrics = Metrics::install()?;
/// let session = Session::builder().start().await?;
/// session.call("list_servers", serde_json::json!({})).await?;
/// assert!(metrics.render().contains(r#"mcp_discord_calls_total{tool="list_servers",outcome="done"} 1"#));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

/// Why nothing can be measured this way.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A process has one recorder.
    #[error(
        "a metrics recorder is installed in this process already; use that one, with `observe::enable` instead of \
         `Metrics::install`"
    )]
    Installed,
    /// The recorder can't be built.
    #[error("the metrics recorder can't be built: {0}")]
    Build(#[from] BuildError),
}

impl Metrics {
    /// The media type of what [`render`](Self::render) gives.
    pub const CONTENT_TYPE: &'static str = "text/plain; version=0.0.4; charset=utf-8";

    /// Installs a recorder for the process, and switches measuring on. It starts no thread and needs no runtime.
    ///
    /// # Errors
    ///
    /// [`InstallError::Installed`] the second time, and when the program has installed another recorder, or called
    /// [`enable`](super::enable).
    pub fn install() -> Result<Self, InstallError> {
        let mut builder = PrometheusBuilder::new();
        for metric in CATALOG {
            if let Kind::Histogram(buckets) = metric.kind {
                builder = builder.set_buckets_for_metric(Matcher::Full(metric.name.into()), buckets)?;
            }
        }
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).map_err(|_| InstallError::Installed)?;
        if !enable_with(upkeep) {
            return Err(InstallError::Installed);
        }
        Ok(Self(HANDLE.get_or_init(|| handle).clone()))
    }

    /// All that was measured, in Prometheus' [text format], version 0.0.4.
    ///
    /// [text format]: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
    pub fn render(&self) -> String {
        self.0.render()
    }
}

/// Sums up the single values of histograms, which the recorder otherwise keeps until it is asked for them.
fn upkeep() {
    if let Some(handle) = HANDLE.get() {
        handle.run_upkeep();
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
