use syn::{
    Ident, Token, parenthesized,
    parse::{Parse, ParseStream},
};

use crate::errors::did_you_mean;

/// A permission that a tool declares: see `mcp_discord::tool::Rule`.
pub(crate) enum Rule {
    Always(Ident),
    Any(Vec<Ident>),
    If(Ident, Ident),
    Maybe(Ident),
}

impl Rule {
    /// The permissions that it names.
    pub(crate) fn names(&self) -> &[Ident] {
        match self {
            Self::Always(name) | Self::If(name, _) | Self::Maybe(name) => std::slice::from_ref(name),
            Self::Any(names) => names,
        }
    }
}

impl Parse for Rule {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            let names: Vec<_> = content.parse_terminated(Ident::parse, Token![,])?.into_iter().collect();
            return match (name.to_string().as_str(), names.as_slice()) {
                ("any", [_, _, ..]) => Ok(Self::Any(names)),
                ("any", _) => {
                    Err(syn::Error::new_spanned(name, "`any(…)` chooses among two permissions or more"))
                }
                ("maybe", [only]) => Ok(Self::Maybe(only.clone())),
                ("maybe", _) => Err(syn::Error::new_spanned(name, "`maybe(…)` holds one permission")),
                _ => Err(syn::Error::new_spanned(
                    name,
                    "a permission is written `A`, `any(A, B)`, `A if argument` or `maybe(A)`",
                )),
            };
        }
        if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            return Ok(Self::If(name, input.parse()?));
        }
        Ok(Self::Always(name))
    }
}

/// Checks a name against a table.
pub(crate) fn known(name: &Ident, what: &str, table: &[&str]) -> syn::Result<()> {
    let text = name.to_string();
    if table.contains(&text.as_str()) {
        return Ok(());
    }
    let near = did_you_mean(&text, table.iter().copied());
    Err(syn::Error::new_spanned(name, format!("there is no {what} `{text}`{near}")))
}

/// Discord's permissions: the same as `mcp_discord::tool::Permissions::NAMED`, to which a test holds them.
pub(crate) const PERMISSIONS: &[&str] = &[
    "CREATE_INSTANT_INVITE",
    "KICK_MEMBERS",
    "BAN_MEMBERS",
    "ADMINISTRATOR",
    "MANAGE_CHANNELS",
    "MANAGE_GUILD",
    "ADD_REACTIONS",
    "VIEW_AUDIT_LOG",
    "PRIORITY_SPEAKER",
    "STREAM",
    "VIEW_CHANNEL",
    "SEND_MESSAGES",
    "SEND_TTS_MESSAGES",
    "MANAGE_MESSAGES",
    "EMBED_LINKS",
    "ATTACH_FILES",
    "READ_MESSAGE_HISTORY",
    "MENTION_EVERYONE",
    "USE_EXTERNAL_EMOJIS",
    "VIEW_GUILD_INSIGHTS",
    "CONNECT",
    "SPEAK",
    "MUTE_MEMBERS",
    "DEAFEN_MEMBERS",
    "MOVE_MEMBERS",
    "USE_VAD",
    "CHANGE_NICKNAME",
    "MANAGE_NICKNAMES",
    "MANAGE_ROLES",
    "MANAGE_WEBHOOKS",
    "MANAGE_GUILD_EXPRESSIONS",
    "USE_APPLICATION_COMMANDS",
    "REQUEST_TO_SPEAK",
    "MANAGE_EVENTS",
    "MANAGE_THREADS",
    "CREATE_PUBLIC_THREADS",
    "CREATE_PRIVATE_THREADS",
    "USE_EXTERNAL_STICKERS",
    "SEND_MESSAGES_IN_THREADS",
    "USE_EMBEDDED_ACTIVITIES",
    "MODERATE_MEMBERS",
    "VIEW_CREATOR_MONETIZATION_ANALYTICS",
    "USE_SOUNDBOARD",
    "CREATE_GUILD_EXPRESSIONS",
    "CREATE_EVENTS",
    "USE_EXTERNAL_SOUNDS",
    "SEND_VOICE_MESSAGES",
    "SET_VOICE_CHANNEL_STATUS",
    "SEND_POLLS",
    "USE_EXTERNAL_APPS",
    "PIN_MESSAGES",
    "BYPASS_SLOWMODE",
];

/// Discord's gateway intents: the variants of `mcp_discord::tool::Intent`.
pub(crate) const INTENTS: &[&str] = &[
    "GUILDS",
    "GUILD_MEMBERS",
    "GUILD_MODERATION",
    "GUILD_EXPRESSIONS",
    "GUILD_INTEGRATIONS",
    "GUILD_WEBHOOKS",
    "GUILD_INVITES",
    "GUILD_VOICE_STATES",
    "GUILD_PRESENCES",
    "GUILD_MESSAGES",
    "GUILD_MESSAGE_REACTIONS",
    "GUILD_MESSAGE_TYPING",
    "DIRECT_MESSAGES",
    "DIRECT_MESSAGE_REACTIONS",
    "DIRECT_MESSAGE_TYPING",
    "MESSAGE_CONTENT",
    "GUILD_SCHEDULED_EVENTS",
    "AUTO_MODERATION_CONFIGURATION",
    "AUTO_MODERATION_EXECUTION",
    "GUILD_MESSAGE_POLLS",
    "DIRECT_MESSAGE_POLLS",
];
