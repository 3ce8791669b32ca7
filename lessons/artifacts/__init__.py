"""What a teacher hands a class: quizzes, cards and the like, each item with its page."""
