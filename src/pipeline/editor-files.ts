/** The editors that a course can have settings for. */
export const editorNames = ['vscode'] as const;

export type EditorName = (typeof editorNames)[number];

const json = (content: object) => `${JSON.stringify(content, null, 2)}\n`;

/** What an editor reads in the folder of a course: the schema of the configuration, and the extensions that serve lessons. */
export const editorFiles: Readonly<Record<EditorName, readonly { readonly path: string; readonly text: string }[]>> = {
  vscode: [
    {
      path: '.vscode/settings.json',
      text: json({
        'yaml.schemas': {
          './node_modules/coursewright/schemas/config.schema.json': ['coursewright.yaml', 'coursewright.yml'],
        },
      }),
    },
    {
      path: '.vscode/extensions.json',
      text: json({ recommendations: ['redhat.vscode-yaml', 'coursewright.coursewright'] }),
    },
  ],
};
