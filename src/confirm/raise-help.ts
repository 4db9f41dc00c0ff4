import { posix } from 'node:path';
import { type Advice, givenIn } from '../diagnostics/advice.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { isAboutPython2, ofPython2 } from '../languages/python/python2.ts';
import { isOfShell, programs } from '../languages/shell-command.ts';
import { writeAt } from '../model/cell-words.ts';
import type { Code } from '../model/lesson.ts';
import { originOf } from '../text/mapped-text.ts';
import { inOtherCase } from '../text/other-case.ts';
import type { Span } from '../text/span.ts';
import type { ConfirmContext } from './confirm-context.ts';
import { missingMeans } from './missing-means.ts';
import { askedFor, importOf, missingModule, neededPackage, requirementHelp } from './missing-module.ts';
import { lineOf } from './places.ts';
import { moduleBindings, neededNames } from './python-names.ts';
import { withoutRun } from './run-paths.ts';
import { isSyntaxError } from './traceback.ts';

/** What to do about an exception that nothing announces, and the place that explains it. */
export interface RaiseHelp {
  readonly help: string;
  readonly advice?: readonly Advice[];
  /** Where the missing name is bound. */
  readonly place?: Span;
}

/**
 * Explains an exception by what the lesson shows: a name that is assigned later or nowhere, a package or a file that
 * the front matter does not name.
 * @param real The exception as `Name: message`.
 * @param at The line that raised.
 */
export function raiseHelp(code: Code, real: string, context: ConfirmContext, at?: Span): RaiseHelp {
  const type = typeOf(real);
  const expect = expectRaise(code, real);
  const otherwise = `${expect.words} if it is meant to raise`;
  const old = ofOldPython(code, real, context, at);
  if (old !== undefined) return { help: old };
  if (isSyntaxError(type)) return { help: syntaxHelp(code, context, at) };
  const cause = causeHelp(code, real, context, otherwise, at);
  if (cause !== undefined)
    return { ...cause, advice: [...(cause.advice ?? []), ...(givenIn(cause.help, [expect]).advice ?? [])] };
  const help = `fix the cell, or ${otherwise}`;
  return { help, advice: [{ to: 'fix-cell', words: help }, expect] };
}

/** What to do about code of Python 2, or below a heading that says that it is of that. */
function ofOldPython(code: Code, real: string, context: ConfirmContext, at?: Span): string | undefined {
  const { source, span } = code;
  if (isAboutPython2(context.text.slice(0, span.start)))
    return `the section is about Python 2, which does not run here: ${writeAt(code, 'display')}`;
  const name = /^NameError: name '(\w+)'/.exec(real)?.[1];
  if (name !== undefined && context.bindingOf?.(name, span.start) !== undefined) return undefined;
  const line = at === undefined ? source.text : context.text.slice(at.start, at.end);
  const now = ofPython2(real, line);
  if (now === undefined) return undefined;
  return `this is of Python 2, for which Python 3 has \`${now}\`: write that; if the code is only to be shown, ${writeAt(code, 'display')}`;
}

/** How a lesson says that a cell raises: on its fence, or in a session by what stands below the statement. */
function expectRaise(code: Code, real: string): Advice {
  if (code.run.atPrompt === true) {
    const last = real.split('\n')[0];
    return { to: 'expect', words: `write \`Traceback (most recent call last):\` and \`${last}\` below the statement` };
  }
  const raises = `raises=${typeOf(real)}`;
  const words = writeAt(code, 'raises', 'its fence', raises);
  return { to: 'expect', words, ...(code.tool === undefined ? { of: raises } : {}) };
}

/** What a finding has of it. */
export function adviceOf({ help, advice }: RaiseHelp): Omit<RaiseHelp, 'place'> {
  return { help, ...(advice === undefined || advice.length === 0 ? {} : { advice }) };
}

/**
 * The same where the cause is known: what the cell needs is not there, and what it raises says nothing about what it does.
 * @param otherwise What to do where the cell is to raise all the same, as a clause.
 */
