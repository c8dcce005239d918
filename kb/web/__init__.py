"""The pages: thin over the rest of ``kb``; streamlit is imported nowhere else."""
