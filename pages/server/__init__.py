"""The process that serves the pages: started, ready, warm."""
