import { expect, test } from 'vitest';
import { machineTraits } from '../../../src/languages/python/machine.ts';

test.each([
  ['import time\nprint(time.ctime(0))', ['timezone']],
  ['datetime.fromtimestamp(0)', ['timezone']],
  ['datetime(2024, 1, 1).timestamp()', ['timezone']],
  ['os.environ["TZ"]', ['timezone']],
  ['!date', ['timezone']],
  ['locale.setlocale(locale.LC_ALL, "")', ['locale']],
  ['os.environ.get("LANG")', ['locale']],
  ['import os\nos.cpu_count()', ['threads']],
  ['with ThreadPoolExecutor() as pool: pass', ['threads']],
  ['datetime.now(); os.cpu_count()', ['timezone', 'threads']],
  ['ThreadPoolExecutor(2)', []],
  ['date(2024, 1, 1)', []],
  ['print("local")  # time.localtime(), locale, cpu_count', []],
  ['time.sleep(1)\nt = time.perf_counter()', []],
])('%j looks at %j', (code, traits) => expect([...machineTraits(code)]).toEqual(traits));
