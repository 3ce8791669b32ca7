"""How the sample book is cut from its source and set as a PDF."""
