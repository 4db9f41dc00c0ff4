import type { Severity } from '../diagnostics/rule.ts';
import type { Match } from './lesson.ts';
import type { Variant } from './variants.ts';

/** A course's configuration, every key with its value. Its file is `coursewright.yaml`, its schema `schemas/config.schema.json`. */
export interface Config {
  /** Folder of the lessons, relative to the course's folder. */
  readonly source: string;
  /** Folder of the student notebooks; instructor notebooks go to `<output>/solutions`. */
  readonly output: string;
  /** The way from there to the course's folder, where the output stands outside of that: courses may share it. */
  readonly courseFromOutput?: string;
  readonly variants: readonly Variant[];
  /** Lessons that students do not get: names as in `order`, folders, or globs. */
  readonly instructors: readonly string[];
  /** Which parts under a condition lessons keep; without it, those for the first framework that a lesson names. */
  readonly framework?: string;
  /** Course order by lesson name without ending; the others follow by path. */
  readonly order: readonly string[];
  readonly dialect: DialectName;
  /** What notebooks carry: the lesson's own outputs, those of the real run, or none. */
  readonly outputs: 'declared' | 'executed' | 'none';
  /** In the instructor notebook; folded in the student notebook too; or nowhere (no instructor notebook is made). */
  readonly solutions: 'separate' | 'collapsed' | 'none';
  /** Kernelspec name of Python lessons. */
  readonly kernel: string;
  readonly python: {
    readonly requirements: readonly string[];
    /** A version range such as `>=3.10`. */
    readonly version: string;
    /** `managed`, `path`, or the folder of an environment. */
    readonly environment: string;
  };
  readonly execute: {
    /** Seconds per cell. */
    readonly timeout: number;
    /** Seconds per run. */
    readonly lessonTimeout: number;
    readonly jobs: number | 'auto';
    readonly network: boolean;
    readonly env: Readonly<Record<string, string>>;
    /** Bytes of output that a cell may make. */
    readonly maxOutput: number;
    /** Bytes of memory that a run's processes may use together; `auto`: half of what this machine has. */
    readonly memory: number | 'auto';
    /** Whether kernels may be forked where that is possible. */
    readonly fork: boolean;
    /** Address of a Jupyter server that kernels run on, instead of this machine. */
    readonly gateway?: string;
    readonly gatewayEnv: Readonly<Record<string, string>>;
    readonly gatewayWait: number;
    /** Address of a Dask scheduler that runs are given to, or `local:N`. */
    readonly cluster?: string;
    readonly clusterWait: number;
  };
  readonly confirm: {
    /** Match modes of output fences that name none. */
    readonly default: Match['modes'];
    /** Relative tolerance where `default` has `tolerance` with a value. */
    readonly tolerance?: number;
    /** Absolute tolerance, likewise. */
    readonly absolute?: number;
    readonly sanitize: readonly string[];
    /** Languages of fences that are outputs where they stand directly after a cell; `unlabelled` is none. */
    readonly outputFences: readonly string[];
    readonly undeclared: 'ignore' | 'warn' | 'error';
  };
  /** Whether every pair of dollars is mathematics: in lessons that show it, or in all. */
  readonly math: 'auto' | 'dollars';
  readonly images: 'relative' | 'absolute' | 'data';
  readonly colab: { readonly github?: string; readonly branch: string; readonly badge: boolean };
  /** Severity by rule id; `off` silences one. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
}

type DialectName = 'auto' | 'native' | 'carpentries' | 'myst' | 'huggingface' | 'quarto' | 'jupytext' | 'github';
