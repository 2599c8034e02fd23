"""A briefing as files: slides, document, workbook, picture and mail, whole or not at all."""
