"""A table as units: each cell with the words of its row, the head of its column, and the caption."""

from collections.abc import Iterator, Sequence

from granska.publish.reading.units import Unit, start_of

_SENTENCE = 8  # words; a cell with more is prose


def cells(
    name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], about: tuple[str, ...], spreadsheet: bool = False
) -> Iterator[Unit]:
    """Give every cell of a table.

    Parameters
    ----------
    name : str
        What the table is called where a cell is named: its caption, its sheet.
    heads : sequence of str
        The heads of the columns.
    rows : sequence of sequence of str
        The cells, row by row, in columns.
    about : tuple of str
        The caption and the headings above it.
    """
    place = f"{start_of(name)}"
    for head in heads:
        yield Unit("heading", f"{place}, head of a column", head, about)
    for row in rows:
        # the first cell is the row's head, also where it is a year
        words = (*row[:1], *(cell for cell in row[1:] if any(letter.isalpha() for letter in cell)))
        row_head = " / ".join(start_of(word) for word in words[:3]) or "without a head"
        for column, cell in enumerate(row):
            head = heads[column] if column < len(heads) else ""
            where = f"{place}, row '{row_head}', column '{start_of(head)}'"
            if len(cell.split()) > _SENTENCE:
                yield Unit("text", where, cell, (words[0] if column else "", *about))
                continue
            others = tuple(word for word in words if word != cell)
            yield Unit("cell", where, cell, about, (*others, head))
