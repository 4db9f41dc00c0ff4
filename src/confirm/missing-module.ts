import { distributionOf, moduleOfAlias, removedModules } from '../languages/python/distributions.ts';
import { type Spoken, skipAt } from '../model/cell-words.ts';
import { shellWord } from '../text/shell-word.ts';
import type { ConfirmContext } from './confirm-context.ts';

/**
 * What to do about a module that is not there. Only a managed environment is ours to install into; and only what everybody
 * knows is proposed to be installed.
 * @param name As Python names it: up to the first part of a dotted name that it does not find.
 * @param cell The cell that asks for it.
 */
export function missingModule(name: string, source: string, context: ConfirmContext, cell: Spoken = {}): string {
  const [dotted = name, ...narrower] = importedNames(name, source);
  const distribution = [...narrower, dotted].map(distributionOf).find((one) => one !== undefined);
  if (distribution !== undefined) return requirementHelp(distribution, context);
  const { file, text } = context;
  const [module = name] = dotted.split('.');
  const installed = installedBy(text, module);
  if (installed !== undefined) return requirementHelp(installed, context);
  if (removedModules.has(dotted)) return `Python has no \`${dotted}\` any more: use what took its place`;
  if (dotted.startsWith('google.colab')) return `\`google.colab\` is in Colab alone: ${skipAt(cell)}`;
  if (dotted !== module) {
    return `\`${dotted}\` is not in the environment: correct the name; or, if a package brings it, name that in \`requires:\` in the front matter`;
  }
  if (new RegExp(`(?<![\\w./-])${module}\\.py\\b`).test(text)) {
    return `the lesson speaks of \`${module}.py\`: begin the cell that holds its code with \`%%writefile ${module}.py\`, or put that file beside the lesson`;
  }
  // Of what the cell imports: no file of the lesson is meant.
  if (!new RegExp(`(?<![\\w.])${module}\\b`).test(source)) {
    return `what this cell imports needs \`${module}\`, which is not in the environment: name the package that brings it in \`requires:\` in the front matter`;
  }
  const project = installsProject.exec(text)?.[0].trim();
  if (project !== undefined) {
    return `the lesson installs its own project with \`${project}\`: install that where the course runs, ${pythonOf(context.environment)} -m pip install -e FOLDER`;
  }
  const elsewhere = moduleFolders.find((one) =>
    [`${one}/${module}.py`, `${one}/${module}/__init__.py`].some((path) => context.image?.(path) !== undefined),
  );
  if (elsewhere !== undefined) {
    return `the course has \`${module}\` in ${elsewhere}/, where its notebooks do not look: put it beside the lesson, or install it where the course runs`;
  }
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
  const none = `\`${module}\` is not in the environment, and there is no`;
  const required = 'name the package that brings it in `requires:` in the front matter';
  // What has parts is more than one file.
  return new RegExp(`^[ \\t]*(?:import|from)[ \\t]+${module}\\.`, 'm').test(source)
    ? `${none} folder \`${module}\` in ${folder}: ${required}, or put the folder there`
    : `${none} \`${module}.py\` in ${folder}: put that file there, or ${required}`;
}

/** Where courses keep modules that their hosts put on Python's path. */
const moduleFolders = ['modules', 'src', 'lib', 'libs', 'code', 'scripts', 'python', 'utils'];

/** Packages that share a first name, which none of them is: the code says which one it means. */
const namespaces: ReadonlySet<string> = new Set([
  'google',
  'azure',
  'zope',
  'ruamel',
  'sphinxcontrib',
  'opentelemetry',
]);

/** The module that the code means by the first name of its own, and what it takes from that, which may be one, too. */
function importedNames(name: string, source: string): readonly string[] {
  if (!namespaces.has(name)) return [name];
  const dots = `${name}(?:\\.\\w+)`;
  const form = new RegExp(`^[ \\t]*(?:import[ \\t]+(${dots}+)|from[ \\t]+(${dots}*)[ \\t]+import[ \\t(]+(\\w+))`, 'm');
  const [, imported, from, part] = form.exec(source) ?? [];
  if (from === undefined) return [imported ?? name];
  return from === name ? [`${name}.${part}`] : [from, `${from}.${part}`];
}

