"""Hybrids that a user could assemble from known libraries, beside ours.

``python -m eval.peers``: the same passages, vectors, model and machine for all; each system in
a process of its own. One module a system (``with_*.py``), and its library is imported there
only.
"""
