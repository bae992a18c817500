"""Community-based support, children aged 0–12: 36 invented cases from three districts, twelve in each.

The review of January 2025 published no shares, only what was seen in most or few cases; the answers here lean the way
that its text does.
"""

import datetime
from pathlib import Path

from synthetic.tools import (
    MISSING,
    Case,
    Dice,
    Handwriting,
    Rows,
    hand_out,
    repeat_rows,
    write_delimited,
    write_workbook,
)

SEED = 20250121
READ = 12
FIRST_DAY, DAYS = datetime.date(2024, 1, 1), 182
POPULATION = {"Hässelby-Vällingby": 74, "Kungsholmen": 31, "Skarpnäck": 48}

# What the two inspectors call the columns; one name where they agree.
HEADS: dict[str, str | tuple[str, str]] = {
    "case_id": ("Ärende", "Ärendenr"),
    "stratum": ("Stadsdelsförvaltning", "Förvaltning"),
    "date": ("Insats beviljad", "Beviljad datum"),
    "gender": ("Kön", "Barnets kön"),
    "support_type": ("Typ av insats", "Insats"),
    "wait_days": ("Dagar till start", "Väntetid dagar"),
    "journal_respectful": "Journal respektfull",
    "journal_followable": "Går att följa ärendet",
    "child_took_part": ("Barnet medverkade", "Barnet med vid möte"),
    "child_influence": "Barnets inflytande framgår",
    "plan_made": "Genomförandeplan finns",
    "child_in_plan": "Barnets röst i planen",
    "child_at_followup": "Barnet tillfrågat vid uppföljning",
    "evening_meetings": "Möten utanför kontorstid",
    "practical_support": "Praktiskt stöd",
    "ended_early": "Avbruten av familjen",
    "joint_start": "Gemensamt uppstartsmöte",
    "violence_in_assignment": "Våld i uppdraget",
    "violence_kept": "Våldet följde med",
    "outcome_followed": "Utfall följt upp",
    "investigation_read": "Behandlaren läst utredningen",
    "less_intense": "Mindre intensiv än beslutat",
    "note": ("Anteckningar", "Kommentar"),
}
FIRST, SECOND = (
    {key: head if isinstance(head, str) else head[inspector] for key, head in HEADS.items()} for inspector in range(2)
)
NOTES = ("", "", "", "Summarisk journal", "Dragningsmöte hölls", "Broschyr till barnet lämnad", "Stafettpinnen använd")


def _cases(dice: Dice) -> list[Case]:
    """Invent the cases, with answers to every question."""
    cases = [{"stratum": name} for name in POPULATION for _ in range(READ)]
    everyone = sum(POPULATION.values())
    for case, number in zip(cases, dice.shuffled(range(1, everyone + 1)), strict=False):
        case["case_id"] = f"OV-2024-{number:03}"
        case["date"] = FIRST_DAY + datetime.timedelta(days=(number - 1) * DAYS // everyone)
        case["note"] = dice.choice(NOTES)
    hand_out(dice, cases, "gender", {"girl": 18, "boy": 18})
    hand_out(dice, cases, "support_type", {"family": 17, "parents": 11, "child": 5, "practical": 3})
    hand_out(dice, cases, "wait_days", {"soon": 25, "later": 10, MISSING: 1})
    for case in cases:
        match case["wait_days"]:
            case "soon":
                case["wait_days"] = 3 + dice.below(26)
            case "later":
                case["wait_days"] = 29 + dice.below(30)
    asked_of_all = {
        "journal_respectful": {"yes": 34},
        "journal_followable": {"yes": 23},
        "child_took_part": {"yes": 19, "undocumented": 3},
        "plan_made": {"yes": 29, MISSING: 1},
        "child_at_followup": {"yes": 8, "undocumented": 5},
        "evening_meetings": {"yes": 6, "undocumented": 11},
        "ended_early": {"yes": 5},
        "joint_start": {"yes": 26, "undocumented": 2},
        "violence_in_assignment": {"yes": 14, "undocumented": 2},
        "outcome_followed": {"yes": 22, MISSING: 2},
        "investigation_read": {"yes": 9, "undocumented": 12},
        "less_intense": {"yes": 24, MISSING: 1},
    }
    for question, counts in asked_of_all.items():
        hand_out(dice, cases, question, counts, rest="no")
    # practical help at home was to be had in Skarpnäck, hardly elsewhere
    hand_out(
        dice, [case for case in cases if case["stratum"] == "Skarpnäck"], "practical_support", {"yes": 7}, rest="no"
    )
    hand_out(dice, cases, "practical_support", {"yes": 2}, rest="no")
    within_a_condition = {
        "child_influence": ("child_took_part", {"yes": 5, "undocumented": 3}),
        "child_in_plan": ("plan_made", {"yes": 10}),
        "violence_kept": ("violence_in_assignment", {"yes": 6, "undocumented": 1}),
    }
    for question, (condition, counts) in within_a_condition.items():
        hand_out(dice, [case for case in cases if case[condition] == "yes"], question, counts, rest="no")
        hand_out(dice, cases, question, {}, rest="outside")
    return sorted(cases, key=lambda case: case["case_id"])


SUPPORT = {
    "family": ("Familjebehandling", "familjebehandling"),
    "parents": ("Föräldrastöd", "föräldrastöd"),
    "child": ("Samtal för barn", "Barnsamtal"),
    "practical": ("Praktiskt stöd", "Boendestöd"),
}
WORKBOOK_HAND = Handwriting(
    heads=FIRST,
    words={
        "yes": ("Ja", "Ja", "ja ", "x"),
        "no": ("Nej", "Nej", "nej"),
        "undocumented": ("framgår ej", "vet ej"),
        MISSING: ("", "."),
        "outside": ("ej aktuellt", ""),
    },
    own_words={"gender": {"girl": ("flicka", "F"), "boy": ("pojke", "P")}, "support_type": SUPPORT},
)
TEXT_HAND = Handwriting(
    heads=SECOND,
    words={
        "yes": ("1",),
        "no": ("0",),
        "undocumented": ("99",),
        MISSING: (".",),
        "outside": ("ej aktuellt", "."),
    },
    own_words={"gender": {"girl": ("K",), "boy": ("M",)}, "support_type": SUPPORT},
    date_format="{day}/{month} {year}",
    number_format="{:.1f}",
)
READ_ME: Rows = [["Granskning av öppenvård, urval 12 ärenden per förvaltning"], ["Bladet Ärenden har en rad per barn"]]


def write(folder: Path) -> None:
    """Write a workbook for two of the districts and a text file for the third."""
    dice = Dice(SEED)
    cases = _cases(dice)
    in_workbook = [case for case in cases if case["stratum"] != "Skarpnäck"]
    in_text = [case for case in cases if case["stratum"] == "Skarpnäck"]
    rows = WORKBOOK_HAND.write(dice, in_workbook)
    write_workbook(folder / "oppenvard.xlsx", {"Läs mig": READ_ME, "Ärenden": rows})
    rows = repeat_rows(TEXT_HAND.write(dice, in_text), {4: 5})
    write_delimited(folder / "skarpnack.csv", rows, delimiter=";", encoding="utf-8-sig")
