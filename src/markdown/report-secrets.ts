import { diagnostic } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/fix.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { kernelLanguage, languageEntry } from '../languages/kernels.ts';
import type { Code } from '../model/lesson.ts';
import type { BuildContext } from './build-context.ts';
import type { Building } from './building.ts';
import { directiveOptions } from './cell-options.ts';
import { withoutComments } from './comments.ts';
import { unknownContainer } from './container-item.ts';
import { spanOf } from './document.ts';
import type { FenceItem, ProseItem } from './item.ts';
import { isOffer, isOfRecipe, isRemedy } from './remedies.ts';
import { solutionInFence } from './secret-in-fence.ts';
import { type MarkedText, secretOfFence, secretsIn } from './secret-text.ts';
import { headsComments } from './secret-titles.ts';
import { secretWord } from './secret-words.ts';
import { isSolutionTitle, meantNames, roleWords } from './vocabulary.ts';

/** Says of text that students will see what in it is marked as a secret. */
export function reportShown(
  item: ProseItem,
  { inExercise, inCallout = false }: { readonly inExercise: boolean; readonly inCallout?: boolean },
  context: BuildContext,
): void {
  const written = item.document.mapped.text.slice(item.node.start, item.node.end);
  const text = item.node.type === 'code' ? written : withoutComments(written);
  const isCode = item.node.type === 'code';
  // What is reStructuredText in it is text.
  const isFence = isCode && /^ {0,3}(?:`{3,}|~{3,})(?![`~]*\{eval-rst\})/.test(text);
  const right = isCode ? undefined : rightAnswer(text, item.document.mapped.text.slice(0, item.node.start), inExercise);
  if (right !== undefined && !context.solutionsShown) {
    const span = spanOf(item.document, item.node.start + right.start, item.node.start + right.end);
    context.diagnostics.push(
      diagnostic('secret-stays-text', 'students would see here which answer is right', context.file, span, {
        severity: 'warning',
        help: `move the answer into :::solution … :::; ${shownOff}`,
      }),
    );
  }
  const marked = item.node.type === 'heading' ? titleIn(text) : secretsIn(text, inExercise);
  const inFence = isFence ? solutionInFence(text, item.document.mapped.text.slice(0, item.node.start)) : undefined;
  if (inFence !== undefined && !context.solutionsShown) {
    const span = spanOf(item.document, item.node.start + inFence.start, item.node.start + inFence.end);
    const help = `take away the lines of backticks around it; ${shownOff}`;
    context.diagnostics.push(diagnostic('secret-stays-text', inText('solution'), context.file, span, { help }));
  }
  for (const one of marked) {
    // A fence that is no cell keeps nothing back, unless its title says so.
    if (isFence && !(one.mark === 'solution' && titled.test(text.slice(one.start, one.end)))) continue;
    // HTML before a list makes code of what is indented in it, where one `#` begins a comment.
    if (isCode && !/:{3}|`{3}|~{3}/.test(text) && /^#(?!#)/.test(text.slice(one.start))) continue;
    if (isCode && one.mark === 'unknown' && namesLanguage(text, one.name)) continue;
    const before = item.document.mapped.text.slice(0, item.node.start + one.start);
    if (item.node.type === 'html' && headsComments(text, item.document.mapped.text.slice(item.node.end))) continue;
    if (!inExercise && isWords(one, text) && isRemedy(one.name, before)) continue;
    const after = item.document.mapped.text.slice(item.node.end);
    if (!inExercise && item.node.type === 'heading' && isOffer(one.name, after)) continue;
    // What a page shows in the open, outside of exercises, is the way out of a trap, and keeps nothing back.
    if (inCallout && !inExercise && /^[*_]/.test(text.slice(one.start))) continue;
    const span = spanOf(item.document, item.node.start + one.start, item.node.start + one.end);
    if (one.mark === 'unknown')
      context.diagnostics.push(
        unknownContainer({ name: one.name, span }, context.file, { inExercise, isForeign: false }),
      );
    else if (one.mark === 'solution' && context.solutionsShown) continue;
    else if (!inExercise && item.node.type === 'heading' && isOfRecipe(text, before)) {
      if (context.diagnostics.some(({ rule }) => rule === 'recipe-shown')) continue;
      const message = 'students would see this solution, which stands below its problem as in a recipe';
      context.diagnostics.push(diagnostic('recipe-shown', message, context.file, span));
    } else {
      context.diagnostics.push(
        diagnostic('secret-stays-text', inText(one.mark), context.file, span, {
          help: `${moves[one.because]}; ${shownOff}`,
        }),
      );
    }
  }
}

/** Whether indented code begins with its language, `:::python`. https://python-markdown.github.io/extensions/code_hilite/#colons */
function namesLanguage(code: string, name: string): boolean {
  if (secretWord(name) !== undefined || nearest(name.toLowerCase(), meantNames) !== undefined) return false;
  return /^\s*:{3}[\w+#-]+[ \t]*\n/.test(code) && !/^[ \t]*:{3,}[ \t]*$/m.test(code);
}

const shownOff = 'where students may see it, set `rules: { secret-stays-text: off }`';

function inText(secret: keyof typeof secretNames): string {
  return `students would see ${secretNames[secret]} in the text here`;
}

const titled = /\b(?:title|caption|filename|cap)[ \t]*[:=]/;

/** A ticked box in a list of boxes below a question. */
const tickedBelow =
  /\?[*_ \t]*\n(?:[ \t>]*\n)*(?:[ \t>]*[*+-][ \t]+\[[ x]\][^\n]*\n(?:[ \t>]*\n)*)*?[ \t>]*[*+-][ \t]+\[x\]/i;

/**
 * Where a quiz says which of its answers is right: `correct: true` of a component, or the box of a list that is ticked.
 * @param before What stands before the text.
 */
function rightAnswer(
  text: string,
  before: string,
  inExercise: boolean,
): { readonly start: number; readonly end: number } | undefined {
  const component = /["']?\b(?:is_?)?correct["']?[ \t]*[:=][ \t]*[{"']?true\b["'}]?/i;
  const hasBoxes = /^[ \t>]*[*+-][ \t]+\[ \]/m.test(text);
  const ticked = inExercise && hasBoxes ? /(?<=^[ \t>]*[*+-][ \t]+)\[x\]/im : undefined;
  const match = (/[<{]/.test(text) ? component.exec(text) : null) ?? ticked?.exec(text);
  const above = before.slice(-300);
  const below = match || !hasBoxes ? null : tickedBelow.exec(above + text);
  const end = below === null ? -1 : below.index + below[0].length - above.length;
  if (end > 0) return { start: Math.max(0, end - 3), end };
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

/** Says once a lesson which blocks outside of exercises students do not get, since their titles say that they are solutions. */
export function reportKept({ seen: { kept }, solutionsShown, file, diagnostics }: Building): void {
  const [first] = kept;
  if (first === undefined || solutionsShown) return;
  const titles = [...new Set(kept.map(({ title }) => `\`${title}\``))];
  const named = `${titles.slice(0, 3).join(', ')}${titles.length > 3 ? ', …' : ''}`;
  const message = `students do not get ${kept.length === 1 ? 'this block, by its title' : `${kept.length} blocks, by their titles`}: ${named}`;
  diagnostics.push(diagnostic('solution-kept', message, file, first.span));
}

