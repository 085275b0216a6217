"""What readers say of the pages: stars, and reports of what is wrong or missing."""
