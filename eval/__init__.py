"""Judged queries, benchmarks and what they measure."""
