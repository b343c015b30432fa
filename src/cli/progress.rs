//! How far long work is, told on a terminal and nowhere else.

use std::io::{self, IsTerminal, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// True while a line of progress stands on the terminal.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// What is told before that is not worth it.
const FIRST: Duration = Duration::from_millis(700);

/// How long a line stands at least.
const EACH: Duration = Duration::from_millis(200);

/// How far a run over archives is.
pub(super) struct Progress {
    /// How many bytes are read.
    read: Arc<AtomicU64>,
    /// How many there are, where it is known.
    total: Option<u64>,
    begun: Instant,
    next: Instant,
    /// False where nobody looks.
    watched: bool,
}

impl Progress {
    /// The progress of reading so many bytes, of which `read` are. Nothing is told if standard error is no terminal, or if
    /// results are printed on one.
    pub(super) fn new(read: Arc<AtomicU64>, total: Option<u64>, prints_results: bool) -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        let watched = io::stderr().is_terminal() && !dumb && !prints_results;
        let begun = Instant::now();
        Self { read, total, begun, next: begun + FIRST, watched }
    }

    /// Tells how far the run is, if it is time to.
    pub(super) fn tell(&mut self, audits: usize) {
        let now = Instant::now();
        if !self.watched || now < self.next {
            return;
        }
        self.next = now + EACH;
        let line = line(self.read.load(Ordering::Relaxed), self.total, audits, now - self.begun);
        SHOWN.store(true, Ordering::Relaxed);
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "\r{line}\u{1b}[K").and_then(|()| stderr.flush());
    }
}

/// Takes the line of progress off the terminal.
pub(super) fn clear() {
    if SHOWN.swap(false, Ordering::Relaxed) {
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "\r\u{1b}[K").and_then(|()| stderr.flush());
    }
}

/// `42 % · 1,2 Go sur 2,9 Go · 850 000 audits/s · encore 3 s`
fn line(read: u64, total: Option<u64>, audits: usize, elapsed: Duration) -> String {
    let micros = elapsed.as_micros().max(1);
    let speed = (audits as u128 * 1_000_000) / micros;
    let mut parts = Vec::new();
    if let Some(total) = total.filter(|total| *total > 0) {
        let read = read.min(total);
        parts.push(format!("{} %", read * 100 / total));
        parts.push(format!("{} sur {}", size(read), size(total)));
        parts.push(format!("{} audits/s", spaced(speed)));
        if read > 0 {
            let left = micros * u128::from(total - read) / u128::from(read);
            parts.push(format!("encore {}", time(left.div_ceil(1_000_000))));
        }
    } else {
        parts.push(format!("{} lus", size(read)));
        parts.push(format!("{} audits/s", spaced(speed)));
    }
    parts.join(" · ")
}

/// `1,2 Go`
fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        1_000_000_000.. => (1_000_000_000, "Go"),
        1_000_000.. => (1_000_000, "Mo"),
        _ => (1_000, "ko"),
    };
    format!("{},{} {name}", bytes / unit, bytes % unit * 10 / unit)
}

/// `850 000`
fn spaced(number: u128) -> String {
    let digits = number.to_string();
    let mut spaced = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            spaced.push('\u{202f}');
        }
        spaced.push(digit);
    }
    spaced
}

/// `2 min 10 s`
fn time(seconds: u128) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// A stream whose bytes are counted.
pub(super) struct Counted<R> {
    stream: R,
    read: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(super) fn new(stream: R, read: Arc<AtomicU64>) -> Self {
        Self { stream, read }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(into)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_in_few_words() {
        let told = |read, total, audits, millis| line(read, total, audits, Duration::from_millis(millis));
        assert_eq!(
            told(1_234_567_890, Some(2_900_000_000), 1_700_000, 2_000),
            "42 % · 1,2 Go sur 2,9 Go · 850\u{202f}000 audits/s · encore 3 s"
        );
        assert_eq!(told(56_000_000, None, 999, 1_000), "56,0 Mo lus · 999 audits/s");
        assert_eq!(told(0, Some(10), 0, 0), "0 % · 0,0 ko sur 0,0 ko · 0 audits/s");
        assert_eq!([time(59), time(130), time(7_260)], ["59 s", "2 min 10 s", "2 h 1 min"]);
    }
}
