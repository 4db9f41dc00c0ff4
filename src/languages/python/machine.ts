import { scanPython } from './scan.ts';

/** What code looks at that is another on each machine. */
export type MachineTrait = 'timezone' | 'locale' | 'threads';

/** By the names that give it away, in code and in what it asks of the environment or of a shell. */
const forms: Readonly<Record<MachineTrait, RegExp>> = {
  timezone:
    /\b(?:localtime|strftime|ctime|mktime|tzset|tzname|altzone|astimezone|fromtimestamp|timestamp|tzlocal|get_localzone)\b|\btime\.(?:timezone|daylight)\b|\bdate(?:time)?\.(?:now|today)\b|['"]TZ['"]|^[ \t]*[!%].*\bdate\b/m,
  locale: /\blocale\b|\bsetlocale\b|\bstrxfrm\b|['"](?:LANG|LC_\w+|LANGUAGE)['"]|\$\{?(?:LANG|LC_\w+)\b/,
  threads:
    /\b(?:cpu_count|process_cpu_count|sched_getaffinity|get_num_threads|num_threads|n_jobs|nproc|max_workers|omp_get_\w+)\b|\b(?:ThreadPoolExecutor|ProcessPoolExecutor|Pool|ThreadPool)\(\s*\)|['"](?:OMP|MKL|OPENBLAS|NUMEXPR)_NUM_THREADS['"]/,
};

/** What a machine has to do with what code gives; comments do not count. */
export function machineTraits(code: string): ReadonlySet<MachineTrait> {
  const found = new Set<MachineTrait>();
  let text: string | undefined;
  for (const trait of Object.keys(forms) as MachineTrait[]) {
    if (!forms[trait].test(code)) continue;
    text ??= withoutComments(code);
    if (forms[trait].test(text)) found.add(trait);
  }
  return found;
}

function withoutComments(code: string): string {
  return scanPython(code)
    .filter(({ type }) => type === 'comment')
    .reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), code);
}
