//! The furnished world.

use super::world::{Unknown, World};

/// Fills an empty world.
pub(super) fn furnish(world: &mut World) -> Result<(), Unknown> {
    world.add_server("Claude Team Workspace");
    Ok(())
}
