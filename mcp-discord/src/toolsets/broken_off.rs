use crate::tool::ToolError;

/// Tells the truth about a series of changes that breaks off: what was not done, after what was.
///
/// `missing` is what the error is about, `done` what has happened before it and stays; nothing, if that is empty.
pub(super) fn broken_off(error: ToolError, missing: &str, done: &str) -> ToolError {
    if done.is_empty() {
        return error;
    }
    let prefix = format!("{missing} was not done, after this was: {done}");
    told(error, &prefix, format!("{missing}, after this was done: {done}"))
}

/// The same in words of its own: `prefix` for what was not done, `unknown` for what may have been.
pub(super) fn told(error: ToolError, prefix: &str, unknown: String) -> ToolError {
    match error {
        ToolError::Refused(mut refusal) => {
            refusal.reason = format!("{prefix}: {}", refusal.reason);
            refusal.into()
        }
        ToolError::Unknown(mut lost) => {
            lost.what = unknown;
            lost.into()
        }
        ToolError::Fault(text) => ToolError::Fault(format!("{prefix}: {text}")),
    }
}
