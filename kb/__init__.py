"""乡鉴: policy documents in, practices with their source passages out.

Data flows one way; ARCHITECTURE.md has the map.
"""
