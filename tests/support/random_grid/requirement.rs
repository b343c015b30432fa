//! Requirements: the wording with its markers, the elements required, supports, waivers and substitutes.

use super::condition::Assignment;
use super::layout::{EDGE, END, SOFT};
use super::{Generator, words};

/// What a requirement is made of so far.
#[derive(Default)]
struct Parts {
    /// Lines of the wording that carry a marker.
    marked: Vec<String>,
    /// Members as written.
    members: Vec<String>,
    /// How many of them may not be left out.
    required: usize,
    /// The names of the elements.
    elements: Vec<String>,
}

impl Generator {
    /// A wording, the clauses that say what it requires, and the keys of the elements.
    pub(super) fn requirement(&mut self, samples: &[Assignment]) -> (String, String, Vec<String>) {
        if self.rng.chance(35) {
            return (words::text(&mut self.rng), String::new(), Vec::new());
        }
        let mut parts = self.parts();
        let supports = self.supports(&mut parts.marked);
        let count = if parts.required > 1 && self.rng.chance(35) {
            format!("au moins {} parmi", 1 + self.rng.below(parts.required))
        } else {
            "tous".to_owned()
        };
        let mut text = format!("exige {count} {{{EDGE}{}{EDGE}}}", Self::members(&parts.members));
        for (written, _) in &supports {
            text.push_str(&format!("{SOFT}pour chaque {{{EDGE}{}{EDGE}}}", Self::members(written)));
        }
        text.push(END);
        let prefixes = supports.iter().fold(vec![String::new()], |prefixes, (_, names)| {
            prefixes.iter().flat_map(|prefix| names.iter().map(move |name| format!("{prefix}{name}."))).collect()
        });
        let keys = |name: &String| prefixes.iter().map(|prefix| format!("{prefix}{name}")).collect::<Vec<_>>();
        let mut elements: Vec<_> = parts.elements.iter().flat_map(keys).collect();
        if self.rng.chance(20)
            && let Some(condition) = self.open(1, samples)
        {
            let waived = self.rng.pick(&parts.elements).clone();
            let dotted = supports.len() == 1 && self.rng.chance(40);
            let waived = if dotted { format!("{}{waived}", prefixes[0]) } else { waived };
            text.push_str(&format!("dispense {waived}{SOFT}si {}{END}", condition.written()));
        }
        if self.rng.chance(20) {
            let substitute = self.names.fresh(&["service", "équivalent"], &mut self.rng);
            let label = if self.rng.chance(80) { format!(" {}", words::quoted(&mut self.rng)) } else { String::new() };
            let element = self.rng.pick(&parts.elements).clone();
            let when = if self.rng.chance(60) { self.open(1, samples) } else { None };
            let when = when.map(|when| format!("{SOFT}si {}", when.written())).unwrap_or_default();
            text.push_str(&format!("admet {substitute}{label}{SOFT}pour {element}{when}{END}"));
            elements.extend(keys(&substitute));
        }
        if self.rng.chance(8) {
            let another = self.names.fresh(&["preuve_écrite"], &mut self.rng);
            text.push_str(&format!("exige tous {{{EDGE}{another} {}{EDGE}}}{END}", words::quoted(&mut self.rng)));
            elements.push(another);
        }
        let mut lines = vec![words::line(&mut self.rng)];
        lines.extend(parts.marked);
        if self.rng.chance(40) {
            lines.push(words::line(&mut self.rng));
        }
        (words::block(&lines), text, elements)
    }

    /// The members of a need.
    fn parts(&mut self) -> Parts {
        let mut parts = Parts::default();
        if !self.checklists.is_empty() && self.rng.chance(25) {
            let (list, elements) = self.rng.pick(&self.checklists).clone();
            parts.marked.push(format!("[{list}]"));
            parts.members.push(list);
            // How many a list counts for is its own affair: it is not relied on.
            parts.elements.extend(elements);
        }
        for _ in 0..=self.rng.below(4) {
            let name = self.names.fresh(&["attente", "à_jour", "lieux", "L_écoute"], &mut self.rng);
            match self.rng.below(10) {
                0 => self.inner_need(&mut parts, &name),
                1..=5 => {
                    let if_any = self.rng.chance(10);
                    parts.marked.push(words::marked(&name, if_any, &mut self.rng));
                    parts.members.push(name.clone());
                    parts.required += usize::from(!if_any);
                    parts.elements.push(name);
                }
                _ => {
                    let if_any = self.rng.chance(10);
                    let mut member = format!("{name} {}", words::quoted(&mut self.rng));
                    if if_any {
                        member.push_str(" le cas échéant");
                    }
                    if self.replaces && self.rng.chance(10) {
                        member.push_str(" reprend ancien");
                    }
                    parts.members.push(member);
                    parts.required += usize::from(!if_any);
                    parts.elements.push(name);
                }
            }
        }
        parts
    }

    /// A named inner need, whose name may also be a marker.
    fn inner_need(&mut self, parts: &mut Parts, name: &str) {
        let count = 2 + self.rng.below(2);
        let names: Vec<_> = (0..count).map(|_| self.names.fresh(&["téléphone", "courriel"], &mut self.rng)).collect();
        let members: Vec<_> = names.iter().map(|name| format!("{name} {}", words::quoted(&mut self.rng))).collect();
        let needed = if self.rng.chance(50) {
            format!("au moins {} parmi", 1 + self.rng.below(count))
        } else {
            "tous".to_owned()
        };
        parts.members.push(format!("{name} : {needed} {{{EDGE}{}{EDGE}}}", Self::members(&members)));
        parts.required += 1;
        parts.elements.extend(names);
        if self.rng.chance(40) {
            parts.marked.push(words::marked(name, false, &mut self.rng));
        }
    }

    /// Up to two lists of supports: each as written, and its names. Some are markers of the wording.
    fn supports(&mut self, marked: &mut Vec<String>) -> Vec<(Vec<String>, Vec<String>)> {
        let lists = match self.rng.below(10) {
            0 | 1 => 1,
            2 => 2,
            _ => 0,
        };
        let mut supports = Vec::new();
        for _ in 0..lists {
            let by_marker = self.rng.chance(30);
            let (mut written, mut names) = (Vec::new(), Vec::new());
            for _ in 0..2 {
                let name = self.names.fresh(&["site", "face_à_face"], &mut self.rng);
                if by_marker {
                    marked.push(words::marked(&name, false, &mut self.rng));
                    written.push(name.clone());
                } else {
                    written.push(format!("{name} {}", words::quoted(&mut self.rng)));
                }
                names.push(name);
            }
            supports.push((written, names));
        }
        supports
    }
}
