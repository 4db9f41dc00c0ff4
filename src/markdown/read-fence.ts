import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { replacing } from '../diagnostics/fix.ts';
import { nearest, threeNearest } from '../diagnostics/nearest.ts';
import { type Flag, flagTraits, flagWords, type RunMode } from '../model/cell-flags.ts';
import { tagsDo, traitsOf } from '../model/cell-tags.ts';
import type { Expected, Match, Role, RunRule } from '../model/lesson.ts';
import { type MatchMode, matchKeys, matchWords } from '../model/match-modes.ts';
import type { Span } from '../text/span.ts';
import { parseTolerance, type Tolerance } from '../text/tolerance.ts';
import type { Word } from './attributes.ts';
import { type CellDefaults, settingsByDefault } from './cell-defaults.ts';
import type { Setting } from './dialects/setting.ts';
import { spanOf } from './document.ts';
import { settingOf } from './foreign-options.ts';
import type { FenceItem } from './item.ts';
import { secretWord } from './secret-words.ts';
import {
  cellDirectives,
  codeKeys,
  fenceClasses,
  foreignWords,
  outputFences,
  outputWords,
  roleWords,
} from './vocabulary.ts';

/** What the words after a code fence's language say. */
export interface FenceFlags {
  readonly role: Role | 'display' | undefined;
  readonly flags: ReadonlySet<Flag>;
  readonly run: RunRule;
  readonly id?: string;
  readonly title?: string;
  /** What a page shows below what the cell makes. */
  readonly caption?: string;
  readonly tags: readonly string[];
  readonly points?: number;
  /** How all outputs of a session are compared: those of any other cell have fences of their own. */
  readonly match: Match;
}

export interface FenceContext {
  readonly file: string;
  readonly diagnostics: Diagnostic[];
  /** The lesson is another tool's: words that only that tool reads are at home in it. */
  readonly isForeign: boolean;
  /** It is a notebook that Jupytext wrote as text. */
  readonly ofJupytext: boolean;
  readonly defaults: CellDefaults;
}

/** Whether a fence is an output fence, and of which stream. So is `python out`. */
export function outputStream(item: FenceItem): Expected['stream'] | undefined {
  const { info } = item;
  const named = outputFences.get(info.directive ?? info.language);
  if (named !== undefined) return named;
  const first = info.attributes.words[0]?.text;
  return first !== undefined && outputWords.has(first) ? 'output' : undefined;
}

