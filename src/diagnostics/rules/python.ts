import type { Rules } from '../rule.ts';

export const pythonRules = {} as const satisfies Rules;
