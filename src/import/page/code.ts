import { kernelLanguage } from '../../languages/kernels.ts';
import { option } from '../fence-text.ts';
import { guessedLanguage, isPython } from '../guess-language.ts';
import { outputLabel } from '../output-label.ts';
import {
  classesOf,
  drop,
  type Element,
  eachElement,
  element,
  find,
  findAll,
  hasClass,
  isBlank,
  isElement,
  lineOf,
  marks,
  type Nodes,
  namesOf,
  type Parents,
  replace,
  text,
} from './tree.ts';

/** Makes every block of code `<pre><code class="language-x">`, its text alone in it, with its caption and language. */
export function readCode(main: Parents): void {
  joinTables(main);
  const blocks: { pre: Element; language: string; code: string }[] = [];
  walk(main, []);
  const languages = new Set(blocks.map(({ language }) => language));
  // A page about one language names it on some of its blocks only.
  const usual = languages.has('python') || !languages.has('r') ? 'python' : 'r';
  for (const { pre, language, code } of blocks) {
    const known = language === '' ? guessedLanguage(code, usual) : language;
    // Templates, commands and code that shows a mistake are highlighted as all other code, and are none to run.
    if (known === 'python' && !isPython(code) && !/_{3,}/.test(code)) pre.properties[marks.meta] = 'display';
    pre.children = [element('code', known === '' ? {} : { className: [`language-${known}`] }, [text(code)])];
  }

  function walk(parent: Parents, above: readonly Element[]): void {
    for (const child of [...parent.children]) {
      if (child.type !== 'element') continue;
      if (isElement(child, 'pre') || isBareCode(child)) {
        const code = isElement(child, 'div', 'p') ? brokenLines(child) : codeOf(child);
        const language = languageOf(child, above);
        const isOutput = hasClass(child, /^(?:output|error|stdout)$/);
        child.tagName = 'pre';
        child.properties = { ...child.properties, className: [], ...(isOutput ? { [marks.output]: '' } : {}) };
        blocks.push({ pre: child, language, code });
      } else walk(child, [...above, child]);
    }
  }
}

/** Code in a block of its own without `<pre>`: `<code>` with lines in it, a box that is called code and breaks its lines. */
function isBareCode(node: Element): boolean {
  const { style } = node.properties;
  if (isElement(node, 'code')) return String(style ?? '').includes('white-space: pre') && /\n/.test(lineBreaks(node));
  const names = namesOf(node);
  if (!isElement(node, 'div', 'p') || !names.some((word) => codeBoxes.has(word))) return false;
  if (names.some((word) => captionNames.has(word) && word !== 'codeblock')) return false;
  const inner = findAll(node, (one) => !isElement(one, 'span', 'br', 'b', 'i', 'em', 'strong', 'code', 'a', 'font'));
  return inner.length === 0 && lineBreaks(node).trim() !== '';
}

const codeBoxes = new Set(['code', 'sourcecode', 'codeblock', 'snippet']);

/** Tables that set the numbers of lines beside code: what stays is the code. */
function joinTables(main: Parents): void {
  eachElement(main, (table, parent) => {
    if (!isElement(table, 'table')) return;
    const rows = findAll(table, (one) => isElement(one, 'tr'));
    const perLine = rows.map((row) =>
      find(row, (cell) => hasClass(cell, /^(?:blob-code|code-line|hljs-ln-code|line-content)/)),
    );
    if (rows.length > 0 && perLine.every((cell) => cell !== undefined)) {
      const code = perLine.map((cell) => lineBreaks(cell as Element).replace(/\n$/, '')).join('\n');
      replace(parent, table, [element('pre', { className: classesOf(table) }, [text(code)])]);
      return;
    }
    const blocks = findAll(table, (one) => isElement(one, 'pre'));
    const numbered = findAll(table, (one) => hasClass(one, lineNumbers));
    const numbers = numbered.flatMap((cell) =>
      isElement(cell, 'pre') ? [cell] : findAll(cell, (one) => isElement(one, 'pre')),
    );
    const isNumbers = (one: Element) => (numbers.length > 0 ? numbers.includes(one) : /^[\s\d]*$/.test(lineOf(one)));
    const code = blocks.filter((one) => !isNumbers(one));
    const [first] = code;
    // A copy for the clipboard may stand beside it.
    if (first === undefined || rows.length !== 1 || code.length === blocks.length) return;
    if (!code.every((one) => lineOf(one) === lineOf(first))) return;
    replace(parent, table, [first]);
    if (classesOf(first).length === 0) first.properties.className = classesOf(table);
  });
}

const lineNumbers =
  /^(?:linenos?|lineno|linenodiv|line-?numbers?(?:-rows)?|lnt?|gutter|rouge-gutter|hljs-ln-numbers|copy(?:btn|-button)?|sr-only)$/i;
