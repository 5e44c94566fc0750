use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Attribute as RustAttribute, Ident, LitStr, Type, ext::IdentExt};

use crate::{
    argument::{Argument, Default, json},
    attribute::{Attribute, Effect},
    permissions::Rule,
    signature::{Facts, Function},
};

/// The code of a tool without a mistake.
pub(crate) fn tool(
    function: &Function,
    attribute: &Attribute,
    facts: &Facts,
    effect: Effect,
    toolset: &Ident,
    returns: &Type,
) -> TokenStream {
    let tool = &function.signature.ident;
    let marker = marker(function);
    let function = plain(function);
    let scope = scope(tool, attribute, effect);
    let spec = spec(tool, attribute, facts, toolset);
    let fields = facts.arguments.iter().enumerate().map(|(i, argument)| field(i, argument));
    let prepared = prepared(tool, facts);
    let prepare = prepare(facts);
    quote! {
        #function
        #marker
        #[allow(deprecated, unused_qualifications)]
        const _: () = {
            use ::mcp_discord::private as __private;
            #scope
            #(#fields)*
            const __RETURNS: __private::Returns<#returns> = __private::returns::<#returns>();
            #prepared
            impl __private::DiscordTool for #tool {
                const SPEC: __private::ToolSpec = #spec;
                fn prepare(
                    arguments: __private::Arguments,
                ) -> __private::Result<__private::Box<dyn __private::Prepared>, __private::ArgumentErrors> {
                    #prepare
                }
            }
        };
    }
}

