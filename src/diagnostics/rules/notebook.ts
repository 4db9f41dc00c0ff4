import type { Rules } from '../rule.ts';
import { notebookErrorRules } from './notebook-errors.ts';
import { notebookWarningRules } from './notebook-warnings.ts';

export const notebookRules = { ...notebookErrorRules, ...notebookWarningRules } as const satisfies Rules;