/** The package of a module's name that the lesson itself tells its readers to install: `!pip install yfinance`. */
function installedBy(text: string, module: string): string | undefined {
  const name = module.replace(/[-_]/g, '[-_.]');
  // A comment may speak of what is installed in words.
  const form = new RegExp(
    `^(?![ \\t]*#)[^\\n]*?\\b(?:pip3?|conda|mamba) install\\b[^\\n\`()#]*?[ \\t"'](${name})(?![\\w-]|\\.py\\b)`,
    'im',
  );
  return form.exec(text)?.[1];
}

/** The command by which a lesson has its readers install the project that they work in. */
const installsProject =
  /\b(?:pip3?|uv pip)[ \t]+install[ \t]+(?:-e|--editable)?[ \t]*\.(?:\[[\w,]+\])?(?![\w./])|\bpoetry[ \t]+install\b|\buv[ \t]+sync\b/;

function pythonOf(environment = 'managed'): string {
  if (environment === 'managed') return '.coursewright/venv/bin/python';
  return environment === 'path' ? 'python3' : shellWord(`${environment.replace(/[\\/]+$/, '')}/bin/python`);
}

/** The package that an ImportError of a library asks for, where it does: "Missing optional dependency 'pooch'". */
export function askedFor(real: string): string | undefined {
  const found =
    /Missing optional dependency '([\w.-]+)'/.exec(real) ??
    /\b(?:pip3?|conda) install (?:-\w+ )*['"`]?([A-Za-z][\w.-]*)/.exec(real) ??
    /`Import ([\w.-]+)` failed/.exec(real) ??
    /^\w+: ([a-z][\w-]*) (?:is required for|not found, please install)\b/.exec(real);
  return found?.[1]?.replace(/\.$/, '');
}

/** The package without which a library does not do what it is asked to: "requires the vl-convert-python package". */
export function neededPackage(real: string): string | undefined {
  return (
    /\brequires (?:the )?[`'"]?([a-z][\w.-]*)[`'"]? package\b/.exec(real)?.[1] ??
    (/^RuntimeError: '(?:widget|ipympl)' is not a recognised GUI loop/.test(real) ? 'ipympl' : undefined) ??
    /^(?:RuntimeError|OSError|ValueError): [^\n]*\bplease (?:pip )?install [`'"]?([a-z][\w-]*)/i.exec(real)?.[1]
  );
}

/** How to import the module that an undefined name stands for in everybody's code: `np`. */
export function importOf(name: string): string | undefined {
  const module = moduleOfAlias(name);
  if (module === undefined) return undefined;
  return module === name ? `import ${name}` : `import ${module} as ${name}`;
}

/** How requirements of a lesson that are not in the environment come into it. */
export function requirementHelp(wanted: string | readonly string[], context: ConfirmContext): string {
  const { environment = 'managed', requires = [] } = context;
  const all = typeof wanted === 'string' ? [wanted] : wanted;
  const nameOf = (one: string) => /^[\w.-]+/.exec(one)?.[0].toLowerCase();
  const added = all.filter((distribution) => !requires.some((one) => nameOf(one) === nameOf(distribution)));
  const names = added.map((one) => `\`${one}\``).join(', ');
  const required = `add ${names} to \`requires:\` in the front matter`;
  if (environment === 'managed') {
    return added.length === 0 ? 'coursewright setup' : `${required}, then \`coursewright setup\``;
  }
  const python = pythonOf(environment);
  const packages = all.map((one) => shellWord(one)).join(' ');
  const install = `install ${all.length === 1 ? 'it' : 'them'} where the course runs: ${python} -m pip install ${packages}`;
  return added.length === 0 ? install : `${required}, and ${install}`;
}
