"""Heads of a register that take several rows: years over genders, counts over years."""

SEPARATOR = " / "  # between the rows of a head that takes several
Records = list[tuple[int, list[str]]]


def one_head(records: Records, head_rows: int) -> Records:
    """Write a head of several rows as one; a cell that spans several columns counts for all of them.

    Parameters
    ----------
    records : list of (int, list of str)
        Row number and cells; of merged cells only the first has text.
    head_rows : int
        How many rows with text the head takes.

    Examples
    --------
    >>> one_head([(1, ["Stadsdel", "2006", ""]), (2, ["", "flickor", "pojkar"]), (3, ["Farsta", "7", "9"])], 2)
    [(2, ['Stadsdel', '2006 / flickor', '2006 / pojkar']), (3, ['Farsta', '7', '9'])]
    """
    filled = [(number, row) for number, row in records if any(cell.strip() for cell in row)]
    heads, body = filled[:head_rows], filled[head_rows:]
    if head_rows == 1 or not heads:
        return records
    width = max(len(row) for _, row in heads)
    levels = [[" ".join(cell.split()) for cell in (*row, *[""] * (width - len(row)))] for _, row in heads]
    for above, level in enumerate(levels[:-1]):
        for column in range(1, width):
            below = any(lower[column] for lower in levels[above + 1 :])
            if not level[column] and below and any(lower[column - 1] for lower in levels[above + 1 :]):
                level[column] = level[column - 1]
    joined = [SEPARATOR.join(filter(None, parts)) for parts in zip(*levels, strict=True)]
    return [(heads[-1][0], joined), *body]
