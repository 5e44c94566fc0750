//! Reactions.

use mcp_discord::sandbox::permissions::{ADD_REACTIONS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY};
use serde_json::json;

use super::stage::{Stage, delete, get, ids, put};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { server, general, message, ada, bot, .. } = *stage;
    let custom = stage.sandbox.world().add_emoji(server, "ferris").unwrap();
    let of_message = format!("/channels/{general}/messages/{message}");
    let all = format!("{of_message}/reactions");
    let (party, crab, ferris) =
        (format!("{all}/%F0%9F%8E%89"), format!("{all}/%F0%9F%A6%80"), format!("{all}/ferris%3A{custom}"));

    let add = |emoji: &str| put(format!("{emoji}/@me"));
    stage.denied("add_my_message_reaction", add(&crab), ADD_REACTIONS).await;
    stage.denied("add_my_message_reaction", add(&party), READ_MESSAGE_HISTORY).await;
    for emoji in [&party, &crab, &ferris] {
        stage.call("add_my_message_reaction", add(emoji)).await.empty();
    }
    stage.call("add_my_message_reaction", add(&format!("{all}/nothing"))).await.refused(400, 10014);
    let elsewhere = format!("/channels/{general}/messages/1/reactions/%F0%9F%8E%89");
    stage.call("add_my_message_reaction", add(&elsewhere)).await.refused(404, 10008);

    let read = stage.call("get_message", get(&*of_message)).await.done();
    assert_eq!((&read["reactions"][0]["count"], &read["reactions"][0]["me"]), (&json!(2), &json!(true)));
    assert_eq!(read["reactions"][2]["emoji"]["id"], custom.to_string());
    let who = stage.call("list_message_reactions_by_emoji", get(&*party)).await.done();
    assert_eq!(ids(&who), [bot, ada]);
    let who = get(format!("{party}?limit=1&after={bot}&type=0"));
    assert_eq!(ids(&stage.call("list_message_reactions_by_emoji", who).await.done()), [ada]);
    let answer = stage.misuse("list_message_reactions_by_emoji", get(format!("{party}?limit=101"))).await;
    answer.invalid("limit", "NUMBER_TYPE_MAX");

    let kinds = || stage.sandbox.world().message(general, message).unwrap().reactions.len();
    stage.call("delete_my_message_reaction", delete(format!("{ferris}/@me"))).await.empty();
    assert_eq!(kinds(), 2);
    let of_ada = || delete(format!("{party}/{ada}"));
    stage.denied("delete_user_message_reaction", of_ada(), MANAGE_MESSAGES).await;
    stage.call("delete_user_message_reaction", of_ada()).await.empty();
    let who = stage.call("list_message_reactions_by_emoji", get(&*party)).await.done();
    assert_eq!(ids(&who), [bot]);
    stage.denied("delete_all_message_reactions_by_emoji", delete(&*party), MANAGE_MESSAGES).await;
    stage.call("delete_all_message_reactions_by_emoji", delete(&*party)).await.empty();
    assert_eq!(kinds(), 1);
    stage.denied("delete_all_message_reactions", delete(&*all), MANAGE_MESSAGES).await;
    stage.call("delete_all_message_reactions", delete(&*all)).await.empty();
    assert_eq!(kinds(), 0);
}
