//! Times as Discord writes them.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// Unix milliseconds now.
pub(in crate::sandbox) fn now_ms() -> u64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX)
}

/// ISO 8601 with microseconds and an offset, as Discord writes it.
pub(in crate::sandbox) fn timestamp(unix_ms: u64) -> String {
    let time = i64::try_from(unix_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    time.unwrap_or(Timestamp::MAX).strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// Reads an ISO 8601 time with an offset, in Unix milliseconds.
pub(in crate::sandbox) fn parse_timestamp(text: &str) -> Option<u64> {
    let time: Timestamp = text.parse().ok()?;
    u64::try_from(time.as_millisecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_discords_form() {
        let text = timestamp(1_700_000_000_123);
        assert_eq!(text, "2023-11-14T22:13:20.123000+00:00");
        assert_eq!(parse_timestamp(&text), Some(1_700_000_000_123));
    }
}
