"""Preliminary assessments, children aged 0–12: 286 invented cases that give back the published totals of SOF 2023/605.

Published: the decision did not hold in about 20 %, in every district; the child was talked with in 25 %, more often in
Järva and Skärholmen; feedback in 66 % of the cases where it was asked for; 37 % known before; no police report, three
considered. Everything else here is invented: districts, populations, groups and all other questions.
"""

import datetime
from dataclasses import dataclass
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

SEED = 20230605
SEED_OF_SECOND_READING = 20230606
READ = 26  # cases read in each district
FIRST_DAY, DAYS = datetime.date(2023, 1, 1), 181


@dataclass(frozen=True)
class District:
    """What is settled for a district: its cases of the period, and how many of the 26 read there count.

    The sums over the districts are the published totals, and the shares weighted by population round to the same
    whole percent; `tests/test_bundled_reviews.py` holds both.
    """

    population: int
    not_held: int
    child_heard: int
    known_before: int
    feedback_requested: int
    feedback_given: int


DISTRICTS = {
    "Järva": District(512, 5, 11, 10, 10, 7),
    "Hässelby-Vällingby": District(318, 6, 4, 9, 11, 7),
    "Bromma": District(187, 5, 6, 10, 9, 6),
    "Kungsholmen": District(33, 4, 9, 8, 8, 5),
    "Norra innerstaden": District(143, 5, 7, 9, 9, 6),
    "Södermalm": District(236, 7, 4, 11, 10, 7),
    "Enskede-Årsta-Vantör": District(471, 5, 4, 8, 11, 7),
    "Skarpnäck": District(148, 5, 7, 11, 8, 6),
    "Farsta": District(265, 5, 3, 10, 10, 6),
    "Hägersten-Älvsjö": District(352, 4, 3, 8, 9, 6),
    "Skärholmen": District(294, 6, 14, 12, 11, 7),
}

INSPECTORS = {
    "inspektor-1": ("Järva", "Hässelby-Vällingby", "Bromma", "Skärholmen"),
    "inspektor-2": ("Kungsholmen", "Norra innerstaden", "Södermalm", "Skarpnäck"),
    "inspektor-3": ("Enskede-Årsta-Vantör", "Farsta", "Hägersten-Älvsjö"),
}

# Districts that some inspectors still call by the names from before they were merged.
NAMES = {
    "Järva": ("Järva", "Järva", "Rinkeby-Kista", "Spånga-Tensta"),
    "Norra innerstaden": ("Norra innerstaden", "Norra innerstaden", "Norrmalm", "Östermalm"),
    "Hägersten-Älvsjö": ("Hägersten-Älvsjö", "Hägersten-Älvsjö", "Hägersten-Liljeholmen", "Älvsjö"),
    "Hässelby-Vällingby": ("Hässelby-Vällingby", "Hässelby-Vällingby", "Hässelby Vällingby"),
    "Farsta": ("Farsta", "Farsta", "Farsta "),
}

NOTES = (
    *("",) * 5,
    "Läst två gånger, svårtolkad journal",
    "Anmälan kom per telefon; skriftlig dagen efter",
    "Mottagningen har bytt handläggare; ny kontakt togs",
    "Syskon har eget ärende",
    "Se även tidigare förhandsbedömning",
    "Stäm av med kollega",
)

# What each inspector calls the columns; one name where all three agree.
HEADS: dict[str, str | tuple[str, str, str]] = {
    "case_id": ("Ärendenummer", "Ärende nr", "Aktnr"),
    "stratum": ("Stadsdelsförvaltning", "SDF", "Stadsdel"),
    "date": ("Anmälan inkom", "Inkom", "Inkommen datum"),
    "gender": ("Barnets kön", "Kön", "Kön"),
    "age_group": ("Barnets ålder", "Åldersgrupp", "Ålder"),
    "reporter": "Anmälare",
    "known_before": ("Känt sedan tidigare", "Tidigare känt", "Känt sedan tidigare"),
    "earlier_weighed": "Tidigare uppgifter vägdes in",
    "protection_24h": ("Skyddsbedömning inom 24 tim", "Skyddsbed 24h", "Skyddsbedömning inom 24 tim"),
    "violence_suspected": "Misstanke om våld",
    "violence_protection": "Skydd mot våld framgår",
    "police_considered": "Polisanmälan övervägd",
    "police_made": "Polisanmälan gjord",
    "child_heard": ("Barnet kom till tals", "Barnsamtal", "Barnet hört"),
    "child_talk_quality": "Barnsamtal god kvalitet",
    "child_informed": "Barnet informerat",
    "guardian_informed": ("Vårdnadshavare informerad", "Vh informerad", "Vårdnadshavare informerad"),
    "contact_week": "Kontakt inom en vecka",
    "interpreter_needed": "Tolk behövdes",
    "interpreter_used": "Tolk anlitades",
    "feedback_requested": ("Återkoppling begärd", "Återk begärd", "Återkoppling begärd"),
    "feedback_given": ("Återkoppling given", "Återk given", "Återkoppling given"),
    "others_contacted": "Skola m.fl. kontaktad",
    "risk_and_protection": "Risk och skydd beskrivna",
    "reasons_clear": "Tydlig motivering",
    "framework_used": "BBIC som stöd",
    "not_held": ("Bedömningen höll inte", "Höll ej", "Bedömningen höll inte"),
    "straight_to_investigation": "Borde direkt till utredning",
    "days": ("Dagar till beslut", "Antal dagar", "Dagar"),
    "note": ("Anteckning", "Kommentar", "Övrigt"),
}
FIRST, SECOND, THIRD = (
    {key: head if isinstance(head, str) else head[inspector] for key, head in HEADS.items()} for inspector in range(3)
)


