"""Holds results to each other: the same audits in the same order, the same status, the same figures wherever a total is complete."""

import csv
import json
from decimal import Decimal
from itertools import zip_longest

from sp_plus import COLUMNS, GROUPS

FIGURES = ["obtenus", "possibles", "score"]


def figures(total, prefix=""):
    """The three figures of a total; all empty where it has no score."""
    if total[prefix + "score"] in (None, ""):
        return ["", "", ""]
    return [total[prefix + figure] for figure in FIGURES]


def of_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            groups = [figure for group in GROUPS for figure in figures(row, f"groupes.{group}.")]
            yield [row["audit"], row["statut"], *figures(row), *groups]


def of_ndjson(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            result = json.loads(line, parse_float=str, parse_int=str)
            groups = [figure for group in GROUPS for figure in figures(result["groupes"][group])]
            yield [result["audit"], result["statut"], *figures(result), *groups]


def same(a, b):
    """What a program divides in binary may be off in the fifteenth digit: no figure here has more than two decimals."""
    if a == b:
        return True
    if a in ("", None) or b in ("", None):
        return False
    try:
        return abs(Decimal(a) - Decimal(b)) < Decimal("0.000001")
    except ArithmeticError:
        return False


def compare(ours, theirs):
    """The number of rows, all equal; otherwise an error that shows the first difference."""
    rows = [of_ndjson(path) if str(path).endswith(".ndjson") else of_csv(path) for path in (ours, theirs)]
    count = 0
    for count, (a, b) in enumerate(zip_longest(*rows), start=1):
        if a != b:
            told = [f"{name}: {x} / {y}" for name, x, y in zip(COLUMNS, a or [], b or []) if not same(x, y)]
            if told or a is None or b is None:
                raise SystemExit(f"{ours} and {theirs} differ at row {count}: {a and a[0]}: {'; '.join(told) or 'no such row'}")
    return count
