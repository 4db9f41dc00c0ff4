import leven from 'leven';

/** What may be kept from students: answers, checks and set-up that are `hidden`, and what only teachers get. */
export type Secret = 'solution' | 'hidden' | 'instructor';

/** A secret in the words of lessons; `misspelt` is how many letters of `word` may be wrong. */
interface SecretWords {
  readonly secret: Secret;
  readonly word: string;
  readonly misspelt: number;
  /** Other forms and other languages' words for it. */
  readonly also?: string;
}

const records: readonly SecretWords[] = [
  {
    secret: 'solution',
    word: 'solution',
    misspelt: 2,
    also: [
      'solutions lösung lösungen loesung loesungen musterlösung lösungsvorschlag lösungsvorschläge lösungsweg lösungsskizze',
      'musterlösungen beispiellösung beispiellösungen solució solucions solucionario gabarito gabaritos corrigé corrigés corrige corriges',
      'solución soluciones solucion solução soluções solucao solução soluzione soluzioni oplossing oplossingen uitwerking',
      'rozwiązanie rozwiązania řešení riešenie lösning lösningar løsning løsninger ratkaisu ratkaisut megoldás soluție',
      'soluții çözüm çözümler решение решения рішення решења λύση λύσεις פתרון حل الحل समाधान',
      '解答 解法 解答例 模範解答 解决方案 풀이 해답 lời giải solusi',
    ].join(' '),
  },
  {
    secret: 'solution',
    word: 'answer',
    misspelt: 2,
    also: [
      'answers answerkey antwort antworten réponse réponses respuesta respuestas resposta respostas risposta risposte',
      'antwoord antwoorden odpowiedź odpowiedzi odpověď svar vastaus válasz răspuns cevap ответ ответы відповідь απάντηση',
      'תשובה إجابة الإجابة उत्तर 答案 参考答案 答え 정답 jawaban',
    ].join(' '),
  },
  { secret: 'hidden', word: 'hidden', misspelt: 1 },
  {
    secret: 'instructor',
    word: 'instructor',
    misspelt: 1,
    also: 'instructors instructor-only instructor-note instructor-notes teacher teachers teacher-only lehrkraft lehrende dozent',
  },
];

const exact = new Map(
  records.flatMap((record) =>
    [record.word, ...(record.also?.split(' ') ?? [])].map((word) => [foldLetters(word), record]),
  ),
);

/**
 * The secret that a word names, in other languages and misspelt too, and how lessons write it. Nobody misses a first
 * letter: "resolution" is no solution.
 */
export function secretWord(text: string): { readonly secret: Secret; readonly write: string } | undefined {
  const word = foldLetters(text);
  const known = exact.get(word) ?? records.find((record) => isMisspelt(word, record));
  return known === undefined ? undefined : { secret: known.secret, write: known.word };
}

/** The word of an answer in any language, where it is written as it should be. */
export function isSolutionWord(text: string): boolean {
  const word = foldLetters(text);
  return exact.get(word)?.secret === 'solution' || unspaced.some((part) => word.includes(part));
}

/** Words of languages that set no blanks between them. */
const unspaced = ['解答', '解法', '答案', '答え', '정답', '해답'];

/** Whether a text has such a word in it, or a part of a longer one: quick, for texts that have none. */
export function mayNameSolution(text: string): boolean {
  return anySolution.test(text.normalize('NFC'));
}

const anySolution = new RegExp(
  [...exact].flatMap(([word, { secret }]) => (secret === 'solution' ? [word] : [])).join('|'),
  'iu',
);

function isMisspelt(word: string, { word: right, misspelt }: SecretWords): boolean {
  if (word[0] !== right[0] || Math.abs(word.length - right.length) > misspelt) return false;
  return leven(word, right, { maxDistance: misspelt + 1 }) <= misspelt || lettersOf(word) === lettersOf(right);
}

/** The letters of a word: where they are the same, only their order is wrong. */
function lettersOf(word: string): string {
  return [...word].sort().join('');
}

function foldLetters(word: string): string {
  return word.normalize('NFC').toLowerCase();
}
