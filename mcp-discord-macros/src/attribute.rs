use std::time::Duration;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Ident, LitInt, LitStr, Token, Type,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use crate::{
    duration,
    errors::{Errors, did_you_mean},
    keys::{self, Key},
    names::{INTENTS, PERMISSIONS},
    permissions::{Rule, known},
};

const KEYS: &[Key] = &[
    Key::new("toolset", "toolset = messages"),
    Key::new("effect", "effect = read`, `effect = write` or `effect = destroy"),
    Key::new("permissions", "permissions(A, any(B, C), D if argument, maybe(E))"),
    Key::new("state", "state(MyState, my::Other)"),
    Key::new("intents", "intents(MESSAGE_CONTENT)"),
    Key::new("rate_limit", "rate_limit(10 per 60s)` or `rate_limit(10 per 60s, by = argument)"),
    Key::new("deadline", "deadline = 30s"),
    Key::new("title", "title = \"Send a message\""),
    Key::new("name", "name = \"send_message\""),
    Key::new("aliases", "aliases(a, \"b.c\")"),
    Key::new("idempotent", "idempotent"),
    Key::new("unscoped", "unscoped"),
];

/// What stands in `#[discord_tool(…)]`, checked by itself. What is missing or wrong is `None`, and reported.
#[derive(Default)]
pub(crate) struct Attribute {
    pub(crate) toolset: Option<Ident>,
    pub(crate) effect: Option<Effect>,
    pub(crate) permissions: Vec<Rule>,
    pub(crate) state: Vec<Type>,
    pub(crate) intents: Vec<Ident>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) title: Option<LitStr>,
    pub(crate) name: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) idempotent: bool,
    pub(crate) unscoped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Read,
    Write,
    Destroy,
}

/// `rate_limit(N per T, by = argument)`.
pub(crate) struct RateLimit {
    pub(crate) calls: u32,
    pub(crate) per: Duration,
    pub(crate) by: Option<Ident>,
}

impl Attribute {
    /// Reads the attribute. `name` is where a key that is missing altogether is reported: at the tool's name.
    pub(crate) fn parse(tokens: TokenStream, tool: &Ident, errors: &mut Errors) -> Self {
        let mut attribute = Self::default();
        let seen = keys::read(tokens, KEYS, errors, |key, input, errors| attribute.key(key, input, errors));
        let given = |name: &str| seen.iter().any(|key| key == name);
        if !given("toolset") {
            errors.at(
                tool,
                format!(
                    "the tool `{tool}` needs `toolset = name`: the set that it is switched on and off with"
                ),
            );
        }
        if !given("effect") {
            errors.at(
                tool,
                format!("the tool `{tool}` needs `effect = read`, `effect = write` or `effect = destroy`"),
            );
        }
        attribute
    }

    fn key(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match key.to_string().as_str() {
            "toolset" => self.toolset = Some(value(input)?),
            "effect" => {
                let effect: Ident = value(input)?;
                self.effect = errors.take(Effect::of(&effect));
            }
            "permissions" => {
                for rule in list::<Rule>(input)? {
                    self.permission(rule, errors);
                }
            }
            "state" => {
                for ty in list::<Type>(input)? {
                    if self.state.contains(&ty) {
                        let shown = ty.to_token_stream();
                        errors.at(&ty, format!("the state `{shown}` is declared twice; leave one of them"));
                    } else {
                        self.state.push(ty);
                    }
                }
            }
            "intents" => {
                for intent in list::<Ident>(input)? {
                    if errors.take(known(&intent, "gateway intent", INTENTS)).is_some() {
                        self.intents.push(intent);
                    }
                }
            }
            "rate_limit" => {
                self.rate_limit = Some(keys::parenthesized(input, RateLimit::parse)?);
            }
            "deadline" => self.deadline = errors.take(duration::parse(&value(input)?)),
            "title" => self.title = Some(value(input)?),
            "name" => {
                let name: LitStr = value(input)?;
                errors.take(tool_name(&name));
                self.name = Some(name);
            }
            "aliases" => {
                for alias in list::<Alias>(input)? {
                    errors.take(tool_name(&alias.0));
                    if self.aliases.iter().any(|other| other.value() == alias.0.value()) {
                        errors.at(
                            &alias.0,
                            format!("the alias `{}` is given twice; leave one of them", alias.0.value()),
                        );
                    }
                    self.aliases.push(alias.0);
                }
            }
            "idempotent" => self.idempotent = true,
            // The table of keys has no other.
            _ => self.unscoped = true,
        }
        Ok(())
    }

