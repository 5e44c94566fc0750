//! The binary, driven over its real standard streams.

#[test]
fn placeholder_is_replaced() {
    assert!(std::path::Path::new(env!("CARGO_BIN_EXE_mcp-discord")).exists());
}
