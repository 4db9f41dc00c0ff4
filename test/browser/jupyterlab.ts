import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { type Browser, chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../../.coursewright/browser/', import.meta.url));

/** The folder of programs of an environment with JupyterLab and nbconvert, made at the first call. */
async function jupyterPrograms(): Promise<string> {
  const programs = `${folder}bin/`;
  if (!existsSync(`${programs}jupyter-lab`)) {
    mkdirSync(folder, { recursive: true });
    await execa('python3', ['-m', 'venv', folder]);
    await execa(`${programs}pip`, ['install', '--quiet', 'jupyterlab', 'nbconvert', 'ipykernel']);
  }
  return programs;
}

/** The folder of an environment with nbconvert and a kernel: that of `COURSEWRIGHT_TEST_PYTHON`, else JupyterLab's. */
export async function kernelFolder(): Promise<string> {
  const given = process.env.COURSEWRIGHT_TEST_PYTHON;
  return join(given === undefined ? await jupyterPrograms() : dirname(given), '..');
}

/** Chromium of this machine: `CHROMIUM`, or where distributions install it. */
export async function startBrowser(): Promise<Browser> {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = places.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      'These tests look at pages in Chromium, and there is none: apt-get install chromium, or set CHROMIUM.',
    );
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Serves a folder in JupyterLab; gives its address and what ends it. */
export async function serveLab(root: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const programs = await jupyterPrograms();
  const port = await freePort();
  const settings = `${root}/.jupyter/lab/user-settings/@jupyterlab/notebook-extension`;
  mkdirSync(settings, { recursive: true });
  // Every cell is rendered, not those in sight only.
  writeFileSync(`${settings}/tracker.jupyterlab-settings`, '{ "windowingMode": "none" }');
  const lab = spawn(
    `${programs}jupyter-lab`,
    [
      '--no-browser',
      '--allow-root',
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--ServerApp.port_retries=0',
      '--IdentityProvider.token=',
      '--ServerApp.password=',
      `--ServerApp.root_dir=${root}`,
      '--LabApp.news_url=none',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, JUPYTER_CONFIG_DIR: `${root}/.jupyter` } },
  );
  const log: string[] = [];
  lab.stderr?.on('data', (data) => log.push(String(data)));
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    if (lab.exitCode !== null || tries > 240) throw new Error(`JupyterLab did not start:\n${log.join('')}`);
    if (
      await fetch(`${url}/api`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return { url, stop: () => ended(lab) };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
