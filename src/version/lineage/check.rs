//! What a grid says of the version it replaces, held against that version: every old point is taken up or retired, and whatever is
//! named there was there.

use super::{Lineage, target};
use crate::diagnostic::{Consequence, Diagnostic, Fix, Span, Succession, nearest, nearest_id};
use crate::grid::{Grid, PointId, Scale};
use crate::syntax::tree::{File, Item, ItemKind, Name, Section, Text};

/// Why the version replaced could not be compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unverified {
    /// No grid of that name and version was found.
    NotFound,
    /// Several were: in these files.
    Several(Vec<String>),
    /// It has errors: the file.
    Faulty(String),
}

/// Says of a grid that replaces another that it could not be compared with it; nothing of one that replaces none.
pub fn unverified(new: &Grid, file: &File, why: Unverified) -> Option<Diagnostic> {
    let version = new.replaces.clone()?;
    let problem = match why {
        Unverified::NotFound => Succession::NotFound { name: new.name.clone(), version },
        Unverified::Several(files) => Succession::Several { version, files },
        Unverified::Faulty(file) => Succession::Faulty { version, file },
    };
    Some(Diagnostic::new(problem, replaced_at(new, file)))
}

/// Everything there is to say of a grid's lineage. `file` is the tree of the new grid; both grids are without errors.
pub fn check(old: &Grid, new: &Grid, file: &File) -> Vec<Diagnostic> {
    let lineage = Lineage::new(old, new);
    let mut found = Vec::new();
    unknown_points(old, new, &file.items, &mut found);
    for retired in &new.retired {
        if old.point_named(&retired.id).is_none() {
            found.push(unknown_point(old, &retired.id, first_word(&retired.id, retired.span)));
        }
    }
    found.extend(vanished(old, new, &lineage, file));
    found.extend(unknown_names(old, new));
    found.extend(cannot_follow(old, new, &lineage));
    found
}

/// Old points nothing takes up and nothing retires.
fn vanished(old: &Grid, new: &Grid, lineage: &Lineage, file: &File) -> Option<Diagnostic> {
    let retired = |id: &str| new.retired.iter().any(|retired| retired.id == id);
    let gone = |at: &usize| !retired(&old.points[*at].id) && lineage.points_of(PointId(*at)).is_empty();
    let ids: Vec<_> = (0..old.points.len()).filter(gone).map(|at| old.points[at].id.clone()).collect();
    if ids.is_empty() {
        return None;
    }
    let mut diagnostic = Diagnostic::new(
        Succession::Vanished { points: ids.clone(), version: old.version.clone() },
        replaced_at(new, file),
    );
    // A point that takes up nothing and has the wording of one that is gone is the same point under another id.
    for (at, point) in new.points.iter().enumerate() {
        let orphan = lineage.points[at].links.is_empty() && !point.common.is_new && point.common.resumes.is_empty();
        let same = |id: &&String| old.point_named(id).is_some_and(|old_id| old.point(old_id).wording == point.wording);
        if let (true, Some(id)) = (orphan && !point.wording.is_empty(), ids.iter().find(same)) {
            let Some(place) = block_start(point.common.head, &file.items) else { continue };
            let title = format!("écrire que `{}` reprend `{id}`, dont il a le texte", point.id);
            diagnostic = diagnostic
                .label(point.common.head, format!("a le texte de l’ancien `{id}`"))
                .fix(Fix::insert(title, place, format!("reprend {id}\n")));
        }
    }
    Some(diagnostic)
}

/// Old ids named by `reprend` that the version replaced does not have.
fn unknown_points(old: &Grid, new: &Grid, items: &[Item], found: &mut Vec<Diagnostic>) {
    for item in items {
        let ItemKind::Section(section) = &item.kind else { continue };
        let is_point = section.id.as_ref().is_some_and(|id| new.point_named(&id.text).is_some());
        for id in resumed(section) {
            if is_point && old.point_named(&id.text).is_none() {
                found.push(unknown_point(old, &id.text, id.span));
            }
            if !is_point && !old.groups.iter().any(|group| group.id.as_deref() == Some(&id.text)) {
                let near = nearest_id(&id.text, old.groups.iter().filter_map(|group| group.id.as_deref()));
                found.push(unknown(old, "groupe", &id.text, near, id.span));
            }
        }
        unknown_points(old, new, &section.items, found);
    }
}

/// The ids a section says it takes up.
fn resumed(section: &Section) -> impl Iterator<Item = &Name> {
    section.items.iter().flat_map(|item| match &item.kind {
        ItemKind::Resumes(clause) => clause.ids.as_slice(),
        _ => &[],
    })
}

fn unknown_point(old: &Grid, id: &str, span: Span) -> Diagnostic {
    unknown(old, "point", id, nearest_id(id, old.points.iter().map(|point| point.id.as_str())), span)
}

