/** What `language_info` may hold. */
type Json = string | number | boolean | { readonly [key: string]: Json };

/** What a notebook's metadata says of its kernel. */
export interface KernelMetadata {
  readonly kernelspec: { readonly display_name: string; readonly language: string; readonly name: string };
  readonly language_info: { readonly name: string; readonly [key: string]: Json };
}

/** A language that a Jupyter kernel exists for. */
export interface KernelLanguage {
  /** Our name of it, which lessons carry. */
  readonly language: string;
  /** How the info string of a fence may name it, in lower case. */
  readonly fences: readonly string[];
  /** Its kernelspecs; the first is the one that a lesson gets unless it names another. */
  readonly kernelspecs: readonly { readonly name: string; readonly display: string; readonly language?: string }[];
  /** `language_info` as the kernel itself reports it, without versions, so that no notebook changes with the machine. */
  readonly info: { readonly name: string; readonly [key: string]: Json };
  /** What starts a comment that ends with its line. */
  readonly comment: string;
  /** Cell magics that run another language in a cell of this kernel: fence name → first line of the cell. */
  readonly magics?: Readonly<Record<string, string>>;
}

const ipython: Readonly<Record<string, string>> = {
  bash: '%%bash',
  sh: '%%sh',
  shell: '%%bash',
  html: '%%html',
  javascript: '%%javascript',
  js: '%%javascript',
  latex: '%%latex',
  tex: '%%latex',
  svg: '%%svg',
  markdown: '%%markdown',
  md: '%%markdown',
  perl: '%%perl',
  ruby: '%%ruby',
};

/** Names, display names and `language_info` are those that the kernels' own kernelspecs and `kernel_info_reply` have. */
export const kernelLanguages: readonly KernelLanguage[] = [
  {
    language: 'python',
    fences: ['python', 'py', 'python3', 'py3', 'ipython', 'ipython3', 'pycon', 'python-repl'],
    kernelspecs: [{ name: 'python3', display: 'Python 3' }],
    info: {
      codemirror_mode: { name: 'ipython', version: 3 },
      file_extension: '.py',
      mimetype: 'text/x-python',
      name: 'python',
      nbconvert_exporter: 'python',
      pygments_lexer: 'ipython3',
    },
    comment: '#',
    magics: ipython,
  },
  {
    language: 'r',
    fences: ['r'],
    kernelspecs: [{ name: 'ir', display: 'R', language: 'R' }],
    info: { codemirror_mode: 'r', file_extension: '.r', mimetype: 'text/x-r-source', name: 'R', pygments_lexer: 'r' },
    comment: '#',
  },
  {
    language: 'bash',
    fences: ['bash', 'sh'],
    kernelspecs: [{ name: 'bash', display: 'Bash' }],
    info: { codemirror_mode: 'shell', file_extension: '.sh', mimetype: 'text/x-sh', name: 'bash' },
    comment: '#',
  },
  {
    language: 'julia',
    fences: ['julia', 'jl', 'julia-repl'],
    kernelspecs: [{ name: 'julia-1.11', display: 'Julia 1.11' }],
    info: { file_extension: '.jl', mimetype: 'application/julia', name: 'julia' },
    comment: '#',
  },
  {
    language: 'typescript',
    fences: ['typescript', 'ts'],
    kernelspecs: [
      { name: 'tslab', display: 'TypeScript' },
      { name: 'deno', display: 'Deno' },
    ],
    info: {
      codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
      file_extension: '.ts',
      mimetype: 'text/typescript',
      name: 'typescript',
    },
    comment: '//',
  },
  {
    language: 'javascript',
    fences: ['javascript', 'js'],
    kernelspecs: [
      { name: 'jslab', display: 'JavaScript' },
      { name: 'javascript', display: 'JavaScript (Node.js)' },
    ],
    info: {
      codemirror_mode: { mode: 'javascript', name: 'javascript' },
      file_extension: '.js',
      mimetype: 'text/javascript',
      name: 'javascript',
    },
    comment: '//',
  },
  {
    language: 'rust',
    fences: ['rust', 'rs'],
    kernelspecs: [{ name: 'rust', display: 'Rust' }],
    info: {
      codemirror_mode: 'rust',
      file_extension: '.rs',
      mimetype: 'text/rust',
      name: 'Rust',
      pygments_lexer: 'rust',
    },
    comment: '//',
  },
  {
    language: 'cpp',
    fences: ['cpp', 'c++', 'cxx'],
    kernelspecs: [
      { name: 'xcpp17', display: 'C++17', language: 'C++17' },
      { name: 'xcpp14', display: 'C++14', language: 'C++14' },
      { name: 'xcpp11', display: 'C++11', language: 'C++11' },
      { name: 'xcpp20', display: 'C++20', language: 'C++20' },
    ],
    info: { codemirror_mode: 'text/x-c++src', file_extension: '.cpp', mimetype: 'text/x-c++src', name: 'c++' },
    comment: '//',
  },
  {
    language: 'go',
    fences: ['go', 'golang'],
    kernelspecs: [
      { name: 'gonb', display: 'Go (gonb)' },
      { name: 'gophernotes', display: 'Go' },
    ],
    info: {
      codemirror_mode: '',
      file_extension: '.go',
      mimetype: '',
      name: 'go',
      nbconvert_exporter: '',
      pygments_lexer: '',
    },
    comment: '//',
  },
  {
    language: 'octave',
    fences: ['octave', 'matlab'],
    kernelspecs: [{ name: 'octave', display: 'Octave' }],
    info: { file_extension: '.m', mimetype: 'text/x-octave', name: 'octave' },
    comment: '%',
  },
];

