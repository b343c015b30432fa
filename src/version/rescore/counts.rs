//! How often each of a few things happened.

/// Counts by key, in the order of keys. There are few keys: looking through them takes less than hashing or ordering them.
#[derive(Debug, Clone, PartialEq, Eq)]
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
            None => self.0.insert(self.0.partition_point(|(known, _)| *known < key), (key, times)),
        }
    }

    /// Counts all others count.
    pub fn merge(&mut self, others: &Self) {
        others.iter().for_each(|(key, times)| self.add(key, times));
    }

    /// How often something happened.
    pub fn of(&self, key: K) -> usize {
        self.0.binary_search_by(|(known, _)| known.cmp(&key)).map_or(0, |at| self.0[at].1)
    }

    /// Everything counted, in the order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (K, usize)> + '_ {
        self.0.iter().copied()
    }

    /// How often anything happened.
    pub fn sum(&self) -> usize {
        self.iter().map(|(_, times)| times).sum()
    }
}
