import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { execaSync } from 'execa';
import { dependsOnHashSeed } from '../languages/python/hash-order.ts';
import { type MachineTrait, machineTraits } from '../languages/python/machine.ts';
import type { Run } from '../model/run.ts';
import { hashSeed } from './kernel-environment.ts';
import { draws, otherDraws } from './other-draws.ts';

/**
 * What a second run, or a further one, sees otherwise than the first, by variable: another order of what is hashed and,
 * where its code looks at them, another time zone, locale and number of processors. What the course chose
 * (`execute.env`) stays.
 */
export function otherMachine(run: Run, chosen: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (run.again === undefined) return {};
  const traits = traitsOf(run);
  const other: Record<string, string> = {
    PYTHONHASHSEED: String(Number(hashSeed) + run.again),
    ...(traits.has('timezone') ? { TZ: otherZone } : {}),
    ...(traits.has('locale') && !('LANG' in chosen) ? { LC_ALL: otherLocale() } : {}),
    ...(traits.has('threads') ? { PYTHON_CPU_COUNT: otherCount(), OMP_NUM_THREADS: otherCount() } : {}),
  };
  return Object.fromEntries(Object.entries(other).filter(([name]) => !(name in chosen)));
}

/** For the configuration of a second run's kernel. */
export function otherKernel(run: Run): string {
  if (run.again === undefined) return '';
  const code = run.language === 'python' ? run.cells.map(({ source }) => source).join('\n') : '';
  const parts = [
    otherNumbers,
    ...(traitsOf(run).has('threads') ? [otherProcessors] : []),
    ...(asksForMoment.test(code) ? [otherMoment(run.again)] : []),
    ...(startsThreads.test(code) ? [otherTurns(run.again)] : []),
    ...(draws.test(code) ? [otherDraws(run.again, code)] : []),
  ];
  return `\n${parts.join('\n')}`;
}

/**
 * Whether a run has to start a kernel of its own: a fork has the addresses and the hash seed of what it was forked from, and
 * a second run is to have others, a later one where its code makes sets.
 */
export function isOfItsOwn({ again, language, cells }: Run): boolean {
  if (again === undefined || again === 1) return again === 1;
  return language === 'python' && cells.some(({ source }) => dependsOnHashSeed(source));
}

const asksForMoment = /\b(?:now|today|utcnow|time|time_ns|localtime|gmtime|ctime|asctime|strftime)\b/;

const startsThreads = /\b(?:threading|_thread|ThreadPoolExecutor|to_thread|run_in_executor)\b/;

/** How many threads a kernel has of its own, from which a lesson's are counted on (`Thread-5`), each version decides. */
const otherNumbers = `
def _other_numbers():
    import threading
    for _ in range(3):
        threading.Thread()

_other_numbers()
`;

/** Python before 3.13 has no variable for them. */
const otherProcessors = `
def _other_processors():
    import os
    os.cpu_count = lambda: ${otherCount()}

_other_processors()
`;

/**
 * Sets the clock on: by days enough that year, month, day and weekday are others, and by parts of a day. The methods of
 * `datetime` belong to a type that nobody can assign to, and asks no other function for the time. Where the kernel's Python lets nobody set it (PyPy), the moment alone is another.
 */
function otherMoment(again: number): string {
  const seconds = again * (400 * 24 * 3600 + 5 * 3600 + 43 * 60 + 21);
  return `
def _other_moment():
    import ctypes
    import datetime
    import gc
    import time

    now = time.time
    now_ns = time.time_ns
    time.time = lambda: now() + ${seconds}
    time.time_ns = lambda: now_ns() + ${seconds} * 10**9

    def later(function):
        return lambda seconds=None: function(time.time() if seconds is None else seconds)

    for name in ("localtime", "gmtime", "ctime"):
        setattr(time, name, later(getattr(time, name)))
    strftime = time.strftime
    asctime = time.asctime
    time.strftime = lambda form, t=None: strftime(form, time.localtime() if t is None else t)
    time.asctime = lambda t=None: asctime(time.localtime() if t is None else t)

    def put(name, function):
        gc.get_referents(datetime.datetime.__dict__)[0][name] = classmethod(function)

    put("now", lambda cls, tz=None: cls.fromtimestamp(time.time(), tz))
    put("utcnow", lambda cls: cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None))
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime.datetime))

try:
    _other_moment()
except Exception:
    pass
`;
}

/** Lets threads and what is given to pools of them begin a little later than they would: first the last, then by chance. */
function otherTurns(again: number): string {
  return `
def _other_turns():
    import functools
    import itertools
    import random
    import threading
    import time
    from concurrent.futures import ThreadPoolExecutor

    draw = random.Random(${again})
    number = itertools.count()
    sleep = time.sleep

    def late(function):
        turn = next(number)
        pause = max(0, 4 - turn % 5) * 0.0015 if ${again} == 1 else draw.uniform(0, 0.006)

        @functools.wraps(function)
        def begin(*args, **kwargs):
            sleep(pause)
            return function(*args, **kwargs)

        return begin

    start = threading.Thread.start
    submit = ThreadPoolExecutor.submit

    def other_start(self):
        self.run = late(self.run)
        return start(self)

    def other_submit(self, fn, /, *args, **kwargs):
        return submit(self, late(fn), *args, **kwargs)

    threading.Thread.start = other_start
    ThreadPoolExecutor.submit = other_submit

_other_turns()
`;
}

function traitsOf({ language, cells }: Run): ReadonlySet<MachineTrait> {
  if (language !== 'python') return new Set();
  return new Set(cells.flatMap(({ source }) => [...machineTraits(source)]));
}

/** Far from UTC, and by no whole hour; as a rule of its own where the system knows no zones. */
const otherZone = existsSync('/usr/share/zoneinfo/Asia/Kathmandu') ? 'Asia/Kathmandu' : 'NPT-5:45';

function otherCount(): string {
  return availableParallelism() === 1 ? '2' : '1';
}

let locale: string | undefined;

/** One that writes numbers and dates in another way, if the system has one; else the plainest. */
function otherLocale(): string {
  if (locale === undefined) {
    const { stdout } = execaSync('locale', ['-a'], { reject: false });
    locale = /^(?:de|fr|es|it|nl|sv|pt|ru)_[A-Z]{2}\.utf-?8$/im.exec(stdout ?? '')?.[0] ?? 'C';
  }
  return locale;
}
