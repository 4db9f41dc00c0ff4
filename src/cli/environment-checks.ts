import { relative } from 'node:path';
import type { JupyterFacts } from '../execute/probe.ts';
import type { PythonEnvironment } from '../execute/python-environment.ts';
import type { CheckResult, Environment } from '../model/result.ts';

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

/** The same for programs. */
export function environmentOf(facts: JupyterFacts | undefined): Environment {
  const node = process.versions.node;
  if (facts === undefined) return { node };
  const { nbconvert, ipykernel } = facts.packages;
  const kernels = Object.entries(facts.kernels ?? {}).map(([name, { displayName }]) => {
    return [name, name === 'python3' && ipykernel !== undefined ? `ipykernel ${ipykernel}` : displayName] as const;
  });
  return {
    node,
    python: facts.python,
    ...(nbconvert === undefined ? {} : { nbconvert }),
    ...(kernels.length === 0 ? {} : { kernels: Object.fromEntries(kernels) }),
  };
}

/** A path below the course's folder is shown relative to it. */
export function shownPath(path: string, courseDir: string): string {
  const inside = relative(courseDir, path);
  return inside.startsWith('..') || inside === '' ? path : inside;
}
