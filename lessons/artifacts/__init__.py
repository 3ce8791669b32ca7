"""What a teacher hands a class: quizzes, worksheets, cards and the like, each item with its page."""
