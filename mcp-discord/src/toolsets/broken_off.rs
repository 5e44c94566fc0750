use crate::tool::ToolError;

/// Tells the truth about a series of changes that breaks off: what was not done, after what was.
///
/// `missing` is what the error is about, `done` what has happened before it and stays; nothing, if that is empty.
pub(super) fn broken_off(error: ToolError, missing: &str, done: &str) -> ToolError {
    if done.is_empty() {
        return error;
    }
    let prefix = format!("{missing} was not done, after this was: {done}");
    match error {
        ToolError::Refused(mut refusal) => {
            refusal.reason = format!("{prefix}: {}", refusal.reason);
            refusal.into()
        }
        ToolError::Unknown(mut unknown) => {
            unknown.what = format!("{missing}, after this was done: {done}");
            unknown.into()
        }
        ToolError::Fault(text) => ToolError::Fault(format!("{prefix}: {text}")),
    }
}
