"""The store itself: layout, loading, history, engines."""
