/** A cell of a notebook as Jupyter shows it. */
export interface RenderedCell {
  readonly id: string;
  readonly html: string;
}

/** Style sheets of notebooks, by theme. */
export interface NotebookStyles {
  readonly light: string;
  readonly dark: string;
}
