import { makeEnvironment } from './jupyter.environment.ts';

/**
 * Begins to make the environment, while tests run that need none (20 s of ten minutes: installing keeps one core busy).
 * What goes wrong is said by the tests that wait for it.
 */
export default function setup(): void {
  makeEnvironment().catch(() => {});
}
