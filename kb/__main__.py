"""``python -m kb``: the command line."""

import sys

from kb.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
