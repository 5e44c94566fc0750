"""What each client does with the server.

Every change is looked up in Discord, never in what the server says of it.
"""

from abc import ABC, abstractmethod

# What a client counts on, among others.
TOOLS = {
    "add_multiple_reactions",
    "add_reaction",
    "add_role",
    "create_text_channel",
    "delete_channel",
    "delete_message",
    "edit_message",
    "get_channels",
    "get_self_info",
    "get_server_info",
    "get_user_info",
    "list_channels",
    "list_members",
    "list_servers",
    "moderate_message",
    "read_messages",
    "remove_reaction",
    "remove_role",
    "reply_to_message",
    "search_messages",
    "send_message",
}


class Person:
    """Who is asked before something is destroyed."""

    def __init__(self):
        self.agrees = False
        self.asked: list[str] = []

    def ask(self, question: str) -> bool:
        self.asked.append(question)
        return self.agrees


class Client(ABC):
    """A connection to the server, through code that others wrote."""

    def __init__(self, person: Person | None = None):
        self.person = person
        self.listed = self.done = self.refused = 0

    @abstractmethod
    async def tools(self) -> list[dict]:
        """The tools as they are listed, in MCP's own JSON."""

    @abstractmethod
    async def call(self, tool: str, arguments: dict) -> tuple[str, bool]:
        """The text of the result, and whether it is an error."""

    def saw(self) -> str:
        asked = f", {len(self.person.asked)} questions" if self.person else ""
        return f"{self.listed} tools, {self.done} calls done, {self.refused} refused{asked}"


async def walk(client: Client, discord):
    """The whole way: some twenty calls."""
    await lists(client, discord)
    channel, message = await sends(client, discord)
    await reads(client, discord, channel)
    await reacts(client, discord, channel, message)
    reply = await changes(client, discord, channel, message)
    await meets(client, discord)
    await is_refused(client, discord, channel, reply)
    await deletes(client, discord, channel, message)


async def walk_briefly(client: Client, discord):
    """For clients that start anew for each call: five calls at most."""
    await listed(client)
    channel, message = await sends(client, discord)
    assert "hint:" in await refused(client, "send_message", channel_id="#generl", content="x")
    await deletes(client, discord, channel, message)


async def listed(client: Client) -> list[dict]:
    tools = await client.tools()
    client.listed = len(tools)
    names = {tool["name"] for tool in tools}
    assert names >= TOOLS, TOOLS - names
    return tools


async def done(client: Client, tool: str, **arguments) -> str:
    text, is_error = await client.call(tool, arguments)
    assert not is_error, f"{tool} was refused: {text}"
    client.done += 1
    return text


async def refused(client: Client, tool: str, **arguments) -> str:
    text, is_error = await client.call(tool, arguments)
    assert is_error, f"{tool} was not refused: {text}"
    client.refused += 1
    return text


async def lists(client: Client, discord):
    """Tools are described; servers and channels are those of the sandbox."""
    for tool in await listed(client):
        assert tool["description"] and tool["annotations"]["readOnlyHint"] is not None, tool
        assert tool["inputSchema"]["additionalProperties"] is False, tool

    servers = await discord.get("users/@me/guilds")
    text = await done(client, "list_servers")
    assert servers and all(f"{server['name']} (ID: {server['id']}" in text for server in servers), text

    channels = await discord.get(f"guilds/{servers[0]['id']}/channels")
    text = await done(client, "list_channels", server_id=servers[0]["id"])
    assert channels and all(f"{channel['name']} {channel['id']}" in text for channel in channels), text
    text = await done(client, "get_channels", server_id=servers[0]["id"])
    assert all(f"#{channel['name']} (ID: {channel['id']}) - " in text for channel in channels), text


