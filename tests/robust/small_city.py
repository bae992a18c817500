"""What the tests of failures look at: what has to stand, and what makes a report stale."""

from typing import Any

from projects import Project

#: Six invented cases cannot be protected; what is tried here is everything else.
OPEN: dict[str, Any] = {
    "never_sensitive": ["heard", "wanted", "answered", "reporter", "days"],
    "reason": {"sv": "Påhittade ärenden.", "en": "Invented cases."},
    "decided_by": "The tests",
}


def standing(project: Project) -> dict[str, bytes]:
    """Read every file of the last good report and of the releases."""
    folders = [project.workspace.site / "small", project.root / "reports" / "released"]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(project.root).as_posix(): path.read_bytes() for path in sorted(files)}


def change_data(project: Project) -> None:
    """Change an answer, so that the report has to be made again and says something else."""
    path = project.raw / "cases.csv"
    text = path.read_text(encoding="utf-8")
    assert "A-6;2023-02-06;Södra;pojke;Nej" in text
    path.write_text(text.replace("A-6;2023-02-06;Södra;pojke;Nej", "A-6;2023-02-06;Södra;pojke;Ja"), encoding="utf-8")