/** A heading that says of what stands below it that it is a solution. */
function titleIn(text: string): MarkedText[] {
  const name = text.replace(/^\s*#+\s*/, '');
  return isSolutionTitle(name) ? [{ start: 0, end: text.length, mark: 'solution', name, because: 'spelling' }] : [];
}

/** Whether nothing but words say that it is a solution: a heading, or what leads a text. */
function isWords({ mark, because, start, end }: MarkedText, text: string): boolean {
  return mark === 'solution' && because === 'spelling' && /^\s*[#*_\p{L}][^|]*$/u.test(text.slice(start, end));
}

const moves: Readonly<Record<MarkedText['because'], string>> = {
  nested: 'move it out of the list, quote or footnote around it',
  html: 'put its tags in paragraphs of their own, with blank lines around what is between them, outside of lists and quotes',
  spelling: 'write :::solution before it and ::: after it, each on a line of its own',
};

const secretNames: Readonly<Record<Exclude<MarkedText['mark'], 'unknown'>, string>> = {
  solution: 'this solution',
  hidden: 'this hidden code',
  instructor: 'this part for instructors',
};

/**
 * Says of a fence that becomes no cell that it has a role. One that keeps a secret comes back as code that never runs:
 * it stays out of students' notebooks, and is searched for in them.
 */
export function codeWithoutCell(item: FenceItem, context: BuildContext): Code | undefined {
  const { info } = item;
  const language = info.directive ?? info.language;
  const secret = secretOfFence(info);
  const roles = info.marks.filter(({ text }) => isRole(text) || secretWord(text) !== undefined);
  const [first] = roles;
  const isOwn = kernelLanguage(language) === context.language;
  // A cell's own words are looked at with the cell, and the label of a chunk in another language may be any word.
  if (first === undefined || isOwn || (secret === undefined && info.directive !== undefined)) return undefined;
  const start = item.infoAt + info.attributesAt + first.at;
  const words = info.marks.map(({ text }) => meantWord(text)).join(' ');
  const fence = `\`\`\`${context.language} ${words}`;
  const isNameless = language === '' || language === first.text.toLowerCase();
  const near = nearest(
    language.split(/[-:_|]/)[0] ?? '',
    languageEntry(context.language)?.fences ?? [context.language],
  );
  const help = isNameless
    ? `name the language: ${fence}`
    : near === undefined
      ? `if it is ${context.language}, write ${fence}; else remove \`${first.text}\` and put the fence into ${secret === undefined ? 'the text' : 'a container: :::solution … :::'}`
      : `did you mean \`${context.language}\`? Write ${fence}`;
  context.diagnostics.push(
    diagnostic(
      'role-without-cell',
      `\`${first.text}\` on a fence that is no cell: ${isNameless ? 'it names no language' : `the lesson's language is ${context.language}, not ${language}`}`,
      context.file,
      spanOf(item.document, start, start + first.text.length),
      { help, ...(language === '' ? { fix: languageBefore(item, start, context.language) } : {}) },
    ),
  );
  if (secret === undefined) return undefined;
  return keptCode(item, language, info.marks.some(({ text }) => text === 'test') ? 'test' : 'solution');
}

/** Code that is only shown, and whose title or caption says that it is a solution, as code that never runs. */
export function codeTitledSolution(item: FenceItem): Code | undefined {
  const { info, content } = item;
  const { options } = info.directive === undefined ? item.head : directiveOptions(content.text);
  const titles = ['title', 'caption', 'filename'].flatMap((key) => [
    ...(info.attributes.values.get(key) === undefined ? [] : [info.attributes.values.get(key)?.text ?? '']),
    ...options.flatMap((one) => (one.key === key ? [one.value] : [])),
  ]);
  if (!titles.some((one) => isSolutionTitle(one))) return undefined;
  return keptCode(item, info.directive === undefined ? info.language : (info.argument ?? ''), 'solution');
}

/** Code that stays out of students' notebooks, and is searched for in them. */
function keptCode(item: FenceItem, language: string, role: 'solution' | 'test'): Code {
  return {
    type: 'code',
    span: item.span,
    language: language === '' ? 'text' : language,
    source: item.content,
    role,
    hidden: role === 'test',
    tags: [],
    run: { mode: 'skip' },
    expected: [],
  };
}

function isRole(text: string): boolean {
  return text !== 'display' && (roleWords as readonly string[]).includes(text);
}

/** The word that a mark stands for. */
function meantWord(text: string): string {
  const secret = secretWord(text)?.secret;
  return secret === undefined || secret === 'instructor' ? text : secret;
}

/** Writes the language where a fence has none. */
function languageBefore({ document }: FenceItem, at: number, language: string): Fix {
  const { start } = spanOf(document, at, at);
  return { title: `name the language ${language}`, edits: [{ span: { start, end: start }, text: `${language} ` }] };
}
