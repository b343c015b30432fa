//! What each word of the language does, for those who ask for it where it stands.

/// A word of the language, or several that go together, and what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The words, one space between them.
    pub words: &'static str,
    /// What they do, in French: Markdown, full sentences.
    pub text: &'static str,
}

const fn entry(words: &'static str, text: &'static str) -> Entry {
    Entry { words, text }
}

/// Every entry: those of several words before those of one.
const ENTRIES: &[Entry] = &[
    entry("par défaut", "L’échelle des points qui n’en nomment pas d’autre."),
    entry(
        "sans objet",
        "Sur une échelle, permet à l’auditeur de mettre un point de côté en donnant son motif. Le point sort alors des totaux.",
    ),
    entry("somme pondérée", "Le total est la somme des points obtenus, chacun multiplié par son poids."),
    entry(
        "moyenne pondérée",
        "Chaque groupe ou point compte par son score et son propre poids parmi ses voisins. Un groupe garde son poids quand \
         certains de ses points ne s’appliquent pas.",
    ),
    entry(
        "choix ordonné",
        "Une option parmi d’autres, de la plus petite à la plus grande\u{a0}: elles se comparent par `<` et `≥`.",
    ),
    entry(
        "existe si",
        "Dit quand l’entrée existe\u{a0}: ailleurs, on ne la demande pas, et toute comparaison sur elle est fausse.",
    ),
    entry(
        "non applicable",
        "Le point, ou le groupe, ne s’applique pas là où la condition est vraie\u{a0}: il sort des totaux.",
    ),
    entry("non calculable", "Vrai quand rien ne compte dans le total\u{a0}: le score n’est alors ni 0, ni 100\u{a0}%."),
    entry(
        "retenu si",
        "Là où le point est facultatif, il ne compte que si cette condition est vraie. Sinon son statut est `non_retenu`.",
    ),
    entry("hors champ", "Les cas que l’auditeur laisse de côté. C’est un texte\u{a0}: il ne change aucun résultat."),
    entry("hors total", "Le point, ou le groupe, n’entre dans aucun total qui l’entoure. Un groupe garde le sien."),
    entry(
        "pour chaque",
        "Demande ce qui précède sur chacun des supports. La clé de l’élément dans l’audit est alors `support.élément`.",
    ),
    entry("au moins", "Un certain nombre suffit\u{a0}: `au moins 2 parmi { … }`."),
    entry("le cas échéant", "L’élément peut ne pas exister\u{a0}: il n’est jamais exigé."),
    entry(
        "par paliers",
        "Les niveaux de la décision se cumulent\u{a0}: chacun n’est atteint que si tous les précédents le sont.",
    ),
    entry("par minimum", "Quand les points réunis avaient des cotations différentes, garde la plus basse."),
    entry("par maximum", "Quand les points réunis avaient des cotations différentes, garde la plus haute."),
    entry("aucune anomalie", "Dans un cas, rien ne doit paraître douteux."),
    entry("grille", "L’en-tête du fichier\u{a0}: le nom de la grille et sa version. `grille accueil version \"1\"`"),
    entry("version", "La version de la grille, entre guillemets."),
    entry("remplace", "La version que celle-ci remplace\u{a0}: le fichier de cette version se trouve à côté."),
    entry("titre", "Le titre de la grille."),
    entry(
        "plan",
        "Les mots qui nomment les groupes, du plus large au plus étroit\u{a0}; le dernier nomme les points. \
         `plan : engagement > thème > point`",
    ),
    entry("total", "La façon de totaliser\u{a0}: `somme pondérée` ou `moyenne pondérée`."),
    entry(
        "échelle",
        "Au début du fichier, déclare une échelle\u{a0}: ses niveaux et leurs valeurs, du plus bas au plus haut, ou un intervalle. \
         Dans un point ou un groupe, choisit celle sur laquelle on cote.",
    ),
    entry("type", "Donne un nom à un type, pour plusieurs entrées. `type rythme : choix ordonné { rare < fréquent }`"),
    entry("profil", "Les questions sur l’entité auditée."),
    entry("mesures", "Les questions sur ce qui y a été mesuré."),
    entry("paramètre", "Une constante nommée. On la change pour un essai avec `--set`, sans toucher à la grille."),
    entry("définition", "Donne un nom à une condition."),
    entry(
        "contrainte",
        "Ce qui est vrai de tout audit\u{a0}: un audit qui la contredit est refusé, et un barème n’a pas à prévoir ce qu’elle exclut.",
    ),
    entry("liste", "Une liste d’éléments partagée\u{a0}: `[nom]` l’inclut dans une exigence, `nom` dans un `exige`."),
    entry(
        "décision",
        "Attribue un niveau d’après les entrées et les résultats\u{a0}: scores, niveaux, décomptes. Un seul niveau doit être atteint.",
    ),
    entry("retire", "Les points abandonnés de la version remplacée, leur motif et ceux qui les couvrent."),
    entry("exigence", "La formulation officielle du point, entière et dans l’ordre. `[nom]` y marque un élément."),
    entry("exemples", "Ce qui illustre l’exigence, sans être exigé."),
    entry("note", "Une remarque pour le lecteur. Elle ne change aucun résultat."),
    entry("référence", "Un texte de droit ou un document."),
    entry("preuve", "Ce que l’auditeur peut demander à voir."),
    entry(
        "interprétation",
        "Une question que le texte laisse ouverte, et la réponse de cette grille. Toutes sont réunies dans un registre à l’export.",
    ),
    entry("source", "D’où vient le texte."),
    entry(
        "applicable",
        "Le point, ou le groupe, ne s’applique que là où la condition est vraie\u{a0}; ailleurs il sort des totaux.",
    ),
    entry(
        "facultatif",
        "Là où la première condition est vraie, le point, ou le groupe, ne compte que si celle de `retenu si` l’est aussi.",
    ),
    entry("retenu", "Dit quand un point facultatif compte."),
    entry("dispense", "L’élément n’est pas exigé là où la condition est vraie\u{a0}; le point reste."),
    entry("admet", "Un autre élément compte comme celui qu’il remplace. `admet courriel \"…\" pour téléphone`"),
    entry("exige", "Les éléments que l’auditeur relève\u{a0}: `exige tous { … }` ou `exige au moins 2 parmi { … }`."),
    entry(
        "poids",
        "Ce que pèse le point, ou le groupe, parmi ses voisins\u{a0}; 1 s’il n’est pas écrit. Les cas s’excluent, `sinon` donne le reste.",
    ),
    entry(
        "barème",
        "Le calcul du niveau à partir des entrées. Dans tout ce que les entrées permettent, un niveau et un seul doit être \
         atteint\u{a0}; l’ordre des lignes ne compte pas.",
    ),
    entry(
        "reprend",
        "Le nom ou l’identifiant d’avant, dans la version remplacée. Sur un point, `reprend 2.5, 2.6 par minimum` en réunit plusieurs.",
    ),
    entry("cas", "Un audit fictif et ce qui en est attendu\u{a0}: `cas \"…\" pour sp_plus version \"2023\" { … }`."),
    entry("cotation", "Dans un cas, la cote d’un point\u{a0}: `cotation 1.1 = conforme`."),
    entry(
        "éléments",
        "Dans un cas, les éléments relevés comme satisfaits\u{a0}: `éléments 2.3 = { attente }`. Les autres ne le sont pas.",
    ),
    entry(
        "attendu",
        "Dans un cas, ce qui doit en sortir\u{a0}: le niveau d’un point, un score, une décision, un refus.",
    ),
    entry("statut", "Dans un cas, le statut attendu d’un point\u{a0}: `attendu statut 1.10 = non_applicable`."),
    entry(
        "refus",
        "Dans un cas, l’audit doit être refusé\u{a0}: `attendu refus`, ou `attendu refus R101` pour une seule raison.",
    ),
    entry("anomalie", "Dans un cas, une anomalie attendue\u{a0}: `attendu anomalie A003 pour 2.3`."),
    entry("complet", "Dans un cas, tout ce qui compte dans le total doit être connu."),
    entry("incomplet", "Dans un cas, il doit manquer de quoi calculer le total."),
    entry("nouveau", "Le point ne reprend aucun point de la version remplacée, même de même identifiant."),
    entry("si", "Ce qui suit est une condition."),
    entry("alors", "Dans une contrainte, ce qui est vrai dès que la première condition l’est."),
    entry("sinon", "Tout ce qu’aucune autre ligne ne prend."),
    entry("et", "Les deux conditions sont vraies. `et` et `ou` ne se mélangent pas sans parenthèses."),
    entry("ou", "L’une des conditions au moins est vraie. `et` et `ou` ne se mélangent pas sans parenthèses."),
    entry(
        "non",
        "La condition est fausse. Sur une entrée qui n’existe pas, toute comparaison est fausse et sa négation est donc vraie.",
    ),
    entry("oui", "La réponse oui."),
    entry("parmi", "L’option est l’une de celles-ci. `nature parmi { mairie, école }`"),
    entry("contient", "L’ensemble contient ce membre, `tous { … }` ceux-ci, ou `au moins 2 parmi { … }`."),
    entry("tous", "Tout ce qui suit est demandé."),
    entry("existe", "Dit quand une entrée existe."),
    entry("pour", "L’élément que l’autre remplace\u{a0}; dans un cas, la grille ou le point dont il s’agit."),
    entry("oui_non", "Une réponse par oui ou par non."),
    entry("choix", "Une option parmi d’autres."),
    entry("ensemble", "Autant de membres que l’on veut, même aucun."),
    entry("nombre", "Un nombre quelconque. `de 0 à 100` le borne, `en \"m²\"` donne son unité."),
    entry("entier", "Un nombre entier. `de 0 à 100` le borne, `en \"agents\"` donne son unité."),
    entry("pourcentage", "Un nombre de 0 à 100, en pour cent."),
    entry("durée", "Une durée, dans l’unité dite\u{a0}: `durée en jours`, `semaines`, `heures`, `mois` ou `années`."),
    entry("date", "Un jour\u{a0}: `12/10/2023`."),
    entry("de", "La plus petite valeur permise, comprise. `de 0 à 5000`"),
    entry("à", "La plus grande valeur permise, comprise. `de 0 à 5000`"),
    entry("en", "L’unité\u{a0}: d’une durée, ou montrée aux gens (`en \"agents\"`)."),
    entry("par", "Introduit une façon de faire\u{a0}: `par défaut`, `par paliers`, `par minimum`, `par maximum`."),
];

