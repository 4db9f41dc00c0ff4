import { expect, test } from 'vitest';
import { colabBadge, colabUrl, installCell } from '../../../src/compile/prose/colab.ts';
import { pipRequirements } from '../../../src/languages/python/pip-requirements.ts';
import { runPython } from '../../python.ts';

const colab = { github: 'org/repo', branch: 'feature/x y', badge: true };

test('a notebook has an address in Colab when its repository is known', () => {
  expect(colabUrl(colab, 'notebooks/a b/ü.ipynb')).toBe(
    'https://colab.research.google.com/github/org/repo/blob/feature/x%20y/notebooks/a%20b/%C3%BC.ipynb',
  );
  expect(colabUrl({ branch: 'main', badge: true }, 'a.ipynb')).toBeUndefined();
});

test('the badge cell is the one that Colab writes', () => {
  expect(colabBadge({ ...colab, branch: 'main' }, 'notebooks/a.ipynb')).toEqual({
    source:
      '<a href="https://colab.research.google.com/github/org/repo/blob/main/notebooks/a.ipynb" target="_parent"><img src="https://colab.research.google.com/assets/colab-badge.svg" alt="Open In Colab"/></a>',
    metadata: { id: 'view-in-github', colab_type: 'text' },
  });
  expect(colabBadge({ ...colab, badge: false }, 'a.ipynb')).toBeUndefined();
});

test('the install cell acts in Colab only, and quotes what a shell would read', () => {
  const requirements = ['numpy', 'pandas>=2', 'numpy', 'x; python_version<"3.12"', 'requests[socks]'];
  expect(installCell(colab, 'notebooks/a.ipynb', { requirements, files: [] })).toBe(
    '#@title Set-up on Colab\nimport sys\n\nif "google.colab" in sys.modules:\n    %pip install --quiet numpy "pandas>=2" "x; python_version<\'3.12\'" requests[socks]',
  );
  expect(installCell(colab, 'notebooks/a.ipynb', { requirements: [' '], files: [] })).toBeUndefined();
  expect(installCell({ branch: 'main', badge: true }, 'a.ipynb', { requirements, files: [] })).toBeUndefined();
});

test('the install cell fetches the files beside the notebook, from where the notebook is', async () => {
  const cell = installCell({ ...colab, branch: 'main' }, 'notebooks/a b/x.ipynb', {
    requirements: [],
    files: ['data/t 1.csv', 'helper.py'],
  });
  const program = `
import os, sys, urllib.request
fetched = []
def urlretrieve(url, path):
    assert os.path.isdir(os.path.dirname(path) or "."), path
    fetched.append((url, path))
urllib.request.urlretrieve = urlretrieve
cell = sys.stdin.read()
os.chdir(__import__("tempfile").mkdtemp())
exec(cell)
assert fetched == []
sys.modules["google.colab"] = sys
exec(cell)
print(fetched)`;
  expect(await runPython(program, cell ?? '')).toBe(
    "[('https://raw.githubusercontent.com/org/repo/main/notebooks/a%20b/data/t%201.csv', 'data/t 1.csv'), " +
      "('https://raw.githubusercontent.com/org/repo/main/notebooks/a%20b/helper.py', 'helper.py')]\n",
  );
});

test.each([
  ['$ pip install numpy', ['numpy']],
  [
    "(venv) $ python3 -m pip install --upgrade 'pandas>=2' \\\n    requests[socks]==2.1",
    ['pandas>=2', 'requests[socks]==2.1'],
  ],
  ['%pip install -q a  # the first\n!pip3 install b && echo done', ['a', 'b']],
  ['pip install -r requirements.txt -e . ./local https://e.com/x.whl', []],
  ['pip install -i https://e.com/simple --find-links wheels c', ['c']],
  ['uv pip install \'d; python_version<"3.9"\' e~=1.0 e~=1.0', ['d; python_version<"3.9"', 'e~=1.0']],
  ['$ pip list\n$ echo pip install f', []],
])('%j installs %j', (console, requirements) => expect(pipRequirements(console)).toEqual(requirements));
