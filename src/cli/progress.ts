import type { Reporter } from '../report/reporter.ts';
import { makeStyle } from '../report/style.ts';
import type { Invocation } from './command.ts';
import { canRedraw, wantsColor } from './io.ts';

/** What shows a person that work goes on, on standard error: live on a terminal, lines elsewhere, nothing with `--quiet`. */
export async function openProgress({ io, options, signal }: Invocation): Promise<Reporter | undefined> {
  if (options.quiet === true) return undefined;
  const style = makeStyle(wantsColor(io.stderr, io.env, options.color));
  const progress = canRedraw(io.stderr, io.env)
    ? (await import('../report/live-progress.ts')).liveProgress(io.stderr.behind ?? io.stderr, style)
    : (await import('../report/line-progress.ts')).lineProgress((text) => void io.stderr.write(text), style);
  const message = 'stopping what runs; Ctrl-C again stops at once';
  signal.addEventListener('abort', () => progress.on({ type: 'progress', message }), { once: true });
  return progress;
}
