import type { Rules } from '../rule.ts';

export const confirmRules = {} as const satisfies Rules;
