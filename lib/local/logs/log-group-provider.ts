import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { LogGroups } from './log-groups';
import { logGroupArn } from './log-names';

/**
 * Deploys `AWS::Logs::LogGroup`. Retention hides what has expired. Encryption and tags show nowhere on this machine:
 * nobody but its user reads the state folder.
 */
export function logGroupProvider(groups: LogGroups, clock: Clock): ResourceProvider {
  return {
    type: 'AWS::Logs::LogGroup',
    async deploy(resource) {
      refuseUnknownProperties(resource, {
        emulated: ['LogGroupName', 'RetentionInDays', 'KmsKeyId', 'LogGroupClass'],
        withoutEffect: ['Tags'],
      });
      const { region, account, properties } = resource;
      const name = properties.LogGroupName ?? generatedName(resource, { maxLength: 512 });
      await groups.create(region, name, clock.now());
      groups.configure(region, name, {
        retentionInDays:
          properties.RetentionInDays === undefined ? undefined : Number(properties.RetentionInDays),
        kmsKeyId: properties.KmsKeyId,
        logGroupClass: properties.LogGroupClass,
      });
      return { ref: name, attributes: { Arn: `${logGroupArn(region, account, name)}:*` } };
    },
  };
}
