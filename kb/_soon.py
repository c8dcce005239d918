"""Temporary: stands in for modules that are being written."""
# ruff: noqa
try:
    from kb.copies import Fingerprint, fingerprint
except ImportError:
    Fingerprint = str
    def fingerprint(document): return None
try:
    from kb.copies import Group, groups
except ImportError:
    Group = object
    def groups(documents): return []
try:
    from kb.series import Citation, citations, links
except ImportError:
    Citation = str
    def citations(document): return ()
    def links(documents): return {}
try:
    from kb.corrections import FILE_NAME as CORRECTIONS_FILE, Corrections, apply, read_corrections
except ImportError:
    CORRECTIONS_FILE = "更正.csv"
    class Corrections: pass
    def apply(document_id, path, metadata, corrections): return metadata
    def read_corrections(folder): return Corrections()
try:
    from kb.reading.programs import available
except ImportError:
    def available(): return ""
try:
    from kb.reading.page_picture import page_picture
except ImportError:
    def page_picture(content, suffix, page, width_px): return b""
try:
    from kb.flags import flags
except ImportError:
    def flags(text, marks): return ()
import inspect
from kb.passages import cut as _cut
if "pages" in inspect.signature(_cut).parameters:
    cut = _cut
else:
    def cut(a, b, c, d, e, f): return _cut(a, b, c, d, e)
try:
    from kb.metadata.provenance import GRADES
except ImportError:
    GRADES = ()
