import { backticksAround } from '../../text/backticks.ts';
import type { MarkdownToken } from './tokens.ts';

/** A role of MyST before its text, `` {name}`text` ``. */
const before = /\{([a-z][\w:.+-]*)\}$/i;

/** `title <target>`: what a reader sees, and what it is about. */
const titled = /^(.*\S)\s*<([^<>]+)>\s*$/s;

/** A role in a text, and what a notebook shows in its place; undefined where that is the text as it stands. */
export interface Role {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly shown: Shown | undefined;
}

/** Markdown in place of a role, or a link in place of one: to a file or lesson, or to a label of the same lesson. */
type Shown = { readonly text: string; readonly isCitation?: true } | LinkShown;

/** Without a text, it has that of what it leads to: its title, or its number. */
export interface LinkShown {
  readonly text: string | undefined;
  readonly to: 'file' | 'label';
  readonly target: string;
  readonly as: 'title' | 'number';
}

/** The role that a code span is the text of. Its text is that between the backticks. */
export function roleAt(text: string, { start, end }: MarkdownToken): Role | undefined {
  const [found, name = ''] = before.exec(text.slice(Math.max(0, start - longest), start)) ?? [];
  if (found === undefined) return undefined;
  const at = start - found.length;
  const ahead = text[at - 1] ?? '';
  if (ahead === '\\') return undefined;
  const inner = /^(`+)([\s\S]*)\1$/.exec(text.slice(start, end))?.[2]?.trim() ?? '';
  const shown = linked(name.toLowerCase(), inner) ?? rendered(name.toLowerCase(), inner);
  // Behind a letter only what is surely one: H{sub}`2`O.
  return shown === undefined && /\w/.test(ahead) ? undefined : { name, start: at, end, shown };
}

/** A title with its roles as a reader sees them, without links: it is the text of one. */
export function withoutRoles(title: string): string {
  return title.replace(/(\{[a-z][\w:.+-]*\})(`+)[^`\n]+\2/gi, (whole, name: string, _marks, at: number) => {
    const token = { type: 'codeText', start: at + name.length, end: at + whole.length, children: [] };
    const { shown } = roleAt(title, token) ?? {};
    // One that nobody knows is about what it names.
    if (shown === undefined) return whole.slice(name.length);
    return 'to' in shown ? (shown.text ?? shown.target) : shown.text;
  });
}

/** Characters of a role's name. */
const longest = 40;

/** Roles that a notebook shows as links: with a title of their own, or to a document, whose path is shown. */
function linked(name: string, text: string): Shown | undefined {
  const [, title, target = text] = titled.exec(text) ?? [];
  const shown = title === undefined ? undefined : escapeText(title);
  if (name === 'doc') return { text: shown, to: 'file', target, as: 'title' };
  if (name === 'download') return { text: shown ?? escapeText(target), to: 'file', target, as: 'title' };
  if (/^(?:ref|numref|eq|any|prf:ref|nb:ref)$/.test(name)) {
    const isPattern = title !== undefined && /%s|\{(?:name|number)\}/.test(title);
    const as = name === 'ref' || name === 'any' ? 'title' : 'number';
    return { text: isPattern ? undefined : shown, to: 'label', target: target.trim(), as };
  }
  return undefined;
}

/**
 * Roles that a notebook can show, by name: https://mystmd.org/guide/roles and Sphinx's. Others point to what only the
 * page's tool knows: references, numbers, citations.
 */
function rendered(name: string, text: string): Shown | undefined {
  // Where the sources stand only the page's tool knows: their keys are shown.
  if (/^(?:foot)?cite(?:[:-]?\w+)?$/.test(name)) {
    const keys = escapeText(text.replace(/\s*,\s*/g, ', '));
    return { text: /^cite:?(?:t|ts|al|author|year)/.test(name) ? keys : `\\[${keys}\\]`, isCitation: true };
  }
  const shown = markdownOf(name, text);
  return shown === undefined ? undefined : { text: shown };
}

function markdownOf(name: string, text: string): string | undefined {
  const [, title = text.replace(/^[~!]/, '')] = titled.exec(text) ?? [];
  switch (name) {
    case 'math':
      return `$${text}$`;
    case 'sub':
    case 'subscript':
      return `<sub>${escapeText(text)}</sub>`;
    case 'sup':
    case 'superscript':
      return `<sup>${escapeText(text)}</sup>`;
    case 'kbd':
      return `<kbd>${escapeText(text)}</kbd>`;
    case 'del':
    case 'strike':
      return `<del>${escapeText(text)}</del>`;
    case 'u':
    case 'underline':
      return `<u>${escapeText(text)}</u>`;
    case 'abbr': {
      const [, short, long] = /^(.*\S)\s*\((.*)\)$/s.exec(text) ?? [];
      return short === undefined
        ? escapeText(text)
        : `<abbr title="${escapeText(long ?? '')}">${escapeText(short)}</abbr>`;
    }
    case 'term':
    case 'dfn':
    case 'guilabel':
    case 'menuselection':
    case 'index':
      return escapeText(title);
    default:
      return isCode(name) ? code(text.startsWith('~') ? (text.split('.').at(-1) ?? text) : title) : undefined;
  }
}

/** Names of programs, files, options and of what is in a program: literal text. */
function isCode(name: string): boolean {
  return (
    /^(?:code|command|file|program|option|envvar|literal|samp|makevar|mimetype|regexp)$/.test(name) ||
    /^(?:py:|c:|cpp:|js:)?(?:func|function|class|meth|method|mod|module|attr|attribute|exc|data|const|obj)$/.test(name)
  );
}

function code(text: string): string {
  const fence = backticksAround(text, 1);
  const gap = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${gap}${text}${gap}${fence}`;
}

/** Text as Markdown shows it. */
function escapeText(text: string): string {
  return text.replace(/[\\`*_[\]<>&"$]/g, (sign) => entities[sign] ?? `\\${sign}`);
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
