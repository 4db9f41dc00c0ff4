import type { Hover } from 'vscode-languageserver';
import { ruleOf } from '../diagnostics/catalog.ts';
import { explainRule } from '../diagnostics/explain.ts';
import { cellWords, containerWords, outputFenceWords, streamWords } from '../markdown/word-meanings.ts';
import { fenceLine } from '../text/fence-line.ts';
import { containerLine, lineAt, wordAt } from './line-at.ts';

/** What a word of a lesson or a configuration means: a role, a flag, a match mode, a container, a rule. */
export function hover(text: string, offset: number): Hover | undefined {
  const line = lineAt(text, offset);
  const { word } = wordAt(line);
  if (word === '') return undefined;
  if (ruleOf(word) !== undefined) return markdown(`\`\`\`text\n${explainRule(word)}\`\`\``);
  const fence = fenceLine.exec(line.text);
  if (fence !== null) {
    const isOutput = streamWords.some((one) => one.word === fence[2]);
    return meaning([...streamWords, ...(isOutput ? outputFenceWords : cellWords)], word);
  }
  return containerLine.test(line.text) ? meaning(containerWords, word.toLowerCase()) : undefined;
}

function meaning(words: readonly { word: string; means: string }[], wanted: string): Hover | undefined {
  const found = words.find(({ word }) => word === wanted || word.startsWith(`${wanted}=`));
  return found === undefined ? undefined : markdown(`\`${found.word}\`: ${found.means}`);
}

function markdown(value: string): Hover {
  return { contents: { kind: 'markdown', value } };
}
