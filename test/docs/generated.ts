/**
 * A document whose tables come from the code: what stands between `<!-- generated: NAME -->` and
 * `<!-- end of generated -->` is replaced by the part of that name. The rest is written by hand and stays.
 * Throws where the document has a place without a part, or a part without a place.
 */
export function withGenerated(document: string, parts: Readonly<Record<string, string>>): string {
  const placed = new Set<string>();
  const whole = document.replace(
    /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end of generated -->)/g,
    (_, open: string, name: string, close: string) => {
      const part = parts[name];
      if (part === undefined) throw new Error(`nothing is generated under the name ${name}`);
      placed.add(name);
      return `${open}\n${part.trim()}\n\n${close}`;
    },
  );
  const missing = Object.keys(parts).filter((name) => !placed.has(name));
  if (missing.length > 0) throw new Error(`the document has no place for ${missing.join(', ')}`);
  return whole;
}

/** A Markdown table; a `|` in a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
