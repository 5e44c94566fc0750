//! Roles, and who has them.

use mcp_discord::sandbox::permissions::MANAGE_ROLES;
use serde_json::json;

use super::stage::{Stage, delete, get, id, ids, patch, post, put};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { server, ada, role, .. } = *stage;
    let roles = format!("/guilds/{server}/roles");
    let new = json!({
        "name": "Designer", "permissions": 1_024, "color": 0x0034_98db, "hoist": true, "mentionable": true,
    });
    stage.denied("create_guild_role", post(&*roles, &new), MANAGE_ROLES).await;
    let created = stage.call("create_guild_role", post(&*roles, &new).reason("new%20team")).await.done();
    assert_eq!((&created["name"], &created["permissions"]), (&json!("Designer"), &json!("1024")));
    let wrong = json!({ "name": "x".repeat(101), "color": 0x0100_0000, "hoist": "yes" });
    let answer = stage.misuse("create_guild_role", post(&*roles, &wrong)).await;
    assert_eq!(answer.body["errors"]["color"]["_errors"][0]["code"], "NUMBER_TYPE_MAX");
    assert_eq!(answer.body["errors"]["hoist"]["_errors"][0]["code"], "BOOLEAN_TYPE_CONVERT");
    answer.invalid("name", "BASE_TYPE_BAD_LENGTH");

    let path = format!("{roles}/{}", id(&created));
    assert_eq!(stage.call("get_guild_role", get(&*path)).await.done(), created);
    stage.call("get_guild_role", get(format!("{roles}/1"))).await.refused(404, 10011);
    let change = json!({ "name": "Artist", "color": 0x009b_59b6 });
    stage.denied("update_guild_role", patch(&*path, &change), MANAGE_ROLES).await;
    stage.call("update_guild_role", patch(&*path, &change)).await.done();
    let read = stage.call("get_guild_role", get(&*path)).await.done();
    assert_eq!((&read["name"], &read["colors"]["primary_color"]), (&json!("Artist"), &json!(0x009b_59b6)));
    let coloured =
        json!({ "colors": { "primary_color": 5, "secondary_color": null, "tertiary_color": null } });
    assert_eq!(stage.call("update_guild_role", patch(&*path, &coloured)).await.done()["color"], 5);
    let answer = stage.misuse("update_guild_role", patch(&*path, &json!({ "permissions": "all" }))).await;
    answer.invalid("permissions", "NUMBER_TYPE_COERCE");

    let gradient = json!({ "primary_color": 5, "secondary_color": 6, "tertiary_color": null });
    for boosted in [json!({ "unicode_emoji": "🦀" }), json!({ "colors": gradient })] {
        stage.call("update_guild_role", patch(&*path, &boosted)).await.refused(403, 50101);
    }

    giving(stage, &created["id"]).await;

    let up = json!([{ "id": created["id"], "position": 2 }]);
    stage.denied("bulk_update_guild_roles", patch(&*roles, &up), MANAGE_ROLES).await;
    stage.call("bulk_update_guild_roles", patch(&*roles, &up)).await.done();
    let listed = stage.call("list_guild_roles", get(&*roles)).await.done();
    let position =
        |of| listed.as_array().unwrap().iter().find(|role| id(role) == of).unwrap()["position"].as_u64();
    assert_eq!((position(role), position(id(&created))), (Some(1), Some(2)));
    let answer = stage.misuse("bulk_update_guild_roles", patch(&*roles, &json!([{ "position": 1 }]))).await;
    answer.invalid("roles.0.id", "BASE_TYPE_REQUIRED");

    stage.denied("delete_guild_role", delete(&*path), MANAGE_ROLES).await;
    stage.call("delete_guild_role", delete(&*path)).await.empty();
    stage.call("get_guild_role", get(&*path)).await.refused(404, 10011);
    let own = ids(&listed).into_iter().find(|id| ![server, role, self::id(&created)].contains(id)).unwrap();
    stage.call("delete_guild_role", delete(format!("{roles}/{own}"))).await.refused(403, 50013);
    assert!(!stage.sandbox.world().server(server).unwrap().members[&ada].roles.contains(&id(&created)));
}

async fn giving(stage: &Stage, role: &serde_json::Value) {
    let Stage { server, ada, .. } = *stage;
    let path = format!("/guilds/{server}/members/{ada}/roles/{}", role.as_str().unwrap());
    let held = || stage.sandbox.world().server(server).unwrap().members[&ada].roles.len();
    stage.denied("add_guild_member_role", put(&*path), MANAGE_ROLES).await;
    stage.call("add_guild_member_role", put(&*path)).await.empty();
    assert_eq!(held(), 2);
    let counts =
        stage.call("guild_role_member_counts", get(format!("/guilds/{server}/roles/member-counts"))).await;
    assert_eq!(counts.done()[role.as_str().unwrap()], 1);
    stage.denied("delete_guild_member_role", delete(&*path), MANAGE_ROLES).await;
    stage.call("delete_guild_member_role", delete(&*path)).await.empty();
    assert_eq!(held(), 1);
    let everyone = format!("/guilds/{server}/members/{ada}/roles/{server}");
    stage.call("add_guild_member_role", put(&*everyone)).await.refused(400, 50028);
    let nobody = format!("/guilds/{server}/members/1/roles/{}", stage.role);
    stage.call("delete_guild_member_role", delete(nobody)).await.refused(404, 10007);
    stage.call("add_guild_member_role", put(&*path)).await.empty();
}
