"""Tables of expressions: what a step of a random program is, one a line."""


def chosen(p, table, names):
    """Return the value of one line of a table.

    Parameters
    ----------
    p : object
        The program, whose ``r`` chooses.
    table : str
    names : dict
        What the lines may use.
    """
    return eval(p.r.choice(table.strip().splitlines()), names)
