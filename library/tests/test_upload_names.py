"""What people call their files, made harmless and made into titles."""

import pytest

from library.tests.uploading import the_source


@pytest.mark.parametrize(
    ("filename", "kept", "title"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf", "Passwd"),
        ("C:\\Users\\me\\Cell biology.PDF", "Cell biology.PDF", "Cell biology"),
        ("x" * 5000 + ".tar.gz", "x" * 248 + ".tar.gz", "X" + "x" * 247),
        ("🦉 owls.pdf", "🦉 owls.pdf", "🦉 owls"),
        ("pay\u202efdp.exe.pdf", "payfdp.exe.pdf", "Payfdp.exe"),
        ("a\x00b\r\n\ud800c.pdf", "abc.pdf", "Abc"),
        ("...pdf", "Untitled.pdf", "Untitled"),
        ("<b>Bold</b>.pdf", "b>.pdf", "B>"),
        ("Física_para_todos.pdf", "Física_para_todos.pdf", "Física para todos"),
    ],
)
def test_file_names_are_made_harmless(door, media, filename, kept, title):
    ticket = door.create(filename).json()
    source = the_source()
    assert (source.filename, source.title) == (kept, title)
    assert door.send(ticket) == 201
    assert all(path.resolve().is_relative_to(media.resolve()) for path in media.rglob("*"))
    assert {path.name for path in media.parent.iterdir()} <= {"media", "tmp"}
