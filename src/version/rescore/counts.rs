//! How often each of a few things happened.

/// Counts by key. There are few keys: looking through them takes less than hashing or ordering them, and what happens often is mostly met
/// first.
#[derive(Debug, Clone)]
pub struct Counts<K>(Vec<(K, usize)>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Copy + Ord> Counts<K> {
    /// Counts something so many times more.
    pub fn add(&mut self, key: K, times: usize) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, count)) => *count += times,
            None => self.0.push((key, times)),
        }
    }

    /// Counts all others count.
    pub fn merge(&mut self, others: &Self) {
        others.0.iter().for_each(|(key, times)| self.add(*key, *times));
    }

    /// How often something happened.
    pub fn of(&self, key: K) -> usize {
        self.0.iter().find(|(known, _)| *known == key).map_or(0, |(_, times)| *times)
    }

    /// Everything counted, in the order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (K, usize)> + use<K> {
        let mut counts = self.0.clone();
        counts.sort_unstable();
        counts.into_iter()
    }

    /// How often anything happened.
    pub fn sum(&self) -> usize {
        self.0.iter().map(|(_, times)| times).sum()
    }
}

impl<K: Copy + Ord> PartialEq for Counts<K> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<K: Copy + Ord> Eq for Counts<K> {}
