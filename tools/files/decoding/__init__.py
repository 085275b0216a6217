"""What the child process runs (docs/files.md), and how the parent runs it.

`child` starts once for each file, so nothing here but `running` may import Django or anything else that is slow.
"""
