use std::time::Duration;

use syn::LitInt;

/// Reads `500ms`, `30s`, `10min` or `1h`.
pub(crate) fn parse(literal: &LitInt) -> syn::Result<Duration> {
    let wrong = || {
        syn::Error::new_spanned(
            literal,
            "a duration is a whole number with a unit: `500ms`, `30s`, `10min`, `1h`",
        )
    };
    let number: u64 = literal.base10_digits().parse().map_err(|_| wrong())?;
    let milliseconds = match literal.suffix() {
        "ms" => number.checked_mul(1),
        "s" => number.checked_mul(1_000),
        "min" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        _ => return Err(wrong()),
    };
    match milliseconds {
        Some(milliseconds @ 1..) => Ok(Duration::from_millis(milliseconds)),
        _ => Err(syn::Error::new_spanned(
            literal,
            "a duration is longer than zero, and fits into 64 bits of milliseconds",
        )),
    }
}
