/** Code that may measure how long something takes. */
export const measuresTime =
  /\b(?:perf_counter|monotonic|process_time|thread_time|time)(?:_ns)?\b|\b(?:timeit|default_timer)\b/;

/**
 * Lets what a lesson measures take longer and shorter by turns, so that of two durations that are about the same the other one
 * is the longer: in the first further run the first interval is stretched, in the second the next, in later ones two, and then
 * four, at a time. What takes more than three times as long as something else does so in every run, unless a scheduler's turn
 * is all that is between them: a busy machine takes that much from whatever it likes, so it is added to what is stretched, for
 * the first readings of each line. Those that come after may count how long a lesson has waited.
 */
export function otherPace(again: number): string {
  return `
def _other_pace():
    import sys
    import time
    import timeit

    TURN = 0.01
    between = {_other_pace.__code__.co_filename, timeit.__file__}
    begun = {}

    def reader():
        """The line of the lesson that asks; what formats a moment, and the day, ask for it. Libraries wait by these clocks."""
        frame = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename in between:
            frame = frame.f_back
        if frame is None or frame.f_globals.get("__name__") != "__main__":
            return None
        return frame.f_code.co_filename, frame.f_lineno

    def stretched(passed, asked, line):
        begun[line] = begun.get(line, 0) + 1
        if (asked >> ${1 + Math.floor((again - 1) / 2)} & 1) == ${again % 2}:
            return passed * 0.55
        return passed * 1.8 + (TURN if begun[line] <= 4 else 0)

    def other(name):
        clock = getattr(time, name)
        unit = 10**9 if name.endswith("_ns") else 1
        asked, last, shown = 0, 0, 0

        def other_clock():
            nonlocal asked, last, shown
            now = clock()
            line = reader()
            if line is None:
                return now
            passed = stretched((now - last) / unit, asked, line) * unit
            shown = now if asked == 0 else shown + (int(passed) if unit > 1 else passed)
            asked, last = asked + 1, now
            return shown

        setattr(time, name, other_clock)

    for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time"):
        other(name)
        other(name + "_ns")
    timeit.default_timer = time.perf_counter

    measured, is_under_way = -1, False

    def turned(measure):
        """All that one call of a lesson measures is stretched alike."""

        def other_measure(self, *args, **kwargs):
            nonlocal measured, is_under_way
            line = None if is_under_way else reader()
            if line is None:
                return measure(self, *args, **kwargs)
            is_under_way = True
            try:
                taken = measure(self, *args, **kwargs)
            finally:
                is_under_way = False
            measured += 2
            if isinstance(taken, list):
                return [stretched(passed, measured, line) for passed in taken]
            return stretched(taken, measured, line)

        return other_measure

    for name in ("timeit", "repeat"):
        setattr(timeit.Timer, name, turned(getattr(timeit.Timer, name)))

_let(_other_pace)
`;
}
