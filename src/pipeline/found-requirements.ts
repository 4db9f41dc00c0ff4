import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { includedTexts } from '../compile/included-texts.ts';
import { normalised } from '../execute/installed-packages.ts';
import { readTextIfAny } from '../files/read-text.ts';
import { distributionOf } from '../languages/python/distributions.ts';

/** What lessons import that has to be installed, as `python.requirements` names it. */
export interface FoundRequirements {
  readonly requirements: readonly string[];
  /** The files that versions were taken from, relative to the course's folder. */
  readonly files: readonly string[];
}

/**
 * The requirements of lessons: the packages that they, and what they include, import, as far as those are well known or the
 * course names them in a file for pip, conda or a Python project; with the versions that stand there. What else stands there
 * is for the tools that make the course's pages.
 * @param dir The course's folder.
 * @param lessons Their paths, relative to it.
 */
export function foundRequirements(dir: string, lessons: readonly string[]): FoundRequirements {
  const read = (path: string) => readTextIfAny(join(dir, path));
  const texts = lessons.map((path) => ({ path, text: read(path) ?? '' }));
  const modules = importedModules(texts.flatMap(({ path, text }) => [text, ...includedTexts(text, path, read)]));
  const files = Object.entries(readers).flatMap(([path, reader]) => {
    const text = readTextIfAny(join(dir, path));
    return text === undefined ? [] : [{ path, listed: listedIn(text, reader) }];
  });
  const requirements = new Map<string, string>();
  const used = new Set<string>();
  for (const module of modules) {
    const names = [distributionOf(module), module].flatMap((name) => (name === undefined ? [] : [normalised(name)]));
    const found = files.flatMap(({ path, listed }) =>
      names.flatMap((name) => ({ path, line: listed.get(name), name })),
    );
    const first = found.find(({ line }) => line !== undefined);
    if (first?.line !== undefined) {
      requirements.set(first.name, first.line);
      used.add(first.path);
    } else if (distributionOf(module) !== undefined) requirements.set(names[0] ?? '', distributionOf(module) ?? '');
  }
  // Each environment has it, by the Jupyter that executes the lessons.
  requirements.delete('ipython');
  return { requirements: [...requirements.values()].sort(), files: [...used].sort() };
}

/** How the requirements in a file are listed, by the file's path. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'requirements.txt': (text) => text.split(/\r?\n/),
  'binder/requirements.txt': (text) => text.split(/\r?\n/),
  '.binder/requirements.txt': (text) => text.split(/\r?\n/),
  'pyproject.toml': (text) => {
    const { project, 'dependency-groups': groups } = parseToml(text) as Record<string, Record<string, unknown>>;
    return [project?.dependencies, project?.['optional-dependencies'], groups];
  },
  'environment.yml': condaPackages,
  'environment.yaml': condaPackages,
  'binder/environment.yml': condaPackages,
  '.binder/environment.yml': condaPackages,
};

function condaPackages(text: string): unknown {
  const { dependencies } = parseYaml(text, { logLevel: 'silent' }) as { dependencies?: readonly unknown[] };
  // conda's `numpy=1.26` means any version that begins so, and its `numpy=1.26=py311` is one build of it.
  return dependencies?.map((one) =>
    typeof one === 'string' ? one.replace(/^[\w-]+::/, '').replace(/^([\w.-]+) *=([\w.]+)(?:=.*)?$/, '$1==$2.*') : one,
  );
}

/** PEP 508: a name, extras, versions. Options of pip, paths and addresses are no such thing. */
const requirement = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[\w\s,.-]*\])?\s*(?:\(?[~<>=!][^;@#]*\)?)?\s*(?:;.*)?$/;

/** Requirements by the normalised name of their package; the first counts. */
function listedIn(text: string, reader: (text: string) => unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      const line = value.replace(/(?:^|\s)#.*$/, '').trim();
      const name = normalised(requirement.exec(line)?.[1] ?? '');
      if (name !== '' && !found.has(name)) found.set(name, line);
    } else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) look(one);
  };
  try {
    look(reader(text));
  } catch {
    // A file that its own tool could not read either says nothing.
  }
  return found;
}

/** Top-level modules that documents import, in code or in sessions. */
function importedModules(texts: readonly string[]): ReadonlySet<string> {
  const modules = new Set<string>();
  for (const text of texts) {
    for (const [, names = ''] of text.matchAll(/^[ \t>]*(?:(?:>>>|In \[\d+\]:) )?import[ \t]+([\w., \t]+)/gm)) {
      for (const name of names.split(',')) modules.add(/^\s*(\w+)/.exec(name)?.[1] ?? '');
    }
    for (const [, name = ''] of text.matchAll(
      /^[ \t>]*(?:(?:>>>|In \[\d+\]:) )?from[ \t]+(\w+)[\w.]*[ \t]+import\b/gm,
    )) {
      modules.add(name);
    }
    // What pandas draws with, and Matplotlib, which no import names.
    if (modules.has('pandas') && /\.plot(?:\.\w+)?\(/.test(text)) modules.add('matplotlib');
    if (/^[ \t>]*(?:In \[\d+\]: )?%matplotlib[ \t]+(?:ipympl|widget)\b/m.test(text)) modules.add('ipympl');
  }
  return modules;
}
