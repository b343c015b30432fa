//! A tree told without its places, so that two layouts of one grid can be compared.

use grille::syntax::tree::File;

/// What the tree says, spans left out. Comments are not part of it: see [`comments`].
pub fn shape(file: &File) -> String {
    let told = format!("{:#?}", file.items);
    let mut out = String::with_capacity(told.len() / 2);
    let mut rest = told.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('}').map_or(rest.len(), |end| end + 1);
        out.push('_');
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The comments of a file, sorted.
pub fn comments(file: &File) -> Vec<&str> {
    let mut comments: Vec<_> = file.comments.iter().map(|comment| comment.text.as_str()).collect();
    comments.sort_unstable();
    comments
}
