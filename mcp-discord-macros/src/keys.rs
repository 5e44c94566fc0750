use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Ident, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::errors::{Errors, did_you_mean};

/// A key of an attribute: its name, what follows it, and whether it may be given more than once.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// How it is written, for the message when it is written otherwise.
    pub(crate) usage: &'static str,
    pub(crate) repeats: bool,
}

impl Key {
    pub(crate) const fn new(name: &'static str, usage: &'static str) -> Self {
        Self { name, usage, repeats: false }
    }
}

/// Reads `key, key = value, key(…)`. A mistake in one entry doesn't hide those in the next.
/// Returns the keys that were given, rightly or wrongly.
pub(crate) fn read(
    tokens: TokenStream,
    keys: &[Key],
    errors: &mut Errors,
    mut entry: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> Vec<Ident> {
    let mut given: Vec<Ident> = Vec::new();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let result = one(input, keys, &mut given, errors, &mut entry);
            errors.take(result);
            skip(input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    let parsed = parser.parse2(tokens);
    errors.take(parsed);
    given
}

fn one(
    input: ParseStream<'_>,
    keys: &[Key],
    given: &mut Vec<Ident>,
    errors: &mut Errors,
    entry: &mut impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> syn::Result<()> {
    let name = input.call(Ident::parse_any)?;
    let text = name.to_string();
    let Some(key) = keys.iter().find(|key| key.name == text) else {
        let near = did_you_mean(&text, keys.iter().map(|key| key.name));
        let all = keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", ");
        return Err(syn::Error::new_spanned(
            &name,
            format!("there is no key `{text}`{near}\nnote: the keys are {all}"),
        ));
    };
    if !key.repeats && given.contains(&name) {
        return Err(syn::Error::new_spanned(&name, format!("`{text}` is given twice; leave one of them")));
    }
    given.push(name.clone());
    let (before, bare) = (errors.count(), input.is_empty() || input.peek(Token![,]));
    let result = entry(&name, input, errors);
    let usage = |span| syn::Error::new(span, format!("`{text}` is written `{}`", key.usage));
    match result {
        // There is no value that could be pointed at.
        Err(_) if bare => Err(usage(name.span())),
        // The parser's own words know nothing of keys.
        Err(error) if error.to_string().starts_with("expected ") => Err(usage(error.span())),
        Ok(()) if errors.count() == before && !input.is_empty() && !input.peek(Token![,]) => {
            Err(usage(input.span()))
        }
        other => other,
    }
}

/// What stands in `(…)`. All of it is consumed even after a mistake, else the parser reports the rest again.
pub(crate) fn parenthesized<T>(
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let content;
    syn::parenthesized!(content in input);
    let result = parse(&content);
    content.parse::<TokenStream>()?;
    result
}

/// Passes over what is left of an entry.
fn skip(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