/** Reads role, flags and options of a code fence; what it does not know is a diagnostic at that word. */
export function readFlags(item: FenceItem, context: FenceContext): FenceFlags {
  const { values, id: hashId, classes } = item.info.attributes;
  const words = wordsOf(item);
  const roles: { role: Role | 'display'; at: number }[] = [];
  const flags = new Set<Flag>();
  const mode: { word: Flag; at: number }[] = [];
  const isSession = PROMPTS.test(item.content.text);
  const modes: MatchMode[] = [];
  for (const word of words) {
    if (isOneOf(word.text, roleWords)) roles.push({ role: word.text, at: word.at });
    else if (isOneOf(word.text, flagWords)) {
      flags.add(word.text);
      if (flagTraits[word.text].mode !== undefined) mode.push({ word: word.text, at: word.at });
    } else if (isSession && word.text !== 'image' && isOneOf(word.text, matchWords)) modes.push(word.text);
    else if (!foreignWords.test(word.text)) reportUnknown(item, word.text, word.at, context);
  }
  for (const conflict of [roles.slice(1), mode.slice(1).map(({ word, at }) => ({ role: word, at }))]) {
    for (const { role, at } of conflict) {
      const first = isOneOf(role, flagWords) ? mode[0]?.word : roles[0]?.role;
      report(item, 'fence-flags-conflict', `\`${role}\` contradicts \`${first}\``, at, role.length, context);
    }
  }
  const settings: Setting[] = settingsByDefault(item, context.defaults);
  for (const [key, value] of values) {
    const isOwn = (isOneOf(key, codeKeys) && key !== 'tags') || (isSession && key === 'tolerance');
    const setting = isOwn ? {} : settingOf(key, value.text);
    if (setting !== undefined) {
      settings.push(setting);
      continue;
    }
    const suggestion = isChunk(item) ? undefined : nearest(key, codeKeys);
    if (suggestion !== undefined && suggestion !== 'name') reportOption(item, key, value.keyAt, suggestion, context);
    else nameUnread(item, 'option', key, placeOf(item, value.keyAt), context);
  }
  for (const { key, value } of item.head.options) {
    const setting = settingOf(key, value);
    if (setting !== undefined) settings.push(setting);
    else if (!item.head.marks.some((mark) => mark === key.toLowerCase()))
      nameUnread(item, 'option', key, item.document.mapped.text.indexOf(key, placeOf(item, 0)), context);
  }
  for (const name of classes) settings.push(fenceClasses.get(name) ?? {});
  for (const flag of settings.flatMap((one) => one.flags ?? [])) if (flag !== 'display') flags.add(flag);
  const tags = [
    ...new Set([...settings.flatMap((one) => one.tags ?? []), ...classes.filter((name) => name.startsWith('tag-'))]),
  ];
  const isDisplayed = settings.some((one) => one.flags?.includes('display'));
  const role = roles[0]?.role ?? (isDisplayed ? 'display' : undefined);
  const hidden = words.find((word) => word.text === 'hidden');
  if (hidden !== undefined && role !== 'setup' && role !== 'test') {
    report(item, 'fence-flags-conflict', '`hidden` goes with `setup` or `test` only', hidden.at, 6, context);
  }
  const number = (key: string): number | undefined => {
    const value = values.get(key);
    if (value === undefined) return undefined;
    const parsed = Number(value.text);
    if (value.text !== '' && Number.isFinite(parsed) && parsed >= 0) return parsed;
    report(
      item,
      'fence-value-invalid',
      `\`${key}\` takes a number, not \`${value.text}\``,
      value.at,
      value.text.length,
      context,
    );
    return undefined;
  };
  const timeout = number('timeout');
  const points = number('points');
  const raises = values.get('raises')?.text ?? (flags.has('raises') ? '' : undefined);
  const id = values.get('id')?.text ?? hashId;
  const title =
    ['title', 'filename', 'file'].map((key) => values.get(key)?.text).find((one) => one !== undefined) ??
    settings.find((one) => one.title !== undefined)?.title;
  const whole = values.get('caption')?.text ?? settings.find((one) => one.caption !== undefined)?.caption;
  const parts = settings.find((one) => one.subcaptions !== undefined)?.subcaptions;
  const caption = parts === undefined ? whole : [whole, parts].filter(Boolean).join('\n\n');
  const idValue = values.get('id');
  if (idValue !== undefined && !/^[\w-]{1,64}$/.test(idValue.text)) {
    report(
      item,
      'fence-value-invalid',
      'a cell id has 1 to 64 letters, digits, `-` or `_`',
      idValue.at,
      idValue.text.length,
      context,
    );
  }
  return {
    role,
    flags,
    run: {
      mode: runModeOf(flags, mode[0]?.word, tags),
      ...(raises === undefined ? {} : { raises }),
      ...(timeout === undefined ? {} : { timeout }),
    },
    ...(id !== undefined && /^[\w-]{1,64}$/.test(id) ? { id } : {}),
    ...(title === undefined ? {} : { title }),
    ...(caption === undefined ? {} : { caption }),
    tags: tags.filter((tag) => !traitsOf(tag).ofRunMode),
    ...(points === undefined ? {} : { points }),
    match: { modes, ...(isSession ? toleranceOf(item, modes, context) : {}) },
  };
}

/** A session at the prompt of Python or IPython. */
const PROMPTS = /^[ \t]*(?:>>>|In \[\d+\]: )/m;

/** What is never run is that whatever else stands there; else the first word counts. */
function runModeOf(flags: ReadonlySet<Flag>, first: Flag | undefined, tags: readonly string[]): RunMode {
  const skips = flags.has('skip') || tagsDo(tags, (traits) => traits.skips);
  return skips ? 'skip' : ((first === undefined ? undefined : flagTraits[first].mode) ?? 'execute');
}

/** The words of a fence in the order of its info string: plain ones, and marks that are spelled otherwise. */
function wordsOf({ info }: FenceItem): readonly Word[] {
  const { words } = info.attributes;
  const others = info.marks.filter(
    (mark) => !words.some(({ at, text }) => mark.at >= at && mark.at < at + text.length),
  );
  return [...words, ...others].sort((a, b) => a.at - b.at);
}

/** Reads an output fence: its stream and how it is compared. */
export function readExpected(item: FenceItem, stream: Expected['stream'], context: FenceContext): Expected {
  const { words, values } = item.info.attributes;
  const modes: MatchMode[] = [];
  for (const [index, word] of words.entries()) {
    if (isOneOf(word.text, matchWords)) modes.push(word.text);
    else if (index === 0 && outputWords.has(word.text)) continue;
    else if (!foreignWords.test(word.text)) {
      const suggestion = nearest(word.text, matchWords);
      if (suggestion === undefined && context.isForeign) {
        nameUnread(item, 'word', word.text, placeOf(item, word.at), context);
        continue;
      }
      report(
        item,
        'fence-flag-unknown',
        `unknown match mode \`${word.text}\``,
        word.at,
        word.text.length,
        context,
        suggestion === undefined
          ? `the nearest modes are ${threeNearest(word.text, matchWords).join(', ')}`
          : `did you mean \`${suggestion}\`?`,
        suggestion,
      );
    }
  }
  for (const [key, value] of values) {
    if (isOneOf(key, matchKeys)) continue;
    const suggestion = nearest(key, matchKeys);
    if (suggestion !== undefined) reportOption(item, key, value.keyAt, suggestion, context);
  }
  for (const word of values.get('mode')?.text.split(/[, ]+/) ?? []) if (isOneOf(word, matchWords)) modes.push(word);
  const image = values.get('image')?.text;
  if (image !== undefined) modes.push('image');
  const tolerance = toleranceOf(item, modes, context);
  return {
    span: item.span,
    stream,
    text: item.content,
    match: {
      modes,
      ...tolerance,
      ...(image === undefined ? {} : { image }),
    },
  };
}

