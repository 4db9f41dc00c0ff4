/**
 * Bytes of a size as people write it: `500`, `10MB`, `1.5 GiB`; undefined for anything else. `kB`, `MB`, `GB` are
 * powers of 1000, `KiB`, `MiB`, `GiB` powers of 1024, as in IEC 80000-13.
 */
export function parseSize(text: string): number | undefined {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?(?:e\d+)?)\s*([kKMG]i?)?B?\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const power = unit === undefined ? 0 : 'KMG'.indexOf((unit[0] ?? '').toUpperCase()) + 1;
  const bytes = Math.floor(Number(digits) * (unit?.endsWith('i') ? 1024 : 1000) ** power);
  return bytes > 0 ? bytes : undefined;
}
