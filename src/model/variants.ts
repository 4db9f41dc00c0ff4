interface VariantTraits {
  /** Whom it is for, as messages call them. */
  readonly readers: string;
  /** Where its notebooks stand, below the course's `output`. */
  readonly folder: string;
  /** Exercises are solved in it: solutions stand in the place of starters. */
  readonly solved: boolean;
  /** It has the hidden tests. */
  readonly hiddenTests: boolean;
  /** It has what is for instructors alone: notes, and whole lessons. */
  readonly notes: boolean;
  /** The run whose outputs it carries, where notebooks carry those of the real run; the first of a run is what that executes. */
  readonly run: 'solved' | 'unsolved';
}

const traits = {
  student: { readers: 'students', folder: '', solved: false, hiddenTests: false, notes: false, run: 'unsolved' },
  instructor: {
    readers: 'instructors',
    folder: 'solutions/',
    solved: true,
    hiddenTests: true,
    notes: true,
    run: 'solved',
  },
} as const satisfies Readonly<Record<string, VariantTraits>>;

/** The notebooks that a lesson becomes. */
export type Variant = keyof typeof traits;

export const variantTraits: Readonly<Record<Variant, VariantTraits>> = traits;

export const variants = Object.keys(traits) as readonly Variant[];

/** The variants that something stands in. */
export function variantsWith(part: 'solved' | 'hiddenTests' | 'notes'): readonly Variant[] {
  return variants.filter((variant) => variantTraits[variant][part]);
}

/** Whether it keeps nothing of a lesson back. */
export function hasAll(variant: Variant): boolean {
  const { solved, hiddenTests, notes } = variantTraits[variant];
  return solved && hiddenTests && notes;
}

/** The notebook that a run executes. */
export function variantOfRun(run: VariantTraits['run']): Variant {
  const found = variants.find((variant) => variantTraits[variant].run === run);
  if (found === undefined) throw new RangeError(`no variant is ${run}`);
  return found;
}

/** The notebook in which all is solved. */
export const solvedVariant: Variant = variantOfRun('solved');

/** The variants in which exercises stand unsolved. */
export const unsolvedVariants: readonly Variant[] = variants.filter((variant) => !variantTraits[variant].solved);

/** What each variant has. */
export function ofVariants<T>(make: (variant: Variant) => T): Readonly<Record<Variant, T>> {
  return Object.fromEntries(variants.map((variant) => [variant, make(variant)])) as Record<Variant, T>;
}

export function isVariant(name: unknown): name is Variant {
  return typeof name === 'string' && Object.hasOwn(traits, name);
}
