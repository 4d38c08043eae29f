import type { VersionRequest } from '../api/backend';
import { Confirm } from './confirm';
import { useConsole } from './console-context';
import { runHref } from './use-route';

/** Asks whether to take back what earlier runs of a version left behind, and leads to the run that does. */
export function Rollback({ request, onClose }: { request: VersionRequest; onClose: () => void }) {
  const { api, notify, place } = useConsole();
  const start = async () => {
    const { name } = await api.send<{ name: string }>('POST', 'rollback', request);
    notify('success', `Run ${name} was started.`);
    location.hash = runHref(name);
  };
  return (
    <Confirm
      title={`Roll back ${request.package} ${request.version}?`}
      action="Roll back"
      onConfirm={start}
      onClose={onClose}
    >
      <div>
        What a run of this version that did not end cleanly has added is removed again from every region, in
        account {place.account}
        {place.local ? ' on this machine' : ''}. A version that was published stays; where nothing is owed,
        nothing is done.
      </div>
    </Confirm>
  );
}
