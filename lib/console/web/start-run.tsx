import type { Place, RepublishRequest } from '../api/backend';
import { Confirm } from './confirm';
import { useConsole } from './console-context';
import { runHref } from './use-route';

/** A run that a person may start for a version. */
export type Action = 'republish' | 'rollback';

const LABELS: Readonly<Record<Action, string>> = { republish: 'Re-publish', rollback: 'Roll back' };

/** What the run will do, and where. */
const EFFECTS: Readonly<Record<Action, (place: Place) => string>> = {
  republish: (place) =>
    `The stored build is brought to ${place.regions.join(', ')}, in ${accountOf(place)}. Regions that serve it ` +
    'already are left alone; nothing is built again.',
  rollback: (place) =>
    'What a run of this version that did not end cleanly has added is removed again from every region, in ' +
    `${accountOf(place)}. A version that was published stays; where nothing is owed, nothing is done.`,
};

/** Named as on the page, so that nobody takes one account for another. */
function accountOf({ account, local, endpoint }: Place): string {
  return `account ${account}${local ? ' on this machine' : endpoint === undefined ? ' on AWS' : ''}`;
}

/** Asks whether to start a run for a version, and leads whoever has waited for it to the run. */
export function StartRun(props: { action: Action; request: RepublishRequest; onClose: () => void }) {
  const { api, notify, place } = useConsole();
  const { action, request } = props;
  const start = async (isOpen: () => boolean) => {
    const { name } = await api.send<{ name: string }>('POST', action, request);
    notify('success', `Run ${name} was started.`);
    if (isOpen()) location.hash = runHref(name);
  };
  const label = LABELS[action];
  return (
    <Confirm
      title={`${label} ${request.package} ${request.version}?`}
      action={label}
      onConfirm={start}
      onClose={props.onClose}
    >
      <div>{EFFECTS[action](place)}</div>
    </Confirm>
  );
}
