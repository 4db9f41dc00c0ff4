import { execa } from 'execa';

/** Opens a file in the program that the desktop has for it. Where there is no desktop, nothing happens. */
export function openPage(file: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', file]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '""', file]
        : ['xdg-open', file];
  execa(program, args, { stdio: 'ignore', detached: true, cleanup: false, reject: false }).unref();
}
