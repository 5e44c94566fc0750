//! What the integration tests share: the contract check against Discord's OpenAPI document.

pub mod contract;
pub mod observed;
