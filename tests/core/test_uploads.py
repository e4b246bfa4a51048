"""Files of guests on the disk: whole, for our eyes only, under names that nobody chooses."""

import stat

import pytest
from flask import Flask

from eventsvc.core import uploads
from eventsvc.core.errors import Missing


def test_a_file_is_ours_alone(app: Flask) -> None:
    key = uploads.new_key()

    uploads.write(key, b"content")

    assert uploads.read(key) == b"content"
    assert stat.S_IMODE(uploads.path(key).stat().st_mode) == 0o600
    assert stat.S_IMODE(uploads.folder().stat().st_mode) == 0o700
    assert [file.name for file in uploads.folder().iterdir()] == [key]


def test_gone_is_gone_and_twice_does_no_harm(app: Flask) -> None:
    key = uploads.new_key()
    uploads.write(key, b"content")

    uploads.drop(key)
    uploads.drop(key)

    with pytest.raises(Missing):
        uploads.read(key)


@pytest.mark.parametrize("key", ["", "../secret_key", "a" * 31, "A" * 32, "a" * 32 + "\n", "/etc/passwd"])
def test_no_key_leads_out_of_the_folder(app: Flask, key: str) -> None:
    with pytest.raises(Missing):
        uploads.path(key)


def test_what_cannot_be_written_leaves_nothing(app: Flask) -> None:
    uploads.folder().mkdir()
    key = uploads.new_key()
    uploads.path(key).mkdir()

    with pytest.raises(OSError, match=key):
        uploads.write(key, b"content")

    assert [file.name for file in uploads.folder().iterdir()] == [key]
