/**
 * Drives the server with both TypeScript SDKs, each over stdio and over HTTP.
 *
 *     node clients.js PATH_TO_MCP_DISCORD
 */

import assert from "node:assert/strict";

import * as v2 from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

import { serving } from "./sandbox.js";
import { Person, walk } from "./walk.js";

const [LEGACY, MODERN] = ["2025-11-25", "2026-07-28"];
/** What a person learns whose token is wrong. */
const STRANGER = /the bearer token is none of this server's/;
const V1 = { name: "@modelcontextprotocol/sdk", Client: ClientV1, Stdio: StdioV1, Http: HttpV1, elicit: ElicitRequestSchema };
const V2 = {
  name: "@modelcontextprotocol/client",
  Client: v2.Client,
  Stdio: StdioV2,
  Http: v2.StreamableHTTPClientTransport,
  elicit: "elicitation/create",
};
const CLIENTS = [
  { ...V1, protocol: LEGACY, stranger: STRANGER },
  { ...V2, protocol: LEGACY, stranger: STRANGER },
  // While it negotiates it keeps the words of the server to itself.
  { ...V2, protocol: MODERN, stranger: /requires authorization/, options: { versionNegotiation: { mode: "auto" } } },
];

/** Connects a client: it asks `person`, and what it can't make sense of is among `errors`. */
async function connect({ Client, elicit, options }, transport, person, errors) {
  const client = new Client({ name: "foreign-client", version: "1.0.0" }, { capabilities: { elicitation: {} }, ...options });
  client.setRequestHandler(elicit, person.ask);
  client.onerror = (error) => errors.push(error);
  await client.connect(transport);
  return client;
}

async function drive(binary, kind, over) {
  let seen;
  await serving(binary, async ({ command, args, url, token, discord }) => {
    const http = (token) => new kind.Http(url, { requestInit: { headers: { Authorization: `Bearer ${token}` } } });
    if (over === "http") {
      await assert.rejects(connect(kind, http("another-token"), new Person(), []), kind.stranger);
    }
    const transport = over === "http" ? http(token) : new kind.Stdio({ command, args });
    // SDK 1.x tells its transport what was negotiated, and keeps it from its user.
    let negotiated;
    const told = transport.setProtocolVersion;
    transport.setProtocolVersion = (version) => (negotiated = version, told?.call(transport, version));
    const [person, errors] = [new Person(), []];
    const client = await connect(kind, transport, person, errors);
    try {
      assert.equal(client.getNegotiatedProtocolVersion?.() ?? negotiated, kind.protocol);
      assert.equal(client.getServerVersion().name, "mcp-discord");
      seen = await walk(client, person, discord);
    } finally {
      await client.close();
    }
    assert.deepEqual(errors, []);
  });
  console.log(`${kind.name}, ${kind.protocol} over ${over}: ${seen}`);
}

const [binary] = process.argv.slice(2);
for (const over of ["stdio", "http"]) {
  for (const kind of CLIENTS) {
    await drive(binary, kind, over);
  }
}
