//! What the reference said of parts of a grid, by the cells of the variables these look at.

use super::cells::Digit;
use super::memo::Memo;
use super::scorer::Rare;

/// What was told so far of points, or of groups.
pub(super) struct Recall<T> {
    /// For each part by the variables it looks at; nothing for parts that look at none.
    parts: Vec<Option<Memo>>,
    told: Vec<T>,
}

impl<T> Recall<T> {
    /// Nothing yet, over these variables, part by part.
    pub(super) fn new(variables: &[Option<Vec<usize>>], radices: &[Digit]) -> Self {
        let memo = |variables: &Option<Vec<usize>>| variables.as_ref().map(|variables| Memo::new(variables, radices));
        Self { parts: variables.iter().map(memo).collect(), told: Vec::new() }
    }

    /// How much is remembered.
    pub(super) fn size(&self) -> usize {
        self.told.len()
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.parts.iter_mut().flatten().for_each(Memo::forget);
        self.told.clear();
    }

    /// What is told of a part, which is asked if it was not yet.
    pub(super) fn tell(&mut self, part: usize, digits: &[Digit], ask: impl FnOnce() -> Option<T>) -> Result<&T, Rare> {
        let memo = self.parts[part].as_mut().ok_or(Rare)?;
        let at = if let Some(at) = memo.get(digits) {
            at
        } else {
            let at = u32::try_from(self.told.len()).map_err(|_| Rare)?;
            self.told.push(ask().ok_or(Rare)?);
            memo.keep(digits, at);
            at
        };
        self.told.get(at as usize).ok_or(Rare)
    }
}
