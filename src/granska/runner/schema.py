"""The JSON Schema of `review.yml`, of a review or a series, for editors."""

from granska.files import json_text, write_whole
from granska.review.series import parameters_schema
from granska.review.workspace import Workspace

SCHEMA = "params/schema.json"


def write_schema(workspace: Workspace) -> None:
    """Write the schema of the model as it is now."""
    write_whole(workspace.root / SCHEMA, json_text(parameters_schema()))


def schema_is_current(workspace: Workspace) -> bool:
    """Tell whether the schema in the project is that of the model."""
    path = workspace.root / SCHEMA
    return path.is_file() and path.read_text(encoding="utf-8") == json_text(parameters_schema())
