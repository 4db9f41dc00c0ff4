import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type MachineTrait, machineTraits } from '../languages/python/machine.ts';
import type { Run } from '../notebook/run.ts';
import { hashSeed } from './kernel-environment.ts';

/**
 * What a second run sees otherwise than the first, by variable: another order of what is hashed and, where its code looks
 * at them, another time zone, locale and number of processors. What the course chose (`execute.env`) stays.
 */
export function otherMachine(run: Run, chosen: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (run.again !== true) return {};
  const traits = traitsOf(run);
  const other: Record<string, string> = {
    PYTHONHASHSEED: String(Number(hashSeed) + 1),
    ...(traits.has('timezone') ? { TZ: otherZone } : {}),
    ...(traits.has('locale') && !('LANG' in chosen) ? { LC_ALL: otherLocale() } : {}),
    ...(traits.has('threads') ? { PYTHON_CPU_COUNT: otherCount, OMP_NUM_THREADS: otherCount } : {}),
  };
  return Object.fromEntries(Object.entries(other).filter(([name]) => !(name in chosen)));
}

/**
 * For the configuration of a second run's kernel. How many threads a kernel has of its own, from which a lesson's are
 * counted on (`Thread-5`), is another matter in each version of it. Python before 3.13 has no variable for processors.
 */
export function otherKernel(run: Run): string {
  if (run.again !== true) return '';
  const processors = traitsOf(run).has('threads')
    ? `
    import os
    def cpu_count():
        return ${otherCount}
    os.cpu_count = cpu_count`
    : '';
  return `
def _other_kernel():
    import threading
    for _ in range(3):
        threading.Thread()${processors}

_other_kernel()
`;
}

function traitsOf({ language, cells }: Run): ReadonlySet<MachineTrait> {
  if (language !== 'python') return new Set();
  return new Set(cells.flatMap(({ source }) => [...machineTraits(source)]));
}

/** Far from UTC, and by no whole hour; as a rule of its own where the system knows no zones. */
const otherZone = existsSync('/usr/share/zoneinfo/Asia/Kathmandu') ? 'Asia/Kathmandu' : 'NPT-5:45';

const otherCount = availableParallelism() === 1 ? '2' : '1';

let locale: string | undefined;

/** One that writes numbers and dates in another way, if the system has one; else the plainest. */
function otherLocale(): string {
  if (locale === undefined) {
    try {
      const names = execFileSync('locale', ['-a'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      locale = /^(?:de|fr|es|it|nl|sv|pt|ru)_[A-Z]{2}\.utf-?8$/im.exec(names)?.[0] ?? 'C';
    } catch {
      locale = 'C';
    }
  }
  return locale;
}
