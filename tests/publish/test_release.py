"""A release is written once, complete in itself, and stays what it is, whatever happens while it is written."""

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest

from granska.errors import RefusedError, StageError
from granska.publish.checks import Check
from granska.publish.release import seal
from granska.publish.verify import earlier_check
from granska.runner.pipeline import held_fresh
from granska.runner.provenance import load_record
from granska.runner.releases import numbered_twice
from granska.runner.standing import locked
from projects import Project, granska
from publish.finished import GIRLS, PASSED, WHOLE, finish, record, release_it, sign_twice


@pytest.fixture
def ready(project: Project) -> Iterator[Project]:
    """Give a project whose review is signed and can be released."""
    finish(project)
    sign_twice(project)
    yield project
    for path in (project.workspace.reports / "released").rglob("*"):
        if path.is_dir():
            path.chmod(0o755)  # so that the folder of the test can be removed


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def links(page: Path) -> list[tuple[str, str]]:
    tree = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    return [(link.get("href"), "".join(link.itertext())) for link in tree.iter("a")]


def test_a_release_holds_the_report_and_what_it_leads_to(ready: Project) -> None:
    place = release_it(ready)
    assert place == ready.workspace.released("small") / "1"
    assert files(place) == {
        *("index.html", "en.html", "estimates.csv", "run.json"),
        *("about/reading.sv.html", "about/check.sv.html", "methods/sv.html", "methods/proportion.html"),
        *("release.json", "checks.json", "SHA256SUMS"),
    }
    assert (place / "estimates.csv").read_bytes() == (ready.workspace.site / "small/estimates.csv").read_bytes()


def test_links_end_inside_the_release_or_somewhere_else_on_earth(ready: Project) -> None:
    place = release_it(ready)
    seen = 0
    for page in place.rglob("*.html"):
        for target, _ in links(page):
            parts = urlsplit(target)
            if parts.scheme or not parts.path:
                continue
            end = (page.parent / parts.path).resolve()
            assert end.is_file(), (page, target)
            assert end.is_relative_to(place), (page, target)
            seen += 1
    assert seen == 14


def test_a_link_to_the_list_of_reviews_leads_to_the_report_and_is_called_so(ready: Project) -> None:
    place = release_it(ready)
    assert links(place / "index.html") == [
        ("index.html", "En liten granskning"),
        ("en.html", "English"),
        ("#sec-a", "kvar"),
        ("https://a.example/b?c=d#e", "ute"),
        ("estimates.csv", "x"),
        ("about/reading.sv.html", "x"),
        ("about/check.sv.html#sec-b", "x"),
    ]
    assert links(place / "en.html")[0] == ("en.html", "A small review")
    assert links(place / "methods" / "proportion.html")[0] == ("../en.html", "A small review")


def test_a_link_to_another_review_keeps_its_words_only(ready: Project) -> None:
    place = release_it(ready)
    page = (place / "about" / "check.sv.html").read_text(encoding="utf-8")
    assert links(place / "about" / "check.sv.html") == [("../methods/sv.html", "x"), ("../index.html#sec-a", "x")]
    assert "<p>En annan</p>" in page


def test_a_switch_that_leads_to_the_list_is_left_out(ready: Project) -> None:
    place = release_it(ready)
    assert links(place / "about" / "reading.sv.html") == [
        ("../index.html", "En liten granskning"),
        ("check.sv.html", "x"),
    ]
    assert "<nav" not in (place / "about" / "reading.sv.html").read_text(encoding="utf-8")


def test_what_no_link_is_stays_as_it_was(ready: Project) -> None:
    page = ready.workspace.site / "small" / "en.html"
    text = page.read_text(encoding="utf-8").replace(
        "</body>", 'href="../index.html" &lt;a href="../index.html"&gt;</body>'
    )
    page.write_text(text, encoding="utf-8")
    ready.change_parameters(lambda parameters: parameters["title"].update(en="<b>1 & 2</b>"))
    sign_twice(ready)
    released = release_it(ready) / "en.html"
    assert released.read_text(encoding="utf-8") == text.replace(
        '<a href="../en.html">Reviews</a>', '<a href="en.html">&lt;b&gt;1 &amp; 2&lt;/b&gt;</a>'
    )


