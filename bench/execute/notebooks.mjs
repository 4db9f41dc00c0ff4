/** The measured notebooks: ten trivial ones, ten with matplotlib, ten with pandas; no two are the same. */
export function notebooks() {
  const kinds = {
    trivial: ['x = 1\nprint(x)', 'y = x + 1\ny', 'sum(range(1000))'],
    matplotlib: [
      'import numpy as np\nimport matplotlib.pyplot as plt',
      'x = np.linspace(0, 6, 100)\nplt.plot(x, np.sin(x));',
      'fig, ax = plt.subplots()\nax.bar([1, 2, 3], [3, 2, 1])\nplt.show()',
    ],
    pandas: [
      'import numpy as np\nimport pandas as pd',
      'df = pd.DataFrame({"a": range(100), "b": np.arange(100) ** 2})\ndf.head()',
      'df.groupby(df.a % 3).mean()',
      'df.describe()',
    ],
  };
  return Array.from({ length: 10 }, (_, at) =>
    Object.entries(kinds).map(([kind, cells]) => ({
      name: `${kind}-${at}`,
      cells: cells.map((cell) => `${cell}\n# ${kind} ${at}`),
    })),
  ).flat();
}
