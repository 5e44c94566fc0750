//! The `#[discord_tool]` attribute of `mcp-discord`.
//!
//! Its documentation stands on the re-export in `mcp-discord`, where examples can use the rest of the crate.
//!
//! Layout, in the order in which a tool passes through:
//!
//! - `tool`: parse, validate, then generate or fall back
//! - `attribute`, `permissions`, `duration`: what stands in `#[discord_tool(…)]`
//! - `keys`: the syntax that both attributes share; `names`: what Discord calls things
//! - `signature`, `argument`, `docs`: what stands in the function
//! - `generate`: the code of a tool without a mistake; `fallback`: of one with
//! - `errors`: mistakes are gathered, and each is reported once, where it was made

mod argument;
mod attribute;
mod docs;
mod duration;
mod errors;
mod fallback;
mod generate;
mod keys;
mod names;
mod permissions;
mod signature;
mod tool;

use proc_macro::TokenStream;

// Documented where `mcp-discord` re-exports it.
#[allow(missing_docs)]
#[proc_macro_attribute]
pub fn discord_tool(attribute: TokenStream, item: TokenStream) -> TokenStream {
    tool::expand(attribute.into(), &item.into()).into()
}
