"""What is put right in the shell of a Python kernel before a lesson.

The text of this file goes into the kernel's configuration, or is sent to a kernel of another machine, so it imports
nothing of ours.
"""


def prepare_shell():
    import os
    import sys

    from IPython.core.interactiveshell import InteractiveShell

    # ipykernel replies with the traceback of the last error. Where the first one is of a group, which IPython does not
    # format, there is none, and no reply.
    InteractiveShell._last_traceback = []
    if "PYTHONDONTWRITEBYTECODE" in os.environ:  # a forked kernel was started without it
        sys.dont_write_bytecode = True
    _note_commands()
    _tell_pending()
    _note_threads()
    _keep_order()


def _keep_order():
    """What a child process, or code in C, wrote before something is printed or shown stands before it.

    ipykernel reads that from a pipe in a thread of its own, whenever its turn comes. Here it is read before anything else is
    written, too, by whoever writes.
    """
    import functools
    import os
    import select
    import sys
    import threading
    import time

    import ipykernel
    from ipykernel.iostream import OutStream

    if not hasattr(select, "poll") or not hasattr(OutStream, "_watch_pipe_fd"):
        return
    write, flush, start = OutStream.write, OutStream.flush, OutStream._setup_stream_redirects

    def setup(self, name):
        self._coursewright_lock = threading.RLock()
        start(self, name)

    def is_readable(self, timeout):
        poll = self.__dict__.get("_coursewright_poll")
        if poll is None:
            poll = self._coursewright_poll = select.poll()
            poll.register(self._fid, select.POLLIN)
        return poll.poll(timeout)

    def take(self):
        lock = self.__dict__.get("_coursewright_lock")
        if lock is None or getattr(self, "_fid", None) is None or not self._is_master_process():
            return
        if lock.acquire(timeout=1):
            try:
                while is_readable(self, 0):
                    data = os.read(self._fid, 1 << 16)
                    if not data:
                        break
                    write(self, data.decode(errors="replace"))
                    os.write(self._original_stdstream_copy, data)
            finally:
                lock.release()

    @functools.wraps(OutStream._watch_pipe_fd)
    def watch(self):
        poll = select.poll()
        poll.register(self._fid, select.POLLIN)
        try:
            while self._should_watch and self._is_master_process():
                if poll.poll(1000):
                    take(self)
        except (OSError, ValueError):  # it was closed
            pass

    def write_in_order(self, string):
        # Looking takes longer than writing a line: where there was no child, now and then is enough.
        now = time.monotonic()
        if getattr(ipykernel, "_coursewright_children", True) or now - self.__dict__.get("_coursewright_taken", 0) > 0.001:
            self._coursewright_taken = now
            take(self)
        return write(self, string)

    def flush_in_order(self):
        take(self)
        return flush(self)

    def take_over(self):
        # A kernel of another machine has begun. Its thread ends as it does when the stream is closed. After the first cell
        # IPython leaves the stream's method in the stream itself, where it hides the one of the class.
        vars(self).pop("write", None)
        self._should_watch = False
        os.write(self._original_stdstream_fd, b"\0")
        self.watch_fd_thread.join()
        self._should_watch, self._coursewright_lock = True, threading.RLock()
        self.watch_fd_thread = threading.Thread(target=self._watch_pipe_fd, daemon=True)
        self.watch_fd_thread.start()

    OutStream._setup_stream_redirects, OutStream._watch_pipe_fd = setup, watch
    OutStream.write, OutStream.flush = write_in_order, flush_in_order
    for begun in (sys.stdout, sys.stderr):
        if isinstance(begun, OutStream) and getattr(begun, "_should_watch", False):
            take_over(begun)