const lineBoxes = /^(?:line|token-line|code-line|cl|view-line|hljs-line)$/;

/** The code of a block: without numbers of lines, one line for each box that is one. */
function codeOf(pre: Element): string {
  drop(pre, (one) => hasClass(one, lineNumbers) || isElement(one, 'button', 'textarea', 'style', 'script'));
  const boxes = findAll(pre, (one) => hasClass(one, lineBoxes));
  const whole = lineBreaks(pre);
  const code =
    boxes.length > 1 && !whole.trim().includes('\n')
      ? boxes.map((box) => lineBreaks(box).replace(/\n$/, '')).join('\n')
      : whole;
  return withoutNumbers(
    code
      .replace(/\u00a0/g, ' ')
      .replace(/\r\n?/g, '\n')
      .replace(/^\n+|\s+$/g, ''),
  );
}

/** The code of a box whose lines end with `<br>` alone, and are indented by blanks that do not break. */
function brokenLines(box: Element): string {
  const join = (node: Nodes): string => {
    if (node.type === 'text') return node.value.replace(/[ \t\r\n]+/g, ' ');
    return isElement(node, 'br') ? '\n' : 'children' in node ? node.children.map(join).join('') : '';
  };
  const lines = join(box).split('\n');
  return lines
    .map((line) =>
      line
        .replace(/^ +(?=\S|$)/, '')
        .replace(/\u00a0/g, ' ')
        .trimEnd(),
    )
    .join('\n')
    .replace(/^\n+|\s+$/g, '');
}

/** Text in which `<br>` ends a line. */
function lineBreaks(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (isElement(node, 'br')) return '\n';
  return 'children' in node ? node.children.map(lineBreaks).join('') : '';
}

/** Numbers that stand at the beginning of every line, each one more than the one before, are not code. */
function withoutNumbers(code: string): string {
  const lines = code.split('\n');
  const numbers = lines.map((line) => /^\s*(\d+)(?:[ \t:|.]|$)/.exec(line)?.[1]);
  const first = Number(numbers[0]);
  const isCode = lines.filter((line) => /^\s*\d+[:|.]?[ \t]+\S/.test(line)).length > lines.length / 2;
  const counts = lines.length > 2 && isCode && numbers.every((number, index) => Number(number) === first + index);
  return counts ? lines.map((line) => line.replace(/^\s*\d+[:|.]?[ \t]?/, '')).join('\n') : code;
}

