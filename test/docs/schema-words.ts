import { wordsIn } from '../../src/markdown/dialects/construct.ts';
import { dialects, wordsOf } from '../../src/markdown/dialects/dialects.ts';
import { matchModes } from '../../src/model/match-modes.ts';
import { variants } from '../../src/model/variants.ts';

/** The front matter's schema with the keys that dialects have and nothing here reads. */
export function withIgnoredKeys(schema: string): string {
  const keys = [...new Set(wordsOf(({ ignoredKeys }) => ignoredKeys))];
  const entries = keys.map((key) => {
    const tools = dialects.filter(({ ignoredKeys }) => wordsIn(ignoredKeys).includes(key)).map(({ tool }) => tool);
    return `,\n    "${key}": {\n      "description": "Of ${tools.join(' and ')}; it has no effect here."\n    }`;
  });
  const own = schema.replace(/,\s*"\w+": \{\s*"description": "Of [^"]*; it has no effect here\."\s*\}/g, '');
  return own.replace(/\n {2}\}\n\}\n$/, `${entries.join('')}$&`);
}

/** The configuration's schema with the names of all dialects. */
export function withDialects(schema: string): string {
  const names = ['auto', ...dialects.map(({ name }) => name)].map((name) => `"${name}"`);
  return schema.replace(/("dialect": \{\s*"enum": )\[[^\]]*\]/, `$1[\n        ${names.join(',\n        ')}\n      ]`);
}

/** The configuration's schema with the match modes that a course may have as defaults. */
export function withDefaultModes(schema: string): string {
  const names = matchModes.flatMap(([name, { courseDefault }]) => (courseDefault ? [`"${name}"`] : []));
  return schema.replace(
    /("default": \{[^{]*"items": \{\s*"anyOf": \[\s*\{ "enum": )\[[^\]]*\]/,
    `$1[${names.join(', ')}]`,
  );
}

/** The configuration's schema with the names of all variants. */
export function withVariants(schema: string): string {
  const names = variants.map((name) => `"${name}"`).join(', ');
  return schema
    .replace(/("variants": \{\s*"type": "array",\s*"items": \{ "enum": )\[[^\]]*\]/, `$1[${names}]`)
    .replace(/("Which notebooks are made of a lesson\.",\s*"default": )\[[^\]]*\]/, `$1[${names}]`);
}
