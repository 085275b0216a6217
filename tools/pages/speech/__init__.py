"""The pages of the two speech tools, which differ in little more than their words."""
