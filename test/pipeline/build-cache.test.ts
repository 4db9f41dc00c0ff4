import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/load-config.ts';
import { opened, sealed } from '../../src/files/sealed.ts';
import type { Config } from '../../src/model/config.ts';
import { type BuildOptions, build } from '../../src/pipeline/build/build.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'coursewright-build-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

const read = (path: string) => readFileSync(join(dir, path), 'utf8');

/** Builds lessons; gives, for each, whether it was taken from the cache, its rules, and what became of its notebooks. */
async function built(sources: string[], config: Partial<Config> = {}, options: BuildOptions = {}) {
  const loaded = { config: { ...defaultConfig, ...config }, diagnostics: [], spanOf: () => undefined };
  const lessons: Record<string, { cached: boolean; rules: string[]; drift: string[] }> = {};
  for await (const event of build(
    { dir, loaded, version: '0.0.0' },
    sources.map((source) => ({ source })),
    options,
  )) {
    if (event.type !== 'lesson-ended') continue;
    const { source, cached, findings, notebooks } = event.result;
    lessons[source] = { cached, rules: findings.map(({ rule }) => rule), drift: notebooks.map(({ drift }) => drift) };
  }
  return lessons;
}

const a = 'source-md/a.md';
const b = 'source-md/b.md';

test('what has not changed is not built again, whatever the times of the files say', async () => {
  write(a, '# A\n\n```python\nx = 1\n```\n');
  expect(await built([a])).toEqual({ [a]: { cached: false, rules: [], drift: ['none', 'none'] } });
  for (const time of [new Date(0), new Date('2099-01-01')]) {
    utimesSync(join(dir, a), time, time);
    utimesSync(join(dir, 'notebooks/a.ipynb'), time, time);
    expect(await built([a])).toEqual({ [a]: { cached: true, rules: [], drift: ['none', 'none'] } });
  }
});

test('a change of the same length and time is seen', async () => {
  const time = new Date('2020-01-01');
  write(a, '# A\n\none\n');
  utimesSync(join(dir, a), time, time);
  await built([a]);
  write(a, '# A\n\ntwo\n');
  utimesSync(join(dir, a), time, time);
  expect((await built([a]))[a]?.cached).toBe(false);
  expect(read('notebooks/a.ipynb')).toContain('two');
});

test('findings of lessons that are not built again are said again', async () => {
  write(a, '# A\n\n```output\n1\n```\n');
  const first = await built([a]);
  expect(first[a]?.rules).toEqual(['output-without-cell']);
  expect(await built([a])).toEqual({ [a]: { ...first[a], cached: true } });
});

test('a lesson with errors writes nothing, in the cache or not', async () => {
  write(a, '# A\n\n```python startr\nx = 1\n```\n');
  const first = await built([a], { rules: { 'fence-flag-unknown': 'error' } });
  expect(first[a]).toEqual({ cached: false, rules: ['fence-flag-unknown'], drift: ['not-checked', 'not-checked'] });
  const second = await built([a], { rules: { 'fence-flag-unknown': 'error' } });
  expect(second[a]).toEqual({ ...first[a], cached: true });
  expect(readdirSync(dir)).not.toContain('notebooks');
});

test('a notebook that is gone is made again; one edited by hand is kept and named each time; --force overwrites it', async () => {
  write(a, '# A\n\ntext\n');
  await built([a]);
  const path = 'notebooks/a.ipynb';
  const made = read(path);
  rmSync(join(dir, path));
  expect((await built([a]))[a]?.cached).toBe(false);
  expect(read(path)).toBe(made);
  const edited = made.replace('text', 'TEXT');
  write(path, edited);
  for (const _ of [1, 2]) {
    expect((await built([a]))[a]).toEqual({
      cached: false,
      rules: ['notebook-hand-edited'],
      drift: ['hand-edited', 'none'],
    });
    expect(read(path)).toBe(edited);
  }
  await built([a], {}, { force: true });
  expect(read(path)).toBe(made);
});

test('what a crash leaves of a notebook or of the cache does no harm', async () => {
  write(a, '# A\n\ntext\n');
  await built([a]);
  const made = read('notebooks/a.ipynb');
  write('notebooks/a.ipynb', '');
  const [cache = ''] = readdirSync(join(dir, '.coursewright/cache/build'));
  write(`.coursewright/cache/build/${cache}`, '{"records":{"source-md/a.md":');
  expect((await built([a]))[a]).toEqual({ cached: false, rules: [], drift: ['none', 'none'] });
  expect(read('notebooks/a.ipynb')).toBe(made);
});

