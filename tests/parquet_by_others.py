"""Archives written as Parquet by pyarrow, polars and DuckDB, each in its own ways, come to what their NDJSON comes to.

`just parquet-by-others` builds the program and runs this. The three libraries are installed under target/; where they cannot be,
nothing is tried. Names given on the command line restrict the ways tried to those whose name contains one of them.
"""

import datetime
import decimal
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "by-others"
GRILLE = TARGET / "debug/grille"
LIBRARIES = ["pyarrow", "polars", "duckdb"]

SMALL = """
grille essai version "1"
plan : point
échelle cotation par défaut {
  non = 0
  partiel = 0,25
  oui = 1
  sans objet
}
échelle avancement de 0 à 1
profil {
  svi : oui_non
  nature : choix { information, démarches }
  activités : ensemble { contrôle, recouvrement, conseil }
  agents : entier de 1 à 500 en "agents"
}
mesures {
  taux : pourcentage
  délai : durée en jours
  depuis : date
}
point 1.1 {
  exigence "Un"
  exige tous { identité "Identité", horaires "Horaires" }
  admet fonction "Fonction" pour identité
  applicable si svi ou taux ≥ 50 %
}
point 1.2 {
  exigence "Deux"
  échelle avancement
  applicable si agents > 3
}
point 1.3 {
  exigence "Trois"
  applicable si nature = information ou délai < 10 semaines
}
point 1.4 {
  exigence "Quatre"
  applicable si activités contient au moins 1 parmi { contrôle, conseil } et depuis ≥ 01/01/2020
}
"""


