"""Drives the server with clients in Python, and with two that are commands: each over stdio and over HTTP.

    python clients.py PATH_TO_MCP_DISCORD INSPECTOR...

INSPECTOR is the command that starts the inspector.
"""

import asyncio
import json
import logging
import shlex
import sys
import traceback
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import fastmcp
import httpx2
import mcp
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult
from sandbox import Discord, Server, serving
from walk import Client, Person, walk, walk_briefly

ERAS = {"legacy": "2025-11-25", "auto": "2026-07-28"}


class Library(Client):
    """A client of either library, connected."""

    def __init__(self, client: mcp.Client | fastmcp.Client, person: Person):
        super().__init__(person)
        self.client = client

    async def tools(self):
        listed = await self.client.list_tools()
        tools = getattr(listed, "tools", listed)
        return [tool.model_dump(by_alias=True, exclude_unset=True) for tool in tools]

    async def call(self, tool: str, arguments: dict):
        # FastMCP would raise what is an answer to a model.
        kwargs = {"raise_on_error": False} if isinstance(self.client, fastmcp.Client) else {}
        result = await self.client.call_tool(tool, arguments, **kwargs)
        return "\n".join(block.text for block in result.content if block.type == "text"), result.is_error


def answer(agrees: bool) -> ElicitResult:
    return ElicitResult(action="accept", content={}) if agrees else ElicitResult(action="decline")


@asynccontextmanager
async def sdk(server: Server, transport: str, token: str, mode: str):
    person = Person()

    async def asked(_context, params):
        return answer(person.ask(params.message))

    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=30) as http:
        place = streamable_http_client(server.url, http_client=http)
        if transport == "stdio":
            place = StdioServerParameters(command=server.command[0], args=server.command[1:])
        async with mcp.Client(place, mode=mode, elicitation_callback=asked, read_timeout_seconds=30) as client:
            assert client.protocol_version == ERAS[mode], client.protocol_version
            yield Library(client, person)


@asynccontextmanager
async def fast(server: Server, transport: str, token: str, mode: str):
    person = Person()

    async def asked(message, _type, _params, _context):
        return answer(person.ask(message))

    place = StreamableHttpTransport(server.url, auth=token)
    if transport == "stdio":
        place = StdioTransport(server.command[0], server.command[1:], keep_alive=False)
    async with fastmcp.Client(place, mode=mode, elicitation_handler=asked, timeout=30) as client:
        assert client.protocol_version == ERAS[mode], client.protocol_version
        yield Library(client, person)


async def run(*command: str, stdin: str = "") -> str:
    """What a command prints; its exit code stands for the result's `isError`."""
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate(stdin.encode())
    if "{" not in out.decode():
        raise RuntimeError(f"{command[-1]}: {(out + err).decode()}")
    return out.decode()


class FastCommand(Client):
    """`fastmcp list` and `fastmcp call`. It asks its person on the terminal, where Enter is a yes."""

    def __init__(self, server: Server, transport: str, token: str):
        super().__init__(Person())
        self.place = [f"--command={shlex.join(server.command)}"]
        if transport == "http":
            self.place = [f"--server-spec={server.url}", f"--auth={token}"]

    async def fastmcp(self, *arguments: str):
        command = [sys.executable, "-m", "fastmcp.cli", *arguments, "--json", *self.place]
        out = await run(*command, stdin="\n" if self.person.agrees else "decline\n")
        question, brace, answer = out.partition("{\n")
        if question.strip():
            self.person.ask(question)
        return json.loads(brace + answer)

    async def tools(self):
        return (await self.fastmcp("list"))["tools"]

    async def call(self, tool: str, arguments: dict):
        result = await self.fastmcp("call", f"--target={tool}", f"--input-json={json.dumps(arguments)}")
        return "\n".join(block["text"] for block in result["content"]), result["is_error"]


class Inspector(Client):
    """The inspector's command line, which has nobody to ask."""

    def __init__(self, command: list[str], era: str, server: Server, transport: str, token: str):
        super().__init__()
        place = server.command
        if transport == "http":
            place = [server.url, "--transport=http", "--header", f"Authorization: Bearer {token}"]
        self.command = [*command, "--cli", *place, f"--protocol-era={era}", "--format=json"]

    async def inspect(self, *arguments: str):
        return json.loads(await run(*self.command, *arguments))["result"]

    async def tools(self):
        return (await self.inspect("--method=tools/list"))["tools"]

    async def call(self, tool: str, arguments: dict):
        call = ["--method=tools/call", f"--tool-name={tool}", f"--tool-args-json={json.dumps(arguments)}"]
        result = await self.inspect(*call)
        return "\n".join(block["text"] for block in result["content"]), result["isError"]


@asynccontextmanager
async def ready(client: Client):
    yield client


@dataclass
class Kind:
    name: str
    connect: Callable[[Server, str, str], AbstractAsyncContextManager[Client]]
    """Connects to a server, over `stdio` or `http`, with a token."""
    walk: Callable[[Client, Discord], Awaitable[None]]
    stranger: str = "the bearer token is none of this server's"
    """What it says to a person whose token is wrong."""


def kinds(inspector: list[str]):
    for library, connect in [("mcp", sdk), ("fastmcp", fast)]:
        for mode, era in ERAS.items():
            yield Kind(f"{library}, {era}", partial(connect, mode=mode), walk)
    for era in ["legacy", "modern"]:
        # It would begin to authorize itself, and has no terminal to do it.
        yield Kind(
            f"inspector, {era}",
            lambda *place, era=era: ready(Inspector(inspector, era, *place)),
            walk_briefly,
            "auth_required",
        )
    yield Kind("fastmcp's command", lambda *place: ready(FastCommand(*place)), walk_briefly)


async def drive(binary: str, kind: Kind, transport: str):
    try:
        async with asyncio.timeout(120), serving(binary) as server:
            if transport == "http":
                await is_turned_away(kind, server)
            async with kind.connect(server, transport, server.token) as client:
                await kind.walk(client, server.discord)
    except BaseException as error:
        error.add_note(f"while driven by {kind.name} over {transport}")
        raise
    print(f"{kind.name} over {transport}: {client.saw()}", flush=True)


async def is_turned_away(kind: Kind, server: Server):
    try:
        async with kind.connect(server, "http", "another-token") as client:
            await client.tools()
    except Exception as error:
        said = "".join(traceback.format_exception(error))
        assert kind.stranger in said, f"nobody learns that the token is wrong: {said}"
    else:
        raise AssertionError("the server takes any token")


async def main(binary: str, inspector: list[str]):
    warnings: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: warnings.append(record.getMessage())
    logging.getLogger("mcp").addHandler(handler)
    async with asyncio.TaskGroup() as tasks:
        for kind in kinds(inspector):
            for transport in ["stdio", "http"]:
                tasks.create_task(drive(binary, kind, transport))
    assert not warnings, f"the SDK warned: {warnings}"


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
