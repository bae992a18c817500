"""What the site shows of released versions: the latest first, what changed, and nothing that was altered."""

import json
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
from report.made_up import MadeUp, denominator, full_estimates, share

from granska.publish.checks import Check
from granska.publish.release import release
from granska.publish.signoff import sign
from granska.render import choose
from granska.review.review_file import load_review
from granska.review.workspace import Workspace
from granska.runner.pipeline import renderer_name
from granska.runner.provenance import RECORD, present, save_record
from granska.runner.site import site_reasons, update_site
from projects import copy_machinery
from publish.finished import DAY, link, page

PAGE = "---\ntitle: Läs\nlead: Hur man läser.\norder: 1\n---\n\n## Ett {#one}\n\nOrd.\n"
NOTE = {"sv": "Ett svar var fel inmatat.", "en": "One answer had been entered wrongly."}
