//! What people read: titles, wordings, notes, labels. None of it changes a result.

use super::groups;
use crate::grid::{Choice, Common, Element, Grid, Point, Prose, ProseKind};
use crate::version::joint::Joint;
use crate::version::lineage::target;

/// A text that reads differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewording {
    /// Where it stands.
    pub place: TextPlace,
    /// Before; empty if there was none.
    pub old: String,
    /// After; empty if there is none.
    pub new: String,
}

/// Where a text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPlace {
    /// The part, in the words of the new version: `point 6.2`, `entrée svi`.
    pub part: String,
    /// What of it: « exigence », « titre ».
    pub what: &'static str,
}

/// Every text that reads differently, in the order of the new version.
pub(super) fn compare(joint: &Joint<'_>) -> Vec<Rewording> {
    let (old, new, lineage) = (joint.old, joint.new, joint.lineage);
    let mut texts = Texts { found: Vec::new() };
    let title = |grid: &Grid| grid.title.clone().unwrap_or_default();
    texts.pair("la grille", "titre", &title(old), &title(new));
    texts.proses("la grille", &old.groups[0].common, &new.groups[0].common);
    for scale in &new.scales {
        let Some(before) = old.scales.iter().find(|one| one.name == scale.name) else { continue };
        for level in scale.levels() {
            let from = level.resumes.as_ref().unwrap_or(&level.name);
            if let Some(before) = before.levels().iter().find(|one| one.name == *from) {
                texts.pair(&format!("niveau {}", level.name), "libellé", &before.label, &level.label);
            }
        }
    }
    for (input, link) in new.inputs.iter().zip(&lineage.inputs) {
        let Some(link) = link else { continue };
        let before = old.input(link.old);
        texts.pair(&format!("entrée {}", input.name), "libellé", &before.label, &input.label);
        let options: (&[Choice], &[Choice]) = (before.domain.options(), input.domain.options());
        for (at, option) in options.0.iter().enumerate() {
            if let Some(after) = target(&link.options, at).and_then(|to| options.1.get(to)) {
                let part = format!("entrée {}, réponse {}", input.name, after.name);
                texts.pair(&part, "libellé", &option.label, &after.label);
            }
        }
    }
    for parameter in &new.parameters {
        if let Some(before) = old.parameters.iter().find(|one| one.name == parameter.name) {
            texts.pair(&format!("paramètre {}", parameter.name), "libellé", &before.label, &parameter.label);
        }
    }
    for definition in &new.definitions {
        if let Some(before) = old.definitions.iter().find(|one| one.name == definition.name) {
            texts.pair(&format!("définition {}", definition.name), "libellé", &before.label, &definition.label);
        }
    }
    for (at, group) in new.groups.iter().enumerate().skip(1) {
        let Some(from) = lineage.groups[at] else { continue };
        let part = groups::name(new, crate::grid::GroupId(at));
        let before = old.group(from);
        texts.pair(&part, "titre", &before.title, &group.title);
        texts.proses(&part, &before.common, &group.common);
    }
    for (point, origin) in new.points.iter().zip(&lineage.points) {
        // Of several merged points no text is the old one.
        let [link] = origin.links.as_slice() else { continue };
        let (before, part) = (old.point(link.old), format!("point {}", point.id));
        texts.pair(&part, "titre", &before.title, &point.title);
        texts.pair(&part, "exigence", &before.wording, &point.wording);
        texts.proses(&part, &before.common, &point.common);
        texts.elements(&part, (before, point), &link.elements);
    }
    for (decision, from) in new.decisions.iter().zip(&lineage.decisions) {
        let Some(before) = from.map(|from| &old.decisions[from.0]) else { continue };
        let part = format!("décision {}", decision.name);
        texts.pair(&part, "libellé", &before.label, &decision.label);
        for line in &decision.lines {
            if let Some(before) = before.lines.iter().find(|one| one.level == line.level) {
                texts.pair(&format!("{part}, niveau {}", line.level), "libellé", &before.label, &line.label);
            }
        }
    }
    texts.constraints(old, new);
    texts.found
}

struct Texts {
    found: Vec<Rewording>,
}

impl Texts {
    fn pair(&mut self, part: &str, what: &'static str, old: &str, new: &str) {
        if old != new {
            let place = TextPlace { part: part.to_owned(), what };
            self.found.push(Rewording { place, old: old.to_owned(), new: new.to_owned() });
        }
    }

    /// The text clauses of a section, kind by kind: those both have are left out, the others go in pairs.
    fn proses(&mut self, part: &str, old: &Common, new: &Common) {
        const KINDS: [(ProseKind, &str); 8] = [
            (ProseKind::Source, "source"),
            (ProseKind::Note, "note"),
            (ProseKind::Examples, "exemples"),
            (ProseKind::Reference, "référence"),
            (ProseKind::Evidence, "preuve"),
            (ProseKind::Interpretation, "interprétation"),
            (ProseKind::OutOfScope, "hors champ"),
            (ProseKind::Title, "titre"),
        ];
        for (kind, what) in KINDS {
            let of = |common: &Common, other: &Common| -> Vec<String> {
                let texts = |common: &Common| -> Vec<String> {
                    let own = common.prose.iter().filter(|prose: &&Prose| prose.kind == kind);
                    own.map(|prose| prose.text.clone()).collect()
                };
                let others = texts(other);
                texts(common).into_iter().filter(|text| !others.contains(text)).collect()
            };
            let (gone, added) = (of(old, new), of(new, old));
            for at in 0..gone.len().max(added.len()) {
                let text = |all: &[String]| all.get(at).cloned().unwrap_or_default();
                self.pair(part, what, &text(&gone), &text(&added));
            }
        }
    }

    fn elements(&mut self, part: &str, (old, new): (&Point, &Point), sources: &[Option<usize>]) {
        let elements = |point: &Point| -> Vec<Element> {
            point.requirement.as_ref().map_or_else(Vec::new, |one| one.elements.clone())
        };
        let (before, after) = (elements(old), elements(new));
        for (element, source) in after.iter().zip(sources) {
            if let Some(from) = source.and_then(|at| before.get(at)) {
                self.pair(&format!("{part}, élément {}", element.key), "libellé", &from.label, &element.label);
            }
        }
    }

    /// What constraints say to people: those of the same condition in another place of the list go by their order.
    fn constraints(&mut self, old: &Grid, new: &Grid) {
        let labels = |grid: &Grid, other: &Grid| -> Vec<String> {
            let others: Vec<_> = other.constraints.iter().map(|one| &one.label).collect();
            grid.constraints.iter().map(|one| one.label.clone()).filter(|label| !others.contains(&label)).collect()
        };
        let (gone, added) = (labels(old, new), labels(new, old));
        if gone.len() == added.len() {
            for (old, new) in gone.iter().zip(&added) {
                self.pair("contrainte", "libellé", old, new);
            }
        }
    }
}
