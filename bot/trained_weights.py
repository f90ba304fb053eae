"""What we trained of a network, as a file: matrices as int8 with a float32 scale for each row, vectors as float32.

The layers that were not trained come from the embedding model and are not in the file.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn


def save_trained(network: nn.Module, path: Path, about: str) -> None:
    """Write the parameters that require a gradient, with `about` (command, seed, digests of the data) beside them."""
    arrays: dict[str, Any] = {"about": np.array(about)}
    for name, value in network.named_parameters():
        if not value.requires_grad:
            continue
        weights = value.detach().numpy()
        if weights.ndim == 2 and len(weights) > 1:
            scale = np.maximum(np.abs(weights).max(axis=1, keepdims=True), 1e-12) / 127
            arrays[name] = np.round(weights / scale).astype(np.int8)
            arrays[f"{name}.scale"] = scale.astype(np.float32)
        else:
            arrays[name] = weights.astype(np.float32)
    np.savez_compressed(path, **arrays)


def load_trained(network: nn.Module, path: Path) -> None:
    """Put the file's weights in place of the network's own.

    Raises:
        ValueError: the file holds weights that the network has no place for.
    """
    with np.load(path) as stored:
        trained = {
            name: torch.from_numpy(
                stored[name].astype(np.float32) * stored[f"{name}.scale"] if f"{name}.scale" in stored else stored[name]
            )
            for name in stored.files
            if name != "about" and not name.endswith(".scale")
        }
    unknown = network.load_state_dict(trained, strict=False).unexpected_keys
    if unknown:
        raise ValueError(f"{path}: väntade vikter för {type(network).__name__}, fann okända: {unknown[:3]}")
