import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { validateNotebook } from '../../src/notebook/validate.ts';
import { pythonVerdicts } from './verdicts.ts';

const notebook = `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "a",
   "metadata": {},
   "outputs": [],
   "source": ["print('é')"]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`;
const value: unknown = JSON.parse(notebook);
const bytes = Buffer.from(notebook, 'utf8');
const base64 = bytes.toString('base64');
const utf32 = Buffer.from(Uint32Array.from(notebook, (character) => character.codePointAt(0) ?? 0).buffer);
const upTo = (text: string) => bytes.subarray(0, bytes.indexOf(text) + Buffer.byteLength(text));

/** What stands in files that are called notebooks, and the one finding that each is: where, and what. */
const files: readonly (readonly [name: string, content: string | Buffer, finding: string])[] = [
  // What the disk, the network and other programs leave.
  ['nothing but zero bytes', Buffer.alloc(4096), '1:1 notebook-json the file is nothing but zero bytes (NUL): its content was never written to the disk'],
  ['zero bytes in place of the end', Buffer.concat([upTo('"outputs"'), Buffer.alloc(99)]), '8:13 notebook-json from here on the file is zero bytes (NUL), 99 of them: its end is lost'],
  ['zero bytes after the end', `${notebook}\0\0`, '16:1 notebook-json after the notebook there are 2 zero bytes (NUL)'],
  ['a zero byte in a string', notebook.replace('print', 'pri\0nt'), '9:19 notebook-json there is a zero byte (NUL) in a string'],
  ['broken off in a character', upTo('é').subarray(0, -1), '9:23 notebook-json the file breaks off in the middle of a character'],
  ['broken off in an escape', `${notebook.slice(0, notebook.indexOf('print'))}\\u00`, '9:20 notebook-json the file breaks off inside a string'],
  ['the beginning is lost', notebook.slice(notebook.indexOf('"id"') + 4), '1:1 notebook-json the beginning of the notebook is missing: the file begins with ": \\"a\\","'],
  ['the beginning is lost, and an object with metadata follows', '"a": 1}, {"metadata": {}, "nbformat": 4, "cells": [', '1:1 notebook-json the beginning of the notebook is missing: the file begins with "\\"a\\": 1}, {\\"metadata\\": {}, \\"nbformat\\": 4,…"'],
  ['the rest of a longer version', notebook + notebook.slice(-40), '17:2 notebook-json the notebook ends before this, but "\\"nbformat\\": 4," follows'],
  ['a log after it', `${notebook}[NbConvertApp] Writing 3 bytes\n`, '16:1 notebook-json the notebook ends before this, but "[NbConvertApp] Writing 3 bytes" follows'],
  ['a log before it', `[NbConvertApp] Converting a.ipynb\n${notebook}`, '1:1 notebook-json something that does not belong to the notebook comes before it: "[NbConvertApp] Converting a.ipynb"'],
  ['an assignment before it', `var nb = ${notebook}`, '1:1 notebook-json something that does not belong to the notebook comes before it: "var nb ="'],
  ['a character that cannot be seen before it', `\u200b${notebook}`, '1:1 notebook-json something that does not belong to the notebook comes before it: "\\u200b"'],
  ['a bracket too many', `${notebook}}`, '16:1 notebook-json the notebook ends before this, but "}" follows'],
  // More than one.
  ['two notebooks', notebook + notebook, '16:1 notebook-json a second notebook begins here: a file holds one notebook'],
  ['three notebooks, a line each', `${JSON.stringify(value)}\n`.repeat(3), '2:1 notebook-json a second notebook begins here, and 1 more follow: a file holds one notebook'],
  ['JSON Lines', '{"a": 1}\n{"a": 2}\n{"a": 3}\n', '2:1 not-a-notebook the file has one JSON value a line (JSON Lines), 3 of them, not one notebook'],
  // Encodings.
  ['UTF-32', utf32, '1:1 notebook-encoding the file is in UTF-32LE, expected UTF-8'],
  ['UTF-32 with its mark', Buffer.concat([Buffer.from([0, 0, 0xfe, 0xff]), Buffer.from(utf32).swap32()]), '1:1 notebook-encoding the file is in UTF-32BE, expected UTF-8'],
  ['two byte order marks', `\ufeff\ufeff${notebook}`, '1:1 notebook-encoding the file begins with 2 byte order marks (BOM), which Jupyter refuses'],
  ['a byte order mark of UTF-8 before UTF-16', Buffer.concat([Buffer.from('\ufeff'), Buffer.from(`\ufeff${notebook}`, 'utf16le')]), '1:1 notebook-encoding the file begins with a byte order mark (BOM), which Jupyter refuses'],
  ['a byte order mark before a bad byte', Buffer.concat([Buffer.from('\ufeff'), Buffer.from(notebook, 'latin1')]), '9:23 notebook-encoding the byte 0xE9 is no UTF-8 (in Windows-1252 it is "é")'],
  ['Windows-1252', Buffer.from(notebook.replace('é', '\x93'), 'latin1'), '9:23 notebook-encoding the byte 0x93 is no UTF-8 (in Windows-1252 it is "“")'],
  // Quotes and blanks that are none of JSON.
  ['typographic quotes', notebook.replace('"id"', '“id”'), '6:4 notebook-json expected a key in double quotes, found the typographic quote “'],
  ['a no-break space', notebook.replace(' "nbformat"', '\u00a0"nbformat"'), '13:1 notebook-json expected a key in double quotes, found the character U+00A0, which cannot be seen'],
  ['quotes in a string', notebook.replace("'é'", '"é"'), '9:23 notebook-json expected "," or "]", found "é"'],
  ['an equals sign', notebook.replace('"nbformat":', '"nbformat" ='), '13:13 notebook-json after a key a ":" must follow, found "="'],
  // Merges.
  ['a merge in merges', notebook.replace('   "id"', '<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n=======\n>>>>>>> d\n   "id"'), '6:1 notebook-merge-conflict a merge conflict begins here and is not resolved (a against c)'],
  ['a marker that was forgotten', notebook.replace('   "id"', '>>>>>>> theirs\n   "id"'), '6:1 notebook-merge-conflict a marker of a merge conflict was left here: >>>>>>> theirs'],
  // Notebooks in something else.
  ["Jupyter's contents API", JSON.stringify({ name: 'a', content: value, type: 'notebook' }), "1:23 not-a-notebook the file is no notebook, but has one in it, at /content: the answer of Jupyter's contents API"],
  ["GitHub's contents API", JSON.stringify({ sha: 'a', content: base64, encoding: 'base64' }), "1:22 not-a-notebook the file is no notebook, but has one in it, at /content in Base64: the answer of GitHub's contents API"],
  ['a gist', JSON.stringify({ files: { 'a.ipynb': { content: notebook } } }), '1:32 not-a-notebook the file is no notebook, but has one in it, at /files/a.ipynb/content as a text'],
  ['a list with the notebook', JSON.stringify([value]), '1:2 not-a-notebook the file is no notebook, but has one in it, at /0'],
  ['encoded twice', JSON.stringify(notebook), '1:1 not-a-notebook the file is one JSON text with the notebook in it: it was encoded twice'],
  ['the cells alone', JSON.stringify((value as { cells: unknown }).cells), '1:1 not-a-notebook the file is JSON, but no notebook: it is the list of the cells alone'],
  ['cells of nbformat 3 in a notebook that says 4', '{"metadata": {}, "nbformat": 4, "nbformat_minor": 0, "worksheets": []}', '1:54 notebook-version the notebook says that it is nbformat 4, but has "worksheets" in place of "cells", as nbformat 3'],
  ['NaN where a whole number must be', notebook.replace('count": 1', 'count": NaN'), '5:23 notebook-float "execution_count" of code cell 1 (id "a") is NaN, expected a whole number or null'],
  // Something else.
  ['Base64', base64, '1:1 not-a-notebook the file is encoded in Base64'],
  ['gzip', gzipSync(bytes), '1:1 not-a-notebook the file is compressed with gzip'],
  ['bytes as Python prints them', "b'{\"cells\": []}'", '1:1 not-a-notebook the file is bytes as Python prints them'],
  ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', '1:1 not-a-notebook the file is a pointer of Git LFS, not the notebook itself'],
  ['a page with a byte order mark', '\ufeff<!DOCTYPE html>\n<html></html>', '1:1 not-a-notebook the file is a web page'],
  ['the answer of a server', '404: Not Found\n', '1:1 not-a-notebook the file is the error answer of a server'],
  ['a patch', 'diff --git a/a.ipynb b/a.ipynb\n', '1:1 not-a-notebook the file is a patch'],
  ['a script with a docstring', '"""Plots."""\nimport os\n', '1:1 not-a-notebook the file is a Python script'],
  ['R Markdown', '---\ntitle: "A"\n---\n\n```{r}\n1\n```\n', '1:1 not-a-notebook the file is R Markdown'],
  ['Markdown', '# A title\n\nText.\n\n```python\n1\n```\n', '1:1 not-a-notebook the file is Markdown'],
  ['a Zeppelin note', '{"paragraphs": [], "name": "a"}', '1:1 not-a-notebook the file is JSON, but no notebook (it looks like a Zeppelin note): it has no "nbformat" and no "cells"'],
  ['what git-crypt encrypts', Buffer.from('\0GITCRYPT\0\xe9\x01', 'latin1'), '1:1 not-a-notebook the file is encrypted by git-crypt'],
  ['bytes of no kind that is known', Buffer.from('bplist\0\xe9\x01', 'latin1'), '1:1 not-a-notebook the file is binary, no text'],
  ['a link of git without links', '../course/a.ipynb', '1:1 not-a-notebook the file is a link that was checked out as text: it names another notebook'],
  ['YAML', 'cells:\n- source: x\n', '1:1 not-a-notebook the file is text, not JSON: it begins with "cells:"'],
  ['a byte order mark alone', '\ufeff', '1:1 notebook-json the file is empty'],
]; // biome-ignore format: a table

