import { listOf } from '../../paging';
import { type Call, type Operation, ServiceError } from '../../service';
import type { LogGroup, LogGroups } from '../log-groups';
import { logGroupArn } from '../log-names';
import { pageOf } from '../page';

/** Lists log groups by name, by prefix or by a part of the name. */
export function describeLogGroups(groups: LogGroups): Operation {
  return {
    permissions: (_input, call) => [
      {
        action: 'logs:DescribeLogGroups',
        resource: `arn:aws:logs:${call.region}:${call.account}:log-group::log-stream:*`,
      },
    ],
    async handle(input, call) {
      refuseUnsupported(input);
      if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined)
        throw new ServiceError(
          'InvalidParameterException',
          'logGroupNamePrefix and logGroupNamePattern are mutually exclusive parameters.',
        );
      const pattern = (input.logGroupNamePattern ?? '').toLowerCase();
      const found = (await groups.list(call.region, input.logGroupNamePrefix)).filter((group) =>
        group.name.toLowerCase().includes(pattern),
      );
      const { items, nextToken } = await pageOf(
        listOf('DescribeLogGroups', found, ({ name }) => name),
        { maxResults: input.limit, nextToken: input.nextToken },
      );
      return { logGroups: items.map((group) => describe(group, groups, call)), nextToken };
    },
  };
}

function describe(group: LogGroup, groups: LogGroups, call: Call) {
  const settings = groups.settingsOf(call.region, group.name);
  const arn = logGroupArn(call.region, call.account, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.creationTime,
    retentionInDays: settings.retentionInDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: 0,
    kmsKeyId: settings.kmsKeyId,
    logGroupClass: settings.logGroupClass ?? 'STANDARD',
    logGroupArn: arn,
  };
}

function refuseUnsupported(input: Record<string, unknown>): void {
  for (const name of ['accountIdentifiers', 'includeLinkedAccounts', 'logGroupClass', 'logGroupIdentifiers'])
    if (input[name] !== undefined && input[name] !== false)
      throw new ServiceError('InvalidParameterException', `${name} is not emulated.`);
}
