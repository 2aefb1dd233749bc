"""Joins the stages: what is read, what is judged, what is made of it, in what order.

Each leaflet in each language is a job of its own: what goes wrong in one is told, and the
others are built.
"""
