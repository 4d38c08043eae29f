import Box from '@cloudscape-design/components/box';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { JobLog as Log, RunDetail } from '../api/run';
import { useConsole } from './console-context';
import { LoadState } from './load-state';
import { Status } from './status';
import { usePoll } from './use-poll';

/** The logs of the run's jobs, line by line as they come. */
export function JobLog({ run }: { run: RunDetail }) {
  const jobs = run.steps.flatMap((step) =>
    step.visits.flatMap((visit) =>
      visit.builds.map((build, index) => ({
        value: build.id,
        label: `${step.region}${visit.builds.length > 1 ? `, attempt ${index + 1}` : ''}`,
        description: build.id,
      })),
    ),
  );
  const [chosen, choose] = useState<string>();
  const job = jobs.find(({ value }) => value === chosen) ?? jobs[0];
  if (job === undefined) return <Box color="text-body-secondary">No job was started.</Box>;
  return (
    <SpaceBetween size="s">
      <Select
        selectedOption={job}
        options={jobs}
        onChange={({ detail }) => choose(detail.selectedOption.value)}
        ariaLabel="Job"
      />
      <Lines key={job.value} build={job.value} />
    </SpaceBetween>
  );
}

function Lines({ build }: { build: string }) {
  const { api, place } = useConsole();
  const load = useCallback(() => api.get<Log>(`log?build=${encodeURIComponent(build)}`), [api, build]);
  const polled = usePoll(load, (log) =>
    log !== undefined && log.status !== 'IN_PROGRESS' ? undefined : place.local ? 800 : 3000,
  );
  const view = useRef<HTMLPreElement>(null);
  const count = polled.data?.lines.length ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the end whenever lines come
  useEffect(() => {
    view.current?.scrollTo(0, view.current.scrollHeight);
  }, [count]);
  return (
    <>
      <LoadState of={polled} what="Log" />
      {polled.data === undefined ? null : (
        <>
          <Status status={polled.data.status} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="log" ref={view} tabIndex={0} role="log" aria-label="Log of the job">
            {polled.data.lines.join('\n') || 'Nothing was printed yet.'}
          </pre>
        </>
      )}
    </>
  );
}
