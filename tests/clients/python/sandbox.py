"""The server under test, and the Discord behind it as any REST client sees it."""

import asyncio
import re
import secrets
import socket
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

import httpx2

# What every sandbox of the command line takes for a token. It is no secret.
DISCORD_TOKEN = "MTc1OTI4ODQ3Mjk5MTE3MDYz.Sandbx.not-a-secret-the-sandbox-takes-it"


class Discord:
    """The sandbox over Discord's own REST API: what happened, whatever the server says of it."""

    def __init__(self, address: str):
        headers = {"Authorization": f"Bot {DISCORD_TOKEN}", "User-Agent": "DiscordBot (https://example.com, 1.0)"}
        self.http = httpx2.AsyncClient(base_url=f"http://{address}/api/v10/", headers=headers)

    async def get(self, path: str):
        status, body = await self.request(path)
        assert status == 200, f"GET {path} answered {status}: {body}"
        return body

    async def request(self, path: str):
        answer = await self.http.get(path)
        return answer.status_code, answer.json()


@dataclass
class Server:
    """How clients reach one server and its sandbox."""

    command: list[str]
    """Starts a server on standard streams, in the same sandbox as the one at `url`."""
    url: str
    """MCP over HTTP, for those who have the token."""
    token: str
    discord: Discord


@asynccontextmanager
async def serving(binary: str):
    """Runs a server over HTTP in a sandbox of its own."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        sandbox = f"--sandbox=127.0.0.1:{free.getsockname()[1]}"
    token = secrets.token_urlsafe(32)
    # With both renderings of a result, clients hold the structured one against the schema that was listed.
    env = {"DISCORD_HTTP_TOKEN": token, "DISCORD_LOG": "warn", "DISCORD_OUTPUT": "both"}
    process = await asyncio.create_subprocess_exec(
        binary, "--http=127.0.0.1:0", sandbox, stdin=DEVNULL, stderr=PIPE, env=env
    )
    try:
        said = (await process.stderr.readline()).decode()
        found = re.search(r"MCP over HTTP at (\S+)", said)
        assert found, f"the server did not say where it is: {said}"
        yield Server([binary, sandbox, "--log=error"], found[1], token, Discord(sandbox.partition("=")[2]))
    finally:
        process.terminate()
        _, said = await process.communicate()
    assert not said, f"the server warned: {said.decode()}"
