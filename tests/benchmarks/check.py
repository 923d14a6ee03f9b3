"""What `opslore check` costs, against reading the files and against the obvious tools.

    python tests/benchmarks/check.py [--sizes 100,1000,10000] [--repeat 3]

Makes libraries in a temporary folder (see library.py) and measures, taking turns and keeping the
best of each: the floor (every file read, decoded, the end of its front matter found), a cold check
with one worker and with two, a check in which nothing has changed, and the obvious tools (PyYAML's
C loader, jsonschema, markdown-it-py), which look at nothing but the schema. Processor seconds are
those of the whole process and its workers; two workers are compared by the clock, so that figure
needs two idle processors, and the script says how busy the machine is. Beside it stand the
processor seconds of the first of the two processes, which does all that is not shared: what the
clock would show where both are idle. The targets are those for 10,000 documents.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import library

HERE = Path(__file__).resolve()
SCHEMAS = HERE.parents[2] / "schemas"
OPSLORE = "from opslore.cli import main; raise SystemExit(main())"
OWN = """
from opslore.cli import main
code = main()
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
print()
print(used.ru_utime + used.ru_stime)
raise SystemExit(code)
"""
IMPORTS = "import yaml, jsonschema, click, rich"
TARGETS = {
    "cold / floor": 60,
    "two workers / one": 0.6,
    "cold / obvious": 0.25,
    "warm / cold": 1 / 6,
    "memory, MB": 120,
    "ten documents / imports": 0.6,
}


class Cost(NamedTuple):
    """What a process took."""

    clock: float  # seconds
    processor: float  # seconds, its children included
    own: float  # seconds, without its children; 0 where it was not asked for
    memory: int  # bytes, of the largest process
    code: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        return {"floor": floor, "obvious": obvious}[asked.only[0]](Path(asked.only[1]))
    busy = os.getloadavg()[0]
    print(f"{sys.version.split()[0]}, {os.cpu_count()} processors, load {busy:.1f} at the start")
    print("documents faulty  floor  one worker     two    warm  obvious  memory")
    missed = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        environ = _environ(folder)
        for size in map(int, asked.sizes.split(",")):
            for faulty in (0.0, 0.05):
                root = folder / f"{size}-{faulty}"
                library.write(root, size, faulty)
                missed += _measure(root, size, faulty, environ, asked.repeat)
        missed += _imports(folder, environ, asked.repeat)
    print(f"load {os.getloadavg()[0]:.1f} at the end; {missed or 'no'} targets missed")
    return 0


def _measure(root: Path, size: int, faulty: float, environ: dict[str, str], repeat: int) -> int:
    here = [sys.executable, str(HERE), "--only"]
    check = [sys.executable, "-c", OPSLORE, "check", "--format", "concise"]
    commands = {
        "floor": [*here, "floor", str(root)],
        "one": [*check, "--no-cache", "--jobs", "1"],
        "two": [sys.executable, "-c", OWN, *check[3:], "--no-cache", "--jobs", "2"],
        "warm": check,
        "obvious": [*here, "obvious", str(root)],
    }
    _run(commands["warm"], root, environ)  # fills the caches, of the disk as well
    best: dict[str, Cost] = {}
    for _ in range(repeat):
        for name, command in commands.items():
            cost = _run(command, root, environ)
            expected = int(bool(faulty)) if name in ("one", "two", "warm") else 0
            assert cost.code == expected, (name, cost.code)
            best[name] = min(best.get(name, cost), cost, key=_key(name))
    one = best["one"].processor
    ratios = {
        "cold / floor": one / best["floor"].processor,
        "two workers / one": best["two"].clock / best["one"].clock,
        "first of two / one": best["two"].own / one,
        "cold / obvious": one / best["obvious"].processor,
        "warm / cold": best["warm"].processor / one,
        "memory, MB": best["one"].memory / 1e6,
    }
    cells = " ".join(f"{best[name].processor:7.2f}" for name in ("warm", "obvious"))
    print(
        f"{size:9} {faulty:5.0%} {best['floor'].processor:7.3f} {one:7.2f} s "
        f"{best['two'].clock:6.2f}  {cells} {ratios['memory, MB']:6.0f} MB"
    )
    return _compare(ratios)


def _compare(ratios: dict[str, float]) -> int:
    missed = 0
    for name, ratio in ratios.items():
        target = TARGETS.get(name)
        verdict = "" if target is None else f"  target {target:.3g}"
        if target is not None and ratio > target:
            missed += 1
            verdict += "   MISSED"
        print(f"          {name:24} {ratio:8.2f}{verdict}")
    return missed


def _imports(folder: Path, environ: dict[str, str], repeat: int) -> int:
    root = folder / "ten"
    library.write(root, 10)
    commands = {
        "check": [sys.executable, "-c", OPSLORE, "check", "--no-cache"],
        "imports": [sys.executable, "-c", IMPORTS],
    }
    best = {name: _run(command, root, environ) for name, command in commands.items()}
    for _ in range(3 * repeat):
        for name, command in commands.items():
            best[name] = min(best[name], _run(command, root, environ), key=_key(name))
    check, imports = (best[name].processor for name in commands)
    print(f"ten documents: {check * 1000:.0f} ms, `{IMPORTS}`: {imports * 1000:.0f} ms")
    return _compare({"ten documents / imports": check / imports})


def _key(name: str) -> object:
    return (lambda cost: cost.clock) if name == "two" else (lambda cost: cost.processor)


def _run(command: list[str], root: Path, environ: dict[str, str]) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=root, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - start
    code = process.returncode = os.waitstatus_to_exitcode(status)
    processor = used.ru_utime + used.ru_stime
    own = float(told.splitlines()[-1]) if OWN in command else 0.0
    if command[-2:-1] == ["floor"]:  # without the start of the interpreter
        processor = json.loads(told)
    return Cost(clock, processor, own, used.ru_maxrss * 1024, code)


def _environ(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if "PYTHONPATH" in os.environ:
        kept["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return kept | {
        "PYTHONPYCACHEPREFIX": str(folder / "pycache"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }


def _documents(root: Path) -> list[Path]:
    return sorted((root / "content").rglob("*.md"))


def floor(root: Path) -> int:
    """Find every document, read it, decode it, find the end of its front matter."""
    times = []
    for _ in range(3):
        start = time.process_time()
        for path in _documents(root):
            assert path.read_bytes().decode().find("\n---\n", 4) > 0
        times.append(time.process_time() - start)
    print(min(times))
    return 0


def obvious(root: Path) -> int:
    """Do with the usual libraries what they do: load, hold against the schema, parse the text."""
    import jsonschema
    import markdown_it
    import referencing
    import yaml

    class Loader(yaml.CSafeLoader):
        """Leaves days as they are written, as JSON has none."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
    schemas = [json.loads(path.read_bytes()) for path in sorted(SCHEMAS.glob("*.schema.json"))]
    registry = referencing.Registry().with_contents((schema["$id"], schema) for schema in schemas)
    validators = {
        schema["$id"].rsplit("/", 1)[-1].removesuffix(".schema.json"): (
            jsonschema.Draft202012Validator(schema, registry=registry)
        )
        for schema in schemas
    }
    kinds = {"postmortems": "postmortem", "runbooks": "runbook", "services": "service",
             "on-call": "on-call-policy"}  # fmt: skip
    markdown = markdown_it.MarkdownIt("commonmark").enable("table")
    found = 0
    for path in _documents(root):
        text = path.read_bytes().decode()
        end = text.find("\n---\n", 4)
        try:
            data = yaml.load(text[4:end], Loader)  # noqa: TID251 - as everybody does
        except yaml.YAMLError:
            found += 1
            continue
        validator = validators[kinds[path.relative_to(root / "content").parts[0]]]
        found += sum(1 for _ in validator.iter_errors(data))
        markdown.parse(text[end + 5 :])
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
