import { makeEnvironment, makeServerEnvironment } from './jupyter.environment.ts';

/**
 * Begins to make the environments, while tests run that need none: installing keeps one core busy for a minute. What
 * goes wrong is said by the tests that wait for them.
 */
export default function setup(): () => Promise<unknown> {
  const making = makeEnvironment()
    .then(makeServerEnvironment)
    .catch(() => {});
  return () => making;
}
