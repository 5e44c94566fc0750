use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprLit, ExprUnary, GenericArgument, Ident, Lit, LitInt, LitStr, Pat, PatType,
    PathArguments, Token, Type, TypePath, UnOp, ext::IdentExt, spanned::Spanned,
};

use crate::{
    docs,
    errors::Errors,
    keys::{self, Key},
};

const KEYS: &[Key] = &[
    Key::new("default", "default` or `default = 10"),
    Key::new("min", "min = 1"),
    Key::new("max", "max = 100"),
    Key::new("min_length", "min_length = 1"),
    Key::new("max_length", "max_length = 2000"),
    Key::new("pattern", "pattern = \"^[a-z]+$\""),
    Key { repeats: true, ..Key::new("alias", "alias = \"channel\"") },
    Key::new("example", "example = \"general\""),
    Key::new("ask", "ask"),
];

/// An argument that the model gives.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) doc: String,
    pub(crate) settings: Settings,
}

/// What stands in `#[arg(…)]`.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) default: Option<Default>,
    pub(crate) min: Option<Limit>,
    pub(crate) max: Option<Limit>,
    pub(crate) min_length: Option<LitInt>,
    pub(crate) max_length: Option<LitInt>,
    pub(crate) pattern: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) example: Option<String>,
    pub(crate) ask: Option<Ident>,
}

/// A limit of a number, and where it was written.
pub(crate) struct Limit {
    pub(crate) number: f64,
    expression: Expr,
}

/// What stands for an argument that is left out.
pub(crate) enum Default {
    OfType(Span),
    Is(Box<Expr>),
}

impl Default {
    fn span(&self) -> Span {
        match self {
            Self::OfType(span) => *span,
            Self::Is(value) => value.span(),
        }
    }
}

impl Argument {
    /// Reads an argument, and takes its comments and `#[arg(…)]` from the function.
    pub(crate) fn parse(argument: &mut PatType, tool: &Ident, errors: &mut Errors) -> Option<Self> {
        let attributes = std::mem::take(&mut argument.attrs);
        let (own, others): (Vec<_>, Vec<_>) = attributes
            .into_iter()
            .partition(|attribute| attribute.path().is_ident("doc") || attribute.path().is_ident("arg"));
        if let Some(cfg) = others.iter().find(|attribute| attribute.path().is_ident("cfg")) {
            errors.at(
                cfg,
                format!("a tool has the same arguments in every build; put `#[cfg(…)]` on `{tool}`"),
            );
        }
        argument.attrs = others;
        argument.attrs.retain(|attribute| !attribute.path().is_ident("cfg"));
        let name = match &*argument.pat {
            Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
                pattern.ident.clone()
            }
            pattern => {
                errors.at(pattern, "an argument of a tool is a plain name: it is what the model writes");
                return None;
            }
        };
        let sound_type = errors.take(check_type(&argument.ty, &name)).is_some();
        let doc = errors.take(docs::text(&own))?;
        if doc.is_empty() {
            errors.at(
                &name,
                format!(
                    "the argument `{name}` of `{tool}` needs a `///` comment: it is what the model reads"
                ),
            );
        }
        let mut settings = Settings::default();
        for attribute in own.iter().filter(|attribute| attribute.path().is_ident("arg")) {
            settings.read(attribute, errors);
        }
        settings.fit(&argument.ty, errors);
        sound_type.then(|| Self { name, ty: (*argument.ty).clone(), doc, settings })
    }

    /// The name as the model writes it: `r#type` is `type`.
    pub(crate) fn plain_name(&self) -> String {
        self.name.unraw().to_string()
    }

    /// Whether every call has it.
    pub(crate) fn is_required(&self) -> bool {
        self.settings.default.is_none() && self.settings.ask.is_none() && !self.is_option()
    }

    pub(crate) fn is_option(&self) -> bool {
        last_segment(&self.ty).is_some_and(|name| name == "Option")
    }
}

