"""A large register: 290 areas, 10 years, 2 genders, 20 counts, through all stages and the report.

Not against a peer: no program that is read here does all of it. What has to hold is at most 60 seconds and 2 GB.
"""

import ast
import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
MODEL, REVIEW = "buss-2007", "large-register"
AREAS, YEARS, COUNTS = 290, range(1998, 2008), 20  # the counts are chains of three, each a part of the one before
SECONDS, GIGABYTES = 60, 2


def main() -> None:
    """Make the register, run it, and print how long each stage took."""
    table = Table("stage", "s", title=f"{AREAS} areas × {len(YEARS)} years × 2 genders × {COUNTS} counts")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        make_register(root)
        times = run(root)
    for stage, seconds in times.items():
        table.add_row(stage, f"{seconds:.1f}")
    total, memory = sum(times.values()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    table.add_row("all", f"{total:.1f} (≤ {SECONDS})")
    table.add_row("peak memory, GB", f"{memory:.2f} (≤ {GIGABYTES})")
    Console(width=110).print(table)
    sys.exit(total > SECONDS or memory > GIGABYTES)


def make_register(root: Path) -> None:
    """Write parameters and data: the model's, with other counts, areas and years."""
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns("methods"))
    shutil.copyfile(ROOT / "requirements.lock", root / "requirements.lock")
    raw, params = root / "data" / "raw" / REVIEW, root / "params" / REVIEW
    raw.mkdir(parents=True)
    params.mkdir(parents=True)
    names = [f"Kommun {number:03d}" for number in range(AREAS)]
    content = yaml.safe_load((ROOT / "params" / MODEL / "review.yml").read_text(encoding="utf-8"))
    counts = [f"count_{number:02d}" for number in range(COUNTS)]
    content |= {
        "id": REVIEW,
        "period": {"start": f"{YEARS[0]}-01-01", "end": f"{YEARS[-1]}-12-31"},
        "data": [{"file": "register.csv"}],
        "columns": {"year": "År", "population": "Barn", "expected": {counts[0]: f"Väntat {counts[0]}"}},
    }
    content["breakdowns"]["gender"]["column"] = "Kön"
    content["design"]["strata"] |= {"column": "Kommun", "names": names, "aliases": {}}
    content["design"]["strata"].pop("area_set", None)
    content["register"] = {
        "index": "Index",
        "rates": counts,
        "expected": {counts[3]: {"method": "index", "scale": "log"}, counts[-2]: {"method": "rest", "by": ["gender"]}},
        "answers_for": [names[7]],
        "chains": [{"questions": counts[:3], "title": {"sv": "Kedja", "en": "Chain"}}],
    }
    (params / "review.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    (params / "codebook.csv").write_text("\n".join(_codebook(counts)) + "\n", encoding="utf-8")
    (raw / "register.csv").write_text("\n".join(_rows(names, counts)) + "\n", encoding="utf-8")


def _codebook(counts: list[str]) -> Iterator[str]:
    yield "question;column;text_sv;text_en;area;type;applies_if;base_sv;base_en;headline"
    for number, name in enumerate(counts):
        before = counts[number - 1] if number % 3 else ""
        yield f"{name};{name};Antal {number};Count {number};process;count;{before};fall;cases;{number if before else ''}"


def _rows(names: list[str], counts: list[str]) -> Iterator[str]:
    """Invent rows: areas of very different size, so that many counts are small."""
    rng = np.random.default_rng(11)
    children = np.exp(rng.normal(7.6, 1.0, len(names))).astype(int) + 150
    index = np.exp(rng.normal(0, 0.3, len(names))).round(2)
    yield ";".join(["Kommun", "År", "Kön", "Barn", "Index", f"Väntat {counts[0]}", *counts])
    for place, name in enumerate(names):
        for year in YEARS:
            for gender in ("flicka", "pojke"):
                mean = children[place] * 0.05 * index[place]
                numbers: list[int] = []
                for number in range(len(counts)):
                    part = rng.binomial(numbers[-1], 0.5) if number % 3 else rng.poisson(mean)
                    numbers.append(int(part))
                cells = [name, year, gender, children[place], index[place], f"{max(mean, 0.1):.1f}", *numbers]
                yield ";".join(map(str, cells))


def run(root: Path) -> dict[str, float]:
    """Take the register through the stages as the notebooks do, and give the seconds of each."""
    from granska.review.method import load_method
    from granska.review.workspace import Workspace
    from granska.stages.cleaning import clean
    from granska.stages.counting import count
    from granska.stages.disclosure import disclose
    from granska.stages.estimating import estimate
    from granska.stages.published_files import write_published
    from granska.stages.reading import read_raw
    from granska.stages.store import save_analysis, save_cleaned

    times: dict[str, float] = {}

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        begun, used = time.perf_counter(), time.process_time()
        yield
        times[stage] = time.perf_counter() - begun
        used = time.process_time() - used
        print(f"{stage}: {times[stage]:.1f} s, of the processor {used:.1f} s", file=sys.stderr, flush=True)

    workspace = Workspace(root)
    method = load_method(workspace, REVIEW)
    with timed("read and clean"):
        cleaned = clean(read_raw(root / "data" / "raw" / REVIEW, method.review), method)
        save_cleaned(workspace, REVIEW, cleaned)
    with timed("count"):
        counts = count(cleaned.cases, method)
    with timed("estimate"):
        estimates = estimate(counts, method)
        save_analysis(workspace, REVIEW, counts, estimates)
    with timed("disclose"):
        disclosed = disclose(estimates, counts, method)
    with timed("write published"):
        write_published(workspace, method, disclosed, cleaned.log)
    with timed("report, sv"):
        report_cells(root, "sv")
    return times


def report_cells(root: Path, language: str) -> None:
    """Run the cells of the notebook of the report, as the kernel does, but without a kernel to start."""
    cells = json.loads((ROOT / "notebooks" / "3-report.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {"review": REVIEW, "language": language, "root": str(root)}
    for cell in cells:
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] != "code" or {"parameters", "committee-paper"} & {*tags}:
            continue
        *before, last = ast.parse("".join(cell["source"])).body
        exec(compile(ast.Module(before, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if hasattr(shown, "_repr_mimebundle_"):
                shown._repr_mimebundle_()
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), names)


if __name__ == "__main__":
    main()
