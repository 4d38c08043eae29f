import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findModelDirectory } from '../../../lib/local/http/model/find-model-directory';
import type { Shape } from '../../../lib/local/http/model/service-model';
import { createServiceModels } from '../../../lib/local/http/model/service-models';
import { protocolOf } from '../../../lib/local/http/protocols/protocol-of';
import { modelPattern } from '../../../lib/local/http/validation/patterns';
import { MODEL_DIRECTORY, MODELS } from './models';

const EMULATED = [
  'codeartifact',
  'codebuild',
  'codecommit',
  'codepipeline',
  'dynamodb',
  'events',
  'lambda',
  'logs',
  's3',
  'scheduler',
  'sns',
  'stepfunctions',
  'sts',
];

test.each(EMULATED)('the model of %s is read, its protocol is spoken and its patterns compile', (service) => {
  const model = MODELS.get(service);
  expect(Object.keys(model.operations).length).toBeGreaterThan(5);
  expect(() => protocolOf(model)).not.toThrow();
  const shapes = Object.values((model as any).shapes as Record<string, Shape>);
  for (const { pattern } of shapes) if (pattern) expect(() => modelPattern(pattern)).not.toThrow();
});

test('a pattern must match the whole value, with Java names for classes', () => {
  expect(modelPattern('[a-z]+').test('abc')).toBe(true);
  expect(modelPattern('[a-z]+').test('abc1')).toBe(false);
  expect(modelPattern('a|b').test('ax')).toBe(false);
  expect(modelPattern('\\p{Print}+').test('a~')).toBe(true);
  expect(modelPattern('\\p{Print}+').test('a\n')).toBe(false);
  expect(modelPattern('[^\\p{C}\\p{IsWhitespace}]+').test('a b')).toBe(false);
});

test('the newest version of a model is taken, compressed or not', () => {
  const directory = mkdtempSync(join(tmpdir(), 'models-'));
  const write = (version: string, file: string, serviceId: string) => {
    const text = JSON.stringify({ metadata: { serviceId }, operations: {}, shapes: {} });
    mkdirSync(join(directory, 'thing', version), { recursive: true });
    writeFileSync(join(directory, 'thing', version, file), file.endsWith('gz') ? gzipSync(text) : text);
  };
  write('2014-01-01', 'service-2.json', 'old');
  write('2020-01-01', 'service-2.json.gz', 'new');
  expect(createServiceModels(directory).get('thing').metadata.serviceId).toBe('new');
  expect(() => createServiceModels(directory).get('other')).toThrow('has no folder "other"');
  expect(() => createServiceModels(directory).get('../thing')).toThrow('has no folder');
});

test('where there are no models, the message says how to get them', () => {
  const empty = mkdtempSync(join(tmpdir(), 'project-'));
  expect(() => findModelDirectory(empty, {})).toThrow(/node bin\/setup.js .*VIGILANT_SERVICE_MODELS/);
  expect(findModelDirectory(empty, { VIGILANT_SERVICE_MODELS: MODEL_DIRECTORY })).toBe(MODEL_DIRECTORY);
  expect(() => findModelDirectory(empty, { VIGILANT_SERVICE_MODELS: join(empty, 'no') })).toThrow(
    'there is no',
  );
});
