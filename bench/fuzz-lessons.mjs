/**
 * Lessons at random, the same for the same seed: lines of every construct in random order and nesting, lessons that
 * were given, cut up, mixed and wrapped, and both with damage.
 *
 * @param {number} seed
 * @param {readonly string[]} given texts of real lessons; may be none
 * @returns {() => string} the next lesson
 */
export function lessonsAtRandom(seed, given = []) {
  let state = seed >>> 0 || 1;
  const shapes = given.length === 0 ? [random, nested] : [random, nested, mixed, mixed, mixed];
  return () => {
    const text = pick(shapes)();
    const header = chance(0.15) ? `---\n${several(6, yaml).join('\n')}\n${chance(0.9) ? '---\n' : ''}` : '';
    const damaged = chance(0.6) ? damage(header + text) : header + text;
    return damaged.replace(/^\uFEFF/, '');
  };

  /** Lines of all kinds below each other. */
  function random() {
    return several(40, () => prefix() + line() + pick(lineEnds)).join('');
  }

  /** Constructs in constructs. */
  function nested() {
    let part = several(8, () => prefix() + line());
    for (let depth = below(chance(0.05) ? 80 : 7); depth > 0; depth--) {
      part = wrap(part);
      if (chance(0.5)) part.push('', ...several(4, line));
      if (part.length > 400) break;
    }
    return part.join(pick(lineEnds));
  }

  /** Parts of the lessons that were given, with lines moved, doubled, lost and replaced. */
  function mixed() {
    const part = [];
    for (let parts = 1 + below(3); parts > 0; parts--) {
      let piece = cut();
      for (let times = below(3); times > 0; times--) piece = wrap(piece);
      part.push(...piece);
    }
    for (let changes = below(12); changes > 0; changes--) {
      const at = below(part.length);
      const kind = below(6);
      if (kind === 0) part.splice(at, 1 + below(3));
      else if (kind === 1) part.splice(at, 0, prefix() + line());
      else if (kind === 2) part[at] = prefix() + (part[at] ?? '');
      else if (kind === 3) part.splice(at, 0, ...part.slice(at, at + below(6)));
      else if (kind === 4) part.splice(at, 0, ...part.splice(below(part.length), below(8)));
      else part[at] = (part[at] ?? '').trimStart();
    }
    return part.join(pick(lineEnds));
  }

  function cut() {
    const lines = pick(given).split(/\r?\n/);
    const at = below(lines.length);
    return lines.slice(at, at + 3 + below(40));
  }

  /** Lines inside of a construct that holds others. */
  function wrap(part) {
    const kind = below(9);
    const mark = pick(['> ', '>', '- ', '1. ', '  ', '    ', '\t', '   ']);
    if (kind === 0) return part.map((text) => `> ${text}`);
    if (kind === 1) return part.map((text, at) => (at === 0 ? '- ' : '  ') + text);
    if (kind === 2) return part.map((text) => mark + text);
    if (kind === 3) return [':'.repeat(3 + below(4)) + pick(names) + attributes(), ...part, ':'.repeat(3 + below(4))];
    if (kind === 4) {
      const fence = pick(['`', '~']).repeat(3 + below(5));
      return [fence + pick(infos) + (chance(0.4) ? ` ${attributes()}` : ''), ...part, fence];
    }
    if (kind === 5) return ['<details>', '<summary>Solution</summary>', '', ...part, '', '</details>'];
    if (kind === 6) return [`<!-- exercise id=e${below(3)} -->`, '', ...part, '', '<!-- /exercise -->'];
    if (kind === 7) return ['[^1]: note', ...part.map((text) => `    ${text}`)];
    return [pick(infos), ...part, pick(['```', ':::', '', '</div>'])];
  }

  function attributes() {
    const one = () =>
      pick(['#', '.', '', 'points=', 'id=', 'tags=', 'k="', "k='", 'raises=', '{', 'label=', ':']) +
      pick(['a', 'a b', '2', '"', '[1,{"a":2}]', 'é', '}', '=', 'a,b', '\\"', '', 'e1']) +
      pick(['', '', '"', "'", '}']);
    return `{${several(4, one).join(' ')}${chance(0.8) ? '}' : ''}`;
  }

  function yaml() {
    const key = pick([
      'title',
      'kernel',
      'requires',
      'timeout',
      'files',
      'tags',
      'setup',
      'async',
      'exercises',
      'x',
      '<<',
      '? a',
      '- a',
      '',
    ]);
    const value = pick([
      'a',
      '[a, b]',
      '{a: 1, a: 2}',
      '&x [*x]',
      '*x',
      '|',
      '>-',
      '"a',
      "'it''s'",
      '!!binary x',
      '2',
      '~',
      '- a',
      '%TAG',
      '\ta',
      '[',
      '}',
      '# c',
      'é𝒳',
      '0x1F',
    ]);
    return `${pick(['', '', '', '  ', '\t'])}${key}${pick([': ', ':', ' ', ''])}${value}`;
  }

  function damage(whole) {
    let text = whole;
    for (let changes = 1 + below(8); changes > 0; changes--) {
      const at = below(text.length + 1);
      const kind = below(10);
      if (kind < 6) text = text.slice(0, at) + pick(signs) + text.slice(at + below(4));
      else if (kind === 6) text = text.slice(0, at) + text.slice(at + below(60));
      else if (kind === 7) text = text.slice(0, at) + text.slice(at, at + below(80)) + text.slice(at);
      else if (kind === 8) text = text.slice(0, at) + pick(signs).repeat(below(90)) + text.slice(at);
      else text = text.replaceAll('\n', chance(0.5) ? '\r\n' : '\r');
    }
    return text;
  }

  function line() {
    return chance(0.03) ? pick(lines).repeat(1 + below(30)) : pick(lines);
  }

  function prefix() {
    return chance(0.4) ? pick(prefixes) + (chance(0.2) ? pick(prefixes) : '') : '';
  }

  function several(most, make) {
    return Array.from({ length: below(most) }, make);
  }

  function pick(list) {
    return list[below(list.length)];
  }

  function chance(share) {
    return next() < share;
  }

  function below(limit) {
    return Math.floor(next() * limit);
  }

  /** xorshift32. */
  function next() {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  }
}

