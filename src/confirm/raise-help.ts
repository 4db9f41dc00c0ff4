import { nearest } from '../diagnostics/nearest.ts';
import { distributionOf } from '../languages/python/distributions.ts';
import type { Code } from '../model/lesson.ts';
import { shellWord } from '../text/shell-word.ts';
import type { Span } from '../text/span.ts';
import type { ConfirmContext } from './confirm-context.ts';
import { lineOf } from './places.ts';
import { moduleBindings } from './python-names.ts';
import { isSyntaxError } from './traceback.ts';

/** What to do about an exception that nothing announces, and the place that explains it. */
export interface RaiseHelp {
  readonly help: string;
  /** Where the missing name is bound. */
  readonly place?: Span;
}

/**
 * Explains an exception by what the lesson shows: a name that is assigned later or nowhere, a package or a file that
 * the front matter does not name.
 * @param real The exception as `Name: message`.
 */
export function raiseHelp(code: Code, real: string, context: ConfirmContext): RaiseHelp {
  const type = /^\w+/.exec(real)?.[0] ?? '';
  if (isSyntaxError(type)) return { help: syntaxHelp(code) };
  const otherwise = `write \`raises=${type}\` on its fence if it is meant to raise`;
  const name = /^NameError: name '([^']+)' is not defined/.exec(real)?.[1];
  if (name !== undefined) return missingName(name, code, otherwise, context);
  const module = /^ModuleNotFoundError: No module named '([\w]+)/.exec(real)?.[1];
  if (module !== undefined) return { help: missingModule(module, context) };
  if (connections.has(type) && !/localhost|127\.0\.0\.1|\[?::1\b/.test(real)) {
    return {
      help: `if the cell needs the network, write \`network\` on its fence; otherwise fix the cell, or ${otherwise}`,
    };
  }
  const path = /^FileNotFoundError: .*?(?:'([^']+)'|(\S+\.\w+) not found)/.exec(real);
  const named = path?.[1] ?? path?.[2];
  const sought = named === undefined ? undefined : missingFile(named, context);
  if (sought !== undefined) {
    return { help: `there is no file \`${sought}\`: put it there, correct the path, or ${otherwise}` };
  }
  if (named !== undefined && isAbsolute(named)) {
    return { help: `write a path that is relative to the lesson, or ${otherwise}` };
  }
  if (path !== null) {
    return { help: `name \`${path[1] ?? path[2]}\` under \`files:\` in the front matter, or ${otherwise}` };
  }
  return { help: `fix the cell, or ${otherwise}` };
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

/** Nobody wants a cell that cannot be read: mostly a mark of Markdown is in it that should have ended it. */
function syntaxHelp({ source }: Code): string {
  const mark = /^[ \t]*(`{3,}|~{3,})[^\n]*$/m.exec(source.text)?.[0].trim();
  return mark === undefined
    ? 'correct the code at this line'
    : `the fence is not closed before \`${mark}\`: write a line of three backticks above that`;
}

/** Where a file that is not there was sought, relative to the course; undefined where it is there, or may be made. */
function missingFile(path: string, { file, image }: ConfirmContext): string | undefined {
  if (image === undefined || /^(?:[/~\\]|[A-Za-z]:|\.\.)/.test(path)) return undefined;
  const sought = `${file.slice(0, file.lastIndexOf('/') + 1)}${path.replace(/^\.\//, '')}`;
  return image(sought) === undefined ? sought : undefined;
}

/** Only a managed environment is ours to install into; and only what everybody knows is proposed to be installed. */
function missingModule(module: string, context: ConfirmContext): string {
  const distribution = distributionOf(module);
  const { file, text } = context;
  if (distribution === undefined) {
    if (new RegExp(`(?<![\\w./-])${module}\\.py\\b`).test(text)) {
      return `the lesson speaks of \`${module}.py\`: begin the cell that holds its code with \`%%writefile ${module}.py\`, or put that file beside the lesson`;
    }
    const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
    return `there is no \`${module}.py\` in ${folder}: put it there; or, if \`${module}\` comes with a package, name that in \`requires:\` in the front matter`;
  }
  return requirementHelp(distribution, context);
}

/** How a requirement of a lesson that is not in the environment comes into it. */
export function requirementHelp(distribution: string, context: ConfirmContext): string {
  const { environment = 'managed', requires = [] } = context;
  const nameOf = (one: string) => /^[\w.-]+/.exec(one)?.[0].toLowerCase();
  const isRequired = requires.some((one) => nameOf(one) === nameOf(distribution));
  const required = isRequired ? '' : `add \`${distribution}\` to \`requires:\` in the front matter`;
  if (environment === 'managed') return isRequired ? 'coursewright setup' : `${required}, then \`coursewright setup\``;
  const python = environment === 'path' ? 'python3' : shellWord(`${environment.replace(/[\\/]+$/, '')}/bin/python`);
  const install = `install it where the course runs: ${python} -m pip install ${shellWord(distribution)}`;
  return isRequired ? install : `${required}, and ${install}`;
}

function missingName(name: string, code: Code, otherwise: string, { bindingOf, text }: ConfirmContext): RaiseHelp {
  const place = bindingOf?.(name);
  if (place !== undefined) {
    const line = lineOf(text, place.start);
    const later = place.start > code.span.start;
    const help = later
      ? `it uses \`${name}\`, which is first assigned at line ${line}`
      : `\`${name}\` is assigned at line ${line}: see what became of that cell`;
    return { help, place };
  }
  // Among names of one or two letters every one is near to every other.
  const names = moduleBindings(code.source.text).map((binding) => binding.name);
  const own = name.length < 3 ? undefined : nearest(name, names);
  if (own !== undefined) return { help: `did you mean \`${own}\`?` };
  if (bindingOf === undefined) return { help: `fix the cell, or ${otherwise}` };
  return {
    help: `nothing in the lesson defines \`${name}\`: define it, name the lesson that does under \`continues:\`, or ${otherwise}`,
  };
}
