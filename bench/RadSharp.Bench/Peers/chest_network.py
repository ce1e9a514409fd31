# The network of radsharp-mini's eye in PyTorch, under the same names, and its training step; asked for one step a line.
# Arguments: images, targets and parameters as raw float32, the parameters' names and shapes as JSON, batch, size, width, and
# whether channels lie side by side.
import json
import os
import sys
import time

import numpy
import torch
from torch import nn

images_path, targets_path, parameters_path, names_path, batch, size, width, channels_last = sys.argv[1:9]
batch, size, width = int(batch), int(size), int(width)
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        changes = stride != 1 or before != after
        self.downsample = nn.Sequential(
            nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after)) if changes else nn.Identity()

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + self.downsample(x))


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        before = width
        for stage in range(4):
            after = width << stage
            blocks = [Block(before, after, 1 if stage == 0 else 2), Block(after, after, 1)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
            before = after

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = Backbone()
        self.findings = nn.Linear(width << 3, 14)

    def forward(self, x):
        return self.findings(self.backbone(x).mean((2, 3)))


def raw(path):
    return torch.from_numpy(numpy.fromfile(path, dtype=numpy.float32))


network = Network()
state, values, place = network.state_dict(), raw(parameters_path), 0
for name, shape in json.load(open(names_path)):
    count = int(numpy.prod(shape))
    if name in state:
        state[name] = values[place:place + count].reshape(shape).clone()
    place += count
network.load_state_dict(state)
network.train()
images = raw(images_path).reshape(batch, 1, size, size)
targets = raw(targets_path).reshape(batch, 14)
if channels_last == "yes":
    network, images = network.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.05)
loss_of = nn.BCEWithLogitsLoss()

for line in sys.stdin:
    start = time.perf_counter()
    optimizer.zero_grad(set_to_none=False)
    loss = loss_of(network(images), targets)
    loss.backward()
    optimizer.step()
    print(time.perf_counter() - start, float(loss), flush=True)
