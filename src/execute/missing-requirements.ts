import { shellWord } from '../text/shell-word.ts';
import { type Installed, installedPackages, normalised } from './installed-packages.ts';
import type { PythonEnvironment } from './python-environment.ts';
import { inVersionRange } from './version-range.ts';

/** What an environment that is not ours lacks of what the course requires, and the command that installs it. */
export async function missingRequirements(
  environment: PythonEnvironment,
  requirements: readonly string[],
): Promise<{ readonly what: string; readonly fix: string } | undefined> {
  if (environment.kind === 'managed' || requirements.length === 0) return undefined;
  const installed = await installedPackages(environment);
  if (installed === undefined) return undefined;
  const missing = requirements.filter((requirement) => !satisfied(requirement, installed));
  if (missing.length === 0) return undefined;
  return {
    what: `${environment.python} does not have what the course requires: ${missing.join(', ')}`,
    fix: `${shellWord(environment.python)} -m pip install ${missing.map(shellWord).join(' ')}`,
  };
}

/**
 * Whether a requirement (PEP 508) is there, by name and version. One for some systems or Pythons only (`; …`), by
 * address (`@ …`) or with a version that cannot be compared counts as satisfied where the name is installed.
 */
function satisfied(requirement: string, installed: Installed): boolean {
  const [, name, , range = '', rest = ''] =
    /^\s*([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*([^;@]*)(.*)$/.exec(requirement) ?? [];
  if (name === undefined) return true;
  const found = installed.get(normalised(name));
  if (found === undefined) return rest.startsWith(';');
  return inVersionRange(found.version, range.replace(/^\((.*)\)\s*$/, '$1')) !== false;
}
