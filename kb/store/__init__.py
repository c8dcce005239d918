"""What is on disk: versioned, checked, swapped in atomically. No pickle anywhere."""
