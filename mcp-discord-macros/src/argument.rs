use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, ExprLit, ExprUnary, GenericArgument, Ident, Lit, LitInt, LitStr, Pat, PatType,
    PathArguments, Token, Type, TypePath, UnOp,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::{
    docs,
    errors::{Errors, did_you_mean},
};

const KEYS: &[&str] =
    &["default", "min", "max", "min_length", "max_length", "pattern", "alias", "example", "ask"];

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
    pub(crate) min: Option<TokenStream>,
    pub(crate) max: Option<TokenStream>,
    pub(crate) min_length: Option<LitInt>,
    pub(crate) max_length: Option<LitInt>,
    pub(crate) pattern: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) example: Option<String>,
    pub(crate) ask: Option<Ident>,
}

/// What stands for an argument that is left out.
pub(crate) enum Default {
    OfType,
    Is(Box<Expr>),
}

impl Argument {
    /// Reads an argument, and takes its comments and `#[arg(…)]` from the function.
    pub(crate) fn parse(argument: &mut PatType, tool: &Ident, errors: &mut Errors) -> Option<Self> {
        let attributes = std::mem::take(&mut argument.attrs);
        let (own, others): (Vec<_>, Vec<_>) = attributes
            .into_iter()
            .partition(|attribute| attribute.path().is_ident("doc") || attribute.path().is_ident("arg"));
        argument.attrs = others;
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

    pub(crate) fn is_option(&self) -> bool {
        last_segment(&self.ty).is_some_and(|name| name == "Option")
    }
}

impl Settings {
    fn read(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let key = input.call(Ident::parse_any)?;
                self.key(&key, input, errors)?;
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        let parsed = attribute.meta.require_list().and_then(|list| parser.parse2(list.tokens.clone()));
        errors.take(parsed);
    }

    fn key(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let name = key.to_string();
        let given = match name.as_str() {
            "default" => self.default.is_some(),
            "min" => self.min.is_some(),
            "max" => self.max.is_some(),
            "min_length" => self.min_length.is_some(),
            "max_length" => self.max_length.is_some(),
            "pattern" => self.pattern.is_some(),
            "example" => self.example.is_some(),
            "ask" => self.ask.is_some(),
            _ => false,
        };
        if given {
            errors.at(key, format!("`{name}` is given twice; leave one of them"));
        }
        match name.as_str() {
            "default" if !input.peek(Token![=]) => self.default = Some(Default::OfType),
            "ask" => self.ask = Some(key.clone()),
            _ => {
                if !KEYS.contains(&name.as_str()) {
                    let near = did_you_mean(&name, KEYS.iter().copied());
                    errors.at(
                        key,
                        format!(
                            "there is no key `{name}` for an argument{near}\nnote: the keys are {}",
                            KEYS.join(", ")
                        ),
                    );
                }
                input.parse::<Token![=]>()?;
                let value: Expr = input.parse()?;
                errors.take(self.value(&name, value));
            }
        }
        Ok(())
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
                self.aliases.push(string(value, "an alias is a name in quotes: `alias = \"channel\"`")?)
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
                limit,
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
            Lit::Float(number) => Some(number.base10_digits().to_owned()),
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
            control if (control as u32) < 0x20 => json.push_str(&format!("\\u{:04x}", control as u32)),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

fn number(value: &Expr) -> syn::Result<TokenStream> {
    let (sign, literal) = match value {
        Expr::Unary(ExprUnary { op: UnOp::Neg(minus), expr, .. }) => (Some(minus), &**expr),
        other => (None, other),
    };
    match literal {
        Expr::Lit(ExprLit { lit: Lit::Int(_) | Lit::Float(_), .. }) => {
            let literal = literal.to_token_stream().to_string();
            let digits =
                if literal.contains('.') { literal } else { format!("{}.0", literal.replace('_', "")) };
            let mut literal: proc_macro2::Literal =
                digits.parse().map_err(|_| syn::Error::new_spanned(value, "a limit is a number"))?;
            literal.set_span(syn::spanned::Spanned::span(value));
            Ok(quote!(#sign #literal))
        }
        _ => Err(syn::Error::new_spanned(value, "a limit is a number")),
    }
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

fn check_type(ty: &Type, name: &Ident) -> syn::Result<()> {
    let message = match ty {
        Type::Reference(_) => format!(
            "the argument `{name}` is borrowed, but a tool owns its arguments; take `String`, `Vec<T>` or the value itself"
        ),
        Type::ImplTrait(_) => {
            format!("the argument `{name}` needs a type of its own: a schema is made of it")
        }
        Type::Path(_)
        | Type::Array(_)
        | Type::Tuple(_)
        | Type::Paren(_)
        | Type::Group(_)
        | Type::Macro(_) => return Ok(()),
        _ => format!(
            "the argument `{name}` has a type that no model can write; take numbers, texts, lists or a struct"
        ),
    };
    Err(syn::Error::new_spanned(ty, message))
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
