"""Notes which files outside of its own folders a lesson opens: they may be others, or not there, for the next who runs it.

Where it stands no name of the lesson's is taken (`run.py` asks for it). Audit hooks: PEP 578. The text of this file goes into
the kernel's configuration, or is sent to a kernel of another machine, so it imports nothing of ours.
"""


def note_files():
    import os
    import re
    import sys

    import ipykernel

    noted = ipykernel._coursewright_files = {}
    ipykernel._coursewright_children = False
    sought = ipykernel._coursewright_sought = set()
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    deep = []

    def reuse(made):
        # A port that another run had a moment ago is free again; one that is listened to is not.
        try:
            import socket
            if made.family in (socket.AF_INET, socket.AF_INET6) and made.type == socket.SOCK_STREAM:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        except Exception:
            pass

    def hook(event, args):
        if event == 'open':
            path, _, flags = args
            writes = bool(flags & writing)
        elif event in ('os.mkdir', 'sqlite3.connect'):
            path, writes = args[0], True
        elif event in ('os.rename', 'os.link', 'os.symlink'):
            path, writes = args[1], True
        elif event == 'socket.bind':
            reuse(args[0])
            return
        elif event in ('subprocess.Popen', 'os.system', 'os.posix_spawn', 'os.fork'):
            ipykernel._coursewright_children = True
            if event == 'subprocess.Popen' and removes(args[1]):
                raise PermissionError('nothing is uninstalled while lessons are checked')
            try:
                if event != 'os.fork':
                    note_words(args[0] if event == 'os.system' else args[1])
            except Exception:
                pass
            return
        elif event == 'import':
            if '.' not in args[0] and len(sought) < 5000:
                sought.add(args[0])
            return
        elif event in ('os.listdir', 'os.scandir'):
            # Python itself lists where it looks for modules.
            if sys._getframe(1).f_code.co_filename.startswith('<frozen'):
                return
            path, writes = args[0] or '.', False
        else:
            return
        if isinstance(path, (str, bytes, os.PathLike)) and len(noted) < 5000:
            try:
                path = os.fsdecode(path)
                # Beyond what a path may be long, to ask for the folder takes longer with each one.
                if deep and not os.path.isabs(path):
                    return
                path = os.path.abspath(path) + (os.sep if event in ('os.listdir', 'os.scandir') else '')
                if len(path) > 3000:
                    deep.append(path)
                noted[path] = noted.get(path, False) or writes
            except Exception:
                pass

    def removes(words):
        words = [os.fsdecode(word) for word in words] if isinstance(words, (list, tuple)) else []
        return 'uninstall' in words and any(re.search(r'(?:^|/)pip[0-9.]*$', word) for word in words)

    def note_words(command):
        # What a command is given by its absolute path: the hook does not see what other programs read.
        words = [command] if isinstance(command, (str, bytes)) else list(command)
        text = ' '.join(map(os.fsdecode, words))
        for word in re.findall(r'''(?<![^\s'"=:<>@])/[^\s'"`;|&<>()$*?{}\[\]]+''', text):
            if len(noted) < 5000:
                path = os.path.abspath(word)
                path += os.sep if os.path.isdir(path) and path != os.sep else ''
                noted.setdefault(path, False)

    ipykernel._coursewright_note_words = note_words
    sys.addaudithook(hook)