const namedLanguage =
  /^(?:language|lang|highlight-source|highlight-text|highlight|src|brush|code|sourceCode|prism)[-:_](?!(?:lines|numbers?|block|line|toolbar|wrapper|container)\b)([\w+#.-]+)$/i;

/** The language that a block says it is in: by a class or attribute of its own, of what is in it, or of what is around it. */
function languageOf(pre: Element, above: readonly Element[]): string {
  const inner = findAll(pre, () => true).slice(0, 3);
  const around = above.slice(-4).reverse();
  for (const one of [pre, ...inner, ...around]) {
    const { dataLang, dataLanguage, dataCodeLang, lang } = one.properties;
    const said =
      dataLang ??
      dataLanguage ??
      dataCodeLang ??
      (isElement(one, 'code', 'pre') && kernelLanguage(String(lang ?? '')) ? lang : undefined);
    if (typeof said === 'string' && said !== '') return plainLanguage(said);
    const classes = classesOf(one);
    for (const name of classes) {
      const found = namedLanguage.exec(name)?.[1];
      if (found !== undefined) return plainLanguage(found);
    }
    // Pandoc, hljs and Prism also set the bare name beside a class of theirs.
    const isHighlighted = classes.some((name) =>
      /^(?:sourceCode|hljs|prettyprint|highlight|code|src|brush:?)$/i.test(name),
    );
    const bare = isHighlighted ? classes.find(isLanguage) : undefined;
    // `pythonHigh` of a box that is called code.
    const word =
      one === pre && isElement(pre, 'div', 'p')
        ? namesOf(one).find((name) => kernelLanguage(name) !== undefined)
        : undefined;
    if (word !== undefined) return plainLanguage(word);
    if (bare !== undefined) return plainLanguage(bare.replace(/;$/, ''));
  }
  return '';
}

const others = new Set([
  'console',
  'text',
  'json',
  'yaml',
  'toml',
  'html',
  'css',
  'sql',
  'java',
  'c',
  'xml',
  'ini',
  'diff',
  'shell',
  'zsh',
  'none',
  'plaintext',
]);

function isLanguage(name: string): boolean {
  const word = name.toLowerCase().replace(/;$/, '');
  return kernelLanguage(word) !== undefined || others.has(word);
}

/** As a fence names it; Sphinx's `default` says nothing, and means Python where it is Python. */
function plainLanguage(name: string): string {
  const word = name.toLowerCase();
  if (/^(?:default|auto|plain|undefined|unknown)$/.test(word)) return '';
  if (/^(?:none|text|plaintext|nohighlight|no-highlight|txt)$/.test(word)) return 'text';
  return word === 'pycon' || /^i?python\d*(?:-console)?$/.test(word) || word === 'py' ? 'python' : word;
}

/** Gives each block of code the caption that stands with it. */
export function takeCaptions(main: Parents): void {
  const walk = (parent: Parents, above: readonly Element[]): void => {
    for (const child of [...parent.children]) {
      if (isElement(child, 'pre')) takeCaption(child, above);
      else if (child.type === 'element') walk(child, [...above, child]);
    }
  };
  walk(main, []);
}

const captionNames = new Set([
  'caption',
  'filename',
  'file',
  'title',
  'header',
  'codeheader',
  'label',
  'tab',
  'codeblock',
]);

/** The name of a file, or a caption, above a block becomes its title; a language that stands there only says itself. */
function takeCaption(pre: Element, above: readonly Element[]): void {
  const { dataFilename, dataTitle, title } = pre.properties;
  const own =
    dataFilename ??
    dataTitle ??
    title ??
    above
      .slice(-3)
      .map((one) => one.properties.dataFilename ?? one.properties.dataTitle)
      .find((one) => one !== undefined);
  if (typeof own === 'string' && own !== '') setTitle(pre, own);
  const boxes = above.slice(-3).reverse().filter(isWrapper);
  for (const box of boxes) {
    const caption = find(box, (one) => isCaption(one));
    // "Output" says what the block is.
    if (caption === undefined || outputLabel.test(lineOf(caption))) continue;
    const said = lineOf(caption).replace(/^(?:listing|example) [\d.]+:?\s*/i, '');
    drop(box, (one) => one === caption);
    if (said !== '' && !isLanguage(said) && !/^copy/i.test(said)) setTitle(pre, said);
    return;
  }
}

/** Around one block of code and little else. */
function isWrapper(box: Element): boolean {
  return (
    findAll(box, (one) => isElement(one, 'pre')).length === 1 &&
    findAll(box, (one) => isElement(one, 'p', 'h1', 'h2', 'h3', 'li')).length <= 1
  );
}

function isCaption(one: Element): boolean {
  const isShort = lineOf(one).length < 100 && find(one, (inner) => isElement(inner, 'pre')) === undefined;
  return (
    isShort &&
    !isElement(one, 'pre', 'code') &&
    (isElement(one, 'figcaption') || namesOf(one).some((word) => captionNames.has(word))) &&
    lineOf(one) !== ''
  );
}

function setTitle(pre: Element, title: string): void {
  const words = [pre.properties[marks.meta], option('title', title.replace(/["\\`]/g, ''))];
  pre.properties[marks.meta] = words.filter((word) => word !== undefined && word !== null).join(' ');
}

/** Takes out what stands twice: a block of code after one with the same text, inline code beside itself. */
export function dropDoubles(main: Parents): void {
  let before: { pre: Element; text: string } | undefined;
  let between = '';
  const walk = (parent: Parents): void => {
    for (const child of [...parent.children]) {
      if (isElement(child, 'pre')) {
        const own = lineOf(child);
        if (before !== undefined && between.trim() === '' && before.text === own && own !== '') {
          // The one that says its language stays.
          const [kept, dropped] = isNamed(before.pre) || !isNamed(child) ? [before.pre, child] : [child, before.pre];
          if (dropped === child) replace(parent, child);
          else dropped.properties.dataDouble = '';
          before = { pre: kept, text: own };
        } else before = { pre: child, text: own };
        between = '';
      } else if (child.type === 'element') {
        if (isElement(child, 'code') && isSameBefore(parent, child)) replace(parent, child);
        else if (!isElement(child, 'button')) walk(child);
      } else if (child.type === 'text') between += child.value.replace(/^\s*copy(?: code)?\s*$/i, '');
    }
  };
  walk(main);
  eachElement(main, (one, parent) => {
    if (one.properties.dataDouble !== undefined) replace(parent, one);
  });
}

function isNamed(pre: Element): boolean {
  return find(pre, (one) => hasClass(one, /^language-/)) !== undefined;
}

function isSameBefore(parent: Parents, code: Element): boolean {
  const before = parent.children.slice(0, parent.children.indexOf(code as never)).findLast((node) => !isBlank(node));
  const at = before === undefined ? -1 : parent.children.indexOf(before as never);
  const gap = parent.children.slice(at + 1, parent.children.indexOf(code as never));
  return (
    isElement(before, 'code') &&
    lineOf(before) === lineOf(code) &&
    gap.every((node) => node.type !== 'text' || node.value === '')
  );
}
