use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::{
    argument::Argument,
    attribute::Attribute,
    errors::Errors,
    fallback, generate,
    permissions::Rule,
    signature::{Facts, Function},
};

/// Expands `#[discord_tool(attribute)] item`.
pub(crate) fn expand(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = syn::Error::new(
                error.span(),
                format!("`#[discord_tool]` stands on an async function: {error}"),
            );
            let error = error.to_compile_error();
            return quote!(#error #item);
        }
    };
    let mut errors = Errors::default();
    let attribute = Attribute::parse(attribute, &function.signature.ident, &mut errors);
    let facts = Facts::parse(&mut function, &mut errors);
    check_names(&attribute, &facts, &mut errors);
    match (&attribute.effect, &attribute.toolset, &facts.returns) {
        (Some(effect), Some(toolset), Some(returns)) if errors.is_empty() => {
            generate::tool(&function, &attribute, &facts, *effect, toolset, returns)
        }
        _ => fallback::tool(&function, &facts, errors),
    }
}

/// What the attribute says of arguments has to be true of the signature.
fn check_names(attribute: &Attribute, facts: &Facts, errors: &mut Errors) {
    check_aliases(&facts.arguments, errors);
    let names: Vec<String> = facts.arguments.iter().map(Argument::plain_name).collect();
    let mut check = |name: &syn::Ident, what: &str| {
        let text = name.unraw().to_string();
        if facts.sound && !names.contains(&text) {
            let near = crate::errors::did_you_mean(&text, names.iter().map(String::as_str));
            errors.at(name, format!("{what} `{text}` is no argument of the tool{near}"));
        }
    };
    for rule in &attribute.permissions {
        if let Rule::If(_, argument) = rule {
            check(argument, "the condition");
        }
    }
    if let Some(by) = attribute.rate_limit.as_ref().and_then(|limit| limit.by.as_ref()) {
        check(by, "the budget's");
    }
    for rule in &attribute.permissions {
        if let Rule::If(permission, condition) = rule
            && facts.arguments.iter().any(|argument| argument.name == *condition && argument.is_required())
        {
            errors.at(
                condition,
                format!("`{condition}` is always given; write `{permission}` without the condition"),
            );
        }
    }
}

/// No two arguments answer to one name.
fn check_aliases(arguments: &[Argument], errors: &mut Errors) {
    let mut taken: Vec<String> = arguments.iter().map(Argument::plain_name).collect();
    for alias in arguments.iter().flat_map(|argument| &argument.settings.aliases) {
        if taken.contains(&alias.value()) {
            errors.at(
                alias,
                format!("another argument, or this one, is already taken by the name `{}`", alias.value()),
            );
        }
        taken.push(alias.value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::needless_pass_by_value, reason = "written as `quote!(…)`")]
    fn expanded(attribute: TokenStream, item: TokenStream) -> String {
        let expanded = expand(attribute, &item).to_string();
        let file = syn_of_prettyplease::parse_file(&expanded).expect("the expansion is Rust");
        prettyplease::unparse(&file)
    }

    #[test]
    fn a_tool_without_arguments() {
        insta::assert_snapshot!(expanded(
            quote!(toolset = servers, effect = read),
            quote! {
                /// Lists servers.
                pub(crate) async fn list_servers(ctx: Context<list_servers>) -> ToolResult<String> { todo!() }
            }
        ));
    }

    #[test]
    fn a_tool_with_everything() {
        insta::assert_snapshot!(expanded(
            quote!(
                toolset = messages, effect = destroy, idempotent, unscoped, name = "purge", title = "Purge it",
                permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS), ATTACH_FILES if r#type, maybe(MANAGE_MESSAGES)),
                state(Counter, my::Other), intents(MESSAGE_CONTENT), rate_limit(2 per 10min, by = channel_id), deadline = 30s,
                aliases(discord_purge, "purge.all"),
            ),
            quote! {
                /// Purges.
                ///
                /// Really.
                #[cfg(feature = "x")]
                pub async fn purge_all(
                    ctx: Context<purge_all>,
                    /// Where.
                    #[arg(alias = "channel")]
                    channel_id: ChannelRef,
                    /// How many.
                    #[arg(default = 10, min = 1, max = 100, example = 5)]
                    limit: u8,
                    /// What kind.
                    #[arg(pattern = "^[a-z]+$", min_length = 1, max_length = 10, default = "all")]
                    r#type: String,
                    /// Why.
                    reason: Option<String>,
                    /// Who.
                    #[arg(ask)]
                    who: String,
                ) -> ToolResult<Purged> { todo!() }
            }
        ));
    }

    #[test]
    fn a_tool_with_a_mistake_is_still_there() {
        insta::assert_snapshot!(expanded(
            quote!(toolset = messages, effect = wriet, permissions(SEND_MESAGES)),
            quote! {
                /// Sends.
                async fn send(ctx: Context<send>, text: String) -> ToolResult<()> { todo!() }
            }
        ));
    }

    #[test]
    fn a_body_that_is_half_written_is_left_to_the_compiler() {
        let item = quote! {
            /// Sends.
            async fn send(ctx: Context<send>) -> ToolResult<()> { ctx.channel(;) }
        };
        let expanded = expand(quote!(toolset = messages, effect = write), &item).to_string();
        assert!(!expanded.contains("compile_error"), "{expanded}");
        assert!(expanded.contains("ctx . channel"), "{expanded}");
    }

    #[test]
    fn a_signature_that_cannot_stand_becomes_a_stub() {
        insta::assert_snapshot!(expanded(
            quote!(toolset = messages, effect = read),
            quote! {
                /// Reads.
                fn read(&self, (a, b): (u8, u8)) {}
            }
        ));
    }
}
