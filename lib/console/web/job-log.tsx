import Box from '@cloudscape-design/components/box';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCallback, useEffect, useRef } from 'react';
import type { JobLog as Log, RunDetail } from '../api/run';
import { useConsole } from './console-context';
import { firstToRead, type Job, jobsOf } from './jobs';
import { LoadState } from './load-state';
import { Status, wordOf } from './status';
import { usePoll } from './use-poll';

/** The logs of the run's jobs, line by line as they come. */
export function JobLog(props: { run: RunDetail; build?: string; onBuild: (build?: string) => void }) {
  const jobs = jobsOf(props.run);
  const job = jobs.find(({ build }) => build === props.build) ?? firstToRead(jobs);
  if (job === undefined) return <Box color="text-body-secondary">No job was started.</Box>;
  return (
    <SpaceBetween size="s">
      <Select
        selectedOption={optionOf(job)}
        options={jobs.map(optionOf)}
        onChange={({ detail }) => props.onBuild(detail.selectedOption.value)}
        ariaLabel="Job"
      />
      <Lines key={job.build} build={job.build} />
    </SpaceBetween>
  );
}

const optionOf = ({ build, region, attempt, last, status }: Job) => ({
  value: build,
  label: `${region}${attempt > 1 || !last ? `, attempt ${attempt}` : ''}`,
  description: build,
  labelTag: wordOf(status),
});

function Lines({ build }: { build: string }) {
  const { api, place } = useConsole();
  const load = useCallback(() => api.get<Log>(`log?build=${encodeURIComponent(build)}`), [api, build]);
  const polled = usePoll(load, (log) =>
    log !== undefined && log.status !== 'IN_PROGRESS' ? undefined : place.local ? 800 : 3000,
  );
  const view = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  const count = polled.data?.lines.length ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the end whenever lines come
  useEffect(() => {
    if (follows.current) view.current?.scrollTo(0, view.current.scrollHeight);
  }, [count]);
  // Not while somebody reads further up.
  const look = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: React.UIEvent) => {
    follows.current = scrollHeight - scrollTop - clientHeight < 30;
  };
  return (
    <>
      <LoadState of={polled} what="Log" />
      {polled.data === undefined ? null : (
        <>
          <Status status={polled.data.status} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="log" ref={view} onScroll={look} tabIndex={0} role="log" aria-label="Log of the job">
            {polled.data.lines.join('\n') || 'Nothing was printed yet.'}
          </pre>
        </>
      )}
    </>
  );
}
