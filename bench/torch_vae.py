"""Trains in PyTorch the VAEs that peer-elbo wrote down (network, rows, split, rate, steps), one a seed: torch_vae.py SETTING.json

One line of JSON, lists over the seeds: the held-out ELBO a row, by 64 draws of z or more, in nats and the units of the file.
Initial parameters are nn.Linear's, batches and noise PyTorch's own. The networks of all seeds take their steps together:
Adam works number by number and each seed's loss knows its own parameters alone, so that it is as if each had been trained
by itself.
"""
import json
import math
import sys

import torch
from torch import nn

with open(sys.argv[1]) as file:
    setting = json.load(file)
torch.set_num_threads(1)
train, held_out = torch.tensor(setting["train"]), torch.tensor(setting["held_out"])
seeds, n, d = train.shape
hidden, latent, batch = setting["hidden"], setting["latent"], setting["batch"]


def layers(widths):
    """A weight [seeds, in, out] and a bias [seeds, 1, out] a layer."""
    shapes = list(zip(widths, widths[1:]))
    drawn = []
    for seed in setting["seeds"]:
        torch.manual_seed(100003 * seed + sum(widths))
        drawn.append([nn.Linear(*shape) for shape in shapes])
    found = []
    for at in range(len(shapes)):
        found.append(nn.Parameter(torch.stack([each[at].weight.detach().t() for each in drawn])))
        found.append(nn.Parameter(torch.stack([each[at].bias.detach()[None] for each in drawn])))
    return found


encoder = layers([d, hidden, 2 * latent])
decoder = layers([latent, hidden, d])
free_log_sigma = nn.Parameter(torch.zeros(seeds, 1, d))


def through(x, net):
    w1, b1, w2, b2 = net
    return torch.baddbmm(b2, torch.tanh(torch.baddbmm(b1, x, w1)), w2)


def elbo(x):
    """[seeds] means over the rows."""
    mean, log_variance = through(x, encoder).chunk(2, dim=2)
    z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
    log_sigma = free_log_sigma.clamp(min=math.log(setting["noise_floor"]))
    log_likelihood = (-0.5 * ((x - through(z, decoder)) / log_sigma.exp()) ** 2 - log_sigma).sum(2)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(2)
    return (log_likelihood - kl).mean(1) - 0.5 * d * math.log(2 * math.pi)


optimiser = torch.optim.Adam([*encoder, *decoder, free_log_sigma], setting["rate"])
torch.manual_seed(setting["seeds"][0])
steps = 0
for _ in range(setting["epochs"]):
    order = torch.rand(seeds, n).argsort(1)
    for start in range(0, n - batch + 1, batch):
        rows = order[:, start : start + batch, None].expand(-1, -1, d)
        optimiser.zero_grad(set_to_none=True)
        (-elbo(train.gather(1, rows))).sum().backward()
        optimiser.step()
        steps += 1


def exact(rows):
    """As many draws as leave some .003 nat of noise a seed, or less."""
    draws = max(64, 200_000 // rows.shape[1])
    with torch.no_grad():
        found = sum(elbo(rows).double() for _ in range(draws)) / draws
    return (found + torch.tensor(setting["log_jacobian"]).double()).tolist()


print(json.dumps({"engine": "PyTorch", "held_out_elbo": exact(held_out), "train_elbo": exact(train), "steps": steps}))
