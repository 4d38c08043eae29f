import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { EventBus } from '../events/event-bus';
import type { Iam } from '../iam/iam';
import type { LogSink } from '../logs/log-sink';
import type { Gateway, Principal, Service } from '../service';
import type { Store } from '../storage/store';
import type { BuildPlan, S3Location } from './build';
import { BuildStore } from './build-store';
import { Builds } from './builds';
import { type CodeBuildContext, startBuild } from './codebuild-context';
import { batchGetBuilds } from './operations/batch-get-builds';
import { batchGetProjects } from './operations/batch-get-projects';
import { createProject } from './operations/create-project';
import { deleteProject } from './operations/delete-project';
import { listBuilds } from './operations/list-builds';
import { listBuildsForProject } from './operations/list-builds-for-project';
import { listProjects } from './operations/list-projects';
import { startBuildOperation } from './operations/start-build';
import { stopBuild } from './operations/stop-build';
import { type EnvironmentVariable, projectArn } from './project';
import { projectProvider } from './project-provider';
import { Projects } from './projects';

/** Options of {@link createCodeBuild}. */
export interface CodeBuildOptions {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly iam: Iam;
  readonly logs: LogSink;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly account: string;
  /** What stands for the build image: folders that come first on a job's PATH. */
  readonly image: { readonly path: readonly string[] };
  /** Folder for the files of running builds. It is emptied at every start. */
  readonly workDirectory: string;
  /** URL at which jobs reach AWS. */
  readonly endpoint: () => string;
  /** Variables of this machine that jobs need to reach the network: proxies, certificates, the package index. */
  readonly hostEnvironment: Readonly<Record<string, string>>;
  /** Told of failures of CodeBuild itself, such as a full disk: the build is ended at the next start. */
  readonly report?: (message: string) => void;
}

/** A build that a pipeline's action starts. Sources and artifacts are zips in the pipeline's artifact store. */
export interface PipelineBuild {
  /** The action's role; it needs `codebuild:StartBuild`. */
  readonly principal: Principal;
  readonly region: string;
  readonly projectName: string;
  /** `codepipeline/NAME` */
  readonly initiator: string;
  /** Revision of the primary source, where the pipeline knows it. */
  readonly sourceRevision?: string | undefined;
  readonly primarySource: S3Location;
  /** Found in `CODEBUILD_SRC_DIR_name`. */
  readonly secondarySources: readonly (S3Location & { readonly name: string })[];
  readonly artifacts: readonly (S3Location & { readonly name: string })[];
  readonly environmentVariables: readonly EnvironmentVariable[];
}

/** CodeBuild on this machine. */
export interface CodeBuild {
  readonly service: Service;
  readonly providers: readonly ResourceProvider[];
  /**
   * Starts a build for a pipeline, which hands over places in S3; the build reads and writes them as the *project's*
   * role, as on AWS. Answers the build's id.
   */
  startPipelineBuild(request: PipelineBuild): Promise<string>;
  /** Resolves when a build has ended. */
  finished(region: string, buildId: string): Promise<void>;
  /** Reads the projects and builds of earlier runs and ends what a killed runtime left behind. */
  load(): Promise<void>;
  /** Ends every running build and its processes. */
  close(): Promise<void>;
}

/** Creates CodeBuild over `store`. */
export function createCodeBuild(options: CodeBuildOptions): CodeBuild {
  const { account, clock, iam } = options;
  const projects = new Projects(options.store);
  const store = new BuildStore(options.store);
  const host = () => ({
    path: options.image.path,
    endpoint: options.endpoint(),
    environment: options.hostEnvironment,
  });
  const builds = new Builds(store, { ...options, host });
  const context: CodeBuildContext = { clock, account, projects, store, builds };
  return {
    service: { model: 'codebuild', operations: operationsOf(context) },
    providers: [projectProvider(projects, clock)],
    async startPipelineBuild(request) {
      const { region, principal, projectName, initiator } = request;
      const resource = projectArn(region, account, projectName);
      iam.authorize(principal, [{ action: 'codebuild:StartBuild', resource }], {
        region,
        service: 'codebuild',
      });
      const input = { projectName, environmentVariablesOverride: request.environmentVariables };
      const { primarySource, secondarySources, artifacts } = request;
      const pipeline: BuildPlan['pipeline'] = { primarySource, secondarySources, artifacts };
      const handed = { region, initiator, pipeline, resolvedSourceVersion: request.sourceRevision };
      const { build } = await startBuild(context, input, handed);
      return build.id;
    },
    async finished(region, buildId) {
      const stored = store.get(region, buildId);
      if (stored !== undefined) await builds.finished(stored.build.arn);
    },
    async load() {
      await projects.load();
      await store.load();
      await builds.recover();
    },
    close: () => builds.close(),
  };
}

function operationsOf(context: CodeBuildContext): Service['operations'] {
  return {
    BatchGetBuilds: batchGetBuilds(context),
    BatchGetProjects: batchGetProjects(context),
    CreateProject: createProject(context),
    DeleteProject: deleteProject(context),
    ListBuilds: listBuilds(context),
    ListBuildsForProject: listBuildsForProject(context),
    ListProjects: listProjects(context),
    StartBuild: startBuildOperation(context),
    StopBuild: stopBuild(context),
  };
}
