"""Stores on both engines: loading, migrations, questions to what is loaded, what is made of it."""
