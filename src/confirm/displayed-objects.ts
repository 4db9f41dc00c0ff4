/** An object as Python's own prompt shows it, and as Jupyter displays it; the groups of both are what they have in common. */
interface Shown {
  readonly prompt: RegExp;
  readonly display: RegExp;
}

const NAME = String.raw`(?:[\w.<>]+\.)?(?<name>\w+|<lambda>)`;
const forms: readonly Shown[] = [
  {
    // Some packages have moved their classes from one of their modules to another, and NumPy's `bool_` is `bool`.
    prompt: /<(?:class|type) '(?<first>\w+)(?:\.(?:\w+\.)*(?<name>[\w<>]+?)_?)?'>/,
    display: /(?<first>\w+)(?:\.(?:\w+\.)*(?<name>[\w<>]+?)_?)?/,
  },
  {
    prompt: new RegExp(`<(?:built-in )?function ${NAME}(?: at 0x[\\da-f]+)?>`),
    display: new RegExp(String.raw`<function ${NAME}\([^\n]*?\)(?: -> [^\n>]+)?>`),
  },
];

/**
 * What to say where a lesson shows an object as Python's prompt does, and Jupyter displays it otherwise: `<class 'int'>` is
 * `int`. Undefined where that is not the whole difference.
 */
export function displayedFor(expected: string, actual: string): string | undefined {
  for (const { prompt, display } of forms) {
    const wanted = [...expected.matchAll(new RegExp(prompt, 'g'))];
    if (wanted.length === 0 || prompt.test(actual)) continue;
    // In place of each such object stands what Jupyter displays, and the rest is the same.
    const pattern = expected
      .trim()
      .replace(new RegExp(prompt, 'g'), '\0')
      .split('\0')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'))
      .join(`(${display.source.replace(/\(\?<\w+>/g, '(?:')})`);
    const given = new RegExp(`^${pattern}$`).exec(actual.trim())?.slice(1) ?? [];
    const isSame = wanted.every(({ groups }, index) => {
      const { name, first } = new RegExp(`^${display.source}$`).exec(given[index] ?? '')?.groups ?? {};
      return name === groups?.name && first === groups?.first;
    });
    if (given[0] !== undefined && isSame) return `Jupyter displays \`${given[0]}\` for \`${wanted[0]?.[0]}\``;
  }
  return undefined;
}
