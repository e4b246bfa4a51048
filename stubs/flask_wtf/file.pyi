from typing import Any

from wtforms import FileField as _FileField

class FileField(_FileField): ...

class FileAllowed:
    def __init__(self, upload_set: Any, message: Any = ...) -> None: ...
