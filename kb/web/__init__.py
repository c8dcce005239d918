"""The pages: thin over the rest of ``kb``; streamlit is imported nowhere else."""

import os

# One thread for the arithmetic of a search, unless the machine says otherwise. Those that faiss
# and numpy would share it among spend twice as long waiting for each other, and the cores
# belong to the sessions. Read when the libraries are loaded, so it stands before all of them.
os.environ.setdefault("OMP_NUM_THREADS", "1")
