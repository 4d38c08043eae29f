import { createHash } from 'node:crypto';
import { ServiceError } from '../../service';
import { StateFailure } from '../engine/failure';
import { assumeRole, callAction, type TaskTools } from './gateway-tasks';
import { integratedService } from './integrated-service';
import { sdkMetadata } from './sdk-metadata';
import { fromServiceOutput } from './sdk-shapes';
import { serviceFailure } from './service-failure';

/**
 * `codebuild:startBuild.sync`. No recording of it exists: the shapes follow the service model of CodeBuild, the
 * developer guide ("Manage AWS CodeBuild builds with Step Functions": the output has the member `Build`). That a failure
 * has as cause what a success has as output, as in recorded `.sync` integrations of other services, is a guess.
 */
const SERVICE = integratedService('codebuild');
/** For an event that never came: the pause between two looks grows from the first of these to the second, in ms. */
const PAUSES = [1_000, 10_000] as const;

/** Starts the build. The token makes a repetition after a restart find the same build. */
export async function startBuild(tools: TaskTools): Promise<unknown> {
  if (SERVICE === undefined) throw new Error('the codebuild integration is not described');
  authorizeManagedRule(tools);
  const { request } = tools;
  const idempotencyToken = createHash('sha256').update(request.token).digest('hex');
  const args = { IdempotencyToken: idempotencyToken, ...request.arguments };
  const output: any = await callAction(
    { ...tools, request: { ...request, arguments: args } },
    SERVICE,
    request.resource.kind === 'service' ? request.resource.action : '',
  );
  return { ...output, ...sdkMetadata(output, tools.clock.now()) };
}

/**
 * Waits until the build is over: until its event comes, as through the managed rule on AWS, or a look from time to time
 * finds it over. @throws StateFailure States.TaskFailed unless it succeeded.
 */
export async function completeBuild(tools: TaskTools, submitted: any): Promise<unknown> {
  const { clock, request } = tools;
  const news = new BuildNews(tools, submitted.Build.Arn);
  try {
    for (let pause: number = PAUSES[0]; ; pause = Math.min(pause * 1.5, PAUSES[1])) {
      const wake = news.next();
      const build = await look(tools, submitted.Build.Id);
      if (build?.BuildComplete === true) {
        if (build.BuildStatus === 'SUCCEEDED') return { Build: build };
        throw new StateFailure('States.TaskFailed', JSON.stringify({ Build: build }));
      }
      await clock.sleep(pause, AbortSignal.any([wake, request.signal])).catch(() => undefined);
      request.signal.throwIfAborted();
    }
  } finally {
    news.end();
  }
}

/** Events of one build. */
class BuildNews {
  private latest = new AbortController();
  readonly end: () => void;

  constructor({ bus }: TaskTools, arn: string) {
    this.end = bus.listen((event) => {
      if (event.source === 'aws.codebuild' && event.resources.includes(arn)) this.latest.abort();
    });
  }

  /** Aborted by the next event. Taken before a look, so that an event during the look is not missed. */
  next(): AbortSignal {
    this.latest = new AbortController();
    return this.latest.signal;
  }
}

/** Stops the build; one that is over is left alone. */
export async function stopBuild(tools: TaskTools, submitted: any): Promise<void> {
  await tools.call('codebuild', 'StopBuild', { id: submitted.Build.Id });
}

/** Undefined while CodeBuild does not answer: AWS gets an event and then looks until it is answered. */
async function look(tools: TaskTools, id: string): Promise<any> {
  const model = tools.models.get('codebuild');
  try {
    const answer = await tools.call('codebuild', 'BatchGetBuilds', { ids: [id] });
    if (answer.builds?.[0] === undefined)
      throw new StateFailure(
        'States.TaskFailed',
        `expected build ${id} in the answer of BatchGetBuilds, found none`,
      );
    const output: any = await fromServiceOutput(answer, model.operation('BatchGetBuilds')?.output, model, {
      numericTimes: true,
    });
    return output.Builds[0];
  } catch (error) {
    if (!(error instanceof ServiceError) || SERVICE === undefined) throw error;
    const status = error.details.status ?? model.errorShape(error.code)?.shape.error?.httpStatusCode ?? 400;
    const mayPass =
      error.code === 'SdkClientException' || /Throttl|TooManyRequests/.test(error.code) || status >= 500;
    if (mayPass) return undefined;
    throw serviceFailure(error, SERVICE, model);
  }
}

/**
 * On AWS a state machine with this integration cannot even be created unless its role may manage the rule by which
 * Step Functions hears of builds (developer guide, "IAM policies for CodeBuild").
 */
function authorizeManagedRule({ iam, request }: TaskTools): void {
  const principal = assumeRole(iam, request);
  const { region } = request.execution;
  const resource = `arn:aws:events:${region}:${principal.account}:rule/StepFunctionsGetEventForCodeBuildStartBuildRule`;
  const actions = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'];
  try {
    iam.authorize(
      principal,
      actions.map((action) => ({ action, resource })),
      { region, service: 'events' },
    );
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new StateFailure(
      'States.TaskFailed',
      `'${request.execution.roleArn}' is not authorized to create managed-rule. (${error.message})`,
      undefined,
      { cause: error },
    );
  }
}
