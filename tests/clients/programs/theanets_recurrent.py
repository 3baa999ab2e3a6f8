"""Sums of the last steps of sequences by theanets: a recurrent regression with LSTM and vanilla layers."""

import numpy as np
import theanets

EPOCHS, STEPS, WINDOW = 12, 25, 4


def sequences(rng, count):
    """Noise, and what its last steps add up to."""
    x = rng.uniform(-1, 1, size=(count, STEPS, 1)).astype("float32")
    sums = np.cumsum(np.pad(x, ((0, 0), (WINDOW, 0), (0, 0))), axis=1)
    return x, (sums[:, WINDOW:] - sums[:, :-WINDOW])


def main():
    rng = np.random.RandomState(1)
    train, valid = sequences(rng, 500), sequences(rng, 100)
    network = theanets.recurrent.Regressor([1, dict(form="lstm", size=20), dict(form="rnn", size=10), 1], rng=1)
    steps = network.itertrain(train, valid, algo="adam", learning_rate=0.01, batch_size=25, train_batches=20, rng=1)
    for _, (training, _) in zip(range(EPOCHS), steps):
        error = np.mean((network.predict(valid[0]) - valid[1]) ** 2) / np.var(valid[1])
        print(f"loss {training['loss']:.4f}, error {error:.4f}", flush=True)


main()
