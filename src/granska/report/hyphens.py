"""Where a long word of a heading may break: at telephone width one such word is wider than the page.

Swedish puts words together, so a break after a known first part is a right one.
"""

import re

SOFT_HYPHEN = "\u00ad"
LONGEST = 14  # letters that fit a telephone in the largest heading
FIRST_PARTS = (
    *("antagnings", "barnavårds", "familje", "forskar", "förhands", "jämställdhets", "konsekvens"),
    *("kunskaps", "kvalitets", "register", "själv", "socialtjänst", "stadsdels", "tillgänglighets", "verksamhets"),
    *("vårdnads", "öppenvårds"),
)

_LONG_WORD = re.compile(rf"[^\W\d_]{{{LONGEST + 1},}}")
_JOINT = re.compile(rf"^({'|'.join(FIRST_PARTS)})(?=[^\W\d_]{{3}})", re.IGNORECASE)


def hyphenated(text: str) -> str:
    r"""Put soft hyphens into words of more than 14 letters, after a first part that is known.

    Examples
    --------
    >>> hyphenated("Förhandsbedömningar barn")
    'Förhands\xadbedömningar barn'
    """
    return _LONG_WORD.sub(lambda word: _JOINT.sub(rf"\1{SOFT_HYPHEN}", word[0]), text)
