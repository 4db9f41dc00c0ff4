const names: Readonly<Record<string, readonly string[]>> = {
  python: ['python', 'py', 'python3', 'ipython', 'ipython3', 'pycon'],
  r: ['r'],
  bash: ['bash'],
  julia: ['julia', 'jl'],
  typescript: ['typescript', 'ts'],
  javascript: ['javascript', 'js'],
  rust: ['rust', 'rs'],
  cpp: ['cpp', 'c++'],
};

const canonical = new Map(Object.entries(names).flatMap(([language, all]) => all.map((name) => [name, language])));

/** The kernel language that a fence's language means (`py` → `python`), or undefined where it is none. */
export function kernelLanguage(fence: string): string | undefined {
  return canonical.get(fence);
}
