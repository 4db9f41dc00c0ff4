import type { BuildRule, Rule, RunRule, Severity } from './rule.ts';
import { buildRules } from './rules/build.ts';
import { configRules } from './rules/config.ts';
import { confirmRules } from './rules/confirm.ts';
import { executeRules } from './rules/execute.ts';
import { importRules } from './rules/import.ts';
import { lessonRules } from './rules/lesson.ts';
import { notebookRules } from './rules/notebook.ts';
import { proseRules } from './rules/prose.ts';
import { pythonRules } from './rules/python.ts';

/** Every rule that Coursewright can report, by its permanent id. */
export const catalog = {
  ...configRules,
  ...lessonRules,
  ...buildRules,
  ...importRules,
  ...proseRules,
  ...pythonRules,
  ...notebookRules,
  ...executeRules,
  ...confirmRules,
} as const;

export type RuleId = keyof typeof catalog;

/** The catalog's entry of a rule, or undefined where there is none of that id. */
export function ruleOf(id: string): Rule | undefined {
  return Object.hasOwn(catalog, id) ? (catalog as Readonly<Record<string, Rule>>)[id] : undefined;
}

/** The severity that a rule has unless the course's configuration says otherwise. */
export function severityOf(id: RuleId): Severity {
  return (catalog[id] as Rule).severity;
}

const runRules: Readonly<Partial<Record<RuleId, RunRule>>> = { ...executeRules, ...confirmRules };

const ofBuild: Readonly<Partial<Record<RuleId, BuildRule>>> = buildRules;

/** Whether `coursewright build` fixes what a rule finds, as soon as the lesson compiles. */
export function isFixedByBuild(id: RuleId): boolean {
  return ofBuild[id]?.fixedByBuild === true;
}

/** What a rule about a run says of it; undefined for rules about what is written. */
export function runRuleOf(id: RuleId): RunRule | undefined {
  return runRules[id];
}
