"""Who may see what, what is withheld, and the trail of what was seen."""
