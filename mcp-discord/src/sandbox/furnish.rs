//! The furnished world: the server "Claude Team Workspace", and a few days of talk in it that end now.

use std::collections::HashMap;

use serde_json::json;

use super::{
    Snowflake,
    permissions::{
        ADMINISTRATOR, ATTACH_FILES, CREATE_PUBLIC_THREADS, EMBED_LINKS, MANAGE_MESSAGES, MANAGE_THREADS,
        PIN_MESSAGES, SEND_MESSAGES, VIEW_CHANNEL,
    },
    world::{ChannelType, NewChannel, NewMessage, OverwriteTarget, Unknown, World, now_ms},
};

const MINUTE_MS: u64 = 60_000;
const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// Username, name shown (in brackets for a bot), roles.
const PEOPLE: &[(&str, &str, &[&str])] = &[
    ("mira.okafor", "Mira Okafor", &["Admin", "Engineer"]),
    ("jonas_w", "Jonas Weber", &["Engineer"]),
    ("priya.n", "Priya Nair", &["Engineer"]),
    ("tomas-r", "Tomás Rivera", &["Engineer"]),
    ("yuki", "Yuki Tanaka", &["Designer"]),
    ("ellen.b", "Ellen Brandt", &["Admin"]),
    ("sam_d", "Sam Dlamini", &[]),
    ("reviewer", "[Reviewer]", &["Agent"]),
    ("builder", "[Builder]", &["Agent"]),
    ("ci", "[CI]", &["Agent"]),
];

/// Roles from lowest to highest, with what they add to @everyone and their colour.
const ROLES: &[(&str, u64, u32)] = &[
    ("Agent", EMBED_LINKS | ATTACH_FILES | CREATE_PUBLIC_THREADS, 0x00d9_7757),
    ("Designer", 0, 0x009b_59b6),
    ("Engineer", MANAGE_MESSAGES | MANAGE_THREADS | PIN_MESSAGES, 0x0034_98db),
    ("Admin", ADMINISTRATOR, 0x00e7_4c3c),
];

/// Channel, minutes ago, author, text. Within a channel the oldest comes first.
const TALK: &[(&str, u64, &str, &str)] = &[
    ("general", 3 * DAY, "mira.okafor", "Morning all. The import service freeze starts Thursday noon."),
    ("general", 3 * DAY - 4, "jonas_w", "Does that include the schema migration?"),
    ("general", 3 * DAY - 9, "mira.okafor", "Yes. Anything that touches `orders` waits until Monday."),
    ("general", 2 * DAY, "yuki", "New empty states are in the design file, feedback welcome."),
    ("general", DAY + 3 * HOUR, "sam_d", "The demo moved to 15:00, same room."),
    ("general", 5 * HOUR, "priya.n", "Staging is back. It was the certificate again."),
    ("general", 40, "tomas-r", "Lunch run in twenty minutes, who wants what?"),
    ("pr-reviews", 2 * DAY, "builder", "#412 Retry uploads with backoff: ready for review."),
    (
        "pr-reviews",
        2 * DAY - 30,
        "reviewer",
        "#412: two comments, one blocking: the retry ignores `Retry-After`.",
    ),
    ("pr-reviews", DAY, "builder", "#412 updated, the header is honoured now."),
    ("pr-reviews", DAY - 15, "priya.n", "Approved. Nice test, by the way."),
    ("pr-reviews", 90, "jonas_w", "#418 needs a second pair of eyes before the freeze."),
    (
        "daily-status",
        2 * DAY + 2 * HOUR,
        "jonas_w",
        "Yesterday: cursor paging. Today: docs for it. Blocked: no.",
    ),
    (
        "daily-status",
        2 * DAY + HOUR,
        "builder",
        "Yesterday: #412. Today: review comments on #412. Blocked: no.",
    ),
    (
        "daily-status",
        DAY + 2 * HOUR,
        "priya.n",
        "Yesterday: certificates. Today: alert on expiry. Blocked: yes, see #blocked.",
    ),
    (
        "daily-status",
        2 * HOUR,
        "jonas_w",
        "Yesterday: paging docs. Today: #418. Blocked: waiting for review.",
    ),
    ("daily-status", 95, "reviewer", "Yesterday: 6 reviews. Today: #418 and the backlog. Blocked: no."),
    ("blocked", DAY + HOUR, "priya.n", "I can't read the alert config: the vault says 403. Who owns it?"),
    ("blocked", DAY, "ellen.b", "I do. Try again now."),
    ("blocked", DAY - 3, "priya.n", "Works, thank you!"),
    ("blocked", 70, "builder", "The integration tests need a queue in staging, and mine was removed."),
    ("announcements", 3 * DAY, "ellen.b", "**Freeze week.** No deploys from Thursday 12:00 to Monday 09:00."),
    ("leads", DAY, "ellen.b", "Budget for the second quarter is approved."),
    ("standup", 4 * HOUR, "sam_d", "Notes of today's stand-up are in #daily-status."),
];