export function causeHelp(
  code: Code,
  real: string,
  context: ConfirmContext,
  otherwise: string,
  at?: Span,
): RaiseHelp | undefined {
  const type = typeOf(real);
  const name = /^NameError: name '([^']+)' is not defined/.exec(real)?.[1];
  if (name !== undefined) return missingName(name, code, otherwise, context, at);
  const module = /^ModuleNotFoundError: No module named '([\w.]+)/.exec(real)?.[1];
  const magic = /^UsageError: (?:Line|Cell) magic(?: function)? `(%{1,2}\w+)` not found/.exec(real)?.[1];
  if (magic !== undefined) return missingMagic(magic, otherwise);
  const asked = /^(?:ImportError|ModuleNotFoundError)$/.test(type) ? askedFor(real) : neededPackage(real);
  if (asked !== undefined) return { help: requirementHelp(asked, context) };
  if (module !== undefined) return { help: missingModule(module, code.source.text, context, code) };
  if (/^ImportError: attempted relative import/.test(real)) {
    return {
      help: `a cell is in no package: begin it with \`%%writefile PACKAGE/MODULE.py\`, ${writeAt(code, 'display', 'its fence')} if it is only to be shown, or ${otherwise}`,
    };
  }
  if (needsNetwork(type, real, code)) {
    return {
      help: `if the cell needs the network, ${writeAt(code, 'network', 'its fence')}; otherwise fix the cell, or ${otherwise}`,
    };
  }
  const means = missingMeans(real, otherwise, code);
  if (means !== undefined) return { help: means };
  return (
    missingPath(real, otherwise, context) ??
    missingDatabase(real, code, otherwise, context) ??
    listsNothing(code, otherwise, context) ??
    readsArguments(code, real, otherwise, context)
  );
}

/** What to do about a magic that IPython has not: it is a program's name, or an extension brings it. */
function missingMagic(magic: string, otherwise: string): RaiseHelp {
  const name = magic.replace(/^%+/, '');
  if (programs.has(name))
    return { help: `\`${name}\` is a program and no magic: write \`!${name}\` in place of \`${magic}\`` };
  const help = `IPython has no magic \`${magic}\`: load the extension that brings it (\`%load_ext\`), correct its name, or ${otherwise}`;
  return { help, advice: [{ to: 'fix-cell', words: help }] };
}

/** What to do where the cell looks for files, and none is there: it raises for want of them. */
function listsNothing(code: Code, otherwise: string, context: ConfirmContext): RaiseHelp | undefined {
  const sought = context.missing?.(code, 'something', '');
  return sought === undefined
    ? undefined
    : { help: `there is no file \`${sought}\`: put it there, correct the path, or ${otherwise}` };
}

function typeOf(real: string): string {
  return /^\w+/.exec(real)?.[0] ?? '';
}

/** Whether an exception comes from a connection that cannot be made, or from an address where nothing could be read. */
function needsNetwork(type: string, real: string, { run }: Code): boolean {
  if (run.mode === 'network') return false;
  const ofOther = real.replace(OWN_ADDRESS, '');
  if (connections.has(type)) return ofOther === real;
  // NLTK's data, which a cell downloads; without a connection that only says so.
  if (type === 'LookupError' && /NLTK Downloader/.test(real)) return true;
  return READS_ADDRESS.test(type) && /\b(?:https?|ftps?|s3|gs):\/\//.test(ofOther);
}

