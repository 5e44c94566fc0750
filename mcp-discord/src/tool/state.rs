use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    fmt,
    sync::Arc,
};

/// A scope that works with the shared state `T`.
///
/// `#[discord_tool]` implements it for each type in `state(…)`; a server isn't built without the values of the types
/// that its tools declare.
#[diagnostic::on_unimplemented(
    message = "the tool `{Self}` uses the shared state `{T}` but does not declare it",
    label = "needs `state({T})`",
    note = "add it to `state(…)` of `#[discord_tool]`"
)]
pub trait Uses<T> {}

/// A type of shared state that a scope declares.
#[derive(Clone, Copy)]
pub struct StateType {
    id: fn() -> TypeId,
    name: fn() -> &'static str,
}

impl StateType {
    /// The type `T`.
    pub const fn of<T: Any + Send + Sync>() -> Self {
        Self { id: TypeId::of::<T>, name: type_name::<T> }
    }

    /// Its name, for people.
    pub fn name(&self) -> &'static str {
        (self.name)()
    }
}

/// The shared state of a server: one value a type. Cheap to clone.
#[derive(Clone, Default)]
pub struct State(Arc<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl State {
    /// Adds a value. One of the same type that was there before is given back.
    pub fn insert<T: Any + Send + Sync>(&mut self, value: T) -> Option<Arc<T>> {
        let before = Arc::make_mut(&mut self.0).insert(TypeId::of::<T>(), Arc::new(value));
        before.and_then(|before| before.downcast().ok())
    }

    /// The value of a type.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// Whether there is a value of a type.
    pub fn has(&self, ty: StateType) -> bool {
        self.0.contains_key(&(ty.id)())
    }
}

impl fmt::Debug for StateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for State {
    // What the values hold may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "State({} values)", self.0.len())
    }
}
