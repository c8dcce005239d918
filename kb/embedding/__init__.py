"""The embedding model: made from what a package ships, made fast, behind one face."""
