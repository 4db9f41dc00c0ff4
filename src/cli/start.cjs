#!/usr/bin/env node
// The command, as a file that `bundle.js` puts in front of it: it loads the bundled files with the code that V8 has made
// of them already. V8 takes that only if it is the same V8, and compiles as ever if not.
'use strict';

const { readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { basename, dirname, join } = require('node:path');
const { Script } = require('node:vm');

const loaded = new Map();
/** What was loaded, by file: its code can be kept. */
const scripts = new Map();

/** What a bundled file exports; a bundle requires nothing but its own files and what is part of Node. */
function load(file) {
  const known = loaded.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(file, module);
  const folder = dirname(file);
  const script = new Script(wrap(readFileSync(file, 'utf8')), { filename: file, cachedData: codeOf(file) });
  scripts.set(file, script);
  const requireOwn = (id) => (id.startsWith('.') ? load(join(folder, id)) : require(id));
  script.runInThisContext()(module.exports, requireOwn, module, file, folder);
  return module.exports;
}

/** Where the code of a bundled file is kept. */
function codeFileOf(file) {
  return join(__dirname, '..', 'code', `${basename(file)}.bin`);
}

function codeOf(file) {
  try {
    return readFileSync(codeFileOf(file));
  } catch {
    return undefined;
  }
}

if (require.main === module) load(join(__dirname, 'program.js'));
else module.exports = { load, scripts, codeFileOf };
