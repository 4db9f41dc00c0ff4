import { compiledSchema } from './compiled-schema.ts';

/** Whether a value is a notebook by nbformat's schema; `errors` are those of the last one that is none. */
const { check } = compiledSchema();

export default check;
