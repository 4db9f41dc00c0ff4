"""What is put right in the shell of a Python kernel before a lesson.

The text of this file goes into the kernel's configuration, or is sent to a kernel of another machine, so it imports
nothing of ours.
"""


def prepare_shell():
    from IPython.core.interactiveshell import InteractiveShell

    # ipykernel replies with the traceback of the last error. Where the first one is of a group, which IPython does not
    # format, there is none, and no reply.
    InteractiveShell._last_traceback = []
    _note_commands()


def _note_commands():
    """Shell commands that fail (`!command`, `%pip …`): IPython lets the cell pass all the same.

    What is noted stands where no name of the lesson's is taken (`run.py` asks for it).
    """
    import sys

    import ipykernel
    from ipykernel import zmqshell

    noted = ipykernel._coursewright_commands = []
    run = zmqshell.system

    def system(command):
        code = run(command)
        if code and len(noted) < 100:
            try:
                shell = zmqshell.ZMQInteractiveShell.instance()
                frame = sys._getframe(1)
                while not (frame.f_globals is shell.user_ns and frame.f_code.co_name.startswith("<")):
                    frame = frame.f_back
                noted.append([shell.parent_header["msg_id"], str(command)[:1000], code, frame.f_lineno])
            except Exception:  # a lesson that took its shell apart
                pass
        return code

    zmqshell.system = system
