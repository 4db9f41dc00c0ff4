import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'rolldown';

// node bundle.js [FOLDER]: src/ → dist/, or another folder beside it. Each command loads few files, with the packages
// that it uses in them: finding and reading hundreds of small modules took longer than most commands work. All of them
// stand two folders below the package, as the sources do, so that schemas/, templates/ and the workers are found the
// same way from both.

/** What every command loads, what `validate` does, and what `build` does where nothing has changed. */
const base = new Set();
const quick = new Set();
const unchanged = new Set();
const findings = new Set();

const buildParts = [
  'src/cli/selection.ts',
  'src/cli/filter-selection.ts',
  'src/pipeline/build/build.ts',
  'src/pipeline/build/orphans.ts',
  'src/pipeline/with-findings.ts',
];

const folder = process.argv[2] ?? 'dist';
const main = resolve('src/cli/main.ts');
const workers = ['build-worker', 'validate-worker'];

const common = {
  platform: 'node',
  // The same code as modules, of which only what is used is loaded: in half the time.
  resolve: { alias: { yaml: resolve('node_modules/yaml/browser/dist/index.js') } },
};

const check = await checkCode();

// CommonJS, which Node loads in less time than modules.
await build({
  ...common,
  input: {
    'cli/main': main,
    ...Object.fromEntries(workers.map((name) => [`workers/${name}`, `src/pipeline/${name.split('-')[0]}/${name}.ts`])),
  },
  plugins: [
    withCompiledSchema(),
    licences(),
    usedBy(base, main),
    usedBy(quick, 'src/pipeline/validate/validate.ts'),
    usedBy(findings, 'src/report/findings-lines.ts'),
    ...buildParts.map((part) => usedBy(unchanged, part)),
  ],
  output: {
    dir: folder,
    format: 'cjs',
    dynamicImportInCjs: false,
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    comments: false,
    codeSplitting: {
      groups: [
        { name: 'writing', test: /src\/files\// },
        { name: 'columns', test: /src\/report\/columns\.ts|node_modules\/fast-string-/ },
        { name: 'rules', test: /src\/diagnostics\/rules\// },
        { name: 'base', test: (id) => base.has(id) && id !== main },
        { name: 'both-quickly', test: (id) => quick.has(id) && unchanged.has(id) },
        { name: 'validate-quickly', test: (id) => quick.has(id), minShareCount: 2 },
        { name: 'build-quickly', test: (id) => unchanged.has(id) },
        { name: 'findings', test: (id) => findings.has(id) },
      ],
    },
  },
});
chmodSync(`${folder}/cli/main.js`, 0o755);
for (const part of ['cli', 'chunks', 'workers']) {
  writeFileSync(`${folder}/${part}/package.json`, '{ "type": "commonjs" }\n');
}

// What other programs import is modules.
await build({
  ...common,
  input: { index: 'src/index.ts' },
  plugins: [withCompiledSchema()],
  // Two of the packages name their own file.
  transform: { define: { __filename: 'import.meta.filename' } },
  output: { dir: `${folder}/lib`, cleanDir: true, comments: false },
});

// What `preview` gives to browsers.
const page = join(folder, 'page');
for (const name of ['page', 'frame']) {
  await build({
    platform: 'browser',
    input: `src/preview/page/${name}.ts`,
    output: { file: join(page, `${name}.js`), format: 'iife', comments: false },
  });
}
for (const name of ['page.html', 'page.css', 'frame.html', 'frame.css']) {
  copyFileSync(`src/preview/page/${name}`, join(page, name));
}
const mathjax = fileURLToPath(import.meta.resolve('mathjax/es5/tex-svg-full.js'));
copyFileSync(mathjax, join(page, 'mathjax.js'));
copyFileSync(resolve(mathjax, '../../LICENSE'), join(page, 'mathjax-licence.txt'));

/** The code that Ajv makes of nbformat's schema: making it takes longer than most commands work. */
async function checkCode() {
  const made = join(folder, 'lib', 'schema.js');
  await build({ platform: 'node', external: /^ajv/, input: 'src/notebook/compiled-schema.ts', output: { file: made } });
  // A name of its own each time: Node keeps what it imported.
  const { compiledSchema } = await import(`${resolve(made)}?${process.pid}`);
  rmSync(made);
  const { ajv, check } = compiledSchema();
  return standaloneCode.default(ajv, check);
}

function withCompiledSchema() {
  return {
    name: 'with compiled schema',
    load: (id) => (id === resolve('src/notebook/check.ts') ? { code: check, moduleType: 'js' } : null),
  };
}

/** The licences of all packages whose code is in the files: most of them ask to be passed on with it. */
function licences() {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      const packages = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []));
      const texts = [...packages].sort().map((folder) => {
        const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
        const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
        return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : ''}`;
      });
      this.emitFile({
        type: 'asset',
        fileName: 'licences.txt',
        source: `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
      });
    },
  };
}

/** Puts into a set what a module imports, and what that imports, but for what is loaded only when it is needed. */
function usedBy(found, root) {
  return {
    name: `used by ${root}`,
    buildEnd() {
      const add = (id) => {
        if (found.has(id)) return;
        found.add(id);
        for (const next of this.getModuleInfo(id)?.importedIds ?? []) add(next);
      };
      add(resolve(root));
    },
  };
}
