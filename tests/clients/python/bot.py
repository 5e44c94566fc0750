"""Works in the sandbox as a bot does that is written with discord.py, which knows nothing of it but its address.

    python bot.py PATH_TO_MCP_DISCORD

discord.py reads every answer by Discord's own names and types, and keeps to its rate limits.
"""

import asyncio
import io
import logging
import sys

import discord
from discord.http import Route
from sandbox import DISCORD_TOKEN, Discord, serving


async def walk(bot: discord.Client, seen: Discord):
    [listed] = [guild async for guild in bot.fetch_guilds()]
    guild = await bot.fetch_guild(listed.id)
    assert guild.name == "Claude Team Workspace", guild
    assert {"@everyone", "Agent", "Admin"} <= {role.name for role in guild.roles}, guild.roles
    members = [member async for member in guild.fetch_members()]
    assert bot.user.id in [member.id for member in members], members

    channels = {channel.name: channel for channel in await guild.fetch_channels()}
    kinds = {type(channel).__name__ for channel in channels.values()}
    assert {"CategoryChannel", "TextChannel", "ForumChannel", "VoiceChannel"} <= kinds, kinds
    await messages(channels["general"])
    await threads(channels["general"], channels["ideas-and-bugs"], seen)
    await refusals(guild, channels["general"])


async def messages(channel: discord.TextChannel):
    embed = discord.Embed(title="Release 1.2", url="https://example.com", colour=0x5865F2)
    embed.timestamp = discord.utils.utcnow()
    embed.add_field(name="Tests", value="all passed").set_footer(text="by the bot")
    file = discord.File(io.BytesIO(b"a,b\n1,2\n"), "numbers.csv", description="Two numbers")
    sent = await channel.send("Done", embed=embed, file=file, nonce="1", silent=True)
    assert sent.embeds[0].fields[0].value == "all passed" and sent.flags.suppress_notifications, sent
    assert await sent.attachments[0].read() == b"a,b\n1,2\n", sent.attachments

    answer = await sent.reply("Thanks", mention_author=False)
    assert answer.reference.message_id == sent.id, answer.reference
    await sent.edit(content="Done, and checked")
    await sent.add_reaction("👍")
    await sent.pin()
    assert [pin.id async for pin in channel.pins()] == [sent.id]
    seen = await channel.fetch_message(sent.id)
    assert seen.content == "Done, and checked" and seen.edited_at and seen.pinned, seen
    assert [(reaction.emoji, reaction.count, reaction.me) for reaction in seen.reactions] == [("👍", 1, True)]
    assert [user.id async for user in seen.reactions[0].users()] == [sent.author.id]
    newest = [message.id async for message in channel.history(limit=10, after=sent)]
    assert answer.id in newest and sent.id not in newest, newest
    await seen.reactions[0].remove(sent.author)
    await answer.delete()
    assert answer.id not in [message.id async for message in channel.history(limit=10, after=sent)]
    assert (await channel.fetch_message(sent.id)).reactions == []

    # Six in a row are more than Discord takes in five seconds.
    clock = asyncio.get_running_loop().time
    began, texts = clock(), [f"line {number}" for number in range(6)]
    for text in texts:
        await channel.send(text)
    assert clock() - began > 2, "nobody was held back"
    last = [message.content async for message in channel.history(limit=6)]
    assert last[::-1] == texts, last


async def threads(channel: discord.TextChannel, forum: discord.ForumChannel, seen: Discord):
    thread = await channel.create_thread(name="Details", type=discord.ChannelType.public_thread)
    await thread.send("in a thread")
    assert thread.parent_id == channel.id and thread.owner_id, thread
    await thread.edit(name="All details", archived=True)
    assert "All details" in [old.name async for old in channel.archived_threads()]

    tags = forum.available_tags[:1]
    post = await forum.create_thread(name="An idea", content="What if", applied_tags=tags)
    assert post.message.id == post.thread.id, post
    # discord.py shows a post's tags only when the gateway has told it of the forum.
    assert (await seen.get(f"channels/{post.thread.id}"))["applied_tags"] == [str(tag.id) for tag in tags]
    assert post.thread.id in [active.id for active in await channel.guild.active_threads()]


async def refusals(guild: discord.Guild, channel: discord.TextChannel):
    async def refused(attempt, error: type[discord.HTTPException], code: int, says: str):
        try:
            await attempt
        except error as said:
            assert said.code == code and says in str(said), said
        else:
            raise AssertionError(f"it was not refused with {code}")

    await refused(channel.fetch_message(1), discord.NotFound, 10008, "Unknown Message")
    await refused(channel.send("x" * 2001), discord.HTTPException, 50035, "content: Must be 2000 or fewer in length.")
    await refused(channel.send(" "), discord.HTTPException, 50006, "empty message")
    await refused(guild.create_role(name="Above all"), discord.Forbidden, 50013, "Missing Permissions")
    await refused(guild.fetch_member(1), discord.NotFound, 10007, "Unknown Member")


async def main(binary: str):
    warnings: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: warnings.append(record.getMessage())
    logging.getLogger("discord.http").addHandler(handler)
    async with asyncio.timeout(120), serving(binary) as server:
        Route.BASE = str(server.discord.http.base_url).rstrip("/")
        async with discord.Client(intents=discord.Intents.all()) as bot:
            await bot.login(DISCORD_TOKEN)
            await walk(bot, server.discord)
    # The limits are told in time: it waited, and never ran into one.
    assert not warnings, warnings
    print(f"discord.py {discord.__version__}: a bot of its own works in the sandbox")


asyncio.run(main(*sys.argv[1:]))
