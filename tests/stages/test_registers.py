"""Registers read and cleaned: long and wide, heads over two rows, sums that are checked, and every fault at once."""

import pytest

from granska.errors import InputError, ProblemsError
from granska.stages.register_heads import one_head
from small_register import AREAS, HEAD, SmallRegister, long_rows, parameters

WIDE = parameters(layout="wide", head_rows=2)
WIDE["data"] = [{"file": "register.xlsx"}]


@pytest.fixture
def register(tmp_path):
    made = SmallRegister(tmp_path)
    made.csv(*long_rows())
    return made


def cells(value):
    """Give a row an area: what a count is in each year and gender."""
    return [
        [area, *(value(place, year, more) for year in (2006, 2007) for more in (0, 100))]
        for place, area in enumerate(AREAS, start=1)
    ]


def wide_rows(*, named=True):
    """Write the same register with years over genders, and the counts below one another as blocks of columns."""
    numbers = {
        "Barn": lambda place, year, more: 500 * place + more,
        "Anmälda barn": lambda place, year, more: (500 * place + more) // 20,
        "Utredda": lambda place, year, more: (500 * place + more) // 50,
    }
    parts = [cells(number) for number in numbers.values()]
    top, below = ["Område"], [None]
    for name in numbers:
        for year in (2006, 2007):
            top += [f"{name} {year}", None]
            below += ["flicka", "pojke"]
    rows = [[lines[0][0], *(cell for line in lines for cell in line[1:])] for lines in zip(*parts, strict=True)]
    return [top, below, *rows]


def test_a_long_register_is_read(register):
    assert len(register.clean()) == 16


def test_a_wide_workbook_with_merged_heads_gives_the_same_register(register, tmp_path):
    wide = SmallRegister(tmp_path / "wide", WIDE)
    wide.xlsx(wide_rows(), "A1:A2", "B1:C1", "D1:E1", "F1:G1", "H1:I1", "J1:K1", "L1:M1")
    assert wide.clean().equals(register.clean())


