import type { Rules } from '../rule.ts';

export const executeRules = {} as const satisfies Rules;