/// Author, title, tag, text, answer.
const POSTS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "tomas-r",
        "Search returns stale results",
        "bug",
        "After an edit, the old text is found for about a minute. Steps are in the comments.",
        "I can reproduce it with the cache on.",
    ),
    (
        "yuki",
        "Keyboard shortcuts for triage",
        "idea",
        "Moving a card should not need the mouse: `J`/`K` to walk, `A` to assign.",
        "Yes please.",
    ),
    (
        "builder",
        "Flaky: upload_resumes_after_reset",
        "bug",
        "Fails about one run in forty on CI, never locally.",
        "Looks like a race between the reset and the timer.",
    ),
];

/// Small talk that the seed chooses from.
const REMARKS: &[&str] =
    &["Coffee is back.", "The plant survived.", "Who moved my whiteboard?", "It's Friday somewhere."];

/// Who is who while the world is furnished.
struct Scene {
    server: Snowflake,
    roles: HashMap<&'static str, Snowflake>,
    people: HashMap<&'static str, Snowflake>,
    channels: HashMap<&'static str, Snowflake>,
}

impl Scene {
    fn channel(&self, name: &'static str) -> Snowflake {
        self.channels.get(name).copied().unwrap_or_default()
    }

    fn person(&self, name: &'static str) -> Snowflake {
        self.people.get(name).copied().unwrap_or_default()
    }
}

/// Fills an empty world.
pub(super) fn furnish(world: &mut World) -> Result<(), Unknown> {
    let now_ms = now_ms();
    // The server is older than what was said in it.
    world.turn_back(now_ms - 90 * DAY * MINUTE_MS);
    let mut scene = people(world)?;
    channels(world, &mut scene)?;
    talk(world, &scene, now_ms)?;
    posts(world, &scene, now_ms)?;
    world.turn_to_now();
    Ok(())
}

fn people(world: &mut World) -> Result<Scene, Unknown> {
    let server = world.add_server("Claude Team Workspace");
    if let Some(state) = world.server_mut(server) {
        state.description = Some("Where people and their agents work together.".to_owned());
    }
    let mut scene = Scene { server, roles: HashMap::new(), people: HashMap::new(), channels: HashMap::new() };
    for (name, permissions, color) in ROLES.iter().rev() {
        let role = world.add_role(server, name, *permissions)?;
        if let Some(role) = world.server_mut(server).and_then(|server| server.roles.get_mut(&role)) {
            role.color = *color;
            role.hoist = true;
            role.mentionable = *name == "Engineer";
        }
        scene.roles.insert(name, role);
    }
    for (username, shown, roles) in PEOPLE {
        let is_bot = shown.starts_with('[');
        let user = if is_bot { world.add_bot(username) } else { world.add_user(username) };
        if let Some(user) = world.user_mut(user) {
            user.global_name = (!is_bot).then(|| (*shown).to_owned());
        }
        let roles: Vec<_> = roles.iter().filter_map(|role| scene.roles.get(role).copied()).collect();
        world.add_member(server, user, &roles)?;
        scene.people.insert(username, user);
    }
    let (bot, agent) = (world.bot(), scene.roles.get("Agent").copied());
    let bot_role = MANAGE_MESSAGES | MANAGE_THREADS | PIN_MESSAGES;
    if let Some(state) = world.server_mut(server) {
        for role in state.roles.values_mut().filter(|role| role.bot == Some(bot)) {
            role.permissions |= bot_role;
        }
        if let Some(member) = state.members.get_mut(&bot) {
            member.roles.extend(agent);
        }
    }
    Ok(scene)
}

fn channels(world: &mut World, scene: &mut Scene) -> Result<(), Unknown> {
    let everyone = OverwriteTarget::Role(scene.server);
    let mut add = |scene: &mut Scene, name, new: NewChannel| {
        let id = world.add_channel(scene.server, new)?;
        scene.channels.insert(name, id);
        Ok(id)
    };
    let office = add(scene, "Office", NewChannel::new(ChannelType::Category, "Office"))?;
    let work = add(scene, "Work", NewChannel::new(ChannelType::Category, "Work"))?;
    add(
        scene,
        "announcements",
        NewChannel::new(ChannelType::Announcement, "announcements").parent(office).overwrite(
            everyone,
            0,
            SEND_MESSAGES,
        ),
    )?;
    let texts = [
        ("general", office, "Everything that has no better place"),
        ("pr-reviews", work, "Pull requests that wait for a review"),
        ("daily-status", work, "Yesterday, today, blocked: one message a day"),
        ("blocked", work, "What keeps you from working; an Admin looks here hourly"),
        ("artifacts", work, "Reports, logs and pictures that agents made"),
    ];
    for (name, parent, topic) in texts {
        add(scene, name, NewChannel::text(name).parent(parent).topic(topic))?;
    }
    let forum = NewChannel::new(ChannelType::Forum, "ideas-and-bugs").parent(work).topic("One post a topic");
    add(scene, "ideas-and-bugs", forum.tag("bug").tag("idea").tag("done"))?;
    add(scene, "standup", NewChannel::new(ChannelType::Voice, "standup").parent(office))?;
    let admin = scene.roles.get("Admin").copied().unwrap_or_default();
    let leads = NewChannel::text("leads").parent(office).overwrite(everyone, 0, VIEW_CHANNEL).overwrite(
        OverwriteTarget::Role(admin),
        VIEW_CHANNEL,
        0,
    );
    add(scene, "leads", leads)?;
    Ok(())
}