def test_a_wide_file_a_question_gives_the_same_register(register, tmp_path):
    files = {"folk.csv": ("Barn", 1), "anm.csv": ("reports", 20), "utr.csv": ("investigations", 50)}
    about = {file: {"question": name} for file, (name, _) in files.items() if name != "Barn"}
    content = parameters(layout="wide", files=about)
    content["data"] = [{"file": file} for file in files]
    wide = SmallRegister(tmp_path / "wide", content)
    for file, (name, parts) in files.items():
        head = "Barn " if name == "Barn" else ""
        heads = [f"{head}{year}, {gender}" for year in (2006, 2007) for gender in ("flicka", "pojke")]
        rows = cells(lambda place, year, more, parts=parts: (500 * place + more) // parts)
        wide.csv(*(";".join(map(str, row)) for row in rows), head=";".join(["Område", *heads]), file=file)
    assert wide.clean().equals(register.clean())


def test_a_column_a_gender_and_rows_of_years(register, tmp_path):
    content = parameters(layout="wide")
    wide = SmallRegister(tmp_path / "wide", content)
    heads = [f"{name} {gender}" for name in ("Barn", "Anmälda barn", "Utredda") for gender in ("flicka", "pojke")]
    rows = [
        [area, year, *((500 * place + more) // parts for parts in (1, 20, 50) for more in (0, 100))]
        for place, area in enumerate(AREAS, start=1)
        for year in (2006, 2007)
    ]
    wide.csv(*(";".join(map(str, row)) for row in rows), head=";".join(["Område", "År", *heads]))
    assert wide.clean().equals(register.clean())


def test_an_area_that_was_not_there_yet_has_empty_cells(tmp_path):
    content = {**WIDE, "design": {"strata": {**WIDE["design"]["strata"], "aliases": {"Norra Vik": "Vik"}}}}
    rows = wide_rows()
    old = ["Norra Vik", *(cell if column in (0, 1, 4, 5, 8, 9) else None for column, cell in enumerate(rows[-1][1:]))]
    rows[-1] = [cell if column in (0, 3, 4, 7, 8, 11, 12) else None for column, cell in enumerate(rows[-1])]
    wide = SmallRegister(tmp_path, content)
    wide.xlsx([*rows, old])
    assert len(wide.clean()) == 16


def test_heads_without_a_span_stay_apart():
    head = one_head([(3, ["", "2006", "", "2007"]), (4, ["Område", "a", "b", "a"]), (5, ["Vik", "1", "2", "3"])], 2)
    assert head[0] == (4, ["Område", "2006 / a", "2006 / b", "2007 / a"])


def test_a_sum_that_adds_up_is_left_out(register, tmp_path):
    summed = SmallRegister(tmp_path / "sum", parameters(total="Hela staden | Totalt"))
    totals = [
        f"Totalt;{year};{g};{sum(500 * k + m for k in range(1, 5))};{250 + m // 5};{100 + m // 12}"
        for year in (2006, 2007)
        for g, m in (("flicka", 0), ("pojke", 100))
    ]
    summed.csv(*long_rows(), *totals)
    assert summed.clean().equals(register.clean())


def faults(register):
    with pytest.raises(ProblemsError) as caught:
        register.clean()
    return caught.value.found


def change(rows, at, column, value):
    cells = rows[at].split(";")
    cells[column] = value
    rows[at] = ";".join(cells)


SETTINGS = {"total": "Totalt", "persons": ["reports"]}
BAD = {
    "sum": (
        lambda rows: rows.append("Totalt;2006;flicka;5000;251;100"),
        "register.csv, row 18, column 'Anmälda barn': the sum of all areas is given as 251, but its 4 areas add up to "
        "250: a difference of +1. Mend the area or the sum.",
    ),
    "sum of nothing": (
        lambda rows: rows.append("Totalt;2006;framgår ej;5000;250;100"),
        "register.csv, row 18: a sum of areas, but the file has no areas of that year and group.",
    ),
    "doubled": (
        lambda rows: rows.append("bro;2006;Flicka;400;20;10"),
        "register.csv, row 18: the same area, year and group stand in an earlier row (register.csv, row 2). Keep the "
        "right one.",
    ),
    "missing year": (
        lambda rows: rows.__delitem__(slice(6, 8)),
        "'Fors' has no row of 2007. Add it (0 where nothing was counted), or name the area under register.incomplete.",
    ),
    "missing group": (
        lambda rows: rows.__delitem__(7),
        "'Fors' has no row of 2007 for pojke. Add it (0 where nothing was counted), or name the area under "
        "register.incomplete.",
    ),
    "outside the period": (
        lambda rows: change(rows, 0, 1, "2005"),
        "register.csv, row 2: the year lies outside the period 2006–2007.",
    ),
    "larger than its whole": (
        lambda rows: change(rows, 0, 5, "26"),
        "register.csv, row 2: investigations is larger than reports (columns 'Utredda' and 'Anmälda barn').",
    ),
    "more than there are": (
        lambda rows: change(rows, 0, 4, "501"),
        "register.csv, row 2, column 'Anmälda barn': more persons than the population (column 'Barn'). Mend one of "
        "them, or take reports out of register.persons if one person can count several times.",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), BAD.values(), ids=BAD)
def test_a_fault_names_its_place(register, spoil, message):
    register.set(parameters(**SETTINGS))
    rows = long_rows()
    spoil(rows)
    register.csv(*rows)
    assert message in faults(register)


@pytest.mark.parametrize(("value", "kind"), [("0", "0"), ("-3", "below 0")])
def test_an_expected_number_is_above_0(register, value, kind):
    content = parameters()
    content["columns"]["expected"] = {"reports": "Väntat"}
    register.set(content)
    register.csv(f"{long_rows()[0]};{value}", *(f"{row};20" for row in long_rows()[1:]), head=f"{HEAD};Väntat")
    assert faults(register) == [
        f"register.csv, row 2, column 'Väntat': the expected number is {kind}. It has to be above 0: leave the area "
        "out, or mend the number."
    ]


def test_rounded_expected_numbers_may_miss_their_sum_by_their_rounding(register):
    content = parameters(total="Totalt")
    content["columns"]["expected"] = {"reports": "Väntat"}
    register.set(content)
    rows = [f"{row};0,3" for row in long_rows()]
    register.csv(*rows, "Totalt;2006;flicka;5000;250;100;1,1", head=f"{HEAD};Väntat")
    assert len(register.clean()) == 16
    register.csv(*rows, "Totalt;2006;flicka;5000;250;100;1,5", head=f"{HEAD};Väntat")
    assert "a difference of +0.3" in faults(register)[0]


def test_every_fault_at_once(register):
    register.set(parameters(**SETTINGS))
    rows = long_rows()
    for spoil, _ in BAD.values():
        spoil(rows)
    register.csv(*rows)
    assert len(faults(register)) >= 7


def test_a_part_of_a_merged_area_that_lacks_a_year_between(tmp_path):
    content = parameters()
    content["period"]["end"] = "2008-12-31"
    content["design"]["strata"]["aliases"] = {"Norra Vik": "Vik"}
    register = SmallRegister(tmp_path, content)
    rows = long_rows(years=(2006, 2007, 2008))
    rows += [f"Norra Vik;{year};{gender};100;5;2" for year in (2006, 2008) for gender in ("flicka", "pojke")]
    register.csv(*rows)
    assert faults(register) == [
        "register.csv, row 26: this part of 'Vik' has rows of 2006 and 2008, but none of 2007. Add it."
    ]


def test_an_area_may_lack_years_by_decision(register):
    register.set(parameters(incomplete=["Fors"]))
    register.csv(*(row for row in long_rows() if not row.startswith("Fors;2006")))
    assert len(register.clean()) == 14


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [["Område", "2006", "2007"], ["Bro", 1, 2]],
            "register.xlsx, column '2006': says when or of whom, but not what is counted. Give the heads a row that "
            "says it (register.head_rows), or the file a question under register.files.",
        ),
        (
            [["Område", "Barn 2006", "Barn 2007"], ["Bro", 1, 2]],
            "register.xlsx, column 'Barn 2006': does not say the gender, and no column does. Write it in the head.",
        ),
        (
            [["Område", "Barn flicka"], ["Bro", 1]],
            "register.xlsx, column 'Barn flicka': does not say the year, and no column does. Write it in the head, or "
            "give the file a year under register.files.",
        ),
        (
            [["Ort", "Barn 2006 flicka"], ["Bro", 1]],
            "register.xlsx: no column for stratum: none is headed 'Område'.",
        ),
        (
            [["Område", "Barn 2006 flicka", "Barn 2006, flicka"], ["Bro", 1, 2]],
            "register.xlsx, row 2, column 'Barn 2006, flicka': the same area, year and group have another number at "
            "register.xlsx, row 2, column 'Barn 2006 flicka'. Keep the right one.",
        ),
    ],
)
def test_a_wide_file_that_does_not_say_enough(tmp_path, rows, message):
    register = SmallRegister(tmp_path, {**WIDE, "register": {"layout": "wide"}})
    register.xlsx(rows)
    assert message in faults(register)


def test_a_cell_of_a_wide_file_is_named_by_its_own_head(tmp_path):
    rows = wide_rows()
    rows[2][5] = "många"
    register = SmallRegister(tmp_path, WIDE)
    register.xlsx(rows)
    assert faults(register) == [
        "register.xlsx, row 3, column 'Anmälda barn 2006 / flicka': not a whole number from 0 up (a text of 5 "
        "characters). Write a whole number from 0 up."
    ]


def test_cells_that_are_merged_below_the_heads_stay_a_fault(tmp_path):
    register = SmallRegister(tmp_path, WIDE)
    register.xlsx(wide_rows(), "A4:A5")
    with pytest.raises(InputError, match="the cells A4:A5 are merged"):
        register.clean()
