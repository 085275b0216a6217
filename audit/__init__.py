"""What others' judges say of the pages: Lighthouse, axe and the Nu HTML checker, on the running site."""
