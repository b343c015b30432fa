"""The SP+ grid of 2023 as the peers of the benchmark know it: written by hand, for this one grid."""

# The points of each engagement, and of the label « OR », in the order of the grid.
POINTS = {
    "1": [f"1.{n}" for n in range(1, 14)],
    "2": [f"2.{n}" for n in range(1, 17)],
    "3": [f"3.{n}" for n in range(1, 13)],
    "4": [f"4.{n}" for n in range(1, 9)],
    "5": [f"5.{n}" for n in range(1, 8)],
    "6": [f"6.{n}" for n in range(1, 6)],
    "7": [f"7.{n}" for n in range(1, 15)],
    "8": [f"8.{n}" for n in range(1, 10)],
    "OR": [f"OR.{n}" for n in range(1, 13)],
}

# What counts in the grid's total: « OR » keeps a total of its own.
ENGAGEMENTS = ["1", "2", "3", "4", "5", "6", "7", "8"]

PROFILE = {
    "type_entité": "text",
    "activités": "list",
    "svi": "bool",
    "répondeur": "bool",
    "démarches_en_ligne": "bool",
    "label_visé": "text",
    "volontaire_décarbonation": "bool",
}

MEASURES = {
    "taux_décroché_mesuré": "bool",
    "taux_décroché": "number",
    "fréquence_taux_décroché": "text",
    "délais_mesurés": "bool",
    "respect_mesuré": "bool",
    "fréquence_taux_respect": "text",
}

# The columns every program is held to: empty figures where a total is not complete or not computable.
GROUPS = list(POINTS)
COLUMNS = ["audit", "statut", "obtenus", "possibles", "score"] + [
    f"groupes.{group}.{figure}" for group in GROUPS for figure in ("obtenus", "possibles", "score")
]
