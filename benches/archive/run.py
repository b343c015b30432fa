"""The benchmark of archives: see docs/performance.md. Run it by `benches/archive.sh`, which builds what it needs."""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from compare import compare  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
GRID = ROOT / "grids/sp_plus/2023.grille"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "bench"
GRILLE = TARGET / "release/grille"
TYPED = WORK / "typed/release/typed"
PYTHON = WORK / "venv/bin/python"


def measured(command, results):
    """Runs a command; seconds on the wall, seconds of processor, peak of memory in MB.

    Its results are a new file: to take the place of one, a system may write the whole of it to the disk first.
    """
    results.unlink(missing_ok=True)
    begun = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{said.decode(errors='replace')}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def thousands(number):
    return f"{number:,.0f}".replace(",", " ")


def works(command):
    return subprocess.run([str(word) for word in command], cwd=HERE, capture_output=True).returncode == 0


def has(module):
    return PYTHON.exists() and works([PYTHON, "-c", f"import {module}"])


def archive(count, name, *options):
    """A simulated archive, made once and read once so that the system holds it; none if the format is not written yet."""
    path = WORK / f"{count}-{name}"
    if not path.exists():
        made = [GRILLE, "simulate", GRID, "--count", count, "--seed", "1", *options, "-o", path]
        if subprocess.run([str(word) for word in made], capture_output=True).returncode != 0:
            return None
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass
    return path


def ours(path, out, *options):
    return [GRILLE, "score", GRID, path, "-o", out, *options]


def contenders(count, ending):
    """Name, command and results of each program on each archive of a size, by archive."""
    out = lambda name, ending: WORK / f"{count}-{name}.out.{ending}"
    duckdb, polars = has("duckdb"), has("polars")
    rounds = {}
    plain = archive(count, "plain.ndjson")
    rounds["NDJSON"] = [
        ("grille", ours(plain, out("plain", ending)), out("plain", ending)),
        ("grille, one thread", ours(plain, out("plain-1", ending), "--jobs", "1"), out("plain-1", ending)),
        ("grille, NDJSON out", ours(plain, out("plain", "ndjson")), out("plain", "ndjson")),
        ("typed serde_json + rayon", [TYPED, plain, out("typed", "csv")], out("typed", "csv")),
    ]
    if duckdb:
        rounds["NDJSON"].append(("DuckDB", [PYTHON, "peer_duckdb.py", "ndjson", plain, out("duckdb", "csv")], out("duckdb", "csv")))
    if polars:
        rounds["NDJSON"].append(("polars", [PYTHON, "peer_polars.py", "ndjson", plain, out("polars", "csv")], out("polars", "csv")))
    varied = archive(count, "varied.ndjson", "--layout", "varied")
    rounds["NDJSON, every line laid out in its own way"] = [
        ("grille", ours(varied, out("varied", ending)), out("varied", ending)),
        ("typed serde_json + rayon", [TYPED, varied, out("typed-varied", "csv")], out("typed-varied", "csv")),
    ]
    parquet = archive(count, "plain.parquet")
    if parquet and works(ours(archive(3, "plain.parquet"), out("probe", ending))):
        rounds["Parquet"] = [("grille", ours(parquet, out("parquet", ending)), out("parquet", ending))]
        for name, module, script in [("DuckDB", duckdb, "peer_duckdb.py"), ("polars", polars, "peer_polars.py")]:
            if module:
                to = out(f"{name}-parquet", "csv")
                rounds["Parquet"].append((name, [PYTHON, script, "parquet", parquet, to], to))
    else:
        print("Parquet archives are not written or read by this build: left out\n")
    return rounds


def table(count, title, programs, runs):
    """Runs the programs in turn, so that what slows the machine down slows all of them; prints medians and ratios."""
    figures = {name: [] for name, *_ in programs}
    for _ in range(runs):
        for name, command, results in programs:
            figures[name].append(measured(command, results))
    first, *others = programs
    for _, _, results in others:
        assert compare(first[2], results) == count
    print(f"### {title}: {thousands(count)} audits\n")
    print("| program | seconds | audits/s | processor seconds | memory (MB) | time ÷ grille |")
    print("|---|---:|---:|---:|---:|---:|")
    base = [wall for wall, *_ in figures[first[0]]]
    for name, *_ in programs:
        wall, processor, memory = (statistics.median(values) for values in zip(*figures[name]))
        ratio = statistics.median(own / ours for (own, *_), ours in zip(figures[name], base))
        print(f"| {name} | {wall:.2f} | {thousands(count / wall)} | {processor:.2f} | {memory:.0f} | {ratio:.2f} |")
    print(f"\nThe {len(programs)} results are equal, row by row.\n", flush=True)
    return statistics.median(base)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--counts", type=int, nargs="+", default=[200_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    ending = "csv" if works(ours(archive(3, "plain.ndjson"), WORK / "probe.csv")) else "ndjson"
    print(f"{platform.machine()}, {os.cpu_count()} cores; medians of {arguments.runs} rounds; grille writes {ending.upper()}\n")
    if not PYTHON.exists():
        print("DuckDB and polars could not be installed: left out\n")
    seconds = {}
    for count in arguments.counts:
        for title, programs in contenders(count, ending).items():
            seconds[title, count] = table(count, title, programs, arguments.runs)
    least, most = min(arguments.counts), max(arguments.counts)
    for title in dict.fromkeys(title for title, _ in seconds):
        if least < most:
            ratio = seconds[title, most] / seconds[title, least]
            print(f"{title}: {thousands(most)} audits take {ratio:.2f} × the time of {thousands(least)}")


if __name__ == "__main__":
    main()