def _tell_pending():
    """Lets the kernel tell what of the lesson's is still under way: tasks, calls of its loop, threads, timers."""
    import asyncio
    import sys
    import threading

    import ipykernel

    # What kernels, and packages in the background, have under way themselves.
    others = {"ipykernel", "IPython", "tornado", "zmq", "jupyter_client", "anyio", "tqdm", "multiprocessing", "joblib"}
    others |= {"socketserver", "debugpy", "pydevd", "traitlets", "concurrent", "asyncio"}

    def is_ours(function):
        module = getattr(function, "__module__", None) or ""
        return module.partition(".")[0] not in others

    def of_task(task):
        coroutine = task.get_coro()
        frame = getattr(coroutine, "cr_frame", None)
        module = frame.f_globals.get("__name__", "") if frame is not None else ""
        # `asyncio.sleep` as a task is the lesson's, too.
        return module.partition(".")[0] not in others - {"asyncio"}

    def of_thread(thread):
        if isinstance(thread, threading.Timer):
            return is_ours(thread.function)
        work = getattr(thread, "_target", None)
        if getattr(work, "__module__", "") == "concurrent.futures.thread":
            # A worker that waits for work is idle.
            frame = sys._current_frames().get(thread.ident)
            return frame is not None and frame.f_code is not work.__code__
        return is_ours(type(thread)) if work is None else is_ours(work)

    def pending(over=True):
        ipykernel._coursewright_over = over
        loop = asyncio.get_event_loop()
        tasks = [task for task in asyncio.all_tasks(loop) if of_task(task)]
        calls = [one for one in getattr(loop, "_scheduled", ()) if not one.cancelled() and is_ours(one._callback)]
        main = threading.main_thread()
        threads = [one for one in threading.enumerate() if one is not main and of_thread(one)]
        return [named(one) for one in (*tasks, *calls, *threads)]

    def named(one):
        # The request that it was made by, where that is noted, and the name of the function that it runs.
        header = getattr(one, "_coursewright_header", None) or {}
        work = one.get_coro() if isinstance(one, asyncio.Task) else None
        for name in ("_callback", "function", "_target"):
            work = work or getattr(one, name, None)
        return [header.get("msg_id"), getattr(work, "__name__", None)]

    ipykernel._coursewright_over = False
    ipykernel._coursewright_pending = pending


def _note_threads():
    """After the last cell, what a thread prints is said to be of the cell that made it.

    ipykernel 7 says that it is of the cell that runs; then none does, and the last one need not have to do with it.
    """
    import functools
    import sys
    import threading

    import ipykernel
    from ipykernel import iostream

    stream, thread = iostream.OutStream, threading.Thread
    plain, make = getattr(stream, "parent_header", None), thread.__init__
    if not isinstance(plain, property) or ipykernel.version_info[0] < 7:
        return

    def header():
        return getattr(threading.current_thread(), "_coursewright_header", None)

    @functools.wraps(make)
    def init(self, *args, **kwargs):
        make(self, *args, **kwargs)
        if not ipykernel._coursewright_over:
            self._coursewright_header = header() or getattr(sys.stdout, "parent_header", None)

    def parent_header(self):
        return ipykernel._coursewright_over and header() or plain.fget(self)

    thread.__init__ = init
    stream.parent_header = property(parent_header, plain.fset)




def _note_commands():
    """Shell commands that fail (`!command`, `%pip …`, `x = !command`): IPython lets the cell pass all the same.

    What is noted stands where no name of the lesson's is taken (`run.py` asks for it).
    """
    import re
    import sys

    import ipykernel
    from ipykernel import zmqshell
    from IPython.utils import _process_common as captured

    noted = ipykernel._coursewright_commands = []
    run = zmqshell.system
    handle = captured.process_handler

    def note(command, code):
        if code and len(noted) < 100:
            try:
                shell = zmqshell.ZMQInteractiveShell.instance()
                frame = sys._getframe(1)
                while not (frame.f_globals is shell.user_ns and frame.f_code.co_name.startswith("<")):
                    frame = frame.f_back
                noted.append([shell.parent_header["msg_id"], str(command)[:1000], code, frame.f_lineno])
            except Exception:  # a lesson that took its shell apart
                pass

    def note_words(command):
        try:
            ipykernel._coursewright_note_words(command)
        except Exception:  # a kernel of another machine notes no files
            pass

    def removes(command):
        # Installers only tell what they would do (`kernel-environment.ts`); to take away, pip knows no such thing.
        if re.search(r"\b(?:pip[\d.]*|conda|mamba)\s+(?:uninstall|remove)\b|\buv\s+remove\b", str(command)):
            print("nothing is uninstalled while lessons are checked")
            return True

    def system(command):
        if removes(command):
            return 0
        note_words(command)
        code = run(command)
        note(command, code)
        return code

    def process_handler(command, callback, *args, **kwargs):
        if removes(command):
            command = "true"
        note_words(command)

        def called(process):
            result = callback(process)
            note(command, process.returncode)
            return result

        return handle(command, called, *args, **kwargs)

    zmqshell.system = system
    captured.process_handler = process_handler
