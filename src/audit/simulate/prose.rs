//! What auditors write in their own words, with all that makes texts hard to read: accents, quotes, escapes, line breaks.

use super::chance::Chance;

/// Why a point is set aside.
pub(super) fn reason(chance: &mut Chance) -> &'static str {
    const REASONS: [&str; 6] = [
        "aucun lieu d'accueil",
        "service sans accueil téléphonique",
        "démarche non proposée par le service",
        "sans objet pour l’année auditée",
        "activité transférée à un autre site (cf. « périmètre »)",
        "pas de demande reçue depuis l'ouverture",
    ];
    chance.pick(&REASONS).copied().unwrap_or_default()
}

/// What was found at a point.
pub(super) fn finding(chance: &mut Chance) -> String {
    const SUBJECTS: [&str; 8] = [
        "Affichage à jour",
        "Courriers types relus par le pôle qualité",
        "Trois agents interrogés",
        "Registre consulté sur place",
        "Site internet vérifié le jour de l’audit",
        "Procédure écrite, datée et connue",
        "Aucune preuve présentée",
        "Œuvre en cours à l'accueil",
    ];
    const ENDINGS: [&str; 10] = [
        ".",
        " ; à suivre à la prochaine visite.",
        " (voir annexe n° 3).",
        " : « réponse sous 48 h ».",
        " ; formule \"Bonjour\" absente de deux courriels.",
        ".\nDeuxième passage : conforme.",
        " — dossier C:\\audits\\preuves.",
        " ;\tdélai ≤ 5 jours, coût 12,50 €.",
        " 👍",
        " ; cafe\u{301} des usagers fermé.",
    ];
    let subject = chance.pick(&SUBJECTS).copied().unwrap_or_default();
    format!("{subject}{}", chance.pick(&ENDINGS).copied().unwrap_or_default())
}

/// A service, plainly fictitious.
pub(super) fn service(chance: &mut Chance) -> String {
    const KINDS: [&str; 8] = [
        "CAF",
        "Préfecture",
        "Mairie",
        "Centre hospitalier",
        "Lycée",
        "Trésorerie",
        "Maison de services",
        "Communauté de communes",
    ];
    const PLACES: [&str; 8] = [
        "de Beaulieu",
        "du Val-d’Orme",
        "de Saint-Éloi",
        "de l'Île-aux-Pins",
        "des Trois-Rivières",
        "de Château-Neuf",
        "d'Évrecourt",
        "de La Ferté-sur-Loue",
    ];
    let kind = chance.pick(&KINDS).copied().unwrap_or_default();
    format!("{kind} {} (fictif)", chance.pick(&PLACES).copied().unwrap_or_default())
}
