//! Lists of names of which one continues another: options, members, levels, elements.

/// For each new name the old one it takes up, by index.
pub type Sources = Vec<Option<usize>>;

/// What each new name takes up: the old name it says it does, and else the same one.
pub(super) fn sources<'a>(old: &[&str], new: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Sources {
    let source = |(name, resumes): (&str, Option<&str>)| old.iter().position(|old| *old == resumes.unwrap_or(name));
    new.into_iter().map(source).collect()
}

/// The new name that takes up an old one; none if none does, or if several do: then nothing says which.
pub fn target(sources: &[Option<usize>], old: usize) -> Option<usize> {
    let mut targets = sources.iter().enumerate().filter(|(_, source)| **source == Some(old)).map(|(at, _)| at);
    targets.next().filter(|_| targets.next().is_none())
}

/// Sources through a version in between.
pub(super) fn through(first: &[Option<usize>], then: &[Option<usize>]) -> Sources {
    then.iter().map(|middle| middle.and_then(|middle| first.get(middle).copied().flatten())).collect()
}
