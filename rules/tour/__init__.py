"""The tour of duty: roles laid out over up to ten years, decided point by point by the same tables and deadline functions as every answer.

`fields`: what each scheme's plan asks. `plan`: a plan, read from an address. `course` and one module for each regulator: what stands on a day.
`timeline`: the points. `advice`: the last safe dates and the smallest change. `picture`: where things stand in the drawing. Only `routes` knows Flask.
"""
