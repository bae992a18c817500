"""A small review as a run leaves it: pages on a small site, figures, a record; no notebook has been run."""

import datetime
import json
from collections.abc import Iterable
from pathlib import Path

from granska.publish.checks import Check
from granska.publish.release import release
from granska.publish.signoff import sign
from granska.render import choose
from granska.review.review_file import load_review
from granska.runner.pipeline import renderer_name
from granska.runner.provenance import RECORD, present, save_record
from projects import Project

DAY = datetime.date(2024, 9, 1)
PASSED = Check("files", "passed", "all there")
HEADS = (
    "indicator,level,breakdown,group,versus,period,measure,method,estimate,lower,upper,p_value,n,x,population,status"
)
WHOLE = "heard,yes,all,all,,,proportion,stratified-wilson,0.33,0.04,0.85,,6,2,42,ok"
GIRLS = "heard,yes,gender,girl,,,proportion,wilson,,,,,3,,,too_few"


def page(language: str, *links: str) -> str:
    """Write a page with links, in the form of the template's."""
    head = f'<!DOCTYPE html>\n<html lang="{language}">\n<head><title>x</title></head>\n'
    return f"{head}<body>{''.join(links)}</body></html>\n"


def link(target: str, words: str = "x", more: str = "") -> str:
    return f'<p><a href="{target}"{more}>{words}</a></p>\n'


def switch(target: str) -> str:
    """Write the switch between languages, as the template does."""
    return (
        '<nav aria-label="Språk"><ul><li><span aria-current="true">Svenska</span></li>'
        f'<li><a href="{target}" lang="en" hreflang="en">English</a></li></ul></nav>\n'
    )


FOOT = link("../about/reading.sv.html"), link("../about/check.sv.html#sec-b")
SITE = {
    "index.html": page("sv", link("small/index.html")),
    "en.html": page("en", link("small/en.html")),
    "small/index.html": page(
        "sv",
        link("../index.html", "Granskningar"),
        switch("en.html"),
        link("#sec-a", "kvar"),
        link("https://a.example/b?c=d#e", "ute"),
        link("estimates.csv"),
        *FOOT,
    ),
    "small/en.html": page("en", link("../en.html", "Reviews"), link("index.html")),
    "small/run.json": '{"started": "2024-08-30"}\n',
    "about/reading.sv.html": page("sv", link("../index.html", "Alla"), switch("../en.html"), link("check.sv.html")),
    "about/check.sv.html": page(
        "sv", link("../methods/sv.html"), link("../other/index.html", "En annan"), link("../small/index.html#sec-a")
    ),
    "about/rerun.sv.html": page("sv", "nobody leads here"),
    "methods/sv.html": page("sv", link("proportion.html", "p", ' lang="en" hreflang="en"')),
    "methods/proportion.html": page("en", link("../en.html", "Reviews"), link("../about/reading.sv.html")),
    "methods/index.html": page("en", "nobody leads here"),
    "other/index.html": page("sv", "secret"),
}


def finish(project: Project, figures: Iterable[str] = (WHOLE, GIRLS), version: int | None = 1) -> None:
    """Leave what a run leaves, for a version of a number; none for a working version."""

    def name_version(parameters: dict[str, object]) -> None:
        parameters.pop("release", None)
        if version is not None:
            note = {"note": {"sv": "Ett fel.", "en": "A fault."}} if version > 1 else {}
            parameters["release"] = {"version": version, "date": "2024-09-02", **note}

    project.change_parameters(name_version)
    workspace = project.workspace
    figures_file = {"small/estimates.csv": "\n".join([HEADS, *figures]) + "\n"}
    for name, text in {**SITE, **figures_file}.items():
        path = workspace.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    review = load_review(workspace.params("small") / "review.yml")
    save_record(workspace.processed("small") / RECORD, present(workspace, review, renderer_name(choose("pandoc"))))


def sign_twice(project: Project) -> None:
    review = load_review(project.params / "review.yml")
    for name in ("Anna Andersson", "Bo Berg"):
        sign(project.workspace, review, name, DAY)


def release_it(project: Project, *checks: Check, skipped: dict[str, str] | None = None) -> Path:
    """Release what stands there."""
    review = load_review(project.params / "review.yml")
    return release(project.workspace, review, checks or (PASSED,), skipped or {})


def record(place: Path) -> dict:
    return dict(json.loads((place / "release.json").read_text(encoding="utf-8")))
