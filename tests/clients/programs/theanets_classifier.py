"""Digits by theanets: a classifier with a hidden layer, with noise and weight decay; saved, loaded, the same."""

import digits
import numpy as np
import theanets

EPOCHS = 8


def main():
    train, valid, test = [(images, labels.astype("int32")) for images, labels in digits.parts()]
    network = theanets.Classifier(layers=[784, (100, "relu"), 10], rng=1)
    steps = network.itertrain(
        train,
        valid,
        algo="rmsprop",
        learning_rate=0.001,
        momentum=0.9,
        hidden_noise=0.1,
        weight_l2=1e-5,
        batch_size=50,
        train_batches=80,
        rng=1,
    )
    for _, (training, _) in zip(range(EPOCHS), steps):
        print(f"loss {training['loss']:.4f}, error {1 - network.score(*test):.4f}", flush=True)
    network.save("network.pkl")
    again = theanets.Classifier.load("network.pkl")
    np.testing.assert_array_equal(network.predict(test[0]), again.predict(test[0]))


main()