def _cases(dice: Dice) -> list[Case]:
    """Invent the cases: district, number, date, who the child is."""
    cases = [{"stratum": name} for name in DISTRICTS for _ in range(READ)]
    everyone = sum(district.population for district in DISTRICTS.values())
    numbers = dice.shuffled(range(1, everyone + 1))
    for case, number in zip(cases, numbers, strict=False):
        case["case_id"] = f"FB-2023-{number:04}"
        case["date"] = FIRST_DAY + datetime.timedelta(days=(number - 1) * DAYS // everyone)
        case["note"] = dice.choice(NOTES)
    hand_out(dice, cases, "gender", {"girl": 139, "boy": 145, "undocumented": 1, MISSING: 1})
    hand_out(dice, cases, "age_group", {"age_0_5": 118, "age_6_12": 168})
    return sorted(cases, key=lambda case: case["case_id"])


def _answer(dice: Dice, cases: list[Case]) -> None:
    """Answer the questions of the codebook."""
    _answer_published(dice, cases)
    _answer_within_a_condition(dice, cases)

    def held(case: Case) -> float:
        return 0.3 if case["not_held"] == "yes" else 1.0

    # nearly all assessments that did not hold had been reported by those with a duty to report
    reporters = {
        "private": 29,
        "school": 88,
        "preschool": 41,
        "health": 57,
        "police": 49,
        "other": 18,
        "undocumented": 4,
    }
    hand_out(dice, cases, "reporter", reporters, likely=held)
    hand_out(dice, cases, "protection_24h", {"yes": 270, "undocumented": 7, MISSING: 3}, rest="no", likely=held)
    hand_out(dice, cases, "guardian_informed", {"yes": 258, "undocumented": 4, MISSING: 4}, rest="no")
    older = [case for case in cases if case["age_group"] == "age_6_12"]
    hand_out(dice, older, "child_informed", {"yes": 67, "undocumented": 39, MISSING: 3}, rest="no")
    hand_out(dice, cases, "child_informed", {"not_applicable": 61, "yes": 9, "undocumented": 24}, rest="no")
    for gender, counts in {"girl": {"yes": 108, MISSING: 3}, "boy": {"yes": 95, MISSING: 2}}.items():
        group = [case for case in cases if case["gender"] == gender]
        hand_out(dice, group, "contact_week", counts, rest="no")
    hand_out(dice, cases, "contact_week", {"yes": 1, "no": 1})
    hand_out(
        dice, cases, "others_contacted", {"not_applicable": 128, "yes": 88, "undocumented": 5, MISSING: 2}, rest="no"
    )
    hand_out(dice, cases, "reasons_clear", {"yes": 219}, rest="no", likely=held)
    hand_out(dice, cases, "risk_and_protection", {"yes": 147}, rest="no", likely=held)
    hand_out(dice, cases, "framework_used", {"yes": 171, "undocumented": 38, MISSING: 2}, rest="no")
    direct = {"yes": 34}
    hand_out(dice, cases, "straight_to_investigation", direct, rest="no", likely=lambda case: 1.3 - held(case))
    hand_out(dice, cases, "days", {"in_time": 265, "late": 19, MISSING: 2})
    for case in cases:
        match case["days"]:
            case "in_time":
                case["days"] = min(14, 1 + dice.below(9) + dice.below(9))
            case "late":
                case["days"] = 15 + dice.below(7) + dice.below(22)


def _answer_published(dice: Dice, cases: list[Case]) -> None:
    """Answer the questions whose totals are published."""
    for name, district in DISTRICTS.items():
        there = [case for case in cases if case["stratum"] == name]
        hand_out(dice, there, "not_held", {"yes": district.not_held}, rest="no")
        hand_out(dice, there, "known_before", {"yes": district.known_before}, rest="no")
        hand_out(dice, there, "feedback_requested", {"yes": district.feedback_requested}, rest="no")
        hand_out(
            dice,
            there,
            "child_heard",
            {"yes": district.child_heard},
            rest="no",
            likely=lambda case: 1.0 if case["age_group"] == "age_6_12" else 0.45,
        )
        asked = [case for case in there if case["feedback_requested"] == "yes"]
        hand_out(dice, asked, "feedback_given", {"yes": district.feedback_given}, rest="no")
    hand_out(dice, cases, "violence_suspected", {"yes": 74, "undocumented": 11, MISSING: 2}, rest="no")
    # the three lie in districts of middling size, so that the weighted share is 1 % as well
    for name in ("Bromma", "Farsta", "Skärholmen"):
        suspected = [case for case in cases if case["stratum"] == name and case["violence_suspected"] == "yes"]
        hand_out(dice, suspected, "police_considered", {"yes": 1}, rest="no")
    hand_out(dice, cases, "police_considered", {}, rest="no")
    hand_out(dice, cases, "police_made", {}, rest="no")
    for question, count in {
        "child_heard": 12,
        "police_considered": 9,
        "police_made": 6,
        "feedback_requested": 9,
    }.items():
        denied = [case for case in cases if case[question] == "no"]
        for case in dice.shuffled(denied)[:count]:
            case[question] = "undocumented"


CONDITIONS = {
    "violence_protection": "violence_suspected",
    "child_talk_quality": "child_heard",
    "interpreter_used": "interpreter_needed",
    "earlier_weighed": "known_before",
    "feedback_given": "feedback_requested",
}


def _answer_within_a_condition(dice: Dice, cases: list[Case]) -> None:
    """Answer the questions that only some cases are asked; all others are outside."""
    hand_out(dice, cases, "interpreter_needed", {"yes": 33, MISSING: 4}, rest="no")
    answers = {
        "violence_protection": {"yes": 49, "undocumented": 6},
        "child_talk_quality": {"yes": 60},
        "interpreter_used": {"yes": 23, "undocumented": 2},
        "earlier_weighed": {"yes": 68, "undocumented": 1, MISSING: 1},
    }
    for question, counts in answers.items():
        asked = [case for case in cases if case[CONDITIONS[question]] == "yes"]
        hand_out(dice, asked, question, counts, rest="no")
    for question in CONDITIONS:
        hand_out(dice, cases, question, {}, rest="outside")


REPORTERS = {
    "school": ("Skola", "skola", "Skolan"),
    "preschool": ("Förskola", "förskola", "Fsk"),
    "health": ("Vård", "Sjukvård", "BVC"),
    "police": ("Polis", "polisen"),
    "private": ("Privatperson", "privat"),
    "other": ("Annan", "annat", "Övrig"),
    "undocumented": ("framgår ej",),
}

HANDS = {
    "inspektor-1": Handwriting(
        heads=FIRST,
        words={
            "yes": ("Ja", "Ja", "Ja", "ja ", "JA", 1),
            "no": ("Nej", "Nej", "Nej", "nej", "Nej ", 0),
            "undocumented": ("framgår ej", "Framgår ej", "vet ej", 99),
            MISSING: ("", "."),
            "not_applicable": ("ej aktuellt", "Ej aktuellt"),
            "outside": ("ej aktuellt", "ej aktuellt", "Ej aktuellt", ""),
        },
        own_words={
            "stratum": NAMES,
            "gender": {"girl": ("flicka", "Flicka", "flicka "), "boy": ("pojke", "Pojke"), MISSING: ("",)},
            "age_group": {"age_0_5": ("0-5 år", "0–5 år"), "age_6_12": ("6-12 år", "6–12 år")},
            "reporter": REPORTERS,
        },
        date_format="{year}-{month:02}-{day:02}",
    ),
    "inspektor-2": Handwriting(
        heads=SECOND,
        words={
            "yes": ("J", "J", "j", "Ja"),
            "no": ("N", "N", "n", "nej"),
            "undocumented": ("vet ej", "99", "framgår inte"),
            MISSING: ("", "."),
            "not_applicable": ("ej aktuellt", "e/t"),
            # some write a plain no where the question does not arise: the condition decides, not the cell
            "outside": ("e/t", "e/t", "ej aktuellt", "", "N"),
        },
        own_words={
            "stratum": NAMES,
            "gender": {"girl": ("F",), "boy": ("P",), MISSING: ("",)},
            "age_group": {"age_0_5": ("0-5",), "age_6_12": ("6-12",)},
            "reporter": REPORTERS,
        },
        date_format="{day}.{month}.{year}",
        number_format="{:.1f}",
    ),
    "inspektor-3": Handwriting(
        heads=THIRD,
        words={
            "yes": ("x", "X", "x", "1", "ja"),
            "no": ("0", "0", "nej", "Nej"),
            "undocumented": ("Vet ej", "framgår ej", "99"),
            MISSING: ("", ".", "-"),
            "not_applicable": ("Ej aktuellt", "ej aktuell"),
            "outside": ("ej aktuellt", "", "", "."),
        },
        own_words={
            "stratum": NAMES,
            "gender": {"girl": ("K", "k"), "boy": ("M", "m"), MISSING: ("",)},
            "age_group": {"age_0_5": ("0-5 år", "0 - 5"), "age_6_12": ("6-12 år", "6 - 12")},
            "reporter": REPORTERS,
        },
        date_format="{day}/{month} {year}",
    ),
}

EXPLANATIONS: Rows = [
    ["Så fyllde jag i", ""],
    ["Ja / 1", "Det framgår av akten"],
    ["framgår ej / vet ej / 99", "Akten säger inget om saken"],
    ["ej aktuellt", "Frågan gäller inte det här ärendet"],
    ["Rinkeby-Kista, Spånga-Tensta", "Äldre ärenden står under den förvaltning som tog emot dem"],
]

READ_TWICE = 4  # cases of each district of the first two inspectors that the third one read as well
# How many of a hundred answers differ when the third inspector reads the same file: judgements more than facts.
DIFFER = {
    **dict.fromkeys(("known_before", "feedback_requested", "interpreter_needed"), 3),
    **dict.fromkeys(("child_heard", "guardian_informed", "contact_week", "framework_used", "protection_24h"), 7),
    **dict.fromkeys(("violence_suspected", "not_held", "straight_to_investigation"), 10),
    **dict.fromkeys(("reasons_clear", "risk_and_protection"), 20),
}


def _second_reading(dice: Dice, cases: list[Case]) -> list[Case]:
    """Let the third inspector read some of the others' cases, before the answers were compared."""
    own = INSPECTORS["inspektor-3"]
    others = [name for name in DISTRICTS if name not in own]
    chosen = [
        case
        for district in others
        for case in dice.shuffled(one for one in cases if one["stratum"] == district)[:READ_TWICE]
    ]
    read = []
    for case in sorted(chosen, key=lambda one: one["case_id"]):
        again = {**case, "note": ""}
        for question, percent in DIFFER.items():
            # what the first reader left open she leaves open too, so that the counted answers stay
            if dice.below(100) < percent and case[question] in ("yes", "no"):
                again[question] = "no" if case[question] == "yes" else "yes"
        for question, condition in CONDITIONS.items():
            if again[condition] != "yes":
                again[question] = "outside"
            elif again[question] == "outside":
                again[question] = dice.choice(("yes", "no"))
        read.append(again)
    return read


def write(folder: Path) -> None:
    """Write the three inspectors' files, and the third one's second reading of some of the others' cases."""
    dice = Dice(SEED)
    cases = _cases(dice)
    _answer(dice, cases)
    tables = {
        inspector: HANDS[inspector].write(dice, [case for case in cases if case["stratum"] in districts])
        for inspector, districts in INSPECTORS.items()
    }
    first = repeat_rows(tables["inspektor-1"], {17: 18, 44: 79})
    write_workbook(folder / "inspektor-1.xlsx", {"Granskning": first, "Förklaringar": EXPLANATIONS})
    second = repeat_rows(tables["inspektor-2"], {9: 10, 51: 52})
    write_delimited(folder / "inspektor-2.csv", second, delimiter=";", encoding="cp1252")
    third = repeat_rows(tables["inspektor-3"], {30: 61})
    write_delimited(folder / "inspektor-3.txt", third, delimiter="\t", encoding="utf-8-sig")
    second = Dice(SEED_OF_SECOND_READING)
    again = HANDS["inspektor-3"].write(second, _second_reading(second, cases))
    write_delimited(folder / "omlasning.csv", again, delimiter=";", encoding="utf-8-sig")