const OWN_ADDRESS = /(?:\w+:\/\/)?(?:localhost|127\.0\.0\.1|\[?::1\b)\S*/g;

/** What libraries raise that were given an address and read nothing from it. */
const READS_ADDRESS =
  /^(?:OSError|IOError|FileNotFoundError|\w*(?:HTTP|URL|SSL|Connect|Timeout|Entry|Disconnected)\w*)$/;

/** What to do about a file that is not there. */
function missingPath(real: string, otherwise: string, context: ConfirmContext): RaiseHelp | undefined {
  const path =
    /^FileNotFoundError: .*?(?:'([^']+)'|(\S+\.\w+) not found)/.exec(real) ??
    // What `%run` raises.
    /^\w+: File `'([^']+)'` not found/.exec(real);
  const whole = path?.[1] ?? path?.[2];
  // Libraries make whole paths of those that a lesson gives them.
  const named = whole === undefined ? undefined : withoutRun(whole);
  if (named === undefined || (named.startsWith('-') && ARGUMENTS.test(context.text))) return undefined;
  const sought = missingFile(named, context);
  if (sought !== undefined) {
    const other = context.entries === undefined ? undefined : inOtherCase(sought, context.entries);
    const remedy =
      other === undefined
        ? 'put it there, correct the path'
        : `\`${other}\` is there: write the path in the same capitals`;
    return { help: `there is no file \`${sought}\`${other === undefined ? ':' : ', but'} ${remedy}, or ${otherwise}` };
  }
  if (isAbsolute(named)) return { help: `write a path that is relative to the lesson, or ${otherwise}` };
  const words = `name \`${named}\` under \`files:\` in the front matter`;
  return { help: `${words}, or ${otherwise}`, advice: [{ to: 'name-file', words, of: named }] };
}

/** What to do about a database that is not there: SQLite makes an empty one. */
function missingDatabase(
  real: string,
  { source }: Code,
  otherwise: string,
  context: ConfirmContext,
): RaiseHelp | undefined {
  const table = /no such table: (?:\w+\.)?(\S+)/.exec(real)?.[1];
  if (table === undefined || makesTable(table, context.text)) return undefined;
  const named = [source.text, context.text]
    .map((text) => OPENS_DATABASE.exec(text)?.[1])
    .find((path) => path !== undefined);
  const sought = named === undefined ? undefined : missingFile(named, context);
  return sought === undefined
    ? undefined
    : {
        help: `there is no file \`${sought}\`, in whose place SQLite made an empty one: put it there, correct the path, or ${otherwise}`,
      };
}

