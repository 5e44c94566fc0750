use std::{borrow::Cow, fmt, future::Future, sync::Arc};

use serde_json::{Map, Value};

use super::{Context, Prepared};
use crate::{
    discord::Operation,
    tool::{
        ArgumentErrors, Arguments, Effect, Outcome, Output, Permissions, Reference, Scope, ScopeSpec,
        ToolResult, ToolSpec,
    },
};

/// A tool as a type: what `#[discord_tool]` makes of a function, under the function's name.
pub trait DiscordTool: Scope + Sized {
    /// All that is known of it before it runs.
    const SPEC: ToolSpec;

    /// Types the arguments of a call.
    fn prepare(arguments: Arguments) -> Result<Box<dyn Prepared>, ArgumentErrors>;

    /// The tool as a value.
    const TOOL: Tool = Tool { spec: Self::SPEC, kind: Kind::Typed(Self::prepare) };
}

/// A tool as a value: its specification, and the way to call it.
#[derive(Clone)]
pub struct Tool {
    spec: ToolSpec,
    kind: Kind,
}

type Typed = fn(Arguments) -> Result<Box<dyn Prepared>, ArgumentErrors>;

#[derive(Clone)]
enum Kind {
    Typed(Typed),
    Raw(Arc<Raw>),
}

type RunRaw = dyn Fn(Operation, Arguments) -> futures_util::future::BoxFuture<'static, Outcome> + Send + Sync;

struct Raw {
    input: Map<String, Value>,
    run: Box<RunRaw>,
}

impl Tool {
    /// A tool without the macro: from a specification, a raw input schema and a closure.
    ///
    /// The closure's context is typed by [`Undeclared`], which grants nothing: such a tool reaches Discord only by
    /// requests that no endpoint describes, and its specification has to say `unscoped` for those.
    /// Arguments aren't checked against the schema beyond being an object.
    pub fn raw<F, R, O>(spec: ToolSpec, input: Map<String, Value>, run: F) -> Self
    where
        F: Fn(Context<Undeclared>, Arguments) -> R + Send + Sync + 'static,
        R: Future<Output = ToolResult<O>> + Send + 'static,
        O: Output,
    {
        let run: Box<RunRaw> = Box::new(move |operation, arguments| {
            let result = run(Context::new(operation), arguments);
            Box::pin(async move { result.await.into() })
        });
        Self { spec, kind: Kind::Raw(Arc::new(Raw { input, run })) }
    }

    /// All that is known of it before it runs.
    pub const fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.spec.scope.name
    }

    /// The input schema.
    pub fn input(&self) -> Cow<'_, Map<String, Value>> {
        match &self.kind {
            Kind::Typed(_) => Cow::Owned((self.spec.input)()),
            Kind::Raw(raw) => Cow::Borrowed(&raw.input),
        }
    }

    /// Types the arguments of a call.
    pub fn prepare(&self, arguments: Arguments) -> Result<Box<dyn Prepared>, ArgumentErrors> {
        match &self.kind {
            Kind::Typed(prepare) => prepare(arguments),
            Kind::Raw(raw) => Ok(Box::new(PreparedRaw { raw: Arc::clone(raw), arguments })),
        }
    }
}

impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tool").field("spec", &self.spec).finish_non_exhaustive()
    }
}

/// The scope of a tool that was made without the macro: it declares no permission.
#[derive(Debug)]
pub enum Undeclared {}

// Whether a raw tool says so is in its specification, which is asked when it sends a request.
impl crate::tool::Unscoped for Undeclared {}

impl Scope for Undeclared {
    const SCOPE: ScopeSpec = ToolSpec::new("undeclared", "", Effect::Destroy).scope;
}

struct PreparedRaw {
    raw: Arc<Raw>,
    arguments: Arguments,
}

impl Prepared for PreparedRaw {
    fn references(&mut self) -> Vec<(&'static str, Reference<'_>)> {
        Vec::new()
    }

    fn given(&self) -> &[&'static str] {
        &[]
    }

    fn run(self: Box<Self>, operation: Operation) -> futures_util::future::BoxFuture<'static, Outcome> {
        (self.raw.run)(operation, self.arguments)
    }
}

/// A set of tools that is switched on and off together.
#[derive(Debug, Clone, Copy)]
pub struct Toolset {
    /// Its name in settings.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub description: &'static str,
    /// Its tools, in the order in which they are listed.
    pub tools: &'static [Tool],
    /// Whether it is on where no setting says which are.
    pub on_by_default: bool,
}

impl Toolset {
    /// The same toolset, off until the settings of a program name it.
    ///
    /// Only a program has settings (`cli::Program`). A [`Server`](crate::Server) that is built by hand serves whatever
    /// it is given, unless a [`Policy`](crate::call::Policy) says otherwise.
    #[must_use]
    pub const fn off_by_default(mut self) -> Self {
        self.on_by_default = false;
        self
    }

    /// Every permission that its tools declare: what an invite link for it asks for.
    pub const fn bits(&self) -> Permissions {
        let (mut all, mut i) = (Permissions::NONE, 0);
        while i < self.tools.len() {
            all = all.union(self.tools[i].spec.scope.bits());
            i += 1;
        }
        all
    }
}

/// The table of contents of a toolset.
///
/// ```
/// use mcp_discord::prelude::*;
///
/// /// Says hello.
/// #[discord_tool(toolset = greetings, effect = read)]
/// async fn hello(_ctx: Context<hello>) -> ToolResult<String> {
///     Ok("hello".into())
/// }
///
/// toolset! { pub greetings: "Being polite" => [hello] }
///
/// assert_eq!(greetings().tools[0].name(), "hello");
/// ```
///
/// Two tools of one name don't compile, nor does a tool whose attribute names another toolset.
#[macro_export]
macro_rules! toolset {
    ($(#[$attribute:meta])* $vis:vis $name:ident: $description:literal => [$($tool:ident),* $(,)?]) => {
        $(#[$attribute])*
        #[doc = $description]
        // A function and no constant: a constant of this name would forbid variables of the name.
        $vis const fn $name() -> $crate::Toolset {
            $crate::Toolset {
                name: ::core::stringify!($name),
                description: $description,
                tools: const { &[$(<$tool as $crate::DiscordTool>::TOOL),*] },
                on_by_default: true,
            }
        }
        const _: () = {
            $crate::private::no_duplicates(&[$(<$tool as $crate::DiscordTool>::SPEC.scope.name),*]);
            $crate::private::no_strangers(
                ::core::stringify!($name),
                &[$(<$tool as $crate::DiscordTool>::SPEC.toolset),*],
            );
        };
    };
}

/// Fails the build when two tools have one name.
///
/// # Panics
///
/// When two names are the same; evaluated by the compiler, that is an error.
pub const fn no_duplicates(names: &[&str]) {
    let mut i = 0;
    while i < names.len() {
        let mut j = i + 1;
        while j < names.len() {
            assert!(!same(names[i].as_bytes(), names[j].as_bytes()), "two tools of one name in a toolset");
            j += 1;
        }
        i += 1;
    }
}

/// Fails the build when a tool names another toolset than the one that it stands in.
///
/// # Panics
///
/// When one does; evaluated by the compiler, that is an error.
pub const fn no_strangers(toolset: &str, named: &[&str]) {
    let mut i = 0;
    while i < named.len() {
        // A tool with a mistake names none, and has been reported.
        let fits = named[i].is_empty() || same(toolset.as_bytes(), named[i].as_bytes());
        assert!(fits, "a tool stands in a toolset that it doesn't name");
        i += 1;
    }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
