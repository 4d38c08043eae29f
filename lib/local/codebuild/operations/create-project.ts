import { type Operation, ServiceError } from '../../service';
import { checkProject } from '../check-project';
import { type CodeBuildContext, passRole } from '../codebuild-context';
import { describeProject, newProject, projectArn } from '../project';

/** Members that are refused, because nothing here would come of them. */
const REFUSED = ['vpcConfig', 'badgeEnabled', 'fileSystemLocations', 'buildBatchConfig', 'autoRetryLimit'];

/** CreateProject. */
export function createProject({ projects, clock }: CodeBuildContext): Operation {
  return {
    permissions: (input, { region, account }) => [
      { action: 'codebuild:CreateProject', resource: projectArn(region, account, input.name) },
      ...passRole(input.serviceRole),
    ],
    async handle(input, { region, account }) {
      const { badgeEnabled, autoRetryLimit, ...members } = input;
      const refused = REFUSED.filter((name) => input[name]).map((name) => `${name}: not emulated`);
      const project = newProject(members, { region, account, now: clock.now() });
      const problems = [...refused, ...checkProject(project)];
      if (problems.length > 0) throw new ServiceError('InvalidInputException', problems.join('; '));
      if (projects.get(region, project.name) !== undefined)
        throw new ServiceError('ResourceAlreadyExistsException', `Project already exists: ${project.arn}`);
      await projects.create(region, project);
      return { project: describeProject(project) };
    },
  };
}
