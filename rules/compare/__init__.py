"""Comparing: the four schemes side by side, in cells that content holds, and all professions for one role, decided by the tables.

Pure but for its routes. Nothing here says anything of a scheme: words and passages are content, outcomes come from `rules.answer`.
"""
