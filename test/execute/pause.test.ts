import { expect, test } from 'vitest';
import { seesPause } from '../../src/execute/pause.ts';

test.each([
  ['import time; then = time.time()', true],
  ['import time as t\nthen = t.perf_counter()', true],
  ['from time import monotonic', true],
  ['from datetime import date\nday = date.today()', true],
  ['import signal\nsignal.alarm(3)', true],
  ['get_ipython().events.register("post_execute", told)', true],
  ['import os, time\ntime.sleep(1)', false],
  ['from time import sleep\nsleep(1)', false],
  ['%%time\nfit()', false],
  ['timeline = [1]', false],
])('%j: a pause after it could be seen: %s', (code, expected) => {
  expect(seesPause(code)).toBe(expected);
});
