"""/api/glossary/: the terms for programs."""
