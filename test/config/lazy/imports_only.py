# No bases: imports alone make it the pure-Python style.
from torch.optim import SGD
import torch.nn as nn

optimizer = dict(type=SGD, lr=0.1)
act = nn.ReLU
deep = nn.modules.activation.GELU
