"""What other sites take from us: frames of answers, codes that put them on a page, oEmbed, reports and feeds for their owners, and open data.

This package must not know how content is published; it shows what a release holds, and every address in it is a promise (docs/embedding.md).
"""
