import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

const manifest = readFileSync('templates/dask-kubernetes.yml', 'utf8');
const objects = parseAllDocuments(manifest).map((document) => document.toJS());
const [scheduler, service, worker] = objects;

/** What no schema says: the parts find each other. */
test('the manifest of a Dask cluster: pods are selected, and workers reach the scheduler by its service', () => {
  expect(objects.map(({ kind }) => kind)).toEqual(['Deployment', 'Service', 'Deployment']);
  for (const { spec } of [scheduler, worker]) expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
  expect(scheduler.spec.template.metadata.labels).toEqual(service.spec.selector);
  const [{ command, resources }] = worker.spec.template.spec.containers;
  expect(command).toContain(`tcp://${service.metadata.name}:${service.spec.ports[0].port}`);
  const [{ command: schedules }] = scheduler.spec.template.spec.containers;
  expect(schedules[schedules.indexOf('--port') + 1]).toBe(String(service.spec.ports[0].port));
  const given = Number.parseInt(command[command.indexOf('--memory-limit') + 1], 10);
  expect(given).toBeLessThan(Number.parseInt(resources.limits.memory, 10));
});
