/** Code that may ask which files a folder has. */
export const listsFolders = /\b(?:listdir|scandir|iterdir|r?glob|iglob|f?walk)\b/;

/** Lets the files of a folder come in the reverse of the order in which they came: each file system has an order of its own. */
export const otherListing = `
def _other_listing():
    import os

    listdir = os.listdir
    scandir = os.scandir

    class Entries:
        def __init__(self, found):
            with found:
                self.entries = list(found)

        def __iter__(self):
            return self

        def __next__(self):
            if not self.entries:
                raise StopIteration
            return self.entries.pop()

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.close()

        def close(self):
            self.entries = []

    os.listdir = lambda *args, **kwargs: listdir(*args, **kwargs)[::-1]
    os.scandir = lambda *args, **kwargs: Entries(scandir(*args, **kwargs))

_let(_other_listing)
`;
