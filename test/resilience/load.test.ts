import { loadCommand } from '../faults/load/command';

test('versions that are pushed and published again at once all end right, and installers see whole ones only', async () => {
  const lines: string[] = [];
  const code = await loadCommand({
    ...{ versions: 4, packages: 2, regions: 3, pushes: 1, failing: 1 },
    ...{ readers: 20, pips: 1, pause: 200, memory: 400 },
    write: (line) => lines.push(line),
  });
  // The lines name what is wrong.
  expect([code, ...(code === 0 ? [] : lines)]).toEqual([0]);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^runs \d+: .*\bPublished 3\b.*\bPublishRolledBack 1\b|PublishRolledBack 1\b.*\bPublished 3\b/,
    ),
  );
});
