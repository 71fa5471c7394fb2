"""The product's own settings, on a home and a database that are thrown away.

No setting of the developer's shell reaches a test, and no test reaches the developer's data. What differs from what a user
runs is listed here and is only this: where things lie, and a password hash that does not cost 0.2 s a login.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.frame.which_database import address

for name in [name for name in os.environ if name.startswith("GAMETAPE_") and not name.startswith("GAMETAPE_TEST_")]:
    del os.environ[name]

# One tree for a whole run: the workers make their homes inside it, and the process that began it takes it away.
if "GAMETAPE_TEST_TREE" not in os.environ:
    os.environ["GAMETAPE_TEST_TREE"] = tempfile.mkdtemp(prefix="gametape-tests-")
    atexit.register(shutil.rmtree, os.environ["GAMETAPE_TEST_TREE"], ignore_errors=True)
TREE = Path(os.environ["GAMETAPE_TEST_TREE"])
HOME = Path(tempfile.mkdtemp(prefix="home-", dir=TREE))
os.environ["GAMETAPE_HOME"] = str(HOME)
database_url = address()
if database_url:
    os.environ["GAMETAPE_DATABASE_URL"] = database_url

from gametape.project.settings import *  # noqa: E402, F403
from gametape.project.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the product: in memory there is no WAL, no lock and no second connection, so nothing to find.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
