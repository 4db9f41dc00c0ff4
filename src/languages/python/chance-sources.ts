/** A kind of chance, or a generator of which only the seed that it has when it is asked tells whether it is one. */
export type Label = Chance | `generator ${string}`;

/** The generator that a label is about. */
export function stateOf(label: Label): string | undefined {
  return label.startsWith('generator ') ? label.slice('generator '.length) : undefined;
}

interface Source {
  readonly name: RegExp;
  readonly label: Label;
  /** Only where it is called, with arguments that match. */
  readonly given?: RegExp;
}

/** A call without a seed. */
const unseeded = /^(?:None)?$/;

/** What runs a program of its own. */
export const startsProcess = /^subprocess\.\w+$|^os\.(?:system|popen)$/;

/** A program, or a command of a shell, that draws; one that sets a seed draws the same each time. */
export const draws = /^(?!.*\bseed\b).*(?:\b(?:random|secrets|uuid[14]|urandom|shuf|mktemp|RANDOM)\b)/s;

/** A call that names no seed among its arguments. */
const withoutState = /^(?!.*\b(?:random_state|seed|rng) = (?!None\b))/s;

/** What gives something else in each run, by its full name. The first that fits counts. */
const sources: readonly Source[] = [
  { name: /^(?:set|frozenset)$/, label: 'hash' },
  // That of a text is in the seed, that of another object in its address.
  { name: /^hash$/, label: 'hash', given: /^[a-z]{0,2}['"]/i },
  { name: /^hash$/, label: 'random' },
  {
    name: /^(?:random\.Random|numpy\.random\.(?:default_rng|RandomState|Generator|PCG64|PCG64DXSM|MT19937|Philox|SFC64|SeedSequence))$/,
    label: 'random',
    given: unseeded,
  },
  {
    name: /^(?:random\.SystemRandom|secrets\.\w+|uuid\.uuid[14]|os\.(?:urandom|getpid|getppid)|id|tempfile\.\w+)\b/,
    label: 'random',
  },
  // What a process draws that a lesson starts, in a program that stands in the call.
  { name: startsProcess, label: 'random', given: draws },
  { name: draws, label: 'random', given: /^[!%]/ },
  { name: /^os\.(?:listdir|scandir|f?walk)$|^glob\.i?glob$|\.(?:iterdir|r?glob)$/, label: 'files' },
  { name: /^random\.(?!seed$|getstate$|setstate$|Random\b|SystemRandom\b)\w+$/, label: 'generator random' },
  { name: /^numpy\.random\.(?!seed$|(?:get|set)_state$|[A-Z]|default_rng)\w+$/, label: 'generator numpy' },
  { name: /^torch\.(?:rand\w*|normal|bernoulli|multinomial|nn\.(?!functional)\w+)$/, label: 'generator torch' },
  { name: /^tensorflow\.(?:random\.(?!set_seed)\w+|keras\.layers\.\w+)$/, label: 'generator tensorflow' },
  {
    name: /\.sample$|(?:^|\.)(?:train_test_split|KMeans|MLP(?:Classifier|Regressor)|(?:RandomForest|ExtraTrees|Bagging)(?:Classifier|Regressor)|make_(?:blobs|moons|circles|classification|regression))$/,
    label: 'generator numpy',
    given: withoutState,
  },
  {
    name: /^time\.(?:time|time_ns|localtime|gmtime|ctime|asctime|strftime)$|^datetime\.(?:datetime\.(?:now|today|utcnow)|date\.today)$|^pandas\.Timestamp\.(?:now|today|utcnow)$/,
    label: 'clock',
  },
  { name: /^os\.path\.get[mac]time$|\.st_[mac]time(?:_ns)?$/, label: 'clock' },
  {
    name: /^gc\.(?:get_count|get_stats|get_objects)$|^(?:tracemalloc|psutil)\.\w+|^resource\.getrusage$|^shutil\.disk_usage$|^os\.(?:getloadavg|times|statvfs)$/,
    label: 'state',
  },
  { name: /^numpy\.datetime64$|^pandas\.(?:Timestamp|to_datetime)$/, label: 'clock', given: /^['"](?:now|today)['"]/ },
  { name: /^[!%].*\bdate\b/, label: 'clock' },
  {
    name: /^time\.(?:perf_counter|monotonic|process_time|thread_time)(?:_ns)?$|^timeit\.\w+$|^%%?(?:time|timeit)\b/,
    label: 'duration',
  },
  {
    name: /^threading\.(?:Thread|Timer)$|^_thread\.start_new_thread$|(?:^|\.)(?:ThreadPoolExecutor|ProcessPoolExecutor|as_completed|imap_unordered|to_thread|run_in_executor)$|^multiprocessing\.(?:pool\.\w+|Pool|Process)$|^subprocess\.Popen$/,
    label: 'order',
  },
];

/** Of something that has an order, and is the same without it. */
export function isOrderAlone(label: Label): boolean {
  return label === 'hash' || label === 'files';
}

/** What gives a generator its seed. */
const seeds: Readonly<Record<string, string>> = {
  'random.seed': 'random',
  'numpy.random.seed': 'numpy',
  'torch.manual_seed': 'torch',
  'tensorflow.random.set_seed': 'tensorflow',
};

/** Whether a name is one of what takes a seed, or makes a generator of one. */
export function takesSeed(name: string): boolean {
  return name in seeds || sources.some((source) => source.given === unseeded && source.name.test(name));
}

/**
 * The chance that a name stands for.
 * @param given The arguments of a call; undefined where the name is not called.
 * @param seeded Gets the generator that such a call seeds.
 */
export function chanceOf(name: string, given: string | undefined, seeded: Set<string>): Label[] {
  const generator = seeds[name];
  if (generator !== undefined) {
    if (given !== undefined && unseeded.test(given.trim())) seeded.delete(generator);
    else if (given !== undefined) seeded.add(generator);
    return [];
  }
  if (/(?:^|\.)(?:set_random_seed|seed_everything)$/.test(name)) {
    for (const each of Object.values(seeds)) seeded.add(each);
    return [];
  }
  const found = sources.find(
    (source) =>
      source.name.test(name) &&
      (source.given === undefined || (given !== undefined && source.given.test(given.trim()))),
  );
  if (found === undefined) return [];
  return [found.label];
}

/**
 * What can make code give something else in each run: what is drawn, the clock, how long something takes and which of two
 * things takes longer, the order in which threads and processes get their turn, that of files in a folder, what is free and used
 * of the machine's memory, disk and time, and the hash seed, by which sets are ordered.
 */
export type Chance = 'random' | 'clock' | 'duration' | 'pace' | 'order' | 'files' | 'state' | 'hash';
