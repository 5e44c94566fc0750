/** The server under test, and the Discord behind it as any REST client sees it. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

// What every sandbox of the command line takes for a token. It is no secret.
const DISCORD_TOKEN = "MTc1OTI4ODQ3Mjk5MTE3MDYz.Sandbx.not-a-secret-the-sandbox-takes-it";

/** The sandbox over Discord's own REST API: what happened, whatever the server says of it. */
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
    const headers = { Authorization: `Bot ${DISCORD_TOKEN}`, "User-Agent": "DiscordBot (https://example.com, 1.0)" };
    const answer = await fetch(`${this.base}/${path}`, { headers });
    return { status: answer.status, body: await answer.json() };
  }
}

/**
 * Runs a server over HTTP in a sandbox of its own, while `use` uses it: by `url` and `token`, or by another server in the
 * same sandbox, which `command` and `args` start on standard streams.
 */
export async function serving(binary, use) {
  const address = await freeAddress();
  const token = randomBytes(32).toString("base64url");
  const sandbox = `--sandbox=${address}`;
  // With both renderings of a result, clients hold the structured one against the schema that was listed.
  const env = { DISCORD_HTTP_TOKEN: token, DISCORD_LOG: "warn", DISCORD_OUTPUT: "both" };
  const process = spawn(binary, ["--http=127.0.0.1:0", sandbox], { env, stdio: ["ignore", "inherit", "pipe"] });
  const said = [];
  const lines = createInterface(process.stderr).on("line", (line) => said.push(line));
  const closed = once(lines, "close");
  try {
    await Promise.race([once(lines, "line"), closed]);
    const url = /MCP over HTTP at (\S+)/.exec(said.shift())?.[1];
    assert.ok(url, "the server did not say where it is");
    await use({ command: binary, args: [sandbox, "--log=error"], url: new URL(url), token, discord: new Discord(address) });
  } finally {
    process.kill();
    await closed;
  }
  assert.deepEqual(said, [], "the server warned");
}

/** A loopback address that nobody uses. */
async function freeAddress() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return `127.0.0.1:${port}`;
}
