"""Scores SP+ audits with DuckDB: one query written for this one grid. `peer_duckdb.py ndjson|parquet IN OUT.csv`."""

import sys

import duckdb

from sp_plus import ENGAGEMENTS, MEASURES, POINTS, PROFILE

TYPES = {"text": "VARCHAR", "bool": "BOOLEAN", "number": "DOUBLE", "list": "VARCHAR[]"}
ALL = [point for points in POINTS.values() for point in points]


def struct(fields):
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in fields) + ")"


def source(kind, path):
    """The archive, and how a column of a block is named in it."""
    if kind == "parquet":
        return f"read_parquet('{path}')", lambda block, key: f'"{block}.{key}"'
    columns = {
        "audit": "VARCHAR",
        "profil": struct((name, TYPES[kind]) for name, kind in PROFILE.items()),
        "mesures": struct((name, TYPES[kind]) for name, kind in MEASURES.items()),
        "cotations": struct((point, "DOUBLE") for point in ALL),
        "sans_objet": struct((point, "VARCHAR") for point in ALL),
    }
    listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    read = f"read_json('{path}', format='newline_delimited', columns={{{listed}}}, maximum_object_size=16777216)"
    return read, lambda block, key: f'{block}."{key}"'


def query(kind, path):
    table, at = source(kind, path)
    inputs = [f"{at('profil', name)} AS \"{name}\"" for name in PROFILE]
    inputs += [f"{at('mesures', name)} AS \"{name}\"" for name in MEASURES]
    ratings = [f"{at('cotations', point)} AS \"r{point}\"" for point in ALL]
    aside = [f"{at('sans_objet', point)} IS NOT NULL AS \"s{point}\"" for point in ALL]
    given = f"SELECT audit, {', '.join(inputs + ratings + aside)} FROM {table}"
    # An answer that was not given but follows from another: what exists only if it is yes.
    deduced = f"""
      SELECT * REPLACE (
        coalesce("taux_décroché_mesuré", CASE WHEN "taux_décroché" IS NOT NULL OR "fréquence_taux_décroché" IS NOT NULL THEN true END)
          AS "taux_décroché_mesuré",
        coalesce("respect_mesuré", CASE WHEN "fréquence_taux_respect" IS NOT NULL THEN true WHEN NOT "délais_mesurés" THEN false END)
          AS "respect_mesuré",
        coalesce("délais_mesurés", CASE WHEN "respect_mesuré" OR "fréquence_taux_respect" IS NOT NULL THEN true END)
          AS "délais_mesurés"
      ) FROM ({given})"""
    # The levels computed; a recorded rating stands in for one that answers not given leave open.
    frequent = lambda name: f"\"{name}\" IN ('trimestrielle', 'mensuelle')"
    computed = f"""
      SELECT *,
        list_has_any("activités", ['contrôle', 'recouvrement']) AS "a1.10",
        list_has_any("activités", ['contrôle', 'recouvrement']) AS "a1.11",
        svi OR "répondeur" AS "a2.9",
        svi AS "a2.10",
        "démarches_en_ligne" AS "a4.5",
        "type_entité" NOT IN ('collectivité_territoriale', 'établissement_enseignement') AS "a7.1",
        CASE WHEN "type_entité" NOT IN ('collectivité_territoriale', 'groupement', 'hôpital') THEN true
             ELSE volontaire_décarbonation END AS "a8.1",
        "label_visé" = 'or' AS "aOR",
        coalesce(CASE
          WHEN NOT "taux_décroché_mesuré" THEN 0
          WHEN "taux_décroché" < 85 THEN 0.25
          WHEN "taux_décroché" >= 85 THEN CASE WHEN {frequent('fréquence_taux_décroché')} THEN 1
            WHEN NOT {frequent('fréquence_taux_décroché')} THEN 0.75 END
        END, "r6.2") AS "c6.2",
        coalesce(CASE
          WHEN NOT "délais_mesurés" THEN 0
          WHEN "délais_mesurés" AND NOT "respect_mesuré" THEN 0.25
          WHEN "respect_mesuré" THEN CASE WHEN {frequent('fréquence_taux_respect')} THEN 1
            WHEN NOT {frequent('fréquence_taux_respect')} THEN 0.75 END
        END, "r6.3") AS "c6.3"
      FROM ({deduced})"""
    conditional = {"1.10", "1.11", "2.9", "2.10", "4.5", "7.1", "8.1"}
    figures = []
    for group, points in POINTS.items():
        obtained, possible, waits = [], [], []
        for point in points:
            rating = f'"c{point}"' if point in ("6.2", "6.3") else f'"r{point}"'
            applies = f'"a{point}"' if point in conditional else '"aOR"' if group == "OR" else "true"
            counts = f'({applies} AND NOT "s{point}" AND {rating} IS NOT NULL)'
            obtained.append(f"CASE WHEN {counts} THEN {rating} ELSE 0 END")
            possible.append(f"CASE WHEN {counts} THEN 1 ELSE 0 END")
            waits.append(f'(NOT "s{point}" AND (({applies}) IS NULL OR (({applies}) AND {rating} IS NULL)))')
        figures.append(f'{" + ".join(obtained)} AS "o{group}", {" + ".join(possible)} AS "p{group}", {" OR ".join(waits)} AS "w{group}"')
    groups = f"SELECT audit, {', '.join(figures)} FROM ({computed})"
    total = lambda letter, sign: sign.join(f'"{letter}{group}"' for group in ENGAGEMENTS)
    score = lambda o, p: f"floor(10000 * ({o}) / ({p}) + 0.5) / 100"
    complete = lambda waits, p, value: f"CASE WHEN NOT ({waits}) AND ({p}) > 0 THEN {value} END"
    o, p, w = total("o", " + "), total("p", " + "), total("w", " OR ")
    written = [
        "audit",
        f"CASE WHEN {w} THEN 'incomplet' ELSE 'complet' END AS statut",
        f"{complete(w, p, o)} AS obtenus",
        f"{complete(w, p, p)} AS possibles",
        f"{complete(w, p, score(o, p))} AS score",
    ]
    for group in POINTS:
        o, p, w = (f'"{letter}{group}"' for letter in "opw")
        written.append(f'{complete(w, p, o)} AS "groupes.{group}.obtenus"')
        written.append(f'{complete(w, p, p)} AS "groupes.{group}.possibles"')
        written.append(f'{complete(w, p, score(o, p))} AS "groupes.{group}.score"')
    return f"SELECT {', '.join(written)} FROM ({groups})"


if __name__ == "__main__":
    kind, path, out = sys.argv[1:4]
    connection = duckdb.connect()
    connection.execute(f"COPY ({query(kind, path)}) TO '{out}' (FORMAT csv, HEADER)")
