//! Who is in a thread.

use mcp_discord::sandbox::permissions::{MANAGE_THREADS, SEND_MESSAGES_IN_THREADS};
use serde_json::json;

use super::stage::{Stage, delete, get, patch, put};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { general, ada, bot, .. } = *stage;
    let thread = stage.sandbox.world().add_thread_from(general, stage.message, "Build", ada).unwrap();
    let members = format!("/channels/{thread}/thread-members");
    let inside = |user| {
        stage.sandbox.world().channel(thread).unwrap().thread.as_ref().unwrap().members.contains_key(&user)
    };

    stage.call("join_thread", put(format!("{members}/@me"))).await.empty();
    assert!(inside(bot));
    let one = get(format!("{members}/{ada}?with_member=true"));
    let one = stage.call("get_thread_member", one).await.done();
    assert_eq!((&one["user_id"], &one["member"]["nick"]), (&json!(ada.to_string()), &json!("Countess")));
    stage.call("get_thread_member", get(format!("{members}/{}", stage.stranger))).await.refused(404, 10007);
    let all =
        stage.call("list_thread_members", get(format!("{members}?with_member=true&limit=100"))).await.done();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let rest = stage.call("list_thread_members", get(format!("{members}?after={bot}"))).await.done();
    assert_eq!(rest[0]["user_id"], ada.to_string());
    let answer = stage.misuse("list_thread_members", get(format!("{members}?limit=0"))).await;
    answer.invalid("limit", "NUMBER_TYPE_MIN");
    let no_thread = get(format!("/channels/{general}/thread-members"));
    stage.call("list_thread_members", no_thread).await.refused(400, 50024);

    let of_ada = || format!("{members}/{ada}");
    stage.denied("delete_thread_member", delete(of_ada()), MANAGE_THREADS).await;
    stage.call("delete_thread_member", delete(of_ada())).await.empty();
    assert!(!inside(ada));
    stage.denied("add_thread_member", put(of_ada()), SEND_MESSAGES_IN_THREADS).await;
    stage.call("add_thread_member", put(of_ada())).await.empty();
    assert!(inside(ada));
    stage.call("add_thread_member", put(format!("{members}/{}", stage.stranger))).await.refused(404, 10007);
    stage.call("leave_thread", delete(format!("{members}/@me"))).await.empty();
    assert!(!inside(bot));

    let archive = patch(format!("/channels/{thread}"), &json!({ "archived": true }));
    stage.call("update_channel", archive).await.done();
    stage.call("join_thread", put(format!("{members}/@me"))).await.refused(400, 50083);
    stage.call("leave_thread", delete(format!("{members}/@me"))).await.refused(400, 50083);
    stage.call("add_thread_member", put(of_ada())).await.refused(400, 50083);
    stage.call("delete_thread_member", delete(of_ada())).await.refused(400, 50083);
    stage.sandbox.world().application_flags = 0;
    stage.call("list_thread_members", get(&*members)).await.refused(403, 50001);
}
