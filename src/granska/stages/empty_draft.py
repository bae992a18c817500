"""An empty review: the columns that a form of cases begins with, and one example question to replace."""

from granska.stages.drafting import Draft, Question
from granska.stages.guessing import Guess

HEADS = {
    "sv": {"case_id": "Ärendenummer", "stratum": "Stadsdel", "gender": "Kön", "reader": "Granskare"},
    "en": {"case_id": "Case number", "stratum": "District", "gender": "Gender", "reader": "Reader"},
}
EXAMPLE = {"sv": "Barnet kom till tals", "en": "The child was heard"}
GENDERS = {
    "sv": {"girl": ["flicka"], "boy": ["pojke"]},
    "en": {"girl": ["girl"], "boy": ["boy"]},
}
WHY = "a common head; the form gets it"


def empty_draft(language: str, readers: tuple[str, ...] = ()) -> Draft:
    """Give what a review of cases begins with.

    Parameters
    ----------
    language : str
        ``sv`` or ``en``.
    readers : tuple of str
        Who will read.
    """
    roles = {role: Guess(head, role, WHY) for role, head in HEADS[language].items()}
    example = Guess(EXAMPLE[language], "binary", "an example; write your questions over it, one row each")
    return Draft(
        kind="cases",
        rows=0,
        roles=roles,
        questions=(Question("example", example),),
        left_out=(),
        genders=GENDERS[language],
        language=language,
        readers=readers,
    )
