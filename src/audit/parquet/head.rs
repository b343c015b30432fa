//! What the head of a page says of its size: the first fields of a `PageHeader`, in Thrift's compact protocol. The library reads the
//! head too, but keeps it to itself until the page is expanded.

/// The size of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// How many bytes it takes once expanded.
    pub(super) expanded: u64,
    /// How many bytes it takes in the file.
    pub(super) stored: u64,
    /// How many of these, the first, are levels that are not compressed.
    pub(super) levels: usize,
    /// How many values it says it has, those that are not there included.
    pub(super) values: u64,
    /// False if it is stored as it is, whatever the compression of its column.
    pub(super) is_compressed: bool,
}

/// The types of fields met here.
const YES: u8 = 1;
const NO: u8 = 2;
const I32: u8 = 5;
const STRUCT: u8 = 12;

impl Head {
    /// Reads the head that begins there; `None` if it is not one: the library says so itself.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields { bytes, id: 0 };
        let (mut expanded, mut stored) = (None, None);
        let Counts { values, levels, is_compressed } = loop {
            match fields.next()? {
                Field::Number(2, number) => expanded = u64::try_from(number).ok(),
                Field::Number(3, number) => stored = u64::try_from(number).ok(),
                Field::Number(..) => {}
                Field::Struct(5 | 8) => break fields.counts()?,
                // Whatever else there is comes after what is of use.
                _ => break Counts::default(),
            }
        };
        Some(Self { expanded: expanded?, stored: stored?, levels, values, is_compressed })
    }
}

/// A field of a structure, with its number.
enum Field {
    Number(i64, i64),
    Struct(i64),
    YesNo(i64, bool),
    /// Another, or the end.
    Other,
}

/// What the head of the data of a page says.
struct Counts {
    values: u64,
    levels: usize,
    is_compressed: bool,
}

impl Default for Counts {
    fn default() -> Self {
        Self { values: 0, levels: 0, is_compressed: true }
    }
}

struct Fields<'a> {
    bytes: &'a [u8],
    id: i64,
}

impl Fields<'_> {
    fn next(&mut self) -> Option<Field> {
        let head = self.byte()?;
        match head >> 4 {
            0 if head != 0 => self.id = self.number()?,
            step => self.id += i64::from(step),
        }
        Some(match head & 0x0F {
            YES => Field::YesNo(self.id, true),
            NO => Field::YesNo(self.id, false),
            I32 => Field::Number(self.id, self.number()?),
            STRUCT => Field::Struct(self.id),
            _ => Field::Other,
        })
    }

    /// What the head of the data of a page says, of which only the second version has levels apart.
    fn counts(&mut self) -> Option<Counts> {
        self.id = 0;
        let mut counts = Counts::default();
        let mut levels = [0_usize; 2];
        loop {
            match self.next()? {
                Field::Number(1, number) => counts.values = u64::try_from(number).ok()?,
                Field::Number(id @ (5 | 6), number) => levels[usize::from(id == 6)] = usize::try_from(number).ok()?,
                Field::Number(..) => {}
                Field::YesNo(7, is_compressed) => counts.is_compressed = is_compressed,
                _ => break,
            }
        }
        counts.levels = levels[0].checked_add(levels[1])?;
        Some(counts)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// An integer of varying length, its sign in the lowest bit.
    fn number(&mut self) -> Option<i64> {
        let (mut value, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
            }
            shift += 7;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_both_versions() {
        // Type 0, 100 bytes expanded, 40 stored, a checksum, then the head of the data: 10 values, an encoding.
        let first = [0x15, 0x00, 0x15, 0xC8, 0x01, 0x15, 0x50, 0x15, 0x02, 0x1C, 0x15, 0x14, 0x15, 0x00, 0x00];
        assert_eq!(
            Head::read(&first),
            Some(Head { expanded: 100, stored: 40, levels: 0, values: 10, is_compressed: true })
        );
        // Type 3; the eighth field has 10 values, 1 null, 9 rows, an encoding, then levels of 7 and 3 bytes.
        let second = [
            0x15, 0x06, 0x15, 0xC8, 0x01, 0x15, 0x50, 0x5C, 0x15, 0x14, 0x15, 0x02, 0x15, 0x12, 0x15, 0x10, 0x15, 0x0E,
            0x15, 0x06, 0x11, 0x00, 0x00,
        ];
        let told = Head { expanded: 100, stored: 40, levels: 10, values: 10, is_compressed: true };
        assert_eq!(Head::read(&second), Some(told));
        let mut as_it_is = second;
        as_it_is[20] = 0x12;
        assert_eq!(Head::read(&as_it_is), Some(Head { is_compressed: false, ..told }));
        for length in 0..7 {
            assert_eq!(Head::read(&first[..length]), None, "{length}");
        }
        assert_eq!(Head::read(&[0x15, 0x00, 0x15, 0x01, 0x15, 0x01, 0x00]), None, "negative sizes");
        assert_eq!(Head::read(&[0xFF; 40]), None);
    }
}
