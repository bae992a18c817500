"""Investigations, children aged 0–12: 130 invented cases, ten from each of the thirteen districts of 2022.

The review of January 2025 names a review of investigations from 2022 as the first of the three that follow the child's
way. Nothing else of it is known here: districts and laws are real, every answer is invented.
"""

import datetime
from pathlib import Path

from synthetic.tools import (
    MISSING,
    Case,
    Dice,
    Handwriting,
    hand_out,
    repeat_rows,
    write_delimited,
)

SEED = 20220914
READ = 10
FIRST_DAY, DAYS = datetime.date(2021, 9, 1), 181
# As the city was divided until 2023, when four of these districts became two.
POPULATION = {
    "Rinkeby-Kista": 236,
    "Spånga-Tensta": 189,
    "Hässelby-Vällingby": 241,
    "Bromma": 152,
    "Kungsholmen": 58,
    "Norrmalm": 47,
    "Östermalm": 52,
    "Södermalm": 178,
    "Enskede-Årsta-Vantör": 329,
    "Skarpnäck": 112,
    "Farsta": 214,
    "Hägersten-Älvsjö": 263,
    "Skärholmen": 227,
}
HEADS = {
    "case_id": "Utredning nr",
    "stratum": "Stadsdelsförvaltning",
    "date": "Inledd",
    "gender": "Barnets kön",
    "child_heard": "Barnet kom till tals",
    "child_informed": "Barnet informerat",
    "child_view_used": "Barnets åsikter i analysen",
    "violence_suspected": "Misstanke om våld",
    "violence_protection": "Skydd mot våld framgår",
    "guardians_took_part": "Vårdnadshavare delaktiga",
    "others_contacted": "Skola m.fl. kontaktad",
    "reasons_clear": "Tydlig motivering",
    "days": "Dagar till beslut",
    "note": "Kommentar",
}
NOTES = ("", "", "", "Två handläggare", "Syskon utreds också", "Bytte handläggare")


def _cases(dice: Dice) -> list[Case]:
    """Invent the cases, with answers to every question."""
    cases = [{"stratum": name} for name in POPULATION for _ in range(READ)]
    everyone = sum(POPULATION.values())
    for case, number in zip(cases, dice.shuffled(range(1, everyone + 1)), strict=False):
        case["case_id"] = f"BU-{number:04}"
        case["date"] = FIRST_DAY + datetime.timedelta(days=(number - 1) * DAYS // everyone)
        case["note"] = dice.choice(NOTES)
    hand_out(dice, cases, "gender", {"girl": 61, "boy": 69})
    hand_out(dice, cases, "days", {"in time": 92, "late": 36, MISSING: 2})
    for case in cases:
        match case["days"]:
            case "in time":
                case["days"] = 34 + dice.below(87)
            case "late":
                case["days"] = 121 + dice.below(70)
    asked_of_all = {
        "child_heard": {"yes": 79, "undocumented": 6},
        "child_informed": {"yes": 71, "undocumented": 9},
        "child_view_used": {"yes": 61, MISSING: 2},
        "violence_suspected": {"yes": 47, "undocumented": 5},
        "guardians_took_part": {"yes": 104, MISSING: 3},
        "others_contacted": {"yes": 96, MISSING: 2},
        "reasons_clear": {"yes": 88},
    }
    for question, counts in asked_of_all.items():
        hand_out(dice, cases, question, counts, rest="no")
    violent = [case for case in cases if case["violence_suspected"] == "yes"]
    hand_out(dice, violent, "violence_protection", {"yes": 24, "undocumented": 4}, rest="no")
    hand_out(dice, cases, "violence_protection", {}, rest="outside")
    return sorted(cases, key=lambda case: case["case_id"])


HAND = Handwriting(
    heads=HEADS,
    words={
        "yes": ("Ja", "Ja", "ja"),
        "no": ("Nej", "nej"),
        "undocumented": ("framgår ej",),
        MISSING: ("",),
        "outside": ("ej aktuellt", ""),
    },
    own_words={"gender": {"girl": ("flicka", "Flicka"), "boy": ("pojke", "Pojke")}},
    date_format="{year}-{month:02}-{day:02}",
    number_format="{}",
)


def write(folder: Path) -> None:
    """Write the text file that the inspectors filled in together."""
    dice = Dice(SEED)
    rows = repeat_rows(HAND.write(dice, _cases(dice)), {11: 12})
    write_delimited(folder / "utredningar.csv", rows, delimiter=";", encoding="utf-8-sig")
