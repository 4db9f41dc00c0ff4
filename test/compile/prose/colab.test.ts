import { expect, test } from 'vitest';
import { colabBadge, colabUrl, installCell } from '../../../src/compile/prose/colab.ts';
import { pipRequirements } from '../../../src/compile/prose/pip-requirements.ts';

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
  expect(installCell(['numpy', 'pandas>=2', 'numpy', 'x; python_version<"3.12"', 'requests[socks]'])).toBe(
    'import sys\n\nif "google.colab" in sys.modules:\n    %pip install --quiet numpy "pandas>=2" "x; python_version<\'3.12\'" requests[socks]',
  );
  expect(installCell([' '])).toBeUndefined();
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