impl Settings {
    fn read(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let list = attribute.meta.require_list().map(|list| list.tokens.clone());
        let Some(tokens) = errors.take(list) else { return };
        keys::read(tokens, KEYS, errors, |key, input, _| {
            let name = key.to_string();
            match name.as_str() {
                "ask" => self.ask = Some(key.clone()),
                "default" if !input.peek(Token![=]) => self.default = Some(Default::OfType(key.span())),
                _ => {
                    input.parse::<Token![=]>()?;
                    self.value(&name, input.parse()?)?;
                }
            }
            Ok(())
        });
    }

    fn value(&mut self, name: &str, value: Expr) -> syn::Result<()> {
        match name {
            "default" => self.default = Some(Default::Is(Box::new(value))),
            "min" => self.min = Some(number(&value)?),
            "max" => self.max = Some(number(&value)?),
            "min_length" => self.min_length = Some(length(value)?),
            "max_length" => self.max_length = Some(length(value)?),
            "pattern" => self.pattern = Some(pattern(value)?),
            "alias" => {
                self.aliases.push(string(value, "an alias is a name in quotes: `alias = \"channel\"`")?);
            }
            "example" => {
                let json = json(&value);
                let wrong = || {
                    syn::Error::new_spanned(&value, "an example is a number, a boolean or a text in quotes")
                };
                self.example = Some(json.ok_or_else(wrong)?);
            }
            // Reported already.
            _ => {}
        }
        Ok(())
    }

    /// Limits that mean nothing for a type that can be told by its name.
    fn fit(&self, ty: &Type, errors: &mut Errors) {
        let Some(name) = last_segment(innermost(ty)).map(ToString::to_string) else { return };
        let listed = last_segment(ty).is_some_and(|name| name == "Vec");
        let numeric = matches!(
            name.as_str(),
            "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" | "f32" | "f64"
        );
        let textual = matches!(
            name.as_str(),
            "String" | "ChannelRef" | "ServerRef" | "MessageRef" | "UserRef" | "EmojiRef"
        );
        let (number, text) =
            (self.min.as_ref().or(self.max.as_ref()), self.min_length.as_ref().or(self.max_length.as_ref()));
        if let Some(limit) = number.filter(|_| textual || name == "bool" || listed) {
            errors.at(
                &limit.expression,
                format!("`min` and `max` are for numbers; a `{name}` takes `min_length` and `max_length`"),
            );
        }
        if let Some(limit) = text.filter(|_| (numeric || name == "bool") && !listed) {
            errors.at(
                limit,
                format!(
                    "`min_length` and `max_length` are for texts and lists; a `{name}` takes `min` and `max`"
                ),
            );
        }
        if let Some(pattern) = self.pattern.as_ref().filter(|_| numeric || name == "bool") {
            errors.at(pattern, format!("`pattern` is for texts, not for a `{name}`"));
        }
        if let (Some(min), Some(max)) = (&self.min, &self.max)
            && min.number > max.number
        {
            errors.at(
                &min.expression,
                format!("`min` is above `max`, so nothing fits: {} to {}", min.number, max.number),
            );
        }
        if let (Some(min), Some(max)) = (&self.min_length, &self.max_length)
            && min.base10_parse::<u64>().ok() > max.base10_parse::<u64>().ok()
        {
            errors.at(min, format!("`min_length` is above `max_length`, so nothing fits: {min} to {max}"));
        }
        if let (Some(default), true) = (&self.default, last_segment(ty).is_some_and(|name| name == "Option"))
        {
            let message = format!(
                "an `Option` is `None` when it is left out; leave `default`, or take `{name}` itself"
            );
            errors.push(syn::Error::new(default.span(), message));
        }
        if let (Some(ask), true) = (&self.ask, self.default.is_some()) {
            errors.at(ask, "an argument with a default is never asked for; leave `ask` or `default`");
        }
    }
}

