import { defaultReporter } from './default.ts';
import type { Reporter, ReporterContext } from './reporter.ts';

/** For long runs in small logs: one character a lesson as it ends, then what `default` shows. */
export function dotReporter(context: ReporterContext): Reporter {
  const { style, write } = context;
  const summary = defaultReporter(context);
  let dots = 0;
  return {
    on(event) {
      if (event.type === 'lesson-ended') {
        const { status } = event.result;
        write(status === 'passed' ? style.green('.') : status === 'failed' ? style.red('F') : style.yellow('s'));
        if (++dots % Math.min(context.width, 80) === 0) write('\n');
      }
      if (event.type === 'run-ended' && dots > 0) write('\n\n');
      summary.on(event);
    },
    end: () => summary.end?.(),
  };
}
