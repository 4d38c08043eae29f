import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphStates, layoutGraph, mainPath, NODE } from '../../lib/console/web/graph-layout';

const definition = readFileSync(join(__dirname, '../../state-machines/publish.asl.json'), 'utf8');
const machine = graphStates(definition);

test('the main path of the publish workflow ends with the announcement', () => {
  const path = [...mainPath(machine.start, machine.states)];
  expect(path[0]).toBe('Resolve');
  expect(path.at(-1)).toBe('Announce');
  expect(path).toEqual(expect.arrayContaining(['SurveyRegions', 'PublishRegions', 'PromoteRegions']));
});

test('every state of the publish workflow is drawn, and none over another', () => {
  const { nodes, edges, width, height } = layoutGraph(machine, new Set(machine.states.keys()));
  expect(nodes.map(({ name }) => name).sort()).toEqual([...machine.states.keys()].sort());
  for (const [index, one] of nodes.entries()) {
    expect(one.x).toBeGreaterThanOrEqual(NODE.width / 2);
    expect(one.x).toBeLessThanOrEqual(width - NODE.width / 2);
    expect(one.y).toBeLessThan(height);
    for (const other of nodes.slice(index + 1)) {
      expect(Math.abs(one.x - other.x) >= NODE.width || Math.abs(one.y - other.y) >= NODE.height).toBe(true);
    }
  }
  expect(edges.every(({ points }) => points.every(({ x, y }) => Number.isFinite(x + y)))).toBe(true);
});
