//! A Discord that lives in the process.
