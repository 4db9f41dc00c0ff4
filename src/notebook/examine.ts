import { isUtf8 } from 'node:buffer';
import type { JsonDocument } from '../json/json-document.ts';
import { type JsonError, readJson, releaseDocument } from '../json/read-json.ts';
import { type Judgement, judge, newestMinor, type Version } from './judge.ts';
import { type DoubledKey, shadowDoubledKeys } from './lint/oddities.ts';

/** What was found out about a notebook's bytes; to be explained while nothing else is examined. */
export interface Examination {
  readonly trailingCommas: readonly number[];
  readonly read:
    | { readonly document: JsonDocument; readonly doubled: readonly DoubledKey[]; readonly judgement: Judgement }
    | { readonly error: JsonError };
}

/** Reads and judges a notebook. `bytes` must be UTF-8. */
export function examine(bytes: Buffer): Examination {
  const { document, error, trailingCommas } = readJson(bytes);
  if (document === undefined) return { trailingCommas, read: { error } };
  const doubled = shadowDoubledKeys(document);
  return { trailingCommas, read: { document, doubled, judgement: judge(document) } };
}

/**
 * The version of a notebook of which nothing is to be said, at least as long as no optional rule is asked for; undefined
 * where a closer look is needed. Most notebooks are such, and a folder of them is judged in 0.22 s of CPU in place of 0.35.
 */
export function soundVersion(content: Buffer): string | undefined {
  if (!isUtf8(content)) return undefined;
  const { read, trailingCommas } = examine(content);
  if ('error' in read) return undefined;
  const { document, doubled, judgement } = read;
  const { version, valid } = judgement;
  releaseDocument(document);
  const odd = trailingCommas.length + doubled.length > 0 || document.hasNonFinite || document.hasSurrogates || !valid;
  return odd || version.type !== 'stated' || version.major !== 4 || version.minor > newestMinor
    ? undefined
    : (versionText(version) ?? undefined);
}

/** The version as findings name it, `4.5`; null where a notebook states none that is known. */
export function versionText(version: Version): string | null {
  return version.type === 'stated' ? `${version.major}.${version.minor}` : null;
}