def test_a_page_that_is_led_to_and_is_not_there_stops_the_release(ready: Project) -> None:
    (ready.workspace.site / "methods" / "sv.html").unlink()
    with pytest.raises(StageError, match=r"methods/sv\.html does not exist, and a page of small leads to it"):
        release_it(ready)
    assert not ready.workspace.versions("small")


def test_a_file_that_is_led_to_and_is_not_there_stops_the_release(ready: Project) -> None:
    (ready.workspace.site / "small" / "estimates.csv").rename(ready.workspace.site / "small" / "numbers.csv")
    sign_twice(ready)
    with pytest.raises(StageError, match=r"lead nowhere in it:\nindex\.html: estimates\.csv"):
        release_it(ready)
    assert not ready.workspace.versions("small")
    assert not list(ready.workspace.scratch.iterdir())


def test_the_sums_are_those_that_sha256sum_reads(ready: Project) -> None:
    place = release_it(ready)
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("sha256sum is not on this machine")
    done = subprocess.run([program, "--check", "--strict", "SHA256SUMS"], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(": OK\n") == len(files(place)) - 1


def test_a_release_is_read_only(ready: Project) -> None:
    place = release_it(ready)
    modes = {path.relative_to(place).as_posix(): path.stat().st_mode & 0o777 for path in (place, *place.rglob("*"))}
    assert {name: mode for name, mode in modes.items() if mode & 0o222} == {}
    assert modes["index.html"] == 0o444
    assert modes["about"] == modes["."] == 0o555


def test_the_record_says_who_stands_behind_it_and_what_was_left_out(ready: Project) -> None:
    skipped = Check("accessibility", "skipped", "no browser here")
    place = release_it(ready, PASSED, skipped, skipped={"accessibility": "no browser here"})
    said = record(place)
    assert said["signatures"] == [{"name": name, "date": "2024-09-01"} for name in ("Anna Andersson", "Bo Berg")]
    assert (said["version"], said["date"], said["note"], said["changes"]) == (1, "2024-09-02", None, None)
    assert said["skipped"] == {"accessibility": "no browser here"}
    assert said["checks"] == {"passed": 1, "skipped": 1}
    checks = json.loads((place / "checks.json").read_text(encoding="utf-8"))
    assert [row["result"] for row in checks["checks"]] == ["passed", "skipped"]


def test_the_same_is_released_with_the_same_bytes(ready: Project, tmp_path: Path) -> None:
    first = (release_it(ready) / "SHA256SUMS").read_bytes()
    ready.workspace.released("small").rename(tmp_path / "aside")
    assert (release_it(ready) / "SHA256SUMS").read_bytes() == first


def test_a_version_is_released_once(ready: Project) -> None:
    place = release_it(ready)
    before = (place / "SHA256SUMS").read_bytes()
    with pytest.raises(RefusedError, match=r"version 1 of small is released.*version: 2, a date and a note"):
        release_it(ready)
    done = granska(ready.root, "publish", "small", "--renderer", "pandoc")
    assert done.returncode == 1
    assert "version 1 of small is released, and stays what it is" in done.stderr
    assert (place / "SHA256SUMS").read_bytes() == before


def test_a_correction_says_what_changed(ready: Project) -> None:
    first = release_it(ready)
    before = (first / "SHA256SUMS").read_bytes()
    finish(ready, [WHOLE.replace("0.33", "0.5").replace(",6,2,", ",6,3,"), GIRLS], version=2)
    with pytest.raises(RefusedError, match="nobody has signed version 2"):
        release_it(ready)
    sign_twice(ready)
    said = record(release_it(ready))
    assert said["note"] == {"sv": "Ett fel.", "en": "A fault."}
    [change] = said["changes"]
    assert (change["indicator"], change["group"], change["measure"]) == ("heard", "all", "proportion")
    assert (change["before"]["estimate"], change["after"]["estimate"]) == ("0.33", "0.5")
    assert (change["before"]["x"], change["after"]["x"]) == ("2", "3")
    assert (first / "SHA256SUMS").read_bytes() == before
    assert ready.workspace.versions("small") == [1, 2]


@pytest.mark.parametrize("failed", [Check("captions", "failed", "x"), None])
def test_nothing_is_released_that_was_not_checked_and_signed(ready: Project, failed: Check | None) -> None:
    if failed is None:
        (ready.params / "signoff-1.yml").unlink()
    with pytest.raises(RefusedError, match="captions" if failed else "nobody has signed version 1"):
        release_it(ready, PASSED, *([failed] if failed else []))
    assert not (ready.workspace.reports / "released").exists()


def test_what_was_signed_is_what_is_released(ready: Project) -> None:
    (ready.workspace.site / "small" / "estimates.csv").write_text("changed\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="signed something else"):
        release_it(ready)


# A child that is killed, or refused the disk, at a certain step: a real one, from inside.
CHILD = """
import os, signal, sys
from pathlib import Path
from granska.publish.checks import Check
from granska.publish.release import release
from granska.review.review_file import load_review
from granska.review.workspace import Workspace

workspace = Workspace(Path(sys.argv[1]))
review = load_review(workspace.params("small") / "review.yml")

def watch(event, arguments):
    if event == sys.argv[2] and sys.argv[3] in str(arguments[1 if event == "os.rename" else 0]):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
release(workspace, review, [Check("files", "passed", "x")], {})
"""


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("shutil.copyfile", "estimates.csv"),
        ("os.rename", "check.sv.html"),
        ("os.rename", "SHA256SUMS"),
        ("os.rename", "released/small/2"),
    ],
)
def test_a_kill_leaves_no_half_release(ready: Project, event: str, path: str) -> None:
    first = release_it(ready)
    before = (first / "SHA256SUMS").read_bytes()
    finish(ready, version=2)
    sign_twice(ready)
    done = subprocess.run([sys.executable, "-c", CHILD, str(ready.root), event, path], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert ready.workspace.versions("small") == [1]
    assert (first / "SHA256SUMS").read_bytes() == before
    assert list(ready.workspace.scratch.iterdir())
    with held_fresh(ready.workspace, "small", "pandoc"):
        assert not list(ready.workspace.scratch.iterdir())
        release_it(ready)
    assert granska(ready.root, "verify-release").returncode == 0


def test_a_kill_after_the_move_leaves_a_whole_release_that_is_sealed_later(ready: Project) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(ready.root), "os.chmod", "released/small/1"], capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    place = ready.workspace.released("small") / "1"
    assert granska(ready.root, "verify-release", "small", "1").returncode == 0
    assert place.stat().st_mode & 0o222
    finish(ready, version=2)
    sign_twice(ready)
    release_it(ready)
    assert not place.stat().st_mode & 0o222


