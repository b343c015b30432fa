//! Grids as large as one likes, made of the SP+ grid.

/// The SP+ grid with its sections written so many times over, ids kept apart.
pub(crate) fn sp_plus(times: usize) -> String {
    let text = include_str!("../../grids/sp_plus/2023.grille");
    let sections = text.find("\nengagement ").map_or(text.len(), |at| at + 1);
    let (head, sections) = text.split_at(sections);
    let mut out = head.to_owned();
    for copy in 0..times {
        for line in sections.lines() {
            let mut words = line.trim_start().splitn(3, ' ');
            match (words.next(), words.next(), words.next()) {
                (Some(word @ ("engagement" | "label" | "point")), Some(id), Some(rest)) if copy > 0 => {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    out.extend([indent, word, " ", id, &format!("c{copy} "), rest, "\n"]);
                }
                _ => out.extend([line, "\n"]),
            }
        }
    }
    out
}
