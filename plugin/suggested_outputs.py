"""Names that dialogs propose for outputs: after the inputs, beside the project or the input."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import QgsProject

from ..core.job.job import Job
from ..core.job.option import Option, options_of
from ..core.output_names import distinct_stems
from .files import free_path
from .parameters.form_values import path_of
from .styling import is_temporary


def suggested_outputs(kind: type[Job], values: Mapping[str, Any]) -> dict[str, str]:
    """Return paths of outputs by parameter, of files that do not exist yet.

    There is none where the input has no name or no folder of its own, such as a temporary file.

    Args:
        kind: The job of the algorithm.
        values: What its parameters are set to, without the outputs that need a name.
    """
    options = {option.key: option for option in options_of(kind)}
    found: dict[str, str] = {}
    for option in options.values():
        if option.info.file_name and option.name not in values:
            path = _path(option, options, {**values, **found})
            if path is not None:
                found[option.name] = str(path)
    return found


def _path(option: Option, options: Mapping[str, Option], values: Mapping[str, Any]) -> Path | None:
    keys = re.findall(r"{(\w+)}", option.info.file_name)
    named = options[keys[0]] if keys else options["input"]
    source = path_of(values.get(named.name))
    home = QgsProject.instance().homePath()
    folder = Path(source).parent if named.is_output or not home else Path(home)
    is_usable = bool(source) and not is_temporary(source) and folder.is_absolute()
    if not is_usable or not os.access(folder, os.W_OK):
        return None
    name = option.info.file_name.format(**{named.key: distinct_stems([source])[0]})
    return free_path(folder / name)
