"""The state of a ``numpy.random.RandomState``, copied as memory.

NumPy reads the 624 words of the Mersenne Twister one by one, which takes 40 us, and a state is kept for each call that
draws. Here the words are copied at once, and what else belongs to the state is asked for apart from them. Nobody else
may use the generator in the meantime. Where NumPy's memory is not as it is expected, its own function is used.
"""

import ctypes
import functools

import numpy as np

WORDS = 624


class WithoutWords:
    """Stands for the bits of a generator that is asked for the rest of its state."""

    @property
    def state(self):
        return {"bit_generator": "MT19937"}


_WITHOUT_WORDS = WithoutWords()


def state_of(generator):
    """Return the state of a ``RandomState``, which ``set_state`` takes."""
    if type(generator._bit_generator) is not np.random.MT19937 or not _is_as_expected():
        return generator.get_state(legacy=False)
    return _copied(generator)


def _copied(generator):
    bits = generator._bit_generator
    words = ctypes.string_at(bits.ctypes.state_address, 4 * WORDS + 4)
    generator._bit_generator = _WITHOUT_WORDS
    try:
        state = generator.get_state(legacy=False)
    finally:
        generator._bit_generator = bits
    state["state"] = {
        "key": np.frombuffer(words, np.uint32, WORDS), "pos": int.from_bytes(words[4 * WORDS :], "little"),
    }
    return state


@functools.cache
def _is_as_expected():
    """Return True if copies are the states that NumPy gives, before, within and after a number of pairs."""
    generator = np.random.RandomState(1)
    for _ in range(3):
        try:
            copied, state = _copied(generator), generator.get_state(legacy=False)
        except (AttributeError, KeyError, TypeError):
            return False
        words, known = copied.pop("state"), state.pop("state")
        if copied != state or words["pos"] != known["pos"] or not np.array_equal(words["key"], known["key"]):
            return False
        generator.standard_normal(401)
    return True