const prefixes = [
  '  ',
  '   ',
  '    ',
  '> ',
  '- ',
  '\t',
  '1. ',
  '> > ',
  '- - ',
  '* ',
  '      ',
  '>',
  '10) ',
  '[^n]: ',
  ': ',
  '+ ',
  '>\t',
  '-\t',
];
const lineEnds = ['\n', '\n', '\n', '\n', '\n', '\n', '\r\n', '\r', '\n\n'];
const names = [
  'exercise',
  ' exercise ',
  'hint',
  'solution',
  ' challenge ',
  ' callout ',
  'note',
  '{note} ',
  '{exercise} ',
  ' {.callout-tip}',
  'exercis',
  '',
  ' spoiler',
];
const infos = [
  '',
  'python',
  'python ',
  '```',
  'python solution',
  'python test hidden',
  'python starter',
  '{python}',
  '{note}',
  '{exercise}',
  '{code-cell}',
  'output',
  'pycon',
  'r',
  'bash run',
  'math',
  ' {.python}',
];
const signs = [
  ...'`~$[]()<>!^:#*_|\\{}"\'=-+.&;\n\r\t @%?/,0a',
  ...[
    '\0',
    '\u2028',
    '\u2029',
    '\u0085',
    '\u000b',
    '\u000c',
    '\uFEFF',
    '\ud800',
    '\udc00',
    '𝒳',
    'é',
    'e\u0301',
    '\u00a0',
    '\u200d',
    '\ue000',
    '\ue001',
  ],
  ...[
    '```',
    '~~~',
    ':::',
    '---\n',
    '\n\n',
    '\r\n',
    '<!--',
    '-->',
    '[^',
    ']:',
    '](',
    '![',
    '$$',
    '>>> ',
    '... ',
    '____',
    '\u001b[',
    '${',
    '&#36;',
    '</',
    '/>',
    '`$',
  ],
];
const lines = `---
title: A
kernel: ir
# Head
## Head #
## Größe 東京 [x](y) \`c\`
### Exercise 1: sum {#sum}
#### Solution
## Exercises
Setext
===
text with \`code\` and $5 and $6
text **bold** *it* ~~gone~~ <b>x</b> &amp; &#36; https://a.b/c
$$
$$x$$
\`\`\`python
\`\`\`python solution
\`\`\`python starter
\`\`\`python test
\`\`\`python test hidden points=1
\`\`\`python setup hidden
\`\`\`python display
\`\`\`python raises=ValueError id=x title="a b" tags=a,b
\`\`\`bash run
\`\`\` {.python #id file="a.py"}
\`\`\`{python}
\`\`\`{r, echo=FALSE}
\`\`\`{code-cell} ipython3
\`\`\`{code-cell-output}
\`\`\`{exercise} Title
\`\`\`{exercise-start}
\`\`\`{exercise-end}
\`\`\`{solution-start} x
\`\`\`{solution-end}
\`\`\`{solution} x
\`\`\`{hint}
\`\`\`{note} Title
\`\`\`{admonition} Title
:class: tip
:label: x
:tags: [hide-input]
#| echo: false
#| label: fig-a
\`\`\`output
\`\`\`output ellipsis
\`\`\`output tolerance=1e-3 unordered
\`\`\`output image=a.png
\`\`\`python output
\`\`\`error
\`\`\`stderr
\`\`\`text
\`\`\`
\`\`\`math
\`\`\`\`
\`\`\`\`markdown
~~~
~~~python
>>> x = 1
>>> for i in x:
... y
>>> 
>>> # comment
1
Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
ValueError: x
?
:::exercise{#a points=2}
:::exercise{#a
::: exercise {#b .c k="v"}
:::hint
:::solution
::: challenge
::: callout
::: {.callout-tip title="T"}
::: {.solution}
:::{note} Title
::::{tab-set}
:::{tab-item} X
::::: instructor
:::::
:::
::::
::: spoiler
### Title in it
<details><summary>Solution</summary>
<details>
<summary>Hint</summary>
</details>
<!-- exercise id=b -->
<!-- /exercise -->
<!--
-->
<!-- $5 -->
<img src="a.png"><a href=b.md#c>
<div class="a">
</div>
<pre>
</pre>
<script>
- item
- [ ] task
  - [x] task
1. one
10. ten
    indented
	tab
> quote
> [!NOTE]
> [!WARNING] x
> > \`\`\`python
[ref]: other.md "t"
[ref]: <a b> 'x
[^n]: note
[^n]: [^m] and $5
[^m]: \`\`\`python
    more of it
See [ref], [x][ref], ![i](i.png), [^n], [^n][^n].
![a][ref] ![ref][] [b.md#part](b.md#part) [x](#head) [x](<a b.md>)
| a | b |
|---|:-:|
| \`a|b\` | $5 \\| $6 |
+++
+++ {"tags": ["a"]}
(label)=
{#if fw === 'pt'}
{/if}
[[anchor]]
{ref}\`x\` {math}\`y\`
### BEGIN SOLUTION
### END SOLUTION
### BEGIN HIDDEN TESTS
### END HIDDEN TESTS
# %% [markdown]
<!-- #region -->
import asyncio; asyncio.run(main())
x = asyncio.run(main(), debug=True)
if __name__ == "__main__":
    asyncio.run(main())
loop = asyncio.new_event_loop(); loop.run_until_complete(f())
async def main(): return """
def f(): return """
%%bash
%pip install numpy
!ls
x = ____
$ pip install x
print(1)
***
\\
hard  
break\\
[](x) ![]() []()
<https://a.b> www.a.b
[a]: b
[a][b][c]
$\`x\`$
#tag at the start
\\$5 \\(x\\) \\[y\\]
: definition

`.split('\n');
