import type { Rules } from '../rule.ts';

export const configRules = {} as const satisfies Rules;
