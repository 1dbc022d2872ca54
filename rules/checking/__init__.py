"""The decision tables as pages and sheets for those who check them: what is asked, what decides, on which passages, and what comes out for worked cases.

`words` says conditions, `worked` runs cases, `table_sheet` and `row_sheet` are a whole table and one row, `flow` draws it, `exports` writes CSV and JSON.
"""