/// The function as its author wrote it; what isn't Rust was taken from its arguments before.
pub(crate) fn plain(function: &Function) -> TokenStream {
    let Function { attributes, visibility, signature, body } = function;
    // A tool has as many arguments as its model needs, and is async whether it waits or not.
    quote!(#[allow(clippy::too_many_arguments, clippy::unused_async)] #(#attributes)* #visibility #signature #body)
}

/// The tool as a type of the same name.
pub(crate) fn marker(function: &Function) -> TokenStream {
    let tool = &function.signature.ident;
    let visibility = &function.visibility;
    let kept = function.attributes.iter().filter(|attribute| is_shared(attribute));
    quote! {
        #(#kept)*
        #[allow(non_camel_case_types, missing_debug_implementations, clippy::empty_structs_with_brackets)]
        #visibility struct #tool {}
    }
}

/// Attributes that hold for the type as for the function. Not `deprecated`: the signature itself names the type.
fn is_shared(attribute: &RustAttribute) -> bool {
    ["doc", "cfg"].iter().any(|name| attribute.path().is_ident(name))
}

fn scope(tool: &Ident, attribute: &Attribute, effect: Effect) -> TokenStream {
    let name = name(tool, attribute);
    let permissions = attribute.permissions.iter().flat_map(Rule::names);
    let grants = permissions.map(|name| quote!(impl __private::Grants<__private::perm::#name> for #tool {}));
    let effects = match effect {
        Effect::Read => quote!(),
        Effect::Write => quote!(impl __private::Writes for #tool {}),
        Effect::Destroy => quote!(impl __private::Writes for #tool {} impl __private::Destroys for #tool {}),
    };
    let effect = match effect {
        Effect::Read => quote!(Read),
        Effect::Write => quote!(Write),
        Effect::Destroy => quote!(Destroy),
    };
    let unscoped = attribute.unscoped;
    let may = unscoped.then(|| quote!(impl __private::Unscoped for #tool {}));
    let state = &attribute.state;
    let rules = attribute.permissions.iter().map(|rule| match rule {
        Rule::Always(name) => quote!(__private::Rule::Always(__private::Permissions::#name)),
        Rule::Maybe(name) => quote!(__private::Rule::Maybe(__private::Permissions::#name)),
        Rule::Any(names) => quote!(__private::Rule::Any(&[#(__private::Permissions::#names),*])),
        Rule::If(name, argument) => {
            let argument = argument.unraw().to_string();
            quote!(__private::Rule::If(__private::Permissions::#name, #argument))
        }
    });
    quote! {
        #(#grants)*
        #effects
        #may
        #(impl __private::Uses<#state> for #tool {})*
        impl __private::Scope for #tool {
            const SCOPE: __private::ScopeSpec = __private::ScopeSpec {
                kind: __private::ScopeKind::Tool,
                name: #name,
                effect: __private::Effect::#effect,
                permissions: &[#(#rules),*],
                unscoped: #unscoped,
                state: &[#(__private::StateType::of::<#state>()),*],
            };
        }
    }
}

fn spec(tool: &Ident, attribute: &Attribute, facts: &Facts, toolset: &Ident) -> TokenStream {
    let title = attribute.title.as_ref().map_or_else(|| title(tool), LitStr::value);
    let (description, toolset) = (&facts.description, toolset.to_string());
    let (aliases, intents) = (&attribute.aliases, &attribute.intents);
    let budget = attribute.rate_limit.as_ref().map(|limit| {
        let (calls, per) = (limit.calls, milliseconds(limit.per));
        let by = limit.by.as_ref().map(|by| {
            let by = by.unraw().to_string();
            quote!(by: __private::Option::Some(#by),)
        });
        let by = by.unwrap_or_else(|| quote!(by: __private::Option::None,));
        quote!(budget: __private::Option::Some(__private::Budget { calls: #calls, per: #per, #by }),)
    });
    let deadline = attribute.deadline.map(milliseconds).map(|deadline| quote!(deadline: #deadline,));
    let idempotent = attribute.idempotent.then(|| quote!(idempotent: true,));
    let fields = (0..facts.arguments.len()).map(field_name);
    quote! {
        __private::ToolSpec {
            scope: <Self as __private::Scope>::SCOPE,
            title: #title,
            toolset: #toolset,
            aliases: &[#(#aliases),*],
            intents: &[#(__private::Intent::#intents),*],
            #budget
            #deadline
            #idempotent
            input: || __private::input_schema(&[#(#fields.property()),*]),
            output: __RETURNS.schema,
            ..__private::ToolSpec::new(
                <Self as __private::Scope>::SCOPE.name,
                #description,
                <Self as __private::Scope>::SCOPE.effect,
            )
        }
    }
}

/// One constant for each argument. A type that can't be one is an error here, at the type, and nowhere else.
fn field(index: usize, argument: &Argument) -> TokenStream {
    let constant = field_name(index);
    let (ty, name, doc, settings) = (&argument.ty, argument.plain_name(), &argument.doc, &argument.settings);
    let absent = match &settings.default {
        Some(Default::Is(value)) => {
            let json = option(json(value).map(|json| quote!(#json)));
            // A text in quotes is what people write for a `String`.
            let value = match &**value {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => {
                    quote!(__private::Into::into(#text))
                }
                other => quote!(#other),
            };
            quote!(.or(|| #value, #json))
        }
        Some(Default::OfType(span)) => {
            let default = quote_spanned!(*span=> <#ty as __private::Default>::default);
            quote!(.or(#default, __private::Option::None))
        }
        None if settings.ask.is_some() => quote!(),
        None if argument.is_option() => quote!(.or(|| __private::Option::None, __private::Option::None)),
        None => quote!(),
    };
    // Of a function's type arguments, rustc reports the one whose bound isn't met at its own place.
    let new = if settings.ask.is_some() {
        quote!(__private::asked_field::<#ty>)
    } else {
        quote!(__private::field::<#ty>)
    };
    let aliases = &settings.aliases;
    let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
    let min = settings.min.as_ref().map(|limit| limit.number).map(|number| quote!(.min(#number)));
    let max = settings.max.as_ref().map(|limit| limit.number).map(|number| quote!(.max(#number)));
    let min_length = settings.min_length.as_ref().map(|value| quote!(.min_length(#value)));
    let max_length = settings.max_length.as_ref().map(|value| quote!(.max_length(#value)));
    let example = settings.example.as_ref().map(|json| quote!(.example(#json)));
    let pattern = settings.pattern.as_ref().map(|text| {
        quote!(.pattern({
            static PATTERN: __private::Pattern = __private::Pattern::new(#text);
            &PATTERN
        }))
    });
    quote! {
        const #constant: __private::Field<#ty> = #new(#name, #doc)
            #absent #aliases #min #max #min_length #max_length #pattern #example;
    }
}

/// The typed call.
fn prepared(tool: &Ident, facts: &Facts) -> TokenStream {
    let values: Vec<_> = (0..facts.arguments.len()).map(value_name).collect();
    let types = facts.arguments.iter().map(|argument| &argument.ty);
    let fields = (0..values.len()).map(field_name);
    let references = if values.is_empty() {
        quote!(__private::Vec::new())
    } else {
        quote! {
            let mut found = __private::Vec::new();
            #(__private::references(&#fields, &mut self.#values, &mut found);)*
            found
        }
    };
    quote! {
        struct __Call {
            given: __private::Vec<&'static str>,
            #(#values: #types,)*
        }
        impl __private::Prepared for __Call {
            fn references(&mut self) -> __private::Vec<(&'static str, __private::Reference<'_>)> {
                #references
            }
            fn given(&self) -> &[&'static str] {
                &self.given
            }
            fn run(
                self: __private::Box<Self>,
                operation: __private::Operation,
            ) -> __private::Pin<__private::Box<dyn __private::Future<Output = __private::Outcome> + __private::Send>> {
                __private::Box::pin(async move {
                    let call = *self;
                    (__RETURNS.outcome)(#tool(__private::context::<#tool>(operation), #(call.#values),*).await)
                })
            }
        }
    }
}

fn prepare(facts: &Facts) -> TokenStream {
    let values: Vec<_> = (0..facts.arguments.len()).map(value_name).collect();
    let fields = (0..facts.arguments.len()).map(field_name);
    if values.is_empty() {
        return quote! {
            let given = __private::Reader::new(arguments).finish()?;
            __private::Result::Ok(__private::Box::new(__Call { given }))
        };
    }
    quote! {
        let mut reader = __private::Reader::new(arguments);
        #(let #values = reader.take(&#fields);)*
        let given = reader.finish()?;
        match (#(#values,)*) {
            (#(__private::Option::Some(#values),)*) => {
                __private::Result::Ok(__private::Box::new(__Call { given, #(#values),* }))
            }
            // The reader has said what is wrong.
            _ => __private::Result::Err(__private::ArgumentErrors::default()),
        }
    }
}

fn name(tool: &Ident, attribute: &Attribute) -> String {
    attribute.name.as_ref().map_or_else(|| tool.unraw().to_string(), LitStr::value)
}

/// `send_message` as "Send message".
fn title(tool: &Ident) -> String {
    let words = tool.unraw().to_string().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn milliseconds(duration: std::time::Duration) -> TokenStream {
    let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    quote!(__private::Duration::from_millis(#milliseconds))
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(__private::Option::None), |value| quote!(__private::Option::Some(#value)))
}

fn field_name(index: usize) -> Ident {
    Ident::new(&format!("__FIELD_{index}"), Span::call_site())
}

fn value_name(index: usize) -> Ident {
    Ident::new(&format!("value_{index}"), Span::call_site())
}
