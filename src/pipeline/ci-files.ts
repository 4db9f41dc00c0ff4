interface CiTraits {
  /** Path in the course → template. */
  readonly files: Readonly<Record<string, string>>;
  /** What is left to do by hand, a sentence without a full stop; `inside` is the course's folder in its repository, '' at its root. */
  readonly note: (inside: string) => string | undefined;
}

const systems = {
  github: {
    files: { '.github/workflows/lessons.yml': 'github-workflow.yml' },
    note: (inside) =>
      inside === ''
        ? undefined
        : `GitHub runs workflows of the repository's root only: move .github/workflows/lessons.yml there, and give its job \`${inside}\` as working-directory`,
  },
  gitlab: {
    files: { 'coursewright.gitlab-ci.yml': 'gitlab-ci.yml' },
    note: (inside) =>
      inside === ''
        ? 'add `include: coursewright.gitlab-ci.yml` to .gitlab-ci.yml'
        : `add \`include: ${inside}/coursewright.gitlab-ci.yml\` to .gitlab-ci.yml in the repository's root, and \`cd ${inside}\` to the script`,
  },
  kubernetes: {
    files: {
      'kubernetes/Dockerfile': 'kubernetes.Dockerfile',
      'kubernetes/shards.yml': 'kubernetes-shards.yml',
      'kubernetes/merge.yml': 'kubernetes-merge.yml',
    },
    note: () => 'put the name of your image in the place of IMAGE in kubernetes/*.yml',
  },
  none: { files: {}, note: () => undefined },
} as const satisfies Readonly<Record<string, CiTraits>>;

/** Where a course can be checked by machines. */
export type CiName = keyof typeof systems;

export const ciNames = Object.keys(systems) as readonly CiName[];

/** What runs `check` there. */
export const ciFiles: Readonly<Record<CiName, CiTraits>> = systems;
