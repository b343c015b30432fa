"""Scores SP+ audits with polars: expressions written for this one grid. `peer_polars.py ndjson|parquet IN OUT.csv`."""

import sys

import polars as pl

from sp_plus import ENGAGEMENTS, MEASURES, POINTS, PROFILE

TYPES = {"text": pl.String, "bool": pl.Boolean, "number": pl.Float64, "list": pl.List(pl.String)}
ALL = [point for points in POINTS.values() for point in points]


def source(kind, path):
    """The archive, and the column of a key of a block."""
    if kind == "parquet":
        return pl.scan_parquet(path), lambda block, key: pl.col(f"{block}.{key}")
    schema = {
        "audit": pl.String,
        "profil": pl.Struct({name: TYPES[kind] for name, kind in PROFILE.items()}),
        "mesures": pl.Struct({name: TYPES[kind] for name, kind in MEASURES.items()}),
        "cotations": pl.Struct({point: pl.Float64 for point in ALL}),
        "sans_objet": pl.Struct({point: pl.String for point in ALL}),
    }
    return pl.scan_ndjson(path, schema=schema), lambda block, key: pl.col(block).struct.field(key)


def scored(kind, path):
    frame, at = source(kind, path)
    frame = frame.select(
        pl.col("audit"),
        *[at("profil", name).alias(name) for name in PROFILE],
        *[at("mesures", name).alias(name) for name in MEASURES],
        *[at("cotations", point).alias(f"r{point}") for point in ALL],
        *[at("sans_objet", point).is_not_null().alias(f"s{point}") for point in ALL],
    )
    col, yes, no = pl.col, pl.lit(True), pl.lit(False)
    # An answer that was not given but follows from another: what exists only if it is yes.
    measured = col("taux_décroché").is_not_null() | col("fréquence_taux_décroché").is_not_null()
    frequency = col("fréquence_taux_respect").is_not_null()
    kept, delays = col("respect_mesuré"), col("délais_mesurés")
    frame = frame.with_columns(
        pl.coalesce(col("taux_décroché_mesuré"), pl.when(measured).then(yes)).alias("taux_décroché_mesuré"),
        pl.coalesce(kept, pl.when(frequency).then(yes).when(~delays).then(no)).alias("respect_mesuré"),
        pl.coalesce(delays, pl.when(kept | frequency).then(yes)).alias("délais_mesurés"),
    )
    often = lambda name: col(name).is_in(["trimestrielle", "mensuelle"])
    graded = lambda name: pl.when(often(name)).then(1.0).when(~often(name)).then(0.75)
    volunteers = ["collectivité_territoriale", "groupement", "hôpital"]
    others = ["collectivité_territoriale", "établissement_enseignement"]
    checks = col("activités").list.set_intersection(pl.lit(["contrôle", "recouvrement"])).list.len() > 0
    frame = frame.with_columns(
        checks.alias("a1.10"),
        checks.alias("a1.11"),
        (col("svi") | col("répondeur")).alias("a2.9"),
        col("svi").alias("a2.10"),
        col("démarches_en_ligne").alias("a4.5"),
        (~col("type_entité").is_in(others)).alias("a7.1"),
        pl.when(~col("type_entité").is_in(volunteers)).then(yes).otherwise(col("volontaire_décarbonation")).alias("a8.1"),
        (col("label_visé") == "or").alias("aOR"),
        # The levels computed; a recorded rating stands in for one that answers not given leave open.
        pl.coalesce(
            pl.when(~col("taux_décroché_mesuré")).then(0.0)
            .when(col("taux_décroché") < 85).then(0.25)
            .when(col("taux_décroché") >= 85).then(graded("fréquence_taux_décroché")),
            col("r6.2"),
        ).alias("c6.2"),
        pl.coalesce(
            pl.when(~col("délais_mesurés")).then(0.0)
            .when(col("délais_mesurés") & ~col("respect_mesuré")).then(0.25)
            .when(col("respect_mesuré")).then(graded("fréquence_taux_respect")),
            col("r6.3"),
        ).alias("c6.3"),
    )
    conditional = {"1.10", "1.11", "2.9", "2.10", "4.5", "7.1", "8.1"}
    figures = []
    for group, points in POINTS.items():
        obtained, possible, waits = [], [], []
        for point in points:
            rating = col(f"c{point}" if point in ("6.2", "6.3") else f"r{point}")
            applies = col(f"a{point}") if point in conditional else col("aOR") if group == "OR" else None
            held = ~col(f"s{point}") & rating.is_not_null()
            missing = ~col(f"s{point}") & rating.is_null()
            if applies is not None:
                held = held & applies.fill_null(False)
                missing = ~col(f"s{point}") & (applies.is_null() | (applies & rating.is_null()))
            obtained.append(pl.when(held).then(rating).otherwise(0.0))
            possible.append(held.cast(pl.Int64))
            waits.append(missing.fill_null(False))
        figures.append(pl.sum_horizontal(obtained).alias(f"o{group}"))
        figures.append(pl.sum_horizontal(possible).alias(f"p{group}"))
        figures.append(pl.any_horizontal(waits).alias(f"w{group}"))
    frame = frame.select(pl.col("audit"), *figures)
    each = lambda letter: [col(f"{letter}{group}") for group in ENGAGEMENTS]
    frame = frame.with_columns(
        pl.sum_horizontal(each("o")).alias("o"),
        pl.sum_horizontal(each("p")).alias("p"),
        pl.any_horizontal(each("w")).alias("w"),
    )

    def written(group, prefix):
        o, p, w = (col(f"{letter}{group}") for letter in "opw")
        complete = lambda value: pl.when(~w & (p > 0)).then(value)
        score = (10000 * o / p + 0.5).floor() / 100
        return [
            complete(o).alias(f"{prefix}obtenus"),
            complete(p).alias(f"{prefix}possibles"),
            complete(score).alias(f"{prefix}score"),
        ]

    return frame.select(
        col("audit"),
        pl.when(col("w")).then(pl.lit("incomplet")).otherwise(pl.lit("complet")).alias("statut"),
        *written("", ""),
        *[one for group in POINTS for one in written(group, f"groupes.{group}.")],
    )


if __name__ == "__main__":
    kind, path, out = sys.argv[1:4]
    scored(kind, path).sink_csv(out)
