import { parsePython } from '../languages/python/parse.ts';

/** Code, or a session: then it begins with a prompt. */
export function isPython(code: string): boolean {
  return /^(?:>>> |In \[\d*\]: |\.\.\. )/m.test(code) || parsePython(code).valid;
}

/** What code without a name is: a session, commands, or what the page's own language can be. */
export function guessedLanguage(code: string, usual: string): string {
  if (/^>>> /m.test(code) && /^(?:>>> |\s*$)/.test(code.split('\n')[0] ?? '')) return 'python';
  if (/^(?:In \[\d+\]: )/.test(code)) return 'python';
  if (/^[$%] \S/.test(code)) return 'console';
  if (usual !== 'python') return '';
  const isCode =
    /^(?:import|from|def|class|for|while|if|with|print|@|async|try|return)\b|[\w\])]\s*=\s*\S|^\w[\w.]*\(.*\)\s*$/m.test(
      code,
    );
  return isCode && parsePython(code).valid ? 'python' : '';
}
