import { beforeAll } from 'vitest';
import { makeEnvironment } from './jupyter.environment.ts';

beforeAll(makeEnvironment);
