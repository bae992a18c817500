"""The table that fills as a run goes on."""

import pytest

from granska.runner.pipeline import STAGES
from granska.runner.progress import _mark


@pytest.mark.parametrize(
    ("reached", "failed", "marks"),
    [
        (None, False, "····"),
        ("clean", False, "…···"),
        ("report", False, "✓✓…·"),
        ("done", False, "✓✓✓✓"),
        ("analyse", True, "✓✗··"),
        (None, True, "✗···"),
    ],
)
def test_marks(reached: str | None, failed: bool, marks: str) -> None:
    shown = "".join(_mark(reached, stage, failed) for stage in STAGES)
    assert "".join(sign for sign in shown if sign in "·…✓✗") == marks
