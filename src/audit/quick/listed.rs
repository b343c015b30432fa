//! Names listed in brackets: the members of a set, the elements of a point.

use wide::u8x16;

use super::follow::unescaped;
use super::scan::{blanks, literal, text};
use super::texts::Texts;
use crate::audit::given::nfc;

/// The names a list may hold, in the order of the grid: at most 64.
pub(super) struct Names {
    plain: Texts,
    quoted: Vec<Quoted>,
}

/// A name in its quotes.
struct Quoted {
    /// The first bytes, and which of their bits count.
    start: [u8x16; 2],
    counted: [u8x16; 2],
    length: usize,
    /// What follows them.
    rest: Box<[u8]>,
}

impl Quoted {
    fn new(name: &str) -> Self {
        let quoted = format!("\"{name}\"").into_bytes();
        let pair =
            |byte: &dyn Fn(usize) -> u8| [0, 16].map(|from| u8x16::new(std::array::from_fn(|at| byte(from + at))));
        Self {
            start: pair(&|at| quoted.get(at).copied().unwrap_or_default()),
            counted: pair(&|at| if at < quoted.len() { 0xFF } else { 0 }),
            length: quoted.len(),
            rest: quoted.get(32..).unwrap_or_default().into(),
        }
    }

    /// True if the name is what stands there, of which the first bytes are known.
    #[inline]
    fn is(&self, [first, second]: [u8x16; 2], after: &[u8]) -> bool {
        let differs = (first ^ self.start[0]) & self.counted[0] | (second ^ self.start[1]) & self.counted[1];
        differs.simd_eq(u8x16::splat(0)).to_bitmask() == 0xFFFF
            && (self.rest.is_empty() || after.starts_with(&self.rest))
    }
}

impl Names {
    /// The names of a list; `None` if there are more than 64, or some that are not written plainly.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let names: Vec<&str> = names.collect();
        let plain = |name: &str| !name.contains(['"', '\\']) && !name.contains(char::is_control);
        if names.len() > 64 || !names.iter().all(|name| plain(name)) {
            return None;
        }
        let quoted = names.iter().map(|name| Quoted::new(name)).collect();
        Some(Self { plain: Texts::new(names.into_iter()), quoted })
    }

    /// The first of the names from a number on that stands there in quotes, and where it ends. It may not be found near the end of a
    /// text.
    #[inline]
    pub(super) fn next(&self, bytes: &[u8], at: usize, from: usize) -> Option<(usize, usize)> {
        let (start, after) = bytes.get(at..)?.split_first_chunk::<32>()?;
        let [first, second] = start.as_chunks().0 else { return None };
        let start = [u8x16::new(*first), u8x16::new(*second)];
        let names = self.quoted.get(from..)?;
        let found = names.iter().position(|name| name.is(start, after))?;
        Some((from + found, at + names[found].length))
    }

    /// Reads a list: where it ends, and which names are in it, one bit each. `None` if a name is unknown or listed twice.
    pub(super) fn read(&self, audit: &str, at: usize) -> Option<(usize, u64)> {
        let bytes = audit.as_bytes();
        let mut at = blanks(bytes, literal(bytes, at, b"[")?);
        let mut met = 0_u64;
        if bytes.get(at) == Some(&b']') {
            return Some((at + 1, met));
        }
        loop {
            let (name, end) = self.name(audit, at)?;
            if met >> name & 1 == 1 {
                return None;
            }
            met |= 1 << name;
            at = blanks(bytes, end);
            match bytes.get(at)? {
                b',' => at = blanks(bytes, at + 1),
                b']' => return Some((at + 1, met)),
                _ => return None,
            }
        }
    }

    /// The number of the name that stands there in quotes, and where it ends.
    pub(super) fn name(&self, audit: &str, at: usize) -> Option<(usize, usize)> {
        let bytes = audit.as_bytes();
        let start = literal(bytes, at, b"\"")?;
        let text = text(bytes, start)?;
        let end = text.end + 1;
        let number = self.plain.get(bytes, start, text.end).or_else(|| {
            let name = unescaped(&audit[at..end], text.escaped)?;
            let name = nfc(&name);
            self.plain.get(name.as_bytes(), 0, name.len())
        })?;
        Some((number, end))
    }
}
