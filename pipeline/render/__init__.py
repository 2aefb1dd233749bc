"""Edition -> bytes: `interface` (the page's own words), `html` and `pdf`.

Templates and styles stand here as package data. A renderer gets an edition and nothing else.
"""
