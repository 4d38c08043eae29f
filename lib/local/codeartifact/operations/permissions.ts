import type { Call, Permission } from '../../service';
import { arns } from '../arns';

/** Members by which calls name what they are about. */
interface Named {
  readonly domain: string;
  readonly repository: string;
  readonly package: string;
}

/** Rights on the resources that the service authorization reference lists for an action of the operation's own name. */
export const needs = {
  domain: (input: Pick<Named, 'domain'>, call: Call): Permission[] => [
    { action: `codeartifact:${call.operation}`, resource: arns.domain(call, input.domain) },
  ],
  repository: (input: Pick<Named, 'domain' | 'repository'>, call: Call): Permission[] => [
    {
      action: `codeartifact:${call.operation}`,
      resource: arns.repository(call, input.domain, input.repository),
    },
  ],
  package: (input: Named, call: Call): Permission[] => {
    const { domain, repository } = input;
    const resource = arns.package(call.account, {
      region: call.region,
      domain,
      repository,
      package: input.package,
    });
    return [{ action: `codeartifact:${call.operation}`, resource }];
  },
  anything: (_input: unknown, call: Call): Permission[] => [
    { action: `codeartifact:${call.operation}`, resource: '*' },
  ],
} as const;
