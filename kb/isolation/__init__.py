"""Readers in processes of their own, which can be ended: a file can hang or swell only these."""
