"""Personal identity numbers, e-mail addresses and telephone numbers in public files: none but the agency's own."""

import re
from collections.abc import Callable, Iterator

from granska.publish.contents import SEPARATOR, Passage
from granska.publish.publication import Found, Publication, found
from granska.stages.identity import holds_personal_identity_number

# Long numbers that are something else: hashes, publications, shares, two dates side by side.
_OTHER_NUMBERS = re.compile(
    r"\b[0-9a-f]{32,}\b"
    r"|\b10\.\d{4,}/\S+"
    r"|\bIS[BS]N[\s:]*(?:97[89][\s-]?)?(?:\d[\s-]?){7,9}[\dX]"
    r"|(?<![\d.])[01]\.\d+(?![\d.])"
    r"|\b\d{4}-\d\d-\d\d(?=\D{1,3}\d{4}-\d\d-\d\d\b)",
    re.IGNORECASE,
)
# The cells of a table: short numbers with nothing but blanks between them.
_CELLS = re.compile(r"(?<!\d)(\d{1,3})\s+(?=\d{1,3}(?!\d))")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
# Blanks in telephone numbers; thousands have the narrow one, and so have no part in this.
_GAP = r"[ \u00a0-]"
_PHONE = re.compile(
    # +46 8 508 25 000, +46 (0)70-123 45 67, 0046 8 508 25 000, +1 212 555 0123
    rf"(?<![\w+:.,/])(?:\+{_GAP}?|00)[1-9]\d{{0,2}}{_GAP}?(?:\(0\){_GAP}?)?(?:\(?\d+\)?{_GAP}?){{1,6}}(?!\w)"
    # 08-508 25 000, 070-123 45 67, 031-12 34 56, 08-50825000
    rf"|(?<![\w+:.,/–-])0[1-9]\d{{0,2}}(?:[ \u00a0]?[-–/][ \u00a0]?)\d{{2,3}}(?:{_GAP}?\d{{2,3}}){{1,3}}(?![\w-])"
    # 08 508 25 000, 070 123 45 67
    r"|(?<![\w+:.,/–-])0[1-9]\d{0,2}(?:[ \u00a0]\d{2,3}){2,4}(?![\w-])"
    # (08) 508 25 000
    rf"|\(0[1-9]\d{{0,2}}\){_GAP}?\d{{2,3}}(?:{_GAP}?\d{{2,3}}){{1,3}}(?![\w-])"
    # 0701234567
    r"|(?<![\w+:.,/–-])0[1-9]\d{7,8}(?![\w-])"
)
_FEWEST_DIGITS, _MOST_DIGITS = 8, 15  # E.164 with the country's number; eight with a Swedish area code


def identity_numbers(publication: Publication) -> Found:
    """Look for personal identity numbers and coordination numbers, also where markup stands within one."""

    def holds(passage: Passage) -> bool:
        text = _OTHER_NUMBERS.sub(SEPARATOR, passage.text)
        text = _CELLS.sub(rf"\1{SEPARATOR}", text) if passage.laid_out else text
        return holds_personal_identity_number(text)

    return _look(publication, holds, "what may be a personal identity number: take it out and run the review again")


def email_addresses(publication: Publication) -> Found:
    """Look for e-mail addresses but the agency's own."""
    own = {address.lower() for text in _contacts(publication) for address in _EMAIL.findall(text)}

    def holds(passage: Passage) -> bool:
        return any(address.lower() not in own for address in _EMAIL.findall(passage.text))

    return _look(publication, holds, "an e-mail address that neither params/site.yml nor the publisher's name has")


def telephone_numbers(publication: Publication) -> Found:
    """Look for telephone numbers, Swedish and international, but the agency's own."""
    own = {_subscriber(number) for text in _contacts(publication) for number in _phones(text)}

    def holds(passage: Passage) -> bool:
        text = _OTHER_NUMBERS.sub(SEPARATOR, passage.text)
        return any(_subscriber(number) not in own for number in _phones(text))

    return _look(
        publication, holds, "what may be a telephone number that neither params/site.yml nor the publisher's name has"
    )


def _look(publication: Publication, holds: Callable[[Passage], bool], what: str) -> Found:
    faults = (f"{passage.where} holds {what}" for passage in publication.texts if holds(passage))
    return found(f"none in {len(publication.texts)} parts of {len(publication.all_files)} files", faults)


def _contacts(publication: Publication) -> Iterator[str]:
    """Go through the texts that an agency means to be written to and called by."""
    contact, publisher = publication.site.contact, publication.review.publisher
    yield from (str(text) for text in (contact.email, contact.phone) if text)
    yield from (publisher[language] for language in publication.review.languages)


def _phones(text: str) -> Iterator[str]:
    for match in _PHONE.finditer(text):
        if _FEWEST_DIGITS <= len(re.sub(r"\D", "", match[0])) <= _MOST_DIGITS:
            yield match[0]


def _subscriber(number: str) -> str:
    """Give the last seven digits: the same number with its country or without."""
    return re.sub(r"\D", "", number)[-7:]
