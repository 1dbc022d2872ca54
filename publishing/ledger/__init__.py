"""What is written so that it survives a kill at any moment: sheets of paper in drawers, the journal that rolls forward, the audit log, all under one lock.

It must not know what a token, a submission or a page is.
"""