const byFence = new Map(kernelLanguages.flatMap((one) => one.fences.map((fence) => [fence, one])));

/** The kernel language that a fence's first word means (`py` → `python`), or undefined where it is none. */
export function kernelLanguage(fence: string): string | undefined {
  return byFence.get(fence.toLowerCase())?.language;
}

/** The table's entry of a language by our name of it or by a fence's. */
export function languageEntry(language: string): KernelLanguage | undefined {
  return kernelLanguages.find((one) => one.language === language) ?? byFence.get(language.toLowerCase());
}

/** The kernelspec name that a lesson of a language gets when neither it nor the course names one. */
export function kernelName(language: string): string {
  return languageEntry(language)?.kernelspecs[0]?.name ?? language;
}

/** The language of a kernelspec name; of one that the table does not have, the name itself without its version. */
export function languageOfKernel(name: string): string {
  const known = kernelLanguages.find((one) => one.kernelspecs.some((spec) => spec.name === name));
  if (known !== undefined) return known.language;
  const base = name.toLowerCase().replace(/[-_ ]?v?\d[\w.-]*$/, '');
  return kernelLanguage(base) ?? kernelLanguage(base.replace(/-.*$/, '')) ?? base;
}

/** The metadata of a kernel by the lesson's language and the kernelspec's name. */
export function kernelOf(language: string, name: string): KernelMetadata {
  const entry = languageEntry(language);
  const spec = entry?.kernelspecs.find((one) => one.name === name);
  return {
    kernelspec: {
      display_name: spec?.display ?? displayName(entry, name),
      language: spec?.language ?? entry?.kernelspecs[0]?.language ?? language,
      name,
    },
    language_info: entry?.info ?? { name: language },
  };
}

/** `julia-1.10` is shown as Julia 1.10, as IJulia does. */
function displayName(entry: KernelLanguage | undefined, name: string): string {
  const version = /^julia-(\d[\d.]*)$/.exec(name)?.[1];
  return entry?.language === 'julia' && version !== undefined ? `Julia ${version}` : name;
}

/** The first line of a cell that runs a fence marked `run` in a kernel of another language; undefined if it cannot. */
export function runMagic(language: string, fence: string): string | undefined {
  const magics = languageEntry(language)?.magics;
  const name = fence.toLowerCase();
  return magics !== undefined && Object.hasOwn(magics, name) ? magics[name] : undefined;
}
