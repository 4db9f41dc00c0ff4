// node bench/fidelity.mjs FOLDER [--list]
//
// Compiles every Markdown file below FOLDER and compares the instructor's notebook with the page, as markdown-it (a
// parser that Coursewright does not use) renders both: block by block, then line by line. Whatever differs is counted
// under the construct of the format that explains it; what nothing explains is listed. Needs `npm run compile`.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { diffArrays } from 'diff';
import MarkdownIt from 'markdown-it';
import { globSync } from 'tinyglobby';
import { compileLesson, defaultConfig } from '../dist/lib/index.js';

const [folder, flag] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node bench/fidelity.mjs FOLDER [--list]');
const config = { ...defaultConfig, source: 'lessons', variants: ['instructor'] };
const markdown = new MarkdownIt({ html: true });
const blocks = new Map();
const lines = new Map();
const unexplained = [];
let total = 0;
let equal = 0;
let totalLines = 0;
let foundLines = 0;

const files = {
  bytes: () => undefined,
  lessonText: (path) => (/^lessons\/.*\.md$/.test(path) ? read(path.slice('lessons/'.length)) : undefined),
};
const names = globSync('**/*.md', { cwd: folder }).sort();
for (const name of names) compare(name);

console.log(`${names.length} lessons, ${total} blocks on their pages, ${equal} the same in the cells`);
table(blocks);
console.log(`${totalLines} lines that are not blank, ${foundLines} found as they are in a cell`);
table(lines);
const left = unexplained.length;
console.log(
  left === 0 ? 'nothing unexplained' : `${left} unexplained${flag === '--list' ? '' : ' (--list shows them)'}`,
);
if (flag === '--list') for (const one of unexplained) console.log(one);
process.exitCode = left === 0 ? 0 : 1;

function compare(name) {
  const text = read(name);
  const source = posix.join('lessons', name);
  const compiled = compileLesson(text, source, config, files);
  const [{ notebook, path }] = compiled.notebooks;
  const page = leaves(plainPage(text), source);
  const cells = notebook.cells.flatMap((cell) =>
    cell.cell_type === 'code'
      ? [{ kind: 'code', text: cell.source.trim(), html: pre(cell.source) }]
      : leaves(cell.source, path),
  );
  total += page.length;
  const removed = [];
  const added = [];
  for (const change of diffArrays(page, cells, { comparator: (a, b) => a.html === b.html })) {
    if (change.removed) removed.push(...change.value);
    else if (change.added) added.push(...change.value);
    else equal += change.value.length;
  }
  for (const leaf of removed) explain(leaf, 'page', added, name, compiled.lesson);
  for (const leaf of added) if (leaf.used !== true) explain(leaf, 'cells', removed, name, compiled.lesson);
  compareLines(name, text, notebook, compiled.lesson);
}

/** The page without what the format consumes outright: front matter and the lines that open and close containers. */
function plainPage(text) {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^[ \t]*:{3,}.*$/gm, '');
}

/** The leaf blocks of a Markdown text: where each stands (lists, quotes) and its HTML, URLs as the address they lead to. */
function leaves(text, file) {
  const env = {};
  const tokens = markdown.parse(text, env);
  const path = [];
  const found = [];
  for (const token of tokens) {
    if (token.type === 'inline') {
      const html = markdown.renderer.renderInline(token.children, markdown.options, env);
      found.push({
        kind: path.at(-1),
        text: token.content,
        html: `${path.join('>')}:${resolved(html, file)}`,
        path: [...path],
      });
    } else if (token.type === 'fence' || token.type === 'code_block') {
      found.push({
        kind: 'fence',
        info: token.info?.trim() ?? '',
        text: token.content.trim(),
        html: pre(token.content),
      });
    } else if (token.type === 'html_block') {
      found.push({ kind: 'html', text: token.content.trim(), html: resolved(token.content.trim(), file) });
    } else if (token.nesting === 1) path.push(token.tag + (token.attrGet('start') ?? ''));
    else if (token.nesting === -1) path.pop();
    else found.push({ kind: token.type, text: token.markup, html: token.tag });
  }
  return found;
}

function pre(code) {
  return `pre:${code.trimEnd()}`;
}

function resolved(html, file) {
  return html
    .replace(/\b(href|src)="([^"]*)"/g, (_, name, url) => {
      if (url === '' || url.startsWith('#')) return `${name}="#"`;
      const address = URL.canParse(url, `course://c/${file}`) ? new URL(url, `course://c/${file}`).href : url;
      const own = address.replace(/\/notebooks\/(?:solutions\/)?(.*)\.ipynb(#.*)?$/, '/lessons/$1.md');
      return `${name}="${own.replace(/(\/lessons\/.*)\.(?:md|html)(#.*)?$/, '$1.md')}"`;
    })
    .replaceAll('&#36;', '$')
    .replaceAll('<span>$</span>', '$');
}

function explain(leaf, side, others, name, lesson) {
  const reason = reasonOf(leaf, side, others, lesson);
  if (reason === undefined) unexplained.push(`${name}: only in the ${side}: ${leaf.kind}: ${leaf.html.slice(0, 160)}`);
  else count(blocks, `${side === 'page' ? 'only on the page' : 'only in cells'}: ${reason}`);
}

