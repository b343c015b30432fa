//! The loop over an archive: portions worked on in parallel, their results handed over in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rayon::{BroadcastContext, ThreadPoolBuilder, Yield};

/// How many results may be under way for each job: one being worked on, one waiting for those before it.
const RESULTS_PER_JOB: usize = 2;

/// How long a thread that waits for room does before it looks whether it can be of help.
const A_WHILE: Duration = Duration::from_millis(1);

/// Takes portions from `next` until there is none, works on as many at once as there are `jobs`, and hands each result to
/// `take` in the order of portions.
///
/// `next` is called by one thread at a time, and should be quick; so is `take`. Each thread keeps its portion to be filled again, near
/// its processor, and results are written over, so that room is made only once. `worker` makes what one thread works with. At most
/// `jobs` portions and `2 × jobs + 1` results are held at once.
///
/// The threads are those of a pool of `rayon`: what one of them splits by its means, in `take` above all, is shared by those that
/// wait, and by the others before they begin a portion.
///
/// What is taken is the same for any number of jobs, as long as each result depends on its portion alone. The first error of
/// `next` or `take` ends the run.
pub fn in_order<P: Send, R: Default + Send, E: Send, W: FnMut(&mut P, &mut R)>(
    next: impl FnMut(Option<P>) -> Result<Option<P>, E> + Send,
    jobs: NonZeroUsize,
    worker: impl Fn() -> W + Sync,
    take: impl FnMut(&mut R) -> Result<(), E> + Send,
) -> Result<(), E> {
    let line = Line {
        source: Mutex::new(Source { next, count: 0 }),
        turn: Mutex::new(Turn {
            under_way: 0,
            written: 0,
            writing: false,
            done: BTreeMap::new(),
            used: Vec::new(),
            over: false,
            stopped: false,
            error: None,
        }),
        moved: Condvar::new(),
        take: Mutex::new(take),
        room: jobs.get() * RESULTS_PER_JOB + 1,
    };
    let run = |_: BroadcastContext| line.run(worker());
    // The threads that read the grid have room that can be used again.
    if rayon::current_num_threads() == jobs.get() {
        rayon::broadcast(run);
    } else if let Ok(pool) = ThreadPoolBuilder::new().num_threads(jobs.get()).build() {
        pool.broadcast(run);
    } else {
        // Threads that cannot be started leave all the work to this one.
        line.run(worker());
    }
    let turn = line.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    turn.error.map_or(Ok(()), Err)
}

/// What all threads share.
struct Line<R, E, N, T> {
    source: Mutex<Source<N>>,
    turn: Mutex<Turn<R, E>>,
    /// Told when room is made, and when no portion is to be begun any more.
    moved: Condvar,
    take: Mutex<T>,
    /// How many portions may be under way.
    room: usize,
}

/// Where portions come from.
struct Source<N> {
    next: N,
    /// How many it gave.
    count: usize,
}

/// How far the run is.
struct Turn<R, E> {
    /// How many portions are begun, or about to be, and not written yet.
    under_way: usize,
    /// How many are written.
    written: usize,
    /// True while a thread writes.
    writing: bool,
    /// Results that wait for those before them.
    done: BTreeMap<usize, R>,
    /// Those that can be written over.
    used: Vec<R>,
    /// True once no portion is to be begun any more.
    over: bool,
    /// True once none is to be written any more either.
    stopped: bool,
    error: Option<E>,
}

impl<R: Default, E, N, T: FnMut(&mut R) -> Result<(), E>> Line<R, E, N, T> {
    /// What each thread does: take a portion, work on it, write what is ready.
    fn run<P>(&self, mut work: impl FnMut(&mut P, &mut R))
    where
        N: FnMut(Option<P>) -> Result<Option<P>, E>,
    {
        let leaving = Leaving(self);
        let mut used = None;
        while let Some((at, mut portion, mut result)) = self.begin(used.take()) {
            work(&mut portion, &mut result);
            self.end(at, result);
            used = Some(portion);
        }
        std::mem::forget(leaving);
    }

    /// The next portion, once there is room for its result, with its rank and where to put that.
    fn begin<P>(&self, used: Option<P>) -> Option<(usize, P, R)>
    where
        N: FnMut(Option<P>) -> Result<Option<P>, E>,
    {
        let result = self.room()?;
        let mut source = lock(&self.source);
        if lock(&self.turn).over {
            return None;
        }
        match (source.next)(used) {
            Ok(Some(portion)) => {
                source.count += 1;
                Some((source.count - 1, portion, result))
            }
            Ok(None) => {
                lock(&self.turn).over = true;
                self.moved.notify_all();
                None
            }
            Err(error) => {
                self.stop(Some(error));
                None
            }
        }
    }

