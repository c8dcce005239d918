"""The same document in several files: which files are copies of one another, which leads."""

from kb.copies.fingerprints import Fingerprint, fingerprint
from kb.copies.grouping import Group, groups

__all__ = ["Fingerprint", "Group", "fingerprint", "groups"]
