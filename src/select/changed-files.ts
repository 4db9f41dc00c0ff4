import { existsSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { execa } from 'execa';
import { OperatorError } from '../diagnostics/operator-error.ts';

/** What git says has changed. */
export interface ChangedFiles {
  /** Paths relative to the course's folder, POSIX separators; what is gone too. */
  readonly files: ReadonlySet<string>;
  /** The commit that was compared with, as people read it: `HEAD (1a2b3c4)`. */
  readonly since: string;
}

/**
 * The files of the repository that differ from a commit, and those that git does not know yet and does not ignore. Of
 * a branch that went on by itself since, the commit is where this one left it, where the clone goes back that far.
 *
 * @param ref What git understands as a commit.
 * @throws OperatorError where there is no git, no repository or no such commit.
 */
export async function changedFiles(courseDir: string, ref = 'HEAD'): Promise<ChangedFiles> {
  const git = async (...args: string[]) => {
    const { failed, code, stdout } = await execa('git', ['-C', courseDir, ...args], {
      reject: false,
      stripFinalNewline: true,
      env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    });
    if (code === 'ENOENT') throw new OperatorError('--changed asks git, and there is no git', { help: 'install git' });
    return failed ? undefined : stdout;
  };
  const top = await git('rev-parse', '--show-toplevel');
  if (top === undefined) {
    throw new OperatorError(`${courseDir} is in no git repository: nothing tells what has changed in it`, {
      help: 'name the lessons in place of --changed, or git init',
    });
  }
  const inCourse = (listed: string) => {
    const names = listed.split('\0').filter((name) => name !== '');
    const from = realpathSync(courseDir);
    return names.map((name) => relative(from, join(top, name)).split(sep).join('/'));
  };
  const untracked = async () =>
    (await git('ls-files', '-z', '--full-name', '--others', '--exclude-standard', top)) ?? '';
  const commit = ref.startsWith('-') ? undefined : await git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
  if (commit === undefined) {
    if (ref !== 'HEAD') throw unknown(ref, courseDir);
    // Nothing has been committed yet: everything is new.
    const tracked = (await git('ls-files', '-z', '--full-name', top)) ?? '';
    return { files: new Set(inCourse(tracked + (await untracked()))), since: 'the empty repository' };
  }
  const base = (await git('merge-base', commit, 'HEAD')) ?? commit;
  const differing = await git('diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', base, '--');
  if (differing === undefined) throw new OperatorError(`git cannot compare with ${ref}`, { help: 'git status' });
  const files = new Set(inCourse(`${differing}\0${await untracked()}`));
  return { files, since: `${ref} (${base.slice(0, 7)})` };
}

function unknown(ref: string, courseDir: string): OperatorError {
  const isPath = existsSync(ref) || existsSync(resolve(courseDir, ref));
  return new OperatorError(`git knows no commit \`${ref}\` here`, {
    help: isPath
      ? `paths go before it, as in: check ${ref} --changed`
      : 'fetch it first, as in: git fetch origin main, and then --changed origin/main',
  });
}
