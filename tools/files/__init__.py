"""Files that people send and that models make: taking them in safely, keeping them, giving them out."""
