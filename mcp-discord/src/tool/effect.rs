use std::fmt;

/// What a tool may do to Discord.
///
/// It decides two of MCP's [tool annotations]: `readOnlyHint` and `destructiveHint`.
/// The compiler holds a tool to it: endpoints that write ask for [`Writes`], endpoints that destroy for [`Destroys`].
///
/// [tool annotations]: https://modelcontextprotocol.io/specification/2025-11-25/schema#toolannotations
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Looks, and changes nothing.
    Read,
    /// Adds or changes something that can be taken back.
    Write,
    /// Takes away something that can't be brought back, or acts on a person against their will.
    Destroy,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destroy => "destroy",
        })
    }
}

/// A scope that declares the permission `P`.
///
/// `#[discord_tool]` implements it for each permission in `permissions(…)`.
/// A hand-written implementation doesn't help: endpoints also check the scope's specification when they are built.
#[diagnostic::on_unimplemented(
    message = "the tool `{Self}` uses Discord's `{P}` permission but does not declare it",
    label = "needs `permissions({P})`",
    note = "add it to `permissions(…)` of `#[discord_tool]`"
)]
pub trait Grants<P> {}

/// A scope that may change Discord: `effect = write` or `effect = destroy`.
#[diagnostic::on_unimplemented(
    message = "the tool `{Self}` writes to Discord but says `effect = read`",
    label = "needs `effect = write`",
    note = "say `effect = write` in `#[discord_tool]`, or call only endpoints that read"
)]
pub trait Writes {}

/// A scope that may destroy something in Discord: `effect = destroy`.
#[diagnostic::on_unimplemented(
    message = "the tool `{Self}` destroys something in Discord but does not say `effect = destroy`",
    label = "needs `effect = destroy`",
    note = "say `effect = destroy` in `#[discord_tool]`: a person is then asked before it runs"
)]
pub trait Destroys: Writes {}

/// A scope that may send requests that no endpoint describes: `unscoped`.
#[diagnostic::on_unimplemented(
    message = "the tool `{Self}` sends requests of its own but does not say `unscoped`",
    label = "needs `unscoped`",
    note = "say `unscoped` in `#[discord_tool]`, or call an endpoint, which is checked"
)]
pub trait Unscoped {}
