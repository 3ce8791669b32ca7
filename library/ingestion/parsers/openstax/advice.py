"""What people can do about a book in source form that is not as its publisher made it."""

AS_PUBLISHED = "Get the book's archive from OpenStax again, and upload it as it is."
COMPLETE = "Upload the complete archive if you need {them}."
