//! A pass over archives: each audit is read and worked on, its row is written in the archives' order, what is refused is kept, and
//! what all come to is added up. What is done with an audit is the command's.

use std::io::{self, Write};
use std::path::PathBuf;

use grille::audit::{Cut, Reader, Refusal, Refused, Slots, Unreadable, Vocabulary};
use grille::batch::{self, Rejected, Staged};
use grille::outcome::{Rows, Writer};

use super::archive::Archives;
use super::results::Results;
use super::terminal::{is_shown, tell};
use super::{Failure, progress};

/// What audits come to, added up.
pub(super) trait Sum: Default + Send {
    /// Counts a refused audit.
    fn refuse(&mut self, rejected: &Rejected);

    /// Counts all another sum counts, whose audits come after those of this one.
    fn merge(&mut self, other: &Self);

    /// How many audits were read, those refused included.
    fn read(&self) -> usize;
}

/// A pass to be made.
pub(super) struct Pass<'a> {
    /// What is read.
    pub(super) archives: Archives,
    /// The names it is read with.
    pub(super) names: &'a Vocabulary<'a>,
    /// Where and how rows are written.
    pub(super) results: &'a Results,
    /// True if rows go to standard output.
    pub(super) prints: bool,
    /// True if what is done with an audit tells of its points.
    pub(super) tells_points: bool,
}

impl Pass<'_> {
    /// Makes it. `worker` makes what one thread works on audits with: it adds each to the sum and to the rows, or says why it is
    /// refused; `writer` makes what writes the rows to their place. Gives the sum, and where refused audits are kept if they are.
    pub(super) fn run<S: Sum, W>(
        self,
        worker: impl Fn() -> W + Sync,
        writer: impl for<'o> FnOnce(Box<dyn Write + Send + 'o>) -> Box<dyn Writer + 'o>,
    ) -> Result<(S, Option<PathBuf>), Failure>
    where
        W: FnMut(&Slots, &mut S, &mut Rows) -> Result<(), Refusal>,
    {
        let Self { mut archives, names, results, prints, tells_points } = self;
        let output = results.file();
        let mut file = results.begin()?;
        let mut rejects = results.rejects()?;
        let out: Box<dyn Write + Send> = match &mut file {
            Some(file) => Box::new(file),
            None if prints => Box::new(io::BufWriter::new(io::stdout())),
            None => Box::new(io::sink()),
        };
        let mut writer = writer(out);
        let unwritten = |error| match output {
            Some(path) => Failure::writing(path)(error),
            None => error.into(),
        };
        let mut sum = S::default();
        let mut progress = archives.progress(prints && is_shown());
        let take = |done: &mut Done<S>| {
            if let Some(unreadable) = done.unreadable.take() {
                return Err(unreadable.into());
            }
            writer.write(&mut done.rows).map_err(unwritten)?;
            sum.merge(&done.sum);
            for rejected in &done.rejected {
                match &mut rejects {
                    Some(file) => file.keep(rejected).map_err(|error| Failure::writing(file.place())(error))?,
                    None => tell(&format!("refusé : {}", rejected.told())),
                }
            }
            progress.tell(sum.read());
            Ok(())
        };
        let worker = || {
            let (reader, mut work) = (Reader::new(names), worker());
            let mut reader = if tells_points { reader } else { reader.without_reasons() };
            move |cut: &mut Cut, done: &mut Done<S>| done.fill(cut, &mut reader, &mut work)
        };
        batch::in_order(|used| archives.cut(used).map_err(Failure::from), results.jobs(), worker, take)?;
        writer.finish().map_err(unwritten)?;
        drop(writer);
        progress::clear();

        if let (Some(file), Some(path)) = (file, output) {
            file.finish().and_then(Staged::finish).map_err(Failure::writing(path))?;
        }
        let kept = rejects.as_ref().map(|rejects| rejects.place().to_path_buf());
        if let (Some(rejects), Some(place)) = (rejects, &kept) {
            rejects.finish().map_err(Failure::writing(place))?;
        }
        Ok((sum, kept))
    }
}

/// What a portion came to.
#[derive(Default)]
struct Done<S> {
    rows: Rows,
    rejected: Vec<Rejected>,
    sum: S,
    /// Why it came to nothing.
    unreadable: Option<Unreadable>,
}

impl<S: Sum> Done<S> {
    /// Works on the audits of a portion, one after the other.
    fn fill(
        &mut self,
        cut: &mut Cut,
        reader: &mut Reader,
        mut work: impl FnMut(&Slots, &mut S, &mut Rows) -> Result<(), Refusal>,
    ) {
        self.rows.clear();
        self.rejected.clear();
        self.sum = S::default();
        let portion = match cut.open() {
            Ok(portion) => portion,
            Err(unreadable) => {
                self.unreadable = Some(unreadable);
                return;
            }
        };
        reader.read_all(portion.entries(), |entry, read| {
            let worked = read.and_then(|slots| {
                let worked = work(slots, &mut self.sum, &mut self.rows);
                worked.map_err(|why| Refused::new(Some(slots.id().to_owned()), why))
            });
            if let Err(refused) = worked {
                let rejected = Rejected::new(entry, refused);
                self.sum.refuse(&rejected);
                self.rejected.push(rejected);
            }
        });
    }
}
