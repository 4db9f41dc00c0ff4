import type { Rules } from '../rule.ts';

export const notebookWarningRules = {} as const satisfies Rules;
