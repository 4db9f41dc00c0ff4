import type { RuleId } from '../../diagnostics/catalog.ts';
import type { JsonDocument } from '../../json/json-document.ts';
import { explainLayout } from '../layout.ts';
import type { Problem } from '../problem.ts';
import { unknownMetadata } from './metadata.ts';
import {
  emptyCells,
  errorOutputs,
  executionOrder,
  hugeOutputs,
  kernelspecMissing,
  oddLineEnds,
  widgetState,
} from './running.ts';
import { attachments, colabOnly, jupyterLabOnly, localPaths, secretStrings } from './sharing.ts';
import { type NotebookView, viewOf } from './view.ts';

const finders: readonly (readonly [rules: readonly RuleId[], find: (view: NotebookView) => Problem[]])[] = [
  [['notebook-error-output'], errorOutputs],
  [['notebook-execution-order'], executionOrder],
  [['notebook-empty-cell'], emptyCells],
  [['notebook-huge-output'], hugeOutputs],
  [['notebook-widget-state'], widgetState],
  [['notebook-local-path'], localPaths],
  [['notebook-kernelspec-missing'], kernelspecMissing],
  [['notebook-attachment-unused', 'notebook-attachment-missing'], attachments],
  [['notebook-unknown-metadata'], unknownMetadata],
  [['notebook-colab-only'], colabOnly],
  [['notebook-jupyterlab-only'], jupyterLabOnly],
  [['notebook-secret'], secretStrings],
  [['notebook-line-end'], oddLineEnds],
  [['notebook-layout'], ({ document }) => explainLayout(document)],
];

/** What is valid and yet most often a mistake, as far as its rule is wanted. `document` is a notebook of nbformat 4. */
export function findSmells(document: JsonDocument, wanted: (rule: RuleId) => boolean): Problem[] {
  const chosen = finders.filter(([rules]) => rules.some(wanted));
  if (chosen.length === 0) return [];
  const view = viewOf(document);
  return chosen.flatMap(([, find]) => find(view));
}
