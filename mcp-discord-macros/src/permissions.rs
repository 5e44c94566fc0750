use syn::{
    Ident, Token,
    parse::{Parse, ParseStream},
};

use crate::{errors::did_you_mean, keys};

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
            let names = keys::parenthesized(input, |content| {
                Ok(content.parse_terminated(Ident::parse, Token![,])?.into_iter().collect::<Vec<_>>())
            })?;
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
