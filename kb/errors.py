"""The tree of errors. Every message is a Chinese sentence for the user: what is wrong,
with which file or value, and what mends it.

KbError
├── UsageError            the call itself is wrong (exit 2)
├── InputError            something the user gave cannot be used (exit 1)
│   └── UnreadableError   one file cannot be read; the build goes on
├── BrokenIndexError           the index on disk cannot serve
│   ├── MissingIndexError no index has been built yet
│   ├── DamagedIndexError files are missing or do not match the manifest
│   ├── StaleIndexError   built with other settings, model or version
│   └── BusyIndexError    another build holds the lock
├── StorageError          the disk is full or not writable; the old index is kept
└── ModelError            the embedding model cannot be had
"""


class KbError(Exception):
    """Root of the tree; ``exit_code`` is what the command line returns."""

    exit_code = 1


class UsageError(KbError):
    """The call itself is wrong."""

    exit_code = 2


class InputError(KbError):
    """Something the user gave cannot be used."""


class UnreadableError(InputError):
    """One file cannot be read."""


class BrokenIndexError(KbError):
    """The index on disk cannot serve."""


class MissingIndexError(BrokenIndexError):
    """No index has been built yet."""


class DamagedIndexError(BrokenIndexError):
    """Files of the index are missing or do not match its manifest."""


class StaleIndexError(BrokenIndexError):
    """The index was built with other settings, another model or another version."""


class BusyIndexError(BrokenIndexError):
    """Another build holds the lock."""


class StorageError(KbError):
    """The disk is full or cannot be written; the old index is kept."""


class ModelError(KbError):
    """The embedding model cannot be had."""
