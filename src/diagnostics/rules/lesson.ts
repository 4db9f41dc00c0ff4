import type { Rules } from '../rule.ts';

export const lessonRules = {} as const satisfies Rules;
