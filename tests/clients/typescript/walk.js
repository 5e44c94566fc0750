/**
 * What each client does with the server. A client is of either SDK, which agree in what is used here.
 *
 * Every change is looked up in Discord, never in what the server says of it.
 */

import assert from "node:assert/strict";

/** What a client counts on, among others. */
const TOOLS = [
  "add_multiple_reactions",
  "add_reaction",
  "delete_message",
  "edit_message",
  "get_self_info",
  "get_server_info",
  "get_user_info",
  "list_channels",
  "list_members",
  "list_servers",
  "read_messages",
  "remove_reaction",
  "reply_to_message",
  "search_messages",
  "send_message",
];

/** Who is asked before something is destroyed. */
export class Person {
  agrees = false;
  asked = [];

  ask = ({ params }) => {
    this.asked.push(params.message);
    return this.agrees ? { action: "accept", content: {} } : { action: "decline" };
  };
}

/** The whole way; what was seen on it. */
export async function walk(client, person, discord) {
  const seen = { tools: 0, done: 0, refused: 0 };

  async function call(name, args = {}) {
    const result = await client.callTool({ name, arguments: args });
    const texts = result.content.filter((block) => block.type === "text").map((block) => block.text);
    return { text: texts.join("\n"), isError: result.isError ?? false };
  }

  async function done(name, args) {
    const { text, isError } = await call(name, args);
    assert.equal(isError, false, `${name} was refused: ${text}`);
    seen.done++;
    return text;
  }

  async function refused(name, args) {
    const { text, isError } = await call(name, args);
    assert.equal(isError, true, `${name} was not refused: ${text}`);
    seen.refused++;
    return text;
  }

  /** Tools are described; servers and channels are those of the sandbox. */
  async function lists() {
    const { tools } = await client.listTools();
    seen.tools = tools.length;
    const names = new Set(tools.map((tool) => tool.name));
    assert.deepEqual(TOOLS.filter((name) => !names.has(name)), []);
    for (const tool of tools) {
      assert.ok(tool.description && tool.annotations.readOnlyHint !== undefined, tool.name);
      assert.equal(tool.inputSchema.additionalProperties, false, tool.name);
    }

    const servers = await discord.get("users/@me/guilds");
    const listed = await done("list_servers");
    assert.ok(servers.length > 0 && servers.every(({ name, id }) => listed.includes(`${name} (ID: ${id}`)), listed);
    const [server] = servers;

    const channels = await discord.get(`guilds/${server.id}/channels`);
    const text = await done("list_channels", { server_id: server.id });
    assert.ok(channels.length > 0 && channels.every(({ name, id }) => text.includes(`${name} ${id}`)), text);
    return { server: server.id, channel: channels.find(({ name }) => name === "general").id };
  }

  /** A message is sent, read and reacted to; its ID. */
  async function talks(channel) {
    const before = await discord.get(`channels/${channel}/messages?limit=99`);
    const content = "from a foreign client: <@&1> é 🦀";
    const sent = await done("send_message", { channel_id: "#general", content });
    const after = await discord.get(`channels/${channel}/messages?limit=100`);
    const ids = (messages) => messages.map((message) => message.id);
    assert.deepEqual(ids(after.slice(1)), ids(before), "not exactly one message");
    const [message] = after;
    assert.equal(message.content, content);
    assert.ok(sent.includes(message.id), sent);
    assert.deepEqual([message.mention_roles, message.mention_everyone], [[], false]);

    const read = await done("read_messages", { channel_id: "#general", limit: 5 });
    assert.ok(after.slice(0, 5).every((each) => read.includes(each.id)) && read.includes("from a foreign client"), read);
    assert.ok(!read.includes(after[5].id), read);

    await done("add_reaction", { channel_id: channel, message_id: message.id, emoji: "✅" });
    const { reactions } = await discord.get(`channels/${channel}/messages/${message.id}`);
    assert.deepEqual(reactions.map(({ emoji, count, me }) => [emoji.name, count, me]), [["✅", 1, true]]);
    return message.id;
  }

  /** A message is changed, answered and found; the ID of the answer. */
  async function changes(channel, message) {
    await done("edit_message", { channel_id: channel, message_id: message, content: "changed" });
    assert.equal((await discord.get(`channels/${channel}/messages/${message}`)).content, "changed");
    const text = await done("reply_to_message", { channel_id: channel, message_id: message, content: "so it is" });
    const [reply] = await discord.get(`channels/${channel}/messages?limit=1`);
    assert.equal(reply.message_reference.message_id, message);
    assert.ok(text.includes(reply.id), text);
    const found = await done("search_messages", { content: "changed" });
    assert.ok(found.includes(message), found);
    return reply.id;
  }

  /** Members are found by name and by ID. */
  async function meets(server) {
    const members = await discord.get(`guilds/${server}/members?limit=100`);
    const text = await done("list_members", { server_id: server });
    const [{ user }] = members;
    assert.ok(text.startsWith(`Server Members (${members.length}):`) && text.includes(user.id), text);
    for (const name of [user.username, user.id]) {
      assert.ok((await done("get_user_info", { user_id: name })).includes(user.id), name);
    }
  }

  /** What can't be done is said to the model, and nothing happens. */
  async function isRefused(server, channel, newest) {
    for (const args of [{ channel_id: "#generl", content: "x" }, { channel_id: "#general", contnt: "x" }]) {
      const text = await refused("send_message", args);
      assert.ok(text.includes("hint:"), text);
    }
    assert.equal((await discord.get(`channels/${channel}`)).last_message_id, newest, "a refused call sent something");

    const text = await refused("create_text_channel", { server_id: server, name: "mine" });
    assert.ok(text.includes("MANAGE_CHANNELS"), text);
    assert.ok((await discord.get(`guilds/${server}/channels`)).every(({ name }) => name !== "mine"));
  }

  /** A person who says no is obeyed, and one who agrees. */
  async function deletes(channel, message) {
    const path = `channels/${channel}/messages/${message}`;
    const args = { channel_id: channel, message_id: message };
    await refused("delete_message", args);
    assert.equal(person.asked.length, 1);
    assert.ok(person.asked[0].includes(message), person.asked[0]);
    assert.equal((await discord.request(path)).status, 200, "the message is gone, and nobody agreed");

    person.agrees = true;
    await done("delete_message", args);
    assert.equal(person.asked.length, 2);
    const { status, body } = await discord.request(path);
    assert.deepEqual([status, body.code], [404, 10008]);
  }

  const { server, channel } = await lists();
  const message = await talks(channel);
  const reply = await changes(channel, message);
  await meets(server);
  await isRefused(server, channel, reply);
  await deletes(channel, message);
  return `${seen.tools} tools, ${seen.done} calls done, ${seen.refused} refused, ${person.asked.length} questions`;
}
