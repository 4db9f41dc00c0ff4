import type { Problem } from '../problem.ts';

interface ForeignFile {
  /** What such files begin with; each byte is one character. */
  readonly begins: RegExp;
  readonly what: string;
  readonly help: string;
}

const unpack = 'unpack it: the notebook may be in it';
const check = 'check that this is the file you mean';
const convert = 'convert it: `jupytext --to notebook FILE`';

/** Binary files, by their first bytes. */
const binary: readonly ForeignFile[] = [
  { begins: /^PK(?:\x03\x04|\x05\x06)/, what: 'a ZIP archive', help: unpack },
  { begins: /^\x1f\x8b/, what: 'compressed with gzip', help: 'unpack it: `gunzip < FILE > NEW`' },
  { begins: /^BZh\d/, what: 'compressed with bzip2', help: 'unpack it: `bunzip2 < FILE > NEW`' },
  { begins: /^\xfd7zXZ\0/, what: 'compressed with xz', help: 'unpack it: `unxz < FILE > NEW`' },
  { begins: /^\x28\xb5\x2f\xfd/, what: 'compressed with zstd', help: 'unpack it: `unzstd < FILE > NEW`' },
  { begins: /^7z\xbc\xaf\x27\x1c/, what: 'a 7-Zip archive', help: unpack },
  { begins: /^Rar!\x1a\x07/, what: 'a RAR archive', help: unpack },
  { begins: /^[\s\S]{257}ustar/, what: 'a tar archive', help: unpack },
  { begins: /^%PDF-/, what: 'a PDF', help: check },
  { begins: /^\x89PNG|^GIF8|^\xff\xd8\xff|^RIFF[\s\S]{4}WEBP/, what: 'an image', help: check },
  { begins: /^SQLite format 3\0/, what: 'an SQLite database', help: check },
  { begins: /^\x89HDF|^PAR1|^\x93NUMPY/, what: 'a file of data, not the notebook that reads it', help: check },
  { begins: /^\x80[\x02-\x05][\x95\]}(c]/, what: 'a pickle of Python', help: 'write notebooks with `nbformat.write`' },
  { begins: /^\xd0\xcf\x11\xe0/, what: 'a document of Microsoft Office', help: check },
  { begins: /^\0GITCRYPT\0/, what: 'encrypted by git-crypt', help: 'run `git-crypt unlock`' },
  { begins: /^\x7fELF|^MZ[\s\S]{58,}PE\0\0|^\0asm/, what: 'a program', help: check },
];

/** Texts, by how they begin. The first that fits counts. */
const texts: readonly ForeignFile[] = [
  {
    begins: /^version https:\/\/git-lfs/,
    what: 'a pointer of Git LFS, not the notebook itself',
    help: 'run `git lfs pull`',
  },
  { begins: /^[./\w-]*\/annex\/objects\//, what: 'a pointer of git-annex', help: 'run `git annex get FILE`' },
  { begins: /^(?:md5: \w|outs:\r?\n)/, what: 'a pointer of DVC', help: 'run `dvc pull`' },
  { begins: /^-----BEGIN PGP MESSAGE/, what: 'encrypted', help: 'decrypt it: `gpg -d FILE > NEW`' },
  {
    begins: /^(?:\.{0,2}\/)?[^\s<>"{}:]+\.ipynb\s*$/,
    what: 'a link that was checked out as text: it names another notebook',
    help: 'use the file that it names; `git config core.symlinks true` and a new checkout bring links back',
  },
  {
    begins: /^\s*<(?:!doctype|!--|html|\?xml|head|body|script|svg|error)/i,
    what: 'a web page',
    help: 'download the raw file, not the page that shows it',
  },
  {
    begins:
      /^\s*(?:\w+ )?(?:error )?[45]\d\d\b[^\n]*\s*$|^\s*(?:page )?(?:not found|forbidden|unauthorized|access denied|bad gateway|bad request|too many requests|service unavailable|internal server error|rate limit)\b[^\n]{0,200}\s*$/i,
    what: 'the error answer of a server',
    help: 'download the notebook again: its address is wrong, or it must be asked for with an account',
  },
  { begins: /^data:[\w/+.-]*[;,]/, what: 'a data URL', help: 'decode it: what follows the comma is the notebook' },
  {
    begins: /^\s*(?:ey[A-Z]|ew[og0])[\w+/=\s-]{60,}$/,
    what: 'encoded in Base64',
    help: 'decode it: `base64 -d FILE > NEW`',
  },
  {
    begins: /^b(?:'(?:\{|\\n| )|"\{)/,
    what: 'bytes as Python prints them',
    help: 'write the bytes themselves to the file, not `str` or `repr` of them',
  },
  { begins: /^(?:diff --git |Index: |--- a\/)/, what: 'a patch', help: 'apply it: `git apply FILE`' },
  {
    begins: /^# Databricks notebook source/,
    what: 'a notebook of Databricks, exported as source',
    help: 'export it as "IPython Notebook", or convert it with jupytext',
  },
  { begins: /^### A Pluto\.jl notebook/, what: 'a notebook of Pluto', help: 'Jupyter has no use for it; export it' },
  {
    begins: /^import marimo\b/,
    what: 'a notebook of marimo',
    help: 'export it: `marimo export ipynb FILE -o NEW`',
  },
  {
    begins: /^---\r?\n[\s\S]{0,2000}\bjupy(?:ter|text):|^# ---\r?\n# jupyter:/,
    what: 'a text notebook of Jupytext or Quarto',
    help: `${convert}, or of Quarto: \`quarto convert FILE\``,
  },
  { begins: /^---\r?\n[\s\S]*?\n```\{r\b/, what: 'R Markdown', help: convert },
  {
    begins:
      /^(?:#!.*python|#.*coding[:=]|# %%|"""|'''|(?:#.*\r?\n|[^\S\n]*\n)*(?:import \w[\w.]*(?: as \w+)?\s*(?:\r?\n|$)|from [\w.]+ import |def \w+\(|class \w+[(:]))/,
    what: 'a Python script',
    help: 'check that this is the file you mean; `jupytext --to notebook FILE` converts a script',
  },
  {
    begins: /^(?:---\r?\n[\s\S]*?\n---\r?\n|#{1,6} [^%#\n]*\n\s*\n)[\s\S]*?\n(?:```|~~~|#{1,6} |[*-] )/,
    what: 'Markdown',
    help: convert,
  },
];

/** How much of a file is looked at. */
const head = 4000;

/** What a file is that is no notebook; undefined where its beginning does not tell. `content` may be any bytes. */
export function explainForeignFile(content: Buffer): Problem | undefined {
  const text = content.toString('latin1', 0, head);
  const other = [...binary, ...texts].find(({ begins }) => begins.test(text));
  return other === undefined ? undefined : foreignFile(content, other.what, other.help);
}

/** The finding that a file is something else. */
export function foreignFile(content: Buffer, what: string, help: string): Problem {
  const end = content.subarray(0, head).indexOf(0x0a);
  const text = content.toString('latin1', 0, end < 0 ? Math.min(content.length, 80) : end);
  return {
    rule: 'not-a-notebook',
    message: `the file is ${what}`,
    start: 0,
    // Of a text the first line is shown; of bytes there is nothing to see.
    end: /[\0-\x08\x0e-\x1f\x80-\xff]/.test(text) ? 0 : text.replace(/\r$/, '').length,
    help,
    expected: 'a notebook (JSON)',
  };
}
