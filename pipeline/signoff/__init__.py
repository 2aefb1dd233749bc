"""What people decided about the words, kept beside them."""
