"""What reviews teach: themes, actions, agencies, practitioners, victims."""
