//! Faults as switches: what Discord and the network between do on a bad day.

use std::time::Duration;

/// What went wrong with one request on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 429 that no header foretold, from a limit shared with others.
    TooManyRequests,
    /// 500; `effect` says whether the request was carried out all the same.
    InternalServerError {
        /// Whether the request was carried out.
        effect: bool,
    },
    /// 502 with the edge's HTML page; the request was not carried out.
    BadGatewayHtml,
    /// The connection was reset before the request was carried out.
    ResetBefore,
    /// The request was carried out, and the connection was reset instead of an answer.
    ResetAfter,
    /// The answer came late, and was otherwise as always.
    Latency(Duration),
}

impl Fault {
    /// Whether the request is carried out.
    pub(super) fn has_effect(self) -> bool {
        match self {
            Self::ResetAfter | Self::Latency(_) => true,
            Self::InternalServerError { effect } => effect,
            Self::TooManyRequests | Self::BadGatewayHtml | Self::ResetBefore => false,
        }
    }
}

/// Which share of requests fails, and how.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// The share of requests that get a fault: 0.0 none, 1.0 all.
    pub rate: f64,
    /// Same seed and same order of requests: same faults.
    pub seed: u64,
    /// What can happen, each with its weight: how often it is drawn against the others.
    pub kinds: Vec<(Fault, u32)>,
}

impl Faults {
    /// No faults.
    pub fn none() -> Self {
        Self::default()
    }

    /// This share of requests fails: with 500, 502 and resets in equal parts, half of the 500s after the effect.
    pub fn failing(rate: f64, seed: u64) -> Self {
        let kinds = vec![
            (Fault::InternalServerError { effect: false }, 1),
            (Fault::InternalServerError { effect: true }, 1),
            (Fault::BadGatewayHtml, 2),
            (Fault::ResetBefore, 2),
            (Fault::ResetAfter, 2),
        ];
        Self { rate, seed, kinds }
    }

    /// Every request gets this fault.
    pub fn always(fault: Fault) -> Self {
        Self { rate: 1.0, seed: 0, kinds: vec![(fault, 1)] }
    }
}

/// Draws faults.
#[derive(Debug)]
pub(super) struct FaultSource {
    faults: Faults,
    random: fastrand::Rng,
}

impl FaultSource {
    pub(super) fn new(faults: Faults) -> Self {
        let random = fastrand::Rng::with_seed(faults.seed);
        Self { faults, random }
    }

    /// The fault of the next request, if it gets one.
    pub(super) fn draw(&mut self) -> Option<Fault> {
        if self.random.f64() >= self.faults.rate {
            return None;
        }
        let total: u32 = self.faults.kinds.iter().map(|(_, weight)| weight).sum();
        if total == 0 {
            return None;
        }
        let mut drawn = self.random.u32(0..total);
        for (fault, weight) in &self.faults.kinds {
            if drawn < *weight {
                return Some(*fault);
            }
            drawn -= weight;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_same_faults_from_the_same_seed() {
        let draw = |seed| {
            let mut source = FaultSource::new(Faults::failing(0.5, seed));
            (0..100).map(|_| source.draw()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!((30..70).contains(&draw(7).iter().flatten().count()));
    }
}
