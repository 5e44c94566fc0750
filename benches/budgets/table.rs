//! What was measured, against what is allowed.

use std::fmt;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    what: String,
    unit: Unit,
    ours: f64,
    theirs: f64,
    ratio: f64,
    /// The ratio that must be kept.
    budget: Option<f64>,
    /// The ratio that is wanted.
    aim: Option<f64>,
}

/// What figures are shown in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    /// Seconds, shown as microseconds.
    Micros,
    /// Seconds, shown as milliseconds.
    Millis,
    /// Seconds each, shown as how many in a second.
    Rate,
    /// Bytes, shown as mebibytes.
    Mebibytes,
}

impl Row {
    /// A row of measurements that were taken in pairs: ours and, right before or after it, theirs. The ratio is the
    /// median of the pairs' ratios, since what else goes on in the machine strikes both of a pair alike.
    pub(crate) fn of(what: impl Into<String>, unit: Unit, pairs: &[(f64, f64)]) -> Self {
        let ours = median(pairs.iter().map(|(ours, _)| *ours));
        let theirs = median(pairs.iter().map(|(_, theirs)| *theirs));
        let ratio = median(pairs.iter().map(|(ours, theirs)| ours / theirs));
        Self { what: what.into(), unit, ours, theirs, ratio, budget: None, aim: None }
    }

    /// Ours of this row against a figure that was measured once and for all.
    pub(crate) fn against(&self, what: impl Into<String>, theirs: f64) -> Self {
        let (ours, unit) = (self.ours, self.unit);
        Self { what: what.into(), unit, ours, theirs, ratio: ours / theirs, budget: None, aim: None }
    }

    pub(crate) fn budget(self, ratio: f64) -> Self {
        Self { budget: Some(ratio), ..self }
    }

    pub(crate) fn aim(self, ratio: f64) -> Self {
        Self { aim: Some(ratio), ..self }
    }

    pub(crate) fn exceeds(&self) -> bool {
        self.budget.is_some_and(|budget| self.ratio > budget)
    }

    fn verdict(&self) -> &'static str {
        match self.aim {
            _ if self.exceeds() => "OVER BUDGET",
            Some(aim) if self.ratio > aim => "over aim",
            _ => "ok",
        }
    }
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Micros => format!("{:.1} µs", value * 1e6),
            Self::Millis => format!("{:.2} ms", value * 1e3),
            Self::Rate => format!("{:.0}/s", 1.0 / value),
            Self::Mebibytes => format!("{:.2} MiB", value / f64::from(1 << 20)),
        }
    }
}

/// The head of the table.
pub(crate) struct Head;

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, "", "ours", "against", "ratio", ["budget", "aim", ""])
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = |limit: Option<f64>| limit.map(|limit| format!("{limit:.3}")).unwrap_or_default();
        let (ours, theirs) = (self.unit.show(self.ours), self.unit.show(self.theirs));
        let limits = [&limit(self.budget), &limit(self.aim), self.verdict()];
        line(f, &self.what, &ours, &theirs, &format!("{:.3}", self.ratio), limits)
    }
}

fn line(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    ours: &str,
    theirs: &str,
    ratio: &str,
    [budget, aim, verdict]: [&str; 3],
) -> fmt::Result {
    write!(f, "{what:<58} {ours:>11} {theirs:>11} {ratio:>7} {budget:>7} {aim:>7}  {verdict}")
}

/// The middle one; of an even number, the upper of the two.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
