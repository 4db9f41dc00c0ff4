import { describe, expect, test } from 'vitest';
import { chanceShown } from '../../../src/languages/python/chance.ts';

/** What chance the last of the cells shows. */
function lastOf(...cells: string[]): string {
  return [...(chanceShown(cells).at(-1) ?? [])].sort().join(' ');
}

describe('chance that flows into what a cell shows', () => {
  test.each<[string, ...string[]]>([
    ['random', 'import random\nprint(random.choice(["heads", "tails"]))'],
    ['random', 'import random as r\nx = r.random()', 'x < 0.5'],
    ['random', 'from random import randint as roll', 'print(f"rolled {roll(1, 6)}")'],
    ['random', 'import random\ncards = [1, 2, 3]\nrandom.shuffle(cards)', 'cards'],
    ['random', 'import random\ndef roll():\n    return random.randint(1, 6)', 'roll()'],
    [
      'random',
      'import random\ndef toss():\n    if random.random() < 0.5:\n        return 1\n    return 2',
      'x = toss()\nprint(x)',
    ],
    ['random', 'import random\nif random.random() < 0.5:\n    x = 1\nelse:\n    x = 2', 'print(x)'],
    ['random', 'import numpy as np\nrng = np.random.default_rng()', 'rng.integers(6)'],
    ['random', 'import numpy as np\nnp.random.rand(3)'],
    ['random', 'from numpy.random import default_rng\nrng = default_rng(None)\nprint(rng.random())'],
    ['random', 'import uuid\nprint(uuid.uuid4())'],
    ['random', 'import secrets\nsecrets.token_hex(4)'],
    ['random', 'id([]) % 2'],
    ['random', 'import random\nwords = []\nfor _ in range(3):\n    words.append(random.choice("ab"))\nprint(words)'],
    ['random', 'df.sample(2)'],
    ['random', 'import random\nrandom.seed(1)', 'random.seed()\nprint(random.random())'],
    ['clock', 'from datetime import datetime\nprint(datetime.today())'],
    ['clock', 'import datetime as dt\nprint(dt.date.today().year)'],
    ['clock', 'import time\nprint(time.strftime("%A"))'],
    ['duration', 'import time\nbegun = time.perf_counter()', 'print(f"{time.perf_counter() - begun:.1f} s")'],
    ['order', 'import threading\nt = threading.Thread(target=f)', 't.start()'],
    [
      'order',
      'from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n    pool.submit(print, 1)',
    ],
    ['hash', 'print({k: 1 for k in {"a", "b"}})'],
    ['hash', 'names = list(set(words))', 'for name in names:\n    print(name)'],
    ['hash', 'from collections import defaultdict\ngroups = defaultdict(set)\ngroups[1].add("a")\nprint(groups)'],
    ['hash', 'print(dict.fromkeys({"x", "y"}))'],
    ['hash', 'print(f"{set(words)}")'],
    ['hash', 'print(list({"a", "b"})[0] == "a")'],
    ['hash', 'names = set(words)', 'print("".join(names) == "ab")'],
    ['hash', 'if next(iter({"a", "b"})) == "a":\n    print(1)'],
    ['hash', 'print(hash("a") % 2 == 0)'],
    ['files', 'import os\nprint(os.listdir("data"))'],
    ['files', 'import os\nprint(os.listdir("data") == ["a.csv", "b.csv"])'],
    ['files', 'from pathlib import Path\nfor path in Path("data").glob("*.csv"):\n    print(path)'],
    ['files', 'import glob\nnames = glob.glob("*.csv")', 'print(names[0] == "a.csv")'],
    ['random', 'import random, time\nrandom.seed(time.time())', 'print(random.random())'],
    ['random', 'import os, random\nprint(random.Random(os.getpid()).random())'],
    ['duration pace', 'import time\na = time.perf_counter()\nb = time.perf_counter()', 'print(a < b)'],
    ['duration pace', 'import time\nt = time.time()\nif time.time() - t > 1:\n    print("slow")'],
    ['duration', 'import time\nt = time.time()\nprint(f"{time.time() - t:.1f} s")'],
    [
      'duration pace',
      'from datetime import datetime, timedelta\nt = datetime.now()\ntook = datetime.now() - t\nprint(took < timedelta(seconds=1))',
    ],
    [
      'duration pace',
      'import time\ndef took(f):\n    t = time.time()\n    f()\n    return time.time() - t',
      'print(took(list) < 1)',
    ],
    [
      'random',
      'import random\nclass Die:\n    def roll(self):\n        return random.randint(1, 6)',
      'print(Die().roll())',
    ],
    [
      'random',
      '%%writefile dice.py\nimport random\ndef roll():\n    return random.randint(1, 6)',
      'import dice\nprint(dice.roll() > 3)',
    ],
    [
      'random',
      '%%writefile dice.py\nimport random\ndef roll():\n    return random.randint(1, 6)',
      'from dice import roll',
      'roll() > 3',
    ],
    [
      'order',
      'import threading\nseen = []\ndef work(n):\n    seen.append(n)\nthreads = [threading.Thread(target=work, args=(n,)) for n in "ab"]',
      'print(seen)',
    ],
    ['state', 'import gc\nprint(gc.get_count())'],
    ['duration pace', 'import os, time\nprint(time.time() - os.path.getmtime("a") < 60)'],
    ['duration pace', 'import os, time\nprint(time.time() - os.stat("a").st_mtime < 60)'],
    ['duration', 'import time\nbegun = time.perf_counter()\nsecond = time.perf_counter() - begun\nprint(second)'],
    ['clock', 'from datetime import datetime, date\nprint((date.today() - date(2020, 1, 1)).days)'],
    ['random', 'import subprocess\nsubprocess.run(["python", "-c", "import random; print(random.random())"])'],
    ['random', '!echo $((RANDOM % 2))'],
    ['random', '%%bash\nshuf -n 1 names.txt'],
    ['random', '%%writefile toss.py\nimport random\nprint(random.random())', '!python toss.py'],
    ['random', '%%writefile toss.py\nimport random\nprint(random.random())', 'import os\nos.system("python toss.py")'],
    ['clock pace random', 'import time\nif time.time() % 2 < 1:\n    print("even")'],
    ['duration random', 'import time\nprint(int(time.monotonic()) % 2 == 0)'],
    ['clock pace random', 'from datetime import datetime\nnow = datetime.now()', 'print(now.second < 30)'],
  ])('%s: %j', (kind, ...cells) => expect(lastOf(...cells)).toBe(kind));

  test.each<[...string[]]>([
    ['import random\nrandom.seed(0)', 'print(random.choice("ab"))'],
    ['import random\ndef roll():\n    return random.randint(1, 6)', 'random.seed(7)\nprint(roll())'],
    ['import random\nprint(random.Random(4).random())'],
    ['import numpy as np\nrng = np.random.default_rng(0)\nprint(rng.random())'],
    ['import numpy as np\nnp.random.seed(42)\nprint(np.random.rand())'],
    ['import numpy as np\nx = np.random.rand(3)', 'x.shape'],
    ['import numpy as np\nx = np.random.rand(3)', 'print(len(x), type(x))'],
    ['import random\nx = random.random()', 'x = 5', 'print(x)'],
    ['import random\nx = random.random()', 'print("another matter")'],
    ['df.sample(2, random_state=1)'],
    [
      '%%writefile dice.py\nimport random\ndef roll():\n    return random.random()\ndef double(n):\n    return 2 * n',
      'import dice\nprint(dice.double(2))',
    ],
    ['!python -c "import random; random.seed(1); print(random.random())"'],
    ['%%writefile toss.py\nimport random\nrandom.seed(1)\nprint(random.random())', '!python toss.py'],
    ['%%writefile toss.py\nimport random', 'print("toss.py")'],
    ['import subprocess\nprint(subprocess.run(["ls"]))'],
    ['print("random.random()")  # random.random()'],
    ['import datetime\nprint(datetime.date(2024, 1, 2).year)'],
    ['print(sorted(set(words)), len({"a", "b"}), sum(set(numbers)))'],
    ['seen = set(words)', 'print("a" in seen)'],
    ['print({1, 2, -3}, {"one"})'],
    ['print(set("ab") == {"b", "a"})'],
    ['from pathlib import Path\nprint(sorted(Path("data").glob("*.csv")), sum(1 for _ in Path().iterdir()))'],
    ['import os\nprint(sorted(os.listdir("data")), len(os.listdir(".")), "a.csv" in os.listdir("data"))'],
    ['print(set(list("ab")) == {"b", "a"}, len({"a", "b"}) == 2)'],
    ['print(sorted({"a", "b"}) == ["a", "b"])'],
    ['print({"a": 1, "b": 2})'],
  ])('none: %j', (...cells) => expect(lastOf(...cells)).toBe(''));

  test('what modules of the lesson’s own draw', () => {
    const modules = new Map([['games.dice', 'import random\ndef roll():\n    return random.randint(1, 6)\nsides = 6']]);
    const shown = chanceShown(['from games import dice', 'print(dice.roll())', 'print(dice.sides)'], modules);
    expect(shown.map((kinds) => [...kinds].join(' '))).toEqual(['', 'random', '']);
  });
});
