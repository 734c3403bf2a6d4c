"""What bench.mjs is held against: the article's network in PyTorch, step by step, and a whole replay in Python.

Arguments: a candump log of the profile `synthetic`, and repetitions of the forward. python3-can reads the log, plain
Python decodes it, numpy keeps the window, PyTorch predicts at every step of 0.1 s. Prints one line of JSON: seconds and
steps of the replay, microseconds of a forward back to back and every 10 ms (medians).
"""

import json
import sys
import time

import numpy
import torch
from can import CanutilsLogReader

HISTORY, HORIZON, DT = 5, 5, 0.1


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(20, 64, num_layers=2, batch_first=True)
        self.output = torch.nn.Linear(64, 5)

    def forward(self, features):
        outputs, _ = self.lstm(features.unsqueeze(1))
        return self.output(outputs[:, -1])


def signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) else value


def replay(path, network):
    """Curvature is held ahead, as in the other side's run."""
    window = numpy.zeros((HISTORY, 3))
    filled, steps = 0, 0
    curvature = speed = steering = float("nan")
    grid = None
    for message in CanutilsLogReader(path):
        if grid is None:
            grid = numpy.ceil(message.timestamp / DT)
        while message.timestamp > grid * DT:
            window[:-1] = window[1:]
            window[-1] = curvature, speed, steering
            filled += 1
            grid += 1
            if filled < HISTORY + 1:
                continue
            features = numpy.concatenate([window.T.reshape(-1), numpy.full(HORIZON, curvature)])
            network(torch.from_numpy(features.astype(numpy.float32)).unsqueeze(0)).numpy()
            steps += 1
        data = message.data
        if message.arbitration_id == 0x100:
            steering = signed(data[0] << 8 | data[1], 16) * 0.025
        elif message.arbitration_id == 0x101:
            speed = signed(data[0] << 8 | data[1], 16) * 0.01
        elif message.arbitration_id == 0x102:
            curvature = signed(data[0] << 16 | data[1] << 8 | data[2], 24) * 1e-7
    return steps


def median_of(run, count, pause):
    times = []
    for _ in range(count):
        if pause:
            time.sleep(pause)
        begin = time.perf_counter()
        run()
        times.append(1e6 * (time.perf_counter() - begin))
    return sorted(times)[count // 2]


torch.set_num_threads(1)
torch.manual_seed(1)
network = Network().eval()
features = torch.randn(1, 20)
with torch.no_grad():
    hot = median_of(lambda: network(features), int(sys.argv[2]), 0)
    paced = median_of(lambda: network(features), 200, 0.01)
    begin = time.perf_counter()
    steps = replay(sys.argv[1], network)
    seconds = time.perf_counter() - begin
print(json.dumps({"hot": hot, "paced": paced, "steps": steps, "seconds": seconds}))
