"""Who stands behind a version: two people who have signed the very files that are to be released.

A sign-off is a recorded decision, bound to what was decided about by its hash. It is not a cryptographic signature:
who wrote the file is said by the history of the repository.
"""

import datetime
import unicodedata

import yaml
from pydantic import Field

from granska.errors import InputError, RefusedError
from granska.files import write_whole
from granska.publish.checks import Check
from granska.review.model import Review
from granska.review.parts import Part
from granska.review.released import Signature
from granska.review.review_file import read_parameters
from granska.review.workspace import Workspace
from granska.stages.origin import pages_digest

NEEDED = 2


class SignOff(Part):
    """What stands in `params/<review>/signoff-<version>.yml`."""

    signed: str = Field(pattern="^[0-9a-f]{64}$", description="The hash of what was signed.")
    signatures: tuple[Signature, ...] = Field(min_length=1, description="Who has signed.")

    @property
    def names(self) -> str:
        """Everyone who has signed, as in a sentence."""
        return " and ".join(signature.name for signature in self.signatures)


def folded(name: str) -> str:
    """Bring a name to a form that does not tell spellings apart: case, width, blanks, marks nobody sees.

    Examples
    --------
    >>> folded("Anna  ANDERSSON") == folded("anna andersson")
    True
    """
    seen = (sign for sign in unicodedata.normalize("NFKC", name) if unicodedata.category(sign) != "Cf")
    return " ".join("".join(seen).casefold().split())


def load_signoff(workspace: Workspace, review: str, version: int) -> SignOff | None:
    """Read who signed a version, or nothing where nobody has.

    Raises
    ------
    ProblemsError
        The file is not as it was written.
    """
    path = workspace.signoff(review, version)
    return read_parameters(path, f"params/{review}/{path.name}", SignOff) if path.is_file() else None


def sign(workspace: Workspace, review: Review, name: str, day: datetime.date) -> SignOff:
    """Sign what stands on the site for the version that the parameters name.

    Parameters
    ----------
    workspace : Workspace
        The project; the review is fresh.
    review : Review
        The parameters.
    name : str
        Who signs.
    day : date
        When.

    Returns
    -------
    SignOff
        All that have signed so far.

    Raises
    ------
    RefusedError
        The parameters name no version or one that is released, this person has signed already, or another has signed
        something else than what stands there now.
    InputError
        The name is none, or the day has not come.
    """
    name = name.strip()
    if not folded(name) or not name.isprintable() or len(name) > 200:
        raise InputError('Give the name of a person: --name "Anna Andersson".')
    if day > datetime.date.today():
        raise InputError(f"{day} has not come yet. Give the day of the signature, or leave --date out.")
    version = unreleased_version(workspace, review)
    present, before = pages_digest(workspace, review.id), load_signoff(workspace, review.id, version)
    mine = Signature(name=name, date=day)
    # who signs anew what has changed since begins again, and the others with her
    kept: tuple[Signature, ...] = ()
    if before and before.signed == present:
        kept = before.signatures
        if folded(name) in {folded(other.name) for other in kept}:
            raise RefusedError(f"{review.id}: {name} has signed version {version} already. Another person is needed.")
    elif before and folded(name) not in {folded(other.name) for other in before.signatures}:
        raise RefusedError(
            f"{review.id}: {before.names} signed something else than what stands there now. "
            f'Sign again first, all who had: granska sign {review.id} --name "{before.signatures[0].name}".'
        )
    done = SignOff(signed=present, signatures=(*kept, mine))
    content = yaml.safe_dump(done.model_dump(), allow_unicode=True, sort_keys=False)
    head = f"# Who signed version {version}. Written by: granska sign {review.id} --name …\n"
    write_whole(workspace.signoff(review.id, version), head + content)
    return done


def unreleased_version(workspace: Workspace, review: Review) -> int:
    """Give the version that is to be released.

    Raises
    ------
    RefusedError
        The parameters name none, one that is released, or one that leaves a number out.
    """
    where, released = f"params/{review.id}/review.yml", workspace.versions(review.id)
    upcoming = max(released, default=0) + 1
    if review.release is None:
        raise RefusedError(
            f"{where}: release is missing, so this is a working version. "
            f"Add release with version: {upcoming} and a date, and run again."
        )
    version = review.release.version
    if version in released:
        raise RefusedError(
            f"{where}: version {version} of {review.id} is released, and stays what it is. "
            f"For a correction give release version: {upcoming}, a date and a note of what is corrected, and run again."
        )
    if version != upcoming:
        raise RefusedError(f"{where}: release has version {version}, but the next one is {upcoming}. Give that.")
    return version


def signoff_check(workspace: Workspace, review: Review) -> Check:
    """Check that two people have signed what stands on the site.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : Review
        The parameters.

    Returns
    -------
    Check
        Called ``sign-off``.
    """
    try:
        signoff = require_signoff(workspace, review)
    except (RefusedError, InputError) as error:
        return Check("sign-off", "failed", str(error))
    signed = ", ".join(f"{signature.name} {signature.date}" for signature in signoff.signatures)
    return Check("sign-off", "passed", f"Signed by {signed}.")


def require_signoff(workspace: Workspace, review: Review) -> SignOff:
    """Give who signed what stands on the site.

    Raises
    ------
    RefusedError
        Fewer than two people have, or they signed something else.
    InputError
        The file of signatures is not as it was written.
    """
    version = unreleased_version(workspace, review)
    signoff, command = load_signoff(workspace, review.id, version), f"granska sign {review.id} --name …"
    where = f"params/{review.id}/signoff-{version}.yml"
    if signoff is None:
        raise RefusedError(
            f"{where} does not exist: nobody has signed version {version}. Two people have to: {command}"
        )
    if signoff.signed != pages_digest(workspace, review.id):
        raise RefusedError(
            f"{where}: {signoff.names} signed something else than what stands there now. "
            f"All have to sign again: {command}"
        )
    if len({folded(signature.name) for signature in signoff.signatures}) < NEEDED:
        raise RefusedError(
            f"{where}: only {signoff.names} has signed version {version}. Another person has to: {command}"
        )
    return signoff
