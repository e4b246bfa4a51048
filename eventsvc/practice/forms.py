"""Takes a request's form apart as Stripe does and checks it against the types of the installed stripe package."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Form = dict[str, Any]
PART = re.compile(r"[^\[\]]+|\[\]")
OPTIONS = {
    "api_key", "stripe_version", "stripe_account", "stripe_context", "max_network_retries", "idempotency_key", "content_type", "headers",
}
PLAIN = {
    int: (re.compile(r"-?\d+"), "integer"), float: (re.compile(r"-?\d+(\.\d+)?"), "number"),
    Decimal: (re.compile(r"-?\d+(\.\d+)?"), "decimal"), bool: (re.compile(r"true|false"), "boolean"),
}


class No(Exception):  # noqa: N818  an answer, not a fault
    """Stripe's refusal. What was refused while it was done (`done`) is kept under the idempotency key."""

    def __init__(self, message: str, *, code: str = "", param: str = "", status: int = 400, kind: str = "", done: bool = False) -> None:
        super().__init__(message)
        self.message, self.code, self.param, self.status, self.done = message, code, param, status, done
        self.kind = kind or "invalid_request_error"

    def body(self) -> Form:
        """As it stands in the answer."""
        told = {"type": self.kind, "message": self.message, "code": self.code, "param": self.param}
        return {"error": {name: value for name, value in told.items() if value}}


def decode(pairs: Iterable[tuple[str, str]]) -> Form:
    """`line_items[0][price_data][currency]=eur` as nested mappings; lists become lists when they are checked."""
    form: Form = {}
    for name, value in pairs:
        inner = form
        *path, last = PART.findall(name)
        for part in path:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                raise No(f"Invalid parameter: {name}", param=name)
        inner[str(len(inner)) if last == "[]" else last] = value
    return form


def check(form: Form, params: Any) -> Form:
    """The parameters as values of their types. Raises No."""
    return _mapping(form, params, "")


@lru_cache
def _kinds(params: Any) -> dict[str, Any]:
    hints = get_type_hints(params, localns={"StripeContext": object, "Mapping": Mapping})
    return {name: kind for name, kind in hints.items() if name not in OPTIONS}


def _mapping(form: Form, params: Any, at: str) -> Form:
    kinds = _kinds(params)
    for name in form:
        if name not in kinds:
            raise No(f"Received unknown parameter: {_at(at, name)}", code="parameter_unknown", param=_at(at, name))
    for name in sorted(params.__required_keys__):
        if name not in form:
            raise No(f"Missing required param: {_at(at, name)}.", code="parameter_missing", param=_at(at, name))
    return {name: _value(value, kinds[name], _at(at, name)) for name, value in form.items()}


def _at(outer: str, name: str) -> str:
    return f"{outer}[{name}]" if outer else name


def _value(value: Any, kind: Any, at: str) -> Any:
    origin = get_origin(kind)
    arms = list(get_args(kind)) if origin in (Union, UnionType) else [kind]
    if isinstance(value, str):
        return _plain(value, arms, at)
    for arm in arms:
        if hasattr(arm, "__required_keys__"):
            return _mapping(value, arm, at)
        if get_origin(arm) is list:
            return _list(value, get_args(arm)[0], at)
        if get_origin(arm) is dict:
            return {name: _value(inner, get_args(arm)[1] | Literal[""], _at(at, name)) for name, inner in value.items()}
    raise No(f"Invalid string: {value}", param=at)


def _list(value: Form, kind: Any, at: str) -> list[Any]:
    if sorted(value, key=str) != sorted((str(place) for place in range(len(value))), key=str):
        raise No("Invalid array", param=at)
    return [_value(value[str(place)], kind, _at(at, str(place))) for place in range(len(value))]


def _plain(value: str, arms: list[Any], at: str) -> Any:
    words = [word for arm in arms if get_origin(arm) is Literal for word in get_args(arm)]
    if value in words:
        return value
    if not value:
        raise No(f"You passed an empty string for '{at}'. We assume empty values are an attempt to unset a parameter; however '{at}' "
                 f"cannot be unset. You should remove '{at}' from your request or supply a non-empty value.",
                 code="parameter_invalid_empty", param=at)
    for kind, (form, _name) in PLAIN.items():
        if kind in arms and form.fullmatch(value):
            return value == "true" if kind is bool else kind(value)
    if any(words):  # the package leaves them open for words to come; Stripe does not
        raise No(f"Invalid {at}: must be one of {', '.join(word for word in words if word)}", param=at)
    if str in arms:
        return value
    name = next((name for kind, (_form, name) in PLAIN.items() if kind in arms), "object")
    raise No(f"Invalid {name}: {value}", code="parameter_invalid_integer" if name == "integer" else "", param=at)
