//! Discord's IDs: a time in milliseconds, and a counter.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Serialize, Serializer};

/// The first millisecond of 2015, where Discord's clock starts, in Unix milliseconds.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// The low bits of a snowflake, below the time.
const COUNTER_BITS: u32 = 22;

/// An ID of anything: server, channel, message, user, role.
///
/// The sandbox has one type for all of them; it is written as a string in JSON, as
/// [Discord does](https://docs.discord.com/developers/reference#snowflakes).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Snowflake(pub u64);

impl Snowflake {
    /// The smallest ID that an object made at this Unix time in milliseconds can have.
    pub const fn at(unix_ms: u64) -> Self {
        Self(unix_ms.saturating_sub(DISCORD_EPOCH_MS) << COUNTER_BITS)
    }

    /// When the object was made, in Unix milliseconds.
    pub const fn unix_ms(self) -> u64 {
        (self.0 >> COUNTER_BITS) + DISCORD_EPOCH_MS
    }
}

impl fmt::Display for Snowflake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Snowflake {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Serialize for Snowflake {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Hands out IDs that only grow, whatever the clock does.
#[derive(Debug, Default)]
pub(super) struct SnowflakeSource {
    last: Snowflake,
}

impl SnowflakeSource {
    /// The next ID of something made at this Unix time in milliseconds, or just after the last one.
    pub(super) fn next(&mut self, unix_ms: u64) -> Snowflake {
        self.last = Snowflake::at(unix_ms).max(Snowflake(self.last.0 + 1));
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carries_its_time() {
        // The example of Discord's reference page.
        assert_eq!(Snowflake(175_928_847_299_117_063).unix_ms(), 1_462_015_105_796);
        assert_eq!(Snowflake::at(1_462_015_105_796).unix_ms(), 1_462_015_105_796);
    }

    #[test]
    fn only_grows_when_the_clock_stands_or_turns_back() {
        let mut source = SnowflakeSource::default();
        let first = source.next(1_700_000_000_000);
        let second = source.next(1_700_000_000_000);
        let third = source.next(1_600_000_000_000);
        assert!(first < second && second < third);
    }
}