    fn permission(&mut self, rule: Rule, errors: &mut Errors) {
        let mut sound = true;
        for name in rule.names() {
            sound &= errors.take(known(name, "permission", PERMISSIONS)).is_some();
            let twice = self.permissions.iter().flat_map(Rule::names).any(|other| other == name);
            if sound && twice {
                errors.at(name, format!("the permission `{name}` is declared twice; leave one of them"));
                sound = false;
            }
        }
        if sound {
            self.permissions.push(rule);
        }
    }
}

impl Effect {
    fn of(name: &Ident) -> syn::Result<Self> {
        match name.to_string().as_str() {
            "read" => Ok(Self::Read),
            "write" => Ok(Self::Write),
            "destroy" => Ok(Self::Destroy),
            other => {
                let near = did_you_mean(other, ["read", "write", "destroy"]);
                let message = format!("an effect is `read`, `write` or `destroy`, not `{other}`{near}");
                Err(syn::Error::new_spanned(name, message))
            }
        }
    }
}

impl RateLimit {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let wrong = "a rate limit is `N per T`, such as `10 per 60s`, perhaps with `by = argument`";
        let count: LitInt = input.parse().map_err(|error| syn::Error::new(error.span(), wrong))?;
        let calls = count.base10_parse().ok().filter(|calls| *calls > 0 && count.suffix().is_empty());
        let calls = calls.ok_or_else(|| syn::Error::new_spanned(&count, "a budget is of 1 call or more"))?;
        let per: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), wrong))?;
        if per != "per" {
            return Err(syn::Error::new_spanned(per, wrong));
        }
        let per =
            duration::parse(&input.parse::<LitInt>().map_err(|error| syn::Error::new(error.span(), wrong))?)?;
        let mut by = None;
        if input.peek(Token![,]) && input.peek2(Ident::peek_any) {
            input.parse::<Token![,]>()?;
            let key: Ident = input.parse()?;
            if key != "by" {
                return Err(syn::Error::new_spanned(key, wrong));
            }
            input.parse::<Token![=]>()?;
            by = Some(input.parse()?);
            input.parse::<Option<Token![,]>>()?;
        }
        if !input.is_empty() {
            return Err(syn::Error::new(input.span(), wrong));
        }
        Ok(Self { calls, per, by })
    }
}

/// An alias: a name, in quotes where it is no identifier.
struct Alias(LitStr);

impl Parse for Alias {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self);
        }
        let name: Ident = input.parse()?;
        Ok(Self(LitStr::new(&name.to_string(), name.span())))
    }
}

/// What follows `=`.
fn value<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// What stands in `(…)`.
fn list<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    keys::parenthesized(input, |content| {
        Ok(content.parse_terminated(T::parse, Token![,])?.into_iter().collect())
    })
}

/// MCP allows 1 to 128 letters, digits, `_`, `.` and `-`; some clients no more than 64.
fn tool_name(name: &LitStr) -> syn::Result<()> {
    let text = name.value();
    let sound = (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    if sound {
        return Ok(());
    }
    let message = format!(
        "the name of a tool is 1 to 64 letters, digits, `_`, `.` or `-`, not {}",
        name.to_token_stream()
    );
    Err(syn::Error::new_spanned(name, message))
}
