//! An audit as a JSON object on one line.

use crate::audit::given::Given;
use crate::audit::sheet::{Block, Sheet};

/// How an object is laid out. Every manner means the same.
pub(in crate::audit) trait Manner {
    /// Writes blanks between two tokens.
    fn gap(&mut self, out: &mut Vec<u8>);
    /// Puts keys in the order they are written in.
    fn order(&mut self, keys: &mut [usize]);
    /// True to write `null` for what is not given.
    fn writes_null(&mut self) -> bool;
    /// Writes a key with its quotes.
    fn key(&mut self, key: &str, out: &mut Vec<u8>) {
        self.text(key, out);
    }
    /// Writes a text with its quotes.
    fn text(&mut self, text: &str, out: &mut Vec<u8>);
    /// Writes a number.
    fn number(&mut self, number: &str, out: &mut Vec<u8>);
}

/// The usual manner: no blanks, the order of the grid, no more escapes than must be.
pub(in crate::audit) struct Plain;

impl Manner for Plain {
    fn gap(&mut self, _: &mut Vec<u8>) {}

    fn order(&mut self, _: &mut [usize]) {}

    fn writes_null(&mut self) -> bool {
        false
    }

    fn text(&mut self, text: &str, out: &mut Vec<u8>) {
        quote(text, out);
    }

    fn number(&mut self, number: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(number.as_bytes());
    }
}

/// Writes an audit as one object, without a line break.
pub(in crate::audit) fn object(sheet: &Sheet, manner: &mut impl Manner, out: &mut Vec<u8>) {
    let head = sheet.entries(Block::Head);
    let blocks: Vec<_> = Block::all().map(|block| (block.key(), sheet.entries(block))).collect();
    laid_out(&head, &blocks, manner, out);
}

/// A row of a wide table as the object it means, columns of one block together.
pub(in crate::audit) fn row(columns: &[(&str, Given)]) -> String {
    let mut head = Vec::new();
    let mut blocks: Vec<(&str, Vec<(&str, &Given)>)> = Vec::new();
    for (name, given) in columns {
        let Some((block, key)) = name.split_once('.') else {
            head.push((*name, given));
            continue;
        };
        match blocks.iter_mut().find(|(known, _)| *known == block) {
            Some((_, entries)) => entries.push((key, given)),
            None => blocks.push((block, vec![(key, given)])),
        }
    }
    let mut out = Vec::new();
    laid_out(&head, &blocks, &mut Plain, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn laid_out(
    head: &[(&str, &Given)],
    blocks: &[(&str, Vec<(&str, &Given)>)],
    manner: &mut impl Manner,
    out: &mut Vec<u8>,
) {
    let mut order: Vec<usize> = (0..head.len() + blocks.len()).collect();
    manner.order(&mut order);
    let mut fields = Fields::open(manner, out);
    for at in order {
        if let Some((key, given)) = head.get(at) {
            fields.value(key, given);
        } else if let Some((key, entries)) = blocks.get(at - head.len()) {
            fields.block(key, entries);
        }
    }
    fields.close();
}

/// The keys of an object being written.
struct Fields<'w, M> {
    manner: &'w mut M,
    out: &'w mut Vec<u8>,
    any: bool,
}

impl<'w, M: Manner> Fields<'w, M> {
    fn open(manner: &'w mut M, out: &'w mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { manner, out, any: false }
    }

    fn key(&mut self, key: &str) {
        if self.any {
            self.manner.gap(self.out);
            self.out.push(b',');
        }
        self.any = true;
        self.manner.gap(self.out);
        self.manner.key(key, self.out);
        self.manner.gap(self.out);
        self.out.push(b':');
        self.manner.gap(self.out);
    }

    fn value(&mut self, key: &str, given: &Given) {
        if *given != Given::Nothing || self.manner.writes_null() {
            self.key(key);
            value(given, self.manner, self.out);
        }
    }

    /// A block, left out where nothing in it is given.
    fn block(&mut self, key: &str, entries: &[(&str, &Given)]) {
        if entries.iter().all(|(_, given)| **given == Given::Nothing) && !self.manner.writes_null() {
            return;
        }
        self.key(key);
        let mut order: Vec<usize> = (0..entries.len()).collect();
        self.manner.order(&mut order);
        let mut fields = Fields::open(self.manner, self.out);
        for (key, given) in order.into_iter().filter_map(|at| entries.get(at)) {
            fields.value(key, given);
        }
        fields.close();
    }

    fn close(self) {
        if self.any {
            self.manner.gap(self.out);
        }
        self.out.push(b'}');
    }
}

fn value<M: Manner>(given: &Given, manner: &mut M, out: &mut Vec<u8>) {
    match given {
        Given::Nothing => out.extend_from_slice(b"null"),
        Given::YesNo(answer) => out.extend_from_slice(if *answer { b"true" } else { b"false" }),
        Given::Number(number) => manner.number(number, out),
        Given::Text(text) => manner.text(text, out),
        Given::List(members) => {
            out.push(b'[');
            for (at, member) in members.iter().enumerate() {
                if at > 0 {
                    manner.gap(out);
                    out.push(b',');
                }
                manner.gap(out);
                value(member, manner, out);
            }
            manner.gap(out);
            out.push(b']');
        }
        Given::Foreign(kind) => manner.text(kind, out),
        Given::Object => out.extend_from_slice(b"{}"),
        // Half of a surrogate pair.
        Given::Unreadable => out.extend_from_slice(br#""\ud83d""#),
    }
}

/// Writes a text with its quotes, escaping only what must be.
fn quote(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    text.chars().for_each(|character| escape(character, out));
    out.push(b'"');
}

/// Writes a character of a text, escaped only if it must be.
pub(in crate::audit) fn escape(character: char, out: &mut Vec<u8>) {
    match character {
        '"' => out.extend_from_slice(br#"\""#),
        '\\' => out.extend_from_slice(br"\\"),
        '\n' => out.extend_from_slice(br"\n"),
        '\r' => out.extend_from_slice(br"\r"),
        '\t' => out.extend_from_slice(br"\t"),
        '\0'..' ' => out.extend_from_slice(format!("\\u{:04x}", u32::from(character)).as_bytes()),
        _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}
