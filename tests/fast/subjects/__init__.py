"""What the pages say, of rows made by hand."""