/// Words that only stand in phrases, and units, which say what they are.
#[cfg(test)]
const ALONE_THEY_SAY_NOTHING: &[&str] = &[
    "aucune",
    "défaut",
    "paliers",
    "minimum",
    "maximum",
    "au",
    "moins",
    "chaque",
    "le",
    "échéant",
    "sans",
    "objet",
    "calculable",
    "somme",
    "moyenne",
    "pondérée",
    "hors",
    "champ",
    "ordonné",
    "heures",
    "heure",
    "jours",
    "jour",
    "semaines",
    "semaine",
    "mois",
    "années",
    "année",
    "ans",
    "an",
];

/// What a word, or several with one space between them, does.
pub fn meaning(words: &str) -> Option<&'static str> {
    ENTRIES.iter().find(|entry| entry.words == words).map(|entry| entry.text)
}

/// Every entry, those of several words first.
pub fn entries() -> &'static [Entry] {
    ENTRIES
}

#[cfg(test)]
mod tests {
    use super::super::words::keywords;
    use super::*;

    #[test]
    fn every_word_of_the_language_is_explained() {
        for word in keywords() {
            let alone = meaning(word).is_some();
            let in_a_phrase = ENTRIES.iter().any(|entry| entry.words.split(' ').any(|part| part == *word));
            let is_excused = ALONE_THEY_SAY_NOTHING.contains(word);
            assert!(alone || is_excused, "{word}");
            assert!(!is_excused || !alone, "{word} is explained and excused");
            let is_unit = super::super::tree::TimeUnit::from_word(word).is_some();
            assert!(in_a_phrase || is_unit, "{word}");
        }
        for entry in ENTRIES {
            assert!(entry.words.split(' ').all(|word| keywords().contains(&word)), "{}", entry.words);
        }
    }

    #[test]
    fn phrases_come_before_words_and_nothing_is_said_twice() {
        let long = ENTRIES.iter().map(|entry| entry.words.contains(' ')).collect::<Vec<_>>();
        assert!(long.is_sorted_by(|before, after| before >= after));
        let words: std::collections::HashSet<_> = ENTRIES.iter().map(|entry| entry.words).collect();
        assert_eq!(words.len(), ENTRIES.len());
    }
}
