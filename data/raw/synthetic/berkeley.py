"""Berkeley, autumn 1973: the printed counts written out, one row for each applicant. Nothing is drawn by chance."""

from pathlib import Path

from synthetic.tools import write_delimited

# Admitted and not admitted; Bickel, Hammel & O'Connell, Science 187 (1975), as in R's data set UCBAdmissions.
COUNTS = {
    "A": {"man": (512, 313), "woman": (89, 19)},
    "B": {"man": (353, 207), "woman": (17, 8)},
    "C": {"man": (120, 205), "woman": (202, 391)},
    "D": {"man": (138, 279), "woman": (131, 244)},
    "E": {"man": (53, 138), "woman": (94, 299)},
    "F": {"man": (22, 351), "woman": (24, 317)},
}


def write(folder: Path) -> None:
    """Write `admissions.csv`."""
    rows = [["id", "department", "gender", "admitted"]]
    for department, genders in COUNTS.items():
        for gender, outcomes in genders.items():
            for outcome, count in zip(("yes", "no"), outcomes, strict=True):
                rows += [[f"B{len(rows) + place:04}", department, gender, outcome] for place in range(count)]
    write_delimited(folder / "admissions.csv", rows, delimiter=",", encoding="utf-8", newline="\n")
