//! The catalogue, what is measured, and the page about it say the same.

use std::{fs, path::Path};

use mcp_discord::observe::{CATALOG, Metric};
use serde_json::json;

use crate::stage::{measured, stage};

#[tokio::test]
async fn whatever_is_measured_stands_in_the_catalogue() {
    let stage = stage(|session| session).await;
    stage.call("send_message", json!({ "channel_id": "#general", "content": "x" })).await.unwrap();
    stage.call("send_message", json!({})).await.unwrap();
    let measured = measured();
    for (name, family) in &measured.families {
        let metric = CATALOG.iter().find(|metric| metric.name == name);
        let metric = metric.unwrap_or_else(|| panic!("{name} is in no catalogue"));
        assert_eq!((family.kind.as_str(), family.help.as_str()), (metric.kind.as_str(), metric.help));
        for labels in family.series() {
            let foreign =
                labels.keys().find(|label| *label != "le" && !metric.labels.contains(&label.as_str()));
            assert!(foreign.is_none(), "{name} has a label of its own: {foreign:?}");
        }
    }
    // What has no labels is there from the beginning: a rate needs its zero. Histograms are there with all buckets.
    for metric in CATALOG.iter().filter(|metric| metric.labels.is_empty()) {
        assert!(measured.families.contains_key(metric.name), "{} is missing", metric.name);
    }
}

#[test]
fn the_page_of_metrics_is_up_to_date() {
    const HEAD: &str = "| name | type | labels | meaning |\n| --- | --- | --- | --- |\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/metrics.md");
    let written = fs::read_to_string(&path).unwrap().replace('\r', "");
    let (before, rest) =
        written.split_once(HEAD).unwrap_or_else(|| panic!("docs/metrics.md has no table: {HEAD}"));
    let (_, after) = rest.split_once("\n\n").unwrap();
    let rows: String = CATALOG.iter().map(row).collect();
    let page = format!("{before}{HEAD}{rows}\n{after}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    } else {
        assert_eq!(
            written, page,
            "write docs/metrics.md anew with UPDATE_DOCS=1 in the environment of this test"
        );
    }
}

fn row(metric: &Metric) -> String {
    let labels: Vec<_> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
    format!("| `{}` | {} | {} | {} |\n", metric.name, metric.kind.as_str(), labels.join(", "), metric.help)
}
