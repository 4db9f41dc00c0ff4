import { otherArrayDraws } from './other-array-draws.ts';

/** Code that may draw from generators that can be made to give what they seldom give. */
export const draws = /\b(?:random|secrets|default_rng|uuid|urandom)\b/;

/**
 * Lets the first draws of each line of a lesson come out as they seldom do, which would show by luck only: in the first
 * further run at the lower end of what they can give, in the second at the upper one, and in later ones at what lies between,
 * one value after the other, and at the numbers that the code has. Later draws of the line are as they come, so that what is
 * estimated from many of them hardly changes, but the same in each check. A generator that was given a seed is as ever.
 */
export function otherDraws(again: number, code: string): string {
  return `
def _other_draws():
    import os
    import random
    import secrets
    import sys
    import uuid

    Random = random.Random
    given = "_coursewright_seeded"
    between = {random.__file__, secrets.__file__, uuid.__file__, _other_draws.__code__.co_filename}
    left = {}
    again = ${again}
    whole = ${JSON.stringify(wholeNumbers(code))}
    parts = ${JSON.stringify(parts(code))}

    def turn(generator=None):
        """Which draw of its line this is, where it is one to be chosen."""
        if getattr(generator, given, False):
            return None
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename in between:
            frame = frame.f_back
        # What libraries draw for themselves is none of the lesson's.
        if frame is None or frame.f_globals.get("__name__") != "__main__":
            return None
        key = (frame.f_code.co_filename, frame.f_lineno)
        left[key] = left.get(key, -1) + 1
        return left[key] if left[key] < 4 else None

    def chosen_below(n, turn):
        """A whole number below another; None where chance may have its way."""
        if turn is None or not n:
            return None
        if again < 3:
            return 0 if again == 1 else n - 1
        later = again - 3
        if n <= ${MOST}:
            return (later + turn * (later % 3)) % n
        fitting = [number for number in whole if number < n]
        return fitting[later] if later < len(fitting) else None

    def chosen_part(turn):
        """The same of a number from 0 to 1."""
        if turn is None:
            return None
        if again < 3:
            return 0.0005 if again == 1 else 0.9995
        return parts[again - 3] if again - 3 < len(parts) else None

    shuffle, seed, setstate = Random.shuffle, Random.seed, Random.setstate

    def patch(kind):
        draw, below = kind.random, kind._randbelow

        def other_random(self):
            value, chosen = draw(self), chosen_part(turn(self))
            return value if chosen is None else chosen

        def other_below(self, n):
            value, chosen = below(self, n), chosen_below(n, turn(self))
            return value if chosen is None else chosen

        kind.random, kind._randbelow = other_random, other_below

    def other_shuffle(self, x, *args, **kwargs):
        if again > 2 or turn(self) is None:
            return shuffle(self, x, *args, **kwargs)
        for index, item in enumerate(list(x)[::-1] if again == 1 else list(x)):
            x[index] = item

    def other_seed(self, a=None, *args, **kwargs):
        seed(self, a, *args, **kwargs)
        setattr(self, given, a is not None)

    def other_setstate(self, state):
        setstate(self, state)
        setattr(self, given, True)

    urandom = os.urandom

    def other_urandom(size):
        drawn, at = urandom(size), turn()
        # The first bytes go through all digits. The others keep numbers that are to be unique so.
        return drawn if at is None else (bytes([(again + at) * 17 % 256] * 4) + drawn[4:])[:size]

    os.urandom = other_urandom
    patch(random.SystemRandom)
    patch(Random)
    Random.shuffle, Random.seed, Random.setstate = other_shuffle, other_seed, other_setstate
    for name in ("random", "shuffle", "seed", "setstate"):
        setattr(random, name, getattr(random._inst, name))
    # All other draws are those of this further run in each check, so that luck does not decide which of them show what.
    seed(random._inst, again)
${/\b(?:numpy|np)\b/.test(code) ? otherArrayDraws(again) : ''}
_let(_other_draws)
`;
}

/** So many values are all tried, one in each later run; of more, those that the code has a number for. */
const MOST = 17;

/** The whole numbers of a code, and those before them: `randint(1, n)` is one more than what is drawn. */
function wholeNumbers(code: string): readonly number[] {
  const found = [...code.matchAll(/(?<![\w.])\d[\d_]*(?![\w.])/g)].map(([text]) => Number(text.replaceAll('_', '')));
  const inside = [...new Set(found)].filter((number) => number > 1 && number < 2 ** 53);
  return [...new Set(inside.flatMap((number) => [number - 1, number]))].slice(0, MOST);
}

/** What lies between the numbers from 0 to 1 that a code has. */
function parts(code: string): readonly number[] {
  const found = [...code.matchAll(/(?<![\w.])0?\.\d+(?![\w.])/g)].map(([text]) => Number(text));
  const marks = [...new Set([0, ...found, 1])].sort((a, b) => a - b);
  return marks
    .slice(1)
    .map((mark, index) => ((marks[index] ?? 0) + mark) / 2)
    .slice(0, MOST);
}
