"""What a principal has made: listed, searched, opened, kept, named and deleted."""