    /// Room for a result, once there is some; nothing if no portion is to be begun.
    fn room(&self) -> Option<R> {
        loop {
            while let Some(Yield::Executed) = rayon::yield_now() {}
            let mut turn = lock(&self.turn);
            if turn.over {
                return None;
            }
            if turn.under_way < self.room {
                turn.under_way += 1;
                return Some(turn.used.pop().unwrap_or_default());
            }
            drop(self.moved.wait_timeout(turn, A_WHILE));
        }
    }

    /// Hands a result over, and writes it and those after it, unless it must wait or another thread writes already.
    fn end(&self, at: usize, result: R) {
        let mut turn = lock(&self.turn);
        turn.done.insert(at, result);
        if turn.writing {
            return;
        }
        turn.writing = true;
        loop {
            let rank = turn.written;
            let Some(mut result) = turn.done.remove(&rank).filter(|_| !turn.stopped) else { break };
            drop(turn);
            let taken = lock(&self.take)(&mut result);
            if let Err(error) = taken {
                self.stop(Some(error));
            }
            turn = lock(&self.turn);
            turn.written += 1;
            turn.under_way -= 1;
            turn.used.push(result);
            self.moved.notify_one();
        }
        turn.writing = false;
    }
}

impl<R, E, N, T> Line<R, E, N, T> {
    /// Ends the run early.
    fn stop(&self, error: Option<E>) {
        let mut turn = lock(&self.turn);
        (turn.over, turn.stopped) = (true, true);
        turn.error = turn.error.take().or(error);
        drop(turn);
        self.moved.notify_all();
    }
}

/// Frees the other threads if this one falls: the portion it held will never be written.
struct Leaving<'a, R, E, N, T>(&'a Line<R, E, N, T>);

impl<R, E, N, T> Drop for Leaving<'_, R, E, N, T> {
    fn drop(&mut self) {
        self.0.stop(None);
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(count: usize) -> impl FnMut(Option<usize>) -> Result<Option<usize>, &'static str> {
        let mut given = 0;
        move |_| {
            given += 1;
            Ok((given <= count).then_some(given))
        }
    }

    fn jobs(jobs: usize) -> NonZeroUsize {
        NonZeroUsize::new(jobs).unwrap()
    }

    #[test]
    fn results_come_in_order_for_any_number_of_jobs() {
        for count in [1, 2, 7] {
            let mut taken = Vec::new();
            let work = || |portion: &mut usize, result: &mut usize| *result = *portion * 2;
            let take = |result: &mut usize| {
                taken.push(*result);
                Ok(())
            };
            in_order(counted(5_000), jobs(count), work, take).unwrap();
            assert_eq!(taken, (1..=5_000).map(|at| at * 2).collect::<Vec<_>>(), "{count} jobs");
        }
    }

    #[test]
    fn what_cannot_be_read_or_written_stops_the_run() {
        let mut source = counted(30);
        let broken = move |used| if used == Some(3) { Err("cut") } else { source(used) };
        let stopped = in_order(broken, jobs(1), || |_: &mut usize, (): &mut ()| (), |()| Ok(()));
        assert_eq!(stopped, Err("cut"));
        for count in [1, 3] {
            let stopped = in_order(counted(1_000), jobs(count), || |_: &mut usize, (): &mut ()| (), |()| Err("full"));
            assert_eq!(stopped, Err("full"), "{count} jobs");
        }
    }

    #[test]
    fn few_portions_are_held_at_once() {
        let held = Mutex::new((0_usize, 0_usize));
        let mut source = counted(500);
        let next = |used| {
            let mut held = lock(&held);
            held.0 += 1;
            held.1 = held.1.max(held.0);
            source(used)
        };
        let take = |_: &mut usize| {
            lock(&held).0 -= 1;
            Ok(())
        };
        in_order(next, jobs(3), || |portion: &mut usize, result: &mut usize| *result = *portion, take).unwrap();
        assert!(held.lock().unwrap().1 <= 7);
    }

    #[test]
    fn a_thread_that_falls_takes_the_others_with_it() {
        let work = || |portion: &mut usize, (): &mut ()| assert_ne!(*portion, 20, "on purpose");
        let fallen = std::panic::catch_unwind(|| in_order(counted(1_000), jobs(3), work, |()| Ok(())));
        assert!(fallen.is_err());
    }
}