test('a lesson is built again when the lesson that it links to changes, comes or goes', async () => {
  write(a, '# A\n\n[to B](b.md#part)\n');
  expect((await built([a]))[a]?.rules).toEqual(['link-broken']);
  write(b, '# B\n\n## Part\n');
  expect((await built([a]))[a]).toEqual({ cached: false, rules: [], drift: ['none', 'none'] });
  expect((await built([a]))[a]?.cached).toBe(true);
  write(b, '# B\n\n## Other\n');
  expect((await built([a]))[a]?.rules).toEqual(['link-broken']);
  rmSync(join(dir, b));
  expect((await built([a]))[a]?.rules).toEqual(['link-broken']);
});

test('a lesson is built again when an image in it changes', async () => {
  write(a, '# A\n\n![](i.png)\n');
  write('source-md/i.png', 'one');
  await built([a], { images: 'data' });
  expect((await built([a], { images: 'data' }))[a]?.cached).toBe(true);
  write('source-md/i.png', 'two');
  expect((await built([a], { images: 'data' }))[a]?.cached).toBe(false);
  expect(read('notebooks/a.ipynb')).toContain(Buffer.from('two').toString('base64'));
});

test('another setting is another build, and going back is none', async () => {
  write(a, '# A\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n');
  await built([a]);
  expect((await built([a], { outputs: 'none' }))[a]?.cached).toBe(false);
  expect(read('notebooks/a.ipynb')).toContain('"outputs": []');
  // The notebooks are not those of the first setting now.
  expect((await built([a]))[a]?.cached).toBe(false);
  expect(read('notebooks/a.ipynb')).toContain('stdout');
  expect((await built([a], { execute: { ...defaultConfig.execute, jobs: 7 } }))[a]?.cached).toBe(true);
});

test('without the cache everything is built, and nothing is left', async () => {
  write(a, '# A\n');
  for (const _ of [1, 2]) expect((await built([a], {}, { noCache: true }))[a]?.cached).toBe(false);
  expect(readdirSync(dir)).not.toContain('.coursewright');
});

/** Changes what the cache knows of files that need not be read again, with our own seal. */
function tamper(
  change: (seen: { booted: number; files: Record<string, [digest: string, ...numbers: number[]]> }) => void,
) {
  const place = basename(cacheFile(), '.json');
  const cache = opened(place, read(cacheFile()), isAny);
  change(cache.seen);
  write(cacheFile(), sealed(place, cache));
}

// biome-ignore lint/suspicious/noExplicitAny: the cache's own form is no affair of a test
const isAny = (value: unknown): value is any => value !== undefined;

test('a file that is as it was is not read again, unless the machine was started since', async () => {
  write(a, '# A\n');
  await built([a]);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expect((await built([a]))[a]?.cached).toBe(true);
  tamper(({ files }) => {
    expect(Object.keys(files)).toEqual([a, 'notebooks/a.ipynb', 'notebooks/solutions/a.ipynb']);
    for (const file of Object.values(files)) file[0] = 'another digest';
  });
  expect((await built([a]))[a]?.cached).toBe(false);
  tamper((seen) => {
    seen.booted -= 60;
  });
  expect((await built([a]))[a]?.cached).toBe(true);
});

test('a file that was written just now is read again: the next write could have the same time', async () => {
  write(a, '# A\n');
  for (const _ of [1, 2, 3]) await built([a]);
  tamper(({ files }) => expect(files).toEqual({}));
  const later = new Date(Date.now() + 3_600_000);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  utimesSync(join(dir, a), later, later);
  await built([a]);
  tamper(({ files }) => expect(Object.keys(files)).not.toContain(a));
});

/** The only cache there is. */
function cacheFile(): string {
  const [name = ''] = readdirSync(join(dir, '.coursewright/cache/build'));
  return join('.coursewright/cache/build', name);
}

/** A course of ten lessons that was built. */
async function tenLessons(): Promise<string[]> {
  const sources = Array.from({ length: 10 }, (_, n) => `source-md/${n}.md`);
  for (const source of sources) write(source, `# ${source}\n\n[there](www.example.org)\n`);
  await built(sources);
  return sources;
}

