"""Reads the one file, model.bin, in which CTranslate2 keeps a model's weights.

Source: `ModelSpec._serialize` in ctranslate2/specs/model_spec.py, binary version 6: name and revision of the model's
kind, then each variable with its name, shape, type and bytes, then further names of variables. All little-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy

VERSION = 6
_TYPES = ("float32", "int8", "int16", "int32", "float16")  # by their numbers; bfloat16, the next, numpy doesn't know
_SCALE = "_scale"


class Unreadable(ValueError):
    """The file isn't what CTranslate2 writes."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Where a variable lies in the file."""

    offset: int
    size: int  # bytes
    shape: tuple[int, ...]
    kind: int  # its type's number


def stated_size(path: Path) -> int:
    """The size in bytes that the file's own heads add up to; -1 where they make no sense."""
    try:
        with path.open("rb") as file:
            return _index(file, path.stat().st_size)[2]
    except Unreadable:
        return -1


def read(path: Path) -> dict[str, numpy.ndarray]:
    """All variables by their names, quantized ones as float32 again. Raises Unreadable, OSError."""
    with path.open("rb") as file:
        variables, aliases, _ = _index(file, path.stat().st_size)
        arrays = {name: _array(file, variable) for name, variable in variables.items()}
    for name in [name for name in arrays if name.endswith(_SCALE)]:
        weight = name.removesuffix(_SCALE)
        arrays[weight] = _dequantized(arrays[weight], arrays.pop(name))
    return arrays | {alias: arrays[name] for alias, name in aliases.items() if name in arrays}


def _index(file: BinaryIO, length: int) -> tuple[dict[str, Variable], dict[str, str], int]:
    """The variables, the further names, and where the file should end."""
    if _numbers(file, "I")[0] != VERSION:
        raise Unreadable("This isn't version 6 of CTranslate2's format.")
    _string(file)
    _, count = _numbers(file, "II")
    variables, aliases = {}, {}
    for _ in range(count):
        name = _string(file)
        shape = _numbers(file, f"{_numbers(file, 'B')[0]}I")
        kind, size = _numbers(file, "BI")
        variables[name] = Variable(file.tell(), size, shape, kind)
        if file.tell() + size > length:
            raise Unreadable(f"{name} ends behind the file's end.")
        file.seek(size, 1)
    for _ in range(_numbers(file, "I")[0]):
        alias = _string(file)
        aliases[alias] = _string(file)
    return variables, aliases, file.tell()


def _array(file: BinaryIO, variable: Variable) -> numpy.ndarray:
    if variable.kind >= len(_TYPES):
        raise Unreadable("bfloat16 weights aren't read here.")
    file.seek(variable.offset)
    return numpy.frombuffer(file.read(variable.size), _TYPES[variable.kind]).reshape(variable.shape)


def _dequantized(weight: numpy.ndarray, scale: numpy.ndarray) -> numpy.ndarray:
    """int8 has a scale for each row, int16 one for all; the stored numbers are the weights times the scale."""
    return weight.astype(numpy.float32) / scale.reshape(scale.shape + (1,) * (weight.ndim - scale.ndim))


def _numbers(file: BinaryIO, pattern: str) -> tuple[int, ...]:
    pattern = f"<{pattern}"
    content = file.read(struct.calcsize(pattern))
    if len(content) < struct.calcsize(pattern):
        raise Unreadable("The file ends too early.")
    return struct.unpack(pattern, content)


def _string(file: BinaryIO) -> str:
    try:
        return file.read(_numbers(file, "H")[0]).rstrip(b"\x00").decode()
    except UnicodeDecodeError:
        raise Unreadable("A name isn't text.") from None
