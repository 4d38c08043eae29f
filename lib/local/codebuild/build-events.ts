import type { BusEvent } from '../events/event-bus';
import type { Build, BuildPhase } from './build';

/**
 * The event of a build's new status (CodeBuild user guide, "Build notifications input format reference", build state
 * change).
 */
export function stateChangeEvent(build: Build, place: { region: string; account: string }): BusEvent {
  return {
    source: 'aws.codebuild',
    'detail-type': 'CodeBuild Build State Change',
    ...place,
    resources: [build.arn],
    detail: {
      'build-status': build.buildStatus,
      'project-name': build.projectName,
      'build-id': build.arn,
      'additional-information': additionalInformation(build),
      'current-phase': build.currentPhase,
      'current-phase-context': '[]',
      version: '1',
    },
  };
}

function additionalInformation(build: Build) {
  const { environment, artifacts, logs, source } = build;
  return {
    artifact: {
      ...(artifacts.md5sum === undefined ? {} : { md5sum: artifacts.md5sum, sha256sum: artifacts.sha256sum }),
      location: artifacts.location ?? '',
    },
    environment: {
      image: environment.image,
      'privileged-mode': environment.privilegedMode ?? false,
      'compute-type': environment.computeType,
      type: environment.type,
      'environment-variables': environment.environmentVariables,
    },
    'timeout-in-minutes': build.timeoutInMinutes,
    'build-complete': build.buildComplete,
    initiator: build.initiator,
    'build-start-time': eventTime(build.startTime),
    source: { ...(source.location === undefined ? {} : { location: source.location }), type: source.type },
    ...(build.sourceVersion === undefined ? {} : { 'source-version': build.sourceVersion }),
    logs: {
      'group-name': logs['groupName'],
      'stream-name': logs['streamName'],
      'deep-link': logs['deepLink'],
    },
    phases: build.phases.map(eventPhase),
  };
}

function eventPhase(phase: BuildPhase) {
  const started = { 'start-time': eventTime(phase.startTime), 'phase-type': phase.phaseType };
  if (phase.endTime === undefined) return started;
  return {
    'phase-context': (phase.contexts ?? []).map(({ statusCode, message }) => `${statusCode}: ${message}`),
    ...started,
    'end-time': eventTime(phase.endTime),
    'duration-in-seconds': phase.durationInSeconds,
    'phase-status': phase.phaseStatus,
  };
}

/** `Sep 1, 2017 4:12:29 PM`, in UTC. */
function eventTime(time: number): string {
  const date = new Date(time);
  // `Fri, 01 Sep 2017 16:12:29 GMT`. Formatting by locale would take longer than all else about an event.
  const month = date.toUTCString().slice(8, 11);
  const hours = date.getUTCHours();
  const two = (n: number) => n.toString().padStart(2, '0');
  const clock = `${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()} ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}
