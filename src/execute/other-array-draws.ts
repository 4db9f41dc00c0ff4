/**
 * The part of `otherDraws` for NumPy. Its generators cannot be told what to give: they get a state from which that comes
 * next, or give another number than what they drew.
 */
export function otherArrayDraws(again: number): string {
  const isLow = again === 1;
  return `
    import numpy

    legacy = numpy.random.mtrand._rand
    end = numpy.random.RandomState(${isLow ? LOW : HIGH}).get_state()
    first = numpy.random.PCG64(${isLow ? LOW_PCG : HIGH_PCG}).state

    class Seeded:
        pass

    def one_of(name, turn, low=None, high=None, size=None, *args, a=None, endpoint=False, **kwargs):
        """A single number or item that is chosen; None where chance may have its way."""
        if size is not None or args or kwargs:
            return None
        if name in ("random", "rand", "random_sample"):
            return chosen_part(turn) if low is None else None
        if name == "choice":
            items = a if low is None else low
            if high is not None or numpy.ndim(items) > 1:
                return None
            number = chosen_below(items if numpy.ndim(items) == 0 else len(items), turn)
            return number if number is None or numpy.ndim(items) == 0 else numpy.asarray(items)[number]
        if name not in ("randint", "integers") or numpy.ndim(low) or numpy.ndim(high):
            return None
        begin, stop = (0, low) if high is None else (low, high)
        number = chosen_below(int(stop) - int(begin) + bool(endpoint), turn)
        return None if number is None else numpy.int64(begin + number) if name == "integers" else int(begin + number)

    def other_legacy(name, function):
        def drawn(*args, **kwargs):
            now = turn(Seeded)
            if now is not None and again < 3:
                legacy.set_state(end)
            value = function(*args, **kwargs)
            chosen = one_of(name, now, *args, **kwargs) if again > 2 else None
            return value if chosen is None else chosen

        drawn.__name__ = name
        return drawn

    def noting(name, function):
        def seeded(*args, **kwargs):
            setattr(Seeded, given, any(one is not None for one in (*args, *kwargs.values())))
            return function(*args, **kwargs)

        seeded.__name__ = name
        return seeded

    for name in dir(legacy):
        function = getattr(legacy, name)
        if name.startswith("_") or not hasattr(numpy.random, name) or name in ("get_state", "get_bit_generator"):
            continue
        kind = noting if name in ("seed", "set_state", "set_bit_generator") else other_legacy
        setattr(numpy.random, name, kind(name, function))

    class Generator(numpy.random.Generator):
        pass

    def other_method(name):
        method = getattr(numpy.random.Generator, name)

        def drawn(self, *args, **kwargs):
            now = turn(None)
            if now is not None and again < 3:
                self.bit_generator.state = first
            value = method(self, *args, **kwargs)
            chosen = one_of(name, now, *args, **kwargs) if again > 2 else None
            return value if chosen is None else chosen

        drawn.__name__ = name
        return drawn

    for name in dir(numpy.random.Generator):
        if not name.startswith("_") and name not in ("bit_generator", "spawn"):
            setattr(Generator, name, other_method(name))
    default_rng = numpy.random.default_rng

    made = 0

    def other_rng(seed=None):
        nonlocal made
        if seed is not None:
            return default_rng(seed)
        made += 1
        return Generator(default_rng((again, made)).bit_generator)

    numpy.random.default_rng = other_rng
    legacy.seed(again)
`;
}

/** Seeds after which the first number of the generator is among the least and the greatest. */
const LOW = 14327;
const HIGH = 1989;
const LOW_PCG = 21577;
const HIGH_PCG = 92862;
