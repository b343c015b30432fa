//! What clap says, in French: headings of the help, usage errors.

use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use super::terminal::tell;

/// The command and those under it, with French headings and help flags.
pub(super) fn worded(command: Command) -> Command {
    let mut template = "{about-with-newline}\nUtilisation : {usage}\n".to_owned();
    if command.get_subcommands().next().is_some() {
        template.push_str("\nCommandes :\n{subcommands}\n");
    }
    if command.get_positionals().next().is_some() {
        template.push_str("\nArguments :\n{positionals}\n");
    }
    template.push_str("\nOptions :\n{options}{after-help}\n");
    let versioned = command.get_version().is_some();
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Affiche cette aide");
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("Affiche la version");
    let command = command
        .help_template(template)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_value_name("COMMANDE")
        .max_term_width(100)
        .arg(help)
        .mut_subcommands(worded);
    if versioned { command.arg(version) } else { command }
}

/// Prints what parsing the arguments came to: help or version (code 0), or what is wrong with them (code 2).
pub(super) fn exit(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Whether anybody reads the help changes nothing.
            let _ = error.print();
            let _ = std::io::stdout().flush();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            let _ = error.print();
            ExitCode::from(2)
        }
        _ => {
            tell(&format!("erreur : {}", reason(error)));
            if let Some(usage) = text(error, ContextKind::Usage) {
                tell(&format!("\nUtilisation : {}", usage.trim().trim_start_matches("Usage:").trim()));
            }
            tell("\n`grille --help` et `grille COMMANDE --help` disent le reste, avec des exemples.");
            ExitCode::from(2)
        }
    }
}

/// What is wrong with the arguments.
fn reason(error: &clap::Error) -> String {
    let argument = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    let meant = |kind| text(error, kind).map(|near| format!(" ; vouliez-vous dire `{near}` ?")).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("l’option `{argument}` est inconnue{}", meant(ContextKind::SuggestedArg))
        }
        ErrorKind::UnknownArgument => format!("l’argument `{argument}` est de trop"),
        ErrorKind::InvalidSubcommand => {
            let command = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("la commande `{command}` n’existe pas{}", meant(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("il manque {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("il manque la valeur de `{argument}`{}", possible(error))
        }
        ErrorKind::InvalidValue => {
            format!("`{value}` ne convient pas à `{argument}`{}{}", possible(error), meant(ContextKind::SuggestedValue))
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(|why| format!(" : {why}")).unwrap_or_default();
            format!("`{value}` ne convient pas à `{argument}`{why}")
        }
        ErrorKind::ArgumentConflict => match text(error, ContextKind::PriorArg) {
            Some(prior) if prior == argument => format!("`{argument}` est donné deux fois"),
            Some(prior) => format!("`{argument}` ne va pas avec `{prior}`"),
            None => format!("`{argument}` ne va pas avec d’autres arguments donnés"),
        },
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            format!("`{argument}` n’a pas le bon nombre de valeurs")
        }
        ErrorKind::InvalidUtf8 => "un argument n’est pas en UTF-8".to_owned(),
        _ => "les arguments ne sont pas valides".to_owned(),
    }
}

/// The values an argument may take.
fn possible(error: &clap::Error) -> String {
    match text(error, ContextKind::ValidValue) {
        Some(values) if !values.is_empty() => format!(" : on attend {values}"),
        _ => String::new(),
    }
}

/// A piece of what clap knows of an error.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => texts.first().map(ToString::to_string),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
