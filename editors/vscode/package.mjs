import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// node package.mjs: makes coursewright-VERSION.vsix, which VS Code installs ("Install from VSIX…").

const here = fileURLToPath(new URL('.', import.meta.url));
const root = new URL('../../', import.meta.url);
const run = (program, args) => execFileSync(program, args, { cwd: here, stdio: 'inherit' });

mkdirSync(new URL('schemas/', import.meta.url), { recursive: true });
cpSync(new URL('schemas/config.schema.json', root), new URL('schemas/config.schema.json', import.meta.url));
cpSync(new URL('LICENSE', root), new URL('LICENSE', import.meta.url));
run('npm', ['install', '--omit=dev', '--no-package-lock', '--no-audit', '--no-fund']);
// The last line of vsce that runs on Node 20.
run('npx', ['--yes', '@vscode/vsce@3', 'package', '--allow-missing-repository', '--skip-license']);
for (const made of ['schemas', 'LICENSE']) rmSync(new URL(made, import.meta.url), { recursive: true });
