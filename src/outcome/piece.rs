//! Texts that stand ready to be put together.

/// A text that stands ready.
#[derive(Debug, Clone)]
pub(crate) enum Piece<const ROOM: usize> {
    /// A text that fits in the room, and its length.
    Short([u8; ROOM], u8),
    /// A longer one.
    Long(Box<[u8]>),
}

impl<const ROOM: usize> Piece<ROOM> {
    /// A text.
    pub(crate) fn new(text: &[u8]) -> Self {
        let mut short = [0; ROOM];
        match (short.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(room), Ok(length)) => {
                room.copy_from_slice(text);
                Self::Short(short, length)
            }
            _ => Self::Long(text.into()),
        }
    }

    /// What is written.
    pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut text = Vec::new();
        write(&mut text);
        Self::new(&text)
    }

    /// Adds it to a text. A short one is copied with all of its room: how much is copied does not depend on it.
    #[inline]
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Short(text, length) => {
                let end = out.len() + usize::from(*length);
                out.extend_from_slice(text);
                out.truncate(end);
            }
            Self::Long(text) => out.extend_from_slice(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_each_other_whatever_their_length() {
        let mut out = b"x".to_vec();
        for text in ["", "a", "abcdefgh", "too long for its room", "."] {
            Piece::<8>::new(text.as_bytes()).write(&mut out);
            out.push(b';');
        }
        assert_eq!(String::from_utf8(out).unwrap(), "x;a;abcdefgh;too long for its room;.;");
    }
}
