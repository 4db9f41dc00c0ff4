import { readFileSync } from 'node:fs';

/** What a system lacks that only its owner can install. */
export type SystemPart = 'python' | 'venv';

/** The exact command that installs a part on this system, as far as the system can be told. */
export function systemHelp(part: SystemPart, system: string = systemName()): string {
  return commands[system]?.[part] ?? general[part];
}

const general: Readonly<Record<SystemPart, string>> = {
  python: 'install Python 3.10 or later (or uv), so that python3 is on PATH, then: coursewright setup',
  venv: 'install uv, or a Python whose `python3 -m venv` works, then: coursewright setup',
};

const commands: Readonly<Record<string, Readonly<Record<SystemPart, string>>>> = {
  debian: { python: 'sudo apt install python3 python3-venv', venv: 'sudo apt install python3-venv' },
  fedora: { python: 'sudo dnf install python3 python3-pip', venv: 'sudo dnf install python3-pip' },
  suse: { python: 'sudo zypper install python3 python3-pip', venv: 'sudo zypper install python3-pip' },
  alpine: { python: 'sudo apk add python3 py3-pip', venv: 'sudo apk add py3-pip' },
  arch: { python: 'sudo pacman -S python', venv: 'sudo pacman -S python' },
  macos: { python: 'brew install python', venv: 'brew install python' },
  windows: { python: 'winget install Python.Python.3.13', venv: 'winget install Python.Python.3.13' },
};

/** The family of this system: `debian`, `fedora`, …, `macos`, `windows`, or `unknown`. */
export function systemName(platform: NodeJS.Platform = process.platform, release: string = osRelease()): string {
  if (platform === 'darwin') return 'macos';
  if (platform === 'win32') return 'windows';
  const ids = [...release.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
  const family = ids.map((id) => families[id]).find((name) => name !== undefined);
  return family ?? 'unknown';
}

const families: Readonly<Record<string, string>> = {
  debian: 'debian',
  ubuntu: 'debian',
  fedora: 'fedora',
  rhel: 'fedora',
  centos: 'fedora',
  suse: 'suse',
  opensuse: 'suse',
  alpine: 'alpine',
  arch: 'arch',
};

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