def test_a_full_disk_leaves_nothing_behind(ready: Project) -> None:
    resource = pytest.importorskip("resource")

    def little() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

    command = [sys.executable, "-c", CHILD, str(ready.root), "none", ""]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=little)
    assert "File too large" in done.stderr
    assert not ready.workspace.versions("small")
    assert not list(ready.workspace.scratch.iterdir())


def test_one_at_a_time(ready: Project) -> None:
    with locked(ready.workspace, "small"):
        for arguments in (["publish", "small"], ["sign", "small", "--name", "C D"]):
            done = granska(ready.root, *arguments, "--renderer", "pandoc")
            assert done.returncode == 2
            assert "small: another run is working on it" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--skip", "accessibility"], "reason"),
        (["--skip", "personal identity numbers", "--reason", "x"], "cannot be skipped"),
        (["--reason", "x"], "--skip"),
    ],
)
def test_what_may_be_left_out(ready: Project, arguments: list[str], said: str) -> None:
    done = granska(ready.root, "publish", "small", "--renderer", "pandoc", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not ready.workspace.versions("small")


def altered(place: Path) -> None:
    (place / "estimates.csv").chmod(0o644)
    (place / "estimates.csv").write_text("x\n", encoding="utf-8")


def missing(place: Path) -> None:
    (place / "about").chmod(0o755)
    (place / "about" / "check.sv.html").unlink()


def added(place: Path) -> None:
    (place / "methods").chmod(0o755)
    (place / "methods" / "new.html").write_text("x", encoding="utf-8")


def no_sums(place: Path) -> None:
    place.chmod(0o755)
    (place / "SHA256SUMS").unlink()


def broken_sums(place: Path) -> None:
    path = place / "SHA256SUMS"
    path.chmod(0o644)
    path.write_text(re.sub(r"^.{64}  en\.html$", "en.html", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (altered, ["estimates.csv was altered"]),
        (missing, ["about/check.sv.html is missing"]),
        (added, ["methods/new.html was added"]),
        (no_sums, ["SHA256SUMS is missing or cannot be read"]),
        (broken_sums, ["SHA256SUMS, line 4 is not a checksum and a name", "en.html was added"]),
    ],
)
def test_what_happened_to_a_release_is_said(ready: Project, harm: object, said: list[str]) -> None:
    place = release_it(ready)
    assert granska(ready.root, "verify-release").stdout == "small 1: as it was released\n"
    assert callable(harm)
    harm(place)
    done = granska(ready.root, "verify-release", "small")
    assert done.returncode == 1
    assert done.stdout == "small 1: not what was released\n" + "".join(f"  - {line}\n" for line in said)


def test_a_version_that_is_gone_is_missed(ready: Project) -> None:
    first = release_it(ready)
    finish(ready, version=2)
    sign_twice(ready)
    release_it(ready)
    for folder in (first, *first.glob("*/")):
        folder.chmod(0o755)
    shutil.rmtree(first)
    done = granska(ready.root, "verify-release")
    assert done.returncode == 1
    assert done.stdout == (
        "small 1: not what was released\n  - SHA256SUMS is missing or cannot be read\nsmall 2: as it was released\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["smal"], "'smal' has no released version. Did you mean 'small'?"),
        (["small", "2"], "small has no released version 2. There are: 1."),
        (["small", "one"], "VERSION"),
    ],
)
def test_what_was_never_released_cannot_be_verified(ready: Project, arguments: list[str], said: str) -> None:
    release_it(ready)
    done = granska(ready.root, "verify-release", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_where_nothing_is_released_there_is_nothing_wrong(project: Project) -> None:
    done = granska(project.root, "verify-release")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_release_is_no_input_of_a_run(ready: Project) -> None:
    release_it(ready)
    with held_fresh(ready.workspace, "small", "pandoc") as review:
        assert review.id == "small"


def test_what_was_released_before_is_an_input_of_a_run(ready: Project) -> None:
    release_it(ready)
    workspace = ready.workspace
    table = workspace.released("small") / "1" / "estimates.csv"
    assert workspace.released_before("small", 1) == []
    assert workspace.released_before("small", 2) == workspace.released_before("small", None) == [table]
    finish(ready, version=2)
    name = "reports/released/small/1/estimates.csv"
    assert name in (load_record(workspace.processed("small") / "run.json") or pytest.fail("no record")).inputs


def test_pages_that_bear_the_number_of_a_release_and_are_not_it_are_told_of(ready: Project) -> None:
    release_it(ready)
    review = ready.method().review
    assert list(numbered_twice(ready.workspace, review)) == []
    finish(ready, [WHOLE])
    [note] = numbered_twice(ready.workspace, review)
    assert note.startswith("version 1 is released, and these pages differ from it")
    assert "version: 2 and a note" in note
    finish(ready, [WHOLE], version=2)
    assert list(numbered_twice(ready.workspace, ready.method().review)) == []


def test_an_altered_version_stops_the_next(ready: Project) -> None:
    place = release_it(ready)
    assert earlier_check(ready.workspace, "small").message == "1, each as it was released"
    altered(place)
    check = earlier_check(ready.workspace, "small")
    assert check.result == "failed"
    assert check.message.startswith("version 1: estimates.csv was altered. Get them back from your archive")


def test_sealing_again_changes_nothing(ready: Project) -> None:
    place = release_it(ready)
    seal(place)
    assert granska(ready.root, "verify-release").returncode == 0
