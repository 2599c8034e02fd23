"""How do providers compare? The words of its charts."""