/** The tolerance that a fence names, of numbers or of images; where it does, that is one more of its modes. */
function toleranceOf(item: FenceItem, modes: MatchMode[], context: FenceContext): Tolerance | undefined {
  const tolerance = item.info.attributes.values.get('tolerance');
  const parsed = tolerance === undefined ? undefined : parseTolerance(tolerance.text);
  const isOfImage = modes.includes('image');
  if (tolerance !== undefined && (parsed === undefined || (isOfImage && parsed.absolute !== undefined))) {
    report(
      item,
      'fence-value-invalid',
      `\`tolerance\` takes a number${isOfImage ? '' : ', or two as in `1e-6,abs=1e-12`'}, not \`${tolerance.text}\``,
      tolerance.at,
      tolerance.text.length,
      context,
    );
  } else if (tolerance !== undefined && !isOfImage) modes.push('tolerance');
  return parsed;
}

/** An option that is nearly one of ours. */
function reportOption(item: FenceItem, key: string, at: number, suggestion: string, context: FenceContext): void {
  const help = `did you mean \`${suggestion}\`?`;
  report(item, 'fence-flag-unknown', `unknown option \`${key}\``, at, key.length, context, help, suggestion);
}

/** Says once in a lesson of an option or word of another tool that nothing here acts on it. */
function nameUnread(item: FenceItem, kind: 'option' | 'word', key: string, at: number, context: FenceContext): void {
  // In a notebook that Jupytext wrote, they are the metadata of a cell.
  if (kind === 'option' && context.ofJupytext && item.info.directive !== undefined) return;
  const message = `the ${kind} \`${key}\` has no effect`;
  if (context.diagnostics.some((one) => one.rule === 'fence-flag-unknown' && one.message === message)) return;
  const start = Math.max(at, item.infoAt);
  const span = spanOf(item.document, start, start + key.length);
  context.diagnostics.push(
    diagnostic('fence-flag-unknown', message, context.file, span, {
      severity: 'info',
      help: `the ${kind}s that count are listed in docs/lesson-format.md`,
    }),
  );
}

function placeOf(item: FenceItem, at: number): number {
  return item.infoAt + item.info.attributesAt + at;
}

/** Whether a fence has the header of a chunk: its options are all another tool's. */
function isChunk({ info }: FenceItem): boolean {
  return info.directive !== undefined && !cellDirectives.has(info.directive);
}

function reportUnknown(item: FenceItem, word: string, at: number, context: FenceContext): void {
  const secret = secretWord(word)?.secret;
  const meant = secret === 'solution' || secret === 'hidden' ? secret : undefined;
  const known = [...roleWords, ...flagWords];
  const suggestion = meant ?? nearest(word, known);
  // What may be a slip for a role is an error everywhere: a misspelt solution would be a cell that students get.
  if (suggestion === undefined && secret === undefined && context.isForeign) {
    nameUnread(item, 'word', word, placeOf(item, at), context);
    return;
  }
  report(
    item,
    'fence-flag-unknown',
    `unknown fence flag \`${word}\``,
    at,
    word.length,
    context,
    suggestion === undefined
      ? `remove it; the nearest roles and flags are ${threeNearest(word, known).join(', ')}`
      : `did you mean \`${suggestion}\`?`,
    suggestion,
  );
}

function report(
  item: FenceItem,
  rule: 'fence-flag-unknown' | 'fence-flags-conflict' | 'fence-value-invalid',
  message: string,
  at: number,
  length: number,
  context: FenceContext,
  help?: string,
  meant?: string,
): void {
  const start = item.infoAt + item.info.attributesAt + at;
  const span: Span = spanOf(item.document, start, start + Math.max(length, 1));
  context.diagnostics.push(
    diagnostic(rule, message, context.file, span, {
      ...(help === undefined ? {} : { help }),
      ...(meant === undefined ? {} : { fix: replacing(span, meant) }),
    }),
  );
}

function isOneOf<const T extends string>(text: string, all: readonly T[]): text is T {
  return (all as readonly string[]).includes(text);
}
