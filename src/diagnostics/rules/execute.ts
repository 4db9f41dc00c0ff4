import type { Rules } from '../rule.ts';

/** What can go wrong while a lesson's cells are executed, whatever they print. */
export const executeRules = {
  'cell-timeout': {
    severity: 'error',
    what: 'A cell ran longer than it may.',
    why: 'It waits for ever, or for so long that students would give up. It was interrupted; where the kernel does not answer to that, the cells after it never ran.',
    fix: 'Make it end, or allow more with timeout=SECONDS on the fence (or timeout in the front matter).',
    bad: { kind: 'run', text: '# A\n\n```python timeout=1\nwhile True:\n    pass\n```\n', at: '3:1' },
    good: { kind: 'run', text: '# A\n\n```python timeout=30\nprint(1)\n```\n' },
  },
  'kernel-died': {
    severity: 'error',
    what: 'The kernel ended, or stopped answering, while a cell ran.',
    why: 'A crash, os._exit or lack of memory took everything with it; or the cell broke what connects the kernel. The cells after it never ran.',
    fix: 'Find out what the cell does to its process; run a small part of it at a time.',
    bad: { kind: 'run', text: '# A\n\n```python\nimport os\nos._exit(1)\n```\n', at: '3:1' },
    good: { kind: 'run', text: '# A\n\n```python\nimport os\nprint(os.getpid() > 0)\n```\n' },
  },
  'memory-exceeded': {
    severity: 'error',
    what: 'A cell, with all processes that the lesson started, used more memory than execute.memory allows.',
    why: 'It was ended, so that it takes neither the machine nor other lessons with it; the cells after it never ran.',
    fix: 'Use smaller data, or free what is no longer needed; or raise execute.memory in coursewright.yaml.',
  },
  'kernel-missing': {
    severity: 'error',
    what: 'The kernel that the lesson names is not installed.',
    why: 'Nothing of the lesson was executed, so nothing of it is proven.',
    fix: 'Install the kernel (coursewright doctor lists those that are there), or correct kernel in the front matter.',
    bad: { kind: 'run', text: '---\nkernel: no-such-kernel\n---\n# A\n\n```python\nprint(1)\n```\n', at: '2:9' },
    good: { kind: 'run', text: '---\nkernel: python3\n---\n# A\n\n```python\nprint(1)\n```\n' },
  },
  'kernel-mismatch': {
    severity: 'error',
    what: 'The kernel that answered speaks another language than the lesson.',
    why: 'Its errors and outputs say nothing about the lesson.',
    fix: 'Name a kernel of the lesson’s language in the front matter.',
  },
  'run-failed': {
    severity: 'error',
    what: 'A run of the lesson could not be carried through.',
    why: 'Cells were not executed, for a reason that is not in them: the kernel did not start, or a file is missing.',
    fix: 'The message says what happened; coursewright doctor looks at the environment.',
  },
  'nothing-executed': {
    severity: 'error',
    what: 'The lesson has cells to execute, and none was.',
    why: 'A check that executed nothing must not pass.',
    fix: 'Look at the other findings; execute the lesson by hand once.',
  },
  'output-truncated': {
    severity: 'warning',
    what: 'A cell put out more than execute.maxOutput, and the rest was dropped.',
    why: 'A notebook of that size cannot be read, and what was dropped was not confirmed.',
    fix: 'Print less, or raise execute.maxOutput.',
    bad: {
      kind: 'run',
      text: '# A\n\n```python\nfor i in range(30):\n    print("x" * 1_000_000)\n```\n',
      at: '3:1',
    },
    good: { kind: 'run', text: '# A\n\n```python\nprint("x" * 1_000)\n```\n' },
  },
  'late-output': {
    severity: 'info',
    what: 'A cell went on after it had ended: a task, a thread or a timer put something out, or was still under way when the lesson was over.',
    why: 'Where it is shown depends on the kernel, and how much of it on how soon the next cells run; tools that execute notebooks drop it.',
    fix: 'Wait in the cell for what it starts: `await` the task, `join()` the thread.',
    bad: {
      kind: 'run',
      text: '# A\n\n```python\nimport asyncio\n\nasync def later():\n    await asyncio.sleep(0.2)\n    print("done")\n\ntask = asyncio.create_task(later())\n```\n\n```output\ndone\n```\n',
      at: '3:1',
    },
    good: {
      kind: 'run',
      text: '# A\n\n```python\nimport asyncio\n\nasync def later():\n    await asyncio.sleep(0.2)\n    print("done")\n\ntask = asyncio.create_task(later())\nawait task\n```\n\n```output\ndone\n```\n',
    },
  },
  'input-requested': {
    severity: 'error',
    what: 'A cell asks for input from the keyboard.',
    why: 'Nobody answers when notebooks are executed by a program, so the cell fails there.',
    fix: 'Put the answer into a variable, or mark the fence with skip.',
    bad: { kind: 'run', text: '# A\n\n```python\nname = input("Name? ")\n```\n', at: '3:1' },
    good: { kind: 'run', text: '# A\n\n```python\nname = "Ada"\n```\n' },
  },
  'error-swallowed': {
    severity: 'error',
    what: 'A cell shows an error, yet the kernel says that it went well.',
    why: 'Some magics and kernels catch exceptions: the notebook looks broken and a check by status passes.',
    fix: 'Let the error through, or handle it in the code.',
  },
  'leftover-files': {
    severity: 'info',
    what: 'The lesson left files behind in its folder, or changed files that it was given.',
    why: 'Students find them next to their notebook, and a second run starts from another state.',
    fix: 'Write to a temporary folder (tempfile), or remove the files at the end of the lesson.',
  },
  'nothing-checked': {
    severity: 'error',
    what: 'A check of a whole course, or of a line, executed no cell and compared no output.',
    why: "It proves nothing, and looks like a success: often the language of all fences is misspelt, or another one than the kernel's.",
    fix: 'Write code that is to run in fences of the language of the kernel. For a course without code: `rules: { nothing-checked: off }`.',
  },
  'outside-files': {
    severity: 'warning',
    what: 'The lesson wrote files outside of its folder: in the home folder, or elsewhere on the machine.',
    why: 'Other lessons find them there, and what is found depends on which lesson ran before.',
    fix: 'Write beside the notebook, or into a temporary folder of its own (tempfile).',
  },
  'course-changed': {
    severity: 'warning',
    what: 'Files of the course changed while a lesson ran whose code names them, or leads to them.',
    why: 'Lessons work on copies in a folder of their own; one that writes into the course itself, through an absolute path, changes what its author wrote.',
    fix: 'Let the lesson write to a relative path. Where it was you who saved the file meanwhile, check again.',
  },
} as const satisfies Rules;
