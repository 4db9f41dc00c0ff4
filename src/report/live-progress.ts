import { createLogUpdate } from 'log-update';
import { clip } from './clip.ts';
import { duration } from './duration.ts';
import { keptLine } from './kept-line.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import type { Reporter } from './reporter.ts';
import type { Style } from './style.ts';

interface Running {
  readonly since: number;
  done: number;
  total: number;
}

type Stream = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

/** Progress for terminals: one line for each lesson whose cells run, redrawn; what has ended stays above. */
export function liveProgress(stream: Stream, style: Style, now: () => number = Date.now): Reporter {
  const log = createLogUpdate(stream);
  const lineOf = keptLine(style, () => stream.columns ?? 80);
  const running = new Map<string, Running>();
  const started = now();
  let lessons = 0;
  let waits = '';
  let ended = 0;
  let message = '';
  let turn = 0;
  let over = false;
  const timer = setInterval(draw, 100);
  timer.unref();

  return {
    on(event) {
      switch (event.type) {
        case 'run-started':
          lessons = event.sources.length;
          waits = event.command === 'build' ? '' : '  waiting for a kernel';
          break;
        case 'progress':
          message = event.message;
          break;
        case 'lesson-started':
          message = '';
          running.set(event.source, { since: now(), done: 0, total: 0 });
          break;
        case 'kernel-started': {
          const lesson = running.get(event.source);
          if (lesson !== undefined) lesson.total = event.total;
          break;
        }
        case 'cell-ended': {
          const lesson = running.get(event.source);
          if (lesson !== undefined) Object.assign(lesson, { done: event.done, total: event.total });
          break;
        }
        case 'lesson-ended':
          running.delete(event.result.source);
          ended++;
          break;
        case 'notebook-written':
        case 'run-ended':
          break;
      }
      const line = lineOf(event);
      if (line !== undefined) log.persist(line);
    },
    end() {
      if (over) return;
      over = true;
      clearInterval(timer);
      log.clear();
      log.done();
    },
  };

  function draw(): void {
    if (over) return;
    const columns = (stream.columns ?? 80) - 1;
    const room = Math.max((stream.rows ?? 24) - 4, 1);
    const spinner = style.cyan(style.symbols.spinner[turn++ % style.symbols.spinner.length] ?? '');
    const all = [...running];
    const lines = all
      .filter(([, { total }]) => total > 0)
      .slice(0, room)
      .map(([source, { done, total, since }]) => {
        const text = `${printable(source)}  ${done}/${total} cells  ${duration(now() - since)}`;
        return ` ${spinner} ${clip(text, columns - 3, style.symbols.ellipsis)}`;
      });
    const waiting = all.filter(([, { total }]) => total === 0);
    if (lines.length === 0) {
      const [only] = waiting;
      const name = waiting.length === 1 && only !== undefined ? printable(only[0]) : plural(waiting.length, 'lesson');
      if (only !== undefined) {
        lines.push(` ${spinner} ${clip(`${name}${waits}`, columns - 3, style.symbols.ellipsis)}`);
      }
    }
    if (message !== '') lines.push(` ${spinner} ${clip(printable(message), columns - 3, style.symbols.ellipsis)}`);
    if (lessons > 1) lines.push(style.dim(`   ${ended} of ${plural(lessons, 'lesson')}, ${duration(now() - started)}`));
    log(lines.join('\n'));
  }
}
