import { nearest } from '../../diagnostics/nearest.ts';
import { keysOf, member, textOf } from '../../json/json-document.ts';
import { placeOf, showKey } from '../../json/place.ts';
import { type Problem, problemAt } from '../problem.ts';
import { collect, type NotebookView } from './view.ts';

/**
 * Cell metadata that some tool is known to write or read: nbformat, Jupyter and its extensions, nbgrader, Colab, Kaggle,
 * VS Code, jupytext, papermill, nbsphinx, MyST-NB, RISE, Deepnote, PyCharm, Polyglot, Azure Data Studio, SageMaker.
 */
const known = new Set(
  `tags name format collapsed scrolled jupyter execution trusted editable deletable slideshow slide raw_mimetype
  nbgrader papermill colab colab_type cellView id outputId executionInfo vscode language languageId pycharm
  heading_collapsed hidden init_cell code_folding run_control ExecuteTime hide_input hideCode hidePrompt hideOutput hide_output
  hide_cell solution solution2 solution_first exercise_hint toc toc-hr-collapsed toc_visible autoscroll button new_sheet
  nbsphinx nbsphinx-toctree nbsphinx-thumbnail mystnb render lines_to_next_cell lines_to_end_of_cell_marker cell_marker
  cell_style lang region_name title active incorrectly_encoded_metadata otter deepnote_cell_type dotnet_interactive
  polyglot_notebook azdata_cell_guid inputHidden outputHidden inputCollapsed outputCollapsed extensions kernel
  user_expressions variables widgets view state scene scenes umich jukit_cell_id citation-manager include frozen readonly
  run_through_control rise livereveal persistent_id last_executed_text execution_event_id noteable datalink
  evaluatedInline pin_output gather gradient lc_cell_meme caption class label question points hints jp-MarkdownHeadingCollapsed`.split(
    /\s+/,
  ),
);

/** Cell metadata keys of no known tool. Names with a `.`, `/`, `:` or leading `_` are somebody's own namespace. */
export function unknownMetadata({ document, cells }: NotebookView): Problem[] {
  return collect(cells, ({ node, metadata }) =>
    keysOf(document, metadata).flatMap((key) => {
      const name = textOf(document, key);
      if (known.has(name) || /[./:]|^_/.test(name) || member(document, metadata, name) < 0) return [];
      const meant = nearest(name, known);
      return [
        problemAt(
          document,
          'notebook-unknown-metadata',
          key,
          () => `${placeOf(document, node).name} has the metadata ${showKey(name)}, which no known tool reads`,
          {
            help:
              meant === undefined
                ? 'correct the name, or turn the rule off where a tool of your own reads it'
                : `did you mean ${showKey(meant)}?`,
          },
        ),
      ];
    }),
  );
}
