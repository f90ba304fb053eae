"""A training run that goes on where it was interrupted: the network with its optimiser and how far it has come."""

import hashlib
import math
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import torch
from torch import nn

CHECKPOINT = 50  # steps
Batch = TypeVar("Batch")
Rate = Callable[[int, int], float]
"""(step, steps of the stage) -> share of the learning rate"""


class Run:
    def __init__(self, network: nn.Module, path: Path, rate: float) -> None:
        """Args: path: the checkpoint, read where it is there. rate: the highest learning rate."""
        self.network, self.path, self.highest = network, path, rate
        self.optimiser = torch.optim.AdamW([one for one in network.parameters() if one.requires_grad], lr=rate)
        self.done: dict[str, int] = {}
        if path.is_file():
            state = torch.load(path, weights_only=True)
            network.load_state_dict(state["network"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.done = state["done"]

    def save(self) -> None:
        aside = self.path.with_suffix(".new")
        state = {"network": self.network.state_dict(), "optimiser": self.optimiser.state_dict(), "done": self.done}
        torch.save(state, aside)
        aside.replace(self.path)

    def has_ended(self, stage: str) -> bool:
        """Whether an earlier run went through the stage, so that it need not be prepared."""
        return self._end(stage).is_file()

    def _end(self, stage: str) -> Path:
        return self.path.with_name(f"{stage}.pt")

    def end_of(self, stage: str) -> dict[str, torch.Tensor]:
        """The weights with which the stage ended: now, or in an earlier run."""
        path = self._end(stage)
        if not path.is_file():
            torch.save(self.network.state_dict(), path)
        return dict(torch.load(path, weights_only=True))

    def stage(
        self,
        name: str,
        batches: Sequence[Batch],
        loss_of: Callable[[Batch], torch.Tensor],
        rate: Rate,
        measured: Callable[[], str],
    ) -> None:
        """Go once through the batches, from where an earlier run stopped; `measured` tells of questions held out, on the way."""
        print(f"{name}: {len(batches)} steps", flush=True)
        begun, shown, first = time.monotonic(), 0.0, self.done.get(name, 0)
        for step in range(first, len(batches)):
            for group in self.optimiser.param_groups:
                group["lr"] = self.highest * rate(step, len(batches))
            loss = loss_of(batches[step])
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimiser.step()
            self.optimiser.zero_grad()
            shown += loss.item()
            self.done[name] = step + 1
            if (step + 1) % CHECKPOINT == 0 or step + 1 == len(batches):
                self.save()
                left = (len(batches) - step - 1) * (time.monotonic() - begun) / (step + 1 - first) / 60
                print(f"  step {step + 1:5}  loss {shown / CHECKPOINT:.3f}  {left:.0f} min left", flush=True)
                shown = 0.0
            if (step + 1) % (8 * CHECKPOINT) == 0 or step + 1 == len(batches):
                print(f"  held out: {measured()}", flush=True)


def rising(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / 100)


def falling(step: int, steps: int) -> float:
    return 0.5 * (1 + math.cos(math.pi * step / steps))


def falling_from(share: float) -> Rate:
    return lambda step, steps: share * falling(step, steps)


def held_at(share: float) -> Rate:
    return lambda step, steps: share


def digests(files: Iterable[Path]) -> list[str]:
    return [f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files]