const OPENS_DATABASE = /\bconnect\(\s*["']([^"':]+)["']|\bsqlite:\/{3}([^"'\s]+)/;

/** Whether a lesson makes a table of that name, or those of its classes. */
function makesTable(table: string, lesson: string): boolean {
  const made =
    /\bcreate\s+(?:temp(?:orary)?\s+)?table\s+(?:if\s+not\s+exists\s+)?["'`[]?(\w+)|\.to_sql\(\s*(?:name\s*=\s*)?["'](\w+)|\bcreate_all\(/gi;
  return [...lesson.matchAll(made)].some(
    ([, created, written]) => (created ?? written ?? table).toLowerCase() === table.toLowerCase(),
  );
}

/** Code that takes what is written behind its name on a command line. */
const ARGUMENTS = /\bsys\.argv\b|\.parse_args\(\s*\)/;

function readsArguments(code: Code, real: string, otherwise: string, { text }: ConfirmContext): RaiseHelp | undefined {
  // The kernel is started with `-f FILE`, which a function of another cell takes for its own.
  const isKernels = (/(?<![\w-])-f\b/.test(real) && ARGUMENTS.test(text)) || /\bipykernel_launcher\.py\b/.test(real);
  if (!isKernels && !ARGUMENTS.test(code.source.text)) return undefined;
  return {
    help: `in a notebook \`sys.argv\` holds the kernel's own arguments: give the values in the code, ${writeAt(code, 'display')} if it is only to be shown, or ${otherwise}`,
  };
}

/** What Python and its well-known libraries raise where no connection can be made: lessons run without the network. */
const connections: ReadonlySet<string> = new Set([
  'URLError',
  'gaierror',
  'ConnectionError',
  'ConnectError',
  'ConnectTimeout',
  'ConnectTimeoutError',
  'ClientConnectorError',
  'ClientConnectorDNSError',
  'DNSError',
  'MaxRetryError',
  'NameResolutionError',
  'NewConnectionError',
  'ProxyError',
  'ServerNotFoundError',
]);

/** A path that no course can say where it runs: of another machine, or of the folder that a lesson is run in. */
function isAbsolute(path: string): boolean {
  return /^(?:[/~\\]|[A-Za-z]:)/.test(path);
}

/** Nobody wants a cell that cannot be read: a mark of Markdown is in it that should have ended it, or it is no code. */
function syntaxHelp(code: Code, { text }: ConfirmContext, at?: Span): string {
  const { source, run } = code;
  if (isOfShell(source.text)) {
    return 'these are commands for a shell: call the fence `bash`, or write `!` before each where the notebook is to run them';
  }
  const line = at === undefined ? source.text : text.slice(at.start, at.end);
  if (/^[ \t]*>>[ \t]/.test(line)) return "`>>` is no prompt of Python's: write `>>>`";
  if (isTable(source.text) || isSaid(source.text)) {
    return 'call the fence `output` where it shows what the cell before it prints, or `text`; otherwise correct the code at this line';
  }
  const traceback = source.text.search(/^[ \t]*Traceback \(most recent call last\)/m);
  if (traceback !== -1) {
    const start = originOf(source, traceback, traceback).start;
    const isAlone = source.text.slice(0, traceback).trim() === '' || (at !== undefined && at.start < start);
    if (isAlone) return 'call the fence `error` where it shows what the cell before it raises, or `text`';
    return 'end the fence above `Traceback`, and put what follows into an `error` fence';
  }
  const mark = /^[ \t]*(`{3,}|~{3,})[^\n]*$/m.exec(source.text)?.[0].trim();
  const prompt = at === undefined ? '' : (/[^\n]*$/.exec(text.slice(0, at.start))?.[0] ?? '');
  const shows =
    run.atPrompt === true && prompt.trim() === '>>>'
      ? '; where it shows what a statement prints, take its `>>>` away'
      : '';
  return mark === undefined
    ? `correct the code at this line${shows}; if the code is only to be shown, ${writeAt(code, 'display')}`
    : `the fence is not closed before \`${mark}\`: write a line of three backticks above that`;
}

/** Whether a text has columns, as tables that are printed have, and nothing that only code has. */
function isTable(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const rows = lines.filter((line) => /^ *\S+(?: {2,}\S+)+ *$/.test(line.replace(/(?<=\S) (?=\S)/g, '_')));
  return lines.length > 1 && rows.length > lines.length / 2 && !/[({=]\s*$|\w\(|\s[=+]=?\s/m.test(text);
}

/** Whether all lines say what a value is: `primes is initially: [2, 3, 5]`. */
function isSaid(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const says = /^(?!(?:if|elif|for|while|with|def|class|async|except|lambda|case|match)\b)[A-Za-z]\w*(?: \w+)+: \S/;
  return lines.length > 0 && lines.every((line) => says.test(line));
}

/** Where a file that is not there was sought, relative to the course; undefined where it is there, or may be made. */
function missingFile(path: string, { file, image }: ConfirmContext): string | undefined {
  if (image === undefined || /^(?:[/~\\]|[A-Za-z]:)/.test(path)) return undefined;
  const sought = posix.join(posix.dirname(file), path);
  if (sought.startsWith('..')) return undefined;
  return image(sought) === undefined ? sought : undefined;
}

function missingName(
  name: string,
  code: Code,
  otherwise: string,
  { bindingOf, shownBindingOf, text }: ConfirmContext,
  at?: Span,
): RaiseHelp {
  const { source, span } = code;
  if (new RegExp(`^[ \\t]*del\\b[^\\n#]*(?<![\\w.])${name}(?![\\w.[])`, 'm').test(source.text)) {
    return { help: `the cell deletes \`${name}\` before: fix that, or ${otherwise}` };
  }
  if (name === '__file__') {
    return {
      help: `a notebook has no \`__file__\`: write \`Path.cwd()\` for the folder of the lesson; if the code is only to be shown, ${writeAt(code, 'display')}`,
    };
  }
  const used = lineWith(source.text, name);
  const place = bindingOf?.(name, span.start);
  // What `rows = [row for row in rows]` assigns is nothing that it could use, nor what a function gives that lacks it.
  const isOfLine = place !== undefined && at !== undefined && at.start <= place.start && place.end <= at.end;
  const isOwn =
    isOfLine ||
    (place !== undefined &&
      span.start <= place.start &&
      place.end <= span.end &&
      neededNames(source.text).has(name) &&
      moduleBindings(source.text).some((own) => own.name === name && lineAt(source.text, own.start) === used));
  const later = place !== undefined && place.start > span.start;
  const shown = shownBindingOf?.(name, span.start);
  const star = /^[ \t]*(from[ \t]+[\w.]+[ \t]+import[ \t]*\*)/m.exec(source.text)?.[1];
  if (star !== undefined && shown === undefined && (place === undefined || later || isOwn)) {
    return { help: `\`${star}\` brings no \`${name}\`: import it by its name from where it is, or ${otherwise}` };
  }
  if (place !== undefined && !isOwn && !(later && shown !== undefined)) {
    const line = lineOf(text, place.start);
    const help = later
      ? `it uses \`${name}\`, which is first assigned at line ${line}`
      : `\`${name}\` is assigned at line ${line}: see what became of that cell`;
    return { help, place };
  }
  if (shown !== undefined) {
    return {
      help: `\`${name}\` is assigned at line ${lineOf(text, shown)}, in code that is only shown: bind it in a cell, or ${otherwise}`,
    };
  }
  if (isPrinted(name, source.text)) {
    return {
      help: `call the fence \`output\` where it shows what a cell prints, or \`text\`; otherwise define \`${name}\``,
    };
  }
  // Among names of one or two letters every one is near to every other.
  const names = moduleBindings(source.text)
    .filter((binding) => lineAt(source.text, binding.start) !== used)
    .map((binding) => binding.name);
  const own =
    name.length < 3
      ? undefined
      : nearest(
          name,
          names.filter((one) => one !== name),
        );
  if (own !== undefined) return { help: `did you mean \`${own}\`?` };
  if (bindingOf === undefined) {
    const help = `fix the cell, or ${otherwise}`;
    return { help, advice: [{ to: 'fix-cell', words: help }] };
  }
  // A module is named for what is in it; alone, such a name stands for something else.
  const isModule = new RegExp(`(?<![\\w.])${name}\\.\\w`).test(source.text);
  const forgotten = isModule ? importOf(name) : undefined;
  if (forgotten !== undefined) {
    return {
      help: `nothing in the lesson imports it: write \`${forgotten}\`, name the lesson that does under \`continues:\`, or ${otherwise}`,
    };
  }
  return {
    help: `nothing in the lesson defines \`${name}\`${place === undefined ? '' : ' before'}: define it, name the lesson that does under \`continues:\`, ${writeAt(code, 'display')} if it is only to be shown, or ${otherwise}`,
  };
}

/** Whether a text is what Python shows of a value (`array([1, 2])`), or lines of single words, which no program consists of. */
function isPrinted(name: string, text: string): boolean {
  const value = new RegExp(`^\\s*${name}\\(\\[[^()]*\\)\\s*$`);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    (SHOWN.test(name) && value.test(text)) || (lines.length > 1 && lines.every((line) => /^\p{L}+$/u.test(line.trim())))
  );
}

/** What the values of well-known libraries are shown as. */
const SHOWN = /^(?:array|masked_array|matrix|tensor|Array|Tensor|Index|\w*Index|Series|Categorical)$/;

/** The line of the first place where a text has a word, from 0. */
function lineWith(text: string, word: string): number {
  const at = text.search(new RegExp(`(?<![\\p{L}\\p{N}_.])${word}(?![\\p{L}\\p{N}_])`, 'u'));
  return lineAt(text, Math.max(at, 0));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}
