/**
 * The requirements that console text installs: `$ pip install x`, `python -m pip install 'x>=2'`, `%pip install x`,
 * `!pip install x`, `uv pip install x`. Options with their values and local files (`-r`, `-e`, `.`) are left out.
 */
export function pipRequirements(console: string): string[] {
  const found = new Set<string>();
  for (const line of console.replace(/\\\n/g, ' ').split('\n')) {
    const match = command.exec(line);
    if (match === null) continue;
    let value = false;
    for (const [token] of line.slice(match[0].length).matchAll(/"[^"]*"|'[^']*'|&&|\|\||[;#|]|[^\s;|]+/g)) {
      if (/^(?:&&|\|\||[;#|])$/.test(token)) break;
      const word = token.replace(/^["']|["']$/g, '');
      if (!value && requirement.test(word)) found.add(word);
      value = valued.test(word);
    }
  }
  return [...found];
}

/** After a prompt (`$`, `%`, `!`, `>`, `#`, an environment's name), perhaps through Python or uv. */
const command =
  /^\s*(?:\([\w-]+\)\s*)?(?:[$%!#>]\s*)?(?:sudo\s+)?(?:(?:python[\d.]*|py|uv)\s+(?:-m\s+)?)?pip[\d.]*\s+install\s+/;
/** Options that take the next word, where that could be taken for a package: a URL never is. */
const valued = /^(?:-[rcetf]|--(?:requirement|constraint|editable|target|find-links))$/;
/** A name with extras, version and marker, as PEP 508 writes them. */
const requirement = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?:\[[\w,\s.-]*\])?\s*(?:(?:[<>!~]=?|={2,3})[^@]*|@.*|;.*)?$/;
