//! Scores NDJSON archives of SP+ audits, and of no other: `typed IN.ndjson OUT.csv`. Levels by value or by name, answers that
//! follow from others deduced as `grille` does; ratings off the scale and keys no input or point has are refused. What `grille`
//! also checks (constraints, repeated keys between blocks, elements) is left out.

mod audit;
mod score;

use std::error::Error;
use std::fs::File;
use std::io::Write;

use rayon::prelude::*;

/// How many bytes of the archive are worked on between two writes.
const CHUNK: usize = 64 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("typed IN.ndjson OUT.csv".into());
    };
    let file = File::open(input)?;
    // SAFETY: nobody writes to the archive while the benchmark runs.
    let archive = unsafe { memmap2::Mmap::map(&file)? };
    let mut out = File::create(output)?;
    out.write_all(score::header().as_bytes())?;
    let mut rest = &archive[..];
    while !rest.is_empty() {
        let end = rest[rest.len().min(CHUNK) - 1..].iter().position(|byte| *byte == b'\n');
        let (chunk, after) = rest.split_at(end.map_or(rest.len(), |more| rest.len().min(CHUNK) + more));
        rest = after;
        let parts: Vec<Result<Vec<u8>, serde_json::Error>> = chunk
            .par_split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .fold(
                || Ok(Vec::new()),
                |text, line| {
                    let mut text: Vec<u8> = text?;
                    score::write(&serde_json::from_slice(line)?, &mut text);
                    Ok(text)
                },
            )
            .collect();
        for part in parts {
            out.write_all(&part?)?;
        }
    }
    Ok(())
}
