import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useState } from 'react';
import type { Fault, FaultInput } from '../api/fault';
import { Confirm } from './confirm';
import { useConsole } from './console-context';
import { shortId } from './fault-columns';

const OPERATIONS: SelectProps.Option[] = [
  { value: 'PublishPackageVersion', label: 'Upload of a file' },
  { value: 'CopyPackageVersions', label: 'Promotion to the release repository' },
  { value: 'DeletePackageVersions', label: 'Deletion of a version' },
  { value: 'DescribePackageVersion', label: 'Looking at a version' },
  { value: '', label: 'Every call to the package repositories' },
];

const EFFECTS: readonly (SelectProps.Option & { effect: FaultInput['effect'] })[] = [
  {
    value: '500',
    label: 'Fails with 500',
    effect: { kind: 'error', status: 500, code: 'InternalServerException' },
  },
  {
    value: '503',
    label: 'Fails with 503',
    effect: { kind: 'error', status: 503, code: 'ServiceUnavailableException' },
  },
  {
    value: '429',
    label: 'Is throttled (429)',
    effect: { kind: 'error', status: 429, code: 'ThrottlingException' },
  },
  {
    value: '403',
    label: 'Is denied (403)',
    effect: { kind: 'error', status: 403, code: 'AccessDeniedException' },
  },
  { value: 'delay', label: 'Is answered 5 seconds late', effect: { kind: 'delay', milliseconds: 5000 } },
  { value: 'reset', label: 'Loses its connection', effect: { kind: 'reset' } },
  { value: 'lost', label: 'Works, but loses its answer', effect: { kind: 'lost-answer' } },
  { value: 'bytes', label: 'Stores other bytes', effect: { kind: 'wrong-bytes' } },
];

const TIMES: SelectProps.Option[] = [
  { value: '', label: 'Until it is cleared' },
  { value: '1', label: 'Once' },
  { value: '3', label: 'Three times' },
];

/** Asks which calls are to fail, and how. */
export function AddFault({ onAdded, onClose }: { onAdded: () => void; onClose: () => void }) {
  const { api, place, notify } = useConsole();
  const regions = place.regions.map((region) => ({ value: region, label: region }));
  const [region, setRegion] = useState<SelectProps.Option>(regions.at(-1) as SelectProps.Option);
  const [operation, setOperation] = useState(OPERATIONS[0] as SelectProps.Option);
  const [effect, setEffect] = useState<SelectProps.Option>(EFFECTS[0] as SelectProps.Option);
  const [times, setTimes] = useState(TIMES[0] as SelectProps.Option);
  const add = async () => {
    const fault: FaultInput = {
      region: region.value,
      service: 'codeartifact',
      operation: operation.value || undefined,
      times: times.value ? Number(times.value) : undefined,
      effect: EFFECTS.find(({ value }) => value === effect.value)?.effect ?? { kind: 'reset' },
    };
    notify('success', `Fault ${shortId(await api.send<Fault>('POST', 'faults', fault))} is in force.`);
    onAdded();
  };
  const fields = [
    ['Region', regions, region, setRegion],
    ['Calls', OPERATIONS, operation, setOperation],
    ['What happens', EFFECTS, effect, setEffect],
    ['How often', TIMES, times, setTimes],
  ] as const;
  return (
    <Confirm title="Inject a fault" action="Inject" onConfirm={add} onClose={onClose}>
      {fields.map(([label, options, selected, set]) => (
        <FormField key={label} label={label}>
          <Select
            selectedOption={selected}
            options={options}
            onChange={({ detail }) => set(detail.selectedOption)}
          />
        </FormField>
      ))}
    </Confirm>
  );
}
