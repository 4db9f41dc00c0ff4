import type { Run } from '../model/run.ts';

/**
 * Packages whose import is slow and does nothing that a fork could tell: what to import in the fork server for each.
 * pyplot is left out on purpose: it binds itself to the shell at its import, and figures would not be shown.
 */
const preloads: Readonly<Record<string, readonly string[]>> = {
  numpy: ['numpy', 'numpy.random', 'numpy.linalg', 'numpy.fft', 'numpy.polynomial'],
  pandas: ['pandas', 'pandas.io.formats.format', 'pandas.io.formats.html', 'pandas.io.parsers'],
  matplotlib: [
    ...['matplotlib', 'matplotlib.figure', 'matplotlib.axes', 'matplotlib.font_manager', 'matplotlib.image'],
    ...['matplotlib.backends.backend_agg', 'matplotlib.projections', 'matplotlib.style'],
    // A figure's first image asks Pillow for all of its common formats.
    ...['PIL.PngImagePlugin', 'PIL.BmpImagePlugin', 'PIL.GifImagePlugin', 'PIL.JpegImagePlugin', 'PIL.PpmImagePlugin'],
  ],
  scipy: ['scipy'],
  sympy: ['sympy'],
  networkx: ['networkx'],
  requests: ['requests'],
  aiohttp: ['aiohttp', 'aiohttp.web'],
  aiosqlite: ['aiosqlite'],
  pydantic: ['pydantic'],
  yaml: ['yaml'],
  bs4: ['bs4'],
  PIL: ['PIL.Image'],
};

/** Packages that import others of the table. */
const implied: Readonly<Record<string, readonly string[]>> = { seaborn: ['matplotlib', 'pandas', 'numpy'] };

/** Which packages of the table the cells of Python runs import. */
export function importedPackages(runs: readonly Run[]): ReadonlySet<string> {
  return new Set(runs.flatMap((run) => packagesOf(run)));
}

const known = new WeakMap<Run, readonly string[]>();

function packagesOf(run: Run): readonly string[] {
  const before = known.get(run);
  if (before !== undefined) return before;
  const found = new Set<string>();
  for (const { source } of run.cells) {
    for (const match of source.matchAll(/^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)/gm)) {
      const name = match[1] ?? '';
      for (const each of [name, ...(implied[name] ?? [])]) if (Object.hasOwn(preloads, each)) found.add(each);
    }
  }
  const packages = [...found];
  known.set(run, packages);
  return packages;
}

/** The modules to import for these packages, in a fixed order. */
export function modulesOf(packages: ReadonlySet<string>): readonly string[] {
  return Object.entries(preloads).flatMap(([name, modules]) => (packages.has(name) ? modules : []));
}
