import type { Reporter } from '../report/reporter.ts';
import { makeStyle } from '../report/style.ts';
import { canRedraw, type Io, wantsColor } from './io.ts';
import type { OptionValues } from './options.ts';

/** What shows a person that work goes on, on standard error: live on a terminal, lines elsewhere, nothing with `--quiet`. */
export async function progressOn(io: Io, options: OptionValues): Promise<Reporter | undefined> {
  if (options.quiet === true) return undefined;
  const style = makeStyle(wantsColor(io.stderr, io.env, options.color));
  if (!canRedraw(io.stderr, io.env)) {
    const { lineProgress } = await import('../report/line-progress.ts');
    return lineProgress((text) => void io.stderr.write(text), style);
  }
  const { liveProgress } = await import('../report/live-progress.ts');
  return liveProgress(io.stderr, style);
}
