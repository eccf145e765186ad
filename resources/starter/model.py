"""The starter model: a decoder in the shape of Mistral 7B (RMSNorm, rotary positions, grouped-query attention, SwiGLU),
with the embedding tied to the output, small enough to be trained on an ordinary computer."""

import math
from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Shape:
    vocabulary: int
    layers: int
    #: width of the residual stream
    embedding: int
    feed_forward: int
    heads: int
    key_value_heads: int
    #: tokens; the longest sequence it is trained on
    context: int = 2048
    rope_base: float = 10000.0
    epsilon: float = 1e-5

    @property
    def head_width(self) -> int:
        return self.embedding // self.heads

    def as_dict(self) -> dict:
        return asdict(self)


#: `--size`: by the means at hand. `cpu` trains in about two hours on two cores, `gpu` in about 25 minutes on an H100.
SIZES = {
    "test": dict(layers=2, embedding=64, feed_forward=192, heads=4, key_value_heads=2),
    "cpu": dict(layers=5, embedding=320, feed_forward=896, heads=10, key_value_heads=5),
    "cpu-large": dict(layers=8, embedding=384, feed_forward=1024, heads=6, key_value_heads=2),
    "gpu": dict(layers=12, embedding=512, feed_forward=1408, heads=8, key_value_heads=4),
}


class Model(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.embedding)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = RMSNorm(shape.epsilon)
        half = shape.head_width // 2
        frequencies = shape.rope_base ** (-torch.arange(half) / half)
        angles = torch.outer(torch.arange(shape.context), frequencies)
        self.register_buffer("cosines", angles.cos(), persistent=False)
        self.register_buffer("sines", angles.sin(), persistent=False)
        self.initialize()

    def initialize(self) -> None:
        """Small normal weights; what is added to the residual stream starts at nothing."""
        for name, weight in self.named_parameters():
            if weight.dim() < 2:
                continue
            if name.endswith(("output.weight", "down.weight")):
                nn.init.zeros_(weight)
            elif name == "embedding.weight":
                nn.init.normal_(weight, std=0.02)
            else:
                nn.init.normal_(weight, std=1 / math.sqrt(weight.shape[1]))

    def hidden(self, tokens: torch.Tensor) -> torch.Tensor:
        """tokens [batch, length] to the last hidden states [batch, length, embedding]."""
        length = tokens.shape[1]
        x = self.embedding(tokens)
        rotation = (self.cosines[:length], self.sines[:length])
        mask = torch.full((length, length), float("-inf"), device=tokens.device).triu(1)
        for layer in self.layers:
            x = layer(x, rotation, mask)
        return self.norm(x)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """tokens [batch, length] to logits [batch, length, vocabulary]."""
        return F.linear(self.hidden(tokens), self.embedding.weight)

    def loss(self, tokens: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Cross entropy in nats, summed over the targets that are not -1; logits are made for these alone."""
        hidden = self.hidden(tokens).flatten(0, 1)
        wanted = (targets.flatten() >= 0).nonzero().squeeze(1)
        logits = F.linear(hidden.index_select(0, wanted), self.embedding.weight)
        return F.cross_entropy(logits.float(), targets.flatten().index_select(0, wanted), reduction="sum")


class Layer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.attention_norm = RMSNorm(shape.epsilon)
        self.attention = Attention(shape)
        self.feed_forward_norm = RMSNorm(shape.epsilon)
        self.feed_forward = FeedForward(shape)

    def forward(self, x, rotation, mask):
        x = x + self.attention(self.attention_norm(x), rotation, mask)
        return x + self.feed_forward(self.feed_forward_norm(x))


class Attention(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        width = shape.key_value_heads * shape.head_width
        self.query = nn.Linear(shape.embedding, shape.embedding, bias=False)
        self.key = nn.Linear(shape.embedding, width, bias=False)
        self.value = nn.Linear(shape.embedding, width, bias=False)
        self.output = nn.Linear(shape.embedding, shape.embedding, bias=False)

    def forward(self, x, rotation, mask):
        batch, length, _ = x.shape
        groups, width = self.shape.key_value_heads, self.shape.head_width
        shared = self.shape.heads // groups
        query = rotate(self.query(x).view(batch, length, groups * shared, width), rotation)
        key = rotate(self.key(x).view(batch, length, groups, width), rotation)
        value = self.value(x).view(batch, length, groups, width).permute(0, 2, 1, 3)
        # The query heads of one group are rows of one matrix against their shared key: [batch, group, shared * length, width].
        query = query.view(batch, length, groups, shared, width).permute(0, 2, 3, 1, 4)
        query = query.reshape(batch, groups, shared * length, width)
        if hasattr(F, "scaled_dot_product_attention") and x.is_cuda:
            tall = query.view(batch, groups * shared, length, width)
            keys = key.permute(0, 2, 1, 3).repeat_interleave(shared, 1)
            mixed = F.scaled_dot_product_attention(tall, keys, value.repeat_interleave(shared, 1), is_causal=True)
            mixed = mixed.view(batch, groups, shared * length, width)
        else:
            scores = torch.matmul(query, key.permute(0, 2, 3, 1) * width**-0.5)
            scores = scores.view(batch, groups, shared, length, length).add_(mask)
            weights = scores.softmax(-1).view(batch, groups, shared * length, length)
            mixed = torch.matmul(weights, value)
        mixed = mixed.view(batch, groups, shared, length, width).permute(0, 3, 1, 2, 4)
        return self.output(mixed.reshape(batch, length, -1))


class FeedForward(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.gate = nn.Linear(shape.embedding, shape.feed_forward, bias=False)
        self.up = nn.Linear(shape.embedding, shape.feed_forward, bias=False)
        self.down = nn.Linear(shape.feed_forward, shape.embedding, bias=False)

    def forward(self, x):
        return self.down(F.silu(self.gate(x)) * self.up(x))


class RMSNorm(nn.Module):
    """Without gains: the matrix behind it has its own."""

    def __init__(self, epsilon: float):
        super().__init__()
        self.epsilon = epsilon

    def forward(self, x):
        return RMSNormalize.apply(x, self.epsilon)


class RMSNormalize(torch.autograd.Function):
    """By hand, because the passes over memory are most of its time on a processor."""

    @staticmethod
    def forward(context, x, epsilon):
        width = x.shape[-1]
        scale = (torch.linalg.vector_norm(x, dim=-1, keepdim=True).square() / width + epsilon).rsqrt()
        y = x * scale
        context.save_for_backward(y, scale)
        return y

    @staticmethod
    def backward(context, gradient):
        y, scale = context.saved_tensors
        along = (gradient * y).mean(-1, keepdim=True)
        return torch.addcmul(gradient, y, along, value=-1).mul_(scale), None


def rotate(x: torch.Tensor, rotation) -> torch.Tensor:
    """Rotary positions on [batch, length, heads, width]: dimension i turns with dimension i + width / 2."""
    cosines, sines = (angles[None, :, None, :].to(x.dtype) for angles in rotation)
    first, second = x.chunk(2, -1)
    return torch.cat((first * cosines - second * sines, second * cosines + first * sines), -1)
