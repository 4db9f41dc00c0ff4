import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { execaSync } from 'execa';
import { dependsOnHashSeed } from '../languages/python/hash-order.ts';
import { type MachineTrait, machineTraits } from '../languages/python/machine.ts';
import type { Run } from '../model/run.ts';
import { hashSeed } from './kernel-environment.ts';
import { draws, otherDraws } from './other-draws.ts';
import { listsFolders, otherListing } from './other-listing.ts';
import { asksForMoment, otherMoment } from './other-moment.ts';
import { measuresTime, otherPace } from './other-pace.ts';
import { otherTurns, takesTurns } from './other-turns.ts';

/**
 * What a second run, or a further one, sees otherwise than the first, by variable: another order of what is hashed and,
 * where its code looks at them, another time zone, locale and number of processors. What the course chose
 * (`execute.env`) stays.
 */
export function otherMachine(run: Run, chosen: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (run.again === undefined) return {};
  const traits = traitsOf(run);
  const other: Record<string, string> = {
    PYTHONHASHSEED: String(Number(hashSeed) + run.again),
    ...(traits.has('timezone') ? { TZ: otherZone } : {}),
    ...(traits.has('locale') && !('LANG' in chosen) ? { LC_ALL: otherLocale() } : {}),
    ...(traits.has('threads') ? { PYTHON_CPU_COUNT: otherCount(), OMP_NUM_THREADS: otherCount() } : {}),
  };
  return Object.fromEntries(Object.entries(other).filter(([name]) => !(name in chosen)));
}

/**
 * For the configuration of a second run's kernel. What cannot be made to differ is noted, and the run asks for it: it would be
 * as the first one was, and say that nothing varies.
 */
export function otherKernel(run: Run): string {
  if (run.again === undefined) return '';
  const code = run.language === 'python' ? run.cells.map(({ source }) => source).join('\n') : '';
  const parts = [
    lets,
    otherNumbers,
    otherAddresses(run.again),
    ...(traitsOf(run).has('threads') ? [otherProcessors] : []),
    ...(asksForMoment.test(code) ? [otherMoment(run.again, otherZone)] : []),
    ...(asksForMoment.test(code) || measuresTime.test(code) ? [otherPace(run.again)] : []),
    ...(takesTurns.test(code) ? [otherTurns(run.again, code)] : []),
    ...(listsFolders.test(code) ? [otherListing] : []),
    ...(draws.test(code) ? [otherDraws(run.again, code)] : []),
  ];
  return `\n${parts.join('\n')}`;
}

/**
 * Whether a run has to start a kernel of its own: a fork has the addresses and the hash seed of what it was forked from, and
 * a second run is to have others, a later one where its code makes sets.
 */
export function isOfItsOwn({ again, language, cells }: Run): boolean {
  if (again === undefined || again === 1) return again === 1;
  return language === 'python' && cells.some(({ source }) => dependsOnHashSeed(source));
}

const lets = `
def _let(differ):
    try:
        differ()
    except Exception as problem:
        import ipykernel
        ipykernel._coursewright_same = "%s: %s: %s" % (differ.__name__.lstrip("_"), type(problem).__name__, problem)
`;

/** How many threads a kernel has of its own, from which a lesson's are counted on (`Thread-5`), each version decides. */
const otherNumbers = `
def _other_numbers():
    import threading
    for _ in range(3):
        threading.Thread()

_let(_other_numbers)
`;

/** Where objects come to lie: a fork's do where those of its sister do, but for what was made before them. */
function otherAddresses(again: number): string {
  return `
def _other_addresses():
    import ipykernel
    ipykernel._coursewright_kept = [
        kept for _ in range(${again}) for kept in (object(), float("1.5"), *(bytes(size - 33) for size in range(48, 513, 16)))
    ]

_let(_other_addresses)
`;
}

/** Python before 3.13 has no variable for them. */
const otherProcessors = `
def _other_processors():
    import os
    os.cpu_count = lambda: ${otherCount()}

_let(_other_processors)
`;

function traitsOf({ language, cells }: Run): ReadonlySet<MachineTrait> {
  if (language !== 'python') return new Set();
  return new Set(cells.flatMap(({ source }) => [...machineTraits(source)]));
}

/** Far from UTC, and by no whole hour; as a rule of its own where the system knows no zones. */
const otherZone = existsSync('/usr/share/zoneinfo/Asia/Kathmandu') ? 'Asia/Kathmandu' : 'NPT-5:45';

function otherCount(): string {
  return availableParallelism() === 1 ? '2' : '1';
}

let locale: string | undefined;

/** One that writes numbers and dates in another way, if the system has one; else the plainest. */
function otherLocale(): string {
  if (locale === undefined) {
    const { stdout } = execaSync('locale', ['-a'], { reject: false });
    locale = /^(?:de|fr|es|it|nl|sv|pt|ru)_[A-Z]{2}\.utf-?8$/im.exec(stdout ?? '')?.[0] ?? 'C';
  }
  return locale;
}