async def sends(client: Client, discord) -> tuple[str, str]:
    """One message is sent, and pings nobody; the IDs of its channel and itself."""
    [server, *_] = await discord.get("users/@me/guilds")
    channels = await discord.get(f"guilds/{server['id']}/channels")
    [channel] = [channel["id"] for channel in channels if channel["name"] == "general"]
    before = await discord.get(f"channels/{channel}/messages?limit=99")
    content = "from a foreign client: <@&1> é 🦀"
    text = await done(client, "send_message", channel_id="#general", content=content)
    [message, *others] = await discord.get(f"channels/{channel}/messages?limit=100")
    assert [other["id"] for other in others] == [other["id"] for other in before], "not exactly one message"
    assert message["content"] == content and message["id"] in text, (message, text)
    assert not message["mention_roles"] and not message["mention_everyone"], message
    return channel, message["id"]


async def reads(client: Client, discord, channel: str):
    """The newest messages are read, and no more."""
    [*newest, older] = await discord.get(f"channels/{channel}/messages?limit=6")
    text = await done(client, "read_messages", channel_id="#general", limit=5)
    assert all(each["id"] in text for each in newest) and "from a foreign client" in text, text
    assert older["id"] not in text, text


async def reacts(client: Client, discord, channel: str, message: str):
    await done(client, "add_reaction", channel_id=channel, message_id=message, emoji="✅")
    reactions = (await discord.get(f"channels/{channel}/messages/{message}"))["reactions"]
    assert [(each["emoji"]["name"], each["count"], each["me"]) for each in reactions] == [("✅", 1, True)], reactions


async def changes(client: Client, discord, channel: str, message: str) -> str:
    """A message is changed, answered and found; the ID of the answer."""
    await done(client, "edit_message", channel_id=channel, message_id=message, content="changed")
    assert (await discord.get(f"channels/{channel}/messages/{message}"))["content"] == "changed"
    text = await done(client, "reply_to_message", channel_id=channel, message_id=message, content="so it is")
    [reply] = await discord.get(f"channels/{channel}/messages?limit=1")
    assert reply["message_reference"]["message_id"] == message and reply["id"] in text, (reply, text)
    assert message in await done(client, "search_messages", content="changed")
    return reply["id"]


async def meets(client: Client, discord):
    """Members are found by name and by ID."""
    [server, *_] = await discord.get("users/@me/guilds")
    members = await discord.get(f"guilds/{server['id']}/members?limit=100")
    text = await done(client, "list_members", server_id=server["id"])
    user = members[0]["user"]
    assert text.startswith(f"Server Members ({len(members)}):") and user["id"] in text, text
    for name in [user["username"], user["id"]]:
        assert user["id"] in await done(client, "get_user_info", user_id=name)


async def is_refused(client: Client, discord, channel: str, newest: str):
    """What can't be done is said to the model, and nothing happens."""
    [server, *_] = await discord.get("users/@me/guilds")
    for arguments in [{"channel_id": "#generl", "content": "x"}, {"channel_id": "#general", "contnt": "x"}]:
        assert "hint:" in await refused(client, "send_message", **arguments)
    assert (await discord.get(f"channels/{channel}"))["last_message_id"] == newest, "a refused call sent something"

    text = await refused(client, "create_text_channel", server_id=server["id"], name="mine")
    assert "MANAGE_CHANNELS" in text, text
    assert all(each["name"] != "mine" for each in await discord.get(f"guilds/{server['id']}/channels"))


async def deletes(client: Client, discord, channel: str, message: str):
    """A person who says no is obeyed, and one who agrees; where nobody can be asked, the call is enough."""
    path = f"channels/{channel}/messages/{message}"
    arguments = {"channel_id": channel, "message_id": message}
    if client.person:
        await refused(client, "delete_message", **arguments)
        assert len(client.person.asked) == 1 and message in client.person.asked[0], client.person.asked
        assert (await discord.request(path))[0] == 200, "the message is gone, and nobody agreed"
        client.person.agrees = True
    await done(client, "delete_message", **arguments)
    assert client.person is None or len(client.person.asked) == 2, client.person.asked
    status, body = await discord.request(path)
    assert (status, body["code"]) == (404, 10008), (status, body)
