// node bench/growth.mjs [SIZE]
//
// Compiles texts that nest or repeat one construct, at one size and at ten times that, and shows how the time grew:
// 10 is linear, 100 quadratic. Needs `npm run compile`.
import { compileLesson, defaultConfig } from '../dist/lib/index.js';

const size = Number(process.argv[2] ?? 1000);
const files = { bytes: () => undefined, lessonText: () => undefined };
const repeat = (text) => (n) => text.repeat(n);
const shapes = {
  'plain paragraphs': repeat('A line of text.\n\n'),
  'block quotes in each other': (n) => `${'> '.repeat(n)}text`,
  'lists in each other': (n) => Array.from({ length: Math.min(n, 300) }, (_, at) => `${'  '.repeat(at)}- a`).join('\n'),
  'a list of items': repeat('- item\n'),
  'opening brackets': (n) => `[a]: b\n\n${'['.repeat(n)}`,
  'image brackets': (n) => `[a]: b\n\n${'!['.repeat(n)}`,
  'brackets in pairs': (n) => `[a]: b\n\n${'[a]'.repeat(n)}`,
  'links that never close': repeat('[a](b'),
  'footnote calls': (n) => `[^a]: x\n\n${'[^a] '.repeat(n)}`,
  'footnote definitions': (n) => Array.from({ length: n }, (_, at) => `[^${at}]: text [^${at}]`).join('\n\n'),
  'link definitions': (n) => Array.from({ length: n }, (_, at) => `[${at}]: b${at}.png\n\n[${at}]`).join('\n\n'),
  'definitions and cells': (n) =>
    Array.from({ length: n }, (_, at) => `# h${at}\n\n[${at}]\n\n[${n - at}]: b${at}.png`).join('\n\n'),
  'backticks of growing length': (n) =>
    `${Array.from({ length: Math.min(n, 800) }, (_, at) => `${'`'.repeat(at + 1)} `).join('')}$`,
  dollars: repeat('$'),
  'dollars and blanks': repeat('$ '),
  amounts: repeat('costs $5 and '),
  'amounts in paragraphs': repeat('costs $5 and $6\n\n'),
  math: repeat('$x$ '),
  stars: repeat('*a '),
  'tags that never close': repeat('<a href="b" '),
  'comments that never close': repeat('<!-- $ '),
  tags: repeat('<img src="a.png"> '),
  colons: repeat(':'),
  'containers in each other': (n) => ':::note\n'.repeat(Math.min(n, 2000)),
  containers: repeat(':::note\ntext\n:::\n\n'),
  fences: repeat('```python\nx = 1\n```\n\n'),
  'fences that never close': (n) => `${'```python\n'.repeat(n)}`,
  headings: repeat('# Same\n\n'),
  exercises: (n) =>
    Array.from({ length: n }, (_, at) => `:::exercise{#e${at}}\n\`\`\`python solution\n1\n\`\`\`\n:::`).join('\n\n'),
  'a table': (n) => `|a|b|\n|-|-|\n${'|$1|$2|\n'.repeat(n)}`,
  'one long line': (n) => 'word '.repeat(n * 10),
  entities: repeat('&amp;'),
  backslashes: repeat('\\'),
};

const only = process.argv[3];
for (const [name, make] of Object.entries(shapes)) {
  if (only !== undefined && !name.includes(only)) continue;
  const small = time(make(size));
  const large = time(make(size * 10));
  const growth = large / Math.max(small, 1);
  const length = make(size * 10).length;
  console.log(
    `${name.padEnd(30)} ${ms(small)} ${ms(large)}  ×${growth.toFixed(1).padStart(5)}  ${String(length).padStart(8)} characters${growth > 25 ? '  <- grows' : ''}`,
  );
}

function time(text) {
  const started = performance.now();
  try {
    compileLesson(text, 'source-md/a.md', defaultConfig, files);
  } catch (error) {
    console.log(`threw ${String(error.stack).slice(0, 900)}`);
  }
  return performance.now() - started;
}

function ms(value) {
  return `${value.toFixed(0).padStart(7)} ms`;
}