def with_libraries():
    """Goes on under a Python that has the libraries; says so and ends where there is none."""
    python = WORK / "venv/bin/python"
    has_all = lambda python: subprocess.run([python, "-c", f"import {', '.join(LIBRARIES)}"], capture_output=True).returncode == 0
    if os.environ.get("BY_OTHERS") == "1":
        return
    if not python.exists() or not has_all(python):
        WORK.mkdir(parents=True, exist_ok=True)
        try:
            venv.create(WORK / "venv", with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", *LIBRARIES], check=True, capture_output=True)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"{', '.join(LIBRARIES)} could not be installed: nothing is tried ({error})")
            sys.exit(0)
    os.execve(python, [str(python), __file__, *sys.argv[1:]], {**os.environ, "BY_OTHERS": "1"})


with_libraries()

import duckdb  # noqa: E402
import polars as pl  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402


class Archive:
    """Simulated audits of a grid, and what they come to."""

    def __init__(self, name, grid, count):
        self.grid, self.ndjson = grid, WORK / f"{name}.ndjson"
        options = ["--count", str(count), "--seed", "7", "--incomplete", "20%"]
        subprocess.run([GRILLE, "simulate", grid, *options, "-o", self.ndjson], check=True, capture_output=True)
        self.audits = [json.loads(line) for line in self.ndjson.read_text().splitlines()]
        self.expected, told = self.score(self.ndjson)
        assert not told, told
        self.columns = {}
        for row, audit in enumerate(self.audits):
            for key, value in audit.items():
                cells = {f"{key}.{name}": cell for name, cell in value.items()} if isinstance(value, dict) else {key: value}
                for name, cell in cells.items():
                    self.columns.setdefault(name, [None] * len(self.audits))[row] = cell

    def score(self, path):
        """The results of an archive, and what is told of what is refused."""
        out, rejects = WORK / "out.csv", WORK / "rejects.ndjson"
        for stale in (out, rejects):
            stale.unlink(missing_ok=True)
        command = [GRILLE, "score", self.grid, path, "-o", out, "--detail", "point", "--rejects", rejects]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        assert done.returncode in (0, 1, 2) and "panicked" not in done.stderr, done.stderr
        if done.returncode == 2:
            return None, done.stderr.strip()
        refused = [json.loads(line) for line in rejects.read_text().splitlines()]
        return out.read_text(), "\n".join(sorted({refusal["motif"] for refusal in refused})[:5])


def kind(values):
    given = [value for value in values if value is not None]
    if not given:
        return "nothing"
    for name, types in (("yes_no", bool), ("integer", int), ("number", (int, float)), ("list", list)):
        if all(isinstance(value, types) for value in given):
            return name
    return "text"


TYPES = {
    "nothing": pa.string(), "yes_no": pa.bool_(), "integer": pa.int64(), "number": pa.float64(), "list": pa.list_(pa.string()),
    "text": pa.string(),
}


def mixed(values):
    """Values of which some are texts, as texts."""
    return [value if value is None or isinstance(value, str) else json.dumps(value) for value in values]


def table(archive, types=None, change=None):
    """The archive as a table of arrow; `types` by kind or by name, `change` the values of a column by its name."""
    types, arrays = {**TYPES, **(types or {})}, {}
    for name, values in archive.columns.items():
        of = kind(values)
        values = mixed(values) if of == "text" else values
        if change and name in change:
            values = [None if value is None else change[name](value) for value in values]
        arrays[name] = pa.array(values, types.get(name, types[of]))
    return pa.table(arrays)


def nested(flat):
    """Columns named with a dot as fields of structures."""
    groups = {}
    for name in flat.column_names:
        block, _, key = name.partition(".")
        groups.setdefault(block, []).append((key, flat[name].combine_chunks()))
    arrays = {}
    for block, fields in groups.items():
        if fields[0][0] == "":
            arrays[block] = fields[0][1]
        else:
            arrays[block] = pa.StructArray.from_arrays([array for _, array in fields], names=[key for key, _ in fields])
    return pa.table(arrays)


def ways():
    """Every way tried: a name, the archive, what writes it, and what is told where it is refused."""
    grid = WORK / "small.grille"
    grid.write_text(SMALL)
    sp_plus = Archive("sp_plus", ROOT / "grids/sp_plus/2023.grille", 3_000)
    small = Archive("small", grid, 3_000)
    day = datetime.date.fromisoformat
    noon = lambda text: datetime.datetime.fromisoformat(f"{text}T12:00:00")
    midnight = lambda text: datetime.datetime.fromisoformat(text)

    def arrow(archive, types=None, change=None, shape=lambda table: table, **options):
        return archive, lambda path: pq.write_table(shape(table(archive, types, change)), path, **options)

    yield "pyarrow", *arrow(sp_plus)
    yield "pyarrow, small", *arrow(small)
    for compression in ("none", "snappy", "gzip", "zstd", "lz4"):
        for version in ("1.0", "2.0"):
            for coded in (True, False):
                options = {"compression": compression, "data_page_version": version, "use_dictionary": coded}
                yield f"pyarrow, {compression}, pages {version}, dictionary {coded}", *arrow(sp_plus, **options)
    yield "pyarrow, brotli", *arrow(sp_plus, compression="brotli"), ["compression", "Snappy"]
    yield "pyarrow, small groups", *arrow(sp_plus, row_group_size=17)
    yield "pyarrow, small pages", *arrow(sp_plus, data_page_size=64, write_batch_size=8, dictionary_pagesize_limit=40)
    yield "pyarrow, page index and checksums", *arrow(sp_plus, write_page_index=True, write_page_checksum=True)
    yield "pyarrow, old names of lists", *arrow(sp_plus, use_compliant_nested_type=False)
    yield "pyarrow, large texts and lists", *arrow(sp_plus, {"text": pa.large_string(), "list": pa.large_list(pa.large_string())})
    yield "pyarrow, views", *arrow(sp_plus, {"text": pa.string_view(), "list": pa.list_(pa.string_view())})
    yield "pyarrow, binary", *arrow(sp_plus, {"text": pa.binary()})
    yield "pyarrow, categories", *arrow(sp_plus, {"text": pa.dictionary(pa.int32(), pa.string())})
    yield "pyarrow, floats", *arrow(small, {"number": pa.float32()})
    yield "pyarrow, half floats", *arrow(sp_plus, {"number": pa.float16()}), ["cotations.", "d’un type"]
    yield "pyarrow, small integers", *arrow(small, {"integer": pa.int16()})
    yield "pyarrow, unsigned integers", *arrow(small, {"integer": pa.uint32()})
    yield "pyarrow, no values at all", *arrow(sp_plus, {"nothing": pa.null()})
    exact = lambda value: decimal.Decimal(str(value))
    numbers = [name for name, values in sp_plus.columns.items() if kind(values) in ("number", "integer")]
    for width in (pa.decimal32(7, 3), pa.decimal64(12, 3), pa.decimal128(20, 3), pa.decimal256(50, 3)):
        decimals = {name: width for name in numbers}
        for as_integer in (False, True):
            options = {"store_decimal_as_integer": as_integer}
            yield f"pyarrow, {width}, as integers {as_integer}", *arrow(sp_plus, decimals, dict.fromkeys(numbers, exact), **options)
    yield "pyarrow, ratings as texts", *arrow(sp_plus, {name: pa.string() for name in numbers}, dict.fromkeys(numbers, str)), [
        "mesures.taux_décroché", "un pourcentage"
    ]
    ratings = [name for name in numbers if name.startswith("cotations.")]
    yield "pyarrow, names of levels", *arrow(sp_plus, {name: pa.string() for name in ratings}, dict.fromkeys(ratings, lambda value: repr(value)))
    yield "pyarrow, dates", *arrow(small, {"mesures.depuis": pa.date32()}, {"mesures.depuis": day})
    yield "pyarrow, dates in milliseconds", *arrow(small, {"mesures.depuis": pa.date64()}, {"mesures.depuis": day})
    for unit in ("s", "ms", "us", "ns"):
        stamp = {"mesures.depuis": pa.timestamp(unit)}
        yield f"pyarrow, timestamps in {unit}", *arrow(small, stamp, {"mesures.depuis": midnight})
    yield "pyarrow, timestamps at noon", *arrow(small, stamp, {"mesures.depuis": noon}), ["mesures.depuis", "une date"]
    zoned = {"mesures.depuis": pa.timestamp("us", tz="UTC")}
    yield "pyarrow, timestamps with a zone", *arrow(small, zoned, {"mesures.depuis": midnight}), ["mesures.depuis", "une date"]
    yield "pyarrow, old timestamps", *arrow(small, stamp, {"mesures.depuis": midnight}, use_deprecated_int96_timestamps=True), [
        "mesures.depuis", "une date"
    ]
    lists = [name for name, values in sp_plus.columns.items() if kind(values) == "list"]
    joined = {name: pa.string() for name in lists}
    yield "pyarrow, joined lists", *arrow(sp_plus, joined, dict.fromkeys(lists, "|".join)), ["profil.activités", "liste"]
    yield "pyarrow, lists of categories", *arrow(sp_plus, {"list": pa.list_(pa.dictionary(pa.int8(), pa.string()))})
    yield "pyarrow, structures", *arrow(sp_plus, shape=nested)
    yield "pyarrow, structures without dictionaries", *arrow(sp_plus, shape=nested, use_dictionary=False, data_page_version="2.0")
    yield "pyarrow, small structures", *arrow(small, shape=nested, row_group_size=100)
    encodings = {
        "text": ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
        "number": ["PLAIN", "BYTE_STREAM_SPLIT"],
        "integer": ["PLAIN", "BYTE_STREAM_SPLIT", "DELTA_BINARY_PACKED"],
        "yes_no": ["PLAIN", "RLE"],
    }
    for of, names in encodings.items():
        for encoding in names:
            chosen = {name: encoding for name, values in small.columns.items() if kind(values) == of}
            for version in ("1.0", "2.0"):
                options = {"use_dictionary": False, "column_encoding": chosen, "data_page_version": version}
                yield f"pyarrow, {of} as {encoding}, pages {version}", *arrow(small, **options)
    mapped = lambda flat: pa.table({
        "audit": flat["audit"],
        "cotations": pa.array([list(audit["cotations"].items()) for audit in small.audits], pa.map_(pa.string(), pa.string())),
    })
    small.audits = [{**audit, "cotations": {key: str(value) for key, value in audit.get("cotations", {}).items()}} for audit in small.audits]
    yield "pyarrow, a map", *arrow(small, shape=mapped), ["cotations", "une colonne par clé"]

    def polars(archive, change=lambda frame: frame, types=None, **options):
        return archive, lambda path: change(pl.from_arrow(table(archive, types))).write_parquet(path, **options)

    for compression in ("uncompressed", "snappy", "gzip", "zstd", "lz4"):
        yield f"polars, {compression}", *polars(sp_plus, compression=compression)
    yield "polars, brotli", *polars(sp_plus, compression="brotli"), ["compression", "Snappy"]
    yield "polars, small", *polars(small)
    yield "polars, small groups", *polars(sp_plus, row_group_size=50)
    yield "polars, small pages", *polars(sp_plus, data_page_size=100)
    yield "polars, through pyarrow", *polars(sp_plus, use_pyarrow=True)
    yield "polars, categories", *polars(sp_plus, lambda frame: frame.with_columns(pl.col(pl.String).exclude("audit").cast(pl.Categorical)))
    enum = lambda frame: frame.with_columns(pl.col("profil.nature").cast(pl.Enum(["information", "démarches"])))
    yield "polars, an enumeration", *polars(small, enum)
    yield "polars, floats", *polars(small, lambda frame: frame.with_columns(pl.col(pl.Float64).cast(pl.Float32)))
    yield "polars, decimals", *polars(small, lambda frame: frame.with_columns(pl.col(pl.Float64).cast(pl.Decimal(12, 4))))
    yield "polars, dates", *polars(small, lambda frame: frame.with_columns(pl.col("mesures.depuis").str.to_date()))
    yield "polars, instants", *polars(small, lambda frame: frame.with_columns(pl.col("mesures.depuis").str.to_date().cast(pl.Datetime)))
    yield "polars, small integers", *polars(small, lambda frame: frame.with_columns(pl.col(pl.Int64).cast(pl.UInt16)))
    yield "polars, lists of categories", *polars(small, lambda frame: frame.with_columns(pl.col(pl.List(pl.String)).cast(pl.List(pl.Categorical))))
    yield "polars, nothing", *polars(sp_plus, types={"nothing": pa.null()})
    yield "polars, structures", sp_plus, lambda path: pl.from_arrow(nested(table(sp_plus))).write_parquet(path)

    def duck(archive, select="*", options=""):
        def write(path):
            flat = table(archive)
            connection = duckdb.connect()
            connection.register("flat", flat)
            connection.execute(f"CREATE TABLE audits AS SELECT {select} FROM flat")
            connection.execute(f"COPY audits TO '{path}' (FORMAT parquet {options})")

        return archive, write

    yield "DuckDB", *duck(sp_plus)
    yield "DuckDB, small", *duck(small)
    for compression in ("uncompressed", "snappy", "gzip", "zstd", "lz4_raw"):
        yield f"DuckDB, {compression}", *duck(sp_plus, options=f", COMPRESSION {compression}")
        yield f"DuckDB, {compression}, version 2", *duck(sp_plus, options=f", COMPRESSION {compression}, PARQUET_VERSION v2")
    yield "DuckDB, brotli", *duck(sp_plus, options=", COMPRESSION brotli"), ["compression", "Snappy"]
    yield "DuckDB, without dictionaries", *duck(sp_plus, options=", PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1")
    yield "DuckDB, small, without dictionaries", *duck(small, options=", PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1")
    yield "DuckDB, small groups", *duck(sp_plus, options=", ROW_GROUP_SIZE 128")
    yield "DuckDB, an enumeration", *duck(small, "* REPLACE (\"profil.nature\"::ENUM ('information', 'démarches') AS \"profil.nature\")")
    yield "DuckDB, decimals", *duck(small, '* REPLACE ("mesures.taux"::DECIMAL(9, 3) AS "mesures.taux", "cotations.1.2"::DECIMAL(18, 6) AS "cotations.1.2")')
    yield "DuckDB, long decimals", *duck(small, '* REPLACE ("mesures.taux"::DECIMAL(30, 3) AS "mesures.taux")')
    yield "DuckDB, huge integers", *duck(small, '* REPLACE ("profil.agents"::UBIGINT AS "profil.agents")')
    yield "DuckDB, tiny integers", *duck(small, '* REPLACE ("profil.agents"::USMALLINT AS "profil.agents")')
    yield "DuckDB, dates", *duck(small, '* REPLACE ("mesures.depuis"::DATE AS "mesures.depuis")')
    yield "DuckDB, timestamps", *duck(small, '* REPLACE ("mesures.depuis"::TIMESTAMP AS "mesures.depuis")')

    def structures(archive):
        def write(path):
            blocks = {}
            for audit in archive.audits:
                for block, cells in audit.items():
                    if isinstance(cells, dict) and block in ("profil", "mesures", "cotations", "éléments", "sans_objet"):
                        blocks.setdefault(block, {}).update((key, kind(archive.columns[f"{block}.{key}"])) for key in cells)
            names = {"yes_no": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "list": "VARCHAR[]", "text": "VARCHAR"}
            struct = lambda fields: "STRUCT(" + ", ".join(f'"{key}" {names[of]}' for key, of in fields.items()) + ")"
            columns = {"audit": "VARCHAR", "grille": "VARCHAR", **{block: struct(fields) for block, fields in blocks.items()}}
            listed = ", ".join(f"'{name}': '{of}'" for name, of in columns.items())
            read = f"read_json('{archive.ndjson}', format='newline_delimited', columns={{{listed}}})"
            duckdb.connect().execute(f"COPY (SELECT * FROM {read}) TO '{path}' (FORMAT parquet)")

        return archive, write

    yield "DuckDB, structures from NDJSON", *structures(sp_plus)
    guessed = f"COPY (SELECT * FROM read_json_auto('{sp_plus.ndjson}')) TO '{{path}}' (FORMAT parquet)"
    yield "DuckDB, whatever it makes of NDJSON", sp_plus, lambda path: duckdb.connect().execute(guessed.format(path=path)), [
        "sans_objet", "une colonne par clé"
    ]


def main():
    path, failed, tried = WORK / "archive.parquet", [], 0
    for name, archive, write, *told in ways():
        if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        tried += 1
        try:
            write(path)
        except Exception as error:  # what a library does not write is no fault of ours
            print(f"-      {name}: not written ({type(error).__name__}: {str(error).splitlines()[0][:120]})")
            continue
        results, refused = archive.score(path)
        if told:
            well = all(word in refused for word in told[0])
        else:
            well = not refused and results == archive.expected
        print(f"{'ok    ' if well else 'FAILED'} {name}" + (f"\n       {refused[:400]}" if refused else ""))
        if not well:
            failed.append(name)
    print(f"\n{tried} ways tried, {len(failed)} failed")
    sys.exit(1 if failed else 0)


main()
