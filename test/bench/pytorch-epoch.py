"""Times full-batch epochs of the article's network in PyTorch: LSTM 20 -> 64 x 2 at length one, dense 5, Adam, MSE.

Arguments: windows, epochs, threads. Prints the milliseconds of each epoch after the warm-up, as a JSON array.
"""
import json
import sys
import time

import torch

WARM_UP = 3


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(20, 64, num_layers=2, batch_first=True)
        self.output = torch.nn.Linear(64, 5)

    def forward(self, features):
        outputs, _ = self.lstm(features.unsqueeze(1))
        return self.output(outputs[:, -1])


windows, epochs, threads = (int(argument) for argument in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(1)
network = Network()
features, targets = torch.randn(windows, 20), torch.randn(windows, 5)
adam = torch.optim.Adam(network.parameters(), lr=1e-3)
times = []
for _ in range(WARM_UP + epochs):
    begin = time.perf_counter()
    adam.zero_grad()
    torch.nn.functional.mse_loss(network(features), targets).backward()
    adam.step()
    times.append(1000 * (time.perf_counter() - begin))
print(json.dumps(times[WARM_UP:]))
