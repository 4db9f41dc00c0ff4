import { relative } from 'node:path';
import type { JupyterFacts } from '../execute/probe.ts';
import type { PythonEnvironment } from '../execute/python-environment.ts';
import type { CheckResult } from '../model/result.ts';

/** What a usable Python environment consists of, for people. */
export function environmentChecks(
  environment: PythonEnvironment,
  facts: JupyterFacts,
  courseDir: string,
): CheckResult[] {
  const kinds = {
    managed: 'made by coursewright setup',
    path: 'the one on PATH',
    folder: 'named in the configuration',
  };
  const { packages, kernels = {} } = facts;
  const versions = ['nbconvert', 'nbclient', 'ipykernel'].flatMap((name) => {
    const version = packages[name];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  const named = Object.entries(kernels).map(([name, { displayName }]) => `${name} (${displayName})`);
  return [
    {
      name: 'Python',
      ok: true,
      text: `${facts.python}, ${shownPath(environment.python, courseDir)} (${kinds[environment.kind]})`,
    },
    { name: 'Jupyter', ok: true, text: versions.join(', ') },
    ...(named.length === 0 ? [] : [{ name: 'Kernels', ok: true, text: named.join(', ') }]),
  ];
}

/** A path below the course's folder is shown relative to it. */
export function shownPath(path: string, courseDir: string): string {
  const inside = relative(courseDir, path);
  return inside.startsWith('..') || inside === '' ? path : inside;
}
