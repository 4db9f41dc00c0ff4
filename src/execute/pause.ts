import { asksForMoment } from './other-moment.ts';
import { measuresTime } from './other-pace.ts';

/** Names by which code sees, or sets, how long it is ago; or what runs between two cells. */
const more =
  /\b(?:datetime|alarm|setitimer|ttl|TTLCache|psutil|getloadavg|(?:pre|post)_(?:execute|run_cell)|multiprocessing)\b/;

/**
 * Whether a pause after this code could be seen in what comes later. To wait for a time is no matter, nor is it to measure one
 * cell by a magic command.
 */
export function seesPause(code: string): boolean {
  const rest = code
    .replaceAll(/\btime\.sleep\b|\bfrom[ \t]+time[ \t]+import[ \t]+sleep\b|^[ \t]*%%?time(?:it)?\b/gm, '')
    .replaceAll(/^[ \t]*import\b[^;\n]*/gm, (names) => names.replaceAll(/\btime\b/g, ''));
  return asksForMoment.test(rest) || measuresTime.test(rest) || more.test(rest);
}