test.each(files)('%s', (_, content, finding) => {
  const { valid, findings } = validateNotebook(content);
  expect(findings.map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`)).toEqual([finding]);
  expect(findings[0]?.help).not.toBe(undefined);
  expect(valid).toBe(false);
});

const without = (text: string, part = '') => notebook.replace(text, part);

/** Slips of the hand, and how to fix them. */
const slips: readonly (readonly [name: string, content: string, help: string])[] = [
  ['the first bracket', without('{\n'), 'add the "{" before it'],
  ['the quote after a key', without('"cell_type"', '"cell_type'), 'the key before it has no quote at its end: write "cell_type":'],
  ['the bracket after a list', without('\n ],', '\n ,'), 'a list has no keys: add "{" before the key, or close the "[" in line 2 before it'],
  ['the bracket before a cell', without('{\n   "cell_type"', '"cell_type"'), 'a list has no keys: add "{" before the key, or close the "[" in line 2 before it'],
  ['the bracket after a cell', without('  }\n', '\n'), 'it does not close the "{" in line 3, which is open: close that first'],
  ['the value of a key', without('"id": "a",', '"id",'), 'add a colon and a value, or the "[" of the list that it belongs to'],
  ['the backslash before a quote', without("'é'", '"é"'), 'if the quote before it belongs to the text, write it as \\"'],
]; // biome-ignore format: a table

test.each(slips)('%s is missing', (_, content, help) => {
  expect(validateNotebook(content).findings.map((finding) => finding.help)).toEqual([help]);
});

test("none of them is valid by Python's nbformat", async () => {
  const contents = files.map(([, content]) => Buffer.from(content));
  expect(await pythonVerdicts(contents)).toEqual(files.map(() => false));
});

test('what begins with blanks, or looks like a script without being one, is still read as JSON', () => {
  expect(validateNotebook(`\n\n${notebook}`).valid).toBe(true);
  expect(validateNotebook(Buffer.from(`\ufeff${notebook}`, 'utf16le')).nbformat).toBe('4.5');
  expect(validateNotebook('\n'.repeat(4000)).findings.map(({ message }) => message)).toEqual([
    'the file has nothing but blanks',
  ]);
});
