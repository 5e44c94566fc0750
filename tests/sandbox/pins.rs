//! Pins, by the routes of today and by those that they replace.

use mcp_discord::sandbox::permissions::PIN_MESSAGES;
use serde_json::json;

use super::stage::{Stage, delete, get, ids, put};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { general, message, .. } = *stage;
    let paths = [format!("/channels/{general}/messages/pins"), format!("/channels/{general}/pins")];
    let operations = [
        ("list_pins", "create_pin", "delete_pin"),
        ("deprecated_list_pins", "deprecated_create_pin", "deprecated_delete_pin"),
    ];
    let pinned = || stage.sandbox.world().message(general, message).unwrap().pinned_at_ms.is_some();
    for (path, (list, create, remove)) in paths.iter().zip(operations) {
        let one = format!("{path}/{message}");
        stage.denied(create, put(&*one), PIN_MESSAGES).await;
        stage.call(create, put(&*one)).await.empty();
        assert!(pinned());
        stage.call(create, put(format!("{path}/1"))).await.refused(404, 10008);
        let notice = stage.sandbox.world().messages(general).last().unwrap().id;
        stage.call(create, put(format!("{path}/{notice}"))).await.refused(403, 50021);

        let listed = stage.call(list, get(&**path)).await.done();
        if list == "list_pins" {
            assert_eq!(
                (&listed["items"][0]["message"]["id"], &listed["has_more"]),
                (&json!(message.to_string()), &json!(false))
            );
            let earlier = stage.call(list, get(format!("{path}?limit=1&before=2020-01-01T00:00:00Z"))).await;
            assert_eq!(earlier.done()["items"], json!([]));
            stage
                .misuse(list, get(format!("{path}?before=then")))
                .await
                .invalid("before", "DATE_TIME_TYPE_PARSE");
        } else {
            assert_eq!(ids(&listed), [message]);
        }
        stage.denied(remove, delete(&*one), PIN_MESSAGES).await;
        stage.call(remove, delete(&*one)).await.empty();
        assert!(!pinned());
        stage.call(remove, delete(format!("{path}/1"))).await.refused(404, 10008);
    }
    let messages = stage.call("list_messages", get(format!("/channels/{general}/messages"))).await.done();
    assert_eq!(messages[0]["type"], 6);
}
