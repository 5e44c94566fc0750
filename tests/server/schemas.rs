//! What `tools/list` says of every tool: a file each, so that a change of any is seen in review.

use crate::workspace::workspace;

#[tokio::test]
async fn every_tool_is_listed_as_it_was() {
    let workspace = workspace().await;
    let tools = workspace.tools().await.unwrap();
    assert!(tools.len() > 50, "only {} tools are listed", tools.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_sort_maps(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("snapshots/tools");
    settings.bind(|| {
        for tool in tools {
            insta::assert_json_snapshot!(tool.name.to_string(), tool);
        }
    });
    workspace.finish();
}