/// JSON of a literal.
pub(crate) fn json(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Str(text) => Some(json_string(&text.value())),
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            // Through the number, since `1.` is a number of Rust and none of JSON.
            Lit::Float(number) => number.base10_parse::<f64>().ok().map(|number| format!("{number:?}")),
            Lit::Bool(flag) => Some(flag.value.to_string()),
            _ => None,
        },
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => Some(format!("-{}", json(expr)?)),
        _ => None,
    }
}

fn json_string(text: &str) -> String {
    let mut json = String::from('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control if (control as u32) < 0x20 => json.extend(format!("\\u{:04x}", control as u32).chars()),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

fn number(value: &Expr) -> syn::Result<Limit> {
    let (sign, literal) = match value {
        Expr::Unary(ExprUnary { op: UnOp::Neg(minus), expr, .. }) => (Some(minus), &**expr),
        other => (None, other),
    };
    let wrong = || syn::Error::new_spanned(value, "a limit is a number, written out");
    let number: f64 = match literal {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            number.base10_digits().parse().map_err(|_| wrong())?
        }
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => number.base10_parse()?,
        _ => return Err(wrong()),
    };
    Ok(Limit { number: if sign.is_some() { -number } else { number }, expression: value.clone() })
}

fn length(value: Expr) -> syn::Result<LitInt> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => Ok(number),
        other => Err(syn::Error::new_spanned(other, "a length is a whole number")),
    }
}

fn string(value: Expr, wrong: &str) -> syn::Result<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text),
        other => Err(syn::Error::new_spanned(other, wrong)),
    }
}

fn pattern(value: Expr) -> syn::Result<LitStr> {
    let text = string(value, "a pattern is a regular expression in quotes")?;
    match regex_lite::Regex::new(&text.value()) {
        Ok(_) => Ok(text),
        Err(error) => Err(syn::Error::new_spanned(text, format!("not a regular expression: {error}"))),
    }
}

/// A type that isn't owned, or isn't one type, can be told by its tokens wherever in it that is.
fn check_type(ty: &Type, name: &Ident) -> syn::Result<()> {
    let message = match ty {
        Type::Path(_)
        | Type::Array(_)
        | Type::Tuple(_)
        | Type::Paren(_)
        | Type::Group(_)
        | Type::Macro(_)
        | Type::Reference(_)
        | Type::ImplTrait(_) => {
            return match unfit(ty.to_token_stream(), name) {
                Some(error) => Err(error),
                None => Ok(()),
            };
        }
        _ => format!(
            "the argument `{name}` has a type that no model can write; take numbers, texts, lists or a struct"
        ),
    };
    Err(syn::Error::new_spanned(ty, message))
}

fn unfit(tokens: TokenStream, name: &Ident) -> Option<syn::Error> {
    tokens.into_iter().find_map(|token| {
        let message = match &token {
            TokenTree::Group(group) => return unfit(group.stream(), name),
            TokenTree::Punct(mark) if mark.as_char() == '&' => {
                format!("the argument `{name}` is borrowed, but a tool owns its arguments; take `String`, `Vec<T>` or the value itself")
            }
            TokenTree::Punct(mark) if mark.as_char() == '\'' => {
                format!("the argument `{name}` has a lifetime, but a tool owns its arguments; take a type without one")
            }
            TokenTree::Ident(word) if word == "impl" => {
                format!("the argument `{name}` needs a type of its own: a schema is made of it")
            }
            _ => return None,
        };
        Some(syn::Error::new(token.span(), message))
    })
}

/// The name of a type, without its path and arguments.
pub(crate) fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(TypePath { path, .. }) => path.segments.last().map(|segment| &segment.ident),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}

/// The type inside `Option`.
fn innermost(ty: &Type) -> &Type {
    let Type::Path(TypePath { path, .. }) = ty else { return ty };
    let Some(segment) = path.segments.last().filter(|segment| segment.ident == "Option") else { return ty };
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => inner,
            _ => ty,
        },
        _ => ty,
    }
}