const cachedOf = (lessons: Record<string, { cached: boolean }>) => Object.values(lessons).map(({ cached }) => cached);

test('a build that makes little adds a line to the cache, and the next one knows it', async () => {
  const sources = await tenLessons();
  const [first = '', second = ''] = sources;
  const before = read(cacheFile());
  write(first, '# Changed\n');
  rmSync(join(dir, second));
  const left = sources.filter((source) => source !== second);
  expect((await built(left))[first]).toEqual({ cached: false, rules: [], drift: ['none', 'none'] });
  expect(read(cacheFile()).startsWith(`${before}\n`)).toBe(true);
  expect(cachedOf(await built(left))).toEqual(left.map(() => true));
  write(first, '# Changed again\n');
  await built(left);
  expect((await built(left))[first]).toEqual({ cached: true, rules: [], drift: ['none', 'none'] });
});

test('a line that a crash cut off does no harm, nor to the line after it', async () => {
  const sources = await tenLessons();
  const [first = '', second = ''] = sources;
  write(first, '# Changed\n');
  await built(sources);
  write(cacheFile(), read(cacheFile()).slice(0, -20));
  expect(cachedOf(await built(sources))).toEqual(sources.map((source) => source !== first));
  write(second, '# Changed\n');
  await built(sources);
  expect(cachedOf(await built(sources))).toEqual(sources.map(() => true));
});

test('lines are put together before they are half of the cache', async () => {
  const sources = await tenLessons();
  const [first = ''] = sources;
  let put = 0;
  for (let round = 0; round < 30; round += 1) {
    write(first, `# Changed ${round}\n`);
    await built(sources);
    const [whole = '', ...since] = read(cacheFile()).split('\n');
    expect(since.join('\n').length).toBeLessThan(whole.length / 2);
    put += since.length === 0 ? 1 : 0;
  }
  expect(put).toBeGreaterThan(0);
  expect(cachedOf(await built(sources))).toEqual(sources.map(() => true));
});

const oddValues = ['null', '[]', '{}', '3', '"x"', '[[]]', '{"a":null}', '[null]', '{"a":{}}', '{"a":[3]}'].map(
  (text): unknown => JSON.parse(text),
);

test('a cache that was sealed with another form is none, whatever part has it', async () => {
  const sources = await tenLessons();
  const place = basename(cacheFile(), '.json');
  const good = read(cacheFile());
  for (const odd of oddValues) {
    for (const path of [
      [],
      ['records'],
      ['seen'],
      ['seen', 'files'],
      ['seen', 'booted'],
      ['records', a],
      ['records', sources[0] ?? '', 'uses'],
      ['records', sources[0] ?? '', 'notebooks'],
      ['records', sources[0] ?? '', 'findings'],
      ['records', sources[0] ?? '', 'beside'],
    ]) {
      const cache = opened(place, good, isAny);
      const last = path.at(-1);
      // That is a lesson without findings, in the form that those have.
      if (last === 'findings' && JSON.stringify(odd) === '[]') continue;
      if (last !== undefined) path.slice(0, -1).reduce((part, name) => part[name], cache)[last] = odd;
      write(cacheFile(), sealed(place, last === undefined ? odd : cache));
      // Some are as the form has it, such as no lessons at all: what is not known is built.
      const lessons = await built(sources);
      expect(Object.values(lessons).map(({ rules }) => rules)).toEqual(sources.map(() => ['link-broken']));
    }
  }
});

test('a cache in which a finding was taken away by hand is none', async () => {
  const sources = await tenLessons();
  write(cacheFile(), read(cacheFile()).replaceAll('link-broken', 'link-fine'));
  const lessons = await built(sources);
  expect(cachedOf(lessons)).toEqual(sources.map(() => false));
  expect(Object.values(lessons).map(({ rules }) => rules)).toEqual(sources.map(() => ['link-broken']));
});

test.each(['', 'null', '{}', '[]', '{"records":null,"seen":{"files":{}}}', '\n{"records":', '\u0000'])(
  'a cache that holds %j is none',
  async (content) => {
    const sources = await tenLessons();
    write(cacheFile(), content);
    expect(cachedOf(await built(sources))).toEqual(sources.map(() => false));
    expect(cachedOf(await built(sources))).toEqual(sources.map(() => true));
  },
);
