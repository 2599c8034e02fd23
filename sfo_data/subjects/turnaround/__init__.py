"""The work of quality assurance: what came in, what was finished, and by how many."""
