import type { RunRules } from '../rule.ts';

/** An exercise for the examples; a fence after it stands in line 21. */
const exercise = `:::exercise{#evens}
### Even numbers

Count the even numbers of a list.

\`\`\`python starter
def evens(numbers): ...
\`\`\`

\`\`\`python solution
def evens(numbers):
    found = [number for number in numbers if number % 2 == 0]
    return len(found)
\`\`\`

\`\`\`python test
assert evens([1, 2, 4]) == 2
\`\`\`
:::

`;

/** What executing a lesson shows: outputs that differ, cells that raise, exercises that are not proven. */
export const confirmRules = {
  'output-mismatch': {
    severity: 'error',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'place',
    what: 'A cell prints something other than the output fence after it says.',
    why: 'The printed output is a promise to the reader; one that is not kept makes a lesson untrustworthy.',
    fix: 'Run `coursewright update FILE:LINE` where the kernel is right, fix the code where the lesson is, or give the fence a match mode (`ellipsis`, `unordered`, `tolerance=1e-6`, …) where both are.',
    bad: { kind: 'run', at: '6:1', text: lines('```python', 'print(1 + 1)', '```', '', '```output', '3', '```', '') },
    good: { kind: 'run', text: lines('```python', 'print(1 + 1)', '```', '', '```output', '2', '```', '') },
  },
  'output-varies': {
    severity: 'warning',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'A cell prints other values in each run, so that no lesson can say them: random numbers, the time, ids, the order of a set.',
    why: 'What differs is not compared. The rest of the output is.',
    fix: 'Write `...` for what differs and `ellipsis` on the fence, or `ignore` where nothing else is there. Or make the cell give the same in each run: a seed, a fixed date.',
    bad: {
      kind: 'run',
      at: '7:1',
      text: lines(
        '```python',
        'import uuid',
        'print("id:", uuid.uuid4().int)',
        '```',
        '',
        '```output',
        'id: 27',
        '```',
        '',
      ),
    },
    good: {
      kind: 'run',
      text: lines(
        '```python',
        'import uuid',
        'print("id:", uuid.uuid4().int)',
        '```',
        '',
        '```output ellipsis',
        'id: ...',
        '```',
        '',
      ),
    },
  },
  'error-mismatch': {
    severity: 'error',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'A cell raises another exception, or with another message, than the lesson says.',
    why: 'Readers compare the error they get with the one they read.',
    fix: 'Run `coursewright update FILE:LINE`, or fix `raises=` on the fence. Type and message are compared and, where the fence shows them, notes, the exceptions of a group and those before it in a chain; the whole traceback only with the mode `exact`.',
    bad: {
      kind: 'run',
      at: '6:1',
      text: lines(
        '```python',
        'int("x")',
        '```',
        '',
        '```error',
        "TypeError: invalid literal for int() with base 10: 'x'",
        '```',
        '',
      ),
    },
    good: {
      kind: 'run',
      text: lines(
        '```python',
        'int("x")',
        '```',
        '',
        '```error',
        "ValueError: invalid literal for int() with base 10: 'x'",
        '```',
        '',
      ),
    },
  },
  'cell-raised': {
    severity: 'error',
    spoilsOutputs: true,
    leavesNamesUnbound: true,
    apartBy: 'cell',
    what: 'A cell raises an exception though nothing says that it may.',
    why: 'A student who runs the notebook stops there.',
    fix: 'Fix the cell. If it is meant to raise, write `raises=` and the name of the exception on its fence, or an `error` fence after it.',
    bad: { kind: 'run', at: '3:1', text: lines('```python', 'total = 1', 'print(totl)', '```', '') },
    good: { kind: 'run', text: lines('```python raises=NameError', 'total = 1', 'print(totl)', '```', '') },
  },
  'command-failed': {
    severity: 'error',
    spoilsOutputs: true,
    leavesNamesUnbound: false,
    apartBy: 'place',
    what: 'A shell command in a cell (`!command`, `%pip …`, `x = !command`) failed.',
    why: 'IPython goes on all the same: the cell counts as good, and what comes after it lacks what the command should have done.',
    fix: 'Correct the command, or end it with `|| true` if it may fail. A failure that an output fence shows word for word is no finding, nor is the 1 by which `grep`, `diff`, `test` and their like answer no.',
    bad: { kind: 'run', at: '3:1', text: lines('```python', 'total = 1', '!ls no-such-file', '```', '') },
    good: { kind: 'run', text: lines('```python', '!ls no-such-file || true', '!echo a | grep b', '```', '') },
  },
  'raise-missing': {
    severity: 'error',
    spoilsOutputs: true,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'A cell does not raise the exception that the lesson announces.',
    why: 'The lesson explains an error that no longer happens, often because a library changed.',
    fix: 'Take `raises=` or the `error` fence away, or make the cell raise again.',
    bad: { kind: 'run', at: '1:1', text: lines('```python raises=TypeError', '"1" + "1"', '```', '') },
    good: { kind: 'run', text: lines('```python raises=TypeError', '"1" + 1', '```', '') },
  },
  'expected-output-missing': {
    severity: 'warning',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'message',
    what: 'A cell prints or shows something, and the lesson says nothing of it.',
    why: 'What is not written down is not confirmed: such a cell can change without anybody seeing it.',
    fix: 'Run `coursewright update --add FILE`; write a `stderr` fence for what is written there, `output image` for a figure. Or set `confirm.undeclared: ignore`.',
  },
  'expected-invalid': {
    severity: 'error',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'What a lesson expects of a cell cannot be read: a regular expression, JSON or an image file.',
    why: 'An expectation that cannot be read confirms nothing.',
    fix: 'Fix the text of the fence, or take the mode away.',
    bad: {
      kind: 'run',
      at: '6:1',
      text: lines('```python', 'print("(a)")', '```', '', '```output regex', '(a', '```', ''),
    },
    good: { kind: 'run', text: lines('```python', 'print("(a)")', '```', '', '```output regex', '\\(a\\)', '```', '') },
  },
  'solution-fails': {
    severity: 'error',
    spoilsOutputs: true,
    leavesNamesUnbound: true,
    apartBy: 'cell',
    what: 'A reference solution raises or does not pass the tests of its exercise.',
    why: 'Students who write exactly what the author wrote would be told that they are wrong.',
    fix: 'Fix the solution or the test that it fails.',
    bad: {
      kind: 'run',
      at: '8:1',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python starter',
        'def double(n): ...',
        '```',
        '',
        '```python solution',
        'def double(n):',
        '    return n + 2',
        '```',
        '',
        '```python test',
        'assert double(3) == 6',
        '```',
        ':::',
        '',
      ),
    },
    good: {
      kind: 'run',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python starter',
        'def double(n): ...',
        '```',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        '',
        '```python test',
        'assert double(3) == 6',
        '```',
        ':::',
        '',
      ),
    },
  },
  'starter-passes': {
    severity: 'error',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'The starter of an exercise, or nothing in the place of a solution, passes all of its tests.',
    why: 'Tests that pass before anybody has written anything test nothing.',
    fix: 'Add a test that only a solution passes, or take out of the starter what solves the exercise.',
    bad: {
      kind: 'run',
      at: '4:1',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python starter',
        'def double(n): ...',
        '```',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        '',
        '```python test',
        'assert callable(double)',
        '```',
        ':::',
        '',
      ),
    },
    good: {
      kind: 'run',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python starter',
        'def double(n): ...',
        '```',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        '',
        '```python test',
        'assert double(3) == 6',
        '```',
        ':::',
        '',
      ),
    },
  },
  'student-notebook-breaks': {
    severity: 'error',
    spoilsOutputs: true,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'A cell that is not part of an exercise raises in the student notebook, because it needs what only a solution defines.',
    why: 'Every student who has not solved the exercise is stuck there.',
    fix: 'Give the cell what it needs itself, move it into the exercise, or put it after a cell that defines the name.',
    bad: {
      kind: 'run',
      at: '19:1',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python starter',
        '# write double(n) here',
        '```',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        '',
        '```python test',
        'assert double(3) == 6',
        '```',
        ':::',
        '',
        '```python',
        'print(double(4))',
        '```',
        '',
      ),
    },
    good: {
      kind: 'run',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python starter',
        '# write double(n) here',
        '```',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        '',
        '```python test',
        'assert double(3) == 6',
        '```',
        ':::',
        '',
        '```python',
        'print(2 * 4)',
        '```',
        '',
      ),
    },
  },
  'exercise-not-proven': {
    severity: 'warning',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'A test of an exercise is marked `skip`, so nothing says whether a solution passes it.',
    why: 'An exercise is proven only by tests that fail without a solution and pass with one.',
    fix: 'Take `skip` off the test, or take the test out of the exercise.',
    bad: {
      kind: 'run',
      at: '11:1',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        '',
        'Try it:',
        '',
        '```python test skip',
        'assert double(3) == 6',
        '```',
        ':::',
        '',
      ),
    },
    good: {
      kind: 'run',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        '',
        '```python test',
        'assert double(3) == 6',
        '```',
        ':::',
        '',
      ),
    },
  },
  'output-not-compared': {
    severity: 'info',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'Fences directly after cells show what these print, and nothing says that they are outputs.',
    why: 'They stay text that nobody compares, and can become wrong unseen.',
    fix: 'Call them `output`, or name their languages in `confirm.outputFences` of the configuration.',
    bad: { kind: 'run', at: '5:1', text: lines('```python', 'print(1 + 1)', '```', '', '```text', '2', '```', '') },
    good: { kind: 'run', text: lines('```python', 'print(1 + 1)', '```', '', '```output', '2', '```', '') },
  },
  'exercise-without-tests': {
    severity: 'info',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'An exercise has a solution and no test, so nothing proves it.',
    why: 'A solution that no test runs against can be wrong, and students cannot check theirs.',
    fix: 'Add a `test` fence to the exercise.',
    bad: {
      kind: 'run',
      at: '1:1',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        ':::',
        '',
      ),
    },
    good: {
      kind: 'run',
      text: lines(
        ':::exercise{#double}',
        '### Double it',
        '',
        '```python solution',
        'def double(n):',
        '    return n * 2',
        '```',
        '',
        '```python test',
        'assert double(3) == 6',
        '```',
        ':::',
        '',
      ),
    },
  },
  'mutant-survives': {
    severity: 'warning',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'A solution was changed so that it is wrong, and the tests of its exercise still pass.',
    why: 'The tests would accept the same mistake from a student.',
    fix: 'Add a test that this change fails, or silence the rule where the change makes no difference.',
  },
  'mutant-not-run': {
    severity: 'info',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'Wrong solutions were made of an exercise, and did not run to the end of its tests.',
    why: 'They say nothing of the tests. A wrong solution runs only with the cells that bind what it and the tests need.',
    fix: 'Do what the message says: what the right solution needs must be bound above it, by its name.',
  },
  'solution-shown': {
    severity: 'warning',
    spoilsOutputs: false,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'Text or code that the author wrote for students holds a telling part of a solution or hidden test.',
    why: 'It may be meant; often it is a leftover that gives the exercise away.',
    fix: 'Move or change it, or turn the rule off where it is meant.',
    bad: {
      kind: 'run',
      text: `${exercise}\`\`\`python
numbers = [3, 4]
found = [number for number in numbers if number % 2 == 0]
print(len(found))
\`\`\`
`,
      at: '23:9',
    },
    good: {
      kind: 'run',
      text: `${exercise}\`\`\`python
numbers = [3, 4]
print(evens(numbers))
\`\`\`
`,
    },
  },
  'solution-leaks': {
    severity: 'error',
    spoilsOutputs: true,
    leavesNamesUnbound: false,
    apartBy: 'cell',
    what: 'An output, metadata or attachment of the student notebook holds a part of a solution or hidden test.',
    why: 'Students find it, and have nothing left to solve.',
    fix: 'Take it out of what the named cell shows.',
    bad: {
      kind: 'run',
      text: `${exercise}\`\`\`python
evens??
\`\`\`

\`\`\`output ignore
def evens(numbers):
    found = [number for number in numbers if number % 2 == 0]
    return len(found)
\`\`\`
`,
      at: '21:1',
    },
    good: {
      kind: 'run',
      text: `${exercise}\`\`\`python
print(evens)
\`\`\`

\`\`\`output ellipsis
<function evens at ...>
\`\`\`
`,
    },
  },
} as const satisfies RunRules;

/** A small lesson, readable here line by line. */
function lines(...text: string[]): string {
  return text.join('\n');
}
