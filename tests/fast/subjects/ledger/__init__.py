"""The ledger of recommendations: its chain, what counts, the comparison, the verdicts and the command."""
