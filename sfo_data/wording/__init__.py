"""What may be said: titles, captions, statements, number formats."""
