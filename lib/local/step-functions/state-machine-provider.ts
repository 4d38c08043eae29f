import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResourceProvider } from '../assembly/resource-provider';
import { refuseInvalid, type StepFunctionsContext } from './context';

/** Deploys state machines of the assembly. Their definitions are checked as CreateStateMachine checks them. */
export function stateMachineProvider(context: StepFunctionsContext): ResourceProvider {
  return {
    type: 'AWS::StepFunctions::StateMachine',
    async deploy(resource) {
      const { properties, region, account } = resource;
      refuseUnknownProperties(resource, {
        emulated: [
          'DefinitionString',
          'Definition',
          'DefinitionSubstitutions',
          'RoleArn',
          'StateMachineName',
          'StateMachineType',
        ],
        // Nothing is logged or traced here; the whole history is kept. Tags and encryption change no behaviour.
        withoutEffect: ['LoggingConfiguration', 'TracingConfiguration', 'Tags', 'EncryptionConfiguration'],
      });
      const name = properties.StateMachineName ?? generatedName(resource);
      const definition = substituted(properties);
      refuseInvalid(context.validate(definition, properties.StateMachineType));
      const machine = context.machines.deploy({
        name,
        definition,
        roleArn: properties.RoleArn,
        region,
        account,
      });
      return {
        ref: machine.stateMachineArn,
        attributes: {
          Arn: machine.stateMachineArn,
          Name: machine.name,
          StateMachineRevisionId: machine.revisionId,
        },
      };
    },
  };
}

/** Puts the substitutions in, as CloudFormation does: every `${name}` that has a value. */
function substituted(properties: any): string {
  const text = properties.DefinitionString ?? JSON.stringify(properties.Definition);
  if (typeof text !== 'string')
    throw new Error(`DefinitionString: expected the text of a state machine, got ${typeof text}`);
  const values: Readonly<Record<string, unknown>> = properties.DefinitionSubstitutions ?? {};
  return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (all, name) =>
    Object.hasOwn(values, name) ? String(values[name]) : all,
  );
}
