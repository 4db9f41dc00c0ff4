/** Endings of scripts, and the languages that they are in. */
export const scriptLanguages: Readonly<Record<string, string>> = {
  py: 'python',
  r: 'r',
  jl: 'julia',
  sh: 'bash',
  ts: 'typescript',
  js: 'javascript',
  rs: 'rust',
  cpp: 'cpp',
  go: 'go',
  m: 'octave',
};

export const scriptName = new RegExp(`\\.(?:${Object.keys(scriptLanguages).join('|')})$`, 'i');
