"""Films for the browser's camera: grey pictures in y4m, made from the squares of a QR code."""

from pathlib import Path

WIDTH, HEIGHT, RATE = 1280, 720, 10
GREY, WHITE, BLACK = 118, 235, 16


def still(matrix: tuple[tuple[bool, ...], ...] | None, *, pixels: int = 9) -> bytes:
    """One picture: the code in the middle on white, on a grey wall; None: the wall only."""
    rows = [bytearray([GREY]) * WIDTH for _ in range(HEIGHT)]
    if matrix is not None:
        side = (len(matrix) + 8) * pixels
        top, left = (HEIGHT - side) // 2, (WIDTH - side) // 2
        for y in range(side):
            rows[top + y][left:left + side] = _line(matrix, y // pixels - 4, pixels)
    return b"FRAME\n" + b"".join(rows) + bytes([128]) * (WIDTH * HEIGHT // 2)


def _line(matrix: tuple[tuple[bool, ...], ...], row: int, pixels: int) -> bytes:
    squares = matrix[row] if 0 <= row < len(matrix) else (False,) * len(matrix)
    return b"".join(bytes([BLACK if black else WHITE]) * pixels for black in ((False,) * 4 + squares + (False,) * 4))


def write(path: Path, *scenes: tuple[tuple[tuple[bool, ...], ...] | None, float]) -> Path:
    """(code or None, seconds) one after the other; the browser plays it again and again."""
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420\n".encode())
        for matrix, seconds in scenes:
            picture = still(matrix)
            for _ in range(round(seconds * RATE)):
                film.write(picture)
    return path