fn talk(world: &mut World, scene: &Scene, now_ms: u64) -> Result<(), Unknown> {
    let remark = world.random.usize(..REMARKS.len());
    let mut said = HashMap::new();
    for (channel, minutes, author, text) in TALK {
        let mut message = NewMessage::text(*text).at_ms(now_ms - minutes * MINUTE_MS);
        let answers = matches!(*text, "I do. Try again now." | "Does that include the schema migration?");
        if let Some(asked) = said.get(channel)
            && answers
        {
            message = message.reply_to(*asked);
        }
        if *channel == "announcements" {
            let readers = vec![scene.person("jonas_w"), scene.person("priya.n"), scene.person("sam_d")];
            message = message.reaction("👀", readers).pinned();
        }
        if text.contains("Approved") {
            message = message.reaction("🎉", vec![scene.person("builder"), scene.person("jonas_w")]);
        }
        let id = world.add_message_with(scene.channel(channel), scene.person(author), message)?;
        said.insert(channel, id);
        if text.starts_with("#418") {
            review_thread(world, scene, scene.channel(channel), id, now_ms)?;
        }
    }
    let remark = NewMessage::text(REMARKS[remark]).at_ms(now_ms - 20 * MINUTE_MS);
    world.add_message_with(scene.channel("general"), scene.person("sam_d"), remark)?;
    artifacts(world, scene, now_ms)
}

fn review_thread(
    world: &mut World,
    scene: &Scene,
    channel: Snowflake,
    message: Snowflake,
    now_ms: u64,
) -> Result<(), Unknown> {
    let thread = world.add_thread_from(channel, message, "Review of #418", scene.person("jonas_w"))?;
    let said = [
        (80, "reviewer", "Looked at the first half. The paging cursor can be forged: is it signed anywhere?"),
        (75, "jonas_w", "No, but it only holds an ID that the caller could ask for anyway."),
        (71, "reviewer", "Then please say so in a comment. Otherwise fine."),
    ];
    for (minutes, author, text) in said {
        let message = NewMessage::text(text).at_ms(now_ms - minutes * MINUTE_MS);
        world.add_message_with(thread, scene.person(author), message)?;
    }
    Ok(())
}

fn artifacts(world: &mut World, scene: &Scene, now_ms: u64) -> Result<(), Unknown> {
    let report = json!({
        "type": "rich",
        "title": "Nightly build 1284",
        "description": "612 tests passed, 1 failed",
        "color": 0x00e6_7e22,
        "fields": [
            { "name": "Failed", "value": "`upload_resumes_after_reset`", "inline": true },
            { "name": "Took", "value": "14 min 8 s", "inline": true },
        ],
    });
    let channel = scene.channel("artifacts");
    let log = "running 613 tests\ntest upload_resumes_after_reset ... FAILED\n612 passed; 1 failed\n";
    let nightly = NewMessage::text("").embed(report).at_ms(now_ms - 9 * HOUR * MINUTE_MS);
    world.add_message_with(channel, scene.person("ci"), nightly)?;
    let with_log = NewMessage::text("The log of the failed test.")
        .file("nightly-1284.log", log)
        .at_ms(now_ms - (9 * HOUR - 1) * MINUTE_MS);
    world.add_message_with(channel, scene.person("ci"), with_log)?;
    Ok(())
}

fn posts(world: &mut World, scene: &Scene, now_ms: u64) -> Result<(), Unknown> {
    let forum = scene.channel("ideas-and-bugs");
    for (days, (author, title, tag, text, answer)) in (1..=3).rev().zip(POSTS) {
        let at_ms = now_ms - days * DAY * MINUTE_MS + 7 * MINUTE_MS;
        let post =
            world.add_post(forum, scene.person(author), title, NewMessage::text(*text).at_ms(at_ms))?;
        let tags = world.channel(forum).map_or(&[][..], |forum| &forum.tags);
        let tag = tags.iter().find(|known| known.name == *tag).map(|tag| tag.id);
        if let Some(thread) = world.channel_mut(post).and_then(|post| post.thread.as_mut()) {
            thread.applied_tags.extend(tag);
        }
        let answer = NewMessage::text(*answer).at_ms(at_ms + 25 * MINUTE_MS);
        world.add_message_with(post, scene.person("priya.n"), answer)?;
    }
    Ok(())
}
