// node bench/growth.mjs [SIZE] [NAME]
//
// Compiles texts that nest or repeat one construct, at one size and at ten times that, and shows how the time grew: 10
// is linear, 100 quadratic. Each text is compiled in a process of its own, which is ended after 30 seconds. Needs
// `npm run compile`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { shapes } from './growth-shapes.mjs';

const limit = 30_000;
const [size = '1000', only = ''] = process.argv.slice(2);
if (size === '--one') await compileOne(only, Number(process.argv[4]));
else compareAll(Number(size));

function compareAll(size) {
  for (const name of Object.keys(shapes)) {
    if (!name.includes(only)) continue;
    const [small, large] = [size, size * 10].map((count) => inProcess(name, count));
    const growth = large.ms / Math.max(small.ms, 1);
    const slow = large.ms > Math.max(1000, size / 5) ? '  <- slow' : '';
    const grows = growth > 25 && large.ms > 100 ? '  <- grows' : '';
    const note = large.note ?? small.note ?? '';
    console.log(
      `${name.padEnd(28)} ${ms(small)} ${ms(large)}  ×${growth.toFixed(1).padStart(5)} ${large.length.toString().padStart(9)} characters ${large.findings.toString().padStart(6)} findings${slow}${grows}${note}`,
    );
  }
}

function inProcess(name, count) {
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, [script, '--one', name, String(count)], {
    encoding: 'utf8',
    timeout: limit,
  });
  if (child.status === 0) return JSON.parse(child.stdout);
  const note = child.signal === null ? `  <- ${/^\w*Error.*$/m.exec(child.stderr)?.[0]}` : '  <- ended';
  return { ms: Number.POSITIVE_INFINITY, length: shapes[name](count).length, findings: 0, note };
}

async function compileOne(name, count) {
  const { compileLesson, defaultConfig } = await import('../dist/lib/index.js');
  const files = { bytes: () => undefined, lessonText: () => undefined };
  const compile = (text) => compileLesson(text, 'source-md/a.md', defaultConfig, files);
  // What is compiled on first use counts for no shape.
  compile(
    '# A\n\nText [a] and $5, $6.[^1]\n\n[a]: b.md\n\n[^1]: Note.\n\n```python\nimport asyncio\nasyncio.run(x)\n```\n',
  );
  const text = shapes[name](count);
  const started = performance.now();
  const { diagnostics } = compile(text);
  console.log(JSON.stringify({ ms: performance.now() - started, length: text.length, findings: diagnostics.length }));
}

function ms({ ms }) {
  return `${ms.toFixed(0).padStart(7)} ms`;
}
