"""Patient leaflets in many languages.

A leaflet travels from left to right, and a module imports only from its left:

model → errors → english → files → languages → fonts → project → markdown → source → units
→ po → reconcile → memory → signoff → checks → gate → edition → render → verify → publish
→ report → exchange → build → testing → cli → __main__

Pure, values in and values out: model, errors, english, markdown, units, reconcile, checks,
gate, edition.
"""

__version__ = "0.1.0"
