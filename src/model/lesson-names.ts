/** What the name of a lesson's file may end in: Markdown, and that of MDX, Quarto and R Markdown. */
export const lessonEndings = ['md', 'markdown', 'mdx', 'qmd', 'Rmd', 'rmd'] as const;

/** The ending of a lesson's name, in any case. */
export const lessonEnding = /\.(?:md|markdown|mdx|qmd|rmd)$/i;
