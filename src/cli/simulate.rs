//! `grille simulate`: synthetic audits of a grid.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use grille::audit::Format;
use grille::audit::simulate::{Layout, Portion, Recipe, Simulator, Unsimulable};
use grille::batch;

use super::archive::AuditFormat;
use super::grid::load;
use super::results::{packed_parquet, unknown_ending};
use super::terminal::tell;
use super::{Done, Failure, Overrides};

/// Invente des audits d’une grille, toujours les mêmes pour la même graine : tous les niveaux, toutes les limites, tous les profils
#[derive(clap::Args)]
#[command(after_help = "Exemples :\n  grille simulate sp_plus.grille --count 1000 -o audits.ndjson\n  \
                        grille simulate sp_plus.grille --count 200 --seed 7 --invalid 5% -o essais.json\n\n\
                        L’identifiant d’un audit refusable finit par le code du refus attendu : `1-000050-R102`.")]
pub(super) struct Arguments {
    /// La grille ; `-` : l’entrée standard
    #[arg(value_name = "GRILLE")]
    grid: PathBuf,
    /// Nombre d’audits [défaut : 100]
    #[arg(long, value_name = "N", default_value_t = 100, hide_default_value = true, value_parser = whole)]
    count: u64,
    /// Graine du hasard : la même donne les mêmes audits, quel qu’en soit le nombre [défaut : 1]
    #[arg(long, value_name = "GRAINE", default_value_t = 1, hide_default_value = true, value_parser = whole)]
    seed: u64,
    /// Fichier où écrire les audits [défaut : la sortie standard]
    #[arg(short, long, value_name = "FICHIER")]
    output: Option<PathBuf>,
    /// Part d’audits à refuser : chaque motif de refus à son tour [défaut : 0 %]
    #[arg(long, value_name = "PART", default_value = "0", hide_default_value = true, value_parser = per_million)]
    invalid: u32,
    /// Part d’audits incomplets, où manquent des cotations ou des réponses [défaut : 10 %]
    #[arg(long, value_name = "PART", default_value = "10", hide_default_value = true, value_parser = per_million)]
    incomplete: u32,
    /// Mise en page : plain (la même pour tous) ou varied (clés, espaces, nombres et échappements changent d’un audit à l’autre)
    /// [défaut : plain]
    #[arg(long, value_name = "PAGE", default_value = "plain", hide_default_value = true, hide_possible_values = true)]
    layout: LayoutChoice,
    /// Format des audits : json, ndjson, csv ou parquet [défaut : d’après la fin du nom ; sur la sortie standard, ndjson]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    output_format: Option<AuditFormat>,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(Clone, Copy, ValueEnum)]
enum LayoutChoice {
    Plain,
    Varied,
}

/// Writes the audits.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let output = arguments.output.as_deref().filter(|path| path.as_os_str() != "-");
    let format = format(arguments, output)?;
    let analysis = load(&arguments.grid, &arguments.overrides)?;
    let recipe = Recipe {
        seed: arguments.seed,
        incomplete: arguments.incomplete,
        invalid: arguments.invalid,
        layout: match arguments.layout {
            LayoutChoice::Plain => Layout::Plain,
            LayoutChoice::Varied => Layout::Varied,
        },
        format,
    };
    let simulator = Simulator::new(&analysis.grid, recipe).map_err(|why| Failure::Because(reason(why).to_owned()))?;
    match output {
        None => {
            archive(&simulator, arguments.count, io::BufWriter::new(io::stdout()))?;
        }
        Some(path) => {
            let mut file = batch::begin(path).map_err(Failure::writing(path))?;
            let broken = archive(&simulator, arguments.count, &mut file).map_err(Failure::writing(path))?;
            file.finish().and_then(batch::Staged::finish).map_err(Failure::writing(path))?;
            tell(&told(arguments.count, broken, path));
        }
    }
    Ok(Done::Well)
}

/// Writes an archive of so many audits; how many of them are broken.
fn archive(simulator: &Simulator, count: u64, out: impl Write + Send) -> io::Result<u64> {
    let (mut begun, mut broken) = (0_u64, 0);
    let next = |_| {
        let from = begun;
        begun = count.min(from.saturating_add(simulator.at_once()));
        Ok::<_, io::Error>((from < count).then_some(from..begun))
    };
    let worker = || |numbers: &mut Range<u64>, portion: &mut Portion| simulator.portion(numbers.clone(), portion);
    let mut archive = simulator.archive(out)?;
    let take = |portion: &mut Portion| {
        broken += portion.broken();
        archive.append(portion)
    };
    let jobs = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    batch::in_order(next, jobs, worker, take)?;
    archive.finish()?;
    Ok(broken)
}

/// The format asked for, else that of the file's ending, else NDJSON.
fn format(arguments: &Arguments, output: Option<&Path>) -> Result<Format, Failure> {
    let format = match (arguments.output_format, output) {
        (Some(asked), _) => asked.into(),
        (None, None) => Format::Ndjson,
        (None, Some(path)) => Format::of_path(path).ok_or_else(|| unknown_ending(path, &Format::endings()))?,
    };
    output.map_or(Ok(()), |path| packed_parquet(path, format == Format::Parquet))?;
    Ok(format)
}

fn reason(why: Unsimulable) -> &'static str {
    match why {
        Unsimulable::Contradictory => "aucun audit n’est possible : les règles de la grille se contredisent",
        Unsimulable::TooComplex => {
            "les règles qui lient les entrées (`existe si`, `contrainte`) sont trop nombreuses pour que des audits en soient tirés"
        }
    }
}

fn told(audits: u64, broken: u64, path: &Path) -> String {
    let counted = |count: u64, word: &str| format!("{count} {word}{}", if count > 1 { "s" } else { "" });
    let broken = if broken == 0 { String::new() } else { format!(", dont {broken} à refuser,") };
    format!("{}{broken} dans {}", counted(audits, "audit"), path.display())
}

fn whole(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "il faut un nombre entier, 0 ou plus")
}

/// A share such as `1%`, `0,5 %` or `1`, in audits in a million.
fn per_million(text: &str) -> Result<u32, &'static str> {
    let wrong = "il faut une part de 0 à 100 %, comme `1%` ou `0,5%`";
    let number = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let percent = grille::exact::parse_decimal(&number, '.', false).map_err(|_| wrong)?;
    let share = (percent * grille::exact::integer(10_000)).round().to_integer();
    u32::try_from(share).ok().filter(|share| *share <= 1_000_000).ok_or(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        for (text, share) in [("1%", 10_000), ("0,5 %", 5_000), ("0.0001%", 1), ("100", 1_000_000), ("0", 0)] {
            assert_eq!(per_million(text), Ok(share), "{text}");
        }
        for text in ["", "%", "-1%", "101%", "un", "1%%x"] {
            assert!(per_million(text).is_err(), "{text}");
        }
    }
}
