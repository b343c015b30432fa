//! The documents tell the truth: every grid in them checks, every command shown exists, every link leads somewhere.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use grille::check::analyse;
use grille::diagnostic::Source;
use grille::diagnostic::render::Options;
use grille::version::cases::{Report, Suite};

/// The documents, in order.
fn documents() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![root.join("README.md"), root.join("CHANGELOG.md")];
    paths.extend(fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// A fenced block: the line it begins on, from 1, and its text.
struct Block {
    line: usize,
    text: String,
}

/// The fenced blocks of a language.
fn blocks(document: &str, language: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(bool, Block)> = None;
    for (index, line) in document.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info == language, Block { line: index + 2, text: String::new() })),
            (Some(_), Some(_)) => found.extend(open.take().filter(|(wanted, _)| *wanted).map(|(_, block)| block)),
            (Some((_, block)), None) => block.text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

/// A block that starts with a header is a whole grid; the others complete the first grid of their page.
#[test]
fn every_grid_shown_checks() {
    let mut checked = 0;
    for (path, document) in documents() {
        let blocks = blocks(&document, "grille");
        let base = blocks.first().map(|block| block.text.clone()).unwrap_or_default();
        for block in blocks {
            let whole = block.text.starts_with("grille ");
            let text = if whole { block.text } else { format!("{base}\n{}", block.text) };
            let analysis = analyse(Source::new("exemple.grille", text), &[]);
            let errors = analysis.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
            let errors: Vec<_> = errors
                .map(|error| {
                    let shown = analysis.source.line_text(analysis.source.line(error.span.start));
                    format!("{} {} : {}", error.code(), error.problem.message(), shown.trim())
                })
                .collect();
            assert!(errors.is_empty(), "{}:{}: {errors:#?}", path.display(), block.line);
            let formatted = grille::syntax::format(analysis.source.text(), &analysis.file);
            assert_eq!(
                formatted,
                analysis.source.text(),
                "{}:{}: not laid out as `grille fmt` does",
                path.display(),
                block.line
            );
            checked += 1;
        }
    }
    assert!(checked > 10, "only {checked} grids found");
}

/// The cases shown are those of the first grid of their page, and come out as they say.
#[test]
fn every_case_shown_passes() {
    let mut run = 0;
    for (path, document) in documents() {
        let Some(grid) = blocks(&document, "grille").into_iter().next() else { continue };
        let grids = [analyse(Source::new("exemple.grille", grid.text), &[])];
        for block in blocks(&document, "cas") {
            let report = Report::of(Suite::read(Source::new("exemple.cas", block.text), &grids), None);
            assert!(report.passes(), "{}:{}\n{}", path.display(), block.line, report.human(&Options::default()));
            run += report.ran.len();
        }
    }
    assert!(run > 1, "only {run} cases found");
}

/// The command lines shown, `grille` and the way it is run from the sources alike: the words after the program's name.
fn command_lines() -> Vec<(String, Vec<String>)> {
    let documents = documents();
    let lines = documents.iter().flat_map(|(path, document)| {
        let fenced = blocks(document, "sh").into_iter().map(|block| block.text);
        // In prose, what stands between backquotes.
        let inline = document.split('`').skip(1).step_by(2).map(str::to_owned);
        fenced.chain(inline).map(move |text| (path.display().to_string(), text))
    });
    let mut commands = Vec::new();
    for (path, text) in lines {
        for line in text.lines() {
            let command = line.split(" #").next().unwrap_or_default();
            let words = command.strip_prefix("grille ").or_else(|| command.strip_prefix("cargo run --release -- "));
            let words: Vec<_> = words.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
            // `grille NOM version "…"` is the language's, and `grille COMMANDE` is any.
            let first = words.first().map(String::as_str).unwrap_or_default();
            if !first.is_empty()
                && first.bytes().all(|byte| byte.is_ascii_lowercase())
                && !words.contains(&"version".to_owned())
            {
                commands.push((format!("{path}: {line}"), words));
            }
        }
    }
    commands
}

#[test]
fn every_command_shown_is_known_with_its_options() {
    let mut help: HashMap<String, String> = HashMap::new();
    let commands = command_lines();
    assert!(commands.len() > 10, "only {} command lines found", commands.len());
    for (place, words) in commands {
        let help = help.entry(words[0].clone()).or_insert_with(|| {
            let output = Command::new(env!("CARGO_BIN_EXE_grille")).args([&words[0], "--help"]).output().unwrap();
            assert!(output.status.success(), "{place}: unknown command");
            String::from_utf8(output.stdout).unwrap()
        });
        for option in words.iter().filter(|word| word.starts_with('-') && word.len() > 1) {
            let name = option.split('=').next().unwrap_or_default();
            assert!(help.contains(name), "{place}: unknown option {name}");
        }
    }
}

/// The heading's anchor, as code hosts make it.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>();
    kept.replace(' ', "-")
}

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for (path, document) in documents() {
        let targets = document.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        for target in targets.filter(|target| !target.starts_with("http")) {
            let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(file.exists(), "{}: {target} leads nowhere", path.display());
            if !fragment.is_empty() {
                let text = fs::read_to_string(&file).unwrap();
                let mut headings = text.lines().filter(|line| line.starts_with('#'));
                let found = headings.any(|line| anchor(line.trim_start_matches('#').trim()) == fragment);
                assert!(found, "{}: {target} has no such heading", path.display());
            }
            followed += 1;
        }
    }
    assert!(followed > 10, "only {followed} links found");
}

/// The readme's main job, as shown.
#[test]
fn the_example_audits_of_the_readme_are_scored() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut audits: Vec<_> =
        fs::read_dir(root.join("grids/sp_plus/exemples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    audits.sort();
    let output = Command::new(env!("CARGO_BIN_EXE_grille"))
        .current_dir(root)
        .args(["score", "grids/sp_plus/2023.grille"])
        .args(&audits)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), audits.len());
}
