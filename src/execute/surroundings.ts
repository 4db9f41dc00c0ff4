import { availableParallelism, hostname, release, totalmem } from 'node:os';

/** What of the machine and of the moment a result may depend on, because its code asks for it; by what it is. */
export type Surroundings = Readonly<Record<string, string>>;

/** Code that shows all variables, and code that runs programs, which are found by `PATH`. */
const showsAll =
  /\benviron\b(?!\s*(?:\[|\.\s*(?:get|pop|setdefault)\b))|%env\s*$|[!;&|]\s*(?:print)?env\b|^\s*(?:printenv|env)\s*$|\bexpandvars\b/m;
const runsPrograms = /^\s*(?:[\w, ]+=\s*)?[!%]|\b(?:subprocess|Popen|os\.system|os\.popen|shutil\.which|which)\b/m;
const asksForMachine =
  /\b(?:platform|(?:get)?hostname|getfqdn|getnode|uname|(?:process_)?cpu_count|psutil|resource|nproc|lscpu|sched_getaffinity)\b/;
const asksForDay =
  /\b(?:today|now|utcnow|localtime|gmtime|ctime|asctime|strftime|fromtimestamp)\s*\(|[!;&|]\s*(?:date|cal)\b|^\s*(?:date|cal)\b/m;

/** Where Python, its packages and the user's files are. */
const asksForPaths =
  /\bsys\s*\.\s*(?:executable|path|(?:base_)?(?:exec_)?prefix)\b|\b(?:sysconfig|getsitepackages|__file__|__path__|getsourcefile|find_spec|expanduser|Path\.home|getuser|getlogin|getpwuid|environ|getenv)\b|%env\b/;
const asksForDevices = /\b(?:cuda|gpu|GPU|mps|nvidia|list_physical_devices)\b/;

/** Whether what a run of this code gives may be something else on another machine that has the same packages. */
export function asksForPlace(code: string, { needs }: { readonly needs?: readonly string[] }): boolean {
  if ([asksForMachine, asksForPaths, runsPrograms, showsAll].some((asks) => asks.test(code))) return true;
  // Machines that have what a lesson says that it needs are equal in that.
  return absolutePaths(code).length > 0 || (needs === undefined && asksForDevices.test(code));
}

/**
 * The parts of a run's surroundings that its code shows to matter. Kernels are the same everywhere but for these.
 *
 * @param variables What kernels have of the caller's environment.
 */
export function surroundings(
  code: string,
  variables: Readonly<Record<string, string>>,
  { network, today, machine }: { readonly network: boolean; readonly today: string; readonly machine: string },
): Surroundings {
  const all = showsAll.test(code);
  const programs = runsPrograms.test(code);
  const named = Object.entries(variables).filter(
    ([name]) =>
      all || (name === 'PATH' && programs) || new RegExp(`(?<!\\w)${name.replaceAll(/\W/g, '\\$&')}(?!\\w)`).test(code),
  );
  return {
    ...Object.fromEntries(named),
    ...(asksForMachine.test(code) ? { machine } : {}),
    // What a server answers, and what a date is compared with, is another thing another day.
    ...(network || asksForDay.test(code) ? { day: today } : {}),
  };
}

/** What tells this machine from others, to code that asks. */
export function thisMachine(): string {
  return [hostname(), release(), availableParallelism(), totalmem()].join(' ');
}

/**
 * Absolute paths that code names, but for those that every machine has and that lessons only write to; with `/**` at the end
 * where all below counts.
 */
export function absolutePaths(code: string): readonly string[] {
  const found = [...code.matchAll(/["'](\/[^"'\n]{1,300})["']|(?<=[\s=<>:])(\/[\w./+-]{1,300})/g)]
    .map((match) => (match[1] ?? match[2] ?? '').replace(/(?<=.)\/$/, ''))
    .filter((path) => !/^\/(?:[^/]*|(?:dev|proc|sys)\/.*|var\/tmp)$/.test(path) && !path.includes('//'));
  const named = [...new Set(found)].slice(0, 200);
  if (!asksForFacts.test(code)) return named;
  return [
    ...named,
    ...named.filter((path) => !/^\/(?:usr|lib\w*|s?bin|etc|opt)\//.test(path)).map((path) => `${path}/**`),
  ];
}

/** Code that asks for the size or time of files, which nothing notes: of a folder that it names, all below counts. */
const asksForFacts = /\b(?:stat|lstat|getsize|getmtime|getctime|exists|lexists|is_file|isfile|is_dir|isdir|access)\b/;
