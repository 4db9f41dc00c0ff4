/** Code that may measure how long something takes. */
export const measuresTime = /\b(?:perf_counter|monotonic|process_time|thread_time|time)(?:_ns)?\b/;

/**
 * Lets what a lesson measures take longer and shorter by turns, so that of two durations that are about the same the other one
 * is the longer: in the first further run the first interval is stretched, in the second the next, in later ones two, and then
 * four, at a time. What takes more than three times as long as something else does so in every run.
 */
export function otherPace(again: number): string {
  return `
def _other_pace():
    import sys
    import time

    def other(name):
        clock = getattr(time, name)
        asked, last, shown = 0, 0, 0

        def other_clock():
            nonlocal asked, last, shown
            now = clock()
            # Libraries wait by these clocks, and the clock of the day is asked by what formats it.
            if sys._getframe(1).f_globals.get("__name__") != "__main__":
                return now
            long = (asked >> ${1 + Math.floor((again - 1) / 2)} & 1) ^ ${again % 2}
            passed = (now - last) * (1.8 if long else 0.55)
            shown = now if asked == 0 else shown + (int(passed) if isinstance(now, int) else passed)
            asked, last = asked + 1, now
            return shown

        setattr(time, name, other_clock)

    for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time"):
        other(name)
        other(name + "_ns")

_let(_other_pace)
`;
}
