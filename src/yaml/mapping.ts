import { parseDocument } from 'yaml';

/** A mapping in YAML; empty where there is none. What is wrong in it is said by whoever reads it with places. */
export function mappingOf(yaml: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parseDocument(yaml, { logLevel: 'silent' }).toJS({ maxAliasCount: 100 });
    return isMapping(value) ? value : {};
  } catch {
    return {};
  }
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
