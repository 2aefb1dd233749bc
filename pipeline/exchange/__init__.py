"""Other programs' files -> the project, and the project -> other programs' files."""
