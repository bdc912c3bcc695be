"""Trains in PyTorch the VAE that peer-elbo wrote down (network, rows, split, rate, steps): torch_vae.py SETTING.json

One line of JSON: the held-out ELBO a row, by 4,096 draws of z, in nats and the units of the file. Initial parameters and
batches are PyTorch's own, by the seed.
"""
import json
import math
import sys

import torch
from torch import nn

with open(sys.argv[1]) as file:
    setting = json.load(file)
torch.set_num_threads(1)
torch.manual_seed(setting["seed"])
train, held_out = torch.tensor(setting["train"]), torch.tensor(setting["held_out"])
n, d = train.shape
hidden, latent, batch = setting["hidden"], setting["latent"], setting["batch"]


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(d, hidden), nn.Tanh(), nn.Linear(hidden, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.Tanh(), nn.Linear(hidden, d))
        self.log_sigma = nn.Parameter(torch.zeros(d))

    def elbo(self, x):
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        log_sigma = self.log_sigma.clamp(min=math.log(setting["noise_floor"]))
        log_likelihood = (-0.5 * ((x - self.decoder(z)) / log_sigma.exp()) ** 2 - log_sigma).sum(1)
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
        return (log_likelihood - kl).mean() - 0.5 * d * math.log(2 * math.pi)


net = Vae()
optimiser = torch.optim.Adam(net.parameters(), setting["rate"])
steps = 0
for _ in range(setting["epochs"]):
    order = torch.randperm(n)
    for start in range(0, n - batch + 1, batch):
        optimiser.zero_grad(set_to_none=True)
        (-net.elbo(train[order[start : start + batch]])).backward()
        optimiser.step()
        steps += 1


def exact(rows):
    with torch.no_grad():
        return sum(net.elbo(rows).item() for _ in range(4096)) / 4096 + setting["log_jacobian"]


print(json.dumps({"engine": "PyTorch", "held_out_elbo": exact(held_out), "train_elbo": exact(train), "steps": steps}))
