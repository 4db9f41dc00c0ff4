import { asks } from './exercise-titles.ts';
import { linesIn } from './spellings/lines.ts';

/** A title of a text: a heading, or what leads a paragraph (`**Cause:** …`, `SYMPTOM:`). */
interface Title {
  readonly text: string;
  /** Of a heading. */
  readonly depth?: number;
}

/**
 * Whether a title such as "Solution" tells of the way out of a trouble, of what a text comes to ("The solution:
 * descriptors"), or of what a server answers, and not of an answer to what readers were asked. Where anybody was asked something before, it is none:
 * a solution that students get is worse than a finding too many.
 * @param before The lesson's text above the title.
 */
export function isRemedy(title: string, before: string): boolean {
  const above = titlesIn(before);
  if (above.some(({ text }) => asks.test(text) || tasks.test(text))) return false;
  const isAnswer = answer.test(title);
  // What a server gives to who asks it: in many languages its name is that of an answer.
  if (isAnswer && above.some(({ text, depth }) => depth !== undefined && requests.test(text))) return true;
  if (enclosing(above).some(({ text }) => (isAnswer ? questions : troubles).test(text))) return true;
  // A problem is one to solve, unless a section of troubles has it.
  if (above.some(({ text }) => problems.test(text) && !article.test(text))) return false;
  const here = above.slice(above.findLastIndex(({ depth }) => depth !== undefined) + 1);
  return (
    article.test(title) ||
    planned.test(title) ||
    approach.test(title) ||
    (!isAnswer && here.some(({ text }) => symptoms.test(text)))
  );
}

/**
 * Whether a heading "Solution" follows the heading "Problem" of the same depth, as in the recipes of a cookbook, in a lesson
 * that asks its readers nothing.
 * @param heading The heading as it is written.
 * @param before The lesson's text above it.
 */
export function isOfRecipe(heading: string, before: string): boolean {
  const above = titlesIn(before);
  const depth = titlesIn(heading)[0]?.depth;
  const last = above.findLast((one) => one.depth !== undefined);
  if (depth === undefined || last?.depth !== depth || !recipeProblem.test(last.text)) return false;
  return !above.some(({ text }) => asks.test(text) || tasks.test(text));
}

/**
 * Whether a heading such as "Solutions" names a part of what a course comes with: each paragraph below it says of solutions where
 * they are to be had, and nothing there can be one. It is said in English alone: elsewhere the finding stays.
 * @param after The lesson's text below the heading.
 */
export function isOffer(title: string, after: string): boolean {
  if (!/^(?:(?:the|exercise|sample|example|model)\s)*(?:solutions|answers)[ \t#:]*$/i.test(title)) return false;
  const section = /^(?!#)[\s\S]*?(?=^#{1,6}[ \t]|(?![\s\S]))/m.exec(after.trimStart())?.[0] ?? '';
  // Numbers may be answers; those in addresses are none.
  const said = section.replace(/\]\([^()\s]*\)|https?:\S+|`[^`\n]*`/g, '');
  if (/^[ \t>]*(?:`{3}|~{3}|:{3})|[$=\d]|<\w/m.test(said) || section.length > 600) return false;
  const parts = section
    .split(/\n[ \t]*\n|\n(?=[ \t]*[*+-][ \t])|(?<=[.!?])\s+(?=\p{Lu})/u)
    .filter((part) => part.trim() !== '');
  return (
    parts.length > 0 && parts.every((part) => /\b(?:solutions|answers|exercises)\b/i.test(part) && offers.test(part))
  );
}

