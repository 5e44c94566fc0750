use super::Stage;
use crate::sandbox::{Limits, Sandbox};

async fn furnished(seed: u64) -> Stage {
    Stage::set_with(Sandbox::builder().seed(seed).furnished().limits(Limits::off())).await
}

#[tokio::test]
async fn is_a_workspace_that_the_bot_sees_all_but_one_channel_of() {
    let stage = furnished(1).await;
    let world = stage.sandbox.world();
    let server = world.servers().next().unwrap();
    assert_eq!(server.name, "Claude Team Workspace");
    let hidden = world.channels(server.id).filter(|channel| world.permissions(world.bot(), channel.id) == 0);
    assert_eq!(hidden.map(|channel| &*channel.name).collect::<Vec<_>>(), ["leads"]);
    for name in ["general", "pr-reviews", "daily-status", "blocked", "artifacts"] {
        let channel = world.channel_named(server.id, name).unwrap();
        assert!(world.messages(channel.id).next().is_some(), "{name} is silent");
    }
    let forum = world.channel_named(server.id, "ideas-and-bugs").unwrap().id;
    for post in world.channels(server.id).filter(|channel| channel.parent == Some(forum)) {
        assert!(world.message(post.id, post.id).is_some(), "{} has no first message", post.name);
    }
}

#[tokio::test]
async fn is_the_same_for_the_same_seed() {
    let contents = async |seed| {
        let stage = furnished(seed).await;
        let world = stage.sandbox.world();
        let server = world.servers().next().unwrap().id;
        let general = world.channel_named(server, "general").unwrap().id;
        world.messages(general).map(|message| message.content.clone()).collect::<Vec<_>>()
    };
    assert_eq!(contents(7).await, contents(7).await);
}

#[tokio::test]
async fn can_be_searched() {
    let stage = furnished(1).await;
    let server = stage.sandbox.world().servers().next().unwrap().id;
    let found = stage.get(&format!("/guilds/{server}/messages/search?content=backoff")).await;
    assert_eq!(found.body["total_results"], 1);
    assert_eq!(found.body["messages"][0][0]["hit"], true);
    let files =
        stage.get(&format!("/guilds/{server}/messages/search?has=file&attachment_extension=log")).await;
    assert_eq!(files.body["total_results"], 1);
    let people = stage.get(&format!("/guilds/{server}/messages/search?author_type=-bot&has=file")).await;
    assert_eq!(people.body["total_results"], 0);
    let wrong = stage.get(&format!("/guilds/{server}/messages/search?has=wings")).await;
    assert_eq!(wrong.refusal(), (400, 50035));
    let secret = stage.get(&format!("/guilds/{server}/messages/search?content=budget")).await;
    assert_eq!(secret.body["total_results"], 0, "what the bot can't see is not found");
}
