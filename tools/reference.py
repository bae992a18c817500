"""Write docs/reference/ from the models: parameters, codebook, tables, commands and errors, as they are.

.venv/bin/python tools/reference.py; with --check it writes nothing, and ends with 1 if a page is not current.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "granska"
MADE = "<!-- Made by tools/reference.py from the program itself; edits here are lost. -->"

Schema = dict[str, Any]


def main() -> None:
    """Write every page, or say which are not current."""
    pages = {f"{name}.md": make() for name, make in MAKERS.items()}
    stale = [name for name, text in pages.items() if _read(PAGES / name) != text]
    if "--check" in sys.argv[1:]:
        if stale:
            sys.exit(f"docs/reference/ is not current: {', '.join(stale)}. Run: .venv/bin/python tools/reference.py")
        return
    PAGES.mkdir(exist_ok=True)
    for name in stale:
        (PAGES / name).write_text(pages[name], encoding="utf-8")
    print(f"{PAGES.relative_to(ROOT)}: {len(stale)} of {len(pages)} pages written anew")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _page(title: str, lead: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", MADE, lead, *parts]) + "\n"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _first_paragraph(documented: object) -> str:
    return " ".join((inspect.getdoc(documented) or "").partition("\n\n")[0].split())


# --- parameters -------------------------------------------------------------------------------------------------------


def parameters() -> str:
    """Describe every key of the parameter files."""
    from granska.publish.signoff import SignOff
    from granska.review.model import Review
    from granska.review.plan import Plan
    from granska.review.series import Series
    from granska.review.site import Site

    files = {
        "params/<review>/review.yml": Review,
        "params/<series>/review.yml": Series,
        "params/<review>/plan.yml": Plan,
        "params/site.yml": Site,
    }
    files |= {"params/<review>/signoff-<version>.yml": SignOff}
    parts = []
    for file, model in files.items():
        schema = model.model_json_schema()
        parts += [f"## `{file}`", _first_paragraph(model), _keys(schema, schema)]
        for name, part in sorted(schema.get("$defs", {}).items()):
            if "properties" in part:
                described = part.get("description", "")
                parts += [f"### {name}", described, _keys(part, schema)]
    return _page(
        "Parameters",
        "The files of `params/`, key by key. A key that is not listed is refused. Editors that know JSON Schema "
        "complete `review.yml` while one types, from `params/schema.json`.",
        *dict.fromkeys(part for part in parts if part),
    )


def _keys(part: Schema, schema: Schema) -> str:
    required = part.get("required", [])
    rows = (
        (
            f"`{key}`",
            _kind(value, schema),
            "yes" if key in required else _default(value.get("default")),
            value.get("description") or _of_part(value, schema),
        )
        for key, value in part["properties"].items()
    )
    return _table(("Key", "What it holds", "Required, or what holds without it", "Meaning"), rows)


def _refers(value: Schema, schema: Schema) -> Schema:
    found: Schema = schema["$defs"][value["$ref"].rpartition("/")[2]] if "$ref" in value else {}
    return found


def _of_part(value: Schema, schema: Schema) -> str:
    """Say what a key means by what it holds; that a text is a text says nothing."""
    return "" if value.get("$ref", "").endswith("/Text") else str(_refers(value, schema).get("description", ""))


def _kind(value: Schema, schema: Schema) -> str:
    """Say in words what a key may hold."""
    match value:
        case {"$ref": name}:
            part = name.rpartition("/")[2]
            return f"[{part}](#{part.lower()})" if "properties" in _refers(value, schema) else part
        case {"anyOf": options} | {"oneOf": options}:
            return " or ".join(dict.fromkeys(_kind(one, schema) for one in options if one != {"type": "null"}))
        case {"enum": words}:
            return " or ".join(f"`{word}`" for word in words)
        case {"const": word}:
            return f"`{word}`"
        case {"type": "array"}:
            items = value.get("items") or next(iter(value.get("prefixItems", [])), {})
            return f"a list: {_kind(items, schema)}" if items else "a list"
        case {"type": "object"}:
            # where keys have a pattern, pydantic says it so
            inner = next(iter(value.get("patternProperties", {}).values()), value.get("additionalProperties"))
            return f"name: {_kind(inner, schema)}" if isinstance(inner, dict) else "names and values"
        case {"type": "string", "format": "date"}:
            return "a date, 2024-12-31"
    words = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
    return " ".join([words.get(value.get("type", ""), "anything"), *_limits(value)])


def _limits(value: Schema) -> Iterator[str]:
    signs = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "up to", "exclusiveMaximum": "below"}
    for key, word in signs.items():
        if key in value:
            yield f"{word} {value[key]:g}"


def _default(value: Any) -> str:
    match value:
        case None | {} | []:
            return ""
        case bool():
            return f"`{str(value).lower()}`"
        case dict():
            return "as built in"
        case list():
            return ", ".join(f"`{one}`" for one in value)
    return f"`{value}`"


# --- codebook ---------------------------------------------------------------------------------------------------------


def codebook() -> str:
    """Describe the columns of `codebook.csv`."""
    from granska.review.codebook import BINARY_SPELLINGS, COMMON_SPELLINGS
    from granska.review.codebook_file import COLUMNS, REQUIRED

    columns = ((f"`{name}`", "yes" if name in REQUIRED else "", words) for name, words in COLUMNS.items())
    spellings = {**BINARY_SPELLINGS, **COMMON_SPELLINGS}
    read_as = ((f"`{code}`", ", ".join(repr(word) for word in words)) for code, words in spellings.items())
    return _page(
        "The codebook",
        "`params/<review>/codebook.csv`: one row a question, in the order of the report. Semicolons, commas or tabs; "
        "UTF-8.",
        _table(("Column", "Required", "Meaning"), columns),
        "## Spellings that need no row of codes",
        "Case and outer blanks do not count. What a row names itself goes before these.",
        _table(("Read as", "Spellings"), read_as),
    )


# --- contracts --------------------------------------------------------------------------------------------------------


def contracts() -> str:
    """Describe the published tables, and the words that stand in them."""
    from granska.stages.contracts import KEYS, MEASURES, TALLIES
    from granska.stages.fields import FIELDS, WORDS

    fields = ((f"`{name}`", title.en, words.en) for name, (title, words) in FIELDS.items())
    parts = []
    for column, words in WORDS.items():
        known = ((f"`{word}`" if word else "(empty)", meaning.en) for word, meaning in words.items())
        parts += [f"## Words in `{column}`", _table(("Word", "Meaning"), known)]
    unnamed = [measure for measure in MEASURES if measure not in WORDS["measure"]]
    if unnamed:
        sys.exit(f"stages/fields.py describes no {', '.join(unnamed)}")
    return _page(
        "Tables",
        "The tables that pass between the stages, and those that are published. Each is checked against its contract "
        "where it enters a stage (`src/granska/stages/contracts.py`).",
        "## Cases and counts (confidential)",
        "**cases**: `case_id`, `stratum`, a column for each breakdown, a column for each question with the codes of "
        "the codebook and `not_applicable`, `undocumented`, `missing`.",
        f"**counts**, the denominator ledger: {', '.join(f'`{name}`' for name in (*KEYS, *TALLIES))}; registers add "
        "`population` and `expected`. The level of an answered number begins with `=`, that of a pair of answers to "
        "the same question about the same case holds a `|`.",
        "## Columns of the published tables",
        _table(("Column", "Title", "Meaning"), fields),
        *parts,
    )


# --- commands ---------------------------------------------------------------------------------------------------------


def commands() -> str:
    """Describe the command line, as typer does."""
    import typer.main
    from typer.cli import get_docs_for_click

    from granska.cli import app

    command = typer.main.get_command(app)
    described = get_docs_for_click(obj=command, ctx=typer.Context(command), name="granska")
    return _page("Commands", "What can be typed, and what it does.", described.partition("\n\n")[2].strip())


# --- errors -----------------------------------------------------------------------------------------------------------


def errors() -> str:
    """List the kinds of errors with their exit codes, and every message that the program itself writes."""
    import granska
    from granska.errors import every_kind

    # a kind of error is known once the module that has it is read
    for module in pkgutil.walk_packages(granska.__path__, "granska."):
        if module.name != "granska.__main__":
            importlib.import_module(module.name)
    kinds = ((f"`{name}`", str(kind.exit_code), _first_paragraph(kind)) for name, kind in every_kind().items())
    rooms: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        module = path.relative_to(SOURCE).with_suffix("").as_posix()
        for message in _messages(ast.parse(path.read_text(encoding="utf-8"))):
            rooms.setdefault(module.partition("/")[0], []).append((message, module))
    parts = []
    for room, messages in rooms.items():
        parts += [f"## {room}", _table(("Message", "From"), dict.fromkeys(messages))]
    return _page(
        "Errors",
        "Exit codes: 0 done; 1 a check found something; 2 bad input, or another run holds the review; 3 a notebook or "
        "renderer failed; 130 stopped by Ctrl-C. A message says where, what, and what to do; … stands for what it "
        "names. It never holds a person's data.",
        _table(("Kind", "Exit code", "Meaning"), kinds),
        *parts,
    )


def _messages(module: ast.Module) -> Iterator[str]:
    """Find the texts of errors that are raised, and of problems that are gathered."""
    for node in ast.walk(module):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[first, *_])) if name.endswith("Error"):
                texts = [first]
            case ast.Call(func=ast.Attribute(value=ast.Name(id="problems"), attr="append"), args=[first]):
                texts = [first]
            case (
                ast.Assign(targets=[ast.Name(id="problems")], value=value)
                | ast.AugAssign(target=ast.Name(id="problems"), value=value)
            ):
                texts = [inner.elt for inner in ast.walk(value) if isinstance(inner, ast.ListComp | ast.GeneratorExp)]
            case _:
                continue
        for text in texts:
            words = _words(text)
            if words.count(" ") > 2:
                yield words


def _words(text: ast.expr) -> str:
    match text:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr(values=values):
            return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in values)
    return ""


MAKERS: dict[str, Callable[[], str]] = {
    "parameters": parameters,
    "codebook": codebook,
    "contracts": contracts,
    "commands": commands,
    "errors": errors,
}

if __name__ == "__main__":
    main()
