"""`python -m gametape` is the `gametape` command."""

import sys

from gametape.project.cli import main

sys.exit(main())
