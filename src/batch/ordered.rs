//! The loop over an archive: chunks worked on in parallel, their results handed over in order.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use rayon::prelude::*;

use crate::audit::Entry;

/// How many entries each job gets in a chunk: enough for the jobs to be busy, few enough to be held in memory.
const ENTRIES_PER_JOB: usize = 256;

/// An entry and the file it stands in, under the name people gave.
#[derive(Debug, Clone)]
pub struct Item {
    /// The file.
    pub file: Arc<str>,
    /// The entry.
    pub entry: Entry,
}

/// Why a run stopped before its end.
#[derive(Debug)]
pub enum Stopped {
    /// An archive could not be read on.
    Reading(io::Error),
    /// A result could not be written.
    Writing(io::Error),
    /// The threads could not be started.
    Threads(String),
}

/// Does `work` on every item, as many at once as there are `jobs`, and hands each result to `take` in the order of items.
///
/// What is taken is the same for any number of jobs, as long as `work` depends on its item alone.
pub fn in_order<R: Send>(
    items: impl IntoIterator<Item = io::Result<Item>>,
    jobs: NonZeroUsize,
    work: impl Fn(Item) -> R + Sync,
    mut take: impl FnMut(R) -> io::Result<()>,
) -> Result<(), Stopped> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build();
    let threads = threads.map_err(|error| Stopped::Threads(error.to_string()))?;
    let mut items = items.into_iter();
    loop {
        let chunk: Result<Vec<Item>, io::Error> = items.by_ref().take(jobs.get() * ENTRIES_PER_JOB).collect();
        // What came before an unreadable place in the same chunk is dropped: the run fails as a whole.
        let chunk = chunk.map_err(Stopped::Reading)?;
        if chunk.is_empty() {
            return Ok(());
        }
        let done: Vec<R> = threads.install(|| chunk.into_par_iter().map(&work).collect());
        done.into_iter().try_for_each(&mut take).map_err(Stopped::Writing)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(count: usize) -> impl Iterator<Item = io::Result<Item>> {
        (1..=count).map(|line| Ok(Item { file: "f".into(), entry: Entry { line, text: Vec::new(), fault: None } }))
    }

    #[test]
    fn results_come_in_order_for_any_number_of_jobs() {
        for jobs in [1, 2, 7] {
            let mut taken = Vec::new();
            let take = |line| {
                taken.push(line);
                Ok(())
            };
            in_order(items(5_000), NonZeroUsize::new(jobs).unwrap(), |item| item.entry.line, take).unwrap();
            assert_eq!(taken, (1..=5_000).collect::<Vec<_>>(), "{jobs} jobs");
        }
    }

    #[test]
    fn an_archive_that_cannot_be_read_on_stops_the_run() {
        let broken = items(3).chain([Err(io::Error::other("cut"))]);
        let stopped = in_order(broken, NonZeroUsize::MIN, |_| (), |()| Ok(()));
        assert!(matches!(stopped, Err(Stopped::Reading(_))));
        let stopped = in_order(items(3), NonZeroUsize::MIN, |_| (), |()| Err(io::Error::other("full")));
        assert!(matches!(stopped, Err(Stopped::Writing(_))));
    }
}
