import pytest

from library.ingestion.youtube.addresses import Named, read_address, watch_address

ID = "sLn_4oTx-9Q"


@pytest.mark.parametrize(
    "address",
    [
        ID, f"  {ID} ", f"https://www.youtube.com/watch?v={ID}", f"http://youtube.com/watch?v={ID}",
        f"youtube.com/watch?v={ID}&t=12m31s", f"m.youtube.com/watch?app=desktop&v={ID}#t=3",
        f"https://youtu.be/{ID}?si=Xyz&t=751", f"youtu.be/{ID}/", f"https://youtube.com/shorts/{ID}",
        f"https://www.youtube.com/live/{ID}?feature=share", f"https://music.youtube.com/watch?v={ID}",
        f"https://www.youtube-nocookie.com/embed/{ID}?start=7", f"WWW.YouTube.com/v/{ID}",
    ],
)  # fmt: skip
def test_a_video(address):
    assert read_address(address) == Named(ID)


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={ID}&list=PL1&index=2", f"https://youtu.be/{ID}?list=PL1",
    ],
)  # fmt: skip
def test_a_video_of_a_playlist(address):
    assert read_address(address) == Named(ID, in_playlist=True)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@school", "https://www.youtube.com/watch?v=short",
        f"https://www.youtube.com/watch?v={ID}more", "https://www.youtube.com/shorts/",
        "https://www.youtube.com/feed/subscriptions",
    ],
)  # fmt: skip
def test_youtube_without_a_video(address):
    assert read_address(address) == Named("")


def test_a_playlist_alone():
    assert read_address("https://www.youtube.com/playlist?list=PL1") == Named("", True)


@pytest.mark.parametrize(
    "address",
    [
        "", "sLn_4oTx-9", "https://example.org/watch?v=sLn_4oTx-9Q", "ftp://youtube.com/watch?v=x",
        "https://youtube.com.example.org/watch?v=sLn_4oTx-9Q", "https://[bad/watch", "light",
        "https://notyoutube.com/watch?v=sLn_4oTx-9Q",
    ],
)  # fmt: skip
def test_another_address(address):
    assert read_address(address) is None


def test_the_page_from_a_second_on():
    assert watch_address(ID) == f"https://www.youtube.com/watch?v={ID}"
    assert watch_address(ID, 751.9) == f"https://www.youtube.com/watch?v={ID}&t=751s"
