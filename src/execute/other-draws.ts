/** Code that may draw from generators that can be made to give what they seldom give. */
export const draws = /\b(?:random|secrets|default_rng)\b/;

/**
 * Lets the first draws of each line of a lesson come out at one end of what they can give, in the first further run at the
 * lower end, in the second at the upper one: what is drawn seldom would show by luck only. Later draws of the line, and those of
 * a generator that was given a seed, are as ever, so that what is estimated from many of them hardly changes.
 */
export function otherDraws(again: number, code: string): string {
  if (again > 2) return '';
  const isLow = again === 1;
  return `
def _other_draws():
    import random
    import secrets
    import sys

    Random = random.Random
    given = "_coursewright_seeded"
    between = {random.__file__, secrets.__file__, _other_draws.__code__.co_filename}
    left = {}

    def is_forced(generator):
        if getattr(generator, given, False):
            return False
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename in between:
            frame = frame.f_back
        # What libraries draw for themselves is none of the lesson's.
        if frame is None or frame.f_globals.get("__name__") != "__main__":
            return False
        key = (frame.f_code.co_filename, frame.f_lineno)
        left[key] = left.get(key, 4) - 1
        return left[key] >= 0

    draw, below, shuffle = Random.random, Random._randbelow, Random.shuffle
    seed, setstate = Random.seed, Random.setstate

    def other_random(self):
        value = draw(self)
        return ${isLow ? '0.0005' : '0.9995'} if is_forced(self) else value

    def other_below(self, n):
        value = below(self, n)
        return ${isLow ? '0' : 'n - 1'} if n and is_forced(self) else value

    def other_shuffle(self, x, *args, **kwargs):
        if not is_forced(self):
            return shuffle(self, x, *args, **kwargs)
        for index, item in enumerate(${isLow ? 'list(x)[::-1]' : 'list(x)'}):
            x[index] = item

    def other_seed(self, a=None, *args, **kwargs):
        seed(self, a, *args, **kwargs)
        setattr(self, given, a is not None)

    def other_setstate(self, state):
        setstate(self, state)
        setattr(self, given, True)

    Random.random, Random._randbelow, Random.shuffle = other_random, other_below, other_shuffle
    Random.seed, Random.setstate = other_seed, other_setstate
    for name in ("random", "shuffle", "seed", "setstate"):
        setattr(random, name, getattr(random._inst, name))
${/\b(?:numpy|np)\b/.test(code) ? arrays(isLow) : ''}
try:
    _other_draws()
except Exception:
    pass
`;
}

/** NumPy's generators cannot be told what to give: they get a state from which that comes next. */
function arrays(isLow: boolean): string {
  return `
    import numpy

    legacy = numpy.random.mtrand._rand
    end = numpy.random.RandomState(${isLow ? LOW : HIGH}).get_state()
    first = numpy.random.PCG64(${isLow ? LOW_PCG : HIGH_PCG}).state

    class Seeded:
        pass

    def other_legacy(function):
        def drawn(*args, **kwargs):
            if is_forced(Seeded):
                legacy.set_state(end)
            return function(*args, **kwargs)

        drawn.__name__ = function.__name__
        return drawn

    def noting(function):
        def seeded(*args, **kwargs):
            setattr(Seeded, given, any(one is not None for one in (*args, *kwargs.values())))
            return function(*args, **kwargs)

        seeded.__name__ = function.__name__
        return seeded

    for name in dir(legacy):
        function = getattr(legacy, name)
        if name.startswith("_") or not hasattr(numpy.random, name) or name in ("get_state", "get_bit_generator"):
            continue
        setattr(numpy.random, name, (noting if name in ("seed", "set_state", "set_bit_generator") else other_legacy)(function))

    class Generator(numpy.random.Generator):
        pass

    def other_method(name):
        method = getattr(numpy.random.Generator, name)

        def drawn(self, *args, **kwargs):
            if is_forced(None):
                self.bit_generator.state = first
            return method(self, *args, **kwargs)

        drawn.__name__ = name
        return drawn

    for name in dir(numpy.random.Generator):
        if not name.startswith("_") and name not in ("bit_generator", "spawn"):
            setattr(Generator, name, other_method(name))
    default_rng = numpy.random.default_rng

    def other_rng(seed=None):
        made = default_rng(seed)
        return Generator(made.bit_generator) if seed is None else made

    numpy.random.default_rng = other_rng
`;
}

/** Seeds after which the first number of the generator is among the least and the greatest. */
const LOW = 14327;
const HIGH = 1989;
const LOW_PCG = 21577;
const HIGH_PCG = 92862;
