import type { Operation } from '../../service';
import { permission, type StepFunctionsContext } from '../context';

/** ValidateStateMachineDefinition: what CreateStateMachine would refuse, and warnings where they are asked for. */
export function validateStateMachineDefinition(context: StepFunctionsContext): Operation {
  return {
    permissions: () => permission('ValidateStateMachineDefinition', '*'),
    handle({ definition, type, severity = 'ERROR', maxResults }) {
      const all = context
        .validate(definition, type)
        .filter((diagnostic) => diagnostic.severity === 'ERROR' || severity === 'WARNING');
      const diagnostics = all.slice(0, maxResults || 100);
      return {
        result: all.some((diagnostic) => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
        diagnostics,
        truncated: diagnostics.length < all.length,
      };
    },
  };
}