fn unknown(old: &Grid, what: &'static str, name: &str, near: Option<&str>, span: Span) -> Diagnostic {
    let problem = Succession::Unknown {
        what,
        name: name.to_owned(),
        version: old.version.clone(),
        near: near.map(str::to_owned),
    };
    let diagnostic = Diagnostic::new(problem, span);
    match near {
        Some(near) => diagnostic.fix(Fix::replace(format!("écrire `{near}`"), span, near)),
        None => diagnostic,
    }
}

/// Old names of inputs, options, levels and elements that the version replaced does not have.
fn unknown_names(old: &Grid, new: &Grid) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut say = |what, name: &Option<String>, known: Vec<&str>, span: Span| {
        if let Some(name) = name
            && !known.contains(&name.as_str())
        {
            // What is taken up is written after the name: the name itself is where people look.
            let near = nearest(name, known.iter().copied());
            let (name, version, near) = (name.clone(), old.version.clone(), near.map(str::to_owned));
            found.push(Diagnostic::new(Succession::Unknown { what, name, version, near }, span));
        }
    };
    for input in &new.inputs {
        say("entrée", &input.resumes, old.inputs.iter().map(|input| input.name.as_str()).collect(), input.name_span);
        let from = old.input_named(input.resumes.as_ref().unwrap_or(&input.name));
        for option in input.domain.options() {
            let options = from.map_or(&[][..], |from| old.input(from).domain.options());
            say("réponse", &option.resumes, options.iter().map(|option| option.name.as_str()).collect(), option.span);
        }
    }
    for level in new.scales.iter().flat_map(Scale::levels) {
        let levels = old.scales.iter().flat_map(Scale::levels).map(|level| level.name.as_str());
        say("niveau", &level.resumes, levels.collect(), level.name_span);
    }
    let lineage = Lineage::new(old, new);
    for (point, origin) in new.points.iter().zip(&lineage.points) {
        let from: Vec<_> = origin.links.iter().flat_map(|link| super::points::elements(old.point(link.old))).collect();
        for element in super::points::elements(point) {
            say("élément", &element.resumes, from.iter().map(|old| old.name.as_str()).collect(), element.span);
        }
    }
    found.sort_by_key(|one| one.span);
    // A named type or a shared list is read once for each place that uses it.
    found.dedup_by(|later, first| later.span == first.span);
    found
}

/// Answers and ratings of the version replaced that no audit can keep.
fn cannot_follow(old: &Grid, new: &Grid, lineage: &Lineage) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, input) in new.inputs.iter().enumerate() {
        let Some(from) = old.input_named(input.resumes.as_ref().unwrap_or(&input.name)) else { continue };
        let old_input = old.input(from);
        let what = match &lineage.inputs[at] {
            // Another input may have taken its answers up.
            None if lineage.input_of(from).is_none() => {
                let what = format!("les réponses à `{}`, dont le type a changé", old_input.name);
                Some((what, Consequence::LeftOut))
            }
            None => None,
            Some(link) => {
                let options = old_input.domain.options().iter().enumerate();
                let lost: Vec<_> = options.filter(|(at, _)| target(&link.options, *at).is_none()).collect();
                let names: Vec<_> = lost.iter().map(|(_, option)| format!("`{}`", option.name)).collect();
                let what = format!("la réponse {} à `{}`", names.join(" ou "), old_input.name);
                (!names.is_empty()).then_some((what, Consequence::Refused))
            }
        };
        let problem = what.map(|(what, consequence)| Succession::CannotFollow { what, consequence });
        found.extend(problem.map(|problem| Diagnostic::new(problem, input.name_span)));
    }
    for (at, scale) in new.scales.iter().enumerate() {
        let on = |point: &PointId| new.point(*point).scale.0 == at;
        let links = (0..new.points.len()).map(PointId).filter(on).flat_map(|point| &lineage.points[point.0].links);
        let mut names: Vec<_> = Vec::new();
        for link in links {
            let old_scale = old.scale(old.point(link.old).scale);
            for (level, old_level) in old_scale.levels().iter().enumerate() {
                let name = format!("`{}`", old_level.name);
                if target(&link.levels, level).is_none() && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        if !names.is_empty() {
            let (what, consequence) = (format!("une cotation {}", names.join(" ou ")), Consequence::Unrated);
            found.push(Diagnostic::new(Succession::CannotFollow { what, consequence }, scale.name_span));
        }
    }
    found
}

/// Where the grid says what it replaces.
fn replaced_at(new: &Grid, file: &File) -> Span {
    let said = file.items.iter().find_map(|item| match &item.kind {
        ItemKind::Header(header) => header.replaces.as_ref().map(|version: &Text| version.span),
        ItemKind::Replaces(version) => Some(version.span),
        _ => None,
    });
    said.unwrap_or(new.groups[0].common.head)
}

/// Where the first clause of a section stands, given its head.
fn block_start(head: Span, items: &[Item]) -> Option<u32> {
    items.iter().find_map(|item| match &item.kind {
        ItemKind::Section(section) if section.head == head => section.items.first().map(|first| first.span.start),
        ItemKind::Section(section) => block_start(head, &section.items),
        _ => None,
    })
}

fn first_word(word: &str, span: Span) -> Span {
    Span::new(span.start as usize, span.start as usize + word.len())
}
