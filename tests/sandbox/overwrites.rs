//! Permission overwrites of channels.

use mcp_discord::sandbox::{OverwriteTarget, permissions::MANAGE_ROLES};
use serde_json::json;

use super::stage::{Stage, delete, get, put};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { general, ada, role, .. } = *stage;
    let path = |of| format!("/channels/{general}/permissions/{of}");
    let set = |of, body| put(path(of)).json(&body);
    let of_member = || set(ada, json!({ "type": 1, "allow": 1_024, "deny": 2_048 }));
    stage.denied("set_channel_permission_overwrite", of_member(), MANAGE_ROLES).await;
    stage.call("set_channel_permission_overwrite", of_member()).await.empty();
    // The guide writes permissions as text, and bots do so; the document knows numbers only.
    let of_role = set(role, json!({ "type": 0, "allow": "0", "deny": "2048" }));
    stage.misuse("set_channel_permission_overwrite", of_role).await.empty();
    let channel = stage.call("get_channel", get(format!("/channels/{general}"))).await.done();
    assert_eq!(
        channel["permission_overwrites"],
        json!([
            { "id": ada.to_string(), "type": 1, "allow": "1024", "deny": "2048" },
            { "id": role.to_string(), "type": 0, "allow": "0", "deny": "2048" },
        ])
    );
    let answer = stage.misuse("set_channel_permission_overwrite", set(ada, json!({ "type": 7 }))).await;
    answer.invalid("type", "BASE_TYPE_CHOICES");

    stage.denied("delete_channel_permission_overwrite", delete(path(ada)), MANAGE_ROLES).await;
    stage.call("delete_channel_permission_overwrite", delete(path(ada))).await.empty();
    let left = stage.sandbox.world().channel(general).unwrap().overwrites.clone();
    assert!(left.iter().all(|overwrite| overwrite.target == OverwriteTarget::Role(role)), "{left:?}");
    stage.call("delete_channel_permission_overwrite", delete(path(ada))).await.refused(404, 10009);
}
