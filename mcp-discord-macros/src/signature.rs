use proc_macro2::TokenStream;
use syn::{
    Attribute, FnArg, GenericArgument, Ident, PathArguments, ReturnType, Signature, Type, TypePath,
    Visibility,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use crate::{
    argument::{Argument, last_segment},
    docs,
    errors::Errors,
};

/// The function under the attribute. Its body isn't parsed, so one that is half written does no harm.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}

/// What the signature says of the tool.
pub(crate) struct Facts {
    pub(crate) description: String,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) returns: Option<Type>,
    /// Whether the function can stand as it is, although something else is wrong.
    pub(crate) sound: bool,
}

impl Facts {
    /// Checks the signature, and takes from the arguments what isn't Rust.
    pub(crate) fn parse(function: &mut Function, errors: &mut Errors) -> Self {
        let tool = function.signature.ident.clone();
        let before = Shape::check(&function.signature, errors);
        if !errors.is_empty() {
            mend(&mut function.signature);
        }
        let description = errors.take(docs::text(&function.attributes));
        if description.as_ref().is_some_and(String::is_empty) {
            errors.at(&tool, format!("the tool `{tool}` needs a `///` comment: it is what the model reads"));
        }
        let mut sound = before;
        sound &= check_context(&function.signature, errors);
        let mut arguments = Vec::new();
        for input in &mut function.signature.inputs {
            if let FnArg::Typed(typed) = input
                && !is_context(&typed.ty)
            {
                match Argument::parse(typed, &tool, errors) {
                    Some(argument) => arguments.push(argument),
                    None => sound = false,
                }
            }
        }
        let returns = match &function.signature.output {
            ReturnType::Type(_, ty) => Some((**ty).clone()),
            ReturnType::Default => {
                errors.at(
                    &tool,
                    format!(
                        "the tool `{tool}` has to return `ToolResult<…>`: `ToolResult<String>` for a text"
                    ),
                );
                sound = false;
                None
            }
        };
        Self { description: description.unwrap_or_default(), arguments, returns, sound }
    }
}

/// Makes of a signature what it should have been, so that the body compiles and a mistake stays one error.
fn mend(signature: &mut Signature) {
    signature.asyncness.get_or_insert_default();
    signature.constness = None;
    signature.unsafety = None;
    signature.abi = None;
}

struct Shape;

impl Shape {
    /// What no tool's function may be.
    fn check(signature: &Signature, errors: &mut Errors) -> bool {
        let tool = &signature.ident;
        let mut sound = true;
        if signature.asyncness.is_none() {
            errors
                .at(signature.fn_token, format!("the tool `{tool}` must be async: write `async fn {tool}`"));
        }
        if let Some(token) = &signature.unsafety {
            errors.at(token, format!("the tool `{tool}` can't be unsafe: a model calls it"));
        }
        if let Some(abi) = &signature.abi {
            errors.at(abi, format!("the tool `{tool}` can't be extern: a model calls it"));
        }
        let mut wrong = |tokens: &dyn quote::ToTokens, message: String| {
            errors.at(tokens, message);
            sound = false;
        };
        if let Some(variadic) = &signature.variadic {
            wrong(
                variadic,
                format!("the tool `{tool}` can't take a variable number of arguments; take a `Vec`"),
            );
        }
        let generics = &signature.generics;
        if let Some(parameter) = generics.params.first() {
            wrong(
                parameter,
                format!("the tool `{tool}` can't be generic: a model calls one function with one schema"),
            );
        } else if let Some(clause) = &generics.where_clause {
            wrong(clause, format!("the tool `{tool}` can't have a where clause, since it can't be generic"));
        }
        for input in &signature.inputs {
            if let FnArg::Receiver(receiver) = input {
                wrong(
                    receiver,
                    format!(
                        "a tool is a free function; `{tool}` can't take `self`, it works with its context"
                    ),
                );
            }
        }
        sound
    }
}

/// `Context<tool>` is the first argument, and the only one of its kind.
fn check_context(signature: &Signature, errors: &mut Errors) -> bool {
    let tool = &signature.ident;
    let typed = || {
        signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        })
    };
    let has_self = signature.receiver().is_some();
    let mut sound = true;
    for (place, argument) in typed().enumerate() {
        if !is_context(&argument.ty) {
            continue;
        }
        if place > 0 {
            let first = typed().next().is_some_and(|first| is_context(&first.ty));
            let message = if first {
                format!("the tool `{tool}` has one context; leave the first")
            } else {
                format!("the context comes first: `{tool}(ctx: Context<{tool}>, …)`")
            };
            errors.at(argument, message);
            sound = false;
        }
        if let Some(wrong) = other_context(&argument.ty, tool) {
            errors.at(wrong, format!("this is the context of another tool; write `Context<{tool}>`"));
            sound = false;
        }
    }
    if !has_self && !typed().any(|argument| is_context(&argument.ty)) {
        errors.at(
            tool,
            format!("the tool `{tool}` needs a context as its first argument: `ctx: Context<{tool}>`"),
        );
        sound = false;
    }
    sound
}

fn is_context(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|name| name == "Context")
}

/// The argument of `Context<…>`, where it is not the tool.
fn other_context<'a>(ty: &'a Type, tool: &Ident) -> Option<&'a dyn quote::ToTokens> {
    let Type::Path(TypePath { path, .. }) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else { return Some(ty) };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner))
            if last_segment(inner).is_some_and(|name| name.unraw() == tool.unraw()) =>
        {
            None
        }
        Some(other) => Some(other),
        None => Some(ty),
    }
}