function reasonOf(leaf, side, others, lesson) {
  if (leaf.kind === 'fence' && side === 'page') {
    const word = leaf.info.split(/[\s{]/)[0]?.toLowerCase() ?? '';
    if (/^(?:output|error|stderr)$/.test(word)) return 'declared output';
    if (/^\{code-cell\}/.test(leaf.info)) return 'directive, a code cell without its options';
    if (/^>>>/m.test(leaf.text)) return 'transcript, a code cell without prompts';
    const same = others.find((other) => squeezed(other.text) === squeezed(leaf.text));
    if (same !== undefined) return use(same, 'code whose blank ends differ');
    if (lesson.text.includes('asyncio')) return 'code that is rewritten for the notebook';
    if (/output$/.test(leaf.info)) return 'declared output';
  }
  if (leaf.kind === 'code') return 'code cell of a transcript or directive';
  if (side === 'page' && /^:[\w-]+:/.test(leaf.text)) return 'options of a directive';
  if (side === 'page' && /^\+\+\+/.test(leaf.text)) return 'break between cells (+++)';
  if (side === 'page' && /^\([\w-]+\)=/.test(leaf.text)) return 'label of a place ((label)=)';
  const plain = (one) => bare(one.html);
  const twin = others.find((other) => other.used !== true && plain(other) === plain(leaf));
  if (twin !== undefined) return use(twin, 'callout, quoted in its cell');
  const lifted = others.find((other) => other.used !== true && outOfLists(other) === outOfLists(leaf));
  if (lifted !== undefined) return use(lifted, 'callout, lifted out of its list item and quoted');
  if (side === 'cells' && leaf.kind === 'p' && /^(?:blockquote>)?p:<strong>[^<]*<\/strong>$/.test(leaf.html))
    return 'title of a callout';
  if (side === 'cells' && leaf.kind === 'html' && /<\/?details>|<!-- -->/.test(leaf.html)) return 'fold-out';
  if (leaf.kind === 'fence' && /^```|^text$/.test(leaf.info)) return 'code in a fold-out';
  return undefined;
}

function use(leaf, reason) {
  leaf.used = true;
  return reason;
}

function bare(html) {
  return html.replace(/^(?:blockquote>)+/, '');
}

function outOfLists(leaf) {
  return leaf.html.replace(/^(?:(?:blockquote|[ou]l\d*|li)>)+/, '');
}

function squeezed(text) {
  return text.replace(/\s+/g, '');
}

function compareLines(name, text, notebook, lesson) {
  const sources = notebook.cells.flatMap((cell) => cell.source.split('\n'));
  const have = new Set(sources.map((line) => normal(line)));
  const outputs = new Set(
    notebook.cells.flatMap((cell) =>
      (cell.outputs ?? []).flatMap((one) => (one.text ?? one.traceback.join('\n')).split('\n').map(normal)),
    ),
  );
  const front = /^---\n[\s\S]*?\n---(?:\n|$)/.exec(text.replaceAll('\r\n', '\n'))?.[0].split('\n').length ?? 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    totalLines++;
    if (have.has(normal(line))) {
      foundLines++;
      continue;
    }
    const reason = lineReason(line, index, front, have, outputs, lesson);
    if (reason === undefined) unexplained.push(`${name}:${index + 1}: no cell has this line: ${line.slice(0, 120)}`);
    else count(lines, reason);
  }
}

/** A line without what the edits may change: its indentation and quoting, destinations, dollars. */
function normal(line) {
  return line
    .trim()
    .replace(/^(?:>\s*)+(?!>)/, '')
    .replace(/\]\([^()\s]*(?:\([^()]*\))?[^()\s]*/g, '](')
    .replace(/\b(src|href)=("[^"]*"|'[^']*')/g, '$1')
    .replace(/^(\[[^\]]+\]:)\s.*/, '$1')
    .replaceAll('<span>&#36;</span>', '$')
    .replaceAll('&#36;', '$')
    .trim();
}

function lineReason(line, index, front, have, outputs, lesson) {
  const text = line.trim();
  if (index < front - 1) return 'front matter';
  if (/^:{3,}/.test(text)) return 'container line';
  if (/^(?:(?:[-*+]|\d+[.)])\s+)*(?:`{3,}|~{3,})/.test(text)) return 'fence line of a cell';
  if (outputs.has(normal(line))) return 'declared output, in the outputs of its cell';
  if (/^(?:>>>|\.\.\.)/.test(text) && (text.length <= 3 || have.has(normal(text.slice(3)))))
    return 'transcript line, its prompt taken away';
  if (have.has(normal(`# ${text.replace(/^>>>\s*/, '')}`))) return 'line of a session, as a comment';
  if (/^\[[^\]]+\]:/.test(text)) return 'link definition that no cell uses';
  if (inOutput(line, lesson)) return 'declared output that its cell does not carry';
  if (/^:[\w-]+:/.test(text)) return 'option of a directive';
  if (/^\+\+\+/.test(text)) return 'break between cells (+++)';
  if (/^\([\w-]+\)=/.test(text)) return 'label of a place ((label)=)';
  if (/^<!--.*-->$/.test(text)) return 'comment that marks a construct';
  if (/^<\/?(?:details|summary)/.test(text)) return 'fold-out tag of an exercise';
  return undefined;
}

function inOutput(line, lesson) {
  const text = line.trim();
  const visit = (block) =>
    block.type === 'code'
      ? block.expected.some((one) => lesson.text.slice(one.span.start, one.span.end).includes(text))
      : (block.blocks ?? block.parts ?? []).some(visit);
  return lesson.blocks.some(visit);
}

function read(name) {
  try {
    return readFileSync(join(folder, name), 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}

function count(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function table(map) {
  for (const [key, number] of [...map].sort((a, b) => b[1] - a[1]))
    console.log(`${String(number).padStart(7)}  ${key}`);
}
