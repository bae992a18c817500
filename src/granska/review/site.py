"""The agency behind the site: `params/site.yml`, typed. Every key is optional, and so is the file."""

import datetime
from typing import Literal

from pydantic import Field

from granska.review.parts import Part, Text, Words
from granska.review.review_file import read_parameters
from granska.review.workspace import Workspace


class Contact(Part):
    """Where faults are reported."""

    email: Words | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$", description="An e-mail address.")
    phone: Words | None = Field(default=None, description="A telephone number, as it is printed.")


class Site(Part):
    """What the pages about the site say of the agency; what is not set stands there as a place to fill in."""

    organisation: Text | None = Field(default=None, description="The name of the agency.")
    address: Words | None = Field(
        default=None,
        pattern=r"^(https?://)?[\w.-]+(:\d+)?(/\S*[^\s/])?$",
        description="Where the site is published, without a final slash.",
    )
    contact: Contact = Contact()
    conformance: Literal["full", "partial"] | None = Field(
        default=None, description="Whether the agency has found that the site meets the law in full or in part."
    )
    assessed: datetime.date | None = Field(default=None, description="When the agency last assessed the site.")


def load_site(workspace: Workspace) -> Site:
    """Read and check `params/site.yml`.

    Parameters
    ----------
    workspace : Workspace
        The project.

    Returns
    -------
    Site
        With nothing set where there is no such file.

    Raises
    ------
    InputError
        The file is not YAML, or something in it is wrong; every fault is listed.
    """
    path = workspace.site_parameters
    return read_parameters(path, f"params/{path.name}", Site) if path.is_file() else Site()
