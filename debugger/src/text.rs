//! Text from files and pipes, as every reader here wants it.

use std::borrow::Cow;

/// What editors on Windows put before UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// `bytes` as text, without a byte order mark; a stray byte of another encoding harms its own place only. Line ends of
/// either kind and blanks around lines are for `str::lines` and `trim`.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(MARK).unwrap_or(bytes))
}
