import type { Rules } from '../rule.ts';

export const notebookRules = {} as const satisfies Rules;
