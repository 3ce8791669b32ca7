"""What the student's pages say: name -> (the usual words, plain ones), one file for some pages."""
