//! Texts for tests: a small grid that checks, and the cursor mark `$0`.

use grille::diagnostic::Span;

use crate::document::Document;

/// A small grid without a diagnostic, laid out as `grille fmt` does, with one of nearly everything.
pub(crate) const GRID: &str = r#"grille essai version "2"

plan : engagement > point

échelle cotation par défaut {
  non_conforme = 0 "Rien n'est fait"
  conforme     = 1 "Tout est fait"
}

type périodicité : choix ordonné { annuelle "Chaque année" < mensuelle "Chaque mois" }

profil {
  canaux : ensemble "Canaux" { guichet "Guichet", téléphone "Téléphone" }
}

mesures {
  mesuré        : oui_non "Le taux est mesuré"
  taux_décroché : pourcentage "Taux de décroché"
    existe si mesuré
  fréquence     : périodicité "Fréquence de mesure"
}

paramètre objectif = 85 % "Objectif de l'année"

définition joignable "On peut le joindre" : canaux contient téléphone

engagement 1 "Être joignable" {
  point 1.1 {
    exigence """
      On indique, à l'entrée :
      • [horaires] les horaires d'ouverture ;
      • [adresse] l'adresse.
    """
    exige tous { horaires, adresse }
  }
  point 1.2 {
    exigence "B"
    applicable si joignable
    barème {
      non_conforme si non mesuré ou taux_décroché < objectif ou fréquence < mensuelle
      conforme     si taux_décroché ≥ objectif et fréquence ≥ mensuelle
    }
  }
}
"#;

/// The document of a text, and the offset of the mark `$0` in it.
pub(crate) fn marked(text: &str) -> (Document, u32) {
    let at = text.find("$0").unwrap();
    (Document::new("essai.grille", 1, text.replacen("$0", "", 1)), Span::new(at, 0).start)
}
