"""The glossary for machines: linked data, Markdown, llms.txt, feeds, sitemap, pictures for link previews."""
