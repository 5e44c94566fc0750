use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    errors::Errors,
    generate::{marker, plain},
    signature::{Facts, Function},
};

/// A tool with a mistake: what can stand of it, so that the mistake isn't reported again wherever the tool is used.
/// It grants everything, since what it meant to declare isn't known.
pub(crate) fn tool(function: &Function, facts: &Facts, errors: Errors) -> TokenStream {
    let errors = errors.into_tokens();
    let (tool, visibility) = (&function.signature.ident, &function.visibility);
    let marker = marker(function);
    let body =
        if facts.sound { plain(function) } else { quote!(#[allow(dead_code)] #visibility fn #tool() {}) };
    quote! {
        #errors
        #body
        #marker
        const _: () = {
            use ::mcp_discord::private as __private;
            impl<P> __private::Grants<P> for #tool {}
            impl __private::Writes for #tool {}
            impl __private::Destroys for #tool {}
            impl __private::Unscoped for #tool {}
            impl<T> __private::Uses<T> for #tool {}
            impl __private::Scope for #tool {
                const SCOPE: __private::ScopeSpec = <Self as __private::DiscordTool>::SPEC.scope;
            }
            impl __private::DiscordTool for #tool {
                const SPEC: __private::ToolSpec = __private::ToolSpec {
                    toolset: "",
                    ..__private::ToolSpec::new(::core::stringify!(#tool), "", __private::Effect::Destroy)
                };
                fn prepare(
                    _: __private::Arguments,
                ) -> __private::Result<__private::Box<dyn __private::Prepared>, __private::ArgumentErrors> {
                    __private::Result::Err(__private::ArgumentErrors::default())
                }
            }
        };
    }
}
