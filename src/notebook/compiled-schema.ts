import { readFileSync } from 'node:fs';
import AjvDraft04 from 'ajv-draft-04';

/**
 * nbformat's schema of the version that we write, 4.5, compiled by Ajv. The alternatives of a cell and of an output are
 * told apart by their types, so that a mistake is said once and not for each alternative; what is valid stays the same.
 * `bundle.js` writes the compiled code into the package: compiling takes longer than judging a thousand notebooks.
 */
export function compiledSchema() {
  const file = new URL('../../schemas/nbformat/nbformat.v4.5.schema.json', import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8'));
  const { cell, output } = schema.definitions;
  Object.assign(cell, { required: ['cell_type'], discriminator: { propertyName: 'cell_type' } });
  Object.assign(output, { required: ['output_type'], discriminator: { propertyName: 'output_type' } });
  const ajv = new AjvDraft04.default({ code: { source: true }, allErrors: true, discriminator: true, strict: false });
  return { ajv, check: ajv.compile(schema) };
}
