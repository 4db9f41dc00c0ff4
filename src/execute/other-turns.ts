/** Code that may start threads, or take from processes what comes first. */
export const takesTurns =
  /\b(?:threading|_thread|ThreadPoolExecutor|to_thread|run_in_executor|imap_unordered|as_completed)\b/;

/**
 * Lets what a lesson starts at the same time come to its end in another order: in the first further run each thread waits for
 * the one that was started after it, in the second for the one before it, in later ones they begin when chance will have it. A
 * thread that needs what another does waits no longer than a moment. What pools give as it comes is turned, too.
 */
export function otherTurns(again: number, code: string): string {
  return `
def _other_turns():
    import functools
    import random
    import sys
    import threading
    import time
    from concurrent.futures import ThreadPoolExecutor

    draw = random.Random(${again})
    sleep = time.sleep
    now = time.monotonic
    newest = None

    class Turn:
        def __init__(self, before):
            self.before, self.after, self.is_over = before, None, False
            if before is not None:
                before.after = self

    def until(is_so, seconds):
        end = now() + seconds
        while not is_so() and now() < end:
            sleep(0.001)

    def wait(turn):
        if ${again} > 2:
            sleep(draw.uniform(0, 0.006))
        elif ${again} == 2:
            if turn.before is not None:
                until(lambda: turn.before.is_over, 0.15)
            turn.before = None
        else:
            until(lambda: turn.after is not None, 0.03)
            if turn.after is not None:
                until(lambda: turn.after.is_over, 0.15)

    def late(function):
        nonlocal newest
        turn = newest = Turn(newest)

        @functools.wraps(function)
        def begin(*args, **kwargs):
            try:
                wait(turn)
                return function(*args, **kwargs)
            finally:
                turn.is_over = True

        return begin

    def is_lesson(frame):
        shell = sys.modules["IPython"].get_ipython()
        return shell is not None and frame.f_globals is shell.user_module.__dict__

    start = threading.Thread.start
    submit = ThreadPoolExecutor.submit

    # Threads of the kernel's own, and those of a pool, which what it is given waits for, begin at once.
    def other_start(self):
        if is_lesson(sys._getframe(1)):
            self.run = late(self.run)
        return start(self)

    def other_submit(self, fn, /, *args, **kwargs):
        frame = sys._getframe(1)
        while frame is not None and not is_lesson(frame):
            frame = frame.f_back
        return submit(self, fn if frame is None else late(fn), *args, **kwargs)

    threading.Thread.start = other_start
    ThreadPoolExecutor.submit = other_submit
${again < 3 && /\b(?:imap_unordered|as_completed)\b/.test(code) ? otherComings(again) : ''}
_let(_other_turns)
`;
}

/**
 * What pools give within a moment, in another order: what comes later than that waits for something, and its order is the lesson's
 * own. Futures tell in which order they were asked for; of other results only the order in which they came is known.
 */
function otherComings(again: number): string {
  return `
    import concurrent.futures
    from multiprocessing import TimeoutError as IsLate
    from multiprocessing.pool import Pool

    MOMENT = 0.05

    class Comings:
        def __init__(self, coming):
            self.coming, self.near = coming, []

        def __iter__(self):
            return self

        def __next__(self, timeout=None):
            if not self.near:
                self.near.append((self.coming.next(timeout), None))
                end = now() + MOMENT
                while now() < end:
                    try:
                        self.near.append((self.coming.next(max(0, end - now())), None))
                    except (IsLate, StopIteration):
                        break
                    except Exception as error:
                        self.near.append((None, error))
            value, error = self.near.pop()
            if error is not None:
                raise error
            return value

        next = __next__

    unordered = Pool.imap_unordered

    def other_imap(self, func, iterable, chunksize=1):
        coming = unordered(self, func, iterable, chunksize)
        return Comings(coming) if ${again} == 1 and hasattr(coming, "next") else coming

    wait_for = concurrent.futures.wait

    def other_completed(fs, timeout=None):
        asked = list(fs)
        place = {future: at for at, future in enumerate(asked)}
        end = None if timeout is None else now() + timeout
        left = set(asked)
        while left:
            done, left = wait_for(left, None if end is None else max(0, end - now()), concurrent.futures.FIRST_COMPLETED)
            if not done:
                raise concurrent.futures.TimeoutError(f"{len(left)} (of {len(place)}) futures unfinished")
            sleep(MOMENT)
            near, left = wait_for(left, 0) if left else ((), left)
            yield from sorted([*done, *near], key=place.get, reverse=${again} == 1)

    Pool.imap_unordered = other_imap
    concurrent.futures.as_completed = other_completed
`;
}
