/**
 * Drives the server with the TypeScript SDK 1.x, which speaks MCP's older era (2025-11-25).
 *
 *     node client.js PATH_TO_MCP_DISCORD
 *
 * Every change is looked up in the sandbox over Discord's own REST API, never in what the server says of it.
 */

import assert from "node:assert/strict";
import { createServer } from "node:net";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const PROTOCOL = "2025-11-25";
// What every sandbox of the command line takes for a token. It is no secret.
const TOKEN = "MTc1OTI4ODQ3Mjk5MTE3MDYz.Sandbx.not-a-secret-the-sandbox-takes-it";
/** What this client counts on, among others. */
const TOOLS = [
    "add_multiple_reactions",
    "add_reaction",
    "delete_message",
    "get_self_info",
    "get_server_info",
    "get_user_info",
    "list_channels",
    "list_members",
    "list_servers",
    "read_messages",
    "remove_reaction",
    "send_message",
];

/** The sandbox as any REST client sees it. */
class Discord {
  constructor(address) {
    this.base = `http://${address}/api/v10`;
  }

  async get(path) {
    const { status, body } = await this.request(path);
    assert.equal(status, 200, `GET ${path}: ${JSON.stringify(body)}`);
    return body;
  }

  async request(path) {
    const headers = { Authorization: `Bot ${TOKEN}`, "User-Agent": "DiscordBot (https://example.com, 1.0)" };
    const answer = await fetch(`${this.base}/${path}`, { headers });
    return { status: answer.status, body: await answer.json() };
  }
}

/** Calls a tool: the text of the result, and whether it is an error. */
async function call(client, name, args = {}) {
  const result = await client.callTool({ name, arguments: args });
  const texts = result.content.filter((block) => block.type === "text").map((block) => block.text);
  return { text: texts.join("\n"), isError: result.isError ?? false };
}

async function done(client, name, args) {
  const { text, isError } = await call(client, name, args);
  assert.equal(isError, false, `${name} was refused: ${text}`);
  return text;
}

/** Servers and channels are those of the sandbox; the ID of #general. */
async function lists(client, discord) {
  const { tools } = await client.listTools();
  const names = new Set(tools.map((tool) => tool.name));
  assert.deepEqual(TOOLS.filter((name) => !names.has(name)), []);
  for (const tool of tools) {
    assert.ok(tool.description && tool.annotations.readOnlyHint !== undefined, tool.name);
    assert.equal(tool.inputSchema.additionalProperties, false, tool.name);
  }

  const servers = await discord.get("users/@me/guilds");
  const listed = await done(client, "list_servers");
  assert.ok(servers.length > 0 && servers.every((server) => listed.includes(`${server.name} (ID: ${server.id}`)), listed);

  const channels = await discord.get(`guilds/${servers[0].id}/channels`);
  const text = await done(client, "list_channels", { server_id: servers[0].id });
  assert.ok(channels.length > 0 && channels.every((each) => text.includes(`${each.name} ${each.id}`)), text);
  return channels.find((channel) => channel.name === "general").id;
}

/** A message is sent, read and reacted to; its ID. */
async function talks(client, discord, channel) {
  const before = await discord.get(`channels/${channel}/messages?limit=100`);
  const content = "from a foreign client: <@&1> é 🦀";
  const sent = await done(client, "send_message", { channel_id: "#general", content });
  const after = await discord.get(`channels/${channel}/messages?limit=100`);
  const ids = (messages) => messages.map((message) => message.id);
  assert.deepEqual(ids(after.slice(1)), ids(before), "not exactly one message");
  const [message] = after;
  assert.equal(message.content, content);
  assert.ok(sent.includes(message.id), sent);
  assert.deepEqual([message.mention_roles, message.mention_everyone], [[], false]);

  const read = await done(client, "read_messages", { channel_id: "#general", limit: 5 });
  assert.ok(after.slice(0, 5).every((each) => read.includes(each.id)) && read.includes("from a foreign client"), read);
  assert.ok(!read.includes(after[5].id), read);

  await done(client, "add_reaction", { channel_id: channel, message_id: message.id, emoji: "✅" });
  const { reactions } = await discord.get(`channels/${channel}/messages/${message.id}`);
  assert.deepEqual(reactions.map((each) => [each.emoji.name, each.count, each.me]), [["✅", 1, true]]);
  return message.id;
}

/** A person who says no is obeyed, and one who agrees. */
async function deletes(client, discord, person, channel, message) {
  const path = `channels/${channel}/messages/${message}`;
  const args = { channel_id: channel, message_id: message };
  const refused = await call(client, "delete_message", args);
  assert.ok(refused.isError, refused.text);
  assert.equal(person.asked.length, 1);
  assert.ok(person.asked[0].includes(message), person.asked[0]);
  assert.equal((await discord.request(path)).status, 200, "the message is gone, and nobody agreed");

  person.answer = "accept";
  await done(client, "delete_message", args);
  assert.equal(person.asked.length, 2);
  const { status, body } = await discord.request(path);
  assert.deepEqual([status, body.code], [404, 10008]);
}

/** What can't be done is said to the model, and nothing happens. */
async function refuses(client, discord, channel) {
  const before = await discord.get(`channels/${channel}/messages?limit=1`);
  for (const args of [{ channel_id: "#generl", content: "x" }, { channel_id: "#general", contnt: "x" }]) {
    const { text, isError } = await call(client, "send_message", args);
    assert.ok(isError && text.includes("hint:"), text);
  }
  assert.deepEqual(await discord.get(`channels/${channel}/messages?limit=1`), before, "a refused call sent something");
}

/** A loopback address that nobody uses. */
function freeAddress() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(`127.0.0.1:${port}`));
    });
  });
}

const [binary] = process.argv.slice(2);
const address = await freeAddress();
const discord = new Discord(address);
const person = { answer: "decline", asked: [] };
const transport = new StdioClientTransport({ command: binary, args: [`--sandbox=${address}`], env: { DISCORD_LOG: "warn" } });
const client = new Client({ name: "foreign-client", version: "1.0.0" }, { capabilities: { elicitation: {} } });
client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
  person.asked.push(params.message);
  return person.answer === "accept" ? { action: "accept", content: {} } : { action: person.answer };
});
// The SDK tells its transport what was negotiated, and keeps it from its user.
let negotiated;
transport.setProtocolVersion = (version) => (negotiated = version);
// Whatever on stdout is no JSON-RPC ends up here.
const errors = [];
client.onerror = (error) => errors.push(error);

await client.connect(transport);
try {
  assert.equal(negotiated, PROTOCOL);
  assert.equal(client.getServerVersion().name, "mcp-discord");
  const channel = await lists(client, discord);
  const message = await talks(client, discord, channel);
  await deletes(client, discord, person, channel, message);
  await refuses(client, discord, channel);
} finally {
  await client.close();
}
assert.deepEqual(errors, []);
console.log(`typescript sdk, ${PROTOCOL}: six tools, a refusal, a yes and a no: as they should be`);
