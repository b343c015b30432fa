//! An archive of audits made up, portion by portion, so that many can be made at once and none is held longer than it must.

use std::ops::Range;

use super::Simulator;
use crate::audit::Format;

impl Simulator<'_> {
    /// What stands before the first audit of an archive.
    pub fn opening(&self) -> &'static str {
        match self.recipe.format {
            Format::Json => "[",
            Format::Ndjson | Format::Csv => "",
        }
    }

    /// Writes the audits of these numbers, each on a line of its own; how many of them are broken.
    pub fn portion(&self, numbers: Range<u64>, out: &mut Vec<u8>) -> u64 {
        let mut all_broken = 0;
        for number in numbers {
            if self.recipe.format == Format::Json {
                out.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
            }
            let (text, broken) = self.audit(number);
            out.extend_from_slice(&text);
            if self.recipe.format == Format::Ndjson {
                out.push(b'\n');
            }
            all_broken += u64::from(broken.is_some());
        }
        all_broken
    }

    /// What stands after the last audit of an archive.
    pub fn closing(&self) -> &'static str {
        match self.recipe.format {
            Format::Json => "\n]\n",
            Format::Ndjson | Format::Csv => "",
        }
    }
}
