"""Drives the server with the Python SDK, which speaks MCP's newer era (2026-07-28).

    python client.py PATH_TO_MCP_DISCORD

Every change is looked up in the sandbox over Discord's own REST API, never in what the server says of it.
"""

import asyncio
import json
import socket
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import ElicitRequestFormParams, ElicitResult

PROTOCOL = "2026-07-28"
# What every sandbox of the command line takes for a token. It is no secret.
TOKEN = "MTc1OTI4ODQ3Mjk5MTE3MDYz.Sandbx.not-a-secret-the-sandbox-takes-it"
# What this client counts on, among others.
TOOLS = [
    "add_role",
    "create_text_channel",
    "delete_channel",
    "get_channels",
    "moderate_message",
    "remove_role",
    "reply_to_message",
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
]


class Discord:
    """The sandbox as any REST client sees it."""

    def __init__(self, address: str):
        self.base = f"http://{address}/api/v10"
        # Loopback: whatever proxy the environment names has nothing to do with it.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path: str):
        status, body = self.request(path)
        assert status == 200, f"GET {path} answered {status}: {body}"
        return body

    def request(self, path: str):
        headers = {"Authorization": f"Bot {TOKEN}", "User-Agent": "DiscordBot (https://example.com, 1.0)"}
        request = urllib.request.Request(f"{self.base}/{path}", headers=headers)
        try:
            with self.opener.open(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            body = json.load(error)
            if error.code == 429:
                # The sandbox limits as Discord does, and this is no test of limits.
                time.sleep(body["retry_after"])
                return self.request(path)
            return error.code, body


class Person:
    """Who is asked before something is destroyed."""

    def __init__(self):
        self.answer = "decline"
        self.asked: list[str] = []

    async def __call__(self, _context, params):
        assert isinstance(params, ElicitRequestFormParams), f"asked for something else than a form: {params}"
        self.asked.append(params.message)
        return ElicitResult(action=self.answer, content={} if self.answer == "accept" else None)


async def call(client: Client, tool: str, **arguments):
    """Calls a tool: the text of the result, and whether it is an error."""
    result = await client.call_tool(tool, arguments)
    return "\n".join(block.text for block in result.content if block.type == "text"), result.is_error


async def done(client: Client, tool: str, **arguments) -> str:
    text, is_error = await call(client, tool, **arguments)
    assert not is_error, f"{tool} was refused: {text}"
    return text


async def lists(client: Client, discord: Discord) -> str:
    """Servers and channels are those of the sandbox; the ID of #general."""
    listed = await client.list_tools()
    names = {tool.name for tool in listed.tools}
    assert names >= set(TOOLS), set(TOOLS) - names
    for tool in listed.tools:
        assert tool.description and tool.annotations.read_only_hint is not None, tool
        assert tool.input_schema["additionalProperties"] is False, tool.input_schema

    servers = discord.get("users/@me/guilds")
    text = await done(client, "list_servers")
    assert servers and all(f"{server['name']} (ID: {server['id']}" in text for server in servers), text

    channels = discord.get(f"guilds/{servers[0]['id']}/channels")
    text = await done(client, "list_channels", server_id=servers[0]["id"])
    assert channels and all(f"{channel['name']} {channel['id']}" in text for channel in channels), text
    text = await done(client, "get_channels", server_id=servers[0]["id"])
    assert all(f"#{channel['name']} (ID: {channel['id']}) - " in text for channel in channels), text
    return next(channel["id"] for channel in channels if channel["name"] == "general")


async def talks(client: Client, discord: Discord, channel: str) -> str:
    """A message is sent, read and reacted to; its ID."""
    before = discord.get(f"channels/{channel}/messages?limit=100")
    content = "from a foreign client: <@&1> é 🦀"
    text = await done(client, "send_message", channel_id="#general", content=content)
    after = discord.get(f"channels/{channel}/messages?limit=100")
    assert [message["id"] for message in after[1:]] == [message["id"] for message in before], "not exactly one message"
    message = after[0]
    assert message["content"] == content and message["id"] in text, (message, text)
    assert not message["mention_roles"] and not message["mention_everyone"], message

    text = await done(client, "read_messages", channel_id="#general", limit=5)
    assert all(message["id"] in text for message in after[:5]) and "from a foreign client" in text, text
    assert after[5]["id"] not in text, text

    await done(client, "add_reaction", channel_id=channel, message_id=message["id"], emoji="✅")
    reactions = discord.get(f"channels/{channel}/messages/{message['id']}")["reactions"]
    assert [(each["emoji"]["name"], each["count"], each["me"]) for each in reactions] == [("✅", 1, True)], reactions
    return message["id"]


async def deletes(client: Client, discord: Discord, person: Person, channel: str, message: str):
    """A person who says no is obeyed, and one who agrees."""
    path = f"channels/{channel}/messages/{message}"
    text, is_error = await call(client, "delete_message", channel_id=channel, message_id=message)
    assert is_error and len(person.asked) == 1 and message in person.asked[0], (text, person.asked)
    assert discord.request(path)[0] == 200, "the message is gone, and nobody agreed"

    person.answer = "accept"
    await done(client, "delete_message", channel_id=channel, message_id=message)
    assert len(person.asked) == 2, person.asked
    status, body = discord.request(path)
    assert (status, body["code"]) == (404, 10008), (status, body)


async def moderates(client: Client, discord: Discord, channel: str):
    """What the bot may do beyond talking is done, and what it may not is explained."""
    server = discord.get("users/@me/guilds")[0]["id"]
    text = await done(client, "send_message", channel_id=channel, content="to be changed")
    message = discord.get(f"channels/{channel}/messages?limit=1")[0]
    assert message["id"] in text, text
    await done(client, "edit_message", channel_id=channel, message_id=message["id"], content="changed")
    assert discord.get(f"channels/{channel}/messages/{message['id']}")["content"] == "changed"
    text = await done(client, "reply_to_message", channel_id=channel, message_id=message["id"], content="so it is")
    reply = discord.get(f"channels/{channel}/messages?limit=1")[0]
    assert reply["message_reference"]["message_id"] == message["id"] and reply["id"] in text, (reply, text)
    text = await done(client, "search_messages", content="changed")
    assert message["id"] in text, text
    members = discord.get(f"guilds/{server}/members?limit=100")
    text = await done(client, "list_members", server_id=server)
    assert text.startswith(f"Server Members ({len(members)}):") and members[0]["user"]["id"] in text, text
    for name in [members[0]["user"]["username"], members[0]["user"]["id"]]:
        assert members[0]["user"]["id"] in await done(client, "get_user_info", user_id=name)
    text, is_error = await call(client, "create_text_channel", server_id=server, name="mine")
    assert is_error and "MANAGE_CHANNELS" in text and "hint:" in text, text
    assert all(each["name"] != "mine" for each in discord.get(f"guilds/{server}/channels"))


async def refuses(client: Client, discord: Discord, channel: str):
    """What can't be done is said to the model, and nothing happens."""
    before = discord.get(f"channels/{channel}/messages?limit=1")
    for arguments in [{"channel_id": "#generl", "content": "x"}, {"channel_id": "#general", "contnt": "x"}]:
        text, is_error = await call(client, "send_message", **arguments)
        assert is_error and "hint:" in text, text
    assert discord.get(f"channels/{channel}/messages?limit=1") == before, "a refused call sent something"


async def drive(binary: str):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    discord, person = Discord(address), Person()
    server = StdioServerParameters(command=binary, args=[f"--sandbox={address}"], env={"DISCORD_LOG": "warn"})
    async with Client(stdio_client(server), elicitation_callback=person, read_timeout_seconds=30) as client:
        assert client.protocol_version == PROTOCOL, client.protocol_version
        assert client.server_info.name == "mcp-discord", client.server_info
        channel = await lists(client, discord)
        message = await talks(client, discord, channel)
        await deletes(client, discord, person, channel, message)
        await moderates(client, discord, channel)
        await refuses(client, discord, channel)
    print(f"python mcp, {PROTOCOL}: fourteen tools, refusals, a yes and a no: as they should be")


if __name__ == "__main__":
    asyncio.run(drive(sys.argv[1]))
