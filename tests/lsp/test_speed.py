"""A key is answered within 50 ms in a library of 1,000 documents; docs/editor.md has the figures."""

from __future__ import annotations

import importlib.util
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

from editor import Editor

if TYPE_CHECKING:
    from types import ModuleType

BOUND = 50  # milliseconds, of the median
TRIES = 3  # another program may take the processor for a while, hardly three times


def benchmark() -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks/lsp.py"
    spec: Any = importlib.util.spec_from_file_location("lsp_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_key_is_answered_in_time(tmp_path: Path) -> None:
    bench = benchmark()
    assert bench.library(tmp_path, 1000) == 1000
    medians: list[float] = []
    with Editor(tmp_path) as editor:
        for name in ("postmortem", "runbook"):
            file = tmp_path / "content" / bench.TYPED[name]
            editor.open(file)
            medians.clear()
            while not medians or (medians[-1] > BOUND and len(medians) < TRIES):
                medians.append(statistics.median(bench.measure(editor, file, 40)))
            assert min(medians) <= BOUND, (name, medians)
        assert not editor.log
