/** Code that may ask what time it is. */
export const asksForMoment = /\b(?:now|today|utcnow|time|time_ns|localtime|gmtime|ctime|asctime|strftime)\b/;

/**
 * Sets the clock on, by more than a year. In the first further run each part of the date and the time is far from what it was, in
 * the second and the third the least and the greatest, in later ones between these: what a lesson says in the morning, or on a
 * Sunday, would be seen by luck only. The methods of `datetime` belong to a type that nobody can assign to, and asks no other
 * function for the time; where the kernel's Python has no way to them (PyPy), they tell the moment that it is.
 * @param otherZone The time zone of a kernel where the first one was in UTC.
 */
export function otherMoment(again: number, otherZone: string): string {
  return `
def _other_moment():
    import calendar
    import datetime
    import os
    import sys
    import time

    again = ${again}
    first = time.gmtime() if os.environ.get("TZ") == ${JSON.stringify(otherZone)} else time.localtime()
    if again == 1:
        date = (first.tm_year + 1 + first.tm_mon // 7, (first.tm_mon + 5) % 12 + 1, (first.tm_mday + 13) % 28 + 1)
        moment = ((first.tm_hour + 12) % 24, (first.tm_min + 30) % 60, (first.tm_sec + 31) % 60)
    elif again < 4:
        date = (first.tm_year + 2, 1, 1) if again == 2 else (first.tm_year + 2, 12, 31)
        moment = (0, 0, 0) if again == 2 else (23, 59, 30)
    else:
        # Another weekday, and another part of the day, in each.
        year, month = first.tm_year + again % 5 + 1, again * 5 % 12 + 1
        weekdays = [calendar.weekday(year, month, day) for day in range(8, 15)]
        date = (year, month, 8 + weekdays.index((again + 2) % 7))
        moment = ((first.tm_hour + (6, 18, 3, 15, 9, 21)[again % 6]) % 24, (first.tm_min + 17 * again) % 60, again * 7 % 60)
    ahead = int(time.mktime((*date, *moment, 0, 0, -1))) - int(time.time())

    now = time.time
    now_ns = time.time_ns
    time.time = lambda: now() + ahead
    time.time_ns = lambda: now_ns() + ahead * 10**9

    def later(function):
        return lambda seconds=None: function(time.time() if seconds is None else seconds)

    for name in ("localtime", "gmtime", "ctime"):
        setattr(time, name, later(getattr(time, name)))
    strftime = time.strftime
    asctime = time.asctime
    time.strftime = lambda form, t=None: strftime(form, time.localtime() if t is None else t)
    time.asctime = lambda t=None: asctime(time.localtime() if t is None else t)
    if sys.implementation.name != "cpython":
        return

    import ctypes
    import gc

    def put(name, function):
        gc.get_referents(datetime.datetime.__dict__)[0][name] = classmethod(function)

    put("now", lambda cls, tz=None: cls.fromtimestamp(time.time(), tz))
    put("utcnow", lambda cls: cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None))
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime.datetime))

_let(_other_moment)
`;
}
