"""What functions give and what they are made of, however they pack it."""


def outputs_of(result):
    """The outputs of a call in a list, however the function packs them."""
    if isinstance(result, dict):
        return list(result.values())
    return result if isinstance(result, list) else [] if result is None else [result]


def kinds_of(program):
    """The kinds of all steps, also of programs inside of steps."""
    for step in program.steps:
        yield step.kind
        if "program" in step.params:
            yield from kinds_of(step.params["program"])