const offers =
  /\b(?:available|provided|included|downloaded?|published|posted|released|hosted|can be found (?:in|on|at|under|here))\b|\b(?:in|on|under|from) (?:the|this|a|its|our|their) [^.]*?\b(?:folder|director(?:y|ies)|repositor(?:y|ies)|repo|branch|files?|pages?|websites?|sites?|notebooks?|appendix)\b|\bcomes? with\b|\b(?:can|will|may) find (?:[a-z]+ ){0,2}(?:solutions|answers)\b[^.]*\]\(/i;

const recipeProblem = /^(?:the )?problem[ae]?(?: statement)?[ \t#:]*$|^problème[ \t#:]*$|^问题[ \t#:：]*$/iu;

const article = /^(?:\d+[.)][ \t]*)*(?:the|an?|une?|la|el|las|die|eine?|uma?|een|de)[ \t]/iu;

/** What somebody has in mind. */
const planned = /^(?:(?:our|my|the|your) )?proposed\s/i;

/** One of several ways to solve what the text itself is about: "解法 1 - 回溯法", "全面解法" (a complete one). */
const approach =
  /^(?:解法|풀이)\s*[\d一二三四五]+\s*[-–—:：]|^(?![^解]*[题題练練习習问問考答例])\p{Script=Han}{2,6}解法(?:[（(].*)?$/u;

const answer =
  /answer|antwort|r[ée]ponse|respuesta|resposta|risposta|antwoord|odpowied|odpověď|svar|vastaus|ответ|відповідь|答|정답/iu;

/** What a section is called that tells of what is asked of a server. */
const requests =
  /^(?:(?:the|la|una?|il|die|eine?|une?|een)[ \t])?(?:HTTP[- ]?)?(?:requests?|petici(?:ón|ones)|requ[êe]tes?|anfragen?|requisiç(?:ão|ões)|richiest[ae]|verzoek(?:en)?|żądani[ea]|požadav(?:ek|ky)|запросы?|запити?|请求|リクエスト|요청)(?![\p{L}])/iu;

/** What a section is called that tells of things that go wrong. */
const troubles =
  /\b(?:pitfalls?|mistakes?|gotchas?|anti-?patterns?|trouble-?shooting|known issues|faq|frequently asked|(?:common|typical|frequent|possible|known)\b.*\b(?:errors?|problems?|issues?)|stolperfallen|fallstricke|fehlersuche|(?:häufige|typische) (?:fehler|probleme)|dépannage|pièges?|erreurs (?:fréquentes|courantes)|errores (?:comunes|frecuentes)|problemas (?:comunes|frecuentes))\b/iu;

const questions = /\b(?:faq|frequently asked)\b/i;

/** What stands beside a way out: what went wrong, and why. */
const symptoms =
  /^(?:\d+[.)]?\s*)?(?:(?:the|root)\s+)?(?:symptoms?|causes?|issues?|pitfalls?|mistakes?|diagnosis|error messages?|why (?:it|this) happens|ursachen?|symptome?|cause|síntomas?|causas?)(?!\p{L})/iu;

/** What is called a task in words that `asks` leaves to other uses. */
const tasks = /(?<!\p{L})(?:exercise|challenge|your turn|try it|try this|task|quiz|assignment|activity)(?!\p{L})/iu;

/** "Problem 3", "Practice problem", "Question:", but not "The cold start problem" and "Problems with loops". */
const problems = /^[^\p{L}]*(?:\p{L}+\s+)?(?:problem|question)s?\s*(?:[^\p{L}\s]|$)/iu;

/** The last headings of each depth: those that stand above a place. */
function enclosing(titles: readonly Title[]): Title[] {
  const chain: Title[] = [];
  for (const title of titles) {
    if (title.depth === undefined) continue;
    while ((chain.at(-1)?.depth ?? 0) >= title.depth) chain.pop();
    chain.push(title);
  }
  // A lesson as a whole is about something, and asks all the same.
  return chain.filter(({ depth }) => depth !== 1);
}

function titlesIn(text: string): Title[] {
  return linesIn(text).flatMap(({ text: line, isCode }): Title[] => {
    if (isCode) return [];
    const [, marks, heading] = /^[ \t>]*(#{1,6})[ \t]+(.{1,80})/.exec(line) ?? [];
    if (heading !== undefined) return [{ text: heading, depth: marks?.length ?? 1 }];
    const lead =
      /^(?:[ \t>]|[*+-][ \t]|\d+[.)][ \t])*(?:(?:\*{1,3}|_{1,3})(\S.{0,80})|(\p{L}[\p{L} ]{1,40}):(?=\s|$))/u.exec(
        line,
      );
    const words = lead?.[1] ?? lead?.[2];
    return words === undefined ? [] : [{ text: words }];
  });
}
